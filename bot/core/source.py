"""What one good poll of a whole feed means: a first look, a withdrawal, or nothing that can be believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.model import Incident, Phase
from bot.core.record import Change, Reason, Record
from bot.core.schedule import FeedState
from bot.core.tracker import ended_by_absence, is_stale, track

MISSES_THAT_COUNT = 2  # good polls in a row
FEW = 3  # of so few incidents nothing can be said about the feed as a whole
STALE_AFTER = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be remembered and told after a poll, by incident id.

    `records` are those that differ from what was known; `changes` those that people may hear of. `already_open` says
    that this was the feed's first look: what is told is told as already open. `suspect` is why nothing of the poll was
    believed. `unsettled` says that only another look at the same bytes can tell more.
    """

    records: dict[str, Record] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    already_open: bool = False
    suspect: str | None = None
    unsettled: bool = False


def look(
    state: FeedState,
    known: Mapping[str, Record],
    seen: Sequence[Incident],
    *,
    dialect: str,
    now: datetime,
    absence_ends: bool = False,
) -> Look:
    """Decide what a good poll means.

    `known` are the records of the seen ids, and all that are open in this feed. `absence_ends`: on this platform an
    incident that is over is simply no longer listed.
    """
    if state.awaits_first_look:
        return _first_look(known, seen, now)
    suspect = suspicion(state, known, seen, dialect=dialect, may_be_empty=absence_ends)
    if suspect:
        return Look(suspect=suspect, unsettled=True)
    return _later_look(known, seen, now, absence_ends=absence_ends)


def suspicion(
    state: FeedState,
    known: Mapping[str, Record],
    seen: Sequence[Incident],
    *,
    dialect: str,
    may_be_empty: bool = False,
) -> str | None:
    """Why an answer does not fit what the feed said before, or None. Silence is never a recovery."""
    if seen and state.dialect and dialect != state.dialect:
        return f"it is now written as {dialect}, and was written as {state.dialect} before"
    if state.entries < FEW:
        return None
    if not seen:
        return None if may_be_empty else f"it is empty, and told of {state.entries} incidents before"
    if any(incident.id in known for incident in seen) or all(
        _began_after(incident, state.last_good_at) for incident in seen
    ):
        return None
    return "every incident in it has another identity than before"


def _began_after(incident: Incident, moment: datetime | None) -> bool:
    first = incident.started_at or incident.last_word
    return moment is not None and first is not None and first > moment


def _first_look(known: Mapping[str, Record], seen: Sequence[Incident], now: datetime) -> Look:
    """Nothing closed or merely planned is told; what is under way is shown as already open.

    What was known before, from a time before the feed moved or through another feed, is told as ever.
    """
    records, changes = _tracked(known, seen, now)
    told = {id_: change for id_, change in changes.items() if id_ in known or is_under_way(records[id_], now=now)}
    return Look(records, told, already_open=True)


def the_same(known: Mapping[str, Record], seen: Sequence[Incident]) -> dict[str, str]:
    """Which incidents of a feed that has moved are which of those known, by id.

    Only where title and beginning leave no doubt: what two incidents share proves nothing.
    """
    old = _by_look((id_, record.incident) for id_, record in known.items())
    new = _by_look((incident.id, incident) for incident in seen if incident.id not in known)
    return {new[sign]: old[sign] for sign in new.keys() & old.keys()}


def _by_look(incidents: Iterable[tuple[str, Incident]]) -> dict[tuple[str, datetime], str]:
    """Incidents by title and the minute of their first word, without those that look alike."""
    found: dict[tuple[str, datetime], list[str]] = {}
    for id_, incident in incidents:
        first = _first_word(incident)
        if first:
            sign = (" ".join(incident.title.casefold().split()), first.replace(second=0, microsecond=0))
            found.setdefault(sign, []).append(id_)
    return {sign: ids[0] for sign, ids in found.items() if len(ids) == 1}


def is_under_way(record: Record, *, now: datetime) -> bool:
    """Whether it goes on now: open, begun and not stale. A plan for later is no news to whoever joins today."""
    planned = record.incident.phase is Phase.SCHEDULED
    return record.is_open and not planned and not is_stale(record, now=now, stale_after=STALE_AFTER)


def _later_look(known: Mapping[str, Record], seen: Sequence[Incident], now: datetime, *, absence_ends: bool) -> Look:
    records, changes = _tracked(known, seen, now)
    missing = _not_listed(known, seen) if absence_ends else _gone(known, seen)
    unsettled = False
    for id_, record in missing.items():
        missed = record.missed + 1
        if missed < MISSES_THAT_COUNT:
            records[id_] = replace(record, missed=missed)
            unsettled = True
        elif absence_ends:
            records[id_], changes[id_] = ended_by_absence(record, now=now)
        else:
            records[id_], changes[id_] = replace(record, missed=missed, withdrawn=True), Change(Reason.WITHDRAWN)
    return Look(records, changes, unsettled=unsettled)


def _tracked(
    known: Mapping[str, Record], seen: Sequence[Incident], now: datetime
) -> tuple[dict[str, Record], dict[str, Change]]:
    """The records that differ and the changes; an incident that stands twice in the feed is one."""
    latest: dict[str, Record] = dict(known)
    changes: dict[str, Change] = {}
    for incident in seen:
        tracked = track(latest.get(incident.id), incident, now=now)
        latest[incident.id] = tracked.record
        if tracked.change:
            changes[incident.id] = joined(changes.get(incident.id), tracked.change)
    return {id_: record for id_, record in latest.items() if record != known.get(id_)}, changes


def joined(first: Change | None, then: Change) -> Change:
    """Two changes of one incident in one poll, as one: the weightier reason, all the updates."""
    if first is None:
        return then
    reason = first.reason if then.reason in (Reason.EDITED, Reason.UPDATED) else then.reason
    if first.reason is Reason.OPENED:
        reason = Reason.OPENED
    return Change(reason, (*first.updates, *then.updates))


def _not_listed(known: Mapping[str, Record], seen: Sequence[Incident]) -> dict[str, Record]:
    """The open incidents that are not in the feed."""
    here = {incident.id for incident in seen}
    return {id_: record for id_, record in known.items() if id_ not in here and record.is_open}


def _gone(known: Mapping[str, Record], seen: Sequence[Incident]) -> dict[str, Record]:
    """The open incidents that are not in the feed although older ones still are."""
    oldest = min((first for incident in seen if (first := _first_word(incident))), default=None)
    if oldest is None:
        return {}
    missing = _not_listed(known, seen).items()
    return {id_: record for id_, record in missing if (first := _first_word(record.incident)) and first > oldest}


def _first_word(incident: Incident) -> datetime | None:
    return min((update.at for update in incident.updates if update.at), default=None)
