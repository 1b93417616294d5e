"""The terminal as a chat: the whole program can be tried without any account."""

from collections import OrderedDict
from datetime import datetime, timedelta, tzinfo
from typing import Final

from rich.console import Console, RenderableType

from bot.chat.base import RetryError, Traits
from bot.core.message import Attachment, Message, Part
from bot.render.console import described, edited, render

REMEMBERED: Final = 500  # statuses by message; an older one is only told once more than needed
TRY_AGAIN_AFTER: Final = timedelta(minutes=1)


class ConsoleChat:
    """Prints what a channel would show, oldest first, times in `zone`.

    What is printed cannot be changed, looked up or taken back. An edit prints one line; a reference is made of the key,
    so one from before a restart is as good as any; and nothing is ever found, so that a message whose printing a crash
    cut short may be printed twice.
    """

    platform = "console"
    traits = Traits(threads=True)

    def __init__(self, console: Console, zone: tzinfo) -> None:
        self._console = console
        self._zone = zone
        self._statuses: OrderedDict[str, str] = OrderedDict()

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Print a message; there is one terminal, so `channel` is but part of the reference."""
        self._print(render(message, zone=self._zone))
        ref = f"{channel}:{key}"
        self._remember(ref, message.status)
        return ref

    async def edit(self, ref: str, message: Message) -> None:
        """Print one line: of a living message only a new status, for what is said of it follows; of others that it is.

        A terminal is read downwards: a line that says no more than "edited" would stand between all the news.
        """
        news = self._statuses.get(ref) != message.status
        if news or message.part is not Part.ROOT:
            self._print(edited(message, news=news))
        self._remember(ref, message.status)

    async def reply(
        self,
        root: str,
        message: Message,
        *,
        key: str,
        threaded: bool = True,  # noqa: ARG002 - on a terminal every reply names its incident and is seen by all
        announce: bool = False,  # noqa: ARG002
    ) -> str:
        """Print a reply, indented below the name of its incident."""
        self._print(render(message, zone=self._zone))
        ref = f"{root}/{key}"
        self._remember(ref, message.status)
        return ref

    async def upload(self, root: str, picture: Attachment) -> None:  # noqa: ARG002 - it stands below what was printed last
        """Print what a picture shows in words."""
        self._print(described(picture))

    def announces(self, root: str) -> bool:  # noqa: ARG002 - every one of them
        """On a terminal everything is."""
        return True

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:  # noqa: ARG002
        """None: nothing can be looked up on a terminal."""
        return None

    async def close(self) -> None:
        """Nothing is held open."""

    def _print(self, shown: RenderableType) -> None:
        with self._console.capture() as printed:
            self._console.print(shown, soft_wrap=False)  # a pipe, too, gets lines that were wrapped and not cut
        # A terminal or pipe that is not UTF-8 shows a question mark and does not stop the program.
        encoding = self._console.encoding
        lines = (line.rstrip(" ") for line in printed.get().split("\n"))
        text = "\n".join(lines).encode(encoding, "replace").decode(encoding)
        try:
            self._console.file.write(text)
            self._console.file.flush()
        except OSError as error:
            raise RetryError(f"nothing can be printed: {error.strerror or error}", TRY_AGAIN_AFTER) from error

    def _remember(self, ref: str, status: str) -> None:
        self._statuses[ref] = status
        self._statuses.move_to_end(ref)
        if len(self._statuses) > REMEMBERED:
            self._statuses.popitem(last=False)
