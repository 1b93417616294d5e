"""What every chat can do for us, and the ways in which it can fail.

An operation that is not done raises exactly one of the errors below, so that the deliverer can decide what follows
without knowing the platform. A chat decides nothing and remembers nothing.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.core.message import Attachment, Message
from bot.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Traits:
    """What a platform can do. `theme` is the kind of screen that most of its readers have: none tells us theirs."""

    threads: bool
    theme: Theme = Theme.LIGHT


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


class WorkspaceGoneError(ChannelGoneError):
    """The whole workspace or server has removed us, and so has every channel in it."""


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

    async def upload(self, root: str, picture: Attachment) -> None:
        """Show a picture with our message `root`: on it, or else in its thread, with its words for who cannot see it.

        It carries no key and cannot be found: after UnsureError it may be there, and is not to be tried again.
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


@runtime_checkable
class Checkable(Protocol):
    """A chat that can say who we are there, and what a channel is called."""

    async def check(self) -> str:
        """Who we are, for a person; raises a ChatError."""
        ...

    async def check_channel(self, channel: str) -> str:
        """What the channel is called, and what will not work there; raises a ChatError."""
        ...


class Whereabouts(Protocol):
    """Who hears what becomes of the channels and workspaces that we are in, whatever the platform.

    A destination is called by our id, a workspace or server by the platform's.
    """

    async def pause(self, destination: str, reason: str, *, dismissed: bool = False) -> None:
        """The channel cannot be used any more, until a person mends it.

        `dismissed` says that people there do not want us: then we do not try again by ourselves.
        """
        ...

    async def resume(self, destination: str) -> None:
        """The channel can be used again."""
        ...

    async def move(self, before: str, after: str, channel: str, ref: Callable[[str], str]) -> None:
        """The channel of `before` has another id: it is `channel` now, and its destination `after`.

        `ref` tells what the reference of one of its messages is called by now.
        """
        ...

    async def leave(self, platform: str, workspace: str, reason: str) -> None:
        """A workspace has removed us."""
        ...

    async def stay(
        self, platform: str, workspaces: Collection[str], where: Callable[[str], str | None], *, in_no_other: bool
    ) -> None:
        """We are in these workspaces; `where` tells which of them a channel of the platform is in, if it is known."""
        ...
