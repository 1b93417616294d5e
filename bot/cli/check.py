"""`statuswire check`: what is configured, what is wrong with it, and whether the world answers."""

import asyncio
from collections.abc import Awaitable, Iterable
from contextlib import AsyncExitStack
from datetime import UTC
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from adapters.catalogue import load
from adapters.fetch import Fetcher
from adapters.model import Feed, Poll, Validators
from bot import logs
from bot.app import followed, open_chats
from bot.chat.base import ChatError, Checkable
from bot.cli.configured import complain_of, memory, place
from bot.cli.terminal import (
    BAD,
    GOOD,
    HEAD,
    QUIET,
    WARNS,
    Ending,
    asides,
    joined,
    literal,
    not_understood,
    results,
)
from bot.config import CONFIG_FILE, ConfigError, Settings
from bot.config_file import Config, configure
from bot.core.words import counted
from bot.resolve import Resolver
from bot.store.database import Database
from bot.store.errors import StoreError


class Report:
    """What has been found so far: each finding is a line, and one that is wrong is remembered."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.wrong = 0

    def head(self, title: str) -> None:
        """Begin a group of findings."""
        self._console.print(Text(f"\n{title}", HEAD))

    def fact(self, name: str, value: str) -> None:
        """Something that is as it is."""
        self._console.print(joined(literal(f"  {name:<10}", QUIET), literal(value)))

    def note(self, what: str) -> None:
        """Something that is worth knowing, and not wrong."""
        self._console.print(joined(Text("  ! ", WARNS), literal(what)))

    def good(self, what: str, said: str = "") -> None:
        """Something that works."""
        self._console.print(joined(Text("  ✓ ", GOOD), literal(what), literal(f"  {said}", QUIET)))

    def bad(self, what: str, why: str = "") -> None:
        """Something that does not, and why."""
        self.wrong += 1
        self._console.print(joined(Text("  ✗ ", BAD), literal(what), literal(f"  {why}")))


def check() -> Ending:
    """Report on everything that `run` would use; fails where anything is wrong."""
    logs.set_up("error")
    console = results()
    try:
        settings = Settings()
        config = configure(settings, load())
    except ConfigError as error:
        complain_of(error.problems, console)
        return Ending.FAILED
    report = Report(console)
    _describe(settings, config, report)
    with console.status("asking the platforms and the feeds"):
        asyncio.run(_ask_everybody(settings, config, report))
    if report.wrong:
        console.print(Text(f"\n{counted(report.wrong, 'thing')} wrong", BAD))
        return Ending.FAILED
    console.print(Text("\nall is well", GOOD))
    return Ending.DONE


def _describe(settings: Settings, config: Config, report: Report) -> None:
    report.head("Configuration")
    instead = "the starter set is followed" if config.destinations else "people subscribe in the chat"
    report.fact("file", str(_file(settings) or f"none: {instead}; {CONFIG_FILE} here would be read"))
    report.fact("data", str(settings.data_dir))
    report.fact("database", memory(settings))
    report.fact("Slack", f"bot token {_present(settings.slack_bot_token)}, {_hearing(settings)}")
    report.fact("Discord", f"token {_present(settings.discord_token)}")
    for warning in config.warnings:
        report.note(f"{place(warning)}{warning.what} {warning.instead}")
    for destination in config.destinations:
        follows = [wish.provider for wish in config.subscriptions if wish.destination == destination.id]
        report.fact(destination.platform, f"{destination.channel} follows {', '.join(follows) or 'nobody'}")


def _file(settings: Settings) -> Path | None:
    here = Path(CONFIG_FILE)
    return settings.config or (here if here.exists() else None)


def _hearing(settings: Settings) -> str:
    if settings.slack_http:
        host, port = settings.slack_http
        return f"commands come over HTTP to {host}:{port}"
    return f"app token {_present(settings.slack_app_token)}"


def _present(token: SecretStr | None) -> str:
    return "is set" if token else "is not set"


async def _ask_everybody(settings: Settings, config: Config, report: Report) -> None:
    report.head("Database")
    await _ask_database(settings, report)
    for platform in sorted(settings.platforms - {"console"}):
        report.head(platform.capitalize())
        await _ask_platform(platform, settings, config, report)
    feeds = [feed for provider in followed(config).values() for feed in provider.feeds]
    report.head(f"Feeds ({len(feeds)})")
    await _ask_feeds(feeds, settings, report)


async def _ask_database(settings: Settings, report: Report) -> None:
    try:
        database = await Database.open(settings.database_url, exclusive=False)
    except StoreError as error:
        # What the database itself refuses has a cause; what is not there yet, or older, `run` makes and mends.
        (report.bad if error.__cause__ else report.note)(str(error))
        return
    await database.close()
    report.good("can be read")


async def _ask_platform(platform: str, settings: Settings, config: Config, report: Report) -> None:
    channels = [each.channel for each in config.destinations if each.platform == platform]
    async with AsyncExitStack() as stack:
        try:
            chats = await stack.enter_async_context(open_chats(settings, [platform], asides(), UTC))
        except ChatError as error:
            report.bad("token", str(error))
            return
        chat = chats[platform]
        if not isinstance(chat, Checkable):
            return
        if await _asked("token", chat.check(), report):
            for channel in channels:
                await _asked(channel, chat.check_channel(channel), report)


async def _asked(what: str, question: Awaitable[str], report: Report) -> bool:
    try:
        report.good(what, await question)
    except ChatError as error:
        report.bad(what, str(error))
        return False
    return True


async def _ask_feeds(feeds: Iterable[Feed], settings: Settings, report: Report) -> None:
    async with Fetcher(settings.fetch_allow) as fetcher:
        resolver = Resolver(fetcher)
        looks = [_look(feed, resolver) for feed in feeds]
        for look in asyncio.as_completed(looks):
            _report_look(*await look, report)


async def _look(feed: Feed, resolver: Resolver) -> tuple[Feed, Poll]:
    return feed, await resolver.look(feed, Validators())


def _report_look(feed: Feed, seen: Poll, report: Report) -> None:
    if seen.reading is None:
        report.bad(feed.provider, seen.failure or "the feed gave no answer")
        return
    still = sum(incident.is_open for incident in seen.reading.incidents)
    told = f"{counted(len(seen.reading.incidents), 'incident')}, {still} open{not_understood(seen.reading)}"
    report.good(feed.provider, f"{told} ({seen.dialect})")
    for unheard in seen.unheard:
        report.note(f"{unheard.address} could not be read beside it: {unheard.why}")
    if seen.feed.url != feed.url:
        report.note(f"{feed.url} is a page; its feed is {seen.feed.url}: better write that.")
