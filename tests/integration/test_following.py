"""Whom the poller follows, as people come and go while it runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.catalogue import Catalogue
from adapters.further import Further
from adapters.model import Feed, Poll, Provider, Validators
from bot.clock import Clock
from bot.core.schedule import FeedState
from bot.directory import Directory, Following
from bot.newsroom import Newsroom
from bot.poller import Poller
from bot.store import feeds
from tests.fakes.page import minutes_ago
from tests.integration.conftest import CHANNEL, OTHER_CHANNEL
from tests.integration.team import HERE, Team


def poller_of(team: Team, clock: Clock) -> Poller:
    following = Following(team.world.database, team.desk.directory)
    team.desk = replace(team.desk, clock=clock, changed=following.changed.set)
    return Poller(team.world.database, team.fetcher, team.world.newsroom, following, clock)


@contextlib.asynccontextmanager
async def polling(team: Team) -> AsyncIterator[Clock]:
    """A running poller that hears of what the team says."""
    clock = Clock()
    team.world.newsroom.clock = clock
    running = asyncio.create_task(poller_of(team, clock).run())
    yield clock
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def clock(team: Team) -> AsyncIterator[Clock]:
    """The clock of a poller that runs."""
    async with polling(team) as clock:
        yield clock


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


@pytest.mark.parametrize(("is_open", "condition"), [(True, None), (False, '"1"')])
async def test_only_a_feed_in_which_something_goes_on_is_read_whole_after_a_start(
    team: Team, *, is_open: bool, condition: str | None
) -> None:
    """What a page tells beside its feed is known no more then."""
    await team.say("subscribe acme")
    feed, server = team.world.feed, team.world.server
    validators = Validators(etag='"1"')
    async with team.world.database.transaction() as tx:
        await feeds.save(tx, [FeedState(feed.url, "acme", validators=validators, is_open=is_open)])
    server.asked.clear()

    async with polling(team), asyncio.timeout(20):
        while not server.asked:  # noqa: ASYNC110 - a server rings no bell for the second time
            await asyncio.sleep(0.01)

    assert server.asked["/history.atom"][0].get("If-None-Match") == condition


async def test_a_poll_that_could_not_be_remembered_is_made_again_in_full(team: Team) -> None:
    class Forgetful(Newsroom):
        async def take_in(self, feed: Feed, state: FeedState, seen: Poll, *, cut_off: bool = False) -> FeedState:
            raise ZeroDivisionError(feed, state, seen, cut_off)

    world = team.world
    world.newsroom = Forgetful(world.database, world.clock, {}, world.owed)
    state = FeedState(world.feed.url, "acme", validators=Validators(etag='"1"'))

    after = await poller_of(team, Clock())._look_at(world.feed, state, Further())

    assert (after.validators, after.failures) == (Validators(), 1)


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
