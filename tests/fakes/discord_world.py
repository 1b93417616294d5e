"""Discord as a world for the suite that fits every chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.chat.base import Chat
from bot.chat.discord.sending import DiscordChat
from tests.fakes.discord import CHANNEL, SENDING, FakeDiscord, Trouble
from tests.fakes.discord_forms import Sent
from tests.fakes.world import Failure, Shown

BEYOND_PATIENCE = 31  # seconds: discord.py sleeps through anything shorter by itself
TROUBLES = {
    Failure.RATE_LIMITED: Trouble.rate_limited(BEYOND_PATIENCE),
    Failure.SERVER_ERROR: Trouble(503, {"message": "Service Unavailable"}),  # on 500 and 502 discord.py tries again
    Failure.LOST_REPLY: Trouble(done=True),
    Failure.CHANNEL_GONE: Trouble.refused(404, 10003, "Unknown Channel"),
    Failure.FORBIDDEN: Trouble.refused(403, 50001, "Missing Access"),
}
OF_THE_CHANNEL = frozenset({Failure.CHANNEL_GONE, Failure.FORBIDDEN})  # these meet also who only looks at the channel


class DiscordWorld:
    """A fake Discord with one channel, and our chat in it."""

    failures = frozenset(Failure)

    def __init__(self, discord: FakeDiscord, chat: Chat) -> None:
        self.discord = discord
        self.chat = chat
        self.channel = CHANNEL

    def shown(self, channel: str | None = None) -> list[Shown]:
        """Every message there is now, oldest first."""
        return [self._shown(sent) for sent in self.discord.messages(channel or self.channel)]

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


@asynccontextmanager
async def discord_world() -> AsyncIterator[DiscordWorld]:
    """A running fake Discord and a DiscordChat that is connected to it."""
    async with FakeDiscord() as discord:
        chat = DiscordChat(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url)
        try:
            yield DiscordWorld(discord, chat)
        finally:
            await chat.close()
