"""PostgreSQL: a few connections that are checked before use, and a lock that keeps a second program out."""

import asyncio
from types import MappingProxyType

from sqlalchemy import URL, event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.errors import StoreError
from bot.store.trouble import place_of

PROGRAM_LOCK = 0x7374617475737769  # "statuswi": the number of our advisory lock in a database
POOL_SIZE = 5
QUEUE_SECONDS = 60  # how long a transaction waits for a free connection

# What an address may say otherwise; a dead server is noticed within a minute or two instead of two hours.
DEFAULTS = MappingProxyType(
    {
        "application_name": "statuswire",
        "connect_timeout": "10",
        "keepalives_idle": "60",
        "keepalives_interval": "10",
        "keepalives_count": "3",
    }
)

NOTICE_PAUSES = (0.1, 0.2, 0.4, 0.8, 0.0)  # seconds

# The connection of the lock is idle by trade, which a server may be told not to bear (since version 14); and where the
# network broke, the server has to notice it soon, or it keeps the lock for a program that cannot come back to it.
_LONG_LIVED = text(
    "SELECT set_config(name, CASE name WHEN 'idle_session_timeout' THEN '0' ELSE '60' END, false) FROM pg_settings "
    "WHERE name IN ('idle_session_timeout', 'tcp_keepalives_idle')"
)


class LockClaim:
    """An advisory lock, held as long as its own connection lives; taken again after the server was away."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self._engine = engine
        self._connection = connection
        self._in_doubt = False
        self._renewing = asyncio.Lock()

    def watch(self, engine: AsyncEngine) -> None:
        """Where a connection of the program broke, ours may have broken too."""
        event.listen(engine.sync_engine, "invalidate", self._doubt)

    async def renew(self) -> None:
        """Take the lock again if its connection is gone. Raises StoreError where another program was faster."""
        async with self._renewing:
            if not self._in_doubt:
                return
            if not await _lives(self._connection):
                await self._connection.close()
                self._connection = await _locked(self._engine)
            self._in_doubt = False

    async def release(self) -> None:
        """Let others have it."""
        await self._connection.close()
        await self._engine.dispose()

    def _doubt(self, *_: object) -> None:
        self._in_doubt = True


async def claim(address: URL) -> LockClaim:
    """Be the only program on the database. Raises StoreError."""
    engine = create_async_engine(_with_defaults(address), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    return LockClaim(engine, await _locked(engine))


async def _lives(connection: AsyncConnection) -> bool:
    if connection.closed:
        return False
    try:
        await connection.execute(select(1))
    except DBAPIError:
        return False
    return True


async def _locked(engine: AsyncEngine) -> AsyncConnection:
    """A connection that has the lock of its database."""
    connection = await engine.connect()
    try:
        await connection.execute(_LONG_LIVED)
        taken = await _taken(connection)
    except BaseException:
        await connection.close()
        raise
    if taken:
        return connection
    await connection.close()
    raise StoreError(
        f"Another Statuswire uses the database {place_of(engine.url)}. Stop that one first, or give this one "
        "a database of its own (STATUSWIRE_DATABASE_URL)."
    )


async def _taken(connection: AsyncConnection) -> bool:
    """Whether the lock is ours; a program that has just ended may hold it until its server has noticed."""
    for pause in NOTICE_PAUSES:
        if (await connection.execute(select(func.pg_try_advisory_lock(PROGRAM_LOCK)))).scalar_one():
            return True
        await asyncio.sleep(pause)
    return False


def migrator(address: URL) -> AsyncEngine:
    """For the start."""
    return create_async_engine(_with_defaults(address), poolclass=NullPool)


def writer(address: URL) -> AsyncEngine:
    """For the program."""
    return create_async_engine(
        _with_defaults(address), pool_size=POOL_SIZE, max_overflow=0, pool_timeout=QUEUE_SECONDS, pool_pre_ping=True
    )


def guest(address: URL) -> AsyncEngine:
    """For a command beside the program."""
    return create_async_engine(_with_defaults(address), poolclass=NullPool)


def _with_defaults(address: URL) -> URL:
    return address.set(query={**DEFAULTS, **address.query})
