"""SQLite: one file, one writer, nothing lost to a power cut."""

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.errors import StoreError
from bot.store.trouble import MENDING_A_FILE

BUSY_SECONDS = 10  # how long to wait for another program, such as a backup, that holds the file
QUEUE_SECONDS = 60  # how long a transaction waits for those before it

# FULL, not NORMAL: in WAL mode NORMAL keeps the file whole but may forget the last commits in a power cut, and a
# forgotten "sent" is a message posted twice (https://sqlite.org/pragma.html#pragma_synchronous).
SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "journal_size_limit = 67108864")


class FileClaim:
    """A lock on a file beside the database: the system lets go of it when the program ends, however it ends."""

    def __init__(self, file: Path) -> None:
        self._lock = FileLock(f"{file}.lock", blocking=False, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout:
            raise StoreError(
                f"Another Statuswire has {file} open. Stop that one first, or give this one a database of its own "
                "(STATUSWIRE_DATABASE_URL)."
            ) from None

    def watch(self, engine: AsyncEngine) -> None:
        """Nothing can take it away."""

    async def renew(self) -> None:
        """It is still there."""

    async def release(self) -> None:
        """Let others have it."""
        self._lock.release()


async def claim(address: URL) -> FileClaim:
    """Be the only program on the file; its folder is made where it is missing. Raises StoreError."""
    file = _file(address)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Opened here first: a connection that aiosqlite cannot make leaves a thread behind that outlives its loop.
        file.open("ab").close()
        return FileClaim(file)
    except OSError as error:
        raise StoreError(
            f"The database cannot be kept at {file}: {error.strerror}. Give the user who runs Statuswire the right to "
            "write there, or set STATUSWIRE_DATA_DIR."
        ) from error


def migrator(address: URL) -> AsyncEngine:
    """For the start: looks for damage, and keeps foreign keys out of the way, for SQLite changes tables by copying."""
    engine = _engine(address, begin="BEGIN IMMEDIATE", settings=(*SETTINGS, "foreign_keys = OFF"))
    event.listen(engine.sync_engine, "begin", _refuse_damage)
    return engine


def writer(address: URL) -> AsyncEngine:
    """For the program: its one connection is the queue in which transactions wait their turn."""
    return _engine(address, begin="BEGIN IMMEDIATE", settings=(*SETTINGS, "foreign_keys = ON"))


def guest(address: URL) -> AsyncEngine:
    """For a command beside the program; its reading blocks nobody. Raises StoreError where there is no file yet."""
    file = _file(address)
    try:
        file.open("rb").close()
    except FileNotFoundError:
        raise StoreError(f"There is no database at {file} yet; it is made when Statuswire first runs.") from None
    except OSError as error:
        raise StoreError(f"The database at {file} cannot be read: {error.strerror}.") from error
    return _engine(address, begin="BEGIN", settings=("synchronous = FULL", "foreign_keys = ON"))


def _file(address: URL) -> Path:
    if address.database in (None, "", ":memory:"):
        raise StoreError("Statuswire remembers in a file: give one, as in sqlite:///statuswire.db.")
    return Path(str(address.database)).expanduser().resolve()


def _engine(address: URL, *, begin: str, settings: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        address.set(database=str(_file(address))),
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},  # transactions are begun below, not by sqlite3
        pool_size=1,
        max_overflow=0,
        pool_timeout=QUEUE_SECONDS,
    )

    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    def let_go(connection: DBAPIConnection, *_: object) -> None:
        # A transaction was cancelled amid a statement. SQLite keeps a closed connection, and its lock with it, for as
        # long as a cursor of it is left anywhere: nobody else could begin.
        connection.rollback()

    event.listen(engine.sync_engine, "connect", configure)
    event.listen(engine.sync_engine, "invalidate", let_go)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _refuse_damage(connection: Connection) -> None:
    """Find a damaged file before anything is read from it or written to it."""
    *_, found = (
        connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one().splitlines()
    )  # a heading, then the fault
    if found != "ok":
        raise StoreError(f"The database {connection.engine.url.database} is malformed ({found}). {MENDING_A_FILE}")
