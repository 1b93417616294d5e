"""When a digest is to come: on which days, at what time of the clock on the channel's wall."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from typing import Self

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))

_WRITTEN = re.compile(
    r"(?:(?P<days>weekdays|[a-z]{3}(?:,[a-z]{3})*) )?(?P<at>(?:[01][0-9]|2[0-3]):[0-5][0-9])(?P<unless> unless quiet)?"
)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """At what time of which days of the week, Monday being 0; `unless_quiet`: not on a day on which nothing happened.

    Written as in `09:00`, `weekdays 09:00` or `mon,thu 16:30 unless quiet`.
    """

    at: time
    days: frozenset[int] = EVERY_DAY
    unless_quiet: bool = False

    @classmethod
    def of(cls, written: str) -> Self:
        """The rhythm that is written so; raises ValueError."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"{written!r} is no rhythm")
        return cls(time.fromisoformat(found["at"]), _days(found["days"]), found["unless"] is not None)

    def __str__(self) -> str:
        return f"{self._written_days}{self.at:%H:%M}{' unless quiet' if self.unless_quiet else ''}"

    @property
    def _written_days(self) -> str:
        if self.days == EVERY_DAY:
            return ""
        if self.days == WEEKDAYS:
            return "weekdays "
        return f"{','.join(DAYS[day] for day in sorted(self.days))} "


def _days(written: str | None) -> frozenset[int]:
    if written is None:
        return EVERY_DAY
    if written == "weekdays":
        return WEEKDAYS
    return frozenset(DAYS.index(day) for day in written.split(","))


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time at which a digest is to come: the channel's own date, and the moment, UTC."""

    day: date
    at: datetime


def occasions(rhythm: Rhythm, zone: tzinfo, *, first: date) -> Iterator[Occasion]:
    """Every occasion from the day `first` on, one a day at the most, without an end."""
    return (_on(day, rhythm, zone) for day in _from(first) if day.weekday() in rhythm.days)


def last_before(rhythm: Rhythm, zone: tzinfo, *, moment: datetime) -> Occasion:
    """The newest occasion that lies before a moment."""
    today = moment.astimezone(zone).date()
    back = (today - timedelta(days=number) for number in range(8))
    found = (_on(day, rhythm, zone) for day in back if day.weekday() in rhythm.days)
    return next(occasion for occasion in found if occasion.at < moment)


def _on(day: date, rhythm: Rhythm, zone: tzinfo) -> Occasion:
    """The occasion of a day.

    Where the clocks change, a time that exists twice is the first of the two, and one that does not exist is as long
    after the change as it would have been after its hour: 02:30 is 03:30.
    """
    return Occasion(day, datetime.combine(day, rhythm.at, zone).astimezone(UTC))


def _from(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in count())
