"""What is said of many incidents at once, before any platform has touched it."""

from dataclasses import replace
from datetime import UTC

import pytest

from adapters.model import Impact, IncidentUpdate, Kind, Phase
from bot.core import compose
from bot.core import compose_storm as storm
from bot.core.message import Message, Part
from bot.core.notices import OURSELVES
from bot.core.record import Record
from bot.core.storm import Member
from tests.incidents import at, identified, incident, investigating, monitoring, resolved, said


def member(
    *updates: IncidentUpdate,
    provider: str = "acme",
    title: str = "Errors",
    impact: Impact = Impact.UNKNOWN,
    kind: Kind = Kind.INCIDENT,
    playbook: str | None = None,
) -> Member:
    known = replace(incident(*updates, provider=provider, title=title), impact=impact, kind=kind)
    key = f"{provider} {title}"
    return Member(key, Record(known, at("09:01"), at("09:01")), provider.title(), playbook=playbook)


def listed(message: Message) -> list[str]:
    return [f"{line.status}: {line.title}" for line in message.lines]


def test_it_says_how_many_at_whom_and_within_what_time() -> None:
    message = storm.root([member(investigating("09:00")), member(investigating("09:07"), provider="beta")])

    assert message.part is Part.ROOT
    assert (message.provider, message.title) == ("", "2 more incidents at 2 providers within 7 m")
    assert message.status == "All 2 open"


def test_one_provider_is_named() -> None:
    assert storm.root([member(investigating("09:00"))]).title == "1 more incident at Acme"


def test_what_is_planned_and_what_we_say_ourselves_is_counted_apart() -> None:
    planned = member(said(Phase.SCHEDULED, "09:00"), kind=Kind.MAINTENANCE)
    notice = member(investigating("09:00"), provider=OURSELVES)

    both = storm.root([member(investigating("09:00")), member(investigating("09:00")), planned, notice])
    own = storm.root([notice, notice])

    assert both.title == "2 more incidents, 1 maintenance and 1 notice at Acme"
    assert own.title == "2 more notices"


def test_what_began_days_ago_is_no_burst() -> None:
    message = storm.root([member(investigating("09:00", day=1)), member(investigating("09:00"))])

    assert "within" not in message.title


def test_each_is_a_line_with_its_phase_impact_and_beginning() -> None:
    message = storm.root([member(investigating("09:00"), title="Slow logins", impact=Impact.MAJOR)])

    (line,) = message.lines
    assert (line.part, line.provider, line.title) == (Part.ANNOUNCEMENT, "Acme", "Slow logins")
    assert line.status == "Investigating, major impact"
    assert [(fact.label, fact.value) for fact in line.facts] == [("began", at("09:00"))]
    assert line.url == "https://status.acme.example/incidents/abc123"


def test_an_end_stands_in_its_line_with_how_long_it_took() -> None:
    (line,) = storm.root([member(investigating("09:00"), resolved("09:40"), impact=Impact.MAJOR)]).lines

    assert line.status == "Resolved after 40 m"
    assert line.facts == ()


def test_what_is_open_stands_first_then_the_worst_then_the_longest() -> None:
    message = storm.root(
        [
            member(investigating("08:00"), resolved("09:00"), title="Over", impact=Impact.CRITICAL),
            member(investigating("09:00"), title="Late"),
            member(investigating("08:30"), title="Early"),
            member(identified("09:05"), title="Worst", impact=Impact.MAJOR),
        ]
    )

    assert listed(message) == [
        "Identified, major impact: Worst",
        "Investigating: Early",
        "Investigating: Late",
        "Resolved after 1 h: Over",
    ]
    assert message.status == "3 of 4 open"


def test_it_looks_as_bad_as_the_worst_that_is_open() -> None:
    minor, critical = (member(monitoring("09:00"), impact=impact) for impact in (Impact.MINOR, Impact.CRITICAL))
    over = member(investigating("09:00"), resolved("09:10"), impact=Impact.CRITICAL)

    looks = [storm.root(members) for members in ([minor, critical], [minor, over])]

    assert [(look.phase, look.impact) for look in looks] == [
        (Phase.UPDATE, Impact.CRITICAL),
        (Phase.UPDATE, Impact.MINOR),
    ]


@pytest.mark.parametrize(
    ("update", "shown"),
    [
        (identified("09:05"), Phase.IDENTIFIED),
        (resolved("09:05"), Phase.MONITORING),
        (said(Phase.SCHEDULED, "09:05"), Phase.MONITORING),
    ],
)
def test_where_nobody_tells_an_impact_it_looks_like_whoever_is_least_far(update: IncidentUpdate, shown: Phase) -> None:
    assert storm.root([member(monitoring("09:00")), member(update)]).phase is shown


def test_when_all_is_over_it_says_so_and_how_long_all_of_it_took() -> None:
    ended = [
        member(investigating("09:00"), resolved("09:40")),
        member(investigating("09:10"), resolved("11:00"), provider="beta"),
    ]

    message, told = storm.root(ended), storm.over(ended)

    assert (message.status, message.phase) == ("All 2 over after 2 h", Phase.RESOLVED)
    assert message.actions == ()
    assert told.part is Part.ANNOUNCEMENT
    assert (told.status, told.title) == (message.status, message.title)
    assert told.lines == ()


def test_of_what_nobody_says_how_it_stands_it_is_not_said_that_it_is_over() -> None:  # P3
    message = storm.root([member(resolved("09:00")), member(said(Phase.UPDATE, "09:00"))])

    assert message.status == "1 of 2 over"
    assert message.phase is Phase.UPDATE


def test_what_was_withdrawn_is_over() -> None:
    taken_back = member(investigating("09:00"))
    taken_back = replace(taken_back, record=replace(taken_back.record, withdrawn=True))

    message = storm.root([taken_back])

    assert message.status == "1 over"
    assert message.lines[0].status == "Withdrawn by the provider"


def test_playbooks_are_there_once_a_provider() -> None:
    mirror = "Switch to the mirror"

    message = storm.root(
        [member(investigating("09:00"), playbook=mirror), member(investigating("09:01"), playbook=mirror)]
    )

    assert [(fact.label, fact.value) for fact in message.facts] == [("Playbook for Acme", mirror)]


def test_the_thread_keeps_its_name() -> None:
    first = member(investigating("09:00"))

    assert storm.topic([first], UTC) == storm.topic([first, member(investigating("09:05"))], UTC)


def test_a_line_that_changes_is_seen_and_the_name_of_a_thread_is_not() -> None:  # P2
    message = storm.root([member(investigating("09:00"))])
    retitled = storm.root([member(investigating("09:00"), title="Other errors")])

    assert compose.digest(message) == compose.digest(replace(message, topic="Thread"))
    assert compose.digest(message) != compose.digest(retitled)
