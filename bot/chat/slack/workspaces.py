"""Several workspaces as one chat: each has a bot token of its own, and the first is home (`bot.chat.slack.teams`)."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.base import ChannelGoneError, ChatError, Traits
from bot.chat.slack.sending import SlackChat
from bot.chat.slack.teams import BETWEEN
from bot.core.message import Attachment, Message


class Workspaces:
    """Sends to the workspace that a channel or a reference names, "T0123/C0123"; to the first where it names none."""

    platform: str = SlackChat.platform
    traits: Traits = SlackChat.traits

    def __init__(self, chats: Sequence[SlackChat]) -> None:
        self._chats = chats

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Post to the channel; returns the reference of the new message."""
        chat, prefix, there = await self._at(channel)
        return prefix + await chat.post(there, message, key=key)

    async def edit(self, ref: str, message: Message) -> None:
        """Make an earlier message say something else."""
        chat, _, there = await self._at(ref)
        await chat.edit(there, message)

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Reply in the thread of `root`; returns the reference of the reply."""
        chat, prefix, there = await self._at(root)
        return prefix + await chat.reply(there, message, key=key, threaded=threaded, announce=announce)

    async def upload(self, root: str, picture: Attachment) -> None:
        """Show a picture in the thread of `root`."""
        chat, _, there = await self._at(root)
        await chat.upload(there, picture)

    def announces(self, root: str) -> bool:
        """Every reply can be shown in the channel, whichever workspace it is in."""
        return self._chats[0].announces(root)

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:
        """The reference of our own message that carries `key`, posted at or after `since` (UTC), or None."""
        chat, prefix, there = await self._at(channel)
        found = await chat.find(there, key, since=since, root=root and root.removeprefix(prefix))
        return prefix + found if found else None

    async def close(self) -> None:
        """Nothing to let go of: no connection outlives its call."""

    async def check(self) -> str:
        """Who we are in each workspace; raises a ChatError if a token is no good."""
        said = []
        for number, chat in enumerate(self._chats, 1):
            try:
                said.append(await chat.check())
            except ChatError as error:
                raise ChannelGoneError(f"token {number} of SLACK_BOT_TOKEN: {error}") from error
        return "; ".join(said)

    async def check_channel(self, channel: str) -> str:
        """What the channel is called, and what stands in the way of posting there; raises a ChatError if much does."""
        chat, _, there = await self._at(channel)
        return await chat.check_channel(there)

    async def _at(self, name: str) -> tuple[SlackChat, str, str]:
        """Who sends there, what stands before a name there, and the name without it."""
        workspace, slash, there = name.partition(BETWEEN)
        if not slash:
            return self._chats[0], "", name
        for chat in self._chats:
            if await chat.workspace() == workspace:
                return chat, workspace + slash, there
        raise ChannelGoneError(f"no bot token is for the workspace {workspace}; add it to SLACK_BOT_TOKEN")
