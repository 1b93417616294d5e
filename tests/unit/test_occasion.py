from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.occasion import EVERY_DAY, WEEKDAYS, Occasion, Rhythm, last_before, occasions

BERLIN = ZoneInfo("Europe/Berlin")  # forward on 29 March 2026 from 02:00 to 03:00, back on 25 October from 03:00
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # by half an hour: forward on 4 October 2026 from 02:00, back on 5 April
DAY = timedelta(days=1)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def first_of(rhythm: Rhythm, zone: ZoneInfo, day: date, number: int = 3) -> list[Occasion]:
    return list(islice(occasions(rhythm, zone, first=day), number))


@pytest.mark.parametrize(
    ("written", "rhythm"),
    [
        ("09:00", Rhythm(time(9))),
        ("mon 09:00", Rhythm(time(9), frozenset({0}))),
        ("weekdays 23:59", Rhythm(time(23, 59), WEEKDAYS)),
        ("mon,thu 00:00", Rhythm(time(0), frozenset({0, 3}))),
        ("sat,sun 16:30 unless quiet", Rhythm(time(16, 30), frozenset({5, 6}), unless_quiet=True)),
        ("09:00 unless quiet", Rhythm(time(9), EVERY_DAY, unless_quiet=True)),
    ],
)
def test_a_rhythm_is_read_as_it_is_written(written: str, rhythm: Rhythm) -> None:
    assert Rhythm.of(written) == rhythm
    assert str(rhythm) == written


@given(
    st.builds(
        Rhythm,
        st.times().map(lambda it: it.replace(second=0, microsecond=0)),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.booleans(),
    )
)
def test_every_rhythm_can_be_written_and_read_again(rhythm: Rhythm) -> None:
    assert Rhythm.of(str(rhythm)) == rhythm


@pytest.mark.parametrize(
    "written",
    [
        "",
        "9:00",
        "24:00",
        "09:60",
        "mon",
        "mon  09:00",
        "mon, tue 09:00",
        "foo 09:00",
        "09:00 mon",
        "09:00 quiet",
        "09:00\n",
    ],
)
def test_what_is_no_rhythm_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Rhythm.of(written)


def test_an_occasion_is_at_the_same_time_by_the_clock_on_the_wall_in_summer_and_winter() -> None:
    winter, summer = (first_of(Rhythm(time(9)), BERLIN, date(2026, month, 1), 1)[0] for month in (1, 7))

    assert (winter.at, summer.at) == (utc(1, 1, 8), utc(7, 1, 7))


def test_a_time_that_does_not_exist_comes_once_and_after_the_change() -> None:
    days = first_of(Rhythm(time(2, 30)), BERLIN, date(2026, 3, 28))

    assert days == [
        Occasion(date(2026, 3, 28), utc(3, 28, 1, 30)),
        Occasion(date(2026, 3, 29), utc(3, 29, 1, 30)),  # 03:30 there
        Occasion(date(2026, 3, 30), utc(3, 30, 0, 30)),
    ]


def test_a_time_that_exists_twice_comes_the_first_time() -> None:
    days = first_of(Rhythm(time(2, 30)), BERLIN, date(2026, 10, 24))

    assert [day.at for day in days] == [utc(10, 24, 0, 30), utc(10, 25, 0, 30), utc(10, 26, 1, 30)]


def test_a_change_by_half_an_hour_is_one_like_any_other() -> None:
    missing = first_of(Rhythm(time(2, 15)), LORD_HOWE, date(2026, 10, 4), 1)
    twice = first_of(Rhythm(time(1, 45)), LORD_HOWE, date(2026, 4, 5), 2)

    assert [day.at.astimezone(LORD_HOWE).strftime("%d %H:%M") for day in missing] == ["04 02:45"]
    assert [day.at for day in twice] == [utc(4, 4, 14, 45), utc(4, 5, 15, 15)]


def test_only_the_days_that_are_chosen_have_one() -> None:
    monday = date(2026, 3, 2)

    assert [it.day for it in first_of(Rhythm(time(9), frozenset({0, 3})), BERLIN, monday)] == [
        monday,
        monday + 3 * DAY,
        monday + 7 * DAY,
    ]
    assert [it.day.weekday() for it in first_of(Rhythm(time(9), WEEKDAYS), BERLIN, monday, 6)] == [0, 1, 2, 3, 4, 0]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"])
@pytest.mark.parametrize("clock", ["00:00", "00:30", "01:30", "01:45", "02:00", "02:15", "02:30", "03:00", "23:59"])
def test_a_year_has_one_occasion_a_day_whatever_the_hour(zone: str, clock: str) -> None:
    rhythm = Rhythm.of(clock)

    year = first_of(rhythm, ZoneInfo(zone), date(2026, 1, 1), 365)

    assert len({it.day for it in year}) == 365
    moments = [it.at for it in year]
    assert moments == sorted(set(moments))
    off = [it for it in year if it.at.astimezone(ZoneInfo(zone)).time() != rhythm.at]
    assert len(off) <= 1


@pytest.mark.parametrize(
    ("written", "moment", "day"),
    [
        ("09:00", utc(3, 2, 8, 1), date(2026, 3, 2)),
        ("09:00", utc(3, 2, 8), date(2026, 3, 1)),
        ("mon 09:00", utc(3, 2, 8), date(2026, 2, 23)),
        ("mon 09:00", utc(3, 8, 20), date(2026, 3, 2)),
        ("weekdays 09:00", utc(3, 2, 7), date(2026, 2, 27)),
    ],
)
def test_the_last_one_before_a_moment_is_found(written: str, moment: datetime, day: date) -> None:
    assert last_before(Rhythm.of(written), BERLIN, moment=moment).day == day
