"""The only place where the parts are wired together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import tzinfo

import structlog
from pydantic import SecretStr
from rich.console import Console

from adapters.fetch import Fetcher
from adapters.model import Provider
from bot.chat.base import Chat
from bot.chat.console import ConsoleChat
from bot.clock import Clock
from bot.commands import table
from bot.commands.request import Asker, Command, Desk, Param, Place, Reply, Request
from bot.commands.sight import glimpsed_from
from bot.commands.suggest import suggest
from bot.commands.table import COMMANDS
from bot.commands.test import prove
from bot.commands.zones import zones
from bot.config import Settings, parts
from bot.config_file import Config
from bot.core.message import Message
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.digester import Digester
from bot.directory import Directory, Following
from bot.joining import join
from bot.newsroom import Newsroom
from bot.overview import overview
from bot.poller import Poller
from bot.register import Register, where_they_are
from bot.retention import Retention
from bot.store import moves, subscriptions
from bot.store.database import Database
from bot.supervise import supervised

log = structlog.get_logger()

DISCORD_MEMORY = "discord-commands"  # the file that says which commands Discord was told
LAST_WORDS = 8.0  # seconds in which to finish what was begun: SIGTERM ends the program within 10


async def serve(
    settings: Settings, config: Config, *, clock: Clock, console: Console, zone: tzinfo, stop: asyncio.Event
) -> None:
    """Poll, track and deliver until `stop` is set; then deliver what is due, save, and let go of everything.

    `zone` is that of whoever reads the console. Raises StoreError where the database cannot be used.
    """
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        await asyncio.to_thread(zones)  # read from hundreds of files, and never again
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch_allow))
        chats = await stack.enter_async_context(open_chats(settings, platforms(settings, config), console, zone))
        await declare(database, config, clock)
        owed = asyncio.Event()
        directory = await Directory.open(database, config.catalogue)
        newsroom = Newsroom(database, clock, directory, owed, settings.keep_days)
        following = Following(database, directory)
        poller = Poller(database, fetcher, newsroom, following, clock, settings.poll_interval)
        couriers = {platform: Courier(chat, database, clock, directory.names) for platform, chat in chats.items()}
        digest_changed = asyncio.Event()
        changed = _waking(owed, following.changed, digest_changed)
        desk = Desk(database, directory, fetcher, clock, changed)
        register = Register(database, clock, changed, directory, awaited=set(settings.platforms - {"console"}))
        deliverer = Deliverer(database, couriers, clock, owed, stop, register)
        digester = Digester(database, chats, clock, directory.names, digest_changed, stop, register)
        beside = {"eraser": register.erase_now_and_then, **_listeners(settings, chats, desk, register)}
        if settings.keep_days:
            beside["pruner"] = Retention(database, clock, settings.keep_days).prune_daily
        await _run(poller, deliverer, digester, beside, stop=stop)


def followed(config: Config) -> dict[str, Provider]:
    """The providers that the configuration lets channels follow, by slug."""
    slugs = dict.fromkeys(subscription.provider for subscription in config.subscriptions)
    return {slug: config.catalogue.find(slug) for slug in slugs}


def platforms(settings: Settings, config: Config) -> frozenset[str]:
    """The platforms to be on: those that channels are configured on, and those with a token, where people can ask."""
    return frozenset({destination.platform for destination in config.destinations} | settings.platforms - {"console"})


@asynccontextmanager
async def open_chats(
    settings: Settings, platforms: Iterable[str], console: Console, zone: tzinfo
) -> AsyncIterator[dict[str, Chat]]:
    """The chats of these platforms, closed again at the end."""
    async with AsyncExitStack() as stack:
        chats: dict[str, Chat] = {}
        for platform in sorted(platforms):
            chat = chats[platform] = _open_chat(platform, settings, console, zone)
            stack.push_async_callback(chat.close)
        yield chats


async def declare(database: Database, config: Config, clock: Clock) -> None:
    """Make the database say what the configuration says, and show newcomers what is under way."""
    async with database.transaction() as tx:
        moved = await moves.moved(tx)
        for destination in config.destinations:
            if destination.id in moved:
                _, channel = moved[destination.id]
                log.warning(
                    "a channel has another id; write that in the file", channel=destination.channel, now=channel
                )
        await subscriptions.declare(tx, *where_they_are(config.destinations, config.subscriptions, moved))
        await join(tx, now=clock.now())


def _open_chat(platform: str, settings: Settings, console: Console, zone: tzinfo) -> Chat:
    """A chat; the SDKs are imported only where they are used, for each costs half a second."""
    if platform == "slack" and settings.slack_bot_token:
        from bot.chat.slack.sending import SlackChat
        from bot.chat.slack.workspaces import Workspaces

        chats = [
            SlackChat(token, base_url=settings.slack_api_url, buttons=settings.hears_slack)
            for token in parts(settings.slack_bot_token)
        ]
        return Workspaces(chats) if len(chats) > 1 else chats[0]
    if platform == "discord" and settings.discord_token:
        from bot.chat.discord.sending import DiscordChat

        return DiscordChat(
            settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )
    return ConsoleChat(console, zone)


def _waking(*loops: asyncio.Event) -> Callable[[], None]:
    """What tells these loops that something has changed."""

    def wake() -> None:
        for loop in loops:
            loop.set()

    return wake


def _listeners(
    settings: Settings, chats: Mapping[str, Chat], desk: Desk, register: Register
) -> dict[str, Callable[[], Awaitable[None]]]:
    """Who hears the platforms, by what the logs call it: of each that is on, what can be heard there."""
    listeners: dict[str, Callable[[], Awaitable[None]]] = {}
    if settings.discord_token and "discord" in chats:
        listeners["discord listener"] = _discord_listener(settings, chats["discord"], desk, register)
    if settings.slack_bot_token and "slack" in chats:
        listeners |= _slack_listeners(settings, settings.slack_bot_token, chats["slack"], desk, register)
    if settings.slack_bot_token and not settings.hears_slack:
        log.info("commands on Slack are off: set SLACK_APP_TOKEN (xapp-...) to switch them on; see docs/operate.md")
    return listeners


def _discord_listener(settings: Settings, chat: Chat, desk: Desk, register: Register) -> Callable[[], Awaitable[None]]:
    from bot.chat.discord.listening import DiscordListener
    from bot.chat.discord.sending import DiscordChat
    from bot.chat.discord.told import Told

    if not isinstance(chat, DiscordChat):
        raise TypeError("only a DiscordChat has the login to listen with")

    async def answered(command: str, request: Request) -> Reply:
        return await answer(command, request, desk, chat)

    async def suggested(command: Command, param: Param, typed: str, request: Request) -> Sequence[tuple[str, str]]:
        return [(it.label, it.value) for it in await suggest(command, param, typed, request, desk)]

    told = Told(settings.data_dir / DISCORD_MEMORY, settings.discord_guilds)
    return DiscordListener(
        chat.session, COMMANDS, answer=answered, suggest=suggested, whereabouts=register, told=told
    ).run


def _slack_listeners(
    settings: Settings, bot_tokens: SecretStr, chat: Chat, desk: Desk, register: Register
) -> dict[str, Callable[[], Awaitable[None]]]:
    from bot.chat.slack.answers import Answers
    from bot.chat.slack.http import HttpLine
    from bot.chat.slack.line import Line
    from bot.chat.slack.listening import SlackListener
    from bot.chat.slack.socket import SocketLine
    from bot.chat.slack.teams import Teams

    async def answered(command: str, request: Request) -> Reply:
        return await answer(command, request, desk, chat)

    async def conversed(text: str, place: Place, asker: Asker) -> Reply:
        reply = await table.converse(text, place, asker, desk)
        return await prove(chat, place, reply) if reply.sample else reply

    async def searched(place: Place, typed: str, limit: int) -> Sequence[Provider]:
        return (await glimpsed_from(place, desk)).catalogue.search(typed, limit)

    async def board(workspace: str) -> Message:
        return await overview("slack", workspace, desk)

    async def look_after() -> None:
        await teams.look_after(register)

    answers = Answers(COMMANDS, answered, conversed, searched, board)
    teams = Teams(parts(bot_tokens), base_url=settings.slack_api_url)
    lines: list[Line] = [SocketLine(token, api_url=settings.slack_api_url) for token in parts(settings.slack_app_token)]
    if settings.slack_http:
        lines = [HttpLine(*settings.slack_http, parts(settings.slack_signing_secret))]
    listeners = [SlackListener(line, teams, chat=chat, answers=answers, whereabouts=register) for line in lines]
    named = {f"slack listener {number}": listener.run for number, listener in enumerate(listeners, 1)}
    return {"slack workspaces": look_after, **named}


async def answer(command: str, request: Request, desk: Desk, chat: Chat) -> Reply:
    """Answer a command, and post what the answer wants to have posted."""
    reply = await table.answer(command, request, desk)
    return await prove(chat, request.place, reply) if reply.sample else reply


async def _run(
    poller: Poller,
    deliverer: Deliverer,
    digester: Digester,
    beside: Mapping[str, Callable[[], Awaitable[None]]],
    *,
    stop: asyncio.Event,
) -> None:
    """The loops, and what runs beside them by what the logs call it, until `stop` is set."""
    async with asyncio.TaskGroup() as loops:
        others = [loops.create_task(supervised(name, run)) for name, run in beside.items()]
        polling = loops.create_task(supervised("poller", poller.run))
        delivering = loops.create_task(supervised("deliverer", deliverer.run))
        digesting = loops.create_task(supervised("digester", digester.run))
        await stop.wait()
        for ending in (polling, *others):
            ending.cancel()
        deliverer.owed.set()
        digester.changed.set()
        await asyncio.wait([delivering, digesting], timeout=LAST_WORDS)
        delivering.cancel()
        digesting.cancel()
        await poller.save()
