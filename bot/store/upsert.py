"""Insert, or update what is there: the two databases say it alike, SQLAlchemy through two modules."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.database import Transaction


def upsert(
    tx: Transaction,
    table: Table,
    *,
    on: Collection[str],
    keep: Collection[str] = (),
    also: Mapping[str, Any] | None = None,
) -> postgresql.Insert | sqlite.Insert:
    """An insert into `table` that, where `on` is there already, writes every given column but those in `keep`.

    `also` gives columns that take another value than the one inserted when the row is there.
    """
    insert = postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
    fixed = {*on, *keep, *(column.name for column in table.primary_key)}
    written = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in fixed}
    return insert.on_conflict_do_update(index_elements=list(on), set_=written | dict(also or {}))
