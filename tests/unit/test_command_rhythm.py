from datetime import time

import pytest

from bot.commands.rhythm import rhythm, told
from bot.core.destination import Destination
from bot.core.occasion import Rhythm


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("09:00", "09:00"),
        ("at 9:00", "09:00"),
        ("9am", "09:00"),
        ("7.30 pm", "19:30"),
        ("16h15", "16:15"),
        ("on", "09:00"),
        ("daily", "09:00"),
        ("Every Day at 18:00", "18:00"),
        ("weekdays at 09:00", "weekdays 09:00"),
        ("every weekday 8:30", "weekdays 08:30"),
        ("mon-fri 09:00", "weekdays 09:00"),
        ("Monday to Friday at 09:00", "weekdays 09:00"),
        ("mon - wed 09:00", "mon,tue,wed 09:00"),
        ("mon\u2013wed 09:00", "mon,tue,wed 09:00"),
        ("fri-mon 09:00", "mon,fri,sat,sun 09:00"),
        ("mon,wed,fri 09:00", "mon,wed,fri 09:00"),
        ("tuesdays and thursdays at 10", "tue,thu 10:00"),
        ("tues & thurs 10:00", "tue,thu 10:00"),
        ("weekends", "sat,sun 09:00"),
        ("weekly", "mon 09:00"),
        ("once a week at 08:00", "mon 08:00"),
        ("weekly on friday at 16:30", "fri 16:30"),
        ("24:00", "00:00"),
    ],
)
def test_a_rhythm_is_said_in_many_ways(said: str, written: str) -> None:
    assert str(rhythm(said)) == written


@pytest.mark.parametrize(
    "said",
    [
        "noon",
        "25:00",
        "9:60",
        "09:00 17:00",
        "monday lunch",
        "month 09:00",
        "fridge 09:00",
        "fri-noon",
        "13pm",
        "monthly",
        "0x9",
    ],
)
def test_what_means_nothing_is_no_rhythm(said: str) -> None:
    assert rhythm(said) is None


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (None, "Off"),
        ("09:00", "Every day at 09:00 (Asia/Tokyo)"),
        ("weekdays 09:00", "Weekdays at 09:00 (Asia/Tokyo)"),
        ("mon 09:00", "Mondays at 09:00 (Asia/Tokyo)"),
        ("mon,wed,fri 09:00", "Mondays, Wednesdays and Fridays at 09:00 (Asia/Tokyo)"),
        ("09:00 unless quiet", "Every day at 09:00 (Asia/Tokyo), but for quiet days"),
    ],
)
def test_a_rhythm_is_told_in_words(kept: str | None, words: str) -> None:
    assert told(Destination("slack:C1", "slack", "C1", timezone="Asia/Tokyo", digest=kept)) == words


def test_a_rhythm_that_is_said_has_every_day_where_none_is_named() -> None:
    assert rhythm("at 07:45") == Rhythm(time(7, 45))
