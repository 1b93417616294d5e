"""What one good poll of a whole feed means: a first look, a withdrawal, or nothing that can be believed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from adapters.model import Incident, Phase
from bot.core.history import first_word
from bot.core.record import Change, Reason, Record
from bot.core.schedule import FeedState
from bot.core.tracker import ended_by_absence, is_long_past, is_stale, track

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
    spoke_last: datetime | None = None,
    is_whole: bool = True,
    kept_since: datetime | None = None,
) -> Look:
    """Decide what a good poll means.

    `known` are the records of the seen ids, and all that are open in this feed. `absence_ends`: on this platform an
    incident that is over is simply no longer listed. `spoke_last` is the newest word of the feed that we remember.
    `is_whole`: all that is listed could be read; else what is missing may be what could not be. What is not known and
    long past (before `kept_since`) was forgotten or would be: it is passed over.
    """
    remembered = [incident for incident in seen if incident.id in known or not is_long_past(incident, kept_since)]
    if state.awaits_first_look:
        return _first_look(known, remembered, now)
    suspect = suspicion(
        state,
        known,
        seen,
        dialect=dialect,
        may_be_empty=absence_ends,
        spoke_last=spoke_last or kept_since,
        kept_since=kept_since,
    )
    if suspect:
        return Look(suspect=suspect, unsettled=True)
    return _later_look(known, seen, remembered, now, absence_ends=absence_ends, is_whole=is_whole)


def suspicion(
    state: FeedState,
    known: Mapping[str, Record],
    seen: Sequence[Incident],
    *,
    dialect: str,
    may_be_empty: bool = False,
    spoke_last: datetime | None = None,
    kept_since: datetime | None = None,
) -> str | None:
    """Why an answer does not fit what the feed said before, or None. Silence is never a recovery.

    That every incident is new is believed where each began after the last word that we know (we were away for long),
    or is so long past that we may have forgotten it.
    """
    if seen and state.dialect and dialect != state.dialect:
        return f"it is now written as {dialect}, and was written as {state.dialect} before"
    if state.entries < FEW:
        return None
    if not seen:
        return None if may_be_empty else f"it is empty, and told of {state.entries} incidents before"
    if any(incident.id in known for incident in seen):
        return None
    if all(_began_after(incident, spoke_last) or is_long_past(incident, kept_since) for incident in seen):
        return None
    return "every incident in it has another identity than before"


def _began_after(incident: Incident, moment: datetime | None) -> bool:
    first = first_word(incident) or incident.started_at
    return moment is not None and first is not None and first > moment


def _first_look(known: Mapping[str, Record], seen: Sequence[Incident], now: datetime) -> Look:
    """Nothing closed or merely planned is told; what is under way is shown as already open.

    What we know to be open, from a time before the feed moved or through another feed, is told as ever. What was over
    then is not told again, however differently the feed may put it now.
    """
    records, changes = _tracked(known, seen, now)
    went_on = {id_ for id_, record in known.items() if record.is_open}
    told = {id_: change for id_, change in changes.items() if id_ in went_on or is_under_way(records[id_], now=now)}
    return Look(records, told, already_open=True)


def the_same(known: Mapping[str, Record], seen: Sequence[Incident]) -> dict[str, str]:
    """Which incidents of a feed that has moved are which of those known: the known id by the new one.

    Only where title and time leave no doubt: the same title and the minute of the first word; where a feed shows no
    more than the last word, the minute of that, or being the one that is called so and has spoken since. What two
    incidents share proves nothing.
    """
    old = {id_: record.incident for id_, record in known.items()}
    new = {incident.id: incident for incident in seen if incident.id not in known}
    whole = {id_: incident for id_, incident in new.items() if not incident.partial}
    rest = {id_: incident for id_, incident in new.items() if incident.partial}
    same = _alike(old, whole, _by_first_word) | _alike(old, rest, _by_last_word)
    still_open = {id_: one for id_, one in old.items() if one.is_open and id_ not in same.values()}
    unknown = {id_: one for id_, one in rest.items() if id_ not in same}
    later = _alike(still_open, unknown, _by_title)
    return same | {id_: known_id for id_, known_id in later.items() if _goes_on(old[known_id], new[id_])}


def going_on(known: Mapping[str, Record], seen: Sequence[Incident]) -> dict[str, str]:
    """Which of the seen, under other ids, are what we know to go on and is not listed: the known id by the new one."""
    listed = {incident.id for incident in seen}
    return {
        incident.id: name
        for incident in seen
        for name in incident.formerly
        if incident.id not in known and name not in listed and name in known and known[name].is_open
    }


Sign: TypeAlias = tuple[str, datetime | None]


def _alike(
    old: Mapping[str, Incident], new: Mapping[str, Incident], sign_of: Callable[[Incident], Sign | None]
) -> dict[str, str]:
    """The old id by the new one, of those that alone on either side bear a sign."""
    olds, news = _alone(old, sign_of), _alone(new, sign_of)
    return {news[sign]: olds[sign] for sign in news.keys() & olds.keys()}


def _alone(incidents: Mapping[str, Incident], sign_of: Callable[[Incident], Sign | None]) -> dict[Sign, str]:
    bearers: defaultdict[Sign, list[str]] = defaultdict(list)
    for id_, incident in incidents.items():
        if sign := sign_of(incident):
            bearers[sign].append(id_)
    return {sign: ids[0] for sign, ids in bearers.items() if len(ids) == 1}


def _by_first_word(incident: Incident) -> Sign | None:
    return _by_minute(incident, first_word(incident))


def _by_last_word(incident: Incident) -> Sign | None:
    return _by_minute(incident, incident.last_word)


def _by_minute(incident: Incident, at: datetime | None) -> Sign | None:
    return (_title(incident), at.replace(second=0, microsecond=0)) if at else None


def _by_title(incident: Incident) -> Sign:
    return _title(incident), None


def _title(incident: Incident) -> str:
    return " ".join(incident.title.casefold().split())


def _goes_on(old: Incident, new: Incident) -> bool:
    """Whether the new one has spoken since the old one did last."""
    return old.last_word is not None and new.last_word is not None and new.last_word > old.last_word


def is_under_way(record: Record, *, now: datetime) -> bool:
    """Whether it goes on now: open, begun and not stale. A plan for later is no news to whoever joins today."""
    planned = record.incident.phase is Phase.SCHEDULED
    return record.is_open and not planned and not is_stale(record, now=now, stale_after=STALE_AFTER)


def _later_look(
    known: Mapping[str, Record],
    seen: Sequence[Incident],
    remembered: Sequence[Incident],
    now: datetime,
    *,
    absence_ends: bool,
    is_whole: bool,
) -> Look:
    records, changes = _tracked(known, remembered, now)
    if not is_whole:
        return Look(records, changes)
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
    oldest = min((first for incident in seen if (first := first_word(incident))), default=None)
    if oldest is None:
        return {}
    missing = _not_listed(known, seen).items()
    return {id_: record for id_, record in missing if (first := first_word(record.incident)) and first > oldest}
