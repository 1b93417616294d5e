"""How many polls a second the store takes, beside sqlite3 without anything around it.

One transaction saves an incident with two updates and wants it shown in three channels, as a poll does that found news.
Run by hand from the repository: `uv run --group dev python -m tests.bench.store`.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.store import deliveries, incidents, subscriptions
from bot.store.database import Database
from tests.contract.made import FEED, NOW, channel, record, word
from tests.databases import fresh_database, postgresql_server

ROUNDS = 5
TRANSACTIONS = 100  # a round; every one saves another incident
CALLERS = 20
CHANNELS = ("slack:C1", "slack:C2", "slack:C3")


async def save(database: Database, number: int) -> None:
    """One poll that found news."""
    id_ = f"i{number}"
    async with database.transaction() as tx:
        keys = await incidents.save(tx, FEED, [record(id_, word(0), word(5))], now=NOW)
        await deliveries.want(tx, [(place, keys[id_], False) for place in CHANNELS], now=NOW)


async def through_the_store(database: Database, numbers: range) -> float:
    """Transactions a second, with as many callers at once as there are feeds that answer at once."""
    rest = iter(numbers)

    async def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            await save(database, number)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            callers.create_task(work(rest))
    return len(numbers) / (time.perf_counter() - start)


def through_sqlite3(connection: sqlite3.Connection, numbers: range) -> float:
    """The same rows, as bare as they can be written."""
    start = time.perf_counter()
    for number in numbers:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO incidents VALUES (?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET revision = revision + 1",
            (f"i{number}", "acme", f"Trouble i{number}"),
        )
        updates = [(f"i{number}", at, "investigating", "We look into it.", "2026-03-01") for at in range(2)]
        connection.executemany("INSERT INTO updates VALUES (?, ?, ?, ?, ?)", updates)
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?, 1, 0, '2026-03-01') "
            "ON CONFLICT (destination, incident) DO UPDATE SET wanted = wanted + 1",
            [(place, f"i{number}") for place in CHANNELS],
        )
        connection.execute("COMMIT")
    return len(numbers) / (time.perf_counter() - start)


def bare(file: Path) -> sqlite3.Connection:
    """A database with the same durability and no more schema than the rows need."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE incidents (key TEXT PRIMARY KEY, provider TEXT, title TEXT, revision INTEGER);
        CREATE TABLE updates (incident TEXT, position INTEGER, phase TEXT, text TEXT, at TEXT,
                              PRIMARY KEY (incident, position));
        CREATE TABLE orders (destination TEXT, incident TEXT, wanted INTEGER, done INTEGER, due_at TEXT,
                             PRIMARY KEY (destination, incident));
        """
    )
    return connection


async def opened(url: str) -> Database:
    """A database with the three channels in it."""
    database = await Database.open(url)
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel(place) for place in CHANNELS], [])
    return database


async def measure(folder: Path, server_database: str) -> dict[str, list[float]]:
    """Transactions a second of each, in rounds that take turns, so that all meet the same noise."""
    sqlite = await opened(f"sqlite:///{folder / 'statuswire.db'}")
    postgresql = await opened(server_database)
    found: dict[str, list[float]] = {"sqlite3, bare": [], "store on SQLite": [], "store on PostgreSQL": []}
    with closing(bare(folder / "bare.db")) as connection:
        for turn in range(ROUNDS):
            numbers = range(turn * TRANSACTIONS, (turn + 1) * TRANSACTIONS)
            found["sqlite3, bare"].append(through_sqlite3(connection, numbers))
            found["store on SQLite"].append(await through_the_store(sqlite, numbers))
            found["store on PostgreSQL"].append(await through_the_store(postgresql, numbers))
    await sqlite.close()
    await postgresql.close()
    return found


def show(found: dict[str, list[float]]) -> None:
    """A table with the peer in its first row."""
    table = Table("what", "transactions/s, median", "least", "most", "times the peer's time")
    peer = statistics.median(next(iter(found.values())))
    for what, rates in found.items():
        median = statistics.median(rates)
        table.add_row(what, f"{median:,.0f}", f"{min(rates):,.0f}", f"{max(rates):,.0f}", f"{peer / median:.1f}")
    Console().print(table)


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgresql_server() as server,
        fresh_database(server) as server_database,
    ):
        show(asyncio.run(measure(Path(folder), server_database)))


if __name__ == "__main__":
    main()
