from dataclasses import replace

from adapters.model import Impact, Kind
from bot.core.calling import called_at_opening, called_at_raise
from bot.core.destination import Mention
from tests.incidents import incident, investigating, resolved

RULES = (Mention(Impact.MINOR, "<@U1>"), Mention(Impact.MAJOR, "<!subteam^S1>"), Mention(Impact.CRITICAL, "<!here>"))
OPEN = incident(investigating("09:00"))


def test_an_incident_calls_those_whose_mark_it_reaches() -> None:
    assert called_at_opening(RULES, replace(OPEN, impact=Impact.MAJOR)) == ("<@U1>", "<!subteam^S1>")
    assert called_at_opening(RULES, replace(OPEN, impact=Impact.NONE)) == ()


def test_an_impact_that_nobody_tells_counts_as_minor() -> None:
    assert called_at_opening(RULES, OPEN) == ("<@U1>",)


def test_a_maintenance_and_what_is_over_call_nobody() -> None:
    assert called_at_opening(RULES, replace(OPEN, kind=Kind.MAINTENANCE, impact=Impact.CRITICAL)) == ()
    assert called_at_opening(RULES, incident(investigating("09:00"), resolved("09:10"))) == ()


def test_a_raise_calls_only_those_who_were_not_called_before() -> None:
    raised = replace(OPEN, impact=Impact.CRITICAL)

    assert called_at_raise(RULES, raised, before=Impact.MINOR) == ("<!subteam^S1>", "<!here>")
    assert called_at_raise(RULES, raised, before=Impact.MAJOR) == ("<!here>",)


def test_whoever_has_two_marks_is_called_once() -> None:
    twice = (Mention(Impact.MINOR, "<@U1>"), Mention(Impact.MAJOR, "<@U1>"))

    assert called_at_opening(twice, replace(OPEN, impact=Impact.CRITICAL)) == ("<@U1>",)
