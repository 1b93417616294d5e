"""The command line as somebody uses it, without a process of its own, and a database for it to read."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.config import DATABASE_FILE
from bot.core.destination import Destination, Subscription
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.store import feeds, incidents, subscriptions
from bot.store.database import Database
from tests.databases import blank


def statuswire(*words: str, env: dict[str, str] | None = None, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, words, env=env, input=stdin)


def remember(
    folder: Path,
    records: Iterable[Record] = (),
    *,
    states: Iterable[FeedState] = (),
    places: Iterable[Destination] = (),
    wishes: Iterable[Subscription] = (),
) -> None:
    """A database in the data directory that knows all this."""

    async def fill() -> None:
        database = await Database.open(blank(folder / DATABASE_FILE))
        async with database.transaction() as tx:
            for record in records:
                await incidents.save(tx, f"https://{record.incident.provider}.example/feed", [record], now=record.heard)
            await feeds.save(tx, states)
            await subscriptions.declare(tx, places, wishes)
        await database.close()

    asyncio.run(fill())
