"""A stretch of the past that somebody looks back at, and what of an incident falls into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from adapters.model import Incident, Phase
from bot.core.record import Record


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when something went on, UTC; never empty."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to `until`, UTC. `now` is when somebody looks back: at `until`, or later."""

    since: datetime
    until: datetime
    now: datetime

    @classmethod
    def last(cls, back: timedelta, now: datetime) -> Self:
        """The time up to now."""
        return cls(now - back, now, now)

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since

    def holds(self, record: Record) -> bool:
        """Whether it happened in the period: it went on at some time in it.

        Of one whose beginning or end nobody told, and of one that was withdrawn, the first time that is known counts.
        """
        if self.span(record.incident) and not record.withdrawn:
            return True
        incident = record.incident
        known = incident.started_at or incident.resolved_at or incident.last_word or record.first_seen
        return self.since <= known < self.until

    def span(self, incident: Incident) -> Span | None:
        """When it went on within the period: from its start to its end, a time in which it was taken for over included.

        What is still open goes on to the end of the period; a plan of which nobody said that it had begun is taken at
        its window. None where it did not go on in the period, or where its beginning or its end is not known.
        """
        start, end = incident.started_at, self._end(incident)
        if start is None or end is None:
            return None
        start, end = max(start, self.since), min(end, self.until)
        return Span(start, end) if start < end else None

    def is_open_at_end(self, incident: Incident) -> bool:
        """Whether what happened in the period was not over when the period was."""
        if self.until == self.now:  # a provider's clock may be ahead of ours: what is over by its word is over
            return incident.is_open
        return incident.is_open or (incident.resolved_at is not None and incident.resolved_at > self.until)

    def _end(self, incident: Incident) -> datetime | None:
        if not incident.is_open:
            return incident.resolved_at
        if incident.phase is Phase.SCHEDULED:
            return incident.window.end if incident.window else None
        return self.until


def covered(spans: Iterable[Span]) -> timedelta:
    """How long at least one of them went on: where two overlap, the time counts once."""
    total, until = timedelta(0), None
    for span in sorted(spans):
        if until is None or span.start > until:
            total += span.end - span.start
            until = span.end
        elif span.end > until:
            total += span.end - until
            until = span.end
    return total
