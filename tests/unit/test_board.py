from dataclasses import replace
from datetime import timedelta

from adapters.model import Impact, Phase
from bot.core.board import Board, board
from bot.core.destination import Filters, Subscription
from bot.core.schedule import FeedState
from tests.incidents import at, investigating, record, resolved, said

WISH = Subscription("slack:C1", "acme")
NOW = at("12:00")


def test_what_is_open_stands_there_the_longest_open_first() -> None:
    late, early = record(investigating("11:00"), id_="1", now=NOW), record(investigating("10:00"), id_="2", now=NOW)
    over = record(investigating("09:00"), resolved("09:30"), id_="3", now=NOW)

    assert board([late, early, over], [WISH], [], now=NOW) == Board(under_way=(early, late))


def test_plans_and_what_nobody_speaks_of_stand_apart() -> None:
    plan = record(said(Phase.SCHEDULED, "10:00"), id_="1", now=NOW)
    stale = record(investigating("10:00"), id_="2", now=NOW)

    assert board([plan, stale], [WISH], [], now=NOW) == Board(under_way=(stale,), planned=(plan,))
    assert stale in board([plan, stale], [WISH], [], now=NOW + timedelta(days=4)).stale


def test_what_was_withdrawn_or_passes_no_filter_is_not_there() -> None:
    gone = replace(record(investigating("10:00"), id_="1", now=NOW), withdrawn=True)
    small = record(investigating("10:00"), id_="2", now=NOW)
    small = replace(small, incident=replace(small.incident, impact=Impact.MINOR))
    wish = replace(WISH, filters=Filters(impact=Impact.MAJOR))

    assert board([gone, small], [wish], [], now=NOW) == Board()
    assert board([small], [], [], now=NOW) == Board()


def test_only_the_trouble_of_feeds_that_are_followed_is_told() -> None:
    dark = FeedState("https://a.example", "acme", failing_since=at("11:00"))
    held = FeedState("https://b.example", "acme", suspect_since=at("11:00"), suspect="it is empty")
    well = FeedState("https://c.example", "acme", last_good_at=at("11:59"))
    others = FeedState("https://d.example", "other", failing_since=at("11:00"))

    assert board([], [WISH], [dark, held, well, others], now=NOW).troubled == (dark, held)
