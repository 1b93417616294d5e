"""The command line: what it answers, where, and with which exit code."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from bot.cli.terminal import Ending
from bot.core.delivery import Order, Post, PostState
from bot.core.destination import Destination
from bot.core.schedule import FeedState
from bot.demo import story
from bot.demo.provider import feed, page
from bot.store import deliveries, feeds, incidents, subscriptions
from bot.store.database import Database
from tests.command_line import statuswire
from tests.fakes.feeds import ATOM, FeedServer
from tests.incidents import record

pytestmark = pytest.mark.usefixtures("nowhere")

COMMANDS = (
    "run",
    "demo",
    "check",
    "providers",
    "providers verify",
    "poll",
    "status",
    "history",
    "accept",
    "export",
    "import",
)
PAGE = "http://status.example"
ROOT = Path(__file__).parents[2]
HEAVY = (
    *("aiohttp", "discord", "feedparser", "jinja2", "matplotlib", "pydantic", "slack_sdk", "sqlalchemy", "structlog"),
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The demo's feed as it stood at the end, in a file."""
    path = tmp_path / "saved.atom"
    path.write_text(feed(story.END, PAGE), encoding="utf-8")
    return path


async def polled(*words: str, allow: str = "127.0.0.1") -> Result:
    return await asyncio.to_thread(statuswire, "poll", *words, env={"STATUSWIRE_FETCH_ALLOW": allow})


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_explains_itself_with_an_example(self, command: str) -> None:
        result = statuswire(*command.split(), "--help")

        assert result.exit_code == Ending.DONE
        assert f"statuswire {command}" in result.stdout.split("Example:")[1]

    def test_the_version_is_one_line(self) -> None:
        result = statuswire("--version")

        assert result.exit_code == Ending.DONE
        assert result.stdout.splitlines() == ["statuswire 0.1.0"]

    def test_the_version_costs_no_import_of_what_it_does_not_need(self) -> None:
        look = f"import sys, bot.__main__; print([name for name in {HEAVY!r} if name in sys.modules])"

        result = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603

        assert result.stdout.strip() == "[]"

    @pytest.mark.parametrize(
        "words",
        [
            ("poll",),
            ("import",),
            ("nonsense",),
            ("poll", "x", "--nonsense"),
            ("demo", "--speed", "0"),
            ("history", "--days", "0"),
            ("history", "--days", "x"),
            ("history", "--json", "--csv"),
        ],
    )
    def test_misuse_ends_with_2_and_says_nothing_on_stdout(self, words: tuple[str, ...]) -> None:
        result = statuswire(*words)

        assert result.exit_code == Ending.MISUSE
        assert result.stdout == ""
        assert result.stderr


class TestProviders:
    def test_words_find_a_provider_best_first(self) -> None:
        result = statuswire("providers", "claude", "--json")

        found = json.loads(result.stdout)
        assert found[0]["slug"] == "anthropic"
        assert set(found[0]) == {"slug", "name", "page", "feed", "dialect", "category"}

    def test_options_may_stand_before_the_words(self) -> None:
        assert (
            statuswire("providers", "--json", "git", "hub").stdout
            == statuswire("providers", "git hub", "--json").stdout
        )

    def test_verify_is_a_command_only_where_it_stands_first(self) -> None:
        named = statuswire("providers", "verify", "zzqqxxjj")
        searched = statuswire("providers", "twilio", "verify", "--json")

        assert named.exit_code == Ending.MISUSE
        assert json.loads(searched.stdout)[0]["slug"] == "twilio"

    def test_without_words_all_are_listed_one_a_line_for_a_pipe(self) -> None:
        result = statuswire("providers")

        rows = [line.split("\t") for line in result.stdout.splitlines()]
        assert result.exit_code == Ending.DONE
        assert "github" in [row[0] for row in rows]
        assert {len(row) for row in rows} == {6}

    def test_words_that_fit_nobody_fail_and_say_what_else_can_be_done(self) -> None:
        result = statuswire("providers", "zzqqxxjj")

        assert result.exit_code == Ending.FAILED
        assert result.stdout == ""
        assert "zzqqxxjj" in result.stderr
        assert "statuswire poll" in result.stderr


class TestPollOfAFile:
    def test_people_see_dialect_phase_times_and_updates(self, saved: Path) -> None:
        result = statuswire("poll", str(saved), "--url", f"{PAGE}/history.atom", "--utc")

        assert result.exit_code == Ending.DONE
        assert "statuspage: " in result.stdout
        assert "2 incidents, 0 open, 0 skipped" in result.stdout
        assert "✓ Cloudflare Global Network experiencing issues  Resolved" in result.stdout
        assert "from 18 Nov 2025, 11:48 UTC to 18 Nov 2025, 19:28 UTC: 7 h 40 m" in result.stdout
        assert "18 Nov 2025, 13:09 UTC  Identified     The fault is found, and a fix is on its way." in result.stdout
        assert result.stdout.index("Cloudflare Global") < result.stdout.index("Analytics arrive late")

    def test_times_are_shown_in_the_zone_of_the_reader(self, saved: Path) -> None:
        command = [sys.executable, "-m", "bot", "poll", str(saved)]

        result = subprocess.run(  # noqa: S603
            command, env=os.environ | {"TZ": "Asia/Tokyo"}, cwd=ROOT, capture_output=True, text=True, check=True
        )

        assert "18 Nov 2025, 20:48 JST" in result.stdout
        assert result.stderr == ""

    def test_json_holds_what_the_documentation_promises(self, saved: Path) -> None:
        result = statuswire("poll", str(saved), "--url", f"{PAGE}/history.atom", "--json")

        told = json.loads(result.stdout)
        outage = told["incidents"][0]
        assert set(told) == {"provider", "feed", "dialect", "incidents", "skipped"}
        assert (told["feed"], told["dialect"]) == (f"{PAGE}/history.atom", "statuspage")
        assert (outage["id"], outage["phase"]) == (story.CODE, "resolved")
        assert (outage["started_at"], outage["resolved_at"]) == ("2025-11-18T11:48:00Z", "2025-11-18T19:28:00Z")
        assert outage["updates"][0]["phase"] == "investigating"

    def test_a_word_that_names_no_known_phase_is_counted_beside_the_result(self) -> None:
        told = feed(story.END, PAGE).replace("Identified", "Zerlegung")

        result = statuswire("poll", "-", "--url", f"{PAGE}/history.atom", "--json", stdin=told)

        assert "\u201cZerlegung\u201d names no phase that is known: so 1 update." in result.stderr
        assert "incidents" in json.loads(result.stdout)

    def test_standard_input_is_a_file_too(self) -> None:
        result = statuswire("poll", "-", "--url", f"{PAGE}/history.atom", "--json", stdin=feed(story.END, PAGE))

        assert result.exit_code == Ending.DONE
        assert len(json.loads(result.stdout)["incidents"]) == 2

    def test_a_title_cannot_drive_the_terminal(self, tmp_path: Path) -> None:  # P11
        hostile = feed(story.END, PAGE).replace("Analytics arrive late", "\u202e[bold]late&#x9b;31m")
        (tmp_path / "hostile.atom").write_text(hostile, encoding="utf-8")

        result = statuswire("poll", "hostile.atom", "--url", f"{PAGE}/history.atom")

        assert "[bold]late" in result.stdout
        assert "\u202e" not in result.stdout
        assert "\x9b" not in result.stdout

    def test_an_empty_file_fails_with_a_reason(self, tmp_path: Path) -> None:
        (tmp_path / "empty.xml").write_bytes(b"")

        result = statuswire("poll", "empty.xml")

        assert result.exit_code == Ending.FAILED
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")

    def test_a_word_that_is_neither_provider_nor_file_is_misuse(self) -> None:
        result = statuswire("poll", "githob")

        assert result.exit_code == Ending.MISUSE
        assert "github" in result.stderr

    def test_a_provider_without_a_feed_fails_and_names_its_page(self) -> None:
        result = statuswire("poll", "apple")

        assert result.exit_code == Ending.FAILED
        assert "apple.com" in result.stderr


class TestPollOfAnAddress:
    async def test_a_feed_is_fetched_and_shown(self, server: FeedServer) -> None:
        url = server.serve("/history.atom", feed(story.END, PAGE), content_type=ATOM)

        result = await polled(url, "--json")

        assert result.exit_code == Ending.DONE
        assert json.loads(result.stdout)["feed"] == url

    async def test_the_feed_of_a_page_is_found_and_it_is_said_how(self, server: FeedServer) -> None:
        server.serve("/odd.atom", feed(story.END, PAGE), content_type=ATOM)
        links = '<link rel="alternate" type="application/atom+xml" href="/odd.atom" title="History">'
        url = server.serve("/", f"<html><head>{links}</head></html>", content_type="text/html")

        for_people, for_programs = await polled(url), await polled(url, "--json")

        assert for_people.exit_code == for_programs.exit_code == Ending.DONE
        assert server.at("/odd.atom") in for_people.stdout
        assert "found as the page links it (“History”)" in for_people.stdout
        assert "incidents, " in for_people.stdout
        assert json.loads(for_programs.stdout)["feed"] == server.at("/odd.atom")

    async def test_a_feed_that_was_not_searched_for_is_not_said_to_be_found(self, server: FeedServer) -> None:
        result = await polled(server.serve("/history.atom", feed(story.END, PAGE), content_type=ATOM))

        assert "\nfound " not in result.stdout

    async def test_a_page_without_a_feed_fails_and_says_what_was_tried(self, server: FeedServer) -> None:
        url = server.serve("/", page(server.at("/nothing")), content_type="text/html")

        result = await polled(url)

        assert result.exit_code == Ending.FAILED
        assert result.stdout == ""
        assert "a web page" in result.stderr
        assert "/history.atom, /history.rss" in result.stderr
        assert "hint:  a status page links its feed" in result.stderr

    async def test_an_address_needs_no_scheme(self) -> None:
        result = await polled("status.nowhere.invalid")

        assert result.exit_code == Ending.FAILED
        assert "status.nowhere.invalid" in result.stderr

    @pytest.mark.parametrize("target", ["feeds/missing.xml", "missing.atom", "./missing", "../a.b"])
    async def test_a_file_that_is_not_there_is_not_looked_for_on_the_web(self, target: str) -> None:
        result = await polled(target)

        assert result.exit_code == Ending.MISUSE
        assert f"{target} is no file that is there" in result.stderr

    def test_a_folder_is_no_feed(self, tmp_path: Path) -> None:
        result = statuswire("poll", str(tmp_path))

        assert result.exit_code == Ending.MISUSE
        assert "is a folder" in result.stderr

    async def test_a_private_address_is_refused_with_the_way_to_allow_it(self, server: FeedServer) -> None:  # P11
        url = server.serve("/history.atom", feed(story.END, PAGE), content_type=ATOM)

        result = await polled(url, allow="")

        assert result.exit_code == Ending.FAILED
        assert "STATUSWIRE_FETCH_ALLOW" in result.stderr
        assert server.requests("/history.atom") == 0

    async def test_an_answer_that_is_too_large_fails_with_a_reason(self, server: FeedServer) -> None:
        url = server.bomb("/history.atom", "gzip", 6 * 2**20)

        result = await polled(url)

        assert result.exit_code == Ending.FAILED
        assert "larger than 5 MB" in result.stderr

    @pytest.mark.parametrize("status", [403, 404, 429, 500])
    async def test_a_refusal_fails_with_the_reason(self, server: FeedServer, status: int) -> None:
        url = server.fail("/history.atom", status)

        result = await polled(url)

        assert result.exit_code == Ending.FAILED
        assert str(status) in result.stderr

    async def test_an_answer_without_content_fails_with_a_reason(self, server: FeedServer) -> None:
        url = server.serve("/history.atom", b"", content_type=ATOM)

        result = await polled(url)

        assert result.exit_code == Ending.FAILED
        assert result.stderr.startswith("error: ")


class TestStatus:
    def test_before_the_first_run_it_says_what_fills_the_board(self) -> None:
        result = statuswire("status")

        assert result.exit_code == Ending.FAILED
        assert "statuswire run" in result.stderr

    def test_trouble_is_shown_with_since_when_and_why(self, tmp_path: Path) -> None:  # P8
        asyncio.run(remember_trouble(f"sqlite:///{tmp_path / 'statuswire.db'}"))

        result = statuswire("status", "--utc")

        assert result.exit_code == Ending.DONE
        assert "feeds: 1 of 3 well" in result.stdout
        assert "! dark: nothing good since 18 Nov 2025, 11:44 UTC: The host does not answer." in result.stdout
        assert "? odd: held since 18 Nov 2025, 11:44 UTC: Every id is new at once." in result.stdout
        assert "channels: 1 of 2 well" in result.stdout
        assert "slack C0123: the channel is archived" in result.stdout
        assert "0 without an answer yet, 6 refused for good" in result.stdout
        assert result.stdout.count("UTC, one message: It is too long.") == 5
        assert "... and 1 more" in result.stdout

    def test_a_database_that_cannot_be_read_fails_with_a_reason(self, tmp_path: Path) -> None:  # P12
        (tmp_path / "statuswire.db").write_bytes(b"no database at all, but some bytes" * 100)

        result = statuswire("status")

        assert result.exit_code == Ending.FAILED
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")


async def remember_trouble(url: str) -> None:
    """A database in which one feed is dark, one is suspect, one channel is paused, and six messages were refused."""
    now = datetime.now(UTC)
    places = [Destination("c", "console", "terminal"), Destination("s", "slack", "C0123")]
    states = [
        FeedState("https://well.example/history.atom", "well"),
        FeedState(
            "https://dark.example/history.atom", "dark", failing_since=story.START, failure="The host does not answer."
        ),
        FeedState(
            "https://odd.example/history.atom", "odd", suspect_since=story.START, suspect="Every id is new at once."
        ),
    ]
    database = await Database.open(url)
    async with database.transaction() as tx:
        await feeds.save(tx, states)
        await subscriptions.declare(tx, places, [])
        await subscriptions.pause(tx, "s", "the channel is archived", story.START)
        (key,) = (await incidents.save(tx, "https://well.example/history.atom", [record()], now=now)).values()
        for number in range(6):
            refused = Post(f"part {number}", "k", PostState.REFUSED, "", now, why="It is too long.")
            await deliveries.begin(tx, Order("s", key, wanted=1), refused)
    await database.close()
