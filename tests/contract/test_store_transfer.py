"""What the store promises of moving: all of it, on whatever database, or nothing."""

import json
from collections.abc import Iterator
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.store import audit, deliveries, incidents, subscriptions, transfer
from bot.store.audit import Entry
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.schema import metadata
from bot.store.upgrade import newest
from tests.contract.made import FEED, NOW, channel, follows, fullest_record, record
from tests.contract.sample import HERE, remember_everything
from tests.databases import fresh_database


@pytest.fixture
def addresses(postgresql: str, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Empty databases: a file, a server, and a file again."""
    with fresh_database(postgresql) as address:
        yield f"sqlite:///{tmp_path / 'first.db'}", address, f"sqlite:///{tmp_path / 'second.db'}"


def nobody(_: int) -> None:
    """Nobody wants to know how far it is."""


async def exported(database: Database) -> list[bytes]:
    async with database.transaction() as tx, aclosing(transfer.written(tx)) as lines:
        return [line async for line in lines]


async def fill(database: Database, lines: list[bytes]) -> None:
    async with database.transaction() as tx:
        await transfer.fill(tx, lines, nobody)


async def moved(url: str, lines: list[bytes]) -> list[bytes]:
    """What another database exports once it was filled with these lines."""
    database = await Database.open(url)
    try:
        await fill(database, lines)
        return await exported(database)
    finally:
        await database.close()


async def sample(database: Database) -> list[bytes]:
    async with database.transaction() as tx:
        await remember_everything(tx)
    return await exported(database)


def sealed(*contents: Any) -> list[bytes]:  # noqa: ANN401 - whatever a line may hold
    """An export of these lines that was not damaged afterwards."""
    lines = [json.dumps(content).encode() + b"\n" for content in contents]
    rows = sum(isinstance(content, list) for content in contents)
    end = {"rows": rows, "sha256": sha256(b"".join(lines)).hexdigest()}
    return [*lines, json.dumps(end).encode() + b"\n"]


HEAD = {"statuswire": transfer.FORMAT, "schema": newest()}
ACCEPTANCES = {"table": "acceptances", "columns": ["feed"]}


async def test_the_sample_has_something_in_every_table_and_every_column(database: Database) -> None:
    """A table or column that is new must be in the sample, or nobody knows whether it can be moved."""
    await sample(database)

    columns = [column for table in metadata.sorted_tables for column in table.columns]
    async with database.transaction() as tx:
        filled = {str(each): (await tx.execute(select(func.count(each)))).scalar_one() for each in columns}

    assert [name for name, count in filled.items() if not count] == []


async def test_all_that_moves_to_postgresql_and_back_is_the_same_to_the_byte(addresses: tuple[str, str, str]) -> None:
    first, server, second = addresses
    database = await Database.open(first)
    begun = await sample(database)
    await database.close()

    there = await moved(server, begun)
    back = await moved(second, there)

    assert there == begun
    assert back == begun


async def test_what_moved_is_read_as_it_was_kept(addresses: tuple[str, str, str]) -> None:
    first, server, _ = addresses
    origin, target = await Database.open(first), await Database.open(server)
    await fill(target, await sample(origin))

    found = []
    for database in (origin, target):
        async with database.transaction() as tx:
            found.append(
                (
                    await incidents.recent(tx, None, NOW),
                    await subscriptions.destinations(tx),
                    await subscriptions.subscriptions(tx),
                    await audit.of(tx, HERE, 5),
                )
            )
        await database.close()

    assert found[0] == found[1]
    assert fullest_record() in found[1][0].values()


async def test_numbers_go_on_after_the_highest_that_came(database: Database, tmp_path: Path) -> None:
    origin = await Database.open(f"sqlite:///{tmp_path / 'origin.db'}")
    await fill(database, await sample(origin))
    await origin.close()

    async with database.transaction() as tx:
        await audit.note(tx, Entry(NOW, HERE, "U1", "Ada", "mute", "the newest", "acme"))
        key = (await incidents.save(tx, FEED, [record("new")], now=NOW))["new"]
        await deliveries.want(tx, [(HERE, key, False)], now=NOW)
        newest = await audit.of(tx, HERE, 1)

    assert newest[0].what == "the newest"


async def test_an_empty_database_can_be_moved_too(database: Database, tmp_path: Path) -> None:
    lines = await exported(database)

    assert await moved(f"sqlite:///{tmp_path / 'other.db'}", lines) == lines


async def test_what_is_written_during_an_export_is_not_half_in_it(database: Database, url: str) -> None:
    before = await sample(database)
    guest = await Database.open(url, exclusive=False)

    async with guest.transaction() as tx, aclosing(transfer.written(tx)) as lines:
        seen = [await anext(lines) for _ in range(3)]
        async with database.transaction() as other:
            await incidents.save(other, FEED, [record("new")], now=NOW)
        seen += [line async for line in lines]
    await guest.close()

    assert seen == before
    assert len(await exported(database)) == len(before) + 2


async def test_nothing_is_put_into_a_database_that_has_something(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
    before = await exported(database)

    with pytest.raises(StoreError, match=r"not empty.*STATUSWIRE_DATABASE_URL"):
        await fill(database, before)

    assert await exported(database) == before


async def test_a_row_that_cannot_be_leaves_the_database_empty(database: Database) -> None:
    before = await exported(database)
    orders = metadata.tables["orders"].columns.keys()
    orphan = [1, HERE, "unknown", 1, 0, False, 0, NOW.isoformat()]

    with pytest.raises(StoreError):
        await fill(database, sealed(HEAD, ACCEPTANCES, ["a feed"], {"table": "orders", "columns": orders}, orphan))

    assert await exported(database) == before


async def test_a_file_that_is_cut_off_or_changed_anywhere_fills_nothing(database: Database, tmp_path: Path) -> None:
    whole = await sample(database)
    target = await Database.open(f"sqlite:///{tmp_path / 'target.db'}")
    before = await exported(target)
    middle = len(whole) // 2
    damaged = (
        whole[:-1],
        whole[:middle],
        [*whole[:-1], whole[-1][:-9]],
        [*whole[:middle], *whole[middle + 1 :]],
        [*whole[:3], whole[3].replace(b"a", b"e", 1), *whole[4:]],
        [*whole, whole[-1]],
        [*whole[:middle], b"\xff\x00 noise\n", *whole[middle:]],
    )

    for lines in damaged:
        with pytest.raises(StoreError, match="not whole"):
            await fill(target, lines)

    assert await exported(target) == before
    await target.close()


@pytest.mark.parametrize(
    "first", [b"", b"\n", b"PK\x03\x04\n", b"[1]\n", b'{"a": 1}\n', b"[" * 9_000 + b"\n", b'"statuswire schema"\n']
)
def test_what_is_no_export_is_called_so(first: bytes) -> None:
    with pytest.raises(StoreError, match="no export of Statuswire"):
        list(transfer.read([first, b"{}\n"]))


@pytest.mark.parametrize("head", [HEAD | {"schema": "0001"}, HEAD | {"statuswire": 2}])
def test_what_another_version_wrote_is_refused_with_what_to_do(head: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match=r"another version.*export again"):
        list(transfer.read(sealed(head)))


@pytest.mark.parametrize(
    "contents",
    [
        (["a row of no table"],),
        (ACCEPTANCES, ["too", "long"]),
        ({"table": "secrets", "columns": []},),
        ({"table": ["feeds"], "columns": []},),
        (ACCEPTANCES | {"columns": ["another"]},),
        ("a word",),
    ],
)
def test_a_table_that_we_do_not_have_is_refused(contents: tuple[Any, ...]) -> None:
    with pytest.raises(StoreError, match="not whole"):
        list(transfer.read(sealed(HEAD, *contents)))


@pytest.mark.parametrize("value", [1, True, {"a": 1}])
async def test_a_value_of_another_kind_is_refused(database: Database, value: object) -> None:
    with pytest.raises(StoreError, match="A row of acceptances"):
        await fill(database, sealed(HEAD, ACCEPTANCES, [value]))


@pytest.mark.parametrize("at", ["yesterday", "2026-03-01T09:00:00", 5])
async def test_a_time_that_is_none_is_refused(database: Database, at: object) -> None:
    departures = {"table": "departures", "columns": metadata.tables["departures"].columns.keys()}

    with pytest.raises(StoreError, match="A row of departures"):
        await fill(database, sealed(HEAD, departures, ["slack", "T1", at, "the bot was removed"]))
