"""A channel that waits for its digest, on a wall or in a small world; time is moved by hand."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.catalogue import Catalogue
from bot.app import declare
from bot.chat.base import Chat
from bot.clock import Clock
from bot.config_file import Config
from bot.core.destination import Destination, QuietHours, Subscription
from bot.digester import Digester
from bot.directory import Directory
from bot.register import Register
from bot.store import subscriptions
from bot.store.database import Database
from tests.fakes.clock import HandClock
from tests.fakes.slack_channel import SlackPost
from tests.fakes.wall import Wall
from tests.integration.conftest import CHANNEL, SmallWorld

ID = f"slack:{CHANNEL}"
NAMES = {"acme": "Acme"}


def digester(chat: Chat, database: Database, clock: Clock) -> Digester:
    """A program that has just begun."""
    changed = asyncio.Event()
    register = Register(database, clock, changed.set, Directory(Catalogue.of([])))
    return Digester(database, {chat.platform: chat}, clock, NAMES, changed, asyncio.Event(), register)


async def look_through(digester: Digester) -> datetime | None:
    """Let it do all that is due, and wait for it; returns when there is more to do."""
    while True:
        digester.changed.clear()
        async with asyncio.TaskGroup() as channels:
            until = await digester.look(channels)
        if not digester.changed.is_set():
            return until


@dataclass
class Hall:
    """A database, and a wall where its channels are told."""

    database: Database
    clock: HandClock
    wall: Wall = field(init=False)

    def __post_init__(self) -> None:
        self.wall = Wall(self.clock)

    async def follow(self, places: Sequence[Destination]) -> None:
        async with self.database.transaction() as tx:
            await subscriptions.declare(tx, places, [Subscription(place.id, "acme") for place in places])

    async def live_until(self, end: datetime) -> None:
        """Do what is due whenever it is, with a new program after each death."""
        while self.clock.now() < end:
            try:
                until = await look_through(digester(self.wall, self.database, self.clock))
            except BaseExceptionGroup:
                continue
            pause = (until or end) - self.clock.now()
            self.clock.move(seconds=pause.total_seconds())


@dataclass
class Morning:
    """A small world in which #status, that follows Acme, has a digest at noon."""

    world: SmallWorld

    async def begin(self, rhythm: str = "12:00", quiet: QuietHours | None = None) -> None:
        place = Destination(ID, "slack", CHANNEL, digest=rhythm, quiet=quiet)
        config = Config(Catalogue.of([self.world.provider]), (place,), (Subscription(ID, "acme"),))
        await declare(self.world.database, config, self.world.clock)
        await self.world.look()
        await self.at("11:00")

    async def at(self, clock: str, *, day: int = 2) -> list[SlackPost]:
        """Let it be that time, do what is due, and look at the digests that are there."""
        hour, minute = map(int, clock.split(":"))
        then = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
        self.world.clock.move(seconds=(then - self.world.clock.now()).total_seconds())
        await look_through(digester(self.world.chat, self.world.database, self.world.clock))
        return self.digests

    async def why_paused(self) -> str | None:
        async with self.world.database.transaction() as tx:
            return (await subscriptions.destinations(tx))[ID].paused

    @property
    def digests(self) -> list[SlackPost]:
        return [post for post in self.world.roots() if "Digest" in post.readable or "All quiet" in post.readable]
