"""How a database is opened, by one program at a time, and what is said where it cannot be."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from bot.store import feeds, incidents, schema, upgrade
from bot.store.database import Database
from bot.store.errors import StoreError
from tests.contract.made import FEED, NOW, an_incident_that_is_followed, record
from tests.databases import fresh_database

PAGE = 4096
DISK_PAGES = 60  # more than an empty database has, and less than one with the texts below


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "statuswire.db"


def raw(url: str) -> str:
    """The address for a look without the store."""
    return url.replace("postgresql:", "postgresql+psycopg:")


def run(url: str, *statements: str) -> None:
    engine = create_engine(raw(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def read(file: Path) -> bytes:
    return file.read_bytes()


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def folder_of(file: Path) -> list[Path]:
    return list(file.parent.iterdir())


def tables(url: str) -> set[str]:
    engine = create_engine(raw(url))
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


async def make(url: str) -> None:
    """A database with one incident in it, closed again."""
    database = await Database.open(url)
    async with database.transaction() as tx:
        await an_incident_that_is_followed(tx)
    await database.close()


async def test_what_was_stored_is_there_when_it_is_opened_again(url: str) -> None:
    await make(url)

    database = await Database.open(url)
    async with database.transaction() as tx:
        board = await incidents.open_now(tx)
    await database.close()

    assert list(board.values()) == [record()]


async def test_the_migrations_make_the_schema_that_the_program_uses(url: str) -> None:
    def differences(connection: Connection) -> object:
        options = {"version_table": upgrade.VERSION_TABLE}
        return compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)

    database = await Database.open(url)
    async with database.transaction() as tx:
        found = await tx.run_sync(differences)
    await database.close()

    assert found == []


async def test_a_second_program_is_refused_until_the_first_is_gone(url: str) -> None:
    """P12."""
    first = await Database.open(url)

    with pytest.raises(StoreError, match=r"Another Statuswire .* Stop that one first"):
        await Database.open(url)

    await first.close()
    second = await Database.open(url)
    await second.close()


async def test_a_guest_reads_while_the_program_writes(url: str) -> None:
    await make(url)
    program = await Database.open(url)
    guest = await Database.open(url, exclusive=False)

    async with asyncio.timeout(5), program.transaction() as writing:
        await incidents.save(writing, FEED, [record("other")], now=NOW)
        async with guest.transaction() as reading:
            board = await incidents.open_now(reading)
    await guest.close()
    await program.close()

    assert list(board.values()) == [record()]


async def test_the_program_hears_what_a_guest_leaves_for_it(url: str) -> None:
    """P6: `statuswire accept` beside a program that runs."""
    await make(url)
    program = await Database.open(url)
    guest = await Database.open(url, exclusive=False)

    async with guest.transaction() as tx:
        await feeds.accept(tx, FEED)
    async with program.transaction() as tx:
        heard = await feeds.take_acceptance(tx, FEED)
    await guest.close()
    await program.close()

    assert heard


async def test_a_guest_of_an_older_database_hears_how_to_bring_it_up_to_date(url: str) -> None:
    await make(url)
    run(url, "DELETE FROM statuswire_version")

    with pytest.raises(StoreError, match="older than this Statuswire"):
        await Database.open(url, exclusive=False)


@pytest.mark.parametrize("exclusive", [True, False])
async def test_a_database_of_a_newer_program_is_left_alone(url: str, exclusive: bool) -> None:  # noqa: FBT001
    """P12."""
    await make(url)
    run(url, "UPDATE statuswire_version SET version_num = '9999'")

    with pytest.raises(StoreError, match=r"newer Statuswire .*'9999'.* Run that version"):
        await Database.open(url, exclusive=exclusive)


async def test_a_refused_database_is_let_go_of(url: str) -> None:
    await make(url)
    run(url, "UPDATE statuswire_version SET version_num = '9999'")
    with pytest.raises(StoreError):
        await Database.open(url)

    run(url, f"UPDATE statuswire_version SET version_num = '{upgrade.newest()}'")  # noqa: S608 - our own
    database = await Database.open(url)

    await database.close()


async def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    run(url, "CREATE TABLE posts (mine INTEGER)")

    with pytest.raises(StoreError, match=r"posts.* already exists. Another program's tables are in it"):
        await Database.open(url)

    assert tables(url) == {"posts"}


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "statuswire.db"

    await make(f"sqlite:///{file}")

    assert file in folder_of(file)


async def test_a_file_that_is_no_database_is_left_as_it_is(file: Path) -> None:
    """P12."""
    write(file, b"Dear diary, " * 1000)

    with pytest.raises(StoreError, match=r"not a database.* Move it away"):
        await Database.open(f"sqlite:///{file}")

    assert read(file) == b"Dear diary, " * 1000


async def test_a_damaged_file_is_found_at_start_and_left_as_it_is(file: Path) -> None:
    """P12, F173."""
    await make(f"sqlite:///{file}")
    sound = read(file)
    damaged = sound[: 2 * PAGE] + b"\xff" * 8 * PAGE + sound[10 * PAGE :]
    write(file, damaged)

    with pytest.raises(StoreError, match=r"malformed.* put a backup in its place"):
        await Database.open(f"sqlite:///{file}")

    assert read(file) == damaged


async def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match=r"cannot be kept at .*file/statuswire.db"):
        await Database.open(f"sqlite:///{tmp_path / 'file' / 'statuswire.db'}")


async def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be kept at .*: Is a directory"):
        await Database.open(f"sqlite:///{tmp_path}")


async def test_a_guest_makes_no_file(file: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no database at .* yet"):
        await Database.open(f"sqlite:///{file}", exclusive=False)

    assert folder_of(file) == []


async def test_a_full_disk_is_said_and_leaves_nothing_half_written(file: Path) -> None:
    """P12: and once there is space again, all is well."""
    database = await Database.open(f"sqlite:///{file}")
    async with database.transaction() as tx:
        await tx.exec_driver_sql(f"PRAGMA max_page_count = {DISK_PAGES}")

    async def save() -> None:
        async with database.transaction() as tx:
            for number in range(20):
                big = record(f"i{number}" + "x" * 20_000)
                await incidents.save(tx, FEED, [big], now=NOW)

    with pytest.raises(StoreError, match=r"is full. Free some space"):
        await save()
    async with database.transaction() as tx:
        left = await incidents.open_now(tx)
        await tx.exec_driver_sql("PRAGMA max_page_count = 100000")
    await save()
    await database.close()

    assert left == {}


async def test_sqlite_writes_every_commit_to_the_disk(file: Path) -> None:
    """P12: WAL with FULL is what survives a power cut without forgetting."""
    database = await Database.open(f"sqlite:///{file}")
    async with database.transaction() as tx:
        settings = [
            (await tx.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await database.close()

    assert settings == ["wal", 2, 1]


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
async def test_memory_is_no_place_to_remember(address: str) -> None:
    with pytest.raises(StoreError, match="remembers in a file"):
        await Database.open(address)


@pytest.mark.parametrize(
    "address", ["mysql://me:secret@host/db", "statuswire.db:secret", "postgresql://me:secret@host:x/db", ""]
)
async def test_an_address_of_nothing_known_is_refused_without_its_secrets(address: str) -> None:
    with pytest.raises(StoreError) as refused:
        await Database.open(address)

    assert "sqlite" in str(refused.value)
    assert "secret" not in str(refused.value)


async def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(StoreError, match="Check STATUSWIRE_DATABASE_URL and that the database is running") as refused:
        await Database.open("postgresql://me:secret@127.0.0.1:1/statuswire")

    assert "secret" not in str(refused.value)


async def test_a_refused_login_is_said(postgresql: str) -> None:
    with pytest.raises(StoreError, match=r"does not exist. Check the names"):
        await Database.open(postgresql.replace("postgres:@", "nobody:secret@"))


async def test_a_server_that_was_away_is_found_again_and_still_ours(postgresql: str) -> None:
    """P12, P14: every connection broke, and with them the lock that keeps other programs out."""
    with fresh_database(postgresql) as url:
        database = await Database.open(url)
        break_connections(url)

        async with database.transaction() as tx:
            await an_incident_that_is_followed(tx)

        with pytest.raises(StoreError, match="Another Statuswire"):
            await Database.open(url)
        await database.close()


async def test_a_program_that_lost_the_database_to_another_writes_no_more(postgresql: str) -> None:
    """P2."""

    async def write(database: Database) -> None:
        async with database.transaction() as tx:
            await an_incident_that_is_followed(tx)

    with fresh_database(postgresql) as url:
        first = await Database.open(url)
        break_connections(url)
        second = await Database.open(url)

        with pytest.raises(StoreError, match="Another Statuswire"):
            await write(first)

        await second.close()
        await write(first)
        await first.close()


def break_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
