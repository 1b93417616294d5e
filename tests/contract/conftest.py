"""The databases that the contract of the store is tested on."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store.database import Database
from tests.databases import blank, bring_up_to_date, fresh_database, on_server, postgresql_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgresql: str) -> str:
    """The name of a database on the server that is up to date and empty, to be copied."""
    name = "blank"
    with psycopg.connect(postgresql, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    bring_up_to_date(on_server(postgresql, name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database: an empty one, or for who wants it open at once one that is up to date."""
    file, is_open = tmp_path / "statuswire.db", "database" in request.fixturenames
    if request.param == "sqlite":
        yield blank(file) if is_open else f"sqlite:///{file}"
        return
    template = request.getfixturevalue("template") if is_open else "template1"
    with fresh_database(request.getfixturevalue("postgresql"), template) as address:
        yield address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database, up to date and empty."""
    database = await Database.open(url)
    yield database
    await database.close()
