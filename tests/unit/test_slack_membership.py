"""Being let into Slack and its channels: what the checks before the start say, and what a first post does."""

from collections.abc import AsyncIterator

import pytest

from adapters.model import Text
from bot.chat.base import ChannelGoneError, RefusedError, RetryError
from bot.chat.slack.sending import SlackChat
from bot.core.message import Message, Part
from tests.fakes.slack import FakeSlack, Trouble

CHANNEL = "C0STATUS"
NOTICE = Message(Part.NOTICE, "A notice", body=Text.of("Something to know."))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def chat(slack: FakeSlack) -> SlackChat:
    return SlackChat(slack.token, base_url=slack.url)


async def test_a_public_channel_is_joined_once(slack: FakeSlack, chat: SlackChat) -> None:
    slack.add_channel("C0OTHER", "other", member=False)

    await chat.post("C0OTHER", NOTICE, key="k1")
    await chat.post("C0OTHER", NOTICE, key="k2")

    assert len(slack.asked("conversations.join")) == 1
    assert len(slack.messages("C0OTHER")) == 2


@pytest.mark.parametrize("lacking", ["missing_scope", "method_not_supported_for_channel_type"])
async def test_where_it_cannot_join_it_asks_to_be_invited(slack: FakeSlack, chat: SlackChat, lacking: str) -> None:
    slack.add_channel("C0OTHER", "other", member=False)
    slack.fail(lacking, methods=["conversations.join"])

    with pytest.raises(ChannelGoneError, match="/invite"):
        await chat.post("C0OTHER", NOTICE, key="k1")


async def test_joining_in_vain_ends(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("not_in_channel", times=9)

    with pytest.raises(ChannelGoneError, match="/invite"):
        await chat.post(CHANNEL, NOTICE, key="k1")

    assert len(slack.asked("chat.postMessage")) == 2


async def test_a_busy_slack_is_asked_to_let_us_in_later(slack: FakeSlack, chat: SlackChat) -> None:
    slack.add_channel("C0OTHER", "other", member=False)
    slack.fail(Trouble.RATE_LIMITED, methods=["conversations.join"])

    with pytest.raises(RetryError):
        await chat.post("C0OTHER", NOTICE, key="k1")


async def test_a_good_token_says_who_and_where(chat: SlackChat) -> None:
    assert await chat.check() == "statuswire in Acme (https://acme.slack.example/)"


async def test_a_missing_scope_is_told_with_what_it_costs(slack: FakeSlack, chat: SlackChat) -> None:
    slack.scopes -= {"channels:history"}

    assert "without the scope channels:history" in await chat.check()


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_bad_token_says_what_to_do(slack: FakeSlack, chat: SlackChat, code: str) -> None:
    slack.token_fault = code

    with pytest.raises(ChannelGoneError, match="SLACK_BOT_TOKEN"):
        await chat.check()


async def test_a_good_channel_says_its_name(chat: SlackChat) -> None:
    assert await chat.check_channel(CHANNEL) == "#status"


async def test_a_public_channel_that_is_not_joined_yet_is_good(slack: FakeSlack, chat: SlackChat) -> None:
    slack.add_channel("C0OTHER", "other", member=False)

    assert "joins with its first post" in await chat.check_channel("C0OTHER")


async def test_a_channel_that_cannot_be_used_says_why(slack: FakeSlack, chat: SlackChat) -> None:
    slack.add_channel("C0OLD", "old", archived=True)
    slack.add_channel("C0SECRET", "secret", private=True, member=False)

    with pytest.raises(ChannelGoneError, match="archived"):
        await chat.check_channel("C0OLD")
    with pytest.raises(ChannelGoneError, match="/invite"):
        await chat.check_channel("C0SECRET")


async def test_without_the_scope_to_look_it_names_the_scope(slack: FakeSlack, chat: SlackChat) -> None:
    slack.scopes -= {"channels:read"}

    with pytest.raises(RefusedError, match="channels:read"):
        await chat.check_channel(CHANNEL)
