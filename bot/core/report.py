"""A month in numbers: what providers said of themselves, and how soon. Nothing in it is measured by us."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from adapters.model import Impact, Incident, Kind
from bot.core.history import Totals, first_word, hours, middle, open_for, outage, totals, worst_first
from bot.core.period import Period
from bot.core.record import Record

WORST_DAYS = 5


@dataclass(frozen=True, slots=True)
class ProviderMonth:
    """A provider's month.

    `availability` is the share of the period, from 0 to 1, in which no incident of major or critical impact was open;
    None where all incidents were of unknown impact, or nothing has been seen of the provider. `told_after` is the
    median time from the stated start to the first word, of incidents whose start was stated and came before it, in
    feeds that show every word. `resolved_after` is that from the first word to the end, of those that ended in the
    period. `seen_since` is when we first saw anything of the provider, None where never.
    """

    provider: str
    totals: Totals
    availability: float | None
    told_after: timedelta | None
    resolved_after: timedelta | None
    seen_since: datetime | None


@dataclass(frozen=True, slots=True)
class BadDay:
    """A day in the report's zone, and the hours of all providers added up: with something down, and with an incident.

    `providers` are those that had an incident open, worst first.
    """

    day: date
    outage: timedelta
    open_for: timedelta
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A month, or as much of it as has passed.

    Providers stand worst first, days too; incidents and maintenance in the order of their beginnings. `unseen` are the
    notices of our own that something could not be read.
    """

    period: Period
    totals: Totals
    providers: tuple[ProviderMonth, ...]
    worst_days: tuple[BadDay, ...]
    incidents: tuple[Incident, ...]
    maintenance: tuple[Incident, ...]
    unseen: tuple[Incident, ...]


def month(first: date, zone: tzinfo, now: datetime) -> Period:
    """The month that begins on that day on the clock of `zone`, as far as it has passed; empty if it has not begun."""
    following = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
    since, end = _midnight(first, zone), _midnight(following, zone)
    return Period(since, max(since, min(end, now)), now)


def compose(
    records: Iterable[Record],
    notices: Iterable[Incident],
    period: Period,
    *,
    providers: Iterable[str],
    seen_since: Mapping[str, datetime],
    zone: tzinfo,
) -> Report:
    """The report on `providers`, and on whoever else has had an incident among the records.

    `notices` are those of our own, each under the provider that it is about.
    """
    happened = sorted(
        (record for record in records if period.holds(record) and not record.withdrawn),
        key=lambda record: (record.incident.started_at or record.first_seen, record.incident.id),
    )
    by_provider: dict[str, list[Record]] = {provider: [] for provider in providers}
    for record in happened:
        by_provider.setdefault(record.incident.provider, []).append(record)
    months = [_month_of(slug, those, period, seen_since.get(slug)) for slug, those in by_provider.items()]
    return Report(
        period=period,
        totals=totals(happened, period),
        providers=tuple(sorted(months, key=lambda it: worst_first(it.provider, it.totals.by_impact))),
        worst_days=_worst_days(by_provider, period, zone),
        incidents=tuple(it.incident for it in happened if it.incident.kind is Kind.INCIDENT),
        maintenance=tuple(it.incident for it in happened if it.incident.kind is Kind.MAINTENANCE),
        unseen=tuple(it for it in notices if it.provider in by_provider and period.span(it)),
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _month_of(provider: str, records: Sequence[Record], period: Period, seen_since: datetime | None) -> ProviderMonth:
    real = [record.incident for record in records if record.incident.kind is Kind.INCIDENT]
    ended = [it for it in real if it.duration and not period.is_open_at_end(it)]
    counts = totals(records, period)
    is_rated = not real or any(it.impact is not Impact.UNKNOWN for it in real)
    is_seen = bool(period.length) and seen_since is not None and seen_since < period.until
    return ProviderMonth(
        provider=provider,
        totals=counts,
        availability=1 - outage(counts.by_impact) / period.length if is_rated and is_seen else None,
        told_after=middle(map(_told_after, real)),
        resolved_after=middle(map(_resolved_after, ended)),
        seen_since=seen_since,
    )


def _told_after(incident: Incident) -> timedelta | None:
    """From the stated start to the first word; nobody is blamed for a word that our feed may have left out."""
    word = first_word(incident)
    if word is None or incident.stated_start is None or incident.stated_start >= word or incident.partial:
        return None
    return word - incident.stated_start


def _resolved_after(incident: Incident) -> timedelta | None:
    word, end = first_word(incident), incident.resolved_at
    return end - word if word and end and end > word else None


def _worst_days(by_provider: Mapping[str, Sequence[Record]], period: Period, zone: tzinfo) -> tuple[BadDay, ...]:
    days = [_bad_day(by_provider, day, its) for day, its in _days(period, zone)]
    return tuple(sorted((day for day in days if day.open_for), key=_badness)[:WORST_DAYS])


def _badness(day: BadDay) -> tuple[timedelta, timedelta, date]:
    return (-day.outage, -day.open_for, day.day)


def _days(period: Period, zone: tzinfo) -> Iterator[tuple[date, Period]]:
    """Each day of the period on the clock of `zone`; one may have 23 or 25 hours."""
    day = period.since.astimezone(zone).date()
    while (since := max(_midnight(day, zone), period.since)) < period.until:
        following = day + timedelta(days=1)
        yield day, Period(since, min(_midnight(following, zone), period.until), period.now)
        day = following


def _bad_day(by_provider: Mapping[str, Sequence[Record]], day: date, period: Period) -> BadDay:
    found = {
        provider: time
        for provider, records in by_provider.items()
        if (time := hours([it.incident for it in records if it.incident.kind is Kind.INCIDENT], period))
    }
    return BadDay(
        day=day,
        outage=sum(map(outage, found.values()), timedelta(0)),
        open_for=sum((open_for(time) for time in found.values()), timedelta(0)),
        providers=tuple(sorted(found, key=lambda provider: worst_first(provider, found[provider]))),
    )
