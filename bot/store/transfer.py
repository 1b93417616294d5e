"""Everything that is remembered, as lines of JSON with which any database can be filled.

The first line says what the file is, the last how many rows it has and what all before it hashes to. Between them each
table has a line with its name and columns, then a line a row. The same content is the same bytes on every database.
"""

import json
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Dialect,
    Integer,
    Table,
    TableClause,
    Text,
    collate,
    column,
    func,
    insert,
    select,
    text,
)
from sqlalchemy import table as clause

from bot.store.batches import batches
from bot.store.codec import Instant, Value, Words
from bot.store.database import Transaction
from bot.store.errors import StoreError
from bot.store.schema import metadata
from bot.store.upgrade import newest

FORMAT = 1
ROWS_AT_ONCE = 500
DAMAGED = "The file is not whole: it was cut off, or changed. Take another copy of it, or export again."

Row: TypeAlias = list[Any]


async def written(tx: Transaction) -> AsyncGenerator[bytes, None]:
    """The lines of all that the database remembers at this moment; nothing else may be done in the transaction."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    seal, rows = sha256(), 0
    async for content in _contents(tx):
        line = _line(content)
        seal.update(line)
        rows += isinstance(content, list)
        yield line
    yield _line({"rows": rows, "sha256": seal.hexdigest()})


def read(lines: Iterable[bytes]) -> Iterator[tuple[Table, Row]]:
    """The rows of an export, each with its table. Raises StoreError where it is not ours or, at the end, not whole."""
    rest = iter(lines)
    first = next(rest, b"")
    _check_head(first)
    seal, rows = sha256(first), 0
    table: Table | None = None
    for line in rest:
        content = _content(line)
        if isinstance(content, list) and table is not None and len(content) == len(table.columns):
            rows += 1
            yield table, content
        elif isinstance(content, dict) and "table" in content:
            table = _table(content)
        elif content == {"rows": rows, "sha256": seal.hexdigest()} and next(rest, None) is None:
            return
        else:
            break
        seal.update(line)
    raise StoreError(DAMAGED)


async def fill(tx: Transaction, lines: Iterable[bytes], tell: Callable[[int], None]) -> None:
    """Put an export into an empty database; `tell` hears how many rows are in. Raises StoreError."""
    await _refuse_filled(tx)
    filled = 0
    for table, rows in groupby(read(lines), key=lambda each: each[0]):
        for batch in batches((row for _, row in rows), ROWS_AT_ONCE):
            await tx.execute(insert(_as_stored(table)), [_values(table, row, tx.dialect) for row in batch])
            filled += len(batch)
            tell(filled)
    if tx.dialect.name == "postgresql":
        await _count_on(tx)


async def _contents(tx: Transaction) -> AsyncGenerator[dict[str, Any] | Row, None]:
    yield {"statuswire": FORMAT, "schema": newest()}
    for table in metadata.sorted_tables:
        yield {"table": table.name, "columns": table.columns.keys()}
        question = select(_as_stored(table)).order_by(*(_sorted(tx, key) for key in table.primary_key))
        async for row in await tx.stream(question.execution_options(yield_per=ROWS_AT_ONCE)):
            yield list(row)


def _as_stored(table: Table) -> TableClause:
    """The table with its texts as they are held, escaped and packed: so they are the same wherever they go."""
    columns = ((each.name, Text() if isinstance(each.type, Words | Value) else each.type) for each in table.columns)
    return clause(table.name, *(column(name, kind) for name, kind in columns))


def _sorted(tx: Transaction, key: Column[Any]) -> ColumnElement[Any]:
    """To sort by: text by its bytes, as SQLite does, whatever language PostgreSQL was set up for."""
    is_text = isinstance(key.type, Text | Words) and tx.dialect.name == "postgresql"
    return collate(key, "C") if is_text else key


def _values(table: Table, row: Row, dialect: Dialect) -> dict[str, Any]:
    """What a row says, every value as `_as_stored` takes it."""
    try:
        return {each.name: _value(each, plain, dialect) for each, plain in zip(table.columns, row, strict=True)}
    except (ValueError, TypeError) as error:
        raise StoreError(f"A row of {table.name} in the file cannot be understood. {DAMAGED}") from error


def _value(of: Column[Any], plain: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - what a column holds
    kind = of.type
    if plain is None:
        return None
    if isinstance(kind, Words | Value):
        kind.process_result_value(plain, dialect)  # it must be possible to read it again
        return plain
    if isinstance(kind, Instant):
        moment = datetime.fromisoformat(plain)
        if moment.utcoffset() is None:
            raise ValueError(f"{of} has a time without a zone")
        return moment
    if isinstance(kind, Date):
        return date.fromisoformat(plain)
    expected = bool if isinstance(kind, Boolean) else int if isinstance(kind, Integer) else str
    if type(plain) is not expected:
        raise TypeError(f"{of} holds {expected.__name__}")
    return plain


async def _refuse_filled(tx: Transaction) -> None:
    for table in metadata.sorted_tables:
        if (await tx.execute(select(table).limit(1))).first():
            raise StoreError(
                "The database is not empty, and nothing is mixed. Import before its first `statuswire run`, or name "
                "another one (STATUSWIRE_DATABASE_URL)."
            )


async def _count_on(tx: Transaction) -> None:
    """Let PostgreSQL give numbers that come after those that are there."""
    for table in metadata.sorted_tables:
        number = table.autoincrement_column
        if number is not None:
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            await tx.execute(select(func.setval(sequence, func.max(number))))


def _line(content: dict[str, Any] | Row) -> bytes:
    return json.dumps(content, separators=(",", ":"), default=_moment).encode("ascii") + b"\n"


def _moment(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError(f"{type(value).__name__} has no form in an export")
    return value.isoformat()


def _content(line: bytes) -> Any:  # noqa: ANN401 - whatever the line says
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise StoreError(DAMAGED) from None


def _check_head(line: bytes) -> None:
    """Refuse what is no export, or one that another version wrote."""
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or not {"statuswire", "schema"} <= head.keys():
        raise StoreError("The file is no export of Statuswire; `statuswire export` writes one.")
    if head["statuswire"] != FORMAT or head["schema"] != newest():
        raise StoreError(
            f"The file was written by another version of Statuswire (its schema is {head['schema']!r}, and that of "
            f"this one is {newest()!r}). Export and import with the same version: upgrade the older side, let "
            "`statuswire run` bring its database up to date, and export again."
        )


def _table(content: dict[str, Any]) -> Table:
    table = metadata.tables.get(str(content["table"]))
    if table is None or content.get("columns") != table.columns.keys():
        raise StoreError(DAMAGED)
    return table
