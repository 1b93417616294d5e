"""A team on Slack and the whole program: what is said there is done, and what is answered is true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from pydantic import SecretStr
from rich.console import Console

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.app import serve
from bot.chat.slack.modals import PROVIDER
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import Config
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago, past
from tests.fakes.slack import Trouble
from tests.fakes.slack_channel import SlackPost
from tests.fakes.slack_socket import ANNA, TEAM, ListeningSlack, person

OPEN = "Lifts are stuck"
HOSTILE = "<!channel> <@U1> *bold*"


@dataclass
class Office:
    """A workspace, a provider's page, and the folder in which the program keeps its memory."""

    slack: ListeningSlack
    server: FeedServer
    page: Page
    folder: Path

    @asynccontextmanager
    async def at_work(self, *, app_token: bool = True, **more: Any) -> AsyncIterator[None]:  # noqa: ANN401 - any setting
        """The program, running, with `more` settings; it ends as after SIGTERM."""
        feed = Feed("acme", self.server.serve("/history.atom", self.page.atom(), content_type=ATOM))
        provider = Provider("acme", "Acme", "https://status.acme.example", (feed,))
        tokens = ",".join([self.slack.token, *self.slack.neighbours])
        settings = Settings(
            _env_file=None,
            discord_token=None,
            slack_bot_token=SecretStr(tokens),
            slack_app_token=SecretStr(self.slack.app_token) if app_token else None,
            slack_api_url=self.slack.url,
            data_dir=self.folder,
            fetch_allow=("127.0.0.1",),
            poll_interval=timedelta(seconds=0.3),
            **more,
        )
        config = Config(Catalogue.of([provider]), (), ())
        stop = asyncio.Event()
        screen = Console(file=StringIO())
        serving = asyncio.create_task(
            serve(settings, config, clock=Clock(), console=screen, zone=UTC, stop=stop), name="the program"
        )
        try:
            yield
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await serving

    async def says(self, text: str, *, user: str = ANNA, team: str = TEAM) -> str:
        """What is answered to these words."""
        before = len(self.slack.answers)
        await self.slack.types(text, user=user, team=team)
        return self.slack.shown(await self.slack.answered(before + 1))

    async def root(self, title: str = OPEN) -> SlackPost:
        """The living message of an incident, as soon as it is there."""
        await self.slack.until(lambda: any(title in post.readable for post in self.slack.messages()))
        return next(post for post in self.slack.messages() if title in post.readable)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    page = Page()
    page.open("open00000001", OPEN, minutes_ago(30), "They do not move.")
    async with FeedServer() as server, ListeningSlack() as slack:
        slack.scopes |= {"users:read"}
        yield Office(slack, server, page, tmp_path)


async def test_a_team_follows_a_provider_and_acts_on_its_incident(office: Office) -> None:
    async with office.at_work():
        followed = await office.says("subscribe acme")
        root = await office.root()
        board = await office.says("status")
        mute = next(
            button for button in office.slack.buttons({"blocks": root.blocks}) if "Mute" in button["text"]["text"]
        )
        await office.slack.clicks(mute, ts=root.ts)
        muted = await office.slack.answered(3)

    assert "Acme is followed here now" in followed
    assert OPEN in board
    assert "muted" in office.slack.shown(muted).lower()
    assert (muted["response_type"], muted.get("thread_ts")) == ("in_channel", root.ts)


async def test_whoever_acknowledges_first_is_named(office: Office) -> None:
    office.slack.users["U0BOB"] = person("U0BOB", HOSTILE, is_restricted=True)

    async with office.at_work():
        await office.says("subscribe acme")
        root = await office.root()
        seen = next(b for b in office.slack.buttons({"blocks": root.blocks}) if b["text"]["text"] == "Acknowledge")
        await office.slack.clicks(seen, user="U0BOB", ts=root.ts)
        first = await office.slack.answered(2)
        await office.slack.clicks(seen, ts=root.ts)
        second = await office.slack.answered(3)

    assert f"Acknowledged by @{HOSTILE}" in office.slack.shown(first)
    assert f"@{HOSTILE} has acknowledged it already" in office.slack.shown(second)
    assert "<" not in first["text"]


async def test_a_feed_that_has_moved_is_accepted_by_one_click(office: Office) -> None:
    office.page.incidents = past() | office.page.incidents
    async with office.at_work():
        await office.says("subscribe acme")
        await office.root()
        office.page.incidents = {f"x{code[1:]}": incident for code, incident in office.page.incidents.items()}
        office.server.serve("/history.atom", office.page.atom(), content_type=ATOM)
        notice = await office.root("held as suspect")
        (accept,) = office.slack.buttons({"blocks": notice.blocks})
        await office.slack.clicks(accept, ts=notice.ts)
        answer = await office.slack.answered(2)
        await office.slack.until(lambda: "believed again" in notice.readable)

    assert accept["text"]["text"] == "Accept the feed as it is now"
    assert "Acme: the feed is believed as it is now" in office.slack.shown(answer)
    assert office.slack.buttons({"blocks": notice.blocks}) == []


async def test_the_buttons_of_a_message_work_after_a_restart(office: Office) -> None:
    async with office.at_work():
        await office.says("subscribe acme")
        root = await office.root()
    playbook = next(b for b in office.slack.buttons({"blocks": root.blocks}) if b["text"]["text"] == "Playbook")

    async with office.at_work():
        await office.slack.clicks(playbook, ts=root.ts)
        answer = await office.slack.answered(2)

    assert "playbook" in office.slack.shown(answer).lower()


async def test_the_digest_as_it_is_now_is_shown_to_whoever_asks_with_ways_on(office: Office) -> None:
    async with office.at_work():
        await office.says("subscribe acme")
        await office.root()
        said = await office.says("digest now")
        answer = await office.slack.answered(2)

    assert "Digest: 1 open" in said
    assert OPEN in said
    assert answer["response_type"] == "ephemeral"
    assert [button["text"]["text"] for button in office.slack.buttons(answer)] == ["What is open now", "History"]
    assert not any("Digest" in post.readable for post in office.slack.messages())


async def test_a_form_subscribes_as_words_do(office: Office) -> None:
    async with office.at_work():
        await office.slack.types("subscribe")
        await office.slack.until(lambda: bool(office.slack.views))
        (view,) = office.slack.views.values()
        (offered,) = await office.slack.searches(PROVIDER, "acm")
        await office.slack.submits(view, {"provider": offered["value"], "impact": "major"})
        answer = office.slack.shown(await office.slack.answered())

    assert "Acme is followed here now" in answer
    assert "at least major impact" in answer


async def test_the_form_of_the_settings_shows_and_changes_them(office: Office) -> None:
    async with office.at_work():
        await office.says("subscribe acme")
        await office.slack.types("settings")
        await office.slack.until(lambda: any(v["blocks"][0]["type"] == "header" for v in office.slack.views.values()))
        (view,) = office.slack.views.values()
        await office.slack.submits(view, {"timezone": "Europe/Berlin"})
        await office.slack.answered(2)
        shown = await office.says("settings timezone Europe/Rome")

    assert "Europe/Rome" in shown
    assert any("Europe/Berlin" in office.slack.shown(answer) for answer in office.slack.answers)


async def test_a_guest_sees_and_does_not_change(office: Office) -> None:
    office.slack.users["U0GUEST"] = person("U0GUEST", HOSTILE, is_restricted=True)

    async with office.at_work():
        refused = await office.says("subscribe acme", user="U0GUEST")
        allowed = await office.says("subscribe acme")
        board = await office.says("status", user="U0GUEST")

    assert "did not work" in refused
    assert "followed here now" in allowed
    assert "Acme" in board


async def test_while_slack_is_too_busy_to_say_who_somebody_is_nobody_is_turned_away_for_good(office: Office) -> None:
    office.slack.fail(Trouble.RATE_LIMITED, methods={"users.info"})

    async with office.at_work():
        busy = await office.says("subscribe acme")
        again = await office.says("subscribe acme")

    assert "It cannot be seen just now whether you may say subscribe here. Try again in a minute" in busy
    assert "followed here now" in again


async def test_an_unknown_command_names_the_nearest(office: Office) -> None:
    async with office.at_work():
        said = await office.says(f"statsu {HOSTILE}")

    assert "Did you mean status?" in said
    assert "<" not in office.slack.answers[-1]["text"]


async def test_a_sample_is_posted_to_prove_that_news_can_come(office: Office) -> None:
    async with office.at_work():
        said = await office.says("test")

    assert "All is well" in said
    assert len(office.slack.messages()) == 2


async def test_the_home_tab_is_the_board_of_the_workspace(office: Office) -> None:
    async with office.at_work():
        await office.slack.opens_home()
        await office.slack.until(lambda: bool(office.slack.views))
        empty = office.slack.shown(office.slack.views[f"home:{ANNA}"])
        await office.says("subscribe acme")
        await office.root()
        await office.slack.opens_home()
        await office.slack.until(lambda: OPEN in office.slack.shown(office.slack.views[f"home:{ANNA}"]))

    assert "Nobody is followed yet" in empty


async def test_a_mention_is_answered_with_the_board(office: Office) -> None:
    async with office.at_work():
        await office.says("subscribe acme")
        ts = await office.slack.mentions("<@U0STATUS>")
        await office.slack.until(lambda: any("Acme" in reply.readable for reply in _under(office, ts)))


async def test_without_the_app_token_nothing_is_heard_and_the_log_says_how_to_switch_it_on(office: Office) -> None:
    with structlog.testing.capture_logs() as logs:
        async with office.at_work(app_token=False):
            await asyncio.sleep(0.05)

    assert office.slack.asked("apps.connections.open") == []
    assert any("SLACK_APP_TOKEN" in line["event"] for line in logs)


async def test_a_bad_app_token_holds_up_no_news(office: Office) -> None:  # P7
    async with office.at_work():
        await office.says("subscribe acme")
    office.slack.channels["C0STATUS"].posts.clear()
    office.page.open("open00000002", "Doors are stuck", minutes_ago(5), "They do not open.")
    office.slack.app_token_fault = "invalid_auth"

    with structlog.testing.capture_logs() as logs:
        async with office.at_work():
            await office.root("Doors are stuck")

    (line,) = (line for line in logs if "commands are off" in line["event"])
    assert "SLACK_APP_TOKEN" in line["why"]


def _under(office: Office, ts: str) -> list[SlackPost]:
    return office.slack.channels["C0STATUS"].replies(ts)
