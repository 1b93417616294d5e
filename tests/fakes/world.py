"""What a fake chat platform shows a test: one protocol, so that one suite of tests fits every chat."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.chat.base import Chat


class Failure(StrEnum):
    """What the platform does to the next request that sends or edits a message, or shows a picture."""

    RATE_LIMITED = "rate_limited"  # answers 429 with a short wait; not done
    SERVER_ERROR = "server_error"  # answers 5xx before doing anything
    LOST_REPLY = "lost_reply"  # does it, then drops the connection without an answer
    CHANNEL_GONE = "channel_gone"  # the channel is deleted, or the bot was removed
    REFUSED = "refused"  # this one message is refused for good
    FORBIDDEN = "forbidden"  # the token or a permission is missing


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a reader of the channel sees it, in the order of posting.

    `text` is everything readable in it; `root` is the reference of the message it replies to; `in_channel` says that
    it is seen without opening a thread.
    """

    ref: str
    text: str
    root: str | None = None
    in_channel: bool = True
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that hangs at the message `root`: its words, and its bytes where it can be seen."""

    root: str
    words: str
    png: bytes | None = None


class World(Protocol):
    """A running fake platform with one channel in it, and a chat of ours that is connected to it.

    `failures` are those that can happen there. `beside`: there is a channel beside the threads, to reply in.
    """

    channel: str
    beside: bool
    failures: frozenset[Failure]

    @property
    def chat(self) -> Chat:
        """Ours."""
        ...

    def shown(self, channel: str | None = None) -> list[Shown]:
        """Every message there is now, oldest first, thread replies among them; a picture alone is none."""
        ...

    def pictures(self) -> list[Seen]:
        """Every picture in the channel, oldest first."""
        ...

    def fail(self, failure: Failure, *, times: int = 1) -> None:
        """Make the next `times` sends or edits fail so."""
        ...

    def remove(self, ref: str) -> None:
        """Delete a message as a person would."""
        ...

    def pinged(self) -> list[str]:
        """Everybody whom a message in the channel has called; any word for them will do."""
        ...
