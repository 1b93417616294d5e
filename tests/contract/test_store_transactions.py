"""What the store promises of transactions, on every database that it runs on."""

import asyncio

import pytest
from sqlalchemy import func, select

from bot.store import incidents, schema, subscriptions
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


async def test_many_at_once_wait_their_turn(database: Database) -> None:
    """F174: nobody is told that the database is locked."""

    async def save(number: int) -> None:
        async with database.transaction() as tx:
            await incidents.known(tx, "acme", feed=FEED, ids=[])
            await incidents.save(tx, FEED, [record(f"i{number}")], now=NOW)

    await asyncio.gather(*(save(number) for number in range(40)))

    async with database.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(schema.incidents))).scalar_one() == 40
