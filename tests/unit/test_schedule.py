from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.model import Feed, Outcome, Poll, Validators
from bot.core.schedule import FeedState, after_poll, is_cut_off, next_look
from tests.incidents import at

FEED = Feed("acme", "https://status.acme.example/history.atom")
STATE = FeedState(FEED.url, FEED.provider)
FAILED = Poll(FEED, Outcome.FAILED, failure="status.acme.example did not answer.")
GOOD = Poll(FEED, Outcome.UNCHANGED, Validators(etag='"7"'))


def pause(state: FeedState, *, interval: float | None = None, wait: float | None = None, chance: float = 0.5) -> float:
    now = at("09:00")
    own = timedelta(seconds=interval) if interval else None
    asked = timedelta(seconds=wait) if wait else None
    return (next_look(state, now=now, interval=own, wait=asked, chance=chance) - now).total_seconds()


def failing(times: int, since: datetime | None = None) -> FeedState:
    return replace(STATE, failures=times, failing_since=since or at("08:00"))


def test_a_quiet_feed_is_looked_at_every_minute_and_one_with_an_open_incident_twice_as_often() -> None:
    assert pause(STATE) == 60
    assert pause(replace(STATE, is_open=True)) == 30


def test_the_operators_own_interval_is_never_undercut() -> None:
    assert pause(replace(STATE, is_open=True), interval=300) == 300


def test_looks_are_spread_so_that_a_restart_is_no_storm() -> None:  # P10
    assert pause(STATE, chance=0.0) == pytest.approx(54)
    assert pause(STATE, chance=1.0) == pytest.approx(66)


def test_what_the_server_asks_for_is_obeyed() -> None:  # P10
    assert pause(STATE, wait=600) == 600
    assert pause(STATE, wait=10) == 60


@pytest.mark.parametrize(("times", "seconds"), [(1, 60), (2, 120), (3, 240), (4, 480), (5, 900), (500, 900)])
def test_a_failing_feed_is_left_alone_for_longer_each_time_up_to_a_quarter_of_an_hour(
    times: int, seconds: float
) -> None:
    assert pause(failing(times)) == seconds


def test_an_interval_longer_than_the_longest_pause_stands() -> None:
    assert pause(failing(9), interval=3600) == 3600


def test_a_failure_keeps_the_validators_and_the_time_since_when() -> None:
    well = replace(STATE, validators=Validators(etag='"6"'))

    once = after_poll(well, FAILED, now=at("09:00"))
    twice = after_poll(once, FAILED, now=at("09:05"))

    assert (twice.failures, twice.failing_since) == (2, at("09:00"))
    assert twice.validators == Validators(etag='"6"')
    assert twice.failure == "status.acme.example did not answer."


def test_one_good_answer_ends_the_trouble() -> None:
    state = after_poll(failing(7), GOOD, now=at("09:00"))

    assert (state.failures, state.failing_since, state.failure) == (0, None, None)
    assert state.validators.etag == '"7"'


def test_a_quarter_of_an_hour_without_an_answer_is_news() -> None:  # P8
    state = failing(5, since=at("09:00"))

    assert not state.is_dark(at("09:14"))
    assert state.is_dark(at("09:15"))


def test_when_most_feeds_fail_at_once_it_is_we_who_are_cut_off() -> None:  # P8
    assert is_cut_off([failing(3), failing(1), STATE])
    assert not is_cut_off([failing(3), STATE, STATE, STATE])
    assert not is_cut_off([failing(3), failing(1)])
