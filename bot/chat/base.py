"""What every chat can do for us, and the ways in which it can fail.

An operation that is not done raises exactly one of the errors below, so that the deliverer can decide what follows
without knowing the platform. A chat decides nothing and remembers nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.render.message import Message


@dataclass(frozen=True, slots=True)
class Traits:
    """What a platform can do."""

    threads: bool


class ChatError(Exception):
    """An operation was not carried out; the message says why, fit to show a person, never with a token in it."""


class RetryError(ChatError):
    """Surely not done; may work after `after`."""

    def __init__(self, reason: str, after: timedelta) -> None:
        super().__init__(reason)
        self.after = after


class UnsureError(ChatError):
    """The answer was lost: perhaps done. Look for it (`find`) before trying again."""


class ChannelGoneError(ChatError):
    """The channel cannot be used until a person mends it: deleted, archived, bot removed, permission or token gone."""


class MessageGoneError(ChatError):
    """The channel is well, but the message to edit or reply to is no longer there."""


class RefusedError(ChatError):
    """This one operation is refused for good; others on the channel may work."""


class ThreadRefusedError(RefusedError):
    """No thread may be made here; replies in the channel may work."""


class Chat(Protocol):
    """One platform. `channel` is the platform's id of a channel; a reference is an opaque string of the platform.

    `key` is at most 24 characters and unique to the thing that is posted: the same key is the same post.
    """

    platform: str
    traits: Traits

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Post to the channel; returns the reference of the new message."""
        ...

    async def edit(self, ref: str, message: Message) -> None:
        """Make an earlier message say something else; alerts nobody."""
        ...

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Reply to `root`: in its thread, or else in the channel; returns the reference of the reply.

        `announce` shows a threaded reply in the channel too, where it `announces` replies.
        """
        ...

    def announces(self, root: str) -> bool:
        """Whether a threaded reply to `root` can be seen by whoever looks at the channel alone."""
        ...

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:
        """The reference of our own message that carries `key`, posted at or after `since` (UTC), or None.

        With `root` it was a reply to that message. Raises a ChatError where the history cannot be read.
        """
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
