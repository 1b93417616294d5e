"""Discord as a world for the suite that fits every chat."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from bot.chat.base import Chat
from bot.chat.discord.sending import DiscordChat
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, SENDING, FakeDiscord, Trouble
from tests.fakes.discord_forms import Sent
from tests.fakes.world import Failure, Seen, Shown

FORUM = "1000000000000015"
SIGNED = re.compile(r"sw-(\w+)")
BEYOND_PATIENCE = 31  # seconds: discord.py sleeps through anything shorter by itself
TROUBLES = {
    Failure.RATE_LIMITED: Trouble.rate_limited(BEYOND_PATIENCE),
    Failure.SERVER_ERROR: Trouble(503, {"message": "Service Unavailable"}),  # on 500 and 502 discord.py tries again
    Failure.LOST_REPLY: Trouble(done=True),
    Failure.CHANNEL_GONE: Trouble.refused(404, 10003, "Unknown Channel"),
    Failure.REFUSED: Trouble.refused(400, 50035, "Invalid Form Body"),
    Failure.FORBIDDEN: Trouble.refused(403, 50001, "Missing Access"),
}
OF_THE_CHANNEL = frozenset({Failure.CHANNEL_GONE, Failure.FORBIDDEN})  # these meet also who only looks at the channel


class DiscordWorld:
    """A fake Discord with one channel, and our chat in it."""

    failures = frozenset(Failure)
    beside = True

    def __init__(self, discord: FakeDiscord, chat: Chat) -> None:
        self.discord = discord
        self.chat = chat
        self.channel = CHANNEL

    def shown(self, channel: str | None = None) -> list[Shown]:
        """Every message there is now, oldest first."""
        return [self._shown(sent) for sent in self.discord.messages(channel or self.channel)]

    def pictures(self) -> list[Seen]:
        """Every picture in the channel, oldest first."""
        return [
            Seen(self._ref(sent), file["description"], file["data"])
            for sent in self.discord.messages(self.channel)
            for file in sent.files
        ]

    def fail(self, failure: Failure, *, times: int = 1) -> None:
        """Make the next `times` sends or edits fail so."""
        on = SENDING | {"channel"} if failure in OF_THE_CHANNEL else SENDING
        self.discord.fail(TROUBLES[failure], times=times, on=on)

    def remove(self, ref: str) -> None:
        """Delete a message as a person would."""
        self.discord.delete(ref.partition("#")[0].rpartition("/")[2])

    def pinged(self) -> list[str]:
        """Everybody whom a message has called."""
        return [who for sent in self.discord.messages(self.channel) for who in sent.called]

    def _shown(self, sent: Sent) -> Shown:
        root = self._root(sent)
        return Shown(
            ref=self._ref(sent),
            text=sent.readable,
            root=self._ref(root) if root else None,
            in_channel=self._parent(sent) is None,
            edits=sent.edits,
        )

    def _root(self, sent: Sent) -> Sent | None:
        """The message that this one replies to, if it is still there."""
        parent = self._parent(sent)
        start = sent.place if parent else sent.replies_to
        return next((root for root in self.discord.messages(parent or sent.place) if root.id == start), None)

    def _parent(self, sent: Sent) -> str | None:
        return self.discord.places[sent.place].parent

    def _ref(self, sent: Sent) -> str:
        parent = self._parent(sent)
        place = f"{parent}/{sent.place}" if parent else sent.place
        return f"{place}/{sent.id}#{sent.nonce}"


class ForumWorld(DiscordWorld):
    """The same with a forum in place of the channel; where the channel of a post is gone, the post is."""

    failures = frozenset(Failure) - {Failure.CHANNEL_GONE}
    beside = False

    def __init__(self, discord: FakeDiscord, chat: Chat) -> None:
        super().__init__(discord, chat)
        self.channel = FORUM
        discord.add_channel(FORUM, "incidents", kind=forms.FORUM)

    def remove(self, ref: str) -> None:
        """Delete a message as a person would; a post goes with its first message."""
        super().remove(ref)
        self.discord.delete_channel(ref.partition("#")[0].rpartition("/")[2])

    def _shown(self, sent: Sent) -> Shown:
        return replace(super()._shown(sent), in_channel=sent.id == sent.place)

    def _root(self, sent: Sent) -> Sent | None:
        return None if sent.id == sent.place else super()._root(sent)

    def _ref(self, sent: Sent) -> str:
        # Discord keeps no nonce of a first message.
        return super()._ref(replace(sent, nonce=sent.nonce or SIGNED.findall(str(sent.embeds))[0]))


@asynccontextmanager
async def discord_world(kind: type[DiscordWorld] = DiscordWorld) -> AsyncIterator[DiscordWorld]:
    """A running fake Discord and a DiscordChat that is connected to it."""
    async with FakeDiscord() as discord:
        chat = DiscordChat(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url)
        try:
            yield kind(discord, chat)
        finally:
            await chat.close()


def forum_world() -> AbstractAsyncContextManager[DiscordWorld]:
    """The same with a forum."""
    return discord_world(ForumWorld)
