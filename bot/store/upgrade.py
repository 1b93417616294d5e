"""Bringing an older database up to date, and refusing one that is newer than this program."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.errors import StoreError

VERSION_TABLE = "statuswire_version"


def to_newest(connection: Connection) -> None:
    """Run every migration that is missing, in the transaction of `connection`. Raises StoreError."""
    _refuse_newer(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest() -> str | None:
    """The revision of the schema that this program was written for."""
    return _scripts().get_current_head()


def check(connection: Connection) -> None:
    """Raise StoreError unless the schema is the one that this program was written for."""
    _refuse_newer(connection)
    if _standing(connection) != newest():
        raise StoreError(
            "The database is older than this Statuswire; start `statuswire run` once to bring it up to date."
        )


def _refuse_newer(connection: Connection) -> None:
    standing = _standing(connection)
    if standing is None or standing in {script.revision for script in _scripts().walk_revisions()}:
        return
    raise StoreError(
        f"The database was last used by a newer Statuswire (its schema is {standing!r}). Run that version, or put back "
        "the backup from before the upgrade."
    )


def _standing(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config
