"""What people do on Slack reaches us once and is answered where they are, whatever the line does."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog.testing

from adapters.model import Provider, Text
from bot.chat.slack.answers import Answers
from bot.chat.slack.listening import Pace, SlackListener
from bot.chat.slack.modals import PROVIDER
from bot.chat.slack.sending import SlackChat
from bot.commands.request import Asker, Choice, Command, Desk, Fits, Param, Place, Rank, Reply, Request
from bot.render.message import Message, Part
from bot.render.pressing import button_id
from bot.render.slack import BUTTON
from tests.fakes.slack import OUR_BOT, Trouble
from tests.fakes.slack_socket import ANNA, NAMELESS, TEAM, ListeningSlack, person

QUICK = Pace(answer=2.0, ping=0.05, look=0.02, deaf=0.3, pause=0.05)
HOSTILE = "<!channel> <@U1> *bold* <https://evil.example|bank.example> @everyone"
HERE = Place("slack", TEAM, "C0STATUS")


async def _unused(_: Request, __: Desk) -> Reply:
    raise AssertionError("the clerk answers")


SUBSCRIBE = Command(
    "subscribe",
    "Follow a provider here.",
    _unused,
    params=(
        Param("provider", "Its name.", required=True, kind=Fits.PROVIDER, leads=True),
        Param("impact", "The least.", kind=Fits.IMPACT, choices=("minor", "major")),
        Param("words", "What it mentions."),
    ),
    aliases=("follow",),
)
SETTINGS = Command("settings", "How it is told.", _unused, params=(Param("timezone", "A zone."),))
STATUS = Command("status", "What is open.", _unused)


class Clerk:
    """Answers everything, and remembers what was asked and by whom; `block` holds every answer up."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Place, Asker]] = []
        self.asked: list[tuple[str, Request]] = []
        self.reply = Reply(Message(Part.NOTICE, "Nothing is open", body=Text.of("All is well.")))
        self.failure: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.providers = [Provider(f"acme-{number}", f"Acme {number}", None, ()) for number in range(200)]

    @property
    def answers(self) -> Answers:
        return Answers((SUBSCRIBE, SETTINGS, STATUS), self.answer, self.converse, self.search, self.board)

    async def converse(self, text: str, place: Place, asker: Asker) -> Reply:
        self.said.append((text, place, asker))
        return await self._reply()

    async def answer(self, name: str, request: Request) -> Reply:
        self.asked.append((name, request))
        return await self._reply()

    def search(self, words: str, limit: int) -> list[Provider]:
        return [provider for provider in self.providers if words.casefold() in provider.name.casefold()][:limit]

    async def board(self) -> Message:
        return Message(Part.NOTICE, "2 incidents open", body=Text.of(HOSTILE))

    async def _reply(self) -> Reply:
        await self.open.wait()
        if self.failure:
            raise self.failure
        return self.reply


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
async def slack() -> AsyncIterator[ListeningSlack]:
    async with ListeningSlack() as slack:
        slack.scopes |= {"users:read"}
        yield slack


@asynccontextmanager
async def listening(
    slack: ListeningSlack, clerk: Clerk, *, app_token: str | None = None
) -> AsyncIterator[SlackListener]:
    """A listener that can be spoken to; nothing of it is left afterwards."""
    before = asyncio.all_tasks()
    chat = SlackChat(slack.token, base_url=slack.url, buttons=True)
    token = app_token or slack.app_token
    listener = SlackListener(slack.token, token, chat=chat, answers=clerk.answers, api_url=slack.url, pace=QUICK)
    running = asyncio.create_task(listener.run())
    async with asyncio.timeout(5):
        await listener.ready.wait()
    try:
        yield listener
    finally:
        running.cancel()
        async with asyncio.timeout(5):
            await asyncio.wait([running])
        assert listener.ready.is_set() is False
        left = {repr(task.get_coro()) for task in asyncio.all_tasks() - before - {asyncio.current_task()}}
        assert all("RequestHandler" in name for name in left), left  # the fake's own


@pytest.fixture
async def heard(slack: ListeningSlack, clerk: Clerk) -> AsyncIterator[SlackListener]:
    async with listening(slack, clerk) as listener:
        yield listener


def button(command: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "button", "action_id": f"{BUTTON}:0", "value": button_id(command, arguments)}


# What is typed


@pytest.mark.usefixtures("heard")
async def test_words_are_answered_to_the_asker_alone(slack: ListeningSlack, clerk: Clerk) -> None:
    receipt = await slack.types("status github")
    answer = await slack.answered()

    assert receipt == {}
    assert answer["response_type"] == "ephemeral"
    assert "All is well." in slack.shown(answer)
    assert [(text, place) for text, place, _ in clerk.said] == [("status github", HERE)]


@pytest.mark.usefixtures("heard")
async def test_what_concerns_all_is_answered_to_the_channel(slack: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(clerk.reply, public=True)

    await slack.types("subscribe github")

    assert (await slack.answered())["response_type"] == "in_channel"


@pytest.mark.usefixtures("heard")
async def test_what_slack_makes_of_typed_words_is_undone(slack: ListeningSlack, clerk: Clerk) -> None:
    await slack.types("subscribe <https://status.acme.example|status.acme.example> impact&gt;=major")
    await slack.answered()

    assert clerk.said[0][0] == "subscribe https://status.acme.example impact>=major"


@pytest.mark.usefixtures("heard")
async def test_every_workspace_is_told_apart(slack: ListeningSlack, clerk: Clerk) -> None:
    await slack.types("status")
    await slack.types("status", team="T1OTHER")
    await slack.answered(2)

    assert {place.workspace for _, place, _ in clerk.said} == {TEAM, "T1OTHER"}


@pytest.mark.usefixtures("heard")
async def test_hostile_words_in_an_answer_stay_words(slack: ListeningSlack, clerk: Clerk) -> None:  # P11
    message = Message(Part.NOTICE, HOSTILE, body=Text.of(HOSTILE))
    clerk.reply = Reply(message, choices=(Choice(HOSTILE, "status", {"provider": HOSTILE}),))

    await slack.types(f"status {HOSTILE}")
    answer = await slack.answered()
    (offered,) = slack.buttons(answer)

    kinds = {
        text["type"] for block in answer["blocks"] for text in (block.get("text"), *block.get("elements", ())) if text
    }
    assert "<" not in answer["text"]
    assert "mrkdwn" not in kinds
    assert offered["text"]["type"] == "plain_text"
    assert slack.shown(answer).count("<!channel>") >= 2


@pytest.mark.usefixtures("heard")
async def test_an_answer_that_is_too_long_is_cut_visibly(slack: ListeningSlack, clerk: Clerk) -> None:  # P9
    clerk.reply = Reply(Message(Part.NOTICE, "Long", body=Text.of("many words " * 5000)))

    await slack.types("help")

    assert "shortened" in slack.shown(await slack.answered())


@pytest.mark.usefixtures("heard")
async def test_a_slow_answer_does_not_delay_the_receipt(slack: ListeningSlack, clerk: Clerk) -> None:
    clerk.open.clear()
    began = time.monotonic()

    await slack.types("history")

    assert time.monotonic() - began < 1
    assert slack.answers == []
    clerk.open.set()
    assert await slack.answered()


@pytest.mark.usefixtures("heard")
async def test_an_answer_that_fails_harms_no_other(slack: ListeningSlack, clerk: Clerk) -> None:  # P7
    clerk.failure = RuntimeError("a mistake of ours")
    await slack.types("status")
    await slack.until(lambda: len(clerk.said) == 1)
    clerk.failure = None

    await slack.types("status")

    assert await slack.answered()


@pytest.mark.usefixtures("heard")
async def test_an_envelope_that_comes_twice_is_answered_once(slack: ListeningSlack, clerk: Clerk) -> None:  # P2
    words = slack.slash("subscribe github")

    await slack.tell("slash_commands", words, envelope="twice")
    await slack.tell("slash_commands", words, envelope="twice")
    await slack.types("status")
    await slack.answered(2)

    assert len(slack.receipts["twice"]) == 2
    assert [text for text, _, _ in clerk.said] == ["subscribe github", "status"]


# Mentions


@pytest.mark.usefixtures("heard")
async def test_a_mention_is_answered_in_its_thread(slack: ListeningSlack, clerk: Clerk) -> None:
    ts = await slack.mentions("<@U0STATUS> status github")
    await slack.until(lambda: any(post.bot == OUR_BOT for post in slack.messages()))

    (reply,) = (post for post in slack.messages() if post.bot == OUR_BOT)
    assert reply.thread_ts == ts
    assert "All is well." in reply.readable
    assert clerk.said[0][0] == "status github"


@pytest.mark.usefixtures("heard")
async def test_a_mere_mention_asks_for_the_board(slack: ListeningSlack, clerk: Clerk) -> None:
    await slack.mentions("<@U0STATUS>")
    await slack.until(lambda: len(clerk.said) == 1)

    assert clerk.said[0][0] == "status"


@pytest.mark.usefixtures("heard")
async def test_another_bot_is_not_answered(slack: ListeningSlack, clerk: Clerk) -> None:
    await slack.mentions("<@U0STATUS> status", bot_id="B0OTHER")
    await slack.types("status")
    await slack.answered()

    assert len(clerk.said) == 1


# Buttons


@pytest.mark.usefixtures("heard")
async def test_a_choice_is_a_button_that_asks_for_it(slack: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(
        clerk.reply, choices=(Choice("Only major", "subscribe", {"provider": "a b", "impact": "major"}),)
    )
    await slack.types("subscribe a")
    (offered,) = slack.buttons(await slack.answered())

    await slack.clicks(offered, ephemeral=True)
    await slack.answered(2)

    ((name, request),) = clerk.asked
    assert offered["text"]["text"] == "Only major"
    assert (name, dict(request.arguments)) == ("subscribe", {"provider": "a b", "impact": "major"})
    assert request.place == HERE


@pytest.mark.usefixtures("heard")
async def test_a_button_from_before_the_restart_still_works(slack: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(clerk.reply, public=True)

    await slack.clicks(button("mute", {"what": "k3y", "for": "2 hours"}), ts="171.5")
    answer = await slack.answered()

    ((name, request),) = clerk.asked
    assert (name, dict(request.arguments)) == ("mute", {"what": "k3y", "for": "2 hours"})
    assert (answer["replace_original"], answer["thread_ts"]) == (False, "171.5")


@pytest.mark.parametrize("value", ["", "{}", "sw:", "sw:mute", "not ours", "sw:?what=x"])
@pytest.mark.usefixtures("heard")
async def test_a_button_that_says_nothing_does_nothing(slack: ListeningSlack, clerk: Clerk, value: str) -> None:
    await slack.clicks({"type": "button", "action_id": f"{BUTTON}:0", "value": value})
    await slack.types("status")
    await slack.answered()

    assert clerk.asked == []


# Forms


@pytest.mark.usefixtures("heard")
async def test_subscribe_without_a_word_opens_a_form(slack: ListeningSlack, clerk: Clerk) -> None:
    await slack.types("follow")
    await slack.until(lambda: bool(slack.views))
    (view,) = slack.views.values()

    receipt = await slack.submits(view, {"provider": "acme-7", "impact": "major"})
    await slack.answered()

    ((name, request),) = clerk.asked
    assert receipt == {}
    assert (name, dict(request.arguments)) == ("subscribe", {"provider": "acme-7", "impact": "major"})
    assert (request.place, request.asker.id) == (HERE, ANNA)


@pytest.mark.usefixtures("heard")
async def test_the_form_of_the_settings_shows_those_of_today(slack: ListeningSlack) -> None:
    await slack.types("settings")
    await slack.until(lambda: any(view["blocks"][0]["type"] == "header" for view in slack.views.values()))
    (view,) = slack.views.values()

    told = [block for block in view["blocks"] if block["type"] != "input"]
    assert "All is well." in slack.shown({"blocks": told})
    assert [block["block_id"] for block in view["blocks"] if block["type"] == "input"] == ["timezone"]
    assert slack.answers == []


@pytest.mark.usefixtures("heard")
async def test_settings_are_answered_in_words_where_no_form_opens(slack: ListeningSlack) -> None:
    slack.fail("expired_trigger_id", methods={"views.open"})

    await slack.types("settings")

    assert "All is well." in slack.shown(await slack.answered())


@pytest.mark.usefixtures("heard")
async def test_providers_are_offered_while_somebody_types(slack: ListeningSlack) -> None:
    offered = await slack.searches(PROVIDER, "acme 1")

    assert offered[0] == {"text": {"type": "plain_text", "text": "Acme 1", "emoji": False}, "value": "acme-1"}


@pytest.mark.usefixtures("heard")
async def test_no_more_providers_are_offered_than_slack_takes(slack: ListeningSlack) -> None:  # P9
    assert len(await slack.searches(PROVIDER, "acme")) == 99
    assert await slack.searches(PROVIDER, "nobody") == []


@pytest.mark.usefixtures("heard")
async def test_an_address_is_offered_as_it_is(slack: ListeningSlack) -> None:
    (offered,) = await slack.searches(PROVIDER, "https://status.acme.example")

    assert offered["value"] == "https://status.acme.example"


# The Home tab


@pytest.mark.usefixtures("heard")
async def test_the_home_tab_is_the_board(slack: ListeningSlack) -> None:
    await slack.opens_home()
    await slack.until(lambda: bool(slack.views))

    (tab,) = slack.views.values()
    assert tab["type"] == "home"
    assert "2 incidents open" in slack.shown(tab)
    assert HOSTILE.split(maxsplit=1)[0] in slack.shown(tab)


# Who asks


@pytest.mark.parametrize(
    ("user", "rank"),
    [
        (person(ANNA, "anna"), Rank.MANAGER),
        (person(ANNA, "anna", is_admin=True), Rank.ADMIN),
        (person(ANNA, "anna", is_owner=True), Rank.ADMIN),
        (person(ANNA, "anna", is_restricted=True, is_admin=True), Rank.MEMBER),
        (person(ANNA, "anna", is_ultra_restricted=True), Rank.MEMBER),
        (person(ANNA, "anna", is_stranger=True), Rank.MEMBER),
        (person(ANNA, "anna", team="T9OTHER", is_owner=True), Rank.MEMBER),
        (person(ANNA, "anna", team="T9OTHER", enterprise_user={"teams": [TEAM]}), Rank.MANAGER),
    ],
)
@pytest.mark.usefixtures("heard")
async def test_full_members_may_change_and_guests_may_not(
    slack: ListeningSlack, clerk: Clerk, user: dict[str, Any], rank: Rank
) -> None:
    slack.users[ANNA] = user

    await slack.types("status")
    await slack.answered()

    assert clerk.said[0][2] == Asker(ANNA, "anna", rank)


@pytest.mark.usefixtures("heard")
async def test_somebody_of_whom_slack_tells_nothing_is_answered_as_a_member(
    slack: ListeningSlack, clerk: Clerk
) -> None:
    slack.scopes -= {"users:read"}

    await slack.types("status")
    await slack.answered()

    assert clerk.said[0][2] == Asker(ANNA, "u0anna", Rank.MEMBER)


@pytest.mark.usefixtures("heard")
async def test_who_somebody_is_is_asked_once_in_a_while(slack: ListeningSlack) -> None:
    for count in range(1, 4):
        await slack.types("status")
        await slack.answered(count)

    assert len(slack.asked("users.info")) == 1


# The line


@pytest.mark.usefixtures("heard")
async def test_a_busy_slack_is_answered_when_it_has_time(slack: ListeningSlack) -> None:  # P9
    slack.retry_after = "0.01"
    everything = {
        "users.info",
        "auth.test",
        "views.open",
        "views.update",
        "views.publish",
        "chat.postMessage",
        NAMELESS,
    }
    slack.fail(Trouble.RATE_LIMITED, times=2, methods=everything - {NAMELESS})
    slack.fail(Trouble.RATE_LIMITED, times=2, methods={NAMELESS})

    await slack.types("status")

    assert "All is well." in slack.shown(await slack.answered())


@pytest.mark.usefixtures("heard")
async def test_a_slack_that_stays_busy_is_left_alone(slack: ListeningSlack, clerk: Clerk) -> None:  # P9
    slack.retry_after = "0.01"
    slack.fail(Trouble.RATE_LIMITED, times=3, methods={NAMELESS})

    with structlog.testing.capture_logs() as logs:
        await slack.types("status")
        await slack.until(lambda: any("did not take" in line["event"] for line in logs))
    await slack.types("status")

    assert await slack.answered()
    assert len(clerk.said) == 2


@pytest.mark.parametrize("abruptly", [False, True])
async def test_a_lost_line_is_made_anew(slack: ListeningSlack, clerk: Clerk, *, abruptly: bool) -> None:
    async with listening(slack, clerk):
        await slack.hang_up(abruptly=abruptly)
        await slack.until(lambda: slack.connections == 2)

        await slack.types("status")

        assert await slack.answered()


async def test_slack_can_ask_us_to_come_back_on_another_line(slack: ListeningSlack, clerk: Clerk) -> None:
    async with listening(slack, clerk):
        await slack.disconnects()
        await slack.until(lambda: slack.connections == 2)

        await slack.types("status")

        assert await slack.answered()


async def test_an_answer_outlives_the_line_on_which_it_was_asked_for(slack: ListeningSlack, clerk: Clerk) -> None:
    async with listening(slack, clerk):
        clerk.open.clear()
        await slack.types("status")
        await slack.hang_up()
        clerk.open.set()

        assert await slack.answered()


async def test_a_dead_line_is_told_and_tried_until_it_lives(slack: ListeningSlack, clerk: Clerk) -> None:  # P8
    with structlog.testing.capture_logs() as logs:
        async with listening(slack, clerk) as listener:
            slack.deaf = True
            await slack.hang_up()
            await slack.until(lambda: any("cannot be heard" in line["event"] for line in logs))
            slack.deaf = False
            await slack.until(listener.ready.is_set)
            await slack.types("status")

            assert await slack.answered()

    assert [line["event"] for line in logs].count("Slack's commands are heard") == 2


async def test_the_end_in_the_middle_of_a_reconnection_is_an_end(slack: ListeningSlack, clerk: Clerk) -> None:
    async with listening(slack, clerk):
        slack.deaf = True
        await slack.hang_up()

    assert slack.connections == 1


@pytest.mark.parametrize("fault", ["invalid_auth", "not_allowed_token_type", "missing_scope", "token_revoked"])
async def test_a_bad_app_token_is_named_and_ends_only_the_listening(
    slack: ListeningSlack, clerk: Clerk, fault: str
) -> None:
    slack.app_token_fault = fault
    chat = SlackChat(slack.token, base_url=slack.url)
    listener = SlackListener(
        slack.token, slack.app_token, chat=chat, answers=clerk.answers, api_url=slack.url, pace=QUICK
    )

    with structlog.testing.capture_logs() as logs:
        async with asyncio.timeout(5):
            await listener.run()
    await chat.post("C0STATUS", clerk.reply.message, key="k")

    (line,) = (line for line in logs if line["log_level"] == "error")
    assert "commands are off" in line["event"]
    assert fault in line["why"]
    assert "SLACK_APP_TOKEN" in line["why"]
    assert slack.app_token not in str(logs)
    assert len(slack.messages()) == 1


async def test_a_slack_that_asks_for_patience_is_connected_to_later(slack: ListeningSlack, clerk: Clerk) -> None:  # P9
    slack.retry_after = "0.01"
    slack.fail(Trouble.RATE_LIMITED, times=2, methods={"apps.connections.open"})

    async with listening(slack, clerk):
        await slack.types("status")

        assert await slack.answered()


@pytest.mark.parametrize(
    "trouble", [Trouble.UNAVAILABLE, Trouble.PROXY_PAGE, Trouble.NOT_AN_OBJECT, Trouble.EMPTY, "internal_error"]
)
async def test_a_slack_that_cannot_be_reached_is_no_reason_to_give_up(
    slack: ListeningSlack, clerk: Clerk, trouble: str
) -> None:  # P7
    slack.fail(trouble, methods={"apps.connections.open"})
    chat = SlackChat(slack.token, base_url=slack.url)
    listener = SlackListener(
        slack.token, slack.app_token, chat=chat, answers=clerk.answers, api_url=slack.url, pace=QUICK
    )

    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(listener.run())
        await slack.until(lambda: any("cannot be heard" in line["event"] for line in logs))

    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
