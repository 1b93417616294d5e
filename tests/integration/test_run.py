"""`run`, `status` and `check` as an operator meets them: processes of their own, feeds on loopback."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago

ROOT = Path(__file__).parents[2]
OPEN = "Lifts are stuck"
CLOSED = "Doors were stuck"
TOKEN = f"{'xoxb'}-1234567890-abcdefghijklmnop"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int | None
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a configuration, and the environment that points to it."""

    folder: Path
    server: FeedServer

    def configure(self, feed_url: str, more: str = "") -> None:
        (self.folder / "statuswire.toml").write_text(
            f"""
[[providers]]
slug = "acme"
name = "Acme"
feed = "{feed_url}"

[[channels]]
platform = "console"
id = "terminal"
{more}
[[channels.subscriptions]]
provider = "acme"
""",
            encoding="utf-8",
        )

    @asynccontextmanager
    async def statuswire(self, *words: str, **more: str) -> AsyncIterator[Process]:
        """A command under way; killed if it is still there in the end."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSWIRE_", "SLACK_"))}
        ours = {
            "STATUSWIRE_DATA_DIR": str(self.folder),
            "STATUSWIRE_CONFIG": str(self.folder / "statuswire.toml"),
            "STATUSWIRE_FETCH_ALLOW": "127.0.0.1",
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self.folder, env=clean | ours | more, stdout=PIPE, stderr=PIPE
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def ended(self, *words: str, **more: str) -> Ended:
        async with self.statuswire(*words, **more) as process:
            out, err = await process.communicate()
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with FeedServer() as server:
        place = Place(tmp_path, server)
        place.configure(server.serve("/history.atom", story(), content_type=ATOM))
        yield place


def story() -> bytes:
    """A feed with one incident that is open, and one that is over."""
    page = Page()
    page.open("over00000001", CLOSED, minutes_ago(90), "They do not move.")
    page.say("over00000001", minutes_ago(60), "Resolved", "They move.")
    page.open("open00000001", OPEN, minutes_ago(30), "They do not move.")
    return page.atom()


async def printed(process: Process, words: str) -> str:
    """Everything up to the line that has these words."""
    assert process.stdout is not None
    lines = []
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            lines.append(line)
            if words in line:
                break
    assert words in "".join(lines)
    return "".join(lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_run_shows_what_is_open_and_ends_well_when_asked(place: Place, number: signal.Signals) -> None:
    async with place.statuswire("run") as process:
        shown = await printed(process, OPEN)
        process.send_signal(number)
        async with asyncio.timeout(10):
            _, said = await process.communicate()

    assert process.returncode == 0
    assert CLOSED not in shown
    assert "1 provider in 1 feed" in said.decode()
    assert "Ctrl-C" in said.decode()


async def test_the_board_can_be_read_while_it_runs(place: Place) -> None:
    async with place.statuswire("run") as process:
        await printed(process, OPEN)

        board = await place.ended("status")

    assert board.code == 0, board.err
    assert OPEN in board.out
    assert CLOSED not in board.out
    assert "feeds: 1 of 1 well" in board.out
    assert "channels: 1 of 1 well" in board.out


async def test_a_second_one_on_the_same_data_refuses_and_says_why(place: Place) -> None:  # P12
    async with place.statuswire("run") as process:
        await printed(process, OPEN)

        second = await place.ended("run")

    assert second.code == 1
    assert "error: " in second.err
    assert "Traceback" not in second.err


async def test_all_is_well_where_the_check_finds_nothing_wrong(place: Place) -> None:
    checked = await place.ended("check")

    assert checked.code == 0, checked.out
    assert "✓ acme  2 incidents, 1 open (statuspage)" in checked.out
    assert "all is well" in checked.out


@pytest.mark.parametrize("command", ["run", "check"])
async def test_the_address_of_a_page_is_as_good_as_that_of_its_feed(place: Place, command: str) -> None:
    page = '<html><link rel="alternate" type="application/atom+xml" href="/history.atom"></html>'
    place.configure(place.server.serve("/", page, content_type="text/html"))

    if command == "run":
        async with place.statuswire("run") as process:
            assert OPEN in await printed(process, OPEN)
        return
    checked = await place.ended("check")

    assert checked.code == 0, checked.out
    assert "✓ acme  2 incidents, 1 open (statuspage)" in checked.out
    assert f"is a page; its feed is {place.server.at('/history.atom')}" in checked.out.replace("\n", "")


async def test_the_check_fails_for_a_feed_that_does_not_answer(place: Place) -> None:
    place.configure(place.server.fail("/history.atom", 503))

    checked = await place.ended("check")

    assert checked.code == 1
    assert "✗ acme" in checked.out
    assert "503" in checked.out
    assert "1 thing wrong" in checked.out


async def test_the_check_tries_a_token_and_never_shows_it(place: Place) -> None:  # P11
    checked = await place.ended("check", SLACK_BOT_TOKEN=TOKEN, STATUSWIRE_SLACK_API_URL="http://127.0.0.1:1/api/")

    assert checked.code == 1
    assert "bot token is set" in checked.out
    assert "✗ token" in checked.out
    assert TOKEN not in checked.out + checked.err


@pytest.mark.parametrize("command", ["run", "check"])
async def test_a_mistake_in_the_configuration_is_shown_where_it_is(place: Place, command: str) -> None:
    place.configure("https://status.acme.example/history.atom", more='timezone = "Berlin"')

    ended = await place.ended(command)

    said = ended.out + ended.err
    assert ended.code == 1
    assert "statuswire.toml:10: " in said
    assert "Europe/Berlin" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", [("run",), ("check",), ("status",), ("poll", "github")])
async def test_a_mistake_in_the_environment_is_named(place: Place, command: tuple[str, ...]) -> None:
    ended = await place.ended(*command, STATUSWIRE_POLL_INTERVAL="soon")

    assert ended.code == 1
    assert "STATUSWIRE_POLL_INTERVAL" in ended.out + ended.err
    assert "Traceback" not in ended.err


async def test_the_check_fails_for_a_database_that_does_not_answer(place: Place) -> None:
    checked = await place.ended("check", STATUSWIRE_DATABASE_URL="postgresql://me:pa55word@127.0.0.1:1/statuswire")

    assert checked.code == 1
    assert "127.0.0.1" in checked.out
    assert "pa55word" not in checked.out + checked.err


async def test_with_a_token_and_nothing_else_it_runs_and_says_how_to_begin(place: Place) -> None:
    (place.folder / "statuswire.toml").unlink()

    nowhere = {"SLACK_BOT_TOKEN": TOKEN, "STATUSWIRE_SLACK_API_URL": "http://127.0.0.1:1/api/"}
    async with place.statuswire("run", STATUSWIRE_CONFIG="", **nowhere) as process:
        assert process.stderr is not None
        said = ""
        async with asyncio.timeout(60):
            while "Ctrl-C" not in said:
                said += (await process.stderr.readline()).decode()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await process.wait()

    assert "/statuswire subscribe github" in said
    assert process.returncode == 0
