"""Slack as a world for the suite that fits every chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.chat.base import Chat
from bot.chat.slack.sending import SlackChat
from tests.fakes.slack import SENDING, UPLOADING, FakeSlack, Trouble
from tests.fakes.world import Failure, Seen, Shown

CHANNEL = "C0STATUS"


class SlackWorld:
    """A fake Slack with one channel, and our chat in it."""

    failures = frozenset(Failure)
    beside = True

    def __init__(self, slack: FakeSlack, chat: Chat) -> None:
        self.slack = slack
        self.chat = chat
        self.channel = CHANNEL

    def shown(self, channel: str | None = None) -> list[Shown]:
        """Every message there is now, oldest first."""
        place = channel or self.channel
        return [
            Shown(
                ref=f"{place}:{post.ts}",
                text=post.readable,
                root=f"{place}:{post.thread_ts}" if post.thread_ts else None,
                in_channel=post.in_channel,
                edits=post.edits,
            )
            for post in self.slack.messages(place)
            if not post.files
        ]

    def pictures(self) -> list[Seen]:
        """Every picture in the channel, oldest first."""
        return [
            Seen(f"{self.channel}:{post.thread_ts}", file.words, file.data)
            for post in self.slack.messages(self.channel)
            for file in post.files
        ]

    def fail(self, failure: Failure, *, times: int = 1) -> None:
        """Make the next `times` sends or edits fail so."""
        codes = {
            Failure.RATE_LIMITED: Trouble.RATE_LIMITED,
            Failure.SERVER_ERROR: Trouble.UNAVAILABLE,
            Failure.LOST_REPLY: Trouble.LOST_REPLY,
            Failure.CHANNEL_GONE: "channel_not_found",
            Failure.REFUSED: "invalid_blocks",
            Failure.FORBIDDEN: "token_revoked",
        }
        self.slack.fail(codes[failure], times=times, methods=SENDING | UPLOADING)

    def remove(self, ref: str) -> None:
        """Delete a message as a person would."""
        channel, _, ts = ref.partition(":")
        self.slack.channels[channel].delete(ts)

    def pinged(self) -> list[str]:
        """Everybody whom a message has called."""
        return [who for post in self.slack.messages(self.channel) for who in post.called]


@asynccontextmanager
async def slack_world() -> AsyncIterator[SlackWorld]:
    """A running fake Slack and a SlackChat that is connected to it."""
    async with FakeSlack() as slack:
        chat = SlackChat(slack.token, base_url=slack.url)
        try:
            yield SlackWorld(slack, chat)
        finally:
            await chat.close()
