"""Which of the incidents that are new to a channel have messages of their own, and which share one."""

from dataclasses import replace
from datetime import datetime, timedelta

from adapters.model import Impact
from bot.core.record import Record
from bot.core.storm import MOST, Opening, open_all
from tests.incidents import at, investigating, record, resolved

NOON = at("12:00")


def records(*keys: str, impact: Impact = Impact.UNKNOWN) -> dict[str, Record]:
    plain = record(investigating("11:59"))
    return dict.fromkeys(keys, replace(plain, incident=replace(plain.incident, impact=impact)))


def many(count: int, name: str = "i") -> dict[str, Record]:
    return records(*(f"{name}{number:02}" for number in range(count)))


def opened(
    new: dict[str, Record], *lately: Opening, most: int = 3, now: datetime = NOON, closed: frozenset[str] = frozenset()
) -> dict[str, str | None]:
    """The storm of each, None where it is alone."""
    found = open_all(new, lately, most, now=now, closed=closed)
    assert all(opening.at == now for opening in found)
    return {opening.incident: opening.storm for opening in found}


def alone(*clocks: str) -> list[Opening]:
    return [Opening(f"alone {clock}", at(clock)) for clock in clocks]


def storm(*clocks: str, key: str = "first") -> list[Opening]:
    others = [Opening(f"{key} {clock}", at(clock), key) for clock in clocks[1:]]
    return [Opening(key, at(clocks[0]), key), *others]


def test_as_many_as_the_channel_bears_are_alone_and_the_rest_together() -> None:
    assert opened(many(5)) == {"i00": None, "i01": None, "i02": None, "i03": "i03", "i04": "i03"}


def test_those_that_came_before_count_too() -> None:
    lately = alone("11:51", "11:55", "11:59")

    assert opened(many(2), *lately) == {"i00": "i00", "i01": "i00"}


def test_after_ten_minutes_they_count_no_more() -> None:
    lately = alone("11:40", "11:49", "11:50")

    assert opened(many(1), *lately) == {"i00": None}


def test_what_comes_within_ten_minutes_of_the_last_joins_though_the_rush_is_over() -> None:
    lately = [*alone("11:30", "11:31", "11:32"), *storm("11:33", "11:42", "11:51")]

    assert opened(many(1), *lately) == {"i00": "first"}


def test_ten_minutes_without_news_end_a_storm_and_the_next_is_alone_again() -> None:
    lately = [*alone("11:30", "11:31", "11:32"), *storm("11:33", "11:42", "11:50")]

    assert opened(many(1), *lately) == {"i00": None}


def test_after_an_hour_what_goes_on_is_another_storm() -> None:
    lately = storm("11:00", "11:10", "11:30", "11:51", "11:52", "11:53")

    assert opened(many(2), *lately) == {"i00": "i00", "i01": "i00"}


def test_a_storm_that_is_full_is_followed_by_another() -> None:
    lately = storm(*["11:59"] * MOST)

    assert opened(many(2), *lately) == {"i00": "i00", "i01": "i00"}
    assert list(opened(many(MOST + 5)).values()).count("i03") == MOST


def test_the_newer_of_two_storms_goes_on() -> None:
    lately = [*storm("11:30", "11:59", key="old"), *storm("11:40", "11:58", key="new")]

    assert opened(many(1), *lately) == {"i00": "new"}


def test_nothing_joins_a_storm_that_is_closed() -> None:  # P1
    lately = storm("11:57", "11:58", "11:59")

    assert opened(many(2), *lately, closed=frozenset({"first"})) == {"i00": "i00", "i01": "i00"}


def test_the_worst_have_messages_of_their_own() -> None:
    over = {"over": record(investigating("11:00"), resolved("11:58"))}
    new = over | records("minor", impact=Impact.MINOR) | many(2) | records("critical", impact=Impact.CRITICAL)

    found = opened(new, most=1)

    assert [key for key, storm in found.items() if storm is None] == ["critical"]
    assert list(found)[-1] == "over"


def test_a_channel_that_was_quiet_is_not_flooded_when_all_comes_at_once() -> None:
    later = NOON + timedelta(hours=9)

    assert list(opened(many(12), *alone("12:00"), now=later).values()).count(None) == 3
