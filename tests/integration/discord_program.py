"""The whole program in this process, with a Discord and a provider on this machine; a test starts it when it wants."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.app import serve
from bot.chat.discord.answering import SAID_TO_ALL
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from tests.fakes.discord import TOKEN, FakeDiscord
from tests.fakes.discord_forms import Permission, Sent
from tests.fakes.discord_interactions import Answer, Asked, Person
from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.integration.program import until

SOON = 20.0  # seconds in which everything here has happened
MANAGER = Person("Ada", Permission.MANAGE_CHANNELS)
MEMBER = Person("Bob")
ELSEWHERE = "9000000000000009"  # a server that the bot is not in
TITLE = "Errors in the API"
CODE = "red00000001"


async def told(asked: Asked) -> Answer:
    """The answer itself: one for all that took its time comes after a word to the asker that it was given."""
    answer = await asked.answered()
    return await asked.answered(2) if answer.content == SAID_TO_ALL else answer


@dataclass
class House:
    """The program, and the world around it; `channels` are those that statuswire.toml lets follow Acme."""

    folder: Path
    discord: FakeDiscord
    feeds: FeedServer
    page: Page
    channels: tuple[str, ...] = ()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """From the moment in which it listens to its own end."""
        feed = Feed("acme", self.feeds.at("/history.atom"))
        acme = Provider("acme", "Acme", "https://status.acme.example", (feed,))
        places = tuple(Destination(f"discord:{channel}", "discord", channel) for channel in self.channels)
        wishes = tuple(Subscription(place.id, "acme") for place in places)
        config = Config(Catalogue.of([acme]), places, wishes)
        settings = Settings(
            _env_file=None,
            data_dir=self.folder,
            discord_token=SecretStr(TOKEN),
            discord_api_url=self.discord.api_url,
            discord_gateway_url=self.discord.gateway_url,
            fetch_allow=("127.0.0.1",),
            poll_interval=timedelta(seconds=0.1),
        )
        stop = asyncio.Event()
        self.discord.gateway.ready.clear()
        serving = asyncio.create_task(
            serve(settings, config, clock=Clock(), console=Console(file=io.StringIO()), zone=UTC, stop=stop)
        )
        listening = asyncio.create_task(self.discord.gateway.ready.wait())
        try:
            async with asyncio.timeout(SOON):
                await asyncio.wait([serving, listening], return_when=asyncio.FIRST_COMPLETED)
                yield
        finally:
            listening.cancel()
            stop.set()
            async with asyncio.timeout(SOON):
                await serving

    async def says(self, command: str, options: Mapping[str, str] | None = None, by: Person = MANAGER) -> Answer:
        """Somebody says a command; returns what is answered."""
        return await told(await self.discord.interactions.command(command, options, by))

    async def presses(self, label: str, by: Person = MANAGER) -> Answer:
        """Somebody clicks on a button of the first message in the channel."""
        return await told(await self.discord.interactions.press(self.discord.messages()[0], label, by))

    async def begins(self) -> Sent:
        """Acme is followed in the channel, and an incident begins there; returns the message about it."""
        await self.says("subscribe", {"provider": "acme"})
        self.page.open(CODE, TITLE, minutes_ago(2), "We look into errors.")
        self.tells()
        await until(lambda: bool(self.discord.messages()), SOON)
        return self.discord.messages()[0]

    def tells(self) -> None:
        """The page shows what was written on it."""
        self.feeds.serve("/history.atom", self.page.atom())
