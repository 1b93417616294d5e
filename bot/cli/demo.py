"""`statuswire demo`: the real program, a provider of its own, and a clock that runs fast."""

import asyncio
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot import logs
from bot.app import serve
from bot.cli.lifetime import stop_on_signals, until_stopped
from bot.cli.terminal import HEAD, QUIET, Ending, joined, screen
from bot.config import DATABASE_FILE, Settings
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from bot.core.words import duration
from bot.demo import story
from bot.demo.clock import CurtainClock
from bot.demo.provider import DemoProvider

_CHANNEL = "console:demo"
_HERE = "127.0.0.1"


def demo(speed: float) -> Ending:
    """Replay the day at `speed` times its pace, and end."""
    logs.set_up("warning")
    console = screen()
    _introduce(console, speed)
    with TemporaryDirectory(prefix="statuswire-demo-") as folder:
        ended = asyncio.run(_replay(speed, Path(folder), console))
    console.print(joined(Text("\nThat was the demo. ", HEAD), Text("Next: statuswire run")))
    console.print("It follows the real pages, here in the terminal as long as no token is set.", style=QUIET)
    return Ending.DONE if ended else Ending.FAILED


def _introduce(console: Console, speed: float) -> None:
    takes = round((story.END - story.START).total_seconds() / speed)
    console.print(Text("Cloudflare, 18 November 2025", HEAD))
    console.print(
        f"The real program follows a status page that is served on this machine, {speed:g} times as fast as on the "
        f"day: {duration(story.END - story.START)} in about {takes} s. Ctrl-C ends it earlier.\n"
        "The times are those of Cloudflare's page, in UTC; the words are ours. What is not on record is marked.\n"
        "The page also lists an older incident, which is over: you will not hear of it.",
        style=QUIET,
    )
    console.print()


async def _replay(speed: float, folder: Path, console: Console) -> bool:
    stop = asyncio.Event()
    stop_on_signals(stop)
    clock = CurtainClock(story.START, speed)
    async with DemoProvider(clock) as page:
        play = asyncio.create_task(_play(clock, page, stop))
        try:
            return await until_stopped(
                serve(_settings(folder), _config(page), clock=clock, console=console, zone=UTC, stop=stop), stop
            )
        finally:
            play.cancel()


async def _play(clock: CurtainClock, page: DemoProvider, stop: asyncio.Event) -> None:
    """From the first look at the page to the end of the day, or until all of it was seen where that takes longer."""
    await page.looked.wait()
    clock.begin()
    await clock.sleep(story.END - story.START)
    await page.finished.wait()
    stop.set()


def _settings(folder: Path) -> Settings:
    """Made without a look at the environment: no token, database or proxy of this machine has a part in the demo."""
    return Settings.model_construct(
        data_dir=folder, database_url=f"sqlite+aiosqlite:///{folder / DATABASE_FILE}", fetch_allow=(_HERE,)
    )


def _config(page: DemoProvider) -> Config:
    provider = Provider(
        slug=story.PROVIDER,
        name="Cloudflare",
        page=page.page_url,
        feeds=(Feed(story.PROVIDER, page.feed_url, "statuspage"),),
    )
    return Config(
        catalogue=Catalogue.of((provider,)),
        destinations=(Destination(_CHANNEL, "console", "demo", notices=True),),
        subscriptions=(Subscription(_CHANNEL, story.PROVIDER),),
    )
