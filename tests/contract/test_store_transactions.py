"""What the store promises of transactions, on every database that it runs on."""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core.schedule import FeedState
from bot.store import feeds, incidents, schema, subscriptions
from bot.store.database import Database
from tests.contract.made import (
    FEED,
    NOW,
    an_incident_that_is_followed,
    record,
)


async def test_an_exception_undoes_all_of_it(database: Database) -> None:
    async def fail_half_way() -> None:
        async with database.transaction() as tx:
            await an_incident_that_is_followed(tx)
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await fail_half_way()

    async with database.transaction() as tx:
        assert await incidents.open_now(tx) == {}
        assert await subscriptions.destinations(tx) == {}


async def test_a_cancelled_transaction_is_undone_and_blocks_nobody(database: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with database.transaction() as tx:
            await an_incident_that_is_followed(tx)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])

    async with asyncio.timeout(5), database.transaction() as tx:
        assert await incidents.open_now(tx) == {}


async def test_a_transaction_waits_for_another_program_that_writes(tmp_path: Path) -> None:
    """F174: it does not read first and find afterwards that it read what is old."""
    database = await Database.open(f"sqlite:///{tmp_path / 'statuswire.db'}")
    other = sqlite3.connect(tmp_path / "statuswire.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE destinations SET paused = NULL")

    async def track() -> None:
        async with database.transaction() as tx:
            await incidents.known(tx, "acme", feed=FEED, ids=[])
            begun.set()
            await incidents.save(tx, FEED, [record()], now=NOW)

    begun = asyncio.Event()
    task = asyncio.create_task(track())
    with suppress(TimeoutError):
        await asyncio.wait_for(begun.wait(), 0.1)
    waited = not begun.is_set()
    other.execute("COMMIT")
    other.close()
    await task
    await database.close()

    assert waited


async def test_many_at_once_wait_their_turn(database: Database) -> None:
    """F174: nobody is told that the database is locked."""

    async def save(number: int) -> None:
        async with database.transaction() as tx:
            await incidents.known(tx, "acme", feed=FEED, ids=[])
            await incidents.save(tx, FEED, [record(f"i{number}")], now=NOW)

    await asyncio.gather(*(save(number) for number in range(40)))

    async with database.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(schema.incidents))).scalar_one() == 40


async def test_a_transaction_cut_off_anywhere_holds_up_nobody(database: Database) -> None:
    """P7: whoever is cancelled amid a statement leaves no lock behind."""

    async def work() -> None:
        while True:
            async with database.transaction() as tx:
                await feeds.save(tx, [FeedState("https://status.acme.example/feed", "acme")])
                await feeds.load(tx)

    for milliseconds in range(40):
        working = asyncio.create_task(work())
        await asyncio.sleep(milliseconds / 1000)
        working.cancel()
        await asyncio.wait([working])

        async with asyncio.timeout(5), database.transaction() as tx:
            await feeds.load(tx)
