from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.delivery import key_from
from bot.core.destination import Destination, QuietHours
from bot.core.edition import (
    LOST_AFTER,
    Act,
    Edition,
    EditionState,
    Rest,
    Span,
    Step,
    awaited,
    following,
    span,
    step,
)

PLACE = Destination("slack:C1", "slack", "C1", timezone="Europe/Berlin", digest="09:00")  # 08:00 UTC in winter
WEEKLY = replace(PLACE, digest="mon 09:00")
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = MONDAY + 24 * HOUR


def edition(
    at: datetime = MONDAY, state: EditionState = EditionState.WAITING, *, place: Destination = PLACE
) -> Edition:
    told_at = at + timedelta(minutes=1) if state.is_told else None
    day, plan = at.date(), f"{place.digest} {place.timezone}"
    key = key_from("digest", place.id, day.isoformat())
    return Edition(place.id, day, plan, at, due_at=at, key=key, state=state, told_at=told_at)


# What to do


def test_a_channel_without_a_digest_has_nothing_to_wait_for() -> None:
    assert step(replace(PLACE, digest=None), (), now=MONDAY) == Rest()


def test_a_rhythm_that_was_just_set_begins_with_its_next_time() -> None:
    assert step(PLACE, (), now=MONDAY - HOUR) == Step(Act.PLAN, edition(MONDAY))
    assert step(PLACE, (), now=MONDAY + HOUR) == Step(Act.PLAN, edition(TUESDAY))


def test_an_edition_rests_until_its_time_and_is_sent_then() -> None:
    assert step(PLACE, [edition()], now=MONDAY - HOUR) == Rest(MONDAY)
    assert step(PLACE, [edition()], now=MONDAY) == Step(Act.SEND, edition())


@pytest.mark.parametrize(("late", "act"), [(HOUR * 5.99, Act.SEND), (HOUR * 6, Act.MISS), (HOUR * 100, Act.MISS)])
def test_an_edition_comes_yet_while_it_is_less_than_six_hours_late(late: timedelta, act: Act) -> None:
    assert step(PLACE, [edition()], now=MONDAY + late) == Step(act, edition())


def test_one_that_was_put_off_waits_for_its_next_try() -> None:
    put_off = replace(edition(), due_at=MONDAY + HOUR, tries=3)

    assert step(PLACE, [put_off], now=MONDAY + HOUR / 2) == Rest(MONDAY + HOUR)
    assert step(PLACE, [put_off], now=MONDAY + HOUR) == Step(Act.SEND, put_off)


def test_one_that_was_begun_is_looked_for_as_soon_as_nobody_can_be_at_it() -> None:
    begun = replace(edition(), state=EditionState.SENDING, told_at=MONDAY, due_at=MONDAY + LOST_AFTER)

    assert step(PLACE, [begun], now=MONDAY + LOST_AFTER / 2) == Rest(MONDAY + LOST_AFTER)
    assert step(PLACE, [begun], now=MONDAY + 30 * HOUR) == Step(Act.LOOK_FOR, begun)
    assert step(replace(PLACE, digest=None), [begun], now=TUESDAY) == Step(Act.LOOK_FOR, begun)


@pytest.mark.parametrize(
    "changed",
    [
        replace(PLACE, digest="10:00"),
        replace(PLACE, digest="weekdays 09:00"),
        replace(PLACE, timezone="Asia/Tokyo"),
        replace(PLACE, digest=None),
    ],
)
def test_one_of_another_rhythm_or_zone_is_waited_for_no_more(changed: Destination) -> None:
    assert step(changed, [edition()], now=MONDAY - HOUR) == Step(Act.DROP, edition())


def test_what_a_quiet_day_does_changes_no_time() -> None:
    assert step(replace(PLACE, digest="09:00 unless quiet"), [edition()], now=MONDAY - HOUR) == Rest(MONDAY)


def test_a_day_that_had_one_has_no_second_though_its_time_is_changed() -> None:
    evening = replace(PLACE, digest="18:00")

    planned = step(evening, [edition(state=EditionState.SENT)], now=MONDAY + HOUR)

    assert isinstance(planned, Step)
    assert planned.edition.day == date(2026, 3, 3)


def test_the_end_of_quiet_hours_is_waited_for() -> None:
    quiet = replace(PLACE, quiet=QuietHours(time(8), time(10)))

    assert step(quiet, [edition()], now=MONDAY) == Rest(MONDAY + HOUR)
    assert step(quiet, [edition()], now=MONDAY + HOUR) == Step(Act.SEND, edition())


def test_one_that_waited_through_a_quiet_night_is_not_late_in_the_morning() -> None:
    at = MONDAY - 11 * HOUR  # 22:00 on Sunday
    quiet = replace(PLACE, digest="22:00", quiet=QuietHours(time(21), time(9)))
    night = edition(at, place=quiet)

    assert step(quiet, [night], now=MONDAY + 5 * HOUR) == Step(Act.SEND, night)
    assert step(quiet, [night], now=MONDAY + 6 * HOUR) == Step(Act.MISS, night)


def test_the_next_one_is_planned_even_where_its_time_has_gone_by() -> None:
    assert following(PLACE, MONDAY.date(), now=MONDAY) == edition(TUESDAY)
    assert following(PLACE, MONDAY.date(), now=MONDAY + 60 * HOUR) == edition(TUESDAY)
    assert following(WEEKLY, MONDAY.date(), now=MONDAY).at == MONDAY + 7 * 24 * HOUR


def test_the_week_that_was_slept_through_is_the_next_of_a_weekly_one() -> None:
    assert following(WEEKLY, MONDAY.date(), now=MONDAY + 9 * 24 * HOUR).at == MONDAY + 7 * 24 * HOUR


def test_of_a_long_sleep_only_the_last_days_are_gone_through() -> None:
    assert following(PLACE, MONDAY.date(), now=MONDAY + 1000 * HOUR).at > MONDAY + 750 * HOUR


def test_the_one_that_is_waited_for_is_known_before_it_is_planned() -> None:
    later = replace(PLACE, digest="10:00")

    assert awaited(PLACE, [edition()], now=MONDAY - HOUR) == edition()
    assert awaited(PLACE, [edition(state=EditionState.SENDING)], now=MONDAY).at == TUESDAY
    assert awaited(later, [edition()], now=MONDAY - HOUR).at == MONDAY + HOUR
    assert awaited(later, [edition(state=EditionState.SENT), edition(TUESDAY)], now=MONDAY).at == TUESDAY + HOUR


def test_a_day_in_a_channel_has_its_own_key() -> None:
    places = (PLACE, replace(PLACE, id="slack:C2"), replace(PLACE, id="slack:C"))
    planned = [awaited(place, [], now=now) for place in places for now in (MONDAY, MONDAY, TUESDAY)]

    keys = {each.key for each in planned}

    assert len(keys) == 6
    assert {len(key) for key in keys} == {24}


# What it covers


def test_it_covers_all_since_the_last_one() -> None:
    last = edition(state=EditionState.SENT)

    assert span(PLACE, [last, edition(TUESDAY)], at=TUESDAY) == Span(MONDAY + timedelta(minutes=1))


def test_a_rhythm_that_was_made_quicker_leaves_no_time_out() -> None:
    last = edition(state=EditionState.SENT, place=WEEKLY)

    assert span(PLACE, [last], at=MONDAY + 5 * 24 * HOUR) == Span(MONDAY + timedelta(minutes=1))


def test_a_quiet_day_was_told_as_well() -> None:
    last = edition(state=EditionState.QUIET)

    assert span(PLACE, [last], at=TUESDAY).since == MONDAY + timedelta(minutes=1)


@pytest.mark.parametrize("state", [EditionState.MISSED, EditionState.REFUSED])
def test_after_one_that_never_came_it_covers_both_days_and_says_so(state: EditionState) -> None:
    last, lost = edition(state=EditionState.SENT), edition(TUESDAY, state)

    assert span(PLACE, [last, lost], at=TUESDAY + 24 * HOUR) == Span(MONDAY + timedelta(minutes=1), catches_up=True)


def test_after_weeks_without_one_it_covers_the_weeks() -> None:
    last, lost = edition(state=EditionState.SENT), edition(TUESDAY, EditionState.MISSED)

    assert span(PLACE, [last, lost], at=MONDAY + 500 * HOUR).since == MONDAY + timedelta(minutes=1)


def test_a_first_one_covers_what_its_rhythm_covers() -> None:
    assert span(PLACE, [], at=MONDAY) == Span(MONDAY - 24 * HOUR)
    assert span(WEEKLY, [], at=MONDAY) == Span(MONDAY - 7 * 24 * HOUR)
    assert span(replace(PLACE, digest="weekdays 09:00"), [], at=MONDAY) == Span(MONDAY - 72 * HOUR)


def test_a_first_one_that_never_came_is_covered_too() -> None:
    assert span(PLACE, [edition(state=EditionState.MISSED)], at=TUESDAY) == Span(MONDAY - 24 * HOUR, catches_up=True)


def test_after_months_in_which_nobody_wanted_one_it_covers_no_more_than_a_first_one() -> None:
    long_ago = edition(MONDAY - 1000 * HOUR, EditionState.SENT)

    assert span(PLACE, [long_ago], at=MONDAY) == Span(MONDAY - 24 * HOUR)


def test_what_is_asked_for_at_any_time_covers_all_since_the_last_one_or_a_day() -> None:
    evening = MONDAY + 10 * HOUR

    assert span(PLACE, [edition(state=EditionState.SENT)], at=evening).since == MONDAY + timedelta(minutes=1)
    assert span(PLACE, [edition()], at=evening) == Span(evening - 24 * HOUR)
    assert span(replace(PLACE, digest=None), [], at=evening) == Span(evening - 24 * HOUR)
