"""A page of incident.io, whose feed shows one update at a time: what came between is fetched, or said to be missing."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters.model import Outcome, Poll, Unheard
from bot.core.compose import NEWEST_ALONE
from bot.core.schedule import FeedState
from tests.fakes.incidentio import IncidentIoPage
from tests.integration.conftest import CHANNEL, NINE, SmallWorld

WORDS = ["We look into it.", "It is the cache.", "We watch.", "Over."]


class Page:
    """An incident on a page whose JSON is there, or is not."""

    def __init__(self, world: SmallWorld) -> None:
        self._world = world
        self._page = IncidentIoPage()
        self._identity = self._page.open("Logins fail", NINE + timedelta(minutes=2), WORDS[0])

    def say(self, minute: int, phase: str, words: str) -> None:
        self._page.say(self._identity, self._at(minute), phase, words)

    async def look(self, *, minutes: float = 1, whole: bool) -> None:
        """Serve the page as it is and poll it once."""
        own = f"/proxy/127.0.0.1/incidents/{self._identity}"
        self._world.server.serve("/history.atom", self._page.atom())
        if whole:
            self._world.server.serve(own, self._page.own(self._identity), content_type="application/json")
        else:
            self._world.server.fail(own, 503)
        await self._world.look_again(minutes=minutes)

    def _at(self, minute: int) -> datetime:
        return NINE + timedelta(minutes=minute)


@pytest.fixture
async def page(world: SmallWorld) -> Page:
    """The channel follows a page on which an incident has just begun."""
    await world.follow(CHANNEL)
    world.server.serve("/history.atom", IncidentIoPage().atom())
    await world.look_again()
    page = Page(world)
    await page.look(minutes=2, whole=False)
    return page


def told(world: SmallWorld) -> list[str]:
    """What the thread says, in its order."""
    return [word for post in world.replies() for word in WORDS if word in post.readable]


async def test_updates_between_two_polls_are_fetched_and_told_in_their_order(world: SmallWorld, page: Page) -> None:
    page.say(5, "Identified", WORDS[1])
    page.say(6, "Monitoring", WORDS[2])
    page.say(7, "Resolved", WORDS[3])

    await page.look(minutes=5, whole=True)

    (root,) = world.roots()
    assert told(world) == WORDS
    assert "Resolved after 5 m" in root.readable
    assert NEWEST_ALONE not in root.readable


async def test_where_they_cannot_be_had_the_message_says_that_they_may_be_missing(
    world: SmallWorld, page: Page
) -> None:
    before = world.roots()[0].readable
    page.say(5, "Identified", WORDS[1])
    page.say(6, "Monitoring", WORDS[2])

    await page.look(minutes=5, whole=False)

    (root,) = world.roots()
    assert NEWEST_ALONE not in before
    assert NEWEST_ALONE in root.readable
    assert told(world) == [WORDS[0], WORDS[2]]


async def test_what_is_shown_after_all_is_told_once_and_nothing_is_said_to_be_missing(
    world: SmallWorld, page: Page
) -> None:  # P2
    page.say(5, "Identified", WORDS[1])
    page.say(6, "Monitoring", WORDS[2])
    await page.look(minutes=5, whole=False)

    await page.look(minutes=1, whole=True)
    await page.look(minutes=1, whole=True)

    (root,) = world.roots()
    assert sorted(told(world)) == sorted(WORDS[:3])
    assert NEWEST_ALONE not in root.readable


async def test_the_feed_alone_after_the_json_tells_nothing_again(world: SmallWorld, page: Page) -> None:  # P2
    page.say(5, "Identified", WORDS[1])
    await page.look(minutes=5, whole=True)
    page.say(8, "Monitoring", WORDS[2])
    await page.look(minutes=3, whole=False)

    await page.look(minutes=1, whole=False)

    (root,) = world.roots()
    assert told(world) == WORDS[:3]
    assert NEWEST_ALONE in root.readable


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (True, True), (False, False)])
async def test_a_restart_in_between_tells_nothing_again(
    world: SmallWorld, page: Page, *, before: bool, after: bool
) -> None:  # P1 P2
    page.say(5, "Identified", WORDS[1])
    await page.look(minutes=5, whole=before)
    world.restart()
    page.say(9, "Monitoring", WORDS[2])
    page.say(10, "Resolved", WORDS[3])
    await page.look(minutes=5, whole=after)

    await page.look(minutes=1, whole=after)

    (root,) = world.roots()
    assert told(world) == (WORDS if after else [*WORDS[:2], WORDS[3]])
    assert (NEWEST_ALONE in root.readable) is not after
    assert root.readable.count("Resolved after 8 m") == 1


async def test_what_could_not_be_had_stands_in_the_log_and_a_fault_of_ours_as_an_error(world: SmallWorld) -> None:
    unheard = (
        Unheard("https://a.example/1", "It is busy.", looks=3),
        Unheard("https://a.example/2", "x", is_ours=True),
    )
    seen = Poll(world.feed, Outcome.UNCHANGED, unheard=unheard)

    with capture_logs() as logged:
        await world.newsroom.take_in(world.feed, FeedState(world.feed.url, "acme"), seen)

    told = [(line["log_level"], line["address"], line["why"], line["times"]) for line in logged]
    assert told == [("info", "https://a.example/1", "It is busy.", 3), ("error", "https://a.example/2", "x", 1)]
