"""The time zones that the system knows, read once, and which of them somebody means."""

import pytest

from bot.commands.zones import nearest_zone, zone, zones


def test_the_zones_are_read_once_and_in_order() -> None:
    assert zones() is zones()
    assert list(zones()) == sorted(zones())
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata"} < set(zones())


@pytest.mark.parametrize("said", ["Europe/Berlin", "europe/berlin", " Berlin ", "BERLIN"])
def test_a_zone_is_meant_by_its_name_or_its_city(said: str) -> None:
    assert zone(said) == "Europe/Berlin"


def test_two_words_are_one_name() -> None:
    assert zone("new york") == "America/New_York"


@pytest.mark.parametrize("said", ["", "/", "Nowhere", "Europe/", "../etc/passwd", "\0", "UTC+25"])
def test_what_is_no_zone_is_none(said: str) -> None:
    assert zone(said) is None


def test_the_nearest_is_named_for_what_was_mistyped() -> None:
    assert nearest_zone("Europe/Berlni") == nearest_zone("brlin") == "Europe/Berlin"
    assert nearest_zone("qqqqqqqqqqqqqqqq") == "Europe/Berlin"
