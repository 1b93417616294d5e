"""A whole small world: one provider's page, one database, one Slack; time is moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.catalogue import Catalogue
from adapters.fetch import Fetcher
from adapters.further import Further
from adapters.model import Feed, Outcome, Provider
from adapters.poll import poll
from bot.app import declare
from bot.chat.slack.sending import SlackChat
from bot.config_file import Config
from bot.core.destination import Destination, QuietHours, Subscription
from bot.core.schedule import FeedState
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.directory import Directory
from bot.newsroom import Newsroom
from bot.register import Register
from bot.store import feeds
from bot.store.database import Database
from tests.databases import blank
from tests.fakes.clock import HandClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_channel import SlackPost
from tests.integration.discord_program import House
from tests.integration.team import Team, provider

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHANNEL = "C0STATUS"
OTHER_CHANNEL = "C1OTHER"


class SmallWorld:
    """The parts as bot.app joins them, each step taken by the test."""

    def __init__(self, server: FeedServer, slack: FakeSlack, database: Database, fetcher: Fetcher) -> None:
        self.clock = HandClock(NINE)
        self.page = Page()
        self.server = server
        self.slack = slack
        self.database = database
        self.feed = Feed("acme", server.at("/history.atom"))
        self.provider = Provider("acme", "Acme", "https://status.acme.example", (self.feed,))
        self.owed = asyncio.Event()
        self.stop = asyncio.Event()
        self._fetcher = fetcher
        self.chat = SlackChat(slack.token, base_url=slack.url)
        self.restart()

    def restart(self) -> None:
        """Begin anew with nothing but the database."""
        self.further = Further(self.clock.now)
        self.newsroom = Newsroom(self.database, self.clock, {"acme": self.provider}, self.owed)
        courier = Courier(self.chat, self.database, self.clock, {"acme": "Acme", "statuswire": "Statuswire"})
        self.directory = Directory(Catalogue.of([self.provider]))
        register = Register(self.database, self.clock, self.owed.set, self.directory)
        self.deliverer = Deliverer(self.database, {"slack": courier}, self.clock, self.owed, self.stop, register)

    async def follow(self, *channels: str, notices: Iterable[str] = (), quiet: QuietHours | None = None) -> None:
        """Let these channels, and no others, follow the provider."""
        places = [Destination(f"slack:{id_}", "slack", id_, notices=id_ in notices, quiet=quiet) for id_ in channels]
        wishes = [Subscription(place.id, "acme") for place in places]
        await declare(self.database, Config(Catalogue.of([self.provider]), tuple(places), tuple(wishes)), self.clock)

    async def look(self, *, minutes: float = 1) -> Outcome:
        """Serve the page as it is, poll it once, deliver what follows; `minutes` have passed since the last time."""
        self.server.serve("/history.atom", self.page.atom())
        return await self.look_again(minutes=minutes)

    async def look_again(self, *, minutes: float = 1) -> Outcome:
        """Poll whatever the server answers now."""
        self.clock.move(minutes=minutes)
        async with self.database.transaction() as tx:
            state = (await feeds.load(tx)).get(self.feed.url) or FeedState(self.feed.url, "acme")
        seen = await poll(self.feed, self._fetcher, state.validators, self.further)
        after = await self.newsroom.take_in(self.feed, state, seen)
        async with self.database.transaction() as tx:
            await feeds.save(tx, [after])
        await self.deliver()
        return seen.outcome

    async def deliver(self) -> None:
        """Deliver what is due."""
        await self.deliverer._drain()

    def roots(self, channel: str = CHANNEL) -> list[SlackPost]:
        """The messages in the channel itself, oldest first."""
        return [post for post in self.slack.messages(channel) if post.thread_ts in (None, post.ts)]

    def replies(self, channel: str = CHANNEL) -> list[SlackPost]:
        """The messages in threads, oldest first."""
        return [post for post in self.slack.messages(channel) if post.thread_ts not in (None, post.ts)]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SmallWorld]:
    database = await Database.open(blank(tmp_path / "statuswire.db"))
    async with FeedServer() as server, FakeSlack() as slack, Fetcher(["127.0.0.1"]) as fetcher:
        slack.add_channel(OTHER_CHANNEL, "other")
        world = SmallWorld(server, slack, database, fetcher)
        try:
            yield world
        finally:
            await world.chat.close()
            await database.close()


@pytest.fixture
def register(world: SmallWorld) -> Register:
    return world.deliverer.register


@pytest.fixture
async def team(world: SmallWorld) -> AsyncIterator[Team]:
    others = [
        provider("beta", "Beta Cloud", world.server.at("/beta.atom")),
        provider("betamax", "Betamax", world.server.at("/betamax.atom")),
        provider("mute", "Mutely"),
    ]
    async with Fetcher(["127.0.0.1"]) as fetcher:
        world.server.serve("/history.atom", world.page.atom())
        yield Team(world, fetcher, others)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    page = Page()
    async with FakeDiscord() as discord, FeedServer() as server:
        house = House(tmp_path, discord, server, page)
        house.tells()
        yield house
