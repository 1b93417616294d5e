"""`statuswire run`: the program, until it is asked to stop."""

import asyncio
import ctypes
import sys

from dateutil.tz import tzlocal
from rich.console import Console
from rich.text import Text

from adapters.catalogue import load
from bot import logs
from bot.app import followed, serve
from bot.chat.base import ChatError
from bot.cli.configured import complain_of, memory
from bot.cli.lifetime import stop_on_signals, until_stopped
from bot.cli.terminal import HEAD, QUIET, WARNS, Ending, asides, complain, joined, literal, screen
from bot.clock import Clock
from bot.config import ConfigError, Settings
from bot.config_file import Config, configure
from bot.core.words import counted
from bot.store.errors import StoreError

FIRST_STEP = "/statuswire subscribe github"
M_ARENA_MAX = -8  # of malloc.h in the GNU C library: https://man7.org/linux/man-pages/man3/mallopt.3.html


def run() -> Ending:
    """Serve what is configured until Ctrl-C or SIGTERM."""
    try:
        settings = Settings()
        config = configure(settings, load())
    except ConfigError as error:
        complain_of(error.problems, asides())
        return Ending.FAILED
    logs.set_up(settings.log_level, settings.log_format)
    _share_one_arena()
    try:
        asyncio.run(_serve(settings, config))
    except (StoreError, ChatError) as error:
        complain(str(error))
        return Ending.FAILED
    return Ending.DONE


def _share_one_arena() -> None:
    """Let all threads take memory from one place: else each keeps for itself what it has needed at its worst."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)


async def _serve(settings: Settings, config: Config) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    _introduce(settings, config, asides())
    await until_stopped(serve(settings, config, clock=Clock(), console=screen(), zone=tzlocal(), stop=stop), stop)


def _introduce(settings: Settings, config: Config, console: Console) -> None:
    providers = followed(config)
    feeds = [feed for provider in providers.values() for feed in provider.feeds]
    channels = [
        "this terminal" if place.platform == "console" else f"{place.platform} {place.channel}"
        for place in config.destinations
    ]
    console.print(
        joined(
            Text("Statuswire", HEAD),
            Text(f" follows {counted(len(providers), 'provider')} in {counted(len(feeds), 'feed')}"),
            Text("." if providers else ", and what was asked for in the chat."),
        )
    )
    if channels:
        console.print(literal(f"It tells {', '.join(channels)}."))
    else:
        console.print("No channel is declared in a file. Invite the bot to a channel, and say there what to follow:")
        console.print(literal(FIRST_STEP, QUIET))
    console.print(literal(f"Its memory is {memory(settings)}."))
    for warning in config.warnings:
        console.print(joined(Text("! ", WARNS), literal(str(warning))))
    console.print(literal("Press Ctrl-C to stop; nothing is lost by that.", QUIET))
