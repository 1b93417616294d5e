from dataclasses import replace

from adapters.model import Impact, Kind
from bot.core.destination import Filters, Subscription
from bot.core.router import route, wants
from tests.incidents import incident, investigating

INCIDENT = incident(investigating("09:00"))


def test_only_those_who_follow_the_provider_are_told() -> None:
    wishes = [Subscription("slack:C1", "acme"), Subscription("slack:C2", "other"), Subscription("discord:3", "acme")]

    assert route(INCIDENT, wishes) == {"slack:C1", "discord:3"}


def test_maintenance_can_be_left_out() -> None:
    only_incidents = Filters(kinds=frozenset({Kind.INCIDENT}))

    assert wants(only_incidents, INCIDENT)
    assert not wants(only_incidents, replace(INCIDENT, kind=Kind.MAINTENANCE))


def test_the_least_impact_holds_back_what_is_less() -> None:
    at_least_major = Filters(impact=Impact.MAJOR)

    assert not wants(at_least_major, replace(INCIDENT, impact=Impact.MINOR))
    assert wants(at_least_major, replace(INCIDENT, impact=Impact.CRITICAL))


def test_components_are_compared_without_regard_to_case() -> None:
    only_dns = Filters(components=frozenset({"dns"}))

    assert wants(only_dns, replace(INCIDENT, components=("CDN", "DNS")))
    assert not wants(only_dns, replace(INCIDENT, components=("CDN",)))


def test_what_the_provider_does_not_tell_keeps_nothing_back() -> None:  # P1
    narrow = Filters(components=frozenset({"DNS"}), impact=Impact.MAJOR)

    assert wants(narrow, INCIDENT)
