"""What a provider's past incidents add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TypeAlias

from adapters.model import Impact, Incident, Kind, Phase
from bot.core.gravity import WORST_FIRST
from bot.core.period import Period, covered
from bot.core.record import Record

DOWN = frozenset({Impact.CRITICAL, Impact.MAJOR})

Hours: TypeAlias = tuple[tuple[Impact, timedelta], ...]  # worst first, without those of which there was no time


@dataclass(frozen=True, slots=True)
class Totals:
    """The incidents of a period, in numbers; maintenance is only counted, and what was withdrawn is not.

    `still_open` were so at the end of the period. `open_for` is how long at least one was open, and `by_impact` parts
    that time by the worst impact that was open at each moment: nothing counts twice, and the parts add up to it.
    Both are of the period alone; an incident that began before counts from its beginning on, one that is open until
    its end. An incident that was opened again was open all the while: its provider took back that it was over.

    `to_resolve` is the median time from the start to the end, the whole of it, of those that ended in the period, and
    `longest` the longest of them. `to_identify` is the median time from the first word to *identified*.
    """

    incidents: int = 0
    still_open: int = 0
    maintenance: int = 0
    open_for: timedelta = timedelta(0)
    by_impact: Hours = ()
    to_resolve: timedelta | None = None
    longest: Incident | None = None
    to_identify: timedelta | None = None


def totals(records: Iterable[Record], period: Period) -> Totals:
    """The numbers of what happened in the period."""
    happened = [record.incident for record in records if period.holds(record) and not record.withdrawn]
    real = [incident for incident in happened if incident.kind is Kind.INCIDENT]
    ended = [incident for incident in real if incident.duration and not period.is_open_at_end(incident)]
    by_impact = hours(real, period)
    return Totals(
        incidents=len(real),
        still_open=sum(map(period.is_open_at_end, real)),
        maintenance=len(happened) - len(real),
        open_for=open_for(by_impact),
        by_impact=by_impact,
        to_resolve=middle(incident.duration for incident in ended),
        longest=max(ended, key=_length, default=None),
        to_identify=middle(map(to_identify, real)),
    )


def hours(incidents: Sequence[Incident], period: Period) -> Hours:
    """How long something was open in the period, each moment under the worst impact that was open then."""
    spans = [(incident.impact, span) for incident in incidents if (span := period.span(incident))]
    parts, before = [], timedelta(0)
    for rank, impact in enumerate(WORST_FIRST, start=1):
        so_far = covered(span for told, span in spans if told in WORST_FIRST[:rank])
        parts.append((impact, so_far - before))
        before = so_far
    return tuple((impact, time) for impact, time in parts if time)


def open_for(by_impact: Hours) -> timedelta:
    """All of that time."""
    return sum((time for _, time in by_impact), timedelta(0))


def outage(by_impact: Hours) -> timedelta:
    """How much of that time something was down by its provider's own word: of critical or major impact."""
    return sum((time for impact, time in by_impact if impact in DOWN), timedelta(0))


def worst_first(provider: str, by_impact: Hours) -> tuple[timedelta, timedelta, str]:
    """What to sort providers by: who was down longest, then who had incidents open longest."""
    return (-outage(by_impact), -open_for(by_impact), provider)


def first_word(incident: Incident) -> datetime | None:
    """When its provider first spoke of it."""
    return min((update.at for update in incident.updates if update.at), default=None)


def to_identify(incident: Incident) -> timedelta | None:
    """From the first word to *identified*; None where that was never said, or an earlier word may be missing."""
    begun = first_word(incident)
    found = next((it.at for it in incident.updates if it.at and it.phase is Phase.IDENTIFIED), None)
    if begun is None or found is None or (incident.partial and found == begun):
        return None
    return found - begun


def middle(lengths: Iterable[timedelta | None]) -> timedelta | None:
    """The median of those that are known."""
    known = [length.total_seconds() for length in lengths if length is not None]
    return timedelta(seconds=median(known)) if known else None


def _length(incident: Incident) -> timedelta:
    return incident.duration or timedelta(0)
