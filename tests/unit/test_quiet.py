from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.destination import QuietHours
from bot.core.quiet import quiet_until

NIGHT = QuietHours(time(22, 0), time(7, 0))
NOON = QuietHours(time(12, 0), time(13, 30))
BERLIN = "Europe/Berlin"


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_night_lasts_until_the_morning_by_the_channels_own_clock() -> None:
    assert quiet_until(NIGHT, BERLIN, now=utc(7, 1, 20, 30)) == utc(7, 2, 5, 0)
    assert quiet_until(NIGHT, BERLIN, now=utc(7, 2, 4, 59)) == utc(7, 2, 5, 0)
    assert quiet_until(NIGHT, BERLIN, now=utc(1, 10, 20, 30)) is None


def test_outside_the_quiet_hours_nothing_is_held() -> None:
    assert quiet_until(NIGHT, BERLIN, now=utc(7, 2, 5, 0)) is None
    assert quiet_until(NOON, "UTC", now=utc(7, 2, 13, 30)) is None
    assert quiet_until(NOON, "UTC", now=utc(7, 2, 12, 0)) == utc(7, 2, 13, 30)
    assert quiet_until(None, "UTC", now=utc(7, 2, 12, 0)) is None


def test_hours_that_begin_when_they_end_are_none() -> None:
    assert quiet_until(QuietHours(time(9, 0), time(9, 0)), "UTC", now=utc(7, 2, 9, 0)) is None


def test_the_night_in_which_clocks_change_ends_at_seven_all_the_same() -> None:  # P13
    assert quiet_until(NIGHT, BERLIN, now=utc(3, 28, 22, 0)) == utc(3, 29, 5, 0)
    assert quiet_until(NIGHT, BERLIN, now=utc(10, 24, 21, 0)) == utc(10, 25, 6, 0)


@pytest.mark.parametrize(
    ("zone", "quiet", "change"),
    [
        (BERLIN, QuietHours(time(22, 0), time(2, 30)), utc(3, 29, 1)),
        (BERLIN, QuietHours(time(1, 0), time(2, 0)), utc(3, 29, 1)),
        ("Australia/Lord_Howe", QuietHours(time(22, 0), time(2, 10)), utc(10, 3, 15, 30)),  # by half an hour
        ("Africa/Cairo", QuietHours(time(22, 0), time(0, 30)), utc(4, 23, 22)),  # at midnight
    ],
)
def test_an_end_that_the_clock_skips_is_the_moment_at_which_it_does(  # P13
    zone: str, quiet: QuietHours, change: datetime
) -> None:
    assert quiet_until(quiet, zone, now=change - timedelta(minutes=20)) == change
    assert quiet_until(quiet, zone, now=change) is None


def test_an_end_that_the_clock_shows_twice_is_the_first_of_the_two() -> None:  # P13
    until_half_past_two = QuietHours(time(22, 0), time(2, 30))

    assert quiet_until(until_half_past_two, BERLIN, now=utc(10, 25, 0, 10)) == utc(10, 25, 0, 30)
    assert quiet_until(until_half_past_two, BERLIN, now=utc(10, 25, 1, 10)) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    st.times(),
    st.times(),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_quiet_hours_always_end_within_a_day(now: datetime, start: time, end: time, zone: str) -> None:
    moment = now.replace(tzinfo=UTC)

    until = quiet_until(QuietHours(start, end), zone, now=moment)

    assert until is None or 0 < (until - moment).total_seconds() <= 25 * 3600
