"""A terminal with a memory: what a reader has seen there, as the suite of all chats asks for it."""

import errno
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC

from rich.console import Console

from bot.chat.console import ConsoleChat
from bot.core.message import Attachment, Message
from bot.render.console import render
from tests.fakes.world import Failure, Seen, Shown

WIDTH = 80


class Paper(io.StringIO):
    """A terminal's output that can be full for a while, as a redirected file on a full disk is."""

    full = 0

    def write(self, text: str) -> int:
        """Take the text, or refuse all of it."""
        if text and self.full:
            self.full -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


class RememberedChat(ConsoleChat):
    """The real chat, noting beside every line it prints which message the line belongs to."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, UTC)
        self.seen: dict[str, Shown] = {}
        self.pictures: list[Seen] = []

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Print and note."""
        ref = await super().post(channel, message, key=key)
        self.seen[ref] = Shown(ref, readable(message))
        return ref

    async def edit(self, ref: str, message: Message) -> None:
        """Print the line, and note what the message says now: a terminal cannot show that in its old place."""
        await super().edit(ref, message)
        if ref in self.seen:
            self.seen[ref] = replace(self.seen[ref], text=readable(message), edits=self.seen[ref].edits + 1)

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Print and note; an indented reply counts as one in a thread."""
        ref = await super().reply(root, message, key=key, threaded=threaded, announce=announce)
        self.seen[ref] = Shown(ref, readable(message), root=root, in_channel=announce or not threaded)
        return ref

    async def upload(self, root: str, picture: Attachment) -> None:
        """Print and note."""
        await super().upload(root, picture)
        self.pictures.append(Seen(root, picture.words))


class ConsoleWorld:
    """One terminal of 80 columns without colours. Of all failures it knows one: it cannot be written for a while."""

    failures = frozenset({Failure.SERVER_ERROR})
    beside = True

    def __init__(self) -> None:
        self.paper = Paper()
        self.chat = RememberedChat(Console(file=self.paper, width=WIDTH, no_color=True))
        self.channel = "terminal"

    @property
    def printed(self) -> str:
        """Everything on the terminal."""
        return self.paper.getvalue()

    def shown(self, channel: str | None = None) -> list[Shown]:
        """Every message, oldest first; there is no other channel than the terminal."""
        return list(self.chat.seen.values()) if channel in {None, self.channel} else []

    def pictures(self) -> list[Seen]:
        """Every picture of which the words were printed."""
        return self.chat.pictures

    def fail(self, failure: Failure, *, times: int = 1) -> None:
        """Make the next `times` printings fail."""
        if failure not in self.failures:
            raise ValueError(f"a terminal cannot fail by {failure}")
        self.paper.full = times

    def remove(self, ref: str) -> None:
        """Forget a message, as one who tears off the paper; the chat cannot know."""
        del self.chat.seen[ref]

    def pinged(self) -> list[str]:
        """Everybody who is called: a terminal rings for nobody but at a BEL."""
        return ["bell"] * self.printed.count("\a")


@asynccontextmanager
async def console_world() -> AsyncIterator[ConsoleWorld]:
    """An empty terminal."""
    world = ConsoleWorld()
    yield world
    await world.chat.close()


def readable(message: Message) -> str:
    """All that a reader finds in a message, on lines as long as needed."""
    console = Console(file=io.StringIO(), width=10_000, no_color=True)
    with console.capture() as captured:
        console.print(render(message, zone=UTC))
    return captured.get()
