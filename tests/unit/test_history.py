from dataclasses import replace
from datetime import timedelta

from adapters.model import Kind
from bot.core.history import Totals, totals
from tests.incidents import at, identified, incident, investigating, resolved

SINCE, NOW = at("00:00", day=1), at("12:00", day=3)


def test_nothing_adds_up_to_nothing() -> None:
    assert totals([], since=SINCE, now=NOW) == Totals()


def test_incidents_are_counted_and_measured() -> None:
    short = incident(investigating("09:00"), resolved("10:00"), id_="1")
    long = incident(investigating("20:00"), resolved("02:00", day=3), id_="2")

    found = totals([short, long], since=SINCE, now=NOW)

    assert found == Totals(
        incidents=2, open_for=timedelta(hours=7), to_resolve=timedelta(hours=3, minutes=30), longest=long
    )


def test_two_at_once_are_open_once() -> None:
    around = incident(investigating("09:00"), resolved("12:00"), id_="1")
    within = incident(investigating("10:00"), resolved("11:00"), id_="2")
    over = incident(investigating("11:30"), resolved("12:30"), id_="3")

    assert totals([over, within, around], since=SINCE, now=NOW).open_for == timedelta(hours=3, minutes=30)


def test_what_goes_on_counts_until_now_and_resolves_nothing() -> None:
    found = totals([incident(investigating("10:00", day=3), identified("11:00", day=3))], since=SINCE, now=NOW)

    assert found == Totals(incidents=1, still_open=1, open_for=timedelta(hours=2))


def test_what_began_before_counts_from_the_beginning_of_the_time_asked_for() -> None:
    found = totals([incident(investigating("22:00", day=1), resolved("01:00"))], since=at("00:00"), now=NOW)

    assert found.open_for == timedelta(hours=1)
    assert found.to_resolve == timedelta(hours=3)


def test_a_single_time_is_no_duration() -> None:  # P3
    found = totals([incident(resolved("10:00"))], since=SINCE, now=NOW)

    assert found == Totals(incidents=1)


def test_maintenance_is_counted_apart_and_measured_nowhere() -> None:
    planned = replace(incident(investigating("09:00"), resolved("10:00")), kind=Kind.MAINTENANCE)

    assert totals([planned], since=SINCE, now=NOW) == Totals(maintenance=1)
