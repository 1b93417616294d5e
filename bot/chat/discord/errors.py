"""What Discord's refusals mean to us: every failure of discord.py as one of the errors of `bot.chat.base`."""

from datetime import timedelta
from http import HTTPStatus

import aiohttp
import discord

from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
)

# JSON error codes of Discord's documentation, topics/opcodes-and-status-codes.
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
MISSING_PERMISSIONS = 50013
INVALID_FORM = 50035
THREAD_ARCHIVED = 50083
THREAD_EXISTS = 160004
TOO_MANY_THREADS = 160006

UNREACHABLE_PAUSE = timedelta(seconds=30)  # while Discord, or our way to it, is down
BLOCKED_PAUSE = timedelta(minutes=10)  # Discord counts refused requests over ten minutes before it bans an address
EDIT_LIMIT = timedelta(minutes=1)  # no bucket of edits is longer: a longer wait is the limit of one old message
QUOTE_LIMIT = 200  # characters of Discord's own words in a message of ours

_NEEDED = "'View Channel', 'Send Messages', 'Embed Links' and 'Read Message History'"
LOGIN_REFUSED = (
    "Discord refuses the token: make a new one under Bot in Discord's developer portal and set DISCORD_TOKEN to it"
)
STRANGE_CHANNEL = "the Discord channel is of a kind that is not known: choose another one"
_CHANNEL_GONE = {
    UNKNOWN_CHANNEL: "the Discord channel does not exist, or was deleted: choose another one",
    10004: "the Discord server of the channel does not exist, or the bot was removed from it: invite it again",
    40001: LOGIN_REFUSED,
    50001: f"the bot cannot see the Discord channel: invite it to the server and give it {_NEEDED} there",
    50008: "the Discord channel is not one for text: choose another one",
    MISSING_PERMISSIONS: f"the bot lacks a permission in the Discord channel: give it {_NEEDED} there",
    40067: "the Discord forum wants a tag on every post: make one there that is not for moderators alone",
    50014: LOGIN_REFUSED,
    160002: "the bot may not reply in the Discord channel: give it 'Read Message History' there",
}
_THREAD_REFUSED = {
    UNKNOWN_CHANNEL: "the thread was deleted, and Discord makes no second one for the same message",
    MISSING_PERMISSIONS: "the bot lacks 'Create Public Threads' or 'Send Messages in Threads' in the Discord channel",
    50008: "this kind of Discord channel has no threads",
    50024: "this kind of Discord channel has no threads",
    THREAD_ARCHIVED: "the thread is archived and locked",
    160005: "the thread is locked",
    TOO_MANY_THREADS: "the Discord server has as many active threads as it may have",
}
_REFUSED = {
    20022: "Discord permits no more edits of this announcement for now",
    30046: "Discord permits no more edits of a message that is older than an hour",
    200000: "the server's automatic moderation blocked the message",
    200001: "the server's automatic moderation blocked the message",
    240000: "Discord blocked the message because of a link in it",
}


def chat_error(error: Exception, *, in_thread: bool = False, editing: bool = False) -> ChatError:
    """The error of ours that says what `error` of discord.py or aiohttp means.

    `in_thread`: it was about a thread, so that a refusal there says nothing of the channel. `editing`: a long wait
    is then the limit on edits of one old message, which must not hold back what else there is to say, and a refusal
    in a thread says nothing of other threads.
    """
    match error:
        case discord.RateLimited():
            return _rate_limited(timedelta(seconds=error.retry_after), editing=editing)
        case discord.HTTPException() if in_thread and error.code in _THREAD_REFUSED:
            return _refusal_of_edit(error) if editing else ThreadRefusedError(_THREAD_REFUSED[error.code])
        case discord.HTTPException():
            return _refusal(error)
        case discord.LoginFailure() | discord.InvalidData():
            return ChannelGoneError(LOGIN_REFUSED if isinstance(error, discord.LoginFailure) else STRANGE_CHANNEL)
        case aiohttp.ClientConnectorError():
            return RetryError(f"Discord cannot be reached at {error.host}", UNREACHABLE_PAUSE)
        case _:
            return UnsureError(_lost(error))


def refused_in_post(error: ThreadRefusedError) -> ChatError:
    """What the refusal of a thread means where the thread is a post in a forum: there is no channel beside it."""
    if is_about(error, UNKNOWN_CHANNEL):
        return MessageGoneError("the post in the Discord forum was deleted")
    if is_about(error, MISSING_PERMISSIONS):
        return ChannelGoneError(
            "the bot may not say more in a post of the Discord forum: give it 'Send Messages in Posts'"
        )
    return RefusedError(f"nothing can be added to the post in the Discord forum: {error}")


def _lost(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Discord did not answer in time"
    if isinstance(error, aiohttp.ClientError | OSError):
        return "the connection to Discord broke before it answered"
    return "Discord's answer cannot be understood"


def is_about(error: ChatError, code: int) -> bool:
    """Whether Discord's `code` stands behind an error that `chat_error` made."""
    return getattr(error.__cause__, "code", None) == code


def _rate_limited(wait: timedelta, *, editing: bool = False) -> ChatError:
    seconds = f"{wait.total_seconds():.0f} s"
    if editing and wait > EDIT_LIMIT:
        return RefusedError(f"Discord permits no more edits of this message for {seconds}")
    return RetryError(f"Discord asks to wait for {seconds}", wait)


def _refusal_of_edit(error: discord.HTTPException) -> ChatError:
    """What it means that a message in a thread cannot be edited."""
    if error.code == UNKNOWN_CHANNEL:
        return MessageGoneError("the thread of the Discord message was deleted")
    if error.code == MISSING_PERMISSIONS:  # one's own message can be edited, but for a thread that has to be opened
        return RefusedError("the thread is locked: only those with 'Manage Threads' can open it again")
    return RefusedError(_THREAD_REFUSED[error.code])


def _refusal(error: discord.HTTPException) -> ChatError:
    """What an answer of 4xx or 5xx means: first its code, which is exact, then its status."""
    if error.code in _CHANNEL_GONE:
        return ChannelGoneError(_CHANNEL_GONE[error.code])
    if error.code in _REFUSED:
        return RefusedError(_REFUSED[error.code])
    if error.code == TOO_MANY_THREADS:
        return RetryError(_THREAD_REFUSED[error.code], BLOCKED_PAUSE)
    if error.code == UNKNOWN_MESSAGE or (error.code == INVALID_FORM and "message_reference" in error.text):
        return MessageGoneError("the Discord message was deleted")
    return _refusal_by_status(error)


def _refusal_by_status(error: discord.HTTPException) -> ChatError:
    said = f"HTTP {error.status}: {' '.join(error.text.split())[:QUOTE_LIMIT]}"
    match error.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _rate_limited(_asked_wait(error))
        case HTTPStatus.UNAUTHORIZED:
            return ChannelGoneError(LOGIN_REFUSED)
        case HTTPStatus.FORBIDDEN if not error.code:  # a proxy or Cloudflare said it, not Discord
            return RetryError(f"something before Discord blocks us ({said})", BLOCKED_PAUSE)
        case HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            return ChannelGoneError(f"Discord does not let the bot use the channel ({said})")
        case status if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return UnsureError(f"Discord has trouble of its own ({said})")
        case _:
            return RefusedError(f"Discord refuses the message ({said})")


def _asked_wait(error: discord.HTTPException) -> timedelta:
    """How long a 429 that did not come from Discord itself asks to wait."""
    asked = error.response.headers.get("Retry-After", "")
    return timedelta(seconds=int(asked)) if asked.isdecimal() else BLOCKED_PAUSE
