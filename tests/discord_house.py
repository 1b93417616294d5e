"""A bot on Discord as app.py makes it, with a house behind it that remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.model import Text
from bot.chat.discord.listening import DiscordListener
from bot.chat.discord.sending import DiscordChat
from bot.chat.discord.told import Told
from bot.commands.request import Choice, Command, Param, Reply, Request
from bot.commands.table import COMMANDS
from bot.core.message import Action, Message, Part
from tests.fakes.discord import TOKEN, FakeDiscord
from tests.fakes.whereabouts import Hearer

SOON = 5.0  # seconds in which everything here has happened
MUTE = Action("Mute 2 hours", "mute", (("what", "abcdefghij234567"), ("for", "2 hours")))
OPEN = Message(Part.ROOT, "Errors", body=Text.of("We look into it."), actions=(MUTE,))


def said(title: str = "Done", *, public: bool = False, choices: Sequence[Choice] = ()) -> Reply:
    return Reply(Message(Part.NOTICE, title), public=public, choices=tuple(choices))


@dataclass
class House:
    """What stands behind the listener: what it was asked, and what it answers once `open` is set, or raises."""

    reply: Reply = field(default_factory=said)
    trouble: Exception | None = None
    offers: Sequence[tuple[str, str]] = ()
    asked: list[tuple[str, Request]] = field(default_factory=list)
    typed: list[tuple[str, str, str, Mapping[str, str]]] = field(default_factory=list)
    whereabouts: Hearer = field(default_factory=Hearer)
    asking: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def answer(self, command: str, request: Request) -> Reply:
        self.asked.append((command, request))
        self.asking.set()
        await self.open.wait()
        if self.trouble:
            raise self.trouble
        return self.reply

    async def suggest(self, command: Command, param: Param, typed: str, request: Request) -> Sequence[tuple[str, str]]:
        self.typed.append((command.name, param.name, typed, request.arguments))
        await self.open.wait()
        return self.offers


@dataclass
class Bot:
    """The bot as app.py makes it: one login to send and to listen with."""

    discord: FakeDiscord
    house: House
    memory: Path
    token: str = TOKEN
    guilds: Sequence[int] = ()

    def __post_init__(self) -> None:
        self.chat = DiscordChat(self.token, api_url=self.discord.api_url, gateway_url=self.discord.gateway_url)
        self.listener = self.listening_with(COMMANDS)

    def listening_with(self, commands: Sequence[Command]) -> DiscordListener:
        house = self.house
        return DiscordListener(
            self.chat.session,
            commands,
            answer=house.answer,
            suggest=house.suggest,
            whereabouts=house.whereabouts,
            told=Told(self.memory, self.guilds),
        )

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Until the end of the block; whatever ends it before is raised."""
        running = asyncio.create_task(self.listener.run())
        ready = asyncio.create_task(self.listener.ready.wait())
        try:
            async with asyncio.timeout(SOON):
                done, _ = await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
                assert ready in done, "it has ended before it was ready"
                yield
        finally:
            for task in (running, ready):
                task.cancel()
            await asyncio.wait([running, ready])
            await self.chat.close()
