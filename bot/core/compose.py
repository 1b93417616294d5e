"""What is said of an incident, in words, before any platform has touched it; the same record says the same."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime

from adapters.model import Incident, IncidentUpdate, Kind, Phase, Text
from bot.core import words
from bot.core.message import Action, Fact, Message, Part
from bot.core.notices import OURSELVES, doubted_feed
from bot.core.record import Record

MUTED_FOR = "2 hours"  # by one click
NEWEST_ALONE = "The page's feed shows only the newest update; updates in between may be missing"
COMPONENTS_SHOWN = 5  # more than a line of names is not read; the rest is counted


def root(
    record: Record,
    *,
    provider: str,
    already_open: bool = False,
    late: bool = False,
    playbook: str | None = None,
    key: str | None = None,
    acknowledged: str | None = None,
) -> Message:
    """The living message: the incident as it stands.

    `provider` is the name to show. `already_open` says that the channel joined when it was under way, and `late`
    that it was over before anyone told of it. `playbook` is what the team has written for the day it happens. With
    `key`, our key of the incident, it can be acted on while it is open. `acknowledged` is who said that they are at it.
    """
    incident = record.incident
    newest = next((update for update in reversed(incident.updates) if update.text), None)
    return Message(
        part=Part.ROOT,
        title=_title(incident),
        status=_standing(record),
        provider=provider,
        phase=_shown_phase(record),
        impact=incident.impact,
        kind=incident.kind,
        body=newest.text if newest else Text(),
        at=newest.at if newest else incident.last_word,
        facts=tuple(_facts(record, already_open=already_open, late=late, playbook=playbook, acknowledged=acknowledged)),
        url=incident.url,
        actions=tuple(_actions(incident, key, acknowledged=acknowledged)) if key and record.is_open else (),
    )


def update(record: Record, update: IncidentUpdate, *, provider: str) -> Message:
    """One thing that the provider said, for the thread."""
    said = (Fact("Time as written", update.said),) if update.at is None and update.said else ()
    return Message(
        part=Part.UPDATE,
        title=_title(record.incident),
        status=words.PHASES[update.phase],
        provider=provider,
        phase=update.phase,
        impact=record.incident.impact,
        kind=record.incident.kind,
        body=update.text,
        at=update.at,
        facts=said,
        url=record.incident.url,
    )


def announcement(record: Record, update: IncidentUpdate, *, provider: str) -> Message:
    """One line for the channel, where a thread would hide the update: what happened, and to which incident."""
    ends = update.phase.is_final
    return Message(
        part=Part.ANNOUNCEMENT,
        title=_title(record.incident),
        status=_ending(record.incident, update.phase) if ends else words.PHASES[update.phase],
        provider=provider,
        phase=update.phase,
        impact=record.incident.impact,
        kind=record.incident.kind,
        at=update.at,
        url=record.incident.url,
    )


def raised(record: Record, *, provider: str) -> Message:
    """One line for the channel: an incident that goes on is worse than it was said to be."""
    return _aloud(record, f"Impact raised to {record.incident.impact}", provider)


def opened(record: Record, *, provider: str) -> Message:
    """One line for the channel: an incident has begun, and an edit alone would not tell those whom it calls."""
    return _aloud(record, f"New {record.incident.kind}", provider)


def entry(record: Record, *, provider: str, acknowledged: str | None = None) -> Message:
    """One line in a list of incidents: where it stands, how bad it is, since when, and who said that they are at it."""
    incident = record.incident
    shown = _aloud(record, _standing(record), provider)
    return replace(
        shown,
        phase=_shown_phase(record),
        at=None,
        facts=tuple(_facts_of_entry(incident, acknowledged)) if record.is_open else (),
    )


def _aloud(record: Record, status: str, provider: str) -> Message:
    incident = record.incident
    return Message(
        part=Part.ANNOUNCEMENT,
        title=_title(incident),
        status=status,
        provider=provider,
        phase=incident.phase,
        impact=incident.impact,
        kind=incident.kind,
        at=incident.last_word,
        url=incident.url,
    )


def _facts_of_entry(incident: Incident, acknowledged: str | None) -> Iterator[Fact]:
    if incident.started_at:
        yield Fact("begins" if incident.phase is Phase.SCHEDULED else "began", incident.started_at)
    if acknowledged:
        yield Fact("acknowledged by", f"@{acknowledged}")


def notice(title: str, body: str) -> Message:
    """Something that Statuswire itself has to say; paragraphs of the body are parted by blank lines."""
    return Message(part=Part.NOTICE, title=title, body=Text.of(body))


def digest(message: Message) -> str:
    """A hash of everything visible in a message: the same in every process and release of Python."""
    seen = asdict(message)
    del seen["mentions"]  # they call once; an edit that leaves them out changes nothing
    del seen["topic"]  # it is of the thread
    for late in ("actions", "menus", "lines"):
        if not seen[late]:
            del seen[late]  # as before there were any: else every message is edited after an upgrade
    content = json.dumps(seen, default=_written, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(content.encode("ascii"), digest_size=16).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"a message holds a {type(value).__name__}, which has no stable form")


def _actions(incident: Incident, key: str, *, acknowledged: str | None) -> Iterator[Action]:
    """What people can do about an open incident with one click; of our own notices, only to believe a feed again."""
    if incident.provider == OURSELVES:
        if doubted_feed(incident):
            yield Action("Accept the feed as it is now", "accept", (("provider", key),))
        return
    if not acknowledged:
        yield Action("Acknowledge", "acknowledge", (("what", key),))
    yield Action(f"Mute {MUTED_FOR}", "mute", (("what", key), ("for", MUTED_FOR)))
    yield Action("Playbook", "playbook", (("provider", incident.provider),))
    if incident.components:
        arguments = (("provider", incident.provider), ("incident", key))
        yield Action("Follow only these components", "components", arguments)


def _title(incident: Incident) -> str:
    return incident.title.strip() or words.UNTITLED[incident.kind]


def _shown_phase(record: Record) -> Phase:
    # The provider took it back without a word: to a reader it is called off, whatever phase it was in.
    return Phase.CANCELLED if record.withdrawn else record.incident.phase


def _standing(record: Record) -> str:
    if record.withdrawn:
        return "Withdrawn by the provider"
    phase = record.incident.phase
    if phase.is_final:
        return _ending(record.incident, phase)
    # Nobody said where it stands: all we know is that they spoke of it.
    standing = words.PHASES[phase] if phase.names_state else "Reported"
    return f"{standing}, {record.incident.impact} impact" if _is_told_at_a_glance(record) else standing


def _is_told_at_a_glance(record: Record) -> bool:
    """Whether how bad it is stands beside where it stands: while it goes on that is the first thing to know."""
    return record.is_open and record.incident.impact in words.HARMS


def _ending(incident: Incident, phase: Phase) -> str:
    length = incident.duration
    if length is None or phase is Phase.CANCELLED:
        return words.PHASES[phase]
    return f"{words.PHASES[phase]} after {words.duration(length)}"


def _facts(
    record: Record, *, already_open: bool, late: bool, playbook: str | None, acknowledged: str | None
) -> Iterator[Fact]:
    incident = record.incident
    if incident.window:
        yield Fact("Window", incident.window)
    yield from _beginning(incident, already_open=already_open)
    if incident.resolved_at and _shown_phase(record) is not Phase.CANCELLED:
        yield Fact("Ended", incident.resolved_at)
    if incident.components:
        yield Fact("Components", _some(incident.components))
    if incident.impact in words.IMPACTS and not _is_told_at_a_glance(record):
        yield Fact("Impact", words.IMPACTS[incident.impact])
    if late:
        yield Fact("Note", "Reported after the fact")
    if incident.partial:
        yield Fact("Note", NEWEST_ALONE)
    if acknowledged:
        yield Fact("Acknowledged by", f"@{acknowledged}")
    if playbook:
        yield Fact("Playbook", playbook)


def _beginning(incident: Incident, *, already_open: bool) -> Iterator[Fact]:
    start = incident.started_at
    planned = incident.kind is Kind.MAINTENANCE and incident.phase in {Phase.SCHEDULED, Phase.CANCELLED}
    told_by_window = incident.window is not None and incident.window.start == start
    if planned:
        if start and not told_by_window:
            yield Fact("Starts", start)
        return
    if already_open:
        yield Fact("Already open since", start) if start else Fact("Note", "Already open when this channel joined")
        return
    # The one time that a feed tells of something closed is its end (AWS, Azure), not its beginning too.
    if start and not told_by_window and start != incident.resolved_at:
        yield Fact("Started", start)


def _some(names: tuple[str, ...]) -> str:
    # One name too many is shown rather than counted: "and 1 more" is no shorter than most names.
    if len(names) <= COMPONENTS_SHOWN + 1:
        return ", ".join(names)
    return f"{', '.join(names[:COMPONENTS_SHOWN])} and {len(names) - COMPONENTS_SHOWN} more"
