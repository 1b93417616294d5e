"""What is Slack's own: its traps, its limits, and what its fake does about them."""

import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Impact, Phase, Text
from bot.chat.base import (
    ChannelGoneError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
)
from bot.chat.slack.sending import PAGE_LIMIT, SlackChat
from bot.core.message import Fact, Message, Part
from tests.fakes.slack import FakeSlack, Trouble

CHANNEL = "C0STATUS"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
READING = frozenset({"conversations.history", "conversations.replies"})
IMPATIENT = 0.2  # seconds; long enough for this machine to have done what it then does not answer
STRANGE_ANSWERS = (
    *(Trouble.PROXY_PAGE, Trouble.PROXY_TEXT, Trouble.NOT_AN_OBJECT),
    *(Trouble.BROKEN, Trouble.ZIPPED, Trouble.EMPTY),
)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def chat(slack: FakeSlack) -> SlackChat:
    return SlackChat(slack.token, base_url=slack.url)


def message(body: str = "We look into it.", *, part: Part = Part.ROOT, phase: Phase = Phase.INVESTIGATING) -> Message:
    return Message(
        part=part,
        title="Errors in the control panel",
        status=phase.value.capitalize(),
        provider="Acme",
        phase=phase,
        impact=Impact.MAJOR,
        body=Text.of(body),
        at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        facts=(Fact("Components", "API"),),
        url="https://status.acme.example/incidents/k1",
    )


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"


class TestSending:
    async def test_the_sdk_does_not_post_again_after_a_lost_answer(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:  # P2
        slack.fail(Trouble.LOST_REPLY)

        with pytest.raises(UnsureError):
            await chat.post(CHANNEL, message(), key="k1")

        assert len(slack.asked("chat.postMessage")) == 1
        assert len(slack.messages()) == 1

    async def test_nothing_is_looked_for_in_the_text_and_no_link_unfolds(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:  # P11
        ref = await chat.post(CHANNEL, message(), key="k1")
        await chat.edit(ref, message("Reworded."))

        for method in ("chat.postMessage", "chat.update"):
            (asked,) = slack.asked(method)
            assert (asked["parse"], asked["link_names"]) == ("none", False)
        (posted,) = slack.asked("chat.postMessage")
        assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)

    async def test_the_key_is_in_the_metadata_and_outlives_an_edit(self, slack: FakeSlack, chat: SlackChat) -> None:
        ref = await chat.post(CHANNEL, message(), key="k1")

        await chat.edit(ref, message("Reworded."))

        (post,) = slack.messages()
        assert post.metadata == {"event_type": "statuswire_post", "event_payload": {"key": "k1"}}

    async def test_every_phase_of_a_root_can_replace_every_other(self, slack: FakeSlack, chat: SlackChat) -> None:
        ref = await chat.post(CHANNEL, replace(message(""), facts=(), url=None, at=None), key="k1")

        for phase in Phase:
            await chat.edit(ref, message("A text.\n\nMore of it.", phase=phase))
            await chat.edit(ref, replace(message("", phase=phase), facts=(), url=None, at=None))

        assert slack.messages()[0].edits == 2 * len(Phase)

    async def test_an_address_needs_no_slash_at_its_end(self, slack: FakeSlack) -> None:
        chat = SlackChat(slack.token, base_url=slack.url.rstrip("/"))

        assert await chat.post(CHANNEL, message(), key="k1")

    async def test_a_proxy_of_the_environment_is_not_used(
        self, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", free_address())
        monkeypatch.setenv("HTTPS_PROXY", free_address())

        assert await SlackChat(slack.token, base_url=slack.url).post(CHANNEL, message(), key="k1")

    async def test_a_proxy_that_is_set_on_purpose_is_used(self, slack: FakeSlack) -> None:
        chat = SlackChat(slack.token, base_url=slack.url, proxy=free_address())

        with pytest.raises(RetryError):
            await chat.post(CHANNEL, message(), key="k1")

        assert slack.calls == []

    async def test_one_channel_that_is_gone_stops_no_other(self, slack: FakeSlack, chat: SlackChat) -> None:  # P7
        slack.add_channel("C0OLD", "old", archived=True)
        with pytest.raises(ChannelGoneError, match="archived"):
            await chat.post("C0OLD", message(), key="k1")

        await chat.post(CHANNEL, message(), key="k2")

        assert len(slack.messages()) == 1


class TestLimits:
    """P9."""

    @pytest.mark.parametrize("size", [0, 3_000, 40_000, 200_000])
    async def test_a_body_of_any_length_is_taken(self, slack: FakeSlack, chat: SlackChat, size: int) -> None:
        body = "Many words & <more>. " * (size // 20)

        ref = await chat.post(CHANNEL, message(body), key="k1")
        await chat.reply(ref, message(body, part=Part.UPDATE), key="u1")
        await chat.reply(ref, message(body, part=Part.ANNOUNCEMENT), key="u2", announce=True)

        assert len(slack.messages()) == 3

    async def test_many_paragraphs_facts_and_a_long_title_are_taken(self, slack: FakeSlack, chat: SlackChat) -> None:
        many = replace(
            message("\n\n".join(["A paragraph."] * 2_000)),
            title="Errors " * 200,
            status="Investigating " * 100,
            facts=tuple(Fact(f"Fact {number}", "value " * 500) for number in range(60)),
        )

        await chat.post(CHANNEL, many, key="k1")

        assert len(slack.messages()) == 1

    async def test_a_channel_that_is_written_to_too_fast_says_so(self) -> None:
        async with FakeSlack(pace=60, retry_after="3") as slack:
            chat = SlackChat(slack.token, base_url=slack.url)
            slack.add_channel("C0OTHER", "other")
            await chat.post(CHANNEL, message(), key="k1")

            with pytest.raises(RetryError) as raised:
                await chat.post(CHANNEL, message(), key="k2")
            await chat.post("C0OTHER", message(), key="k3")

        assert raised.value.after == timedelta(seconds=3)

    async def test_a_rate_limit_is_told_at_once_and_not_slept_through(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.retry_after = "1163"
        slack.fail(Trouble.RATE_LIMITED)
        begun = time.monotonic()

        with pytest.raises(RetryError) as raised:
            await chat.post(CHANNEL, message(), key="k1")

        assert raised.value.after == timedelta(seconds=1163)
        assert time.monotonic() - begun < 10
        assert slack.messages() == []

    @pytest.mark.parametrize(
        "asked", ["", "0", "soon", "-1", "nan", "inf", "9" * 5000, "Wed, 01 Apr 2026 00:00:00 GMT"]
    )
    async def test_a_wait_that_makes_no_sense_is_still_a_wait(
        self, slack: FakeSlack, chat: SlackChat, asked: str
    ) -> None:
        slack.retry_after = asked
        slack.fail(Trouble.RATE_LIMITED)

        with pytest.raises(RetryError) as raised:
            await chat.post(CHANNEL, message(), key="k1")

        assert timedelta(0) < raised.value.after <= timedelta(days=1)


class TestDoubt:
    """P2: what may have been done is never called undone, and is found again."""

    @pytest.mark.parametrize("trouble", [Trouble.LOST_REPLY, Trouble.SLOW_REPLY, Trouble.FATAL_ERROR])
    async def test_what_was_done_without_an_answer_is_found(self, slack: FakeSlack, trouble: Trouble) -> None:
        chat = SlackChat(slack.token, base_url=slack.url, timeout=IMPATIENT if trouble is Trouble.SLOW_REPLY else 30)
        begun = datetime.now(UTC)
        slack.fail(trouble)

        with pytest.raises(UnsureError):
            await chat.post(CHANNEL, message(), key="k1")

        (post,) = slack.messages()
        patient = SlackChat(slack.token, base_url=slack.url)
        assert await patient.find(CHANNEL, "k1", since=begun) == f"{CHANNEL}:{post.ts}"

    @pytest.mark.parametrize("trouble", [*STRANGE_ANSWERS, Trouble.UNAVAILABLE, "internal_error"])
    async def test_an_answer_that_is_not_slacks_leaves_doubt(
        self, slack: FakeSlack, chat: SlackChat, trouble: str
    ) -> None:
        slack.fail(trouble)

        with pytest.raises(UnsureError):
            await chat.post(CHANNEL, message(), key="k1")

    async def test_a_refusal_by_a_proxy_leaves_none(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.fail(Trouble.PROXY_REFUSAL)

        with pytest.raises(RetryError, match="403"):
            await chat.post(CHANNEL, message(), key="k1")

    async def test_no_connection_leaves_none(self) -> None:
        chat = SlackChat("xoxb-1-fake-token", base_url=free_address())

        with pytest.raises(RetryError, match="no connection"):
            await chat.post(CHANNEL, message(), key="k1")

    async def test_waiting_has_an_end_and_it_is_told(self, slack: FakeSlack) -> None:  # P9
        chat = SlackChat(slack.token, base_url=slack.url, timeout=IMPATIENT)
        slack.fail(Trouble.SLOW_REPLY)
        begun = time.monotonic()

        with pytest.raises(UnsureError, match="in time"):
            await chat.post(CHANNEL, message(), key="k1")

        assert time.monotonic() - begun < 10

    @pytest.mark.parametrize("trouble", sorted(set(Trouble) - {Trouble.LOST_REPLY}))
    async def test_a_look_that_failed_is_no_doubt_but_done_again(self, slack: FakeSlack, trouble: Trouble) -> None:
        chat = SlackChat(slack.token, base_url=slack.url)
        patience = IMPATIENT if trouble is Trouble.SLOW_REPLY else 30
        impatient = SlackChat(slack.token, base_url=slack.url, timeout=patience)
        ref = await chat.post(CHANNEL, message(), key="k1")
        slack.fail(trouble, methods=READING)

        with pytest.raises(RetryError):
            await impatient.find(CHANNEL, "k1", since=LONG_AGO)

        assert await chat.find(CHANNEL, "k1", since=LONG_AGO) == ref

    async def test_a_look_whose_connection_breaks_again_and_again_is_left_for_later(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:
        slack.fail(Trouble.LOST_REPLY, times=2, methods=READING)  # what only reads, aiohttp tries twice by itself

        with pytest.raises(RetryError):
            await chat.find(CHANNEL, "k1", since=LONG_AGO)


class TestFinding:
    async def test_another_bot_with_the_same_key_is_not_us(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.say("Posted by another copy of the program", key="k1")

        assert await chat.find(CHANNEL, "k1", since=LONG_AGO) is None

    async def test_metadata_are_asked_for(self, slack: FakeSlack, chat: SlackChat) -> None:
        await chat.post(CHANNEL, message(), key="k1")

        await chat.find(CHANNEL, "k1", since=LONG_AGO)

        assert slack.asked("conversations.history")[0]["include_all_metadata"] == "1"

    async def test_it_is_found_although_slacks_clock_is_behind(self, chat: SlackChat) -> None:
        ref = await chat.post(CHANNEL, message(), key="k1")

        assert await chat.find(CHANNEL, "k1", since=datetime.now(UTC) + timedelta(seconds=50)) == ref

    @pytest.mark.parametrize("page_size", [1, 2, 15])
    async def test_it_is_found_on_a_later_page(self, slack: FakeSlack, chat: SlackChat, page_size: int) -> None:
        slack.page_size = page_size
        for number in range(page_size * 2):
            slack.say(f"Chatter {number}")
        root = await chat.post(CHANNEL, message(), key="k1")
        for number in range(page_size * 2):
            slack.say(f"Chatter {number}", under=root.partition(":")[2])
        reply = await chat.reply(root, message(part=Part.UPDATE), key="u1")

        assert await chat.find(CHANNEL, "k1", since=LONG_AGO) == root
        assert await chat.find(CHANNEL, "u1", since=LONG_AGO, root=root) == reply

    async def test_without_knowing_who_we_are_nothing_is_called_missing(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:
        slack.fail(Trouble.EMPTY, methods=["auth.test"])

        with pytest.raises(RetryError):
            await chat.find(CHANNEL, "k1", since=LONG_AGO)

    async def test_the_search_has_an_end(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.page_size = 1
        for number in range(PAGE_LIMIT * 2):
            slack.say(f"Chatter {number}")

        assert await chat.find(CHANNEL, "k1", since=LONG_AGO) is None
        assert len(slack.asked("conversations.history")) == PAGE_LIMIT

    async def test_a_history_that_may_not_be_read_names_the_scope(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.scopes -= {"channels:history"}
        ref = await chat.post(CHANNEL, message(), key="k1")

        with pytest.raises(RefusedError, match="channels:history"):
            await chat.find(CHANNEL, "k1", since=LONG_AGO)
        with pytest.raises(RefusedError, match="channels:history"):
            await chat.find(CHANNEL, "u1", since=LONG_AGO, root=ref)

    async def test_a_reply_that_lost_its_root_and_its_answer_is_found(self, slack: FakeSlack, chat: SlackChat) -> None:
        root = await chat.post(CHANNEL, message(), key="k1")
        slack.channels[CHANNEL].delete(root.partition(":")[2])
        slack.fail(Trouble.LOST_REPLY)
        with pytest.raises(UnsureError):
            await chat.reply(root, message(part=Part.UPDATE), key="u1")

        found = await chat.find(CHANNEL, "u1", since=LONG_AGO, root=root)

        assert found == f"{CHANNEL}:{slack.messages()[0].ts}"


class TestThreads:
    async def test_a_reply_that_slack_put_into_the_channel_is_taken_back(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:  # Slack makes a message of its own of a reply to a deleted message, without an error
        root = await chat.post(CHANNEL, message(), key="k1")
        slack.channels[CHANNEL].delete(root.partition(":")[2])

        with pytest.raises(MessageGoneError):
            await chat.reply(root, message(part=Part.UPDATE), key="u1")

        assert slack.messages() == []

    async def test_a_stray_reply_that_cannot_be_taken_back_is_told(self, slack: FakeSlack, chat: SlackChat) -> None:
        root = await chat.post(CHANNEL, message(), key="k1")
        slack.channels[CHANNEL].delete(root.partition(":")[2])
        slack.fail("cant_delete_message", methods=["chat.delete"])

        with pytest.raises(MessageGoneError, match="take back a stray reply"):
            await chat.reply(root, message(part=Part.UPDATE), key="u1")

    async def test_a_deleted_root_with_replies_still_has_its_thread(self, slack: FakeSlack, chat: SlackChat) -> None:
        root = await chat.post(CHANNEL, message(), key="k1")
        await chat.reply(root, message(part=Part.UPDATE), key="u1")
        slack.channels[CHANNEL].delete(root.partition(":")[2])

        await chat.reply(root, message(part=Part.UPDATE), key="u2")
        with pytest.raises(MessageGoneError):
            await chat.edit(root, message("Reworded."))

        assert [post.thread_ts for post in slack.messages()] == [root.partition(":")[2]] * 2

    @pytest.mark.parametrize("code", ["restricted_action_non_threadable_channel", "restricted_action_thread_locked"])
    async def test_where_threads_are_refused_a_reply_in_the_channel_works(
        self, slack: FakeSlack, chat: SlackChat, code: str
    ) -> None:
        root = await chat.post(CHANNEL, message(), key="k1")
        slack.fail(code, times=2)

        with pytest.raises(ThreadRefusedError):
            await chat.reply(root, message(part=Part.UPDATE), key="u1")
        reply = await chat.reply(root, message(part=Part.UPDATE), key="u1", threaded=False)

        assert slack.messages()[-1].in_channel
        assert await chat.find(CHANNEL, "u1", since=LONG_AGO, root=root) == reply
