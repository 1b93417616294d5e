"""Sending to Slack: the Chat of `bot.chat.base` over Slack's Web API."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    Traits,
)
from bot.chat.slack.errors import LackingScopeError, NotMemberError, explain, not_slack
from bot.chat.slack.teams import client
from bot.core.message import Attachment, Message
from bot.render.slack import render
from bot.render.theme import Theme

EVENT_TYPE = "statuswire_post"
# How far Slack's clock may be from ours.
LOOK_BACK = timedelta(seconds=60)
# Slack pages forward from `oldest`, so what was posted soon after it is on the first pages.
PAGE_SIZE = 200
PAGE_LIMIT = 10
# What the bot token must allow, and what is lost without it (docs.slack.dev/reference/scopes).
SCOPES: Mapping[str, str] = {
    "chat:write": "nothing can be posted",
    "channels:history": "a post whose answer was lost may come twice in public channels",
    "groups:history": "a post whose answer was lost may come twice in private channels",
    "files:write": "a digest comes without its picture",
}

Method = Callable[..., Awaitable[AsyncSlackResponse]]


class SlackChat:
    """One workspace, spoken to with the bot token of our app.

    `base_url` is Slack's API unless it is told; `proxy` is used only where it is given. `timeout` is in seconds and
    covers one call with its connection. `buttons` says that somebody listens, so that they are worth showing. A
    connection is made for every call: one that was kept may be dead, and a post that went into a dead one is a post
    we are unsure of.
    """

    platform: str = "slack"
    traits: Traits = Traits(threads=True, theme=Theme.LIGHT)  # as Slack is until somebody changes it

    def __init__(
        self,
        token: str,
        *,
        base_url: str | None = None,
        proxy: str | None = None,
        timeout: float = 30,
        buttons: bool = False,
    ) -> None:
        self._client = client(token, base_url=base_url, timeout=timeout)
        self._client.proxy = proxy
        self._buttons = buttons
        self._own: frozenset[str] = frozenset()
        self._workspace: str | None = None

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Post to the channel; returns the reference of the new message."""
        return await self._send(channel, message, key)

    async def edit(self, ref: str, message: Message) -> None:
        """Make an earlier message say something else; its metadata, and so its key, stay as they are."""
        channel, ts = _parted(ref)
        await self._call(
            f"edit a message in {channel}", self._client.chat_update, channel=channel, ts=ts, **self._content(message)
        )

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Reply in the thread of `root`; returns the reference of the reply.

        A reply that is to stand in the channel is in the thread as well, where the channel allows threads.
        """
        channel, ts = _parted(root)
        try:
            return await self._send(channel, message, key, under=ts, shown_in_channel=announce or not threaded)
        except ThreadRefusedError:
            if threaded:
                raise
        return await self._send(channel, message, key)

    async def upload(self, root: str, picture: Attachment) -> None:
        """Show a picture in the thread of `root`; without the scope for it this one thing is refused."""
        channel, ts = _parted(root)
        try:
            await self._call(
                f"show a picture in {channel}",
                self._client.files_upload_v2,
                channel=channel,
                thread_ts=ts,
                filename=picture.name,
                file=picture.png,
                alt_txt=picture.words,
            )
        except LackingScopeError as lacking:
            raise RefusedError(str(lacking)) from None

    def announces(self, root: str) -> bool:  # noqa: ARG002 - every one of them
        """Slack calls it broadcasting."""
        return True

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:
        """The reference of our own message that carries `key`, posted at or after `since` (UTC), or None.

        A reply is looked for in its thread and then in the channel: Slack puts it there when its root is gone.
        """
        await self._learn_who_we_are()
        look = {"channel": channel, "oldest": f"{(since - LOOK_BACK).timestamp():.6f}"}
        if root is not None:
            with suppress(MessageGoneError):
                if found := await self._search(
                    key, self._client.conversations_replies, look | {"ts": _parted(root)[1]}
                ):
                    return found
        return await self._search(key, self._client.conversations_history, look)

    async def close(self) -> None:
        """Nothing to let go of: no connection outlives its call."""

    async def workspace(self) -> str | None:
        """Slack's id of our workspace; None where the token is no good. Raises RetryError where Slack is busy."""
        if self._workspace is None:
            with suppress(ChannelGoneError, RefusedError):
                self._workspace = (await self._look("use Slack", self._client.auth_test)).get("team_id")
        return self._workspace

    async def check(self) -> str:
        """Who we are and in which workspace, and what the token does not allow; raises a ChatError if it is no good."""
        answer = await self._look("use Slack", self._client.auth_test)
        who = f"{answer.get('user', 'unknown')} in {answer.get('team', 'unknown')} ({answer.get('url', '')})"
        granted = answer.headers.get("x-oauth-scopes", "")
        return "; ".join((who, *_lacking(granted)))

    async def check_channel(self, channel: str) -> str:
        """What the channel is called, and what stands in the way of posting there; raises a ChatError if much does."""
        answer = await self._look(f"look at {channel}", self._client.conversations_info, channel=channel)
        found = answer.get("channel")
        facts: dict[str, Any] = found if isinstance(found, dict) else {}
        name = f"#{facts.get('name', channel)}"
        if facts.get("is_archived"):
            raise ChannelGoneError(f"{name} is archived; unarchive it or take it out of the configuration")
        if facts.get("is_member"):
            return name
        if facts.get("is_private"):
            raise ChannelGoneError(f"the bot is not in {name}; type /invite and the bot's name there")
        return f"{name}; the bot is not in it yet and joins with its first post (scope channels:join, or /invite it)"

    async def _send(
        self, channel: str, message: Message, key: str, *, under: str | None = None, shown_in_channel: bool = False
    ) -> str:
        doing = f"post to {channel}" if under is None else f"reply in {channel}"
        arguments = {
            "channel": channel,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
            **self._content(message),
        }
        if under is not None:
            arguments |= {"thread_ts": under, "reply_broadcast": shown_in_channel}
        answer = await self._as_member(channel, lambda: self._call(doing, self._client.chat_postMessage, **arguments))
        ts = answer.get("ts")
        if not isinstance(ts, str):
            raise not_slack(doing)
        if under is not None and _is_unthreaded(answer):
            raise await self._withdrawn(channel, ts)
        return f"{answer.get('channel', channel)}:{ts}"

    def _content(self, message: Message) -> dict[str, Any]:
        shown = render(message if self._buttons else replace(message, actions=(), menus=()))
        # Both methods are told not to look for names in the text: chat.update would, by default.
        return {"text": shown.text, "blocks": list(shown.blocks), "parse": "none", "link_names": False}

    async def _withdrawn(self, channel: str, ts: str) -> MessageGoneError:
        """Take back a reply that Slack put into the channel because the message it replies to is gone."""
        gone = f"could not reply in {channel}: the message that the thread hangs on is no longer there"
        try:
            await self._call(f"take back a stray reply in {channel}", self._client.chat_delete, channel=channel, ts=ts)
        except ChatError as left:
            return MessageGoneError(f"{gone}; {left}")
        return MessageGoneError(gone)

    async def _as_member(self, channel: str, call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
        """Do it, and where only membership of a public channel is wanting, join and do it once more."""
        try:
            return await call()
        except NotMemberError as outside:
            await self._join(channel, outside)
        return await call()

    async def _join(self, channel: str, outside: NotMemberError) -> None:
        try:
            await self._look(f"join {channel}", self._client.conversations_join, channel=channel)
        except RetryError:
            raise
        except ChatError:
            raise outside from None  # a private channel, or no scope to join: an invitation mends both

    async def _learn_who_we_are(self) -> None:
        """Two copies of the program may share a channel, and then the keys of one look like those of the other."""
        if self._own:
            return
        doing = "ask who we are"
        answer = await self._look(doing, self._client.auth_test)
        told = (answer.get("user_id"), answer.get("bot_id"))
        self._own = frozenset(name for name in told if isinstance(name, str))
        if not self._own:
            raise not_slack(doing, reading=True)

    async def _search(self, key: str, method: Method, look: Mapping[str, str]) -> str | None:
        doing = f"read back {look['channel']}"
        cursor: str | None = None
        for _ in range(PAGE_LIMIT):
            page = await self._look(doing, method, limit=PAGE_SIZE, include_all_metadata=True, cursor=cursor, **look)
            messages = page.get("messages")
            if not isinstance(messages, list):
                raise not_slack(doing, reading=True)
            if found := next((message for message in messages if _is_ours(message, key, self._own)), None):
                return f"{look['channel']}:{found['ts']}"
            cursor = _next_cursor(page.get("response_metadata"))
            if cursor is None:
                return None
        return None

    async def _look(self, doing: str, method: Method, **arguments: Any) -> AsyncSlackResponse:  # noqa: ANN401 -- the SDK's
        return await self._call(doing, method, reading=True, **arguments)

    async def _call(
        self,
        doing: str,
        method: Method,
        *,
        reading: bool = False,
        **arguments: Any,  # noqa: ANN401 -- whatever the SDK's method takes
    ) -> AsyncSlackResponse:
        # `from None`: the SDK's frames hold the token, and a log that shows the locals of a cause would show it.
        try:
            answer = await method(**arguments)
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise explain(error, doing, reading=reading) from None
        except (AttributeError, TypeError, ValueError):  # the SDK takes every answer for a JSON object
            raise not_slack(doing, reading=reading) from None
        if not isinstance(answer.data, dict):
            raise not_slack(doing, reading=reading)
        return answer


def _parted(ref: str) -> tuple[str, str]:
    channel, _, ts = ref.partition(":")
    return channel, ts


def _is_unthreaded(answer: AsyncSlackResponse) -> bool:
    """Whether Slack made a message of its own of a reply: it does so, without an error, when the root is deleted."""
    posted = answer.get("message")
    return isinstance(posted, dict) and "thread_ts" not in posted


def _is_ours(message: object, key: str, own: frozenset[str]) -> bool:
    if not isinstance(message, dict):
        return False
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or payload.get("key") != key:
        return False
    return not own.isdisjoint((message.get("user"), message.get("bot_id")))


def _next_cursor(metadata: object) -> str | None:
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None


def _lacking(granted: str) -> list[str]:
    """What the scopes in Slack's header do not allow; nothing where there is no header to tell."""
    if not granted:
        return []
    scopes = {scope.strip() for scope in granted.split(",")}
    return [f"without the scope {scope} {loss}" for scope, loss in SCOPES.items() if scope not in scopes]
