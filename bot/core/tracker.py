"""The deduplicator: what was known of an incident + what a feed shows now -> the truth, and what changed.

Never un-says anything: what a poll leaves out stays (docs/design.md, "Merge, never replace").
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.model import Impact, Incident, IncidentUpdate, Kind, Phase, Text, Window
from bot.core.pairing import Pairing, pair, token
from bot.core.record import Change, Reason, Record

EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)  # no status page is older
ABSENT = "no longer listed"
_NOT_LISTED = Text.of("The page no longer lists it, which is how it says that something is over.")
AHEAD = timedelta(hours=1)  # a clock or a zone may be off by so much; more is a mistake


@dataclass(frozen=True, slots=True)
class Tracked:
    """An incident after a poll, and what the poll changed about it, if anything."""

    record: Record
    change: Change | None = None


def track(known: Record | None, seen: Incident, *, now: datetime) -> Tracked:
    """Merge what a feed shows now into what was known, and say what changed."""
    believed = replace(seen, updates=tuple(dict.fromkeys(_believed(update, now) for update in seen.updates)))
    if known is None:
        return _opened(believed, now)
    before = _listed_again(known.incident)
    pairing = pair(before.updates, believed.updates, partial=believed.partial)
    merged = _merge(before, believed, pairing)
    fresh = _ids_of_fresh(before, merged)
    record = replace(
        known, incident=merged, missed=0, withdrawn=False, heard=now if fresh or known.withdrawn else known.heard
    )
    return Tracked(record, _change(known, record, fresh))


def ended_by_absence(record: Record, *, now: datetime) -> tuple[Record, Change]:
    """The end of an incident that its page no longer lists, where that is how the page says that it is over.

    The words are ours, and so is the time: when it was first seen to be gone, or a little later. Should it be listed
    again, they are taken back: they were never the provider's.
    """
    end = IncidentUpdate(now, Phase.RESOLVED, _NOT_LISTED, id=f"{ABSENT} {now:%Y-%m-%dT%H:%MZ}")
    incident = replace(record.incident, updates=(*record.incident.updates, end))
    return replace(record, incident=incident, missed=0, heard=now), Change(Reason.RESOLVED, (end.id,))


def is_stale(record: Record, *, now: datetime, stale_after: timedelta) -> bool:
    """Whether an open incident has had no word for so long that it leaves the boards; a plan waits for its end."""
    incident = record.incident
    words = [incident.last_word]
    if incident.window:
        words.append(incident.window.end or incident.window.start)
    newest = max((word for word in words if word), default=record.heard)
    return now - newest > stale_after


def is_long_past(incident: Incident, kept_since: datetime | None) -> bool:
    """Whether it is over and its last word is older than what is kept; without `kept_since` (UTC) all is kept.

    Of words without a time nobody knows how old they are.
    """
    last_word = incident.last_word
    return kept_since is not None and not incident.is_open and last_word is not None and last_word < kept_since


def _opened(seen: Incident, now: datetime) -> Tracked:
    nothing = replace(seen, updates=())
    incident = _merge(nothing, seen, pair((), seen.updates, partial=seen.partial))
    record = Record(incident, first_seen=now, heard=now, after_the_fact=incident.phase.is_final)
    return Tracked(record, Change(Reason.OPENED, tuple(update.id for update in incident.updates)))


def _listed_again(incident: Incident) -> Incident:
    """Without the end that only its absence told."""
    return replace(incident, updates=tuple(said for said in incident.updates if not said.id.startswith(ABSENT)))


def _believed(update: IncidentUpdate, now: datetime) -> IncidentUpdate:
    """A time in the future, or before any status page, is kept as text and orders nothing."""
    if update.at is None or EARLIEST <= update.at <= now + AHEAD:
        return update
    return replace(update, at=None, said=update.said or token(update))


def _merge(known: Incident, seen: Incident, pairing: Pairing) -> Incident:
    outdated = _is_outdated(known, seen, pairing)
    updates = pairing.merged(outdated=outdated)
    if outdated:
        return replace(known, updates=updates)
    return replace(
        seen,
        title=seen.title or known.title,
        url=seen.url or known.url,
        kind=Kind.MAINTENANCE if Kind.MAINTENANCE in (known.kind, seen.kind) else Kind.INCIDENT,
        impact=known.impact if seen.impact is Impact.UNKNOWN else seen.impact,
        components=_components(known.components, seen.components),
        updates=updates,
        window=_window(known.window, seen.window),
        stated_start=seen.stated_start or known.stated_start,
        stated_end=seen.stated_end or known.stated_end,
        revised_at=seen.revised_at or known.revised_at,
        partial=_lacks_some(known, seen, pairing),
        lacks_earlier=False,
    )


def _lacks_some(known: Incident, seen: Incident, pairing: Pairing) -> bool:
    """Whether we may not know all that was said: the feed shows the newest update alone, and it is one we did not know.

    Then others may have stood between it and the last that we did, until all are shown after all.
    """
    return seen.lacks_earlier and (known.partial or None in pairing.known_of)


def _is_outdated(known: Incident, seen: Incident, pairing: Pairing) -> bool:
    """Whether a poll shows an older state than the one known: a stale cache that went back in time.

    It says so itself, or it lacks the newest of what was known while it is a feed that shows everything.
    """
    if known.revised_at and seen.revised_at and seen.revised_at < known.revised_at:
        return True
    return not seen.partial and pairing.lacks_newest


def _components(known: tuple[str, ...], seen: tuple[str, ...]) -> tuple[str, ...]:
    """What is named now, or was; the same names in another order are no change (incident.io shuffles them)."""
    return known if not seen or set(seen) == set(known) else seen


def _window(known: Window | None, seen: Window | None) -> Window | None:
    if known is None or seen is None:
        return seen or known
    if seen.end is None and seen.start == known.start:
        return known
    return seen


def _ids_of_fresh(known: Incident, merged: Incident) -> tuple[str, ...]:
    before = {update.id for update in known.updates}
    return tuple(update.id for update in merged.updates if update.id not in before)


def _change(known: Record, record: Record, fresh: tuple[str, ...]) -> Change | None:
    was, now_is = known.incident.phase.is_final, record.incident.phase.is_final
    if was and not now_is:
        return Change(Reason.REOPENED, fresh)
    if now_is and not was:
        return Change(Reason.RESOLVED, fresh)
    if fresh:
        return Change(Reason.UPDATED, fresh)
    if known.withdrawn or _visible(known.incident) != _visible(record.incident):
        return Change(Reason.EDITED)
    return None


def _visible(incident: Incident) -> Incident:
    """The incident without the mark that no reader sees."""
    return replace(incident, revised_at=None)
