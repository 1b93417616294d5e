"""Insert, or update what is there: the two databases say it alike, SQLAlchemy through two modules."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.database import Transaction

Insert: TypeAlias = postgresql.Insert | sqlite.Insert


def upsert(
    tx: Transaction,
    table: Table,
    *,
    on: Collection[str],
    keep: Collection[str] = (),
    also: Mapping[str, Any] | None = None,
) -> Insert:
    """An insert into `table` that, where `on` is there already, writes every given column but those in `keep`.

    `also` gives columns that take another value than the one inserted when the row is there.
    """
    fixed = frozenset((*on, *keep, *(column.name for column in table.primary_key)))
    insert, written = _insert(tx.dialect.name, table, fixed)
    return insert.on_conflict_do_update(index_elements=list(on), set_=written | dict(also or {}))


@cache
def _insert(dialect: str, table: Table, fixed: frozenset[str]) -> tuple[Insert, dict[str, Any]]:
    """An insert, and what it writes over all columns but the `fixed` ones; to say that takes longer than to do it."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert, {column.name: insert.excluded[column.name] for column in table.columns if column.name not in fixed}
