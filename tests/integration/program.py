"""The real program in a process of its own, as often as a test starts it; the world around it lives in the test."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.databases import blank
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).parents[2]
OURS = ("STATUSWIRE_", "SLACK_", "DISCORD_")
POLL_INTERVAL = 0.1  # seconds


class Program:
    """`statuswire run` in a folder of its own, with a configuration, an environment and nothing to remember."""

    def __init__(self, folder: Path, config: str, environment: dict[str, str]) -> None:
        self._folder = folder
        (folder / "statuswire.toml").write_text(config, encoding="utf-8")
        blank(self.database)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        places = {
            "STATUSWIRE_DATA_DIR": str(folder),
            "STATUSWIRE_CONFIG": str(folder / "statuswire.toml"),
            "STATUSWIRE_FETCH_ALLOW": "127.0.0.1",
            "STATUSWIRE_POLL_INTERVAL": str(POLL_INTERVAL),
            "PYTHONPATH": str(ROOT),
        }
        self._environment = inherited | places | environment

    @property
    def database(self) -> Path:
        """Where it keeps its memory."""
        return self._folder / "statuswire.db"

    @property
    def log(self) -> str:
        """Everything that it has said so far, in all its lives."""
        file = self._folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    @asynccontextmanager
    async def running(self, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """One life of it: at the end of the block it is killed if it is still there."""
        with (self._folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                cwd=self._folder,
                env=self._environment | environment,
                stdout=log,
                stderr=log,
            )
            try:
                yield process
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()

    async def ended(self, **environment: str) -> int | None:
        """One life of it that ends by itself; returns the exit code."""
        async with self.running(**environment) as process, asyncio.timeout(60):
            return await process.wait()


async def asked_to_stop(process: asyncio.subprocess.Process) -> float:
    """Send SIGTERM; returns the seconds until it was gone."""
    began = asyncio.get_running_loop().time()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        await process.wait()
    return asyncio.get_running_loop().time() - began


async def until(what: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until `what()` is true: the world of another process has no event to wait for."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - as said above
            await asyncio.sleep(0.02)


def to_slack(slack: FakeSlack) -> dict[str, str]:
    """The environment of a program that tells this Slack."""
    return {"SLACK_BOT_TOKEN": slack.token, "STATUSWIRE_SLACK_API_URL": slack.url}


def to_discord(discord: FakeDiscord) -> dict[str, str]:
    """The environment of a program that tells this Discord."""
    return {
        "DISCORD_TOKEN": discord.token,
        "STATUSWIRE_DISCORD_API_URL": discord.api_url,
        "STATUSWIRE_DISCORD_GATEWAY_URL": discord.gateway_url,
    }


def config(feeds: Mapping[str, str], channels: Iterable[tuple[str, str]], *, storm: int | None = None) -> str:
    """A statuswire.toml with these feeds, by slug, and these channels (platform, id), which all follow all of them.

    `storm` is how many new incidents they bear, where it is not the usual number.
    """
    parts = [
        f'[[providers]]\nslug = "{slug}"\nname = "{slug.title()}"\nfeed = "{url}"\n' for slug, url in feeds.items()
    ]
    for platform, channel in channels:
        parts.append(f'[[channels]]\nplatform = "{platform}"\nid = "{channel}"\n')
        parts += [f"storm = {storm}\n"] if storm else []
        parts += [f'[[channels.subscriptions]]\nprovider = "{slug}"\n' for slug in feeds]
    return "\n".join(parts)
