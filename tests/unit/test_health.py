"""How well a feed can be seen, in a few words."""

from dataclasses import replace

from bot.commands.subscriptions import health
from bot.core.schedule import FeedState
from tests.incidents import at

WELL = FeedState(
    "https://status.acme.example/history.atom", "acme", first_good_at=at("08:00"), last_good_at=at("11:58")
)


def test_a_feed_is_well_or_says_for_how_long_it_is_not() -> None:
    dark = replace(WELL, failing_since=at("09:00"), failure="HTTP 503.")
    doubted = replace(WELL, suspect_since=at("11:15"), suspect="it is empty")

    said = [health(state, at("12:00")) for state in (None, WELL, dark, doubted)]

    assert said == [
        "Not looked at yet",
        "Well, seen 2 m ago",
        "Unreadable for 3 h: HTTP 503",
        "Held as suspect for 45 m: it is empty",
    ]
