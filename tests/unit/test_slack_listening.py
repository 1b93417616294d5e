"""What people say on Slack reaches us once and is answered where they are, whatever the line does."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
import structlog.testing

from adapters.model import Text
from bot.chat.slack.sending import SlackChat
from bot.commands.request import Choice, Rank, Reply
from bot.core.message import Message, Part
from tests.fakes.slack import OUR_BOT, Trouble
from tests.fakes.slack_clerk import HERE, HOSTILE, Clerk, listener, listening
from tests.fakes.slack_socket import ANNA, NAMELESS, TEAM, ListeningSlack

# What is typed


@pytest.mark.usefixtures("heard")
async def test_words_are_answered_to_the_asker_alone(people: ListeningSlack, clerk: Clerk) -> None:
    receipt = await people.types("status github")
    answer = await people.answered()

    assert receipt == {}
    assert answer["response_type"] == "ephemeral"
    assert "All is well." in people.shown(answer)
    assert [(text, place) for text, place, _ in clerk.said] == [("status github", HERE)]


@pytest.mark.usefixtures("heard")
async def test_what_concerns_all_is_answered_to_the_channel(people: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(clerk.reply, public=True)

    await people.types("subscribe github")

    assert (await people.answered())["response_type"] == "in_channel"


@pytest.mark.usefixtures("heard")
async def test_what_slack_makes_of_typed_words_is_undone(people: ListeningSlack, clerk: Clerk) -> None:
    await people.types("subscribe <https://status.acme.example|status.acme.example> impact&gt;=major")
    await people.answered()

    assert clerk.said[0][0] == "subscribe https://status.acme.example impact>=major"


@pytest.mark.usefixtures("heard")
async def test_whoever_is_named_keeps_their_id(people: ListeningSlack, clerk: Clerk) -> None:
    await people.types("settings mentions <@U1|ada> <!subteam^S1|@ops>")
    await people.answered()

    assert clerk.said[0][0] == "settings mentions <@U1|ada> <!subteam^S1|@ops>"


@pytest.mark.usefixtures("heard")
async def test_hostile_words_in_an_answer_stay_words(people: ListeningSlack, clerk: Clerk) -> None:  # P11
    message = Message(Part.NOTICE, HOSTILE, body=Text.of(HOSTILE))
    clerk.reply = Reply(message, choices=(Choice(HOSTILE, "status", {"provider": HOSTILE}),))

    await people.types(f"status {HOSTILE}")
    answer = await people.answered()
    (offered,) = people.buttons(answer)

    kinds = {
        text["type"] for block in answer["blocks"] for text in (block.get("text"), *block.get("elements", ())) if text
    }
    assert "<" not in answer["text"]
    assert "mrkdwn" not in kinds
    assert offered["text"]["type"] == "plain_text"
    assert people.shown(answer).count("<!channel>") >= 2


@pytest.mark.usefixtures("heard")
async def test_an_answer_that_is_too_long_is_cut_visibly(people: ListeningSlack, clerk: Clerk) -> None:  # P9
    clerk.reply = Reply(Message(Part.NOTICE, "Long", body=Text.of("many words " * 5000)))

    await people.types("help")

    assert "shortened" in people.shown(await people.answered())


@pytest.mark.usefixtures("heard")
async def test_a_slow_answer_does_not_delay_the_receipt(people: ListeningSlack, clerk: Clerk) -> None:
    clerk.open.clear()
    began = time.monotonic()

    await people.types("history")

    assert time.monotonic() - began < 1
    assert people.answers == []
    clerk.open.set()
    assert await people.answered()


@pytest.mark.usefixtures("heard")
async def test_an_answer_that_fails_harms_no_other(people: ListeningSlack, clerk: Clerk) -> None:  # P7
    clerk.failure = RuntimeError("a mistake of ours")
    with structlog.testing.capture_logs() as logs:
        await people.types("status")
        await people.until(lambda: any("could not be answered" in line["event"] for line in logs))
    clerk.failure = None

    await people.types("status")

    assert await people.answered()


@pytest.mark.usefixtures("heard")
async def test_an_envelope_that_comes_twice_is_answered_once(people: ListeningSlack, clerk: Clerk) -> None:  # P2
    words = people.slash("subscribe github")

    await people.tell("slash_commands", words, envelope="twice")
    await people.tell("slash_commands", words, envelope="twice")
    await people.types("status")
    await people.answered(2)

    assert len(people.receipts["twice"]) == 2
    assert [text for text, _, _ in clerk.said] == ["subscribe github", "status"]


# Mentions


@pytest.mark.usefixtures("heard")
async def test_a_mention_is_answered_in_its_thread(people: ListeningSlack, clerk: Clerk) -> None:
    ts = await people.mentions("<@U0STATUS> status github")
    await people.until(lambda: any(post.bot == OUR_BOT for post in people.messages()))

    (reply,) = (post for post in people.messages() if post.bot == OUR_BOT)
    assert reply.thread_ts == ts
    assert "All is well." in reply.readable
    assert clerk.said[0][0] == "status github"


@pytest.mark.usefixtures("heard")
async def test_a_mere_mention_asks_for_the_board(people: ListeningSlack, clerk: Clerk) -> None:
    await people.mentions("<@U0STATUS>")
    await people.until(lambda: len(clerk.said) == 1)

    assert clerk.said[0][0] == "status"


@pytest.mark.usefixtures("heard")
async def test_another_bot_is_not_answered(people: ListeningSlack, clerk: Clerk) -> None:
    await people.mentions("<@U0STATUS> status", bot_id="B0OTHER")
    await people.types("status")
    await people.answered()

    assert len(clerk.said) == 1


# The line


@pytest.mark.usefixtures("heard")
async def test_a_busy_slack_is_answered_when_it_has_time(people: ListeningSlack) -> None:  # P9
    people.retry_after = "0.01"
    everything = {
        "users.info",
        "auth.test",
        "views.open",
        "views.update",
        "views.publish",
        "chat.postMessage",
        NAMELESS,
    }
    people.fail(Trouble.RATE_LIMITED, times=2, methods=everything - {NAMELESS})
    people.fail(Trouble.RATE_LIMITED, times=2, methods={NAMELESS})

    await people.types("status")

    assert "All is well." in people.shown(await people.answered())


@pytest.mark.usefixtures("heard")
async def test_a_slack_that_stays_busy_is_left_alone(people: ListeningSlack, clerk: Clerk) -> None:  # P9
    people.retry_after = "0.01"
    people.fail(Trouble.RATE_LIMITED, times=3, methods={NAMELESS})

    with structlog.testing.capture_logs() as logs:
        await people.types("status")
        await people.until(lambda: any("did not take" in line["event"] for line in logs))
    await people.types("status")

    assert await people.answered()
    assert len(clerk.said) == 2


@pytest.mark.usefixtures("heard")
async def test_a_mention_is_answered_when_slack_has_time(people: ListeningSlack) -> None:  # P9
    people.retry_after = "0.01"
    people.fail(Trouble.RATE_LIMITED, times=2)

    await people.mentions("<@U0STATUS> status")
    await people.until(lambda: any(post.bot == OUR_BOT for post in people.messages()))

    assert len(people.messages()) == 2


@pytest.mark.usefixtures("heard")
async def test_an_answer_that_may_be_there_is_not_posted_again(people: ListeningSlack) -> None:  # P2
    people.fail(Trouble.LOST_REPLY)

    with structlog.testing.capture_logs() as logs:
        await people.mentions("<@U0STATUS> status")
        await people.until(lambda: any("may not have reached" in line["event"] for line in logs))

    assert len(people.asked("chat.postMessage")) == 1


@pytest.mark.parametrize("abruptly", [False, True])
async def test_a_lost_line_is_made_anew(people: ListeningSlack, clerk: Clerk, *, abruptly: bool) -> None:
    async with listening(people, clerk):
        await people.hang_up(abruptly=abruptly)
        await people.until(lambda: people.connections == 2)

        await people.types("status")

        assert await people.answered()


async def test_slack_can_ask_us_to_come_back_on_another_line(people: ListeningSlack, clerk: Clerk) -> None:
    async with listening(people, clerk):
        await people.disconnects()
        await people.until(lambda: people.connections == 2)

        await people.types("status")

        assert await people.answered()


async def test_an_answer_outlives_the_line_on_which_it_was_asked_for(people: ListeningSlack, clerk: Clerk) -> None:
    async with listening(people, clerk):
        clerk.open.clear()
        await people.types("status")
        await people.hang_up()
        clerk.open.set()

        assert await people.answered()


async def test_a_dead_line_is_told_and_tried_until_it_lives(people: ListeningSlack, clerk: Clerk) -> None:  # P8
    with structlog.testing.capture_logs() as logs:
        async with listening(people, clerk) as heard:
            people.deaf = True
            await people.hang_up()
            await people.until(lambda: any("cannot be heard" in line["event"] for line in logs))
            people.deaf = False
            await people.until(heard.ready.is_set)
            await people.types("status")

            assert await people.answered()

    assert [line["event"] for line in logs].count("Slack's commands are heard") == 2


async def test_the_end_in_the_middle_of_a_reconnection_is_an_end(people: ListeningSlack, clerk: Clerk) -> None:
    async with listening(people, clerk):
        people.deaf = True
        await people.hang_up()

    assert people.connections == 1


@pytest.mark.parametrize("fault", ["invalid_auth", "not_allowed_token_type", "missing_scope", "token_revoked"])
async def test_a_bad_app_token_is_named_and_ends_only_the_listening(
    people: ListeningSlack, clerk: Clerk, fault: str
) -> None:
    people.app_token_fault = fault
    chat = SlackChat(people.token, base_url=people.url)
    quiet = listener(people, clerk)

    with structlog.testing.capture_logs() as logs:
        async with asyncio.timeout(5):
            await quiet.run()
    await chat.post("C0STATUS", clerk.reply.message, key="k")

    (line,) = (line for line in logs if line["log_level"] == "error")
    assert "commands are off" in line["event"]
    assert fault in line["why"]
    assert "SLACK_APP_TOKEN" in line["why"]
    assert people.app_token not in str(logs)
    assert len(people.messages()) == 1


async def test_a_slack_that_asks_for_patience_is_connected_to_later(people: ListeningSlack, clerk: Clerk) -> None:  # P9
    people.retry_after = "0.01"
    people.fail(Trouble.RATE_LIMITED, times=2, methods={"apps.connections.open"})

    async with listening(people, clerk):
        await people.types("status")

        assert await people.answered()


@pytest.mark.parametrize(
    "trouble", [Trouble.UNAVAILABLE, Trouble.PROXY_PAGE, Trouble.NOT_AN_OBJECT, Trouble.EMPTY, "internal_error"]
)
async def test_a_slack_that_cannot_be_reached_is_no_reason_to_give_up(
    people: ListeningSlack, clerk: Clerk, trouble: str
) -> None:  # P7
    people.fail(trouble, methods={"apps.connections.open"})
    quiet = listener(people, clerk)

    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(quiet.run())
        await people.until(lambda: any("cannot be heard" in line["event"] for line in logs))

    assert not running.done()
    running.cancel()
    await asyncio.wait([running])


# What else may come


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("interactive", {"type": "shortcut", "callback_id": "x", "team": {"id": TEAM}, "user": {"id": ANNA}}),
        ("interactive", {}),
        ("slash_commands", {"command": "/other", "team_id": TEAM, "user_id": ANNA}),
        ("events_api", {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "user": ANNA}}),
    ],
)
@pytest.mark.usefixtures("heard")
async def test_what_nobody_understands_gets_its_receipt_and_harms_nothing(
    people: ListeningSlack, clerk: Clerk, kind: str, payload: dict[str, Any]
) -> None:  # P7
    assert await people.tell(kind, payload) == {}

    await people.types("status")
    await people.answered()
    assert len(clerk.said) == 1


async def test_what_the_environment_says_of_slack_and_proxies_changes_nothing(
    people: ListeningSlack, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-another")
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.1")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "another")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    async with listening(people, clerk):
        await people.types("status")

        assert await people.answered()
    assert clerk.said[0][2].rank is Rank.MANAGER


async def test_the_end_does_not_wait_for_a_slow_answer(people: ListeningSlack, clerk: Clerk) -> None:
    clerk.open.clear()

    async with listening(people, clerk):
        await people.types("history")
        await people.until(lambda: len(clerk.said) == 1)
        began = time.monotonic()

    assert time.monotonic() - began < 4
    assert people.answers == []
