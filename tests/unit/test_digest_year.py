"""A year of digests in four zones, with restarts, lost answers and two programs at once: one a channel and day.

The decisions are the real ones. What they are carried out on is an almanac, which keeps the promises of the store: a
day has one row, and a change is made only to a row that is still as it was.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.destination import Destination
from bot.core.edition import LOST_AFTER, Act, Edition, EditionState, Rest, Span, Step, following, span, step

# Two that change their clocks on other days, one that changes them by half an hour, one that never does.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")
START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=365)
HOUR = timedelta(hours=1)
SEEDS = range(2)


@dataclass(frozen=True, slots=True)
class Told:
    """A digest as it stands in the channel."""

    day: date
    at: datetime
    covers: Span


@dataclass
class Almanac:
    """The rows that programs share, and the channel that they tell."""

    place: Destination
    rows: dict[date, Edition] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))

    @property
    def current(self) -> tuple[Edition, ...]:
        newest_first: list[Edition] = []
        for day in reversed(self.rows):
            newest_first.append(self.rows[day])
            if self.rows[day].state.is_told:
                break
        return tuple(reversed(newest_first))

    @property
    def digests(self) -> list[Told]:
        """All that stand in the channel."""
        return sorted((told for copies in self.told.values() for told in copies), key=lambda told: told.at)

    def change(self, before: Edition, after: Edition) -> bool:
        is_still = self.rows[before.day].state is before.state
        if is_still:
            self.rows[before.day] = after
        return is_still


@dataclass
class Program:
    """What the digester does, one step at a time; it may die between any two things that it does."""

    almanac: Almanac
    chance: random.Random
    deaths: float

    def carry_out(self, todo: Step, now: datetime) -> None:
        almanac, edition = self.almanac, todo.edition
        match todo.act:
            case Act.PLAN:
                almanac.rows.setdefault(edition.day, edition)
            case Act.DROP:
                del almanac.rows[edition.day]
            case Act.MISS:
                self._end(edition, replace(edition, state=EditionState.MISSED), now)
            case Act.SEND:
                self._send(edition, now)
            case Act.LOOK_FOR if edition.key in almanac.told:
                self._end(edition, replace(edition, state=EditionState.SENT), now)
            case Act.LOOK_FOR:
                almanac.change(edition, replace(edition, state=EditionState.WAITING, told_at=None, due_at=now))

    def _send(self, edition: Edition, now: datetime) -> None:
        covers = span(self.almanac.place, self.almanac.current, at=edition.at)
        begun = replace(edition, state=EditionState.SENDING, told_at=now, due_at=now + LOST_AFTER)
        if not self.almanac.change(edition, begun) or self._dies():
            return
        self.almanac.told[edition.key].append(Told(edition.day, now, covers))
        if not self._dies():
            self._end(begun, replace(begun, state=EditionState.SENT), now)

    def _end(self, before: Edition, after: Edition, now: datetime) -> None:
        if self.almanac.change(before, after):
            next_one = following(self.almanac.place, after.day, now=now)
            self.almanac.rows.setdefault(next_one.day, next_one)

    def _dies(self) -> bool:
        return self.chance.random() < self.deaths


def lived_through(
    place: Destination, seed: str, *, deaths: float = 0.0, longest_sleep: timedelta = timedelta(0)
) -> Almanac:
    """A year in which two programs look at the same rows, die, and sleep for a while now and then."""
    almanac, chance = Almanac(place), random.Random(seed)  # noqa: S311 - it only has to be the same every time
    programs = [Program(almanac, chance, deaths) for _ in range(2)]
    now = START
    while now < END:
        seen = [step(place, almanac.current, now=now) for _ in programs]
        if todo := [(program, it) for program, it in zip(programs, seen, strict=True) if isinstance(it, Step)]:
            for program, it in todo:
                program.carry_out(it, now)
            continue
        until = max(it.until for it in seen if isinstance(it, Rest) and it.until)
        sleep = longest_sleep * chance.random() ** 4
        now = until + (sleep if until - now > HOUR else timedelta(0))
    return almanac


def days_of(zone: str) -> list[date]:
    """Every day on which the year has a half past two there, or ought to."""
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (START, END))
    return [first + timedelta(days=number) for number in range((last - first).days)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("clock", ["02:30", "09:00", "23:59"])
@pytest.mark.parametrize("zone", ZONES)
def test_every_channel_has_exactly_one_digest_a_day_whatever_happens(zone: str, clock: str, seed: int) -> None:
    place = Destination("slack:C1", "slack", "C1", timezone=zone, digest=clock)

    almanac = lived_through(place, f"{zone} {clock} {seed}", deaths=0.2, longest_sleep=5 * HOUR)

    digests = almanac.digests
    days = [digest.day for digest in digests]
    assert days == sorted(set(days))
    assert set(days_of(zone)[1:-1]) <= set(days)
    assert not any(digest.covers.catches_up for digest in digests)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("zone", ZONES)
def test_no_moment_of_the_year_is_left_out_however_long_the_program_sleeps(zone: str, seed: int) -> None:
    place = Destination("slack:C1", "slack", "C1", timezone=zone, digest="09:00")

    almanac = lived_through(place, f"{zone} {seed}", deaths=0.2, longest_sleep=100 * HOUR)

    digests = almanac.digests
    assert len({digest.day for digest in digests}) == len(digests)
    assert all(later.covers.since == earlier.at for earlier, later in pairwise(digests))
    gaps = [later.day - earlier.day > timedelta(days=1) for earlier, later in pairwise(digests)]
    assert [digest.covers.catches_up for digest in digests[1:]] == gaps
    assert 20 < sum(gaps) < len(gaps)


@pytest.mark.parametrize("zone", ZONES)
def test_a_digest_comes_at_its_time_by_the_clock_on_the_wall_or_not_much_later(zone: str) -> None:
    place = Destination("slack:C1", "slack", "C1", timezone=zone, digest="mon,thu 02:30")

    almanac = lived_through(place, "punctual")

    there = [digest.at.astimezone(ZoneInfo(zone)) for digest in almanac.digests]
    assert {moment.strftime("%a") for moment in there} == {"Mon", "Thu"}
    assert {moment.time() for moment in there} <= {time(2, 30), time(3, 30), time(3, 0)}
    assert len(there) in {104, 105}
