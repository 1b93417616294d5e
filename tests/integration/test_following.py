"""Whom the poller follows, as people come and go while it runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.clock import Clock
from bot.core.schedule import FeedState
from bot.directory import Directory, Following
from bot.poller import Poller
from bot.store import feeds
from tests.fakes.page import minutes_ago
from tests.integration.conftest import CHANNEL, OTHER_CHANNEL
from tests.integration.team import HERE, Team


@pytest.fixture
async def clock(team: Team) -> AsyncIterator[Clock]:
    """A running poller that hears of what the team says."""
    clock = Clock()
    team.world.newsroom.clock = clock
    directory = team.desk.directory
    following = Following(team.world.database, directory)
    team.desk = replace(team.desk, clock=clock, changed=following.changed.set)
    poller = Poller(team.world.database, team.fetcher, team.world.newsroom, following, clock)
    running = asyncio.create_task(poller.run())
    yield clock
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def states(team: Team) -> dict[str, FeedState]:
    async with team.world.database.transaction() as tx:
        return await feeds.load(tx)


async def until_known(team: Team, *, is_known: bool) -> None:
    """Wait until the feed was looked at, or is forgotten."""
    async with asyncio.timeout(20):
        while (team.world.feed.url in await states(team)) is not is_known:  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("clock")
async def test_who_is_asked_for_is_polled_at_once_and_who_is_left_no_more(team: Team) -> None:
    before = await states(team)

    await team.say("subscribe acme")
    await until_known(team, is_known=True)
    await team.say("unsubscribe acme")
    await until_known(team, is_known=False)

    assert before == {}


@pytest.mark.usefixtures("clock")
async def test_another_channel_that_leaves_ends_nothing(team: Team) -> None:
    there = replace(HERE, channel=OTHER_CHANNEL)
    await team.say("subscribe acme")
    await team.say("subscribe acme", place=there)
    await until_known(team, is_known=True)

    await team.say("unsubscribe acme", place=there)
    await asyncio.sleep(0.05)

    assert team.world.feed.url in await states(team)


async def test_who_comes_back_is_shown_what_goes_on_and_nothing_of_the_time_between(team: Team, clock: Clock) -> None:
    """P5: what we know of a page that nobody followed for a while is old."""
    world, page = team.world, team.world.page
    page.open("now000000001", "Slow logins", minutes_ago(50), "Logins are slow.")
    world.server.serve("/history.atom", page.atom())
    await team.say("subscribe acme")
    await until_known(team, is_known=True)
    await team.say("unsubscribe acme")
    await until_known(team, is_known=False)
    page.open("mid000000001", "Short trouble", minutes_ago(40), "It broke.")
    page.say("mid000000001", minutes_ago(30), "Resolved", "Over.")
    world.server.serve("/history.atom", page.atom())

    answered = await team.say("subscribe acme")
    await until_known(team, is_known=True)
    world.clock._now = clock.now()
    await world.deliver()

    assert "Slow logins" in answered
    (root,) = world.roots(CHANNEL)
    assert "Slow logins" in root.readable
    assert "Already open since" in root.readable


async def test_a_provider_that_is_known_no_more_is_passed_over_and_shown_as_such(team: Team) -> None:
    team.world.server.serve("/beta.atom", team.world.page.atom())
    await team.say("subscribe acme")
    await team.say("subscribe beta")
    directory = Directory(Catalogue.of([team.world.provider]))

    followed = await Following(team.world.database, directory).feeds()
    team.desk = replace(team.desk, directory=directory)
    listed = await team.say("subscriptions")
    left = await team.say("unsubscribe beta")

    assert followed == (team.world.feed,)
    assert "No such provider is known any more" in listed
    assert "beta is not followed here any more" in left


async def test_a_feed_that_was_met_for_a_provider_without_one_is_kept(team: Team) -> None:
    met = Provider("mute", "Mutely", None, (Feed("mute", "https://mute.example/feed"),))

    directory = Directory(team.desk.catalogue, [met, replace(team.world.provider, name="Another Acme")])

    assert directory["mute"] == met
    assert directory["acme"].name == "Acme"
    assert (directory.names["statuswire"], directory.names.get("nobody")) == ("Statuswire", None)
