"""The only place where the parts are wired together."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import tzinfo

import structlog
from rich.console import Console

from adapters.fetch import Fetcher
from adapters.model import Feed, Provider
from bot.chat.base import Chat
from bot.chat.console import ConsoleChat
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import Config
from bot.core.notices import OURSELVES
from bot.core.router import route
from bot.core.source import is_under_way
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.newsroom import Newsroom
from bot.poller import Poller
from bot.store import deliveries, incidents, subscriptions
from bot.store.database import Database
from bot.supervise import supervised

log = structlog.get_logger()

LAST_WORDS = 8.0  # seconds in which to finish what was begun: SIGTERM ends the program within 10


async def serve(
    settings: Settings, config: Config, *, clock: Clock, console: Console, zone: tzinfo, stop: asyncio.Event
) -> None:
    """Poll, track and deliver until `stop` is set; then deliver what is due, save, and let go of everything.

    `zone` is that of whoever reads the console. Raises StoreError where the database cannot be used.
    """
    providers = followed(config)
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch_allow))
        chats = await stack.enter_async_context(open_chats(settings, config, console, zone))
        await declare(database, config, clock)
        owed = asyncio.Event()
        newsroom = Newsroom(database, clock, providers, owed)
        poller = Poller(database, fetcher, newsroom, clock, settings.poll_interval)
        names = {OURSELVES: "Statuswire"} | {slug: provider.name for slug, provider in providers.items()}
        couriers = {platform: Courier(chat, database, clock, names) for platform, chat in chats.items()}
        deliverer = Deliverer(database, couriers, clock, owed, stop)
        await _run(poller, deliverer, _feeds(providers), owed=owed, stop=stop)


def followed(config: Config) -> dict[str, Provider]:
    """The providers that somebody follows, by slug; nobody else's feeds are polled."""
    slugs = dict.fromkeys(subscription.provider for subscription in config.subscriptions)
    return {slug: config.catalogue.find(slug) for slug in slugs}


def _feeds(providers: Mapping[str, Provider]) -> tuple[Feed, ...]:
    return tuple(feed for provider in providers.values() for feed in provider.feeds)


@asynccontextmanager
async def open_chats(
    settings: Settings, config: Config, console: Console, zone: tzinfo
) -> AsyncIterator[dict[str, Chat]]:
    """The chats of the platforms that channels are configured on, closed again at the end."""
    platforms = {destination.platform for destination in config.destinations}
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
        wishes = await subscriptions.subscriptions(tx)
        under_way = await incidents.open_now(tx, {wish.provider for wish in wishes})
        followers = await deliveries.followers(tx, under_way)
        now = clock.now()
        joining = [
            (destination, key, True)
            for key, record in under_way.items()
            if is_under_way(record, now=now)
            for destination in route(record.incident, wishes) - followers.get(key, frozenset())
        ]
        await deliveries.want(tx, joining, now=now)


def _open_chat(platform: str, settings: Settings, console: Console, zone: tzinfo) -> Chat:
    """A chat; the SDKs are imported only where they are used, for each costs half a second."""
    if platform == "slack" and settings.slack_bot_token:
        from bot.chat.slack.sending import SlackChat

        return SlackChat(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    if platform == "discord" and settings.discord_token:
        from bot.chat.discord.sending import DiscordChat

        return DiscordChat(
            settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )
    return ConsoleChat(console, zone)


async def _run(
    poller: Poller, deliverer: Deliverer, feeds: Iterable[Feed], *, owed: asyncio.Event, stop: asyncio.Event
) -> None:
    async with asyncio.TaskGroup() as loops:
        polling = loops.create_task(supervised("poller", lambda: poller.run(feeds)))
        delivering = loops.create_task(supervised("deliverer", deliverer.run))
        await stop.wait()
        polling.cancel()
        owed.set()
        await asyncio.wait([delivering], timeout=LAST_WORDS)
        delivering.cancel()
        await poller.save()
