"""The only place where the parts are wired together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import tzinfo

import structlog
from rich.console import Console

from adapters.fetch import Fetcher
from adapters.model import Provider
from bot.chat.base import Chat
from bot.chat.console import ConsoleChat
from bot.clock import Clock
from bot.commands import table
from bot.commands.request import Asker, Command, Desk, Param, Place, Reply, Request
from bot.commands.suggest import suggest
from bot.commands.table import COMMANDS
from bot.commands.test import prove
from bot.config import Settings
from bot.config_file import Config
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.directory import Directory, Following
from bot.joining import join
from bot.newsroom import Newsroom
from bot.overview import overview
from bot.poller import Poller
from bot.render.message import Message
from bot.store import subscriptions
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
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch_allow))
        chats = await stack.enter_async_context(open_chats(settings, platforms(settings, config), console, zone))
        await declare(database, config, clock)
        owed = asyncio.Event()
        directory = await Directory.open(database, config.catalogue)
        newsroom = Newsroom(database, clock, directory, owed)
        following = Following(database, directory)
        poller = Poller(database, fetcher, newsroom, following, clock, settings.poll_interval)
        couriers = {platform: Courier(chat, database, clock, directory.names) for platform, chat in chats.items()}
        deliverer = Deliverer(database, couriers, clock, owed, stop)
        desk = Desk(database, directory, fetcher, clock, _waking(owed, following.changed))
        await _run(poller, deliverer, _listeners(settings, chats, desk, deliverer), owed=owed, stop=stop)


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
        await subscriptions.declare(tx, config.destinations, config.subscriptions)
        await join(tx, now=clock.now())


def _open_chat(platform: str, settings: Settings, console: Console, zone: tzinfo) -> Chat:
    """A chat; the SDKs are imported only where they are used, for each costs half a second."""
    if platform == "slack" and settings.slack_bot_token:
        from bot.chat.slack.sending import SlackChat

        return SlackChat(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            buttons=settings.slack_app_token is not None,
        )
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
    settings: Settings, chats: Mapping[str, Chat], desk: Desk, deliverer: Deliverer
) -> dict[str, Callable[[], Awaitable[None]]]:
    """Who answers people, by what the logs call it: one for each platform that is on and can be listened to."""
    listeners: dict[str, Callable[[], Awaitable[None]]] = {}
    if settings.discord_token and "discord" in chats:
        listeners["discord listener"] = _discord_listener(settings, chats["discord"], desk, deliverer)
    if settings.slack_bot_token and settings.slack_app_token and "slack" in chats:
        tokens = (settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value())
        listeners["slack listener"] = _slack_listener(settings, tokens, chats["slack"], desk)
    elif settings.slack_bot_token:
        log.info("commands on Slack are off: set SLACK_APP_TOKEN (xapp-...) to switch them on; see docs/operate.md")
    return listeners


def _discord_listener(
    settings: Settings, chat: Chat, desk: Desk, deliverer: Deliverer
) -> Callable[[], Awaitable[None]]:
    from bot.chat.discord.listening import DiscordListener
    from bot.chat.discord.sending import DiscordChat
    from bot.chat.discord.told import Told

    if not isinstance(chat, DiscordChat):
        raise TypeError("only a DiscordChat has the login to listen with")

    async def answered(command: str, request: Request) -> Reply:
        return await answer(command, request, desk, chat)

    async def suggested(command: Command, param: Param, typed: str, request: Request) -> Sequence[tuple[str, str]]:
        return [(it.label, it.value) for it in await suggest(command, param, typed, request, desk)]

    async def lost(channel: str, reason: str) -> None:
        await deliverer.pause(Place("discord", "", channel).id, reason)

    told = Told(settings.data_dir / DISCORD_MEMORY, settings.discord_guilds)
    return DiscordListener(chat.session, COMMANDS, answer=answered, suggest=suggested, lost=lost, told=told).run


def _slack_listener(
    settings: Settings, tokens: tuple[str, str], chat: Chat, desk: Desk
) -> Callable[[], Awaitable[None]]:
    from bot.chat.slack.answers import Answers
    from bot.chat.slack.listening import SlackListener

    async def answered(command: str, request: Request) -> Reply:
        return await answer(command, request, desk, chat)

    async def conversed(text: str, place: Place, asker: Asker) -> Reply:
        reply = await table.converse(text, place, asker, desk)
        return await prove(chat, place, reply) if reply.sample else reply

    def searched(words: str, limit: int) -> Sequence[Provider]:
        return desk.catalogue.search(words, limit)

    async def board() -> Message:
        return await overview("slack", desk)

    answers = Answers(COMMANDS, answered, conversed, searched, board)
    return SlackListener(*tokens, chat=chat, answers=answers, api_url=settings.slack_api_url).run


async def answer(command: str, request: Request, desk: Desk, chat: Chat) -> Reply:
    """Answer a command, and post what the answer wants to have posted."""
    reply = await table.answer(command, request, desk)
    return await prove(chat, request.place, reply) if reply.sample else reply


async def _run(
    poller: Poller,
    deliverer: Deliverer,
    listeners: Mapping[str, Callable[[], Awaitable[None]]],
    *,
    owed: asyncio.Event,
    stop: asyncio.Event,
) -> None:
    async with asyncio.TaskGroup() as loops:
        listening = [loops.create_task(supervised(name, listen)) for name, listen in listeners.items()]
        polling = loops.create_task(supervised("poller", poller.run))
        delivering = loops.create_task(supervised("deliverer", deliverer.run))
        await stop.wait()
        for ending in (polling, *listening):
            ending.cancel()
        owed.set()
        await asyncio.wait([delivering], timeout=LAST_WORDS)
        delivering.cancel()
        await poller.save()
