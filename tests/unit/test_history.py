from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.model import Impact, Incident, Kind, Phase, Window
from bot.core.history import Totals, hours, to_identify, totals
from bot.core.period import Period
from bot.core.record import Record
from tests.incidents import at, identified, incident, investigating, monitoring, resolved, said

SINCE, NOW = at("00:00", day=1), at("12:00", day=3)
PERIOD = Period(SINCE, NOW, NOW)
HOUR = timedelta(hours=1)


def known(*incidents: Incident) -> list[Record]:
    return [Record(it, first_seen=at("12:00"), heard=at("12:00")) for it in incidents]


def since(moment: datetime) -> Period:
    return Period(moment, NOW, NOW)


def rated(impact: Impact, begun: str, over: str, id_: str = "1") -> Incident:
    return replace(incident(investigating(begun), resolved(over), id_=id_), impact=impact)


def maintenance(*updates: Phase, window: Window | None) -> Incident:
    told = [said(phase, "08:00") for phase in updates]
    return replace(incident(*told, kind=Kind.MAINTENANCE), window=window)


def test_nothing_adds_up_to_nothing() -> None:
    assert totals([], PERIOD) == Totals()


def test_incidents_are_counted_and_measured() -> None:
    short = incident(investigating("09:00"), resolved("10:00"), id_="1")
    long = incident(investigating("20:00"), resolved("02:00", day=3), id_="2")

    found = totals(known(short, long), PERIOD)

    assert found == Totals(
        incidents=2,
        open_for=7 * HOUR,
        by_impact=((Impact.UNKNOWN, 7 * HOUR),),
        to_resolve=timedelta(hours=3, minutes=30),
        longest=long,
    )


def test_two_at_once_are_open_once() -> None:
    around = incident(investigating("09:00"), resolved("12:00"), id_="1")
    within = incident(investigating("10:00"), resolved("11:00"), id_="2")
    over = incident(investigating("11:30"), resolved("12:30"), id_="3")

    assert totals(known(over, within, around), PERIOD).open_for == timedelta(hours=3, minutes=30)


def test_a_moment_counts_once_and_for_the_worst_that_was_open_then() -> None:
    minor = rated(Impact.MINOR, "09:00", "13:00")
    critical = rated(Impact.CRITICAL, "10:00", "11:00")
    major = rated(Impact.MAJOR, "10:30", "12:00")

    assert hours([minor, critical, major], PERIOD) == (
        (Impact.CRITICAL, HOUR),
        (Impact.MAJOR, HOUR),
        (Impact.MINOR, 2 * HOUR),
    )


def test_an_unknown_impact_hides_behind_no_impact_at_all() -> None:
    unknown, none = rated(Impact.UNKNOWN, "09:00", "10:00"), rated(Impact.NONE, "09:00", "11:00")

    assert hours([none, unknown], PERIOD) == ((Impact.UNKNOWN, HOUR), (Impact.NONE, HOUR))


def test_every_impact_has_its_place_among_the_others() -> None:
    one_each = [rated(impact, f"{hour:02}:00", f"{hour:02}:30") for hour, impact in enumerate(Impact)]

    assert {impact for impact, _ in hours(one_each, PERIOD)} == set(Impact)


def test_what_goes_on_counts_until_now_and_resolves_nothing() -> None:
    found = totals(known(incident(investigating("10:00", day=3), identified("11:00", day=3))), PERIOD)

    assert found == Totals(
        incidents=1,
        still_open=1,
        open_for=2 * HOUR,
        by_impact=((Impact.UNKNOWN, 2 * HOUR),),
        to_identify=HOUR,
    )


def test_what_began_before_counts_from_the_beginning_of_the_period() -> None:
    found = totals(known(incident(investigating("22:00", day=1), resolved("01:00"))), since(at("00:00")))

    assert found.open_for == HOUR
    assert found.to_resolve == 3 * HOUR


def test_what_ended_after_a_past_period_was_open_at_its_end() -> None:
    over_midnight = incident(investigating("22:00", day=1), resolved("01:00"))
    day = Period(SINCE, at("00:00"), NOW)

    found = totals(known(over_midnight), day)

    assert found == Totals(incidents=1, still_open=1, open_for=2 * HOUR, by_impact=((Impact.UNKNOWN, 2 * HOUR),))


def test_what_ends_as_the_period_does_ended_in_it_and_is_no_part_of_the_next() -> None:
    until_midnight = known(incident(investigating("22:00", day=1), resolved("00:00")))

    this, following = Period(SINCE, at("00:00"), NOW), Period(at("00:00"), at("00:00", day=3), NOW)

    assert totals(until_midnight, this).to_resolve == 2 * HOUR
    assert totals(until_midnight, following) == Totals()


def test_what_ended_by_a_clock_that_is_ahead_of_ours_is_over() -> None:
    found = totals(known(incident(investigating("11:00", day=3), resolved("12:05", day=3))), PERIOD)

    assert (found.incidents, found.still_open, found.open_for) == (1, 0, HOUR)


def test_what_was_opened_again_was_open_all_the_while() -> None:
    again = incident(investigating("09:00"), resolved("10:00"), investigating("11:00"), resolved("12:00"))

    found = totals(known(again), PERIOD)

    assert (found.open_for, found.to_resolve) == (3 * HOUR, 3 * HOUR)


def test_a_single_time_is_no_duration() -> None:  # P3
    assert totals(known(incident(resolved("10:00"))), PERIOD) == Totals(incidents=1)


def test_what_has_no_time_happened_when_we_first_saw_it() -> None:
    timeless = known(incident(investigating(None), resolved(None)))

    assert totals(timeless, PERIOD) == Totals(incidents=1)
    assert totals(timeless, since(at("12:01"))) == Totals()


def test_what_was_over_before_or_begins_later_is_no_part_of_a_period() -> None:
    before = incident(investigating("09:00", day=1), resolved("10:00", day=1), said(Phase.POSTMORTEM, "09:00", day=3))
    later = incident(investigating("11:00", day=3))

    assert totals(known(before, later), Period(at("00:00"), at("11:00", day=3), NOW)) == Totals()


def test_what_was_withdrawn_happened_but_counts_nowhere() -> None:
    (record,) = known(incident(investigating("09:00")))
    withdrawn = replace(record, withdrawn=True)

    assert PERIOD.holds(withdrawn)
    assert not since(at("10:00")).holds(withdrawn)
    assert totals([withdrawn], PERIOD) == Totals()


def test_maintenance_is_counted_apart_and_measured_nowhere() -> None:
    planned = replace(incident(investigating("09:00"), resolved("10:00")), kind=Kind.MAINTENANCE)

    assert totals(known(planned), PERIOD) == Totals(maintenance=1)


@pytest.mark.parametrize(
    ("window", "happened"),
    [
        (Window(at("10:00"), at("11:00")), True),
        (Window(at("10:00")), True),
        (Window(at("13:00", day=3), at("14:00", day=3)), False),
        (None, True),  # only when it was announced is known
    ],
)
def test_a_plan_of_which_nobody_spoke_again_happened_at_its_window(window: Window | None, *, happened: bool) -> None:
    assert totals(known(maintenance(Phase.SCHEDULED, window=window)), PERIOD).maintenance == happened


def test_a_plan_is_taken_to_be_over_when_its_window_is() -> None:
    planned = maintenance(Phase.SCHEDULED, window=Window(at("10:00"), at("11:00")))

    span = PERIOD.span(planned)

    assert span
    assert (span.start, span.end) == (at("10:00"), at("11:00"))


def test_what_was_cancelled_before_it_began_did_not_go_on() -> None:
    window = Window(at("10:00"), at("11:00"))

    assert PERIOD.span(maintenance(Phase.SCHEDULED, Phase.CANCELLED, window=window)) is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (incident(investigating("09:00"), identified("09:20"), identified("09:40")), timedelta(minutes=20)),
        (incident(identified("09:00")), timedelta(0)),
        (incident(identified("09:00"), partial=True), None),
        (incident(investigating("09:00"), monitoring("10:00")), None),
        (incident(investigating("09:00"), identified(None)), None),
        (incident(), None),
        (replace(incident(investigating("09:00"), identified("10:00")), stated_start=at("08:00")), HOUR),
    ],
)
def test_identified_is_measured_from_the_first_word(told: Incident, expected: timedelta | None) -> None:
    assert to_identify(told) == expected
