"""The fake Slack is as strict as the real one: without this, a test on it would prove little."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_blocks import fault, is_mismatch, pings, readable

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def rich(*words: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(words)}]}


@pytest.mark.parametrize(
    ("text", "blocks", "code"),
    [
        ("", [], "no_text"),
        ("a" * 40_001, [], "msg_too_long"),
        ("a", [section("a")] * 51, "invalid_blocks"),
        ("a", [section("a" * 3_001)], "invalid_blocks"),
        ("a", [section("")], "invalid_blocks"),
        ("a", [{"type": "section"}], "invalid_blocks"),
        ("a", [{"type": "section", "fields": [mrkdwn("a" * 2_001)]}], "invalid_blocks"),
        ("a", [{"type": "section", "fields": [mrkdwn("a")] * 11}], "invalid_blocks"),
        ("a", [{"type": "header", "text": plain("a" * 151)}], "invalid_blocks"),
        ("a", [{"type": "header", "text": mrkdwn("a")}], "invalid_blocks"),
        ("a", [{"type": "context", "elements": [mrkdwn("a")] * 11}], "invalid_blocks"),
        ("a", [{"type": "context", "elements": []}], "invalid_blocks"),
        ("a", [{"type": "actions", "elements": [{"type": "button", "text": plain("a" * 76)}]}], "invalid_blocks"),
        ("a", [rich({"type": "text", "text": ""})], "invalid_blocks"),
        ("a", [rich({"type": "blink", "text": "a"})], "invalid_blocks"),
        ("a", [{"type": "marquee"}], "invalid_blocks"),
        ("a", [rich({"type": "text", "text": "a" * 13_201})], "msg_blocks_too_long"),
        ("a" * 40_000, [section("a" * 3_000), {"type": "header", "text": plain("a" * 150)}], None),
        ("a", [rich({"type": "text", "text": "a"}, {"type": "link", "url": "https://a.example"})], None),
    ],
)
def test_limits_are_enforced(text: str, blocks: list[Json], code: str | None) -> None:
    assert fault(text, blocks) == code


@pytest.mark.parametrize(
    ("text", "blocks", "who"),
    [
        ("<!channel>", [], ["!channel"]),
        ("<@U0ALICE>", [], ["@U0ALICE"]),
        ("<!subteam^S0TEAM|@team>", [], ["!subteam^S0TEAM"]),
        ("a", [section("<!here>")], ["!here"]),
        ("a", [{"type": "context", "elements": [mrkdwn("<!everyone>")]}], ["!everyone"]),
        ("a", [rich({"type": "broadcast", "range": "channel"})], ["broadcast"]),
        ("a", [rich({"type": "user", "user_id": "U0ALICE"})], ["user"]),
        ("&lt;!channel&gt; @channel", [], []),
        ("<!date^1^{date}|then>", [], []),
        ("a", [rich({"type": "text", "text": "<!channel> @here"})], []),
        ("a", [{"type": "header", "text": plain("<!channel>")}], []),
    ],
)
def test_it_knows_who_is_called(text: str, blocks: list[Json], who: list[str]) -> None:
    assert pings(text, blocks, parse="none", link_names=False) == who


def test_names_in_the_text_call_people_where_slack_is_told_to_look_for_them() -> None:
    assert pings("@here", [], parse="full", link_names=False) == ["@here"]
    assert pings("@here", [], parse="none", link_names=True) == ["@here"]


def test_a_reader_sees_the_blocks_and_not_their_mark_up() -> None:
    blocks = [
        {"type": "header", "text": plain("A <header>")},
        section("<https://a.example|A &amp; B> <!date^1^{date}|then> <!channel>"),
        rich({"type": "text", "text": "<literal>"}, {"type": "link", "url": "https://b.example"}),
    ]

    assert readable("not shown", blocks) == "A <header>\nA & B then @channel\n<literal>https://b.example"
    assert readable("shown &lt;here&gt;", []) == "shown <here>"


def test_rich_text_can_only_be_replaced_by_rich_text() -> None:
    assert is_mismatch([rich()], [section("a")])
    assert not is_mismatch([rich()], [rich(), section("a")])
    assert not is_mismatch([section("a")], [rich()])


async def refusal(client: AsyncWebClient, method: str, **arguments: object) -> str:
    with pytest.raises(SlackApiError) as raised:
        await client.api_call(method, json=arguments)
    return str(raised.value.response["error"])


async def test_it_refuses_as_slack_does() -> None:
    async with FakeSlack() as slack:
        slack.add_channel("C0OLD", "old", archived=True)
        slack.add_channel("C0OUT", "out", member=False)
        theirs = slack.say("Not ours")
        client = AsyncWebClient(slack.token, base_url=slack.url, retry_handlers=[])
        stranger = AsyncWebClient("xoxb-another", base_url=slack.url, retry_handlers=[])

        assert await refusal(stranger, "auth.test") == "invalid_auth"
        assert await refusal(client, "files.upload") == "unknown_method"
        assert await refusal(client, "chat.postMessage", channel="C0NONE", text="a") == "channel_not_found"
        assert await refusal(client, "chat.postMessage", channel="C0OLD", text="a") == "is_archived"
        assert await refusal(client, "chat.postMessage", channel="C0OUT", text="a") == "not_in_channel"
        assert await refusal(client, "conversations.history", channel="C0OUT") == "not_in_channel"
        assert await refusal(client, "chat.postMessage", channel="C0STATUS") == "no_text"
        assert await refusal(client, "chat.update", channel="C0STATUS", ts="1.0", text="a") == "message_not_found"
        assert await refusal(client, "chat.update", channel="C0STATUS", ts=theirs, text="a") == "cant_update_message"
        assert await refusal(client, "conversations.replies", channel="C0STATUS", ts="1.0") == "thread_not_found"


async def test_metadata_are_shown_only_to_those_who_ask() -> None:
    async with FakeSlack() as slack:
        slack.say("Somebody's", key="k1")
        client = AsyncWebClient(slack.token, base_url=slack.url, retry_handlers=[])

        silent = await client.conversations_history(channel="C0STATUS")
        asked = await client.conversations_history(channel="C0STATUS", include_all_metadata=True)

    assert "metadata" not in silent["messages"][0]
    assert asked["messages"][0]["metadata"]["event_payload"] == {"key": "k1"}


async def test_a_reply_to_nothing_becomes_a_message_of_its_own() -> None:
    async with FakeSlack() as slack:
        client = AsyncWebClient(slack.token, base_url=slack.url, retry_handlers=[])

        answer = await client.chat_postMessage(channel="C0STATUS", text="a", thread_ts="1.0")

        assert "thread_ts" not in answer["message"]
        assert slack.messages()[0].in_channel
