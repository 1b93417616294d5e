"""A bad day: several providers, one channel on any platform; time is moved by hand."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from adapters.catalogue import Catalogue
from adapters.fetch import Fetcher
from adapters.model import Feed, Provider, Validators
from adapters.poll import poll
from bot.app import declare
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from bot.core.schedule import FeedState
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.directory import Directory
from bot.newsroom import Newsroom
from bot.register import Register
from bot.store import feeds
from bot.store.database import Database
from tests.fakes.clock import HandClock
from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page
from tests.fakes.world import Shown, World

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("Acme", "Beta", "Gamma", "Delta")


class StormyWorld:
    """The parts as bot.app joins them, each step taken by the test."""

    def __init__(self, platform: World, database: Database, server: FeedServer, fetcher: Fetcher) -> None:
        self.platform = platform
        self.database = database
        self.clock = HandClock(NINE)
        self.pages = {name.lower(): Page(host=f"status.{name.lower()}.example") for name in NAMES}
        self.providers = {
            name.lower(): Provider(name.lower(), name, None, (Feed(name.lower(), server.at(f"/{name.lower()}.atom")),))
            for name in NAMES
        }
        self._server = server
        self._fetcher = fetcher
        self._owed = asyncio.Event()
        for slug, page in self.pages.items():
            page.open(f"{slug}old", "An old story", NINE - timedelta(days=3), "Old words.")
            page.say(f"{slug}old", NINE - timedelta(days=2), "Resolved", "Old end.")
        self.restart()

    def restart(self) -> None:
        """Begin anew with nothing but the database."""
        names = {slug: provider.name for slug, provider in self.providers.items()}
        name = self.platform.chat.platform
        courier = Courier(self.platform.chat, self.database, self.clock, names)
        self.newsroom = Newsroom(self.database, self.clock, self.providers, self._owed)
        directory = Directory(Catalogue.of(self.providers.values()))
        register = Register(self.database, self.clock, self._owed.set, directory)
        self.deliverer = Deliverer(self.database, {name: courier}, self.clock, self._owed, asyncio.Event(), register)

    @property
    def destination(self) -> Destination:
        """The channel, as it is when nothing is said of it."""
        name = self.platform.chat.platform
        return Destination(f"{name}:{self.platform.channel}", name, self.platform.channel)

    async def follow(self, place: Destination | None = None, slugs: Iterable[str] = ()) -> None:
        """Let the channel follow these providers, or all of them."""
        place = place or self.destination
        wishes = tuple(Subscription(place.id, slug) for slug in slugs or self.pages)
        config = Config(Catalogue.of(self.providers.values()), (place,), wishes)
        await declare(self.database, config, self.clock)

    def open(self, *codes: str) -> None:
        """Something goes wrong: a code is the slug of a provider and a number."""
        for code in codes:
            self._page(code).open(code, f"Trouble {code}", self.clock.now(), f"Word 1 of {code}.")

    def say(self, phase: str, *codes: str) -> None:
        """Say more about it."""
        for code in codes:
            page = self._page(code)
            number = len(page.incidents[code][1]) + 1
            page.say(code, self.clock.now(), phase, f"Word {number} of {code}.")

    async def look(self, *, minutes: float = 1) -> None:
        """Poll every page once, deliver what follows; then so many minutes go by."""
        for slug, page in self.pages.items():
            self._server.serve(f"/{slug}.atom", page.atom())
            await self._poll(self.providers[slug].feeds[0])
        await self.deliver()
        self.clock.move(minutes=minutes)

    async def deliver(self) -> None:
        """Deliver what is due."""
        await self.deliverer._drain()

    async def _poll(self, feed: Feed) -> None:
        async with self.database.transaction() as tx:
            state = (await feeds.load(tx)).get(feed.url) or FeedState(feed.url, feed.provider)
        after = await self.newsroom.take_in(feed, state, await poll(feed, self._fetcher, Validators()))
        async with self.database.transaction() as tx:
            await feeds.save(tx, [after])

    @property
    def storms(self) -> list[Shown]:
        """The messages that several incidents share, oldest first."""
        return [root for root in self._roots if " more " in root.text]

    @property
    def alone(self) -> list[Shown]:
        """The messages that one incident has for itself, oldest first."""
        return [root for root in self._roots if " more " not in root.text and "Trouble" in root.text]

    def in_channel(self, words: str) -> list[Shown]:
        """What was said in the channel to say this, and no message that lives."""
        return [it for it in self.platform.shown() if it.in_channel and words in it.text and it not in self._roots]

    @property
    def _roots(self) -> list[Shown]:
        """The messages that live: they are no replies, on Discord not even in the channel."""
        return [it for it in self.platform.shown() if it.root is None]

    def told(self, root: Shown) -> dict[str, list[str]]:
        """What is said below a root, by the incident that it is of, in the order in which it stands."""
        found: dict[str, list[str]] = defaultdict(list)
        for reply in self.platform.shown():
            words = next((line for line in reply.text.splitlines() if line.startswith("Word")), None)
            if reply.root == root.ref and words:
                found[_code(reply.text)].append(words)
        return dict(found)

    def _page(self, code: str) -> Page:
        return next(page for slug, page in self.pages.items() if code.startswith(slug))


def _code(text: str) -> str:
    """The incident that a reply names."""
    return text.rpartition("Trouble ")[2].split()[0]
