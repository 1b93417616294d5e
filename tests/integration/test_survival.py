"""The program is killed while incidents evolve, started again, and the channel shows each update exactly once (P1, P2).

The real program in a process of its own, the real SDK, a feed and a Slack that live in the test.
"""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import FakeSlack

CONFIG = """
[[providers]]
slug = "acme"
name = "Acme"
feed = "{feed}"

[[channels]]
platform = "slack"
id = "C0STATUS"

[[channels.subscriptions]]
provider = "acme"
"""


class Program:
    """`statuswire run` in a folder of its own, as often as it is started."""

    def __init__(self, folder: Path, feed: str, slack: FakeSlack) -> None:
        self._folder = folder
        (folder / "statuswire.toml").write_text(CONFIG.format(feed=feed))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("STATUSWIRE_")}
        self._environment = inherited | {
            "SLACK_BOT_TOKEN": slack.token,
            "STATUSWIRE_SLACK_API_URL": slack.url,
            "STATUSWIRE_DATA_DIR": str(folder),
            "STATUSWIRE_CONFIG": str(folder / "statuswire.toml"),
            "STATUSWIRE_FETCH_ALLOW": "127.0.0.1",
            "STATUSWIRE_POLL_INTERVAL": "0.1",
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        with (self._folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text()


async def until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until `what()` is true: the world of another process has no event to wait for."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


async def test_killed_at_random_moments_it_tells_every_update_once_and_in_order(
    tmp_path: Path, slack: FakeSlack
) -> None:
    chance = random.Random(18)  # noqa: S311 - moments at which to kill
    page = Page()
    page.open("first0000001", "Errors in the API", minutes_ago(50), "Word number 100.")
    said = ["Word number 100."]

    async with FeedServer() as feeds:
        url = feeds.serve("/history.atom", page.atom())
        program = Program(tmp_path, url, slack)
        for number in range(101, 109):
            async with program.running() as process:
                await until(lambda: len(slack.messages()) > 0 or process.returncode is not None)
                page.say("first0000001", minutes_ago(150 - number), "Update", f"Word number {number}.")
                said.append(f"Word number {number}.")
                feeds.serve("/history.atom", page.atom())
                await asyncio.sleep(chance.uniform(0.0, 0.6))
                assert process.returncode is None, program.log
        page.say("first0000001", minutes_ago(1), "Resolved", "Word number 109.")
        said.append("Word number 109.")
        feeds.serve("/history.atom", page.atom())
        async with program.running():
            await until(lambda: any("Word number 109." in text for text in replies(slack)))
            await asyncio.sleep(0.5)

    roots = [post for post in slack.messages() if post.thread_ts in (None, post.ts)]
    assert len(roots) == 1, program.log
    assert [next(words for words in said if words in text) for text in replies(slack)] == said, program.log
    assert "Resolved" in roots[0].readable


def replies(slack: FakeSlack) -> list[str]:
    return [post.readable for post in slack.messages() if post.thread_ts not in (None, post.ts)]
