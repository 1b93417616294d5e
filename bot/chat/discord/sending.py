"""Sending to Discord: over REST alone, each request with an end and each failure with a name."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self, cast

import aiohttp
import discord

from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    Traits,
    UnsureError,
)
from bot.chat.discord import errors
from bot.chat.discord.key import carries, sign
from bot.chat.discord.pointing import point_discord_at
from bot.render import discord as rendering
from bot.render.literal import address, line
from bot.render.message import Message
from bot.render.shorten import cut

REQUEST_TIMEOUT = 40.0  # seconds; discord.py itself spends 25 of them on an answer of 5xx before it gives up
LONGEST_SLEEP = 30.0  # seconds that discord.py may sleep on a 429 within a send: the least that it accepts
THREAD_NAME_LIMIT = 100  # characters; Discord's documentation, resources/channel, Start Thread from Message
CLOCK_MARGIN = timedelta(seconds=5)  # by which Discord's clock may be behind ours
HISTORY_LIMIT = 1000  # messages looked through; ours is among the first since we tried, or it is not there
UNTITLED_THREAD = "Updates"

_TO_READ_BACK = discord.Permissions(view_channel=True, read_message_history=True)
_TO_SEND = discord.Permissions(view_channel=True, send_messages=True, embed_links=True, read_message_history=True)
_TO_THREAD = discord.Permissions(create_public_threads=True, send_messages_in_threads=True)

# All that discord.py lets out: its own, the connection's, the deadline's, and what an answer of another form causes.
_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TypeError, KeyError, ValueError)


class DiscordChat:
    """A Discord bot that posts, edits, replies and finds its own posts.

    Logs in with the first request, or with `start`. `api_url` and `gateway_url` are for proxies and tests; they hold
    for the whole process. `timeout` is in seconds and for one request. `close` it in the end.
    """

    platform = "discord"
    traits = Traits(threads=True, announces_replies=False)

    def __init__(
        self,
        token: str,
        *,
        api_url: str | None = None,
        gateway_url: str | None = None,
        timeout: float = REQUEST_TIMEOUT,
    ) -> None:
        point_discord_at(api_url, gateway_url)
        self._token = token
        self._timeout = timeout
        self._client: discord.Client | None = None
        self._logging_in = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """Log in. Raises ChannelGoneError where the token is refused, RetryError where Discord cannot be reached."""
        await self._logged_in()

    async def check(self) -> str:
        """Who the bot is on Discord, for a person; raises as `start` does."""
        client = await self._logged_in()
        return f"{client.user}"

    async def check_channel(self, channel: str) -> str:
        """What the channel is called, for a person, and what will not work there.

        Raises ChannelGoneError where nothing can be sent, with the permissions that are missing.
        """
        async with self._request() as client:
            found, granted = await _channel_and_permissions(client, _number(channel))
        name = f"#{found.name} of {found.guild.name}"
        lacking = _lacking(granted, _TO_SEND)
        if lacking:
            raise ChannelGoneError(f"the bot needs {lacking} in {name}")
        no_threads = _lacking(granted, _TO_THREAD)
        return f"{name}; without {no_threads} updates will be replies in the channel" if no_threads else name

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Post to the channel; within Discord's window of minutes the same key is the same message."""
        number = _number(channel)
        return str(_Ref(number, await self._send(number, message, key), key=key))

    async def edit(self, ref: str, message: Message) -> None:
        """Make an earlier message say something else, even in an archived thread, which opens it again."""
        target = _Ref.of(ref)
        try:
            await self._edit(target, message)
        except RefusedError as refused:
            if not errors.is_about(refused, errors.THREAD_ARCHIVED):
                raise
            await self._reopen(target)
            await self._edit(target, message)

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Reply in the thread that starts at `root`, which is made where there is none, or else in the channel.

        Discord cannot show a threaded reply in the channel too: `announce` has no effect, as `traits` says.
        """
        del announce
        start = _Ref.of(root)
        if not threaded:
            to = discord.MessageReference(message_id=start.message, channel_id=start.channel, fail_if_not_exists=True)
            return str(_Ref(start.channel, await self._send(start.channel, message, key, to=to), key=key))
        try:
            sent = await self._send(start.message, message, key, in_thread=True)
        except ThreadRefusedError as refused:
            if not errors.is_about(refused, errors.UNKNOWN_CHANNEL):
                raise
            await self._open_thread(start, message.title)
            sent = await self._send(start.message, message, key, in_thread=True)
        return str(_Ref(start.channel, sent, thread=start.message, key=key))

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:
        """Look through what was said since; raises ChannelGoneError where the bot may not read that."""
        if root is not None:
            found = await self._find_in_thread(_Ref.of(root), key, since)
            if found:
                return found
        place = _number(channel)
        async with self._request() as client:
            said, found_id = await _search(client, place, key, since)
            if not said:
                await _require_history(client, place)
        return str(_Ref(place, found_id, key=key)) if found_id else None

    async def close(self) -> None:
        """Let go of every connection; nothing can be sent afterwards."""
        self._closed = True
        async with self._logging_in:
            client, self._client = self._client, None
        if client:
            await client.close()

    async def _send(
        self,
        place: int,
        message: Message,
        key: str,
        *,
        to: discord.MessageReference | None = None,
        in_thread: bool = False,
    ) -> int:
        body = _body(message, key)
        if to:
            body["reference"] = to
        async with self._request(in_thread=in_thread) as client:
            sent = await client.get_partial_messageable(place).send(**body, nonce=key)
        return sent.id

    async def _edit(self, target: "_Ref", message: Message) -> None:
        body = _body(message, target.key)
        async with self._request(in_thread=target.thread is not None, editing=True) as client:
            await client.get_partial_messageable(target.place).get_partial_message(target.message).edit(**body)

    async def _open_thread(self, start: "_Ref", title: str) -> None:
        """Make the thread of a message; that it is there already is as good. Its id is that of the message."""
        name = cut(line(title), THREAD_NAME_LIMIT) or UNTITLED_THREAD
        async with self._request() as client:
            channel = await client.fetch_channel(start.channel)
        if not isinstance(channel, discord.TextChannel):
            raise ThreadRefusedError("this kind of Discord channel has no threads")
        try:
            async with self._request(in_thread=True):
                await channel.get_partial_message(start.message).create_thread(name=name)
        except RefusedError as refused:
            if not errors.is_about(refused, errors.THREAD_EXISTS):
                raise

    async def _reopen(self, target: "_Ref") -> None:
        async with self._request(in_thread=True) as client:
            thread = await client.fetch_channel(target.place)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)

    async def _find_in_thread(self, start: "_Ref", key: str, since: datetime) -> str | None:
        try:
            async with self._request(in_thread=True) as client:
                _, found = await _search(client, start.message, key, since)
        except ThreadRefusedError as refused:
            if not errors.is_about(refused, errors.UNKNOWN_CHANNEL):
                raise
            return None
        return str(_Ref(start.channel, found, thread=start.message, key=key)) if found else None

    @asynccontextmanager
    async def _request(self, *, in_thread: bool = False, editing: bool = False) -> AsyncIterator[discord.Client]:
        """A client that is logged in, for one request with an end; what goes wrong becomes an error of ours."""
        client = await self._logged_in()
        try:
            async with asyncio.timeout(self._timeout):
                yield client
        except asyncio.CancelledError:
            _end_global_pause(client)
            raise
        except _FAILURES as error:
            if isinstance(error, TimeoutError):
                _end_global_pause(client)
            raise errors.chat_error(error, in_thread=in_thread, editing=editing) from error

    async def _logged_in(self) -> discord.Client:
        async with self._logging_in:
            if self._closed:
                raise RetryError("the connection to Discord is closed", timedelta())
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def _log_in(self) -> discord.Client:
        client = _quiet_client()
        try:
            async with asyncio.timeout(self._timeout):
                await client.login(errors.require_token(self._token))
        except BaseException as error:
            await client.close()
            if isinstance(error, _FAILURES):
                raise _login_error(error) from error
            raise
        return client


@dataclass(frozen=True, slots=True)
class _Ref:
    """What a reference says: "channel/message#key", or "channel/thread/message#key" for one in a thread.

    The key is in it because an edit must write it again: what is not sent anew is no longer shown.
    """

    channel: int
    message: int
    thread: int | None = None
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.channel}/{self.thread}" if self.thread else f"{self.channel}"
        return f"{place}/{self.message}#{self.key}"

    @property
    def place(self) -> int:
        """What Discord calls the channel of the message."""
        return self.thread or self.channel

    @classmethod
    def of(cls, ref: str) -> Self:
        """The reference in its parts; raises MessageGoneError for what is none."""
        path, _, key = ref.partition("#")
        parts = path.split("/")
        numbers = [int(part) for part in parts if part.isdecimal()]
        if len(numbers) != len(parts) or len(parts) not in {2, 3}:
            raise MessageGoneError(f"{ref!r} is no reference to a Discord message")
        return cls(numbers[0], numbers[-1], numbers[1] if len(numbers) > 2 else None, key)  # noqa: PLR2004


def _number(channel: str) -> int:
    if channel.isdecimal():
        return int(channel)
    raise ChannelGoneError(
        f"{channel!r} is not the id of a Discord channel, which is a number: switch on Discord's developer mode and "
        "copy the id from the menu of the channel"
    )


def _body(message: Message, key: str) -> dict[str, Any]:
    """The message as discord.py wants it. Content is sent even if empty: only then does it forbid mentions."""
    payload = rendering.render(message)
    signed = sign(payload, key, url=address(message.url)) if key else payload
    embeds = [discord.Embed.from_dict(embed) for embed in signed["embeds"]]
    return {"content": signed["content"] or None, "embeds": embeds}


def _quiet_client() -> discord.Client:
    """A client that keeps nothing, mentions nobody and says nothing of voice."""
    logging.getLogger("discord.client").addFilter(_is_not_about_voice)
    return discord.Client(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
        chunk_guilds_at_startup=False,
        max_ratelimit_timeout=LONGEST_SLEEP,
    )


def _is_not_about_voice(record: logging.LogRecord) -> bool:
    return "voice will NOT be supported" not in record.getMessage()


def _login_error(error: Exception) -> ChatError:
    """As for any request, except that nothing can have been posted yet."""
    meaning = errors.chat_error(error)
    return RetryError(str(meaning), errors.UNREACHABLE_PAUSE) if isinstance(meaning, UnsureError) else meaning


def _end_global_pause(client: discord.Client) -> None:
    """Undo what discord.py leaves behind when it is cancelled in the pause of a global rate limit.

    It closes a gate before the pause and opens it afterwards, but not when cancelled: every later request would
    wait there for ever. Opened too early, it costs one more answer of 429.
    """
    client.http._global_over.set()  # noqa: SLF001 - discord.py has no other way to it


async def _search(client: discord.Client, place: int, key: str, since: datetime) -> tuple[bool, int | None]:
    """Whether anything was said since, and the id of our message that carries the key."""
    said = False
    history = client.get_partial_messageable(place).history(
        limit=HISTORY_LIMIT, after=since - CLOCK_MARGIN, oldest_first=True
    )
    async for message in history:
        said = True
        if message.author == client.user and carries(message, key):
            return True, message.id
    return said, None


async def _require_history(client: discord.Client, channel: int) -> None:
    """Raise ChannelGoneError unless the bot may read back: to one that may not, every history is empty."""
    found, granted = await _channel_and_permissions(client, channel)
    lacking = _lacking(granted, _TO_READ_BACK)
    if lacking:
        raise ChannelGoneError(f"the bot cannot look for its own messages: give it {lacking} in #{found.name}")


async def _channel_and_permissions(
    client: discord.Client, number: int
) -> tuple[discord.abc.GuildChannel, discord.Permissions]:
    """The channel (of a thread, the one that it belongs to) and what the bot may do there."""
    channel = await client.fetch_channel(number)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or not isinstance(
        channel, discord.abc.Messageable
    ):
        raise ChannelGoneError("the Discord channel is not one for text in a server: choose another one")
    guild = await client.fetch_guild(channel.guild.id, with_counts=False)
    own = await guild.fetch_member(cast("discord.ClientUser", client.user).id)
    home = await guild.fetch_channel(channel.parent_id if isinstance(channel, discord.Thread) else number)
    return cast("discord.abc.GuildChannel", home), home.permissions_for(own)


def _lacking(granted: discord.Permissions, needed: discord.Permissions) -> str:
    """The permissions that are needed and not granted, under the names that Discord shows."""
    names = (name for name, wanted in needed if wanted and not getattr(granted, name))
    return " and ".join(f"'{name.replace('_', ' ').title()}'" for name in names)
