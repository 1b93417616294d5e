"""The whole program and Slack, over a socket and over HTTP, in one workspace and in two, as they come and go."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.chat.slack.http import PATH
from bot.config import DATABASE_FILE
from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import OUR_USER
from tests.fakes.slack_http import SECRET, CallingSlack
from tests.fakes.slack_socket import LOOK_AGAIN, PATIENCE, RECEIPT, TEAM, ListeningSlack, person
from tests.integration.test_slack_commands import OPEN, Office
from tests.unit.test_slack_http import free_port

OTHER = "T1OTHER"


@asynccontextmanager
async def office_of(slack: ListeningSlack, folder: Path) -> AsyncIterator[Office]:
    page = Page()
    page.open("open00000001", OPEN, minutes_ago(30), "They do not move.")
    async with FeedServer() as server, slack:
        slack.scopes |= {"users:read"}
        yield Office(slack, server, page, folder)


@pytest.fixture(params=["socket", "http"])
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Office, dict[str, Any]]]:
    """An office on either line, and the settings that make the program listen there."""
    if request.param == "socket":
        async with office_of(ListeningSlack(), tmp_path) as office:
            yield office, {}
        return
    port = free_port()
    slack = CallingSlack()
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    async with office_of(slack, tmp_path) as office:
        yield office, {"slack_http": ("127.0.0.1", port), "slack_signing_secret": SecretStr(SECRET)}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_of(ListeningSlack(), tmp_path) as office:
        yield office


async def listens(office: Office) -> None:
    """The program has come so far as to listen."""
    if isinstance(office.slack, CallingSlack):
        await office.slack.until_reachable()


async def test_a_team_follows_and_acts_on_either_line(line: tuple[Office, dict[str, Any]]) -> None:
    office, settings = line
    async with office.at_work(**settings):
        await listens(office)
        followed = await office.says("subscribe acme")
        root = await office.root()
        seen = next(b for b in office.slack.buttons({"blocks": root.blocks}) if b["text"]["text"] == "Acknowledge")
        await office.slack.clicks(seen, ts=root.ts)
        await office.slack.answered(2)
        await office.slack.until(lambda: "anna" in root.readable)

    assert "Acme is followed here now" in followed


async def test_a_receipt_does_not_wait_for_a_database_that_is_held_up(line: tuple[Office, dict[str, Any]]) -> None:
    office, settings = line
    async with office.at_work(**settings):
        await listens(office)
        await office.says("subscribe acme")
        async with held_up(office.folder / DATABASE_FILE):
            began = time.monotonic()
            await office.slack.types("mute acme for 2h")
            receipt = time.monotonic() - began
            held = len(office.slack.answers)
        answer = office.slack.shown(await office.slack.answered(2))

    assert receipt < RECEIPT
    assert held == 1
    assert "muted" in answer


@asynccontextmanager
async def held_up(file: Path) -> AsyncIterator[None]:
    """Meanwhile somebody else has the database, and nobody can write to it."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        async with asyncio.timeout(PATIENCE):
            while not other.in_transaction:
                with suppress(sqlite3.OperationalError):
                    other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(LOOK_AGAIN)
        yield
        other.execute("ROLLBACK")


# Permissions


async def test_guests_may_look_and_are_told_who_may_change(office: Office) -> None:
    office.slack.users["U0GUEST"] = person("U0GUEST", "gus", is_restricted=True)
    office.slack.users["U0ADMIN"] = person("U0ADMIN", "ada", is_admin=True)

    async with office.at_work():
        refused = await office.says("subscribe acme", user="U0GUEST")
        looked = await office.says("status", user="U0GUEST")
        allowed = await office.says("subscribe acme")
        locked = await office.says("settings who admins", user="U0ADMIN")
        after = await office.says("unsubscribe acme")
        opened = await office.says("settings who anyone", user="U0ADMIN")
        anybody = await office.says("subscribe acme impact major", user="U0GUEST")
        listed = await office.says("subscriptions")
        shown = await office.says("help settings")

    assert "those who may manage the channel alone" in refused
    assert "settings who anyone" in refused
    assert "follows nobody" in looked
    assert "followed here now" in allowed
    assert "admins" in locked
    assert "administrators alone" in after
    assert "anyone" in opened
    assert "changed" in anybody
    assert "Set by gus" in listed
    assert shown


# Channels and workspaces


async def test_a_channel_that_is_archived_waits_and_goes_on_when_it_is_back(office: Office) -> None:  # P1 P8
    async with office.at_work():
        await office.says("subscribe acme")
        await office.root()
        office.slack.channels["C0STATUS"].archived = True
        await happens(office, {"type": "channel_archive", "channel": "C0STATUS"})
        said = await until_said(office, "archived")
        office.page.say("open00000001", minutes_ago(5), "Identified", "It was the rope.")
        office.server.serve("/history.atom", office.page.atom())
        office.slack.channels["C0STATUS"].archived = False
        await happens(office, {"type": "channel_unarchive", "channel": "C0STATUS"})
        await office.slack.until(lambda: any("the rope" in post.readable for post in office.slack.messages()))

    assert "Nothing can be posted here" in said


async def test_a_channel_with_another_id_goes_on_under_it(office: Office) -> None:  # P2
    async with office.at_work():
        await office.says("subscribe acme")
        root = await office.root()
        await office.slack.until(lambda: states(office) == ["sent", "sent"])
        office.slack.channels["C9NEW"] = office.slack.channels.pop("C0STATUS")
        await happens(office, {"type": "channel_id_changed", "old_channel_id": "C0STATUS", "new_channel_id": "C9NEW"})
        office.page.say("open00000001", minutes_ago(5), "Identified", "It was the rope.")
        office.server.serve("/history.atom", office.page.atom())
        await office.slack.until(lambda: "Identified" in root.readable)
        await office.slack.until(lambda: any("the rope" in p.readable for p in office.slack.messages("C9NEW")[1:]))

    assert [post.thread_ts for post in office.slack.messages("C9NEW")] == [None, root.ts, root.ts]


async def test_two_workspaces_with_a_channel_of_the_same_id_share_nothing(office: Office) -> None:
    other = office.slack.neighbour(OTHER)

    async with office.at_work():
        here = await office.says("subscribe acme impact critical")
        there = await office.says("subscribe acme", team=OTHER)
        await other.until(lambda: any(OPEN in post.readable for post in other.messages()))
        await office.slack.opens_home(team=OTHER)
        await other.until(lambda: bool(other.views))
        listed = [await office.says("subscriptions", team=team) for team in (TEAM, OTHER)]
    async with office.at_work():
        await happens(office, {"type": "app_uninstalled"}, team=OTHER)
        paused = await until_said(office, "removed from the workspace", team=OTHER)
        well = await office.says("subscriptions")

    assert "Acme is followed here now" in here
    assert "Acme is followed here now" in there
    assert ["critical" in each for each in listed] == [True, False]
    assert "Nothing can be posted here" in paused
    assert "Nothing can be posted here" not in well
    assert ids(office) == {"slack:C0STATUS": TEAM, f"slack:{OTHER}/C0STATUS": OTHER}
    assert len([post for post in other.messages() if OPEN in post.readable and not post.thread_ts]) == 1


async def happens(office: Office, event: dict[str, object], *, team: str = TEAM) -> None:
    """Slack tells the app that this has happened."""
    await office.slack.tell("events_api", office.slack._event(event | {"user": OUR_USER}, team=team))


async def until_said(office: Office, words: str, *, team: str = TEAM) -> str:
    """What `subscriptions` says, as soon as these words are in it."""
    while words not in (said := await office.says("subscriptions", team=team)):
        pass
    return said


def states(office: Office) -> list[str]:
    """The states of all posts."""
    with closing(sqlite3.connect(office.folder / DATABASE_FILE)) as database:
        return [state for (state,) in database.execute("SELECT state FROM posts").fetchall()]


def ids(office: Office) -> dict[str, str]:
    """The destinations in the database, with their workspaces."""
    with closing(sqlite3.connect(office.folder / DATABASE_FILE)) as database:
        return dict(database.execute("SELECT id, workspace FROM destinations").fetchall())
