"""How each channel shows what it shows: alone, or in a storm together with others."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from bot.core.delivery import ROOTS, Order
from bot.core.storm import Opening
from bot.core.storm_delivery import STORM_ROOTS
from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.deliveries import order_of
from bot.store.schema import openings, orders, posts
from bot.store.upsert import upsert


async def keep(tx: Transaction, destination: str, decided: Iterable[Opening]) -> None:
    """Remember how a channel shows these incidents; what was decided before, and not carried out, is void."""
    rows = [{"destination": destination, **asdict(opening)} for opening in decided]
    if rows:
        await tx.execute(upsert(tx, openings, on=("destination", "incident")), rows)


async def since(tx: Transaction, destination: str, moment: datetime) -> tuple[Opening, ...]:
    """What was decided for a channel at `moment` or later, the earliest first."""
    question = select(openings).where(openings.c.destination == destination, openings.c.at >= moment)
    rows = await tx.execute(question.order_by(openings.c.at, openings.c.incident))
    return tuple(Opening(row.incident, row.at, row.storm) for row in rows)


async def shown(tx: Transaction, destination: str, incidents: Collection[str]) -> frozenset[str]:
    """Those of these incidents for which the channel has a message, if only one that was begun: there it stays."""
    in_storm = (posts.c.destination == openings.c.destination) & (posts.c.incident == openings.c.storm)
    found: set[str] = set()
    for keys in batches(incidents):
        alone = select(posts.c.incident).where(
            posts.c.destination == destination, posts.c.incident.in_(keys), posts.c.part.in_(ROOTS)
        )
        together = (
            select(openings.c.incident)
            .join_from(openings, posts, in_storm)
            .where(openings.c.destination == destination, openings.c.incident.in_(keys), posts.c.part.in_(STORM_ROOTS))
        )
        found.update((await tx.execute(alone.union(together))).scalars())
    return frozenset(found)


async def storm_key(tx: Transaction, destination: str, incident: str) -> str | None:
    """The key of the storm in which a channel shows an incident."""
    question = select(openings.c.storm).where(openings.c.destination == destination, openings.c.incident == incident)
    storm: str | None = (await tx.execute(question)).scalar_one_or_none()
    return storm


async def orders_in(tx: Transaction, destination: str, storm: str) -> tuple[Order, ...]:
    """The orders of the incidents of a storm, in the order in which they came to it; what nobody follows has none."""
    is_it = (openings.c.destination == destination) & (openings.c.storm == storm)
    same = (orders.c.destination == openings.c.destination) & (orders.c.incident == openings.c.incident)
    question = select(orders).join_from(openings, orders, same).where(is_it)
    rows = await tx.execute(question.order_by(openings.c.at, orders.c.number))
    return tuple(order_of(row) for row in rows)
