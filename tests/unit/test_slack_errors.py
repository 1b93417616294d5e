"""What Slack's codes mean, tried through the whole way from an answer to an error."""

import traceback
from collections.abc import AsyncIterator

import pytest

from adapters.model import Text
from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
)
from bot.chat.slack.errors import MEANINGS
from bot.chat.slack.sending import SlackChat
from bot.core.message import Message, Part
from tests.fakes.slack import FakeSlack, Trouble

NOTICE = Message(Part.NOTICE, "A notice", body=Text.of("Something to know."))

EXPECTED: list[tuple[str, type[ChatError]]] = [
    ("fatal_error", UnsureError),
    ("internal_error", UnsureError),
    ("rate_limited", RetryError),
    ("service_unavailable", RetryError),
    ("request_timeout", RetryError),
    ("channel_not_found", ChannelGoneError),
    ("is_archived", ChannelGoneError),
    ("is_inactive", ChannelGoneError),
    ("not_in_channel", ChannelGoneError),
    ("invalid_auth", ChannelGoneError),
    ("not_authed", ChannelGoneError),
    ("token_revoked", ChannelGoneError),
    ("token_expired", ChannelGoneError),
    ("account_inactive", ChannelGoneError),
    ("missing_scope", ChannelGoneError),
    ("restricted_action", ChannelGoneError),
    ("restricted_action_read_only_channel", ChannelGoneError),
    ("message_not_found", MessageGoneError),
    ("thread_not_found", MessageGoneError),
    ("cannot_reply_to_message", ThreadRefusedError),
    ("cant_update_message", RefusedError),
    ("edit_window_closed", RefusedError),
    ("block_mismatch", RefusedError),
    ("msg_too_long", RefusedError),
    ("msg_blocks_too_long", RefusedError),
    ("invalid_blocks", RefusedError),
    ("metadata_too_large", RefusedError),
    ("a_code_of_tomorrow", RefusedError),
]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.mark.parametrize(("code", "kind"), EXPECTED)
async def test_a_code_becomes_the_error_that_fits(slack: FakeSlack, code: str, kind: type[ChatError]) -> None:
    chat = SlackChat(slack.token, base_url=slack.url)
    ref = await chat.post("C0STATUS", NOTICE, key="k1")
    slack.fail(code, times=2)

    with pytest.raises(kind, match=rf"could not edit a message in C0STATUS: .*\({code}\)") as raised:
        await chat.edit(ref, NOTICE)

    assert isinstance(raised.value, kind)


async def test_what_slack_adds_to_its_code_is_told(slack: FakeSlack) -> None:
    chat = SlackChat(slack.token, base_url=slack.url)
    slack.scopes -= {"chat:write"}

    with pytest.raises(ChannelGoneError, match="it needs chat:write"):
        await chat.post("C0STATUS", NOTICE, key="k1")


def test_every_code_has_words_that_name_it() -> None:
    for code, meaning in MEANINGS.items():
        assert meaning.words.endswith(f"({code})")
        assert meaning.code == code


def test_whatever_stops_a_channel_says_what_to_do() -> None:
    for meaning in MEANINGS.values():
        if issubclass(meaning.kind, ChannelGoneError):
            assert ";" in meaning.words


@pytest.mark.parametrize("trouble", [*Trouble, "invalid_auth", "channel_not_found", "unheard_of"])
async def test_the_token_is_in_no_error(slack: FakeSlack, trouble: str) -> None:  # P11
    chat = SlackChat(slack.token, base_url=slack.url, timeout=0.2 if trouble == Trouble.SLOW_REPLY else 30)
    slack.fail(trouble)

    with pytest.raises(ChatError) as raised:
        await chat.post("C0STATUS", NOTICE, key="k1")

    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    assert slack.token not in "".join(told.format())


def test_the_token_is_not_in_the_representation(slack: FakeSlack) -> None:  # P11
    assert slack.token not in repr(SlackChat(slack.token)) + str(SlackChat(slack.token))
