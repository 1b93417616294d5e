"""A wall where messages are pinned up: a chat in memory that can lose answers, and die in the middle of a sentence."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.chat.base import Traits, UnsureError
from bot.clock import Clock
from bot.core.message import Attachment, Message


class Mishap(StrEnum):
    """What becomes of the next post."""

    LOST_ANSWER = "it is there, and nobody hears so"
    LOST_POST = "it never was there, and nobody hears so"
    DEATH_BEFORE = "the program dies before it is there"
    DEATH_AFTER = "the program dies as soon as it is there"


class DeathError(BaseException):
    """The program is killed here: nothing of it goes on."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A message as it was pinned up."""

    channel: str
    key: str
    at: datetime
    message: Message


@dataclass
class Wall:
    """The chat; `mishaps` happen to the next posts, one each. In `slow` channels a post waits until it may go on."""

    clock: Clock
    pinned: list[Pinned] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    pictures: list[tuple[str, Attachment]] = field(default_factory=list)
    platform = "slack"
    traits = Traits(threads=True)

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        if channel in self.slow:
            await self.slow[channel].wait()
        mishap = self.mishaps.pop(0) if self.mishaps else None
        if mishap is Mishap.DEATH_BEFORE:
            raise DeathError
        if mishap is Mishap.LOST_POST:
            raise UnsureError("no answer")
        self.pinned.append(Pinned(channel, key, self.clock.now(), message))
        if mishap is Mishap.DEATH_AFTER:
            raise DeathError
        if mishap is Mishap.LOST_ANSWER:
            raise UnsureError("no answer")
        return key

    async def edit(self, ref: str, message: Message) -> None:
        raise NotImplementedError

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        raise NotImplementedError

    async def upload(self, root: str, picture: Attachment) -> None:
        self.pictures.append((root, picture))

    def announces(self, root: str) -> bool:  # noqa: ARG002 - nothing hangs below anything
        return True

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:  # noqa: ARG002
        seen = (it.key for it in self.pinned if it.channel == channel and it.at >= since)
        return key if key in seen else None

    async def close(self) -> None:
        """Nothing is held open."""
