"""Bringing an older database up to date, and refusing one that is newer than this program.

Alembic is imported only where there is something to migrate: it costs ten megabytes that a program, once it runs,
would hold for nothing.
"""

from importlib import resources

from sqlalchemy import Connection, inspect, text

from bot.store.errors import StoreError

VERSION_TABLE = "statuswire_version"
_VERSIONS = "bot.store.migrations.versions"


def to_newest(connection: Connection) -> None:
    """Run every migration that is missing, in the transaction of `connection`. Raises StoreError."""
    _refuse_newer(connection)
    if _standing(connection) == newest():
        return
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest() -> str:
    """The revision of the schema that this program was written for."""
    return max(_revisions())


def check(connection: Connection) -> None:
    """Raise StoreError unless the schema is the one that this program was written for."""
    _refuse_newer(connection)
    if _standing(connection) != newest():
        raise StoreError(
            "The database is older than this Statuswire; start `statuswire run` once to bring it up to date."
        )


def _refuse_newer(connection: Connection) -> None:
    standing = _standing(connection)
    if standing is None or standing in _revisions():
        return
    raise StoreError(
        f"The database was last used by a newer Statuswire (its schema is {standing!r}). Run that version, or put back "
        "the backup from before the upgrade."
    )


def _standing(connection: Connection) -> str | None:
    """The revision that the database stands at; None for a new one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    revision: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
    return revision


def _revisions() -> frozenset[str]:
    """Every revision that this program knows: a file each, named r0001_what_it_does.py, in the order of the numbers."""
    names = (file.name for file in resources.files(_VERSIONS).iterdir())
    return frozenset(name.partition("_")[0].removeprefix("r") for name in names if name.startswith("r"))
