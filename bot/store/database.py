"""The open database: one program at a time, its schema brought up to date, its transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, Self, TypeAlias

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import postgresql, sqlite, upgrade
from bot.store.errors import StoreError
from bot.store.trouble import told

Transaction: TypeAlias = AsyncConnection

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


class Claim(Protocol):
    """The right to be the only program on a database."""

    def watch(self, engine: AsyncEngine) -> None:
        """Learn from the program's own connections when it may have been lost."""
        ...

    async def renew(self) -> None:
        """Take it again if it was lost; raises StoreError where another program has it now."""
        ...

    async def release(self) -> None:
        """Let others have it."""
        ...


class Database:
    """A database with today's schema; open it with `open`, close it with `close`."""

    def __init__(self, address: URL, engine: AsyncEngine, claim: Claim | None) -> None:
        self._address = address
        self._engine = engine
        self._claim = claim

    @classmethod
    async def open(cls, url: str, *, exclusive: bool = True) -> Self:
        """Open the database at `url`, made and brought up to date as needed.

        `exclusive` keeps every other program out until it is closed. Without it we are a guest beside a program that
        may be running: nothing is made or brought up to date, and what a guest writes is short. Raises StoreError.
        """
        address = _address(url)
        backend = sqlite if address.get_backend_name() == "sqlite" else postgresql
        with told(address):
            if not exclusive:
                return await cls._opened(address, backend.guest(address))
            claim = await backend.claim(address)
            try:
                await _bring_up_to_date(backend.migrator(address))
                engine = backend.writer(address)
                claim.watch(engine)
                return await cls._opened(address, engine, claim)
            except BaseException:
                await claim.release()
                raise

    @classmethod
    async def _opened(cls, address: URL, engine: AsyncEngine, claim: Claim | None = None) -> Self:
        """Open, once the engine has shown that it connects and finds the schema that it expects."""
        try:
            async with engine.connect() as connection:
                await connection.run_sync(upgrade.check)
        except BaseException:
            await engine.dispose()
            raise
        return cls(address, engine, claim)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All or nothing: committed at the end of the block, undone by any exception.

        On SQLite one runs at a time and the others wait their turn, so it must neither be opened inside another nor
        wait for the world. Raises StoreError where the database fails.
        """
        with told(self._address):
            async with self._engine.begin() as connection:
                if self._claim:
                    await self._claim.renew()
                yield connection

    async def close(self) -> None:
        """Let go of every connection, and let other programs in."""
        await self._engine.dispose()
        if self._claim:
            await self._claim.release()


def _address(url: str) -> URL:
    """The address with our driver in it; a scheme alone will do."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Not a word of it in the message: there may be a password in it.
        raise StoreError(
            "The database address cannot be read; it looks like sqlite:///statuswire.db or "
            "postgresql://user:password@host/name (STATUSWIRE_DATABASE_URL)."
        ) from None
    name = address.get_backend_name()
    if name not in DRIVERS:
        raise StoreError(f"{name!r} is no database that Statuswire knows; it keeps its data in sqlite or postgresql.")
    return address.set(drivername=DRIVERS[name])


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    """Run the migrations that are missing, all in one transaction."""
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade.to_newest)
    finally:
        await engine.dispose()
