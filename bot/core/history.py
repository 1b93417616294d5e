"""What a provider's past incidents add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from adapters.model import Incident, Kind


@dataclass(frozen=True, slots=True)
class Totals:
    """The incidents of a time, in numbers; maintenance is only counted.

    `open_for` is how long at least one of them was open: two at once count once. `to_resolve` is the median of those
    whose beginning and end are known, and `longest` the longest of them.
    """

    incidents: int = 0
    still_open: int = 0
    maintenance: int = 0
    open_for: timedelta = timedelta(0)
    to_resolve: timedelta | None = None
    longest: Incident | None = None


def totals(incidents: Iterable[Incident], *, since: datetime, now: datetime) -> Totals:
    """The numbers of what was told between `since` and `now`; one that began before counts from `since` on."""
    told = list(incidents)
    real = [incident for incident in told if incident.kind is Kind.INCIDENT]
    lengths = [incident.duration.total_seconds() for incident in real if incident.duration]
    return Totals(
        incidents=len(real),
        still_open=sum(incident.is_open for incident in real),
        maintenance=len(told) - len(real),
        open_for=_covered(_span(incident, since, now) for incident in real),
        to_resolve=timedelta(seconds=median(lengths)) if lengths else None,
        longest=max((it for it in real if it.duration), key=lambda it: it.duration or timedelta(0), default=None),
    )


def _span(incident: Incident, since: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    """From when to when it was open within the time asked for, if both are known."""
    start = incident.started_at
    end = now if incident.is_open else incident.resolved_at
    if start is None or end is None:
        return None
    start, end = max(start, since), min(end, now)
    return (start, end) if start < end else None


def _covered(spans: Iterable[tuple[datetime, datetime] | None]) -> timedelta:
    total, until = timedelta(0), None
    for start, end in sorted(span for span in spans if span):
        if until is None or start > until:
            total += end - start
            until = end
        elif end > until:
            total += end - until
            until = end
    return total
