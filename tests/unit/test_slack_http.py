"""What people say on Slack reaches us over HTTP as it does over a socket, and nothing else does."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
import structlog.testing

from bot.chat.slack.http import BODY_LIMIT, PATH, HttpLine
from bot.chat.slack.modals import PROVIDER
from bot.render.slack import BUTTON
from tests.fakes.slack import OUR_BOT
from tests.fakes.slack_clerk import HERE, QUICK, Clerk, listener, listening
from tests.fakes.slack_http import SECRET, CallingSlack
from tests.fakes.slack_socket import ANNA

FORM = "application/x-www-form-urlencoded"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
async def caller() -> AsyncIterator[CallingSlack]:
    async with CallingSlack() as slack:
        slack.scopes |= {"users:read"}
        slack.request_url = f"http://127.0.0.1:{free_port()}{PATH}"
        yield slack


@pytest.fixture
def line(caller: CallingSlack) -> HttpLine:
    port = int(caller.request_url.rpartition(":")[2].partition("/")[0])
    return HttpLine("127.0.0.1", port, ["another-secret", SECRET], pace=QUICK)


@pytest.fixture
async def heard(caller: CallingSlack, clerk: Clerk, line: HttpLine) -> AsyncIterator[None]:
    async with listening(caller, clerk, line):
        yield


# The same as on a socket


@pytest.mark.usefixtures("heard")
async def test_a_command_is_answered_to_the_asker(caller: CallingSlack, clerk: Clerk) -> None:
    receipt = await caller.types("status github")
    answer = await caller.answered()

    assert receipt == {}
    assert answer["response_type"] == "ephemeral"
    assert [(text, place) for text, place, _ in clerk.said] == [("status github", HERE)]


@pytest.mark.usefixtures("heard")
async def test_a_mention_a_click_and_the_home_tab_are_heard(caller: CallingSlack, clerk: Clerk) -> None:
    ts = await caller.mentions("<@U0STATUS> status")
    await caller.until(lambda: any(post.bot == OUR_BOT for post in caller.messages()))
    await caller.clicks({"type": "button", "action_id": f"{BUTTON}:0", "value": "sw:mute?what=k3y"}, ts=ts)
    await caller.opens_home()
    await caller.until(lambda: bool(caller.views))
    await caller.answered()

    assert caller.messages()[-1].thread_ts == ts
    assert [name for name, _ in clerk.asked] == ["mute"]


@pytest.mark.usefixtures("heard")
async def test_a_form_opens_offers_and_is_taken_in(caller: CallingSlack, clerk: Clerk) -> None:
    await caller.types("subscribe")
    await caller.until(lambda: bool(caller.views))
    (view,) = caller.views.values()
    offered = await caller.searches(PROVIDER, "acme 1")
    receipt = await caller.submits(view, {"provider": offered[0]["value"]})
    await caller.answered()

    ((name, request),) = clerk.asked
    assert receipt == {}
    assert (name, dict(request.arguments), request.asker.id) == ("subscribe", {"provider": "acme-1"}, ANNA)


@pytest.mark.usefixtures("heard")
async def test_slack_can_make_sure_that_the_address_is_ours(caller: CallingSlack) -> None:
    challenge = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1a"})

    assert await caller.calls_with(challenge, "application/json") == {"challenge": "3eZbrw1a"}


@pytest.mark.usefixtures("heard")
async def test_a_slow_answer_does_not_delay_the_receipt(caller: CallingSlack, clerk: Clerk) -> None:
    clerk.open.clear()
    began = time.monotonic()

    await caller.types("history")

    assert time.monotonic() - began < 1
    assert caller.answers == []
    clerk.open.set()
    assert await caller.answered()


@pytest.mark.usefixtures("heard")
async def test_an_event_that_is_delivered_again_is_answered_once(caller: CallingSlack, clerk: Clerk) -> None:  # P2
    event = {"type": "app_mention", "user": ANNA, "text": "<@U0STATUS> status", "ts": "17.5", "channel": "C0STATUS"}
    payload = caller._event(event)

    for delivery in (None, "1", "2", "3"):
        await caller.tell("events_api", payload, envelope=delivery)
    await caller.types("status")
    await caller.answered()

    assert caller.statuses == [200] * 5
    assert len(clerk.said) == 2


@pytest.mark.usefixtures("heard")
async def test_a_request_that_somebody_repeats_is_done_once(caller: CallingSlack, clerk: Clerk) -> None:  # P2
    words, at = urlencode(caller.slash("subscribe github")), int(time.time())

    for _ in range(2):
        await caller.calls_with(words, FORM, at=at)
    await caller.types("status")
    await caller.answered(2)

    assert caller.statuses == [200] * 3
    assert sorted(text for text, _, _ in clerk.said) == ["status", "subscribe github"]


# What is refused


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=0123"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\u00e9\u00e9"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "0"},
        {"X-Slack-Request-Timestamp": "nan"},
    ],
)
@pytest.mark.usefixtures("heard")
async def test_what_is_not_signed_is_refused_and_told(
    caller: CallingSlack, clerk: Clerk, headers: dict[str, str]
) -> None:  # P11
    with structlog.testing.capture_logs() as logs:
        await caller.calls_with("command=%2Fstatuswire&text=subscribe+github", FORM, headers=headers)

    assert caller.statuses == [401]
    assert clerk.said == []
    assert any("did not sign" in line["event"] for line in logs)


@pytest.mark.parametrize("body", ["ssl_check=1&command=%2Fstatuswire&text=status", '{"type": "url_verification"}'])
@pytest.mark.usefixtures("heard")
async def test_nothing_goes_without_a_signature(caller: CallingSlack, clerk: Clerk, body: str) -> None:  # P11
    caller.secret = "a-secret-of-somebody-else"

    assert await caller.calls_with(body, FORM) == {}

    assert caller.statuses == [401]
    assert clerk.said == []


@pytest.mark.parametrize("seconds", [-310, 310, -86_400])
@pytest.mark.usefixtures("heard")
async def test_what_was_signed_long_ago_is_refused(caller: CallingSlack, clerk: Clerk, seconds: int) -> None:  # P11
    await caller.calls_with("command=%2Fstatuswire&text=status", FORM, at=int(time.time()) + seconds)

    assert caller.statuses == [401]
    assert clerk.said == []


@pytest.mark.usefixtures("heard")
async def test_what_is_signed_and_cannot_be_read_harms_nothing(caller: CallingSlack, clerk: Clerk) -> None:  # P7
    for body in ("{", "payload=%7B", "payload=1", "[]", "", "payload", "\x00"):
        await caller.calls_with(body, FORM)
    await caller.calls_with(b"\xff\xfe", FORM)
    await caller.types("status")
    await caller.answered()

    assert set(caller.statuses) <= {200, 400, 401}
    assert [text for text, _, _ in clerk.said] == ["status"]


@pytest.mark.usefixtures("heard")
async def test_what_is_too_large_is_refused_before_it_is_read(caller: CallingSlack) -> None:  # P9
    await caller.calls_with("x" * (BODY_LIMIT + 1), FORM)

    assert caller.statuses == [413]


@pytest.mark.usefixtures("heard")
async def test_whoever_looks_at_the_address_sees_that_it_is_right(caller: CallingSlack) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(caller.request_url) as there:
            said = await there.text()
        async with session.get(caller.request_url.replace(PATH, "/")) as elsewhere:
            status = elsewhere.status

    assert "Statuswire" in said
    assert status == 404


# The beginning and the end


async def test_an_address_that_is_taken_is_told_and_tried_again(
    caller: CallingSlack, clerk: Clerk, line: HttpLine
) -> None:  # P8
    taken = socket.create_server(("127.0.0.1", line._port))
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task((quiet := listener(caller, clerk, line)).run())
        await caller.until(lambda: any("cannot be heard" in line["event"] for line in logs))
        taken.close()
        await caller.until(quiet.ready.is_set)
        await caller.types("status")
        answer = await caller.answered()
        running.cancel()
        await asyncio.wait([running])

    assert answer
    assert any(f"127.0.0.1:{line._port}" in told.get("why", "") for told in logs)


async def test_the_end_lets_go_of_the_address_and_waits_for_no_answer(
    caller: CallingSlack, clerk: Clerk, line: HttpLine
) -> None:
    clerk.open.clear()

    async with listening(caller, clerk, line):
        await caller.types("history")
        await caller.until(lambda: len(clerk.said) == 1)
        began = time.monotonic()

    assert time.monotonic() - began < 4
    socket.create_server(("127.0.0.1", line._port)).close()
