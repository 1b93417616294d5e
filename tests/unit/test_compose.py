"""What is said of an incident, before any platform has touched it."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from adapters.model import Impact, Incident, IncidentUpdate, Kind, Phase, Text, Window
from bot.core import compose, words
from bot.core.message import Fact, Message, Part
from bot.core.record import Record
from bot.render import looks
from tests.incidents import at, identified, incident, investigating, monitoring, resolved, said


def remembered(known: Incident, *, withdrawn: bool = False) -> Record:
    return Record(known, at("09:01"), at("09:01"), withdrawn=withdrawn)


def root_of(*updates: IncidentUpdate, already_open: bool = False, late: bool = False) -> Message:
    return compose.root(remembered(incident(*updates)), provider="Acme", already_open=already_open, late=late)


def planned(*updates: IncidentUpdate) -> Incident:
    announced = said(Phase.SCHEDULED, "09:00", "The database moves.")
    window = Window(at("22:00"), at("02:00", day=3))
    return replace(incident(announced, *updates, title="Database move", kind=Kind.MAINTENANCE), window=window)


def facts(message: Message) -> dict[str, object]:
    return {fact.label: fact.value for fact in message.facts}


def test_an_open_incident_says_where_it_stands_and_since_when() -> None:
    message = root_of(investigating("09:00"), identified("09:30", "It is the database."))

    assert message.part is Part.ROOT
    assert (message.provider, message.title) == ("Acme", "Errors in the API")
    assert (message.status, message.phase) == ("Identified", Phase.IDENTIFIED)
    assert message.body.plain == "It is the database."
    assert message.at == at("09:30")
    assert facts(message) == {"Started": at("09:00")}
    assert message.url == "https://status.acme.example/incidents/abc123"


def test_an_end_says_how_long_it_took() -> None:
    message = root_of(investigating("09:00"), resolved("16:40"))

    assert message.status == "Resolved after 7 h 40 m"
    assert facts(message) == {"Started": at("09:00"), "Ended": at("16:40")}


def test_one_time_alone_is_no_duration() -> None:  # P3, F204
    message = root_of(resolved("16:40"))

    assert message.status == "Resolved"
    assert facts(message) == {"Ended": at("16:40")}


def test_updates_that_may_be_missing_are_said_to_be() -> None:
    lacking = replace(incident(monitoring("09:30")), partial=True)

    message = compose.root(remembered(lacking), provider="Acme")

    assert Fact("Note", compose.NEWEST_ALONE) in message.facts
    assert "Note" not in facts(root_of(monitoring("09:30")))


def test_an_incident_of_unknown_standing_is_reported_and_no_more() -> None:  # P3
    message = root_of(said(Phase.UPDATE, "09:00", "Some users see errors."))

    assert (message.status, message.phase) == ("Reported", Phase.UPDATE)


def test_an_update_without_words_leaves_the_last_words_standing() -> None:
    message = root_of(investigating("09:00", "We look into errors."), monitoring("10:00", ""))

    assert message.status == "Monitoring"
    assert message.body.plain == "We look into errors."
    assert message.at == at("09:00")


def test_an_incident_of_which_nothing_was_said_has_no_body() -> None:
    message = root_of(investigating("09:00", ""))

    assert not message.body
    assert message.at == at("09:00")


def test_an_incident_without_a_title_is_named_so() -> None:
    message = compose.root(remembered(replace(incident(investigating("09:00")), title="  ")), provider="Acme")

    assert message.title == "Incident without a title"


def test_a_withdrawn_incident_is_neither_open_nor_resolved() -> None:  # P3
    message = compose.root(remembered(incident(investigating("09:00")), withdrawn=True), provider="Acme")

    assert message.status == "Withdrawn by the provider"
    assert message.phase is Phase.CANCELLED
    assert "Ended" not in facts(message)


def test_a_channel_that_joined_late_is_told_since_when_it_is_open() -> None:  # P5
    message = root_of(investigating("09:00"), already_open=True)

    assert facts(message) == {"Already open since": at("09:00")}


def test_a_channel_that_joined_late_is_told_so_where_the_start_is_unknown() -> None:  # P5
    message = root_of(investigating(None), already_open=True)

    assert facts(message) == {"Note": "Already open when this channel joined"}


def test_what_is_told_when_it_is_over_says_so() -> None:
    assert facts(root_of(investigating("09:00"), resolved("09:20"), late=True))["Note"] == "Reported after the fact"


def test_an_unknown_impact_is_not_told() -> None:  # P3
    message = root_of(investigating("09:00"))

    assert message.status == "Investigating"
    assert "Impact" not in facts(message)


def test_how_bad_it_is_stands_beside_where_it_stands_while_it_goes_on() -> None:
    known = replace(incident(investigating("09:00")), impact=Impact.MAJOR)
    over = replace(known, updates=(*known.updates, resolved("09:20")))

    going_on, ended = (compose.root(remembered(it), provider="Acme") for it in (known, over))

    assert going_on.status == "Investigating, major impact"
    assert "Impact" not in facts(going_on)
    assert ended.status == "Resolved after 20 m"
    assert facts(ended)["Impact"] == "Major"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "C1"), (6, "C1, C2, C3, C4, C5, C6"), (7, "C1, C2, C3, C4, C5 and 2 more")],
)
def test_the_first_components_are_named_and_the_rest_counted(count: int, shown: str) -> None:
    components = tuple(f"C{number}" for number in range(1, count + 1))

    message = compose.root(remembered(replace(incident(investigating("09:00")), components=components)), provider="A")

    assert facts(message)["Components"] == shown


def test_a_planned_maintenance_shows_its_window_and_no_start() -> None:
    message = compose.root(remembered(planned()), provider="Acme")

    assert message.status == "Scheduled"
    assert message.kind is Kind.MAINTENANCE
    assert facts(message) == {"Window": Window(at("22:00"), at("02:00", day=3))}


def test_a_planned_maintenance_without_a_window_says_when_it_starts() -> None:
    known = replace(planned(), window=None, stated_start=at("22:00"))

    assert facts(compose.root(remembered(known), provider="Acme")) == {"Starts": at("22:00")}


def test_a_maintenance_that_began_late_shows_both_times() -> None:
    message = compose.root(remembered(planned(said(Phase.IN_PROGRESS, "22:10"))), provider="Acme")

    assert message.status == "In progress"
    assert facts(message)["Started"] == at("22:10")


def test_a_maintenance_that_is_done_says_how_long_it_took() -> None:
    done = planned(said(Phase.IN_PROGRESS, "22:10"), said(Phase.COMPLETED, "00:15", day=3))

    assert compose.root(remembered(done), provider="Acme").status == "Completed after 2 h 5 m"


def test_a_cancelled_maintenance_took_no_time() -> None:
    message = compose.root(remembered(planned(said(Phase.CANCELLED, "12:00"))), provider="Acme")

    assert message.status == "Cancelled"
    assert "Ended" not in facts(message)


def test_an_update_says_its_phase_its_time_and_its_words() -> None:
    news = identified("09:30", "It is the database.")

    message = compose.update(remembered(incident(investigating("09:00"), news)), news, provider="Acme")

    assert message.part is Part.UPDATE
    assert (message.status, message.at, message.body.plain) == ("Identified", at("09:30"), "It is the database.")
    assert message.title == "Errors in the API"


def test_an_update_without_a_phase_is_an_update() -> None:
    news = said(Phase.UPDATE, "09:30", "Still at it.")

    assert compose.update(remembered(incident(news)), news, provider="Acme").status == "Update"


def test_a_time_that_cannot_be_believed_is_shown_as_it_was_written() -> None:  # P13
    news = replace(investigating(None), said="13th of Smarch")

    message = compose.update(remembered(incident(news)), news, provider="Acme")

    assert message.at is None
    assert message.facts == (Fact("Time as written", "13th of Smarch"),)


def test_an_announcement_is_one_line() -> None:  # P4
    end = resolved("16:40", "It is over.")

    message = compose.announcement(remembered(incident(investigating("09:00"), end)), end, provider="Acme")

    assert message.part is Part.ANNOUNCEMENT
    assert (message.status, message.title) == ("Resolved after 7 h 40 m", "Errors in the API")
    assert not message.body


def test_an_announcement_of_something_else_than_an_end_names_the_phase() -> None:
    again = investigating("18:00")
    record = remembered(incident(investigating("09:00"), resolved("16:40"), again))

    assert compose.announcement(record, again, provider="Acme").status == "Investigating"


def test_a_notice_is_our_own_word() -> None:
    message = compose.notice("The disk is full", "Nothing is lost.\n\nMake room.")

    assert message.part is Part.NOTICE
    assert (message.provider, message.phase) == ("", None)
    assert [block.plain for block in message.body.blocks] == ["Nothing is lost.", "Make room."]


def test_the_digest_is_the_same_in_every_process() -> None:  # P2
    code = (
        "from bot.core import compose\n"
        "from tests.unit.test_compose import root_of, investigating\n"
        "print(compose.digest(root_of(investigating('09:00'))))"
    )

    other = subprocess.check_output([sys.executable, "-c", code], text=True).strip()  # noqa: S603 our own code

    assert other == compose.digest(root_of(investigating("09:00")))


def test_the_digest_does_not_change_with_a_release() -> None:  # P2: else every open message is edited after an upgrade
    message = Message(part=Part.UPDATE, title="T", body=Text.of("A\n\nB"), at=at("09:00"), facts=(Fact("L", "V"),))

    assert compose.digest(message) == "7b35cda1a312c21b2c76297d716b08d7"


def test_the_digest_does_not_depend_on_the_zone_of_a_time() -> None:
    message = root_of(investigating("09:00"))
    elsewhere = replace(message, at=at("09:00").astimezone(timezone(timedelta(hours=9))))

    assert compose.digest(elsewhere) == compose.digest(message)


def test_the_digest_changes_with_everything_that_is_seen() -> None:
    message = root_of(investigating("09:00"))
    others = [
        replace(message, title="Other"),
        replace(message, status="Other"),
        replace(message, provider="Other"),
        replace(message, phase=Phase.MONITORING),
        replace(message, impact=Impact.MINOR),
        replace(message, body=Text.of("Other")),
        replace(message, at=at("09:01")),
        replace(message, facts=(Fact("Started", at("09:01")),)),
        replace(message, facts=(Fact("Window", Window(at("09:00"))),)),
        replace(message, url=None),
    ]

    digests = {compose.digest(each) for each in (message, *others)}

    assert len(digests) == 1 + len(others)


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1, seconds=59), "1 m"),
        (timedelta(minutes=45), "45 m"),
        (timedelta(hours=7), "7 h"),
        (timedelta(hours=7, minutes=40), "7 h 40 m"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=1, minutes=5), "1 d"),
        (timedelta(days=3, hours=2, minutes=59), "3 d 2 h"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_a_duration_has_its_two_largest_units(span: timedelta, shown: str) -> None:
    assert words.duration(span) == shown


def test_every_phase_has_a_word_and_a_look() -> None:
    for phase in Phase:
        message = Message(part=Part.UPDATE, title="T", phase=phase)

        assert words.PHASES[phase]
        assert looks.look(message).emoji


def test_the_mark_tells_where_it_stands_and_the_colour_how_bad_it_is_while_it_goes_on() -> None:
    minor, critical = (
        Message(part=Part.ROOT, title="T", phase=Phase.IDENTIFIED, impact=impact)
        for impact in (Impact.MINOR, Impact.CRITICAL)
    )
    over = replace(critical, phase=Phase.RESOLVED)

    assert looks.look(minor).emoji == looks.look(critical).emoji
    assert looks.look(minor).colour != looks.look(critical).colour
    assert looks.look(over) == looks.look(replace(over, impact=Impact.MINOR))


def test_where_nobody_says_where_it_stands_the_look_tells_how_bad_it_is() -> None:
    unknown = Message(part=Part.ROOT, title="T", phase=Phase.UPDATE)

    assert looks.look(unknown) != looks.look(replace(unknown, impact=Impact.CRITICAL))
