from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.duration import LONGEST, begins_duration, duration


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("30m", 30),
        ("30 min", 30),
        ("2h", 120),
        ("2 Hours", 120),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("1 hour and 30 minutes", 90),
        ("1 hour, 30 minutes", 90),
        ("1.5h", 90),
        ("1,5 h", 90),
        ("an hour", 60),
        ("half an hour", 30),
        ("a day", 1440),
        ("2 weeks", 20160),
    ],
)
def test_a_length_is_read_as_people_write_it(said: str, minutes: int) -> None:
    assert duration(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "said", ["", "2", "h", "ever", "2 moons", "0m", "-2h", "2h x", "99999 years", "²h", "1password"]
)
def test_what_is_no_length_is_none(said: str) -> None:
    assert duration(said) is None


def test_a_number_alone_has_the_unit_that_is_given() -> None:
    assert duration("30", bare=timedelta(days=1)) == timedelta(days=30)
    assert duration("0", bare=timedelta(days=1)) is None
    assert duration("9" * 400, bare=timedelta(days=1)) is None


def test_a_name_that_begins_with_a_digit_begins_no_length() -> None:
    assert [begins_duration(word) for word in ("2h", "30", "1password", "8x8", "²", "")] == [True, True, *[False] * 4]


@given(st.text(max_size=30))
def test_whatever_is_written_is_none_or_a_length_that_can_be_meant(said: str) -> None:
    length = duration(said)

    assert length is None or timedelta(0) < length <= LONGEST
