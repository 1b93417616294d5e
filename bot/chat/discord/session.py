"""Being logged in to Discord: one client, made when it is needed, and each request of it with an end and a meaning.

Who sends and who listens share the client, and so its login and its knowledge of rate limits.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import discord

from bot.chat.base import ChannelGoneError, ChatError, RetryError, UnsureError
from bot.chat.discord import errors

LONGEST_SLEEP = 30.0  # seconds that discord.py may sleep on a 429 within a request: the least that it accepts
GUILDS_PAUSE = 0.05  # seconds that discord.py waits for one more server before it believes that it has seen all
WIND_UP = 0.25  # seconds that discord.py gets to end a request that is past its deadline

# All that discord.py lets out: its own, the connection's, the deadline's, and what an answer of another form causes.
_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TypeError, KeyError, ValueError)


class Session:
    """Logs in with the first request; `timeout` is in seconds, for one request."""

    def __init__(self, token: str, *, timeout: float) -> None:
        self._token = token
        self._timeout = timeout
        self._client: discord.Client | None = None
        self._logging_in = asyncio.Lock()
        self._closed = False

    async def client(self) -> discord.Client:
        """The client, logged in; another one where discord.py has closed the last, as it does without being asked.

        Raises ChannelGoneError where the token is refused, RetryError where Discord cannot be reached.
        """
        async with self._logging_in:
            if self._closed:
                raise RetryError("the connection to Discord is closed", timedelta())
            if self._client is None or self._client.is_closed():
                self._client = await self._log_in()
            return self._client

    @asynccontextmanager
    async def request(self, *, in_thread: bool = False, editing: bool = False) -> AsyncIterator[discord.Client]:
        """The client, for one request; what goes wrong becomes an error of ours (errors.py has the two flags)."""
        client = await self.client()
        try:
            # The second deadline ends what discord.py does on the way out of the first: it may sleep there.
            async with asyncio.timeout(self._timeout + WIND_UP), asyncio.timeout(self._timeout):
                yield client
        except asyncio.CancelledError:
            _end_global_pause(client)
            raise
        except _FAILURES as error:
            if isinstance(error, TimeoutError):
                _end_global_pause(client)
            raise errors.chat_error(error, in_thread=in_thread, editing=editing) from error

    async def close(self) -> None:
        """Let go of every connection; no request can follow."""
        self._closed = True
        async with self._logging_in:
            client, self._client = self._client, None
        if client:
            await client.close()

    async def _log_in(self) -> discord.Client:
        if not _can_be_sent(self._token):
            raise ChannelGoneError(errors.LOGIN_REFUSED)
        client = _quiet_client()
        try:
            async with asyncio.timeout(self._timeout):
                await client.login(self._token)
        except BaseException as error:
            await client.close()
            if isinstance(error, _FAILURES):
                raise _login_error(error) from error
            raise
        return client


def _quiet_client() -> discord.Client:
    """A client that keeps nothing, mentions nobody and says nothing of voice."""
    logging.getLogger("discord.client").addFilter(_is_not_about_voice)
    return discord.Client(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
        chunk_guilds_at_startup=False,
        guild_ready_timeout=GUILDS_PAUSE,
        max_ratelimit_timeout=LONGEST_SLEEP,
    )


def _is_not_about_voice(record: logging.LogRecord) -> bool:
    return "voice will NOT be supported" not in record.getMessage()


def _can_be_sent(token: str) -> bool:
    """Whether a header can carry it; nothing else is a token."""
    return token.isascii() and token.isprintable() and bool(token.strip())


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
