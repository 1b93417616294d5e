"""What Slack's errors mean for us, as one table; the words say what a person can do about them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
    WorkspaceGoneError,
)

# How long to leave Slack alone where it does not say.
PAUSE = timedelta(seconds=30)
# Slack asks for seconds or minutes; anything longer is no answer of Slack's.
LONGEST_WAIT = timedelta(days=1)
# How much of Slack's own explanation of refused blocks is worth showing.
DETAIL_LIMIT = 200

TOO_MANY_REQUESTS = 429
BAD_REQUEST = 400
SERVER_ERROR = 500


class NotMemberError(ChannelGoneError):
    """The bot is not in the channel; a public one it may be able to join."""


class LackingScopeError(ChannelGoneError):
    """The app lacks a permission; where it is needed for an extra only, the channel is well without it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer, or the lack of one, means: which of our errors, why in words, how long to wait, Slack's code."""

    kind: type[ChatError]
    words: str
    wait: timedelta = PAUSE
    code: str = ""

    def told(self, doing: str) -> ChatError:
        """The error for somebody who tried `doing` ("post to C0123")."""
        sentence = f"could not {doing}: {self.words}"
        if self.kind is RetryError:
            return RetryError(sentence, self.wait)
        return self.kind(sentence)


def _each(kind: type[ChatError], **words: str) -> dict[str, Meaning]:
    return {code: Meaning(kind, f"{said} ({code})", code=code) for code, said in words.items()}


# Slack's codes: the error tables of docs.slack.dev/reference/methods/chat.postMessage, chat.update and
# conversations.history. "It's possible some aspect of the operation succeeded" is said of the first two there.
MEANINGS: Mapping[str, Meaning] = {
    **_each(
        UnsureError,
        fatal_error="Slack failed on the way and does not say how far it came",
        internal_error="Slack failed on the way and does not say how far it came",
    ),
    **_each(
        RetryError,
        ratelimited="Slack asks us to slow down",
        rate_limited="Slack asks us to slow down",
        service_unavailable="Slack is not available",
        request_timeout="Slack received only a part of the request",
        team_added_to_org="the workspace is being moved into an organisation",
        org_login_required="the workspace is being moved into an organisation",
        external_channel_migrating="the channel is being moved",
    ),
    **_each(
        NotMemberError,
        not_in_channel="the bot is not in the channel; type /invite and the bot's name there",
    ),
    **_each(
        LackingScopeError,
        missing_scope="the app lacks a permission; add the scope to the app and install it again",
    ),
    **_each(
        ChannelGoneError,
        channel_not_found="there is no such channel for the bot; correct the channel's id, or /invite it if private",
        is_archived="the channel is archived; unarchive it or take it out of the configuration",
        is_inactive="the channel is archived or frozen; unarchive it or take it out of the configuration",
        method_not_supported_for_channel_type="the bot cannot join this kind of channel; /invite it there",
        restricted_action="the workspace does not let the bot post here; ask an administrator to allow it",
        restricted_action_read_only_channel="the bot may not post in this channel; allow it in the channel's settings",
        restricted_action_thread_only_channel="the channel allows replies only; allow new messages in its settings",
        messages_tab_disabled="the app takes no direct messages; switch on its Messages tab in the app's settings",
        user_not_found="there is nobody of this id to write to; correct it",
        invalid_auth="Slack does not accept the token; set SLACK_BOT_TOKEN to the bot token of the app (xoxb-...)",
        not_authed="no token was sent; set SLACK_BOT_TOKEN to the bot token of the app (xoxb-...)",
        token_expired="the token has expired; install the app again and renew SLACK_BOT_TOKEN",  # noqa: S106 -- no token
        not_allowed_token_type="this is the wrong kind of token; SLACK_BOT_TOKEN takes the bot token (xoxb-...)",  # noqa: S106 -- no token
        no_permission="the app lacks a permission here; /invite the bot or add the scope to the app",
        access_denied="Slack denies the app access; ask an administrator to allow it",
        accesslimited="Slack denies access from this network; ask an administrator to allow it",
        team_access_not_granted="the app is not granted this workspace; ask an administrator to add it",
        enterprise_is_restricted="the app may not be used in this organisation; ask an administrator to allow it",
        ekm_access_denied="administrators have suspended posting; ask them when it is allowed again",
        two_factor_setup_required="the account needs two-factor authentication; set it up and renew the token",
        message_limit_exceeded="the workspace has reached its limit of messages; ask an administrator",
    ),
    **_each(
        WorkspaceGoneError,
        account_inactive="the app was removed from the workspace; install it again and renew SLACK_BOT_TOKEN",
        token_revoked="the token was revoked; install the app again and renew SLACK_BOT_TOKEN",  # noqa: S106 -- no token
    ),
    **_each(
        MessageGoneError,
        message_not_found="the message is no longer there",
        thread_not_found="the message that the thread hangs on is no longer there",
    ),
    **_each(
        ThreadRefusedError,
        cannot_reply_to_message="this message takes no replies",
        restricted_action_non_threadable_channel="the channel does not allow threads",
        restricted_action_thread_locked="the thread is locked",
    ),
    **_each(
        RefusedError,
        cant_update_message="Slack does not let the bot change this message",
        edit_window_closed="the workspace does not allow edits of messages this old",
        block_mismatch="Slack does not let rich text be replaced by another kind of block",
        msg_too_long="the message is too long for Slack",
        msg_blocks_too_long="the blocks of the message are too long for Slack",
        invalid_blocks="Slack does not accept the blocks of the message",
        metadata_too_large="the metadata of the message are too large for Slack",
        no_text="the message is empty",
    ),
}

# A bot may be allowed to post where it may not read: then only the look is refused, and the channel is well.
_ONLY_READING = frozenset({"missing_scope", "no_permission", "not_in_channel"})


def explain(error: Exception, doing: str, *, reading: bool = False) -> ChatError:
    """What an exception of the SDK means for `doing` ("post to C0123").

    `reading` says that nothing could have been changed: then a lost answer is no doubt but a reason to ask again.
    Neither the token nor anything else of the request is in the message.
    """
    meaning = _meaning(error)
    return (_of_reading(meaning) if reading else meaning).told(doing)


def not_slack(doing: str, *, reading: bool = False) -> ChatError:
    """What it means that something answered well, but not as Slack does."""
    kind = RetryError if reading else UnsureError
    return Meaning(kind, "the answer is not of Slack's form; is there a proxy in the way?").told(doing)


def _of_reading(meaning: Meaning) -> Meaning:
    if meaning.kind is UnsureError:
        return replace(meaning, kind=RetryError)
    if meaning.code in _ONLY_READING:
        return replace(meaning, kind=RefusedError)
    return meaning


def _meaning(error: Exception) -> Meaning:
    if isinstance(error, SlackApiError):
        return _of_answer(error.response)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
        return Meaning(RetryError, f"no connection to Slack's API ({type(error).__name__})")
    if isinstance(error, asyncio.TimeoutError):
        return Meaning(UnsureError, "Slack did not answer in time")
    return Meaning(UnsureError, f"the connection broke before Slack answered ({type(error).__name__})")


def _of_answer(response: AsyncSlackResponse | aiohttp.ClientResponse) -> Meaning:
    if not isinstance(response, AsyncSlackResponse):  # the SDK hands on aiohttp's own where it could not read JSON
        return _of_status(response.status, response.headers)
    if response.status_code == TOO_MANY_REQUESTS or response.status_code >= SERVER_ERROR:
        return _of_status(response.status_code, response.headers)
    code = response.data.get("error") if isinstance(response.data, dict) else None
    if not isinstance(code, str):
        return _of_status(response.status_code, response.headers)
    return _of_code(code, response)


def _of_status(status: int, headers: Mapping[str, str]) -> Meaning:
    if status == TOO_MANY_REQUESTS:
        return Meaning(RetryError, f"Slack asks us to slow down (HTTP {status})", asked_pause(headers))
    if BAD_REQUEST <= status < SERVER_ERROR:
        return Meaning(RetryError, f"something before Slack refused the request (HTTP {status}); is it a proxy?")
    return Meaning(UnsureError, f"Slack's answer cannot be understood (HTTP {status})")


def _of_code(code: str, response: AsyncSlackResponse) -> Meaning:
    known = MEANINGS.get(code) or Meaning(RefusedError, f"Slack refused it ({code[:DETAIL_LIMIT]})")
    return replace(known, words=known.words + _detail(response.data), wait=asked_pause(response.headers))


def asked_pause(headers: Mapping[str, str]) -> timedelta:
    """How long an answer asks us to leave Slack alone."""
    try:
        asked = float(headers.get("Retry-After", ""))
    except ValueError:
        return PAUSE
    return timedelta(seconds=min(asked, LONGEST_WAIT.total_seconds())) if asked > 0 else PAUSE


def _detail(answer: Any) -> str:  # noqa: ANN401 -- whatever JSON came
    """What Slack adds to its code: the scope that is missing, or the first thing wrong with the blocks."""
    if not isinstance(answer, dict):
        return ""
    needed = answer.get("needed")
    if isinstance(needed, str):
        return f"; it needs {needed[:DETAIL_LIMIT]}"
    further = answer.get("response_metadata")
    notes = further.get("messages") if isinstance(further, dict) else None
    if isinstance(notes, list) and notes and isinstance(notes[0], str):
        return f"; {notes[0][:DETAIL_LIMIT]}"
    return ""
