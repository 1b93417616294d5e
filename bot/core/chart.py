"""What a chart shows of a period: values, before anything is drawn of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.model import Impact, Incident, Kind
from bot.core.history import Hours, hours, worst_first
from bot.core.period import Period, Span
from bot.core.record import Record

MOST_ROWS = 12  # of more, a phone shows nothing that can be read
MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One incident or maintenance within the period; `lane` parts those that go on at once, from 0.

    `goes_on` says that it was not over when the period was.
    """

    span: Span
    impact: Impact
    goes_on: bool = False
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A provider's bars, in the order of their beginnings, and its hours with an incident open."""

    provider: str
    bars: tuple[Bar, ...]
    by_impact: Hours = ()

    @property
    def lanes(self) -> int:
        """How many bars stand above each other at the most."""
        return 1 + max((bar.lane for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A bar an incident, a row a provider, worst first. `left_out` is how many other providers had any."""

    period: Period
    rows: tuple[Row, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class HoursChart:
    """The hours with an incident open of each provider, worst first; `left_out` counts other providers that had any."""

    period: Period
    rows: tuple[tuple[str, Hours], ...] = ()
    left_out: int = 0


def timeline(records: Iterable[Record], period: Period) -> Timeline:
    """The timeline of what happened in the period, as far as its times are known."""
    rows = [_row(provider, those, period) for provider, those in _by_provider(records, period).items()]
    drawn = sorted((row for row in rows if row.bars), key=lambda row: worst_first(row.provider, row.by_impact))
    return Timeline(period, tuple(drawn[:MOST_ROWS]), len(drawn[MOST_ROWS:]))


def hours_chart(records: Iterable[Record], period: Period) -> HoursChart:
    """How long each provider had an incident open in the period."""
    found = [(provider, _hours(those, period)) for provider, those in _by_provider(records, period).items()]
    drawn = sorted(((provider, time) for provider, time in found if time), key=lambda row: worst_first(*row))
    return HoursChart(period, tuple(drawn[:MOST_ROWS]), len(drawn[MOST_ROWS:]))


def _by_provider(records: Iterable[Record], period: Period) -> Mapping[str, Sequence[Incident]]:
    found: dict[str, list[Incident]] = {}
    for record in records:
        if period.holds(record) and not record.withdrawn:
            found.setdefault(record.incident.provider, []).append(record.incident)
    return found


def _hours(incidents: Iterable[Incident], period: Period) -> Hours:
    return hours([it for it in incidents if it.kind is Kind.INCIDENT], period)


def _row(provider: str, incidents: Sequence[Incident], period: Period) -> Row:
    return Row(provider, tuple(_bars(incidents, period)), _hours(incidents, period))


def _bars(incidents: Iterable[Incident], period: Period) -> Iterator[Bar]:
    """Each in the first lane that is free; where all are taken, the last one is shared."""
    spans = [(span, incident) for incident in incidents if (span := period.span(incident))]
    taken: list[datetime] = []  # until when, by lane
    for span, incident in sorted(spans, key=lambda found: (found[0], found[1].id)):
        free = next((number for number, until in enumerate(taken) if until <= span.start), len(taken))
        lane = min(free, MOST_LANES - 1)
        if lane == len(taken):
            taken.append(span.end)
        else:
            taken[lane] = max(taken[lane], span.end)
        impact = Impact.MAINTENANCE if incident.kind is Kind.MAINTENANCE else incident.impact
        goes_on = span.end == period.until and period.is_open_at_end(incident)
        yield Bar(span, impact, goes_on, lane)
