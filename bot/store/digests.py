"""The digests: which one each channel waits for, and what became of those before it."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, select, update

from bot.core.edition import Edition, EditionState
from bot.store.database import Transaction
from bot.store.schema import digests
from bot.store.upsert import upsert

TOLD = [state for state in EditionState if state.is_told]


async def current(tx: Transaction) -> dict[str, tuple[Edition, ...]]:
    """Of each destination the last digest that was told and all after it, by day."""
    found: dict[str, list[Edition]] = defaultdict(list)
    for row in (await tx.execute(_current())).mappings():
        found[row["destination"]].append(_edition(row))
    return {id_: tuple(editions) for id_, editions in found.items()}


async def of(tx: Transaction, destination: str) -> tuple[Edition, ...]:
    """The same of one destination."""
    rows = (await tx.execute(_current().where(digests.c.destination == destination))).mappings()
    return tuple(map(_edition, rows))


async def plan(tx: Transaction, edition: Edition) -> None:
    """Wait for an edition, unless that day has one: it has one, whoever plans it, and however often."""
    as_it_is = {"state": digests.c.state}
    columns = [column.name for column in digests.columns]
    await tx.execute(upsert(tx, digests, on=("destination", "day"), keep=columns, also=as_it_is), [asdict(edition)])


async def drop(tx: Transaction, edition: Edition) -> None:
    """Wait for it no more; one that was begun stays."""
    await tx.execute(delete(digests).where(_is_still(edition)))


async def change(tx: Transaction, edition: Edition, after: Edition) -> bool:
    """Remember an edition as it is after something was done; returns whether it was still as it was before.

    So of several who would send the same one, one may.
    """
    changed = await tx.execute(update(digests).where(_is_still(edition)).values(asdict(after)))
    return changed.rowcount > 0


def _is_still(edition: Edition) -> ColumnElement[bool]:
    is_it = (digests.c.destination == edition.destination) & (digests.c.day == edition.day)
    return is_it & (digests.c.state == edition.state)


def _current() -> Select[Any]:
    others = digests.alias()
    told = select(func.max(others.c.day)).where(others.c.destination == digests.c.destination, others.c.state.in_(TOLD))
    last = told.scalar_subquery()
    return (
        select(digests).where(last.is_(None) | (digests.c.day >= last)).order_by(digests.c.destination, digests.c.day)
    )


def _edition(row: RowMapping) -> Edition:
    return Edition(**{**row, "state": EditionState(row["state"])})
