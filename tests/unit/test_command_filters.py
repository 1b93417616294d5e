import pytest

from adapters.model import Impact, Kind
from bot.commands.filters import changed, component_hint
from bot.commands.prose import told
from bot.commands.request import CommandError
from bot.core.destination import Filters
from bot.core.router import wants
from tests.incidents import incident, investigating

DNS = Filters(frozenset({"DNS"}), Impact.MAJOR)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, DNS),
        ({"components": "API; CDN"}, Filters(frozenset({"API", "CDN"}), Impact.MAJOR)),
        ({"components": "all"}, Filters(impact=Impact.MAJOR)),
        ({"impact": "at least minor"}, Filters(DNS.components, Impact.MINOR)),
        ({"impact": "Critical+"}, Filters(DNS.components, Impact.CRITICAL)),
        ({"impact": "any"}, Filters(DNS.components)),
        ({"impact": "none"}, Filters(DNS.components)),
        ({"kinds": "incident"}, Filters(DNS.components, Impact.MAJOR, frozenset({Kind.INCIDENT}))),
        ({"kinds": "maintenances"}, Filters(DNS.components, Impact.MAJOR, frozenset({Kind.MAINTENANCE}))),
        ({"kinds": "incidents and maintenance"}, DNS),
        ({"kinds": "all"}, DNS),
        ({"words": "log in"}, Filters(DNS.components, Impact.MAJOR, words=frozenset({"log in"}))),
    ],
)
def test_what_is_said_changes_and_the_rest_stays(said: dict[str, str], wanted: Filters) -> None:
    assert changed(DNS, said) == wanted


@pytest.mark.parametrize(
    "said",
    [
        {"impact": "huge"},
        {"kinds": "outages"},
        {"kinds": "incidents, outages"},
        {"components": ",".join(map(str, range(40)))},
    ],
)
def test_what_is_no_filter_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        changed(DNS, said)


def test_filters_are_told_in_a_sentence() -> None:
    assert told(Filters()) == "everything"
    assert told(Filters(kinds=frozenset(Kind))) == "everything"
    assert told(Filters(frozenset({"DNS", "API"}), Impact.MINOR, frozenset({Kind.MAINTENANCE}), frozenset({"eu"}))) == (
        'every maintenance of at least minor impact in API or DNS that mentions "eu"'
    )
    assert told(Filters(frozenset({"ec2", "s3"}), regions=frozenset({"us-east-1"}))) == (
        "everything in ec2 or s3 in us-east-1"
    )


def test_a_part_that_was_never_named_is_warned_of_only_where_others_were() -> None:
    wish = Filters(frozenset({"dns", "CDM"}))

    assert component_hint(wish, ["CDN", "DNS"], "acme") == 'So far it never named "CDM"; it named CDN and DNS.'
    assert component_hint(wish, [], "acme") == ""
    assert component_hint(Filters(), ["CDN"], "acme") == ""
    assert component_hint(Filters(frozenset({"ec2"})), ["s3"], "aws") == ""


def test_a_word_is_looked_for_in_the_title_and_in_what_was_said() -> None:
    seen = incident(investigating("09:00", "Logins in EU-West fail."), title="Errors in the API")

    assert wants(Filters(words=frozenset({"eu-west"})), seen)
    assert wants(Filters(words=frozenset({"api", "nothing"})), seen)
    assert not wants(Filters(words=frozenset({"us-east"})), seen)
