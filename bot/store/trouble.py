"""Turning what a database driver says into a sentence that tells a person what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as WaitedTooLongError

from bot.store.errors import StoreError

MENDING_A_FILE = (
    "The file is damaged. Keep a copy of it and of the -wal file beside it; put a backup in its place, or try "
    "`sqlite3 <file> .recover`, or move it away to begin anew."
)

# What the drivers write, and what helps; the first that fits is given.
ADVICE = (
    ("disk is full", "Free some space there; nothing was half-written."),
    ("no space left", "Free some space there; nothing was half-written."),
    ("malformed", MENDING_A_FILE),
    ("not a database", "The file is damaged or is something else. Move it away, or give another address."),
    ("locked", "Another program is writing to it; stop that one."),
    ("readonly", "Give the user who runs Statuswire the right to write there."),
    ("unable to open", "Check that the folder exists and that the user who runs Statuswire may write there."),
    ("password authentication failed", "Check the user and the password in STATUSWIRE_DATABASE_URL."),
    ("does not exist", "Check the names in STATUSWIRE_DATABASE_URL; the database must be created once by hand."),
    ("already exists", "Another program's tables are in it; give Statuswire a database of its own."),
)
OTHER_ADVICE = "Check STATUSWIRE_DATABASE_URL and that the database is running."


@contextmanager
def told(address: URL) -> Iterator[None]:
    """Raise StoreError for whatever the driver or the file system raises, never with a password in it."""
    place = place_of(address)
    try:
        yield
    except WaitedTooLongError as error:
        raise StoreError(
            f"No connection to {place} came free. Either it is very slow, or a transaction was never ended."
        ) from error
    except DBAPIError as error:
        raise StoreError(f"The database {place} says: {_line(error)}. {_advice(_line(error))}") from error


def place_of(address: URL) -> str:
    """The address as a person may see it: no driver, no settings, no password."""
    return address.set(drivername=address.get_backend_name(), query={}).render_as_string(hide_password=True)


def _line(error: DBAPIError) -> str:
    """The first line of what the driver says."""
    said = str(error.orig).strip().splitlines()
    return said[0].rstrip(".") if said else type(error.orig).__name__


def _advice(line: str) -> str:
    return next((advice for words, advice in ADVICE if words in line.lower()), OTHER_ADVICE)
