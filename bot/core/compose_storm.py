"""What is said of many incidents in one message, in words, before any platform has touched it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from adapters.model import Impact, Kind, Phase
from bot.core import compose, words
from bot.core.gravity import gravity
from bot.core.history import first_word
from bot.core.message import Action, Fact, Message, Part
from bot.core.notices import OURSELVES
from bot.core.record import Record
from bot.core.storm import LONGEST, Member

_BY_ALARM = (
    *(Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING),
    *(Phase.IN_PROGRESS, Phase.VERIFYING, Phase.SCHEDULED),
)


def root(members: Sequence[Member]) -> Message:
    """The living message of a storm: one line an incident, the worst first; it looks as bad as the worst that is open.

    What can be done about a single one of them is said in words: the one button shows the board.
    """
    ordered = sorted(members, key=lambda member: gravity(member.record))
    records = [member.record for member in ordered]
    going_on = [record for record in records if record.is_open]
    impact = max((it.incident.impact for it in going_on), key=lambda impact: impact.rank, default=Impact.UNKNOWN)
    return Message(
        part=Part.ROOT,
        title=_title(members),
        status=_standing(records),
        phase=_phase(records, impact),
        impact=impact,
        facts=tuple(_playbooks(ordered)),
        actions=(Action("Status", "status"),) if going_on else (),
        lines=tuple(compose.entry(it.record, provider=it.provider, acknowledged=it.acknowledged) for it in ordered),
    )


def over(members: Sequence[Member]) -> Message:
    """One line for the channel: nothing of a storm goes on any more."""
    return replace(root(members), part=Part.ANNOUNCEMENT, facts=(), lines=())


def topic(members: Sequence[Member], zone: tzinfo) -> str:
    """What the thread of a storm is called, on the clock of a zone: it keeps its name, however the storm goes on."""
    began = min(_first_word(member.record) for member in members)
    return f"Incidents since {words.moment(began.astimezone(zone))}"


def _title(members: Sequence[Member]) -> str:
    """`7 more incidents at 4 providers within 12 m`: "more", for others before them have messages of their own."""
    records = [member.record for member in members]
    providers = {member.record.incident.provider: member.provider for member in members}
    providers.pop(OURSELVES, None)
    where = f" at {words.counted(len(providers), 'provider')}" if len(providers) > 1 else ""
    if len(providers) == 1:
        where = f" at {next(iter(providers.values()))}"
    known = [_first_word(record) for record in records]
    span = max(known) - min(known)
    burst = f" within {words.duration(span)}" if timedelta(minutes=1) <= span <= LONGEST else ""
    return f"{_what(records)}{where}{burst}"


def _what(records: Sequence[Record]) -> str:
    """`5 more incidents, 2 maintenances and 1 notice`."""
    nouns = ["notice" if it.incident.provider == OURSELVES else str(it.incident.kind) for it in records]
    counts = [(nouns.count(noun), noun) for noun in (*map(str, Kind), "notice") if noun in nouns]
    (first, noun), *others = counts
    *most, last = [words.counted(first, f"more {noun}"), *(words.counted(number, noun) for number, noun in others)]
    return f"{', '.join(most)} and {last}" if most else last


def _first_word(record: Record) -> datetime:
    """When it became known: the start of what is planned lies ahead."""
    return first_word(record.incident) or record.first_seen


def _standing(records: Sequence[Record]) -> str:
    going_on = sum(record.is_open for record in records)
    if going_on:
        return f"{going_on} of {len(records)} open" if going_on < len(records) else f"{_all(records)} open"
    ended = sum(record.is_over for record in records)
    return f"{ended} of {len(records)} over" if ended < len(records) else f"{_all(records)} over{_length(records)}"


def _all(records: Sequence[Record]) -> str:
    return f"All {len(records)}" if len(records) > 1 else "1"


def _length(records: Sequence[Record]) -> str:
    """How long it took from the first beginning to the last end, as far as they are known."""
    begun = [record.incident.started_at for record in records]
    ended = [record.incident.resolved_at for record in records]
    starts, ends = [it for it in begun if it], [it for it in ended if it]
    if not starts or not ends or max(ends) <= min(starts):
        return ""
    return f" after {words.duration(max(ends) - min(starts))}"


def _phase(records: Sequence[Record], impact: Impact) -> Phase:
    """The phase that it is shown in: that of whoever is least far, and none of its own where an impact is known."""
    if all(record.is_over for record in records):
        return Phase.RESOLVED
    phases = {record.incident.phase for record in records if record.is_open}
    known = impact.rank >= Impact.MINOR.rank
    return Phase.UPDATE if known else next((phase for phase in _BY_ALARM if phase in phases), Phase.UPDATE)


def _playbooks(members: Sequence[Member]) -> Iterator[Fact]:
    written = {member.provider: member.playbook for member in members if member.playbook}
    for provider, playbook in written.items():
        yield Fact(f"Playbook for {provider}", playbook)
