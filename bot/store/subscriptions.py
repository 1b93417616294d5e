"""Whom we tell, and what they asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, delete, exists, insert, select, tuple_, update

from bot.core.destination import Changers, Destination, Manner, Subscription
from bot.store.database import Transaction
from bot.store.schema import destinations as places
from bot.store.schema import incidents, orders
from bot.store.schema import subscriptions as wishes
from bot.store.upsert import upsert

Follow: TypeAlias = tuple[str, str]  # destination, provider

SETTINGS = tuple(field.name for field in fields(Destination) if field.name != "paused")
OWN = ("changers", "quiet", "mentions", "workspace")  # what no file declares: it is the channel's own


@dataclass(frozen=True, slots=True)
class Followed:
    """A subscription, and whether the configuration file declares it."""

    subscription: Subscription
    declared: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing can be sent to a destination, and since when (UTC)."""

    reason: str
    since: datetime


async def declare(tx: Transaction, destinations: Iterable[Destination], subscriptions: Iterable[Subscription]) -> None:
    """Make it so that the configuration file says this and nothing else; what a chat added stays.

    A destination that is paused stays so. What is no longer declared is removed together with its orders, but for a
    destination that follows something by its own wish; what was posted is remembered, so that nothing is posted twice
    if it comes back.
    """
    declared = list(destinations)
    before = await _followed(tx)
    await _remove_all_but(tx, [destination.id for destination in declared])
    await _upsert(tx, declared)
    await _replace_declared(tx, dict.fromkeys(subscriptions))
    await _drop_orders(tx, before - await _followed(tx))


async def destinations(tx: Transaction) -> dict[str, Destination]:
    """Every destination by its id, the paused among them."""
    rows = await tx.execute(select(places).where(~places.c.removed).order_by(places.c.id))
    return {row.id: destination_of(row) for row in rows}


async def ever(tx: Transaction, destination_id: str) -> Destination | None:
    """A destination, though it may be removed."""
    row = (await tx.execute(select(places).where(places.c.id == destination_id))).one_or_none()
    return destination_of(row) if row else None


async def subscriptions(tx: Transaction, providers: Collection[str] | None = None) -> tuple[Subscription, ...]:
    """Who follows these providers, or any."""
    question = select(wishes).join(places).where(~places.c.removed).order_by(wishes.c.number)
    if providers is not None:
        question = question.where(wishes.c.provider.in_(providers))
    rows = await tx.execute(question)
    return tuple(Subscription(row.destination, row.provider, row.filters) for row in rows)


async def of(tx: Transaction, destination: str) -> tuple[Followed, ...]:
    """What a destination follows, in the order in which it was asked for."""
    rows = await tx.execute(select(wishes).where(wishes.c.destination == destination).order_by(wishes.c.number))
    return tuple(Followed(Subscription(row.destination, row.provider, row.filters), row.declared) for row in rows)


async def followed(tx: Transaction) -> frozenset[str]:
    """The slugs of all providers that anybody follows."""
    rows = await tx.execute(select(wishes.c.provider).distinct().join(places).where(~places.c.removed))
    return frozenset(row.provider for row in rows)


async def followed_in(tx: Transaction, platform: str, workspace: str, *, besides: str) -> frozenset[str]:
    """The slugs of all providers that the channels of a workspace follow, and the destination `besides`."""
    is_there = (places.c.platform == platform) & (places.c.workspace == workspace)
    question = select(wishes.c.provider).distinct().join(places).where(~places.c.removed)
    rows = await tx.execute(question.where(is_there | (places.c.id == besides)))
    return frozenset(row.provider for row in rows)


async def follow(tx: Transaction, wish: Subscription) -> None:
    """Let a destination follow a provider by its own wish, in place of an earlier wish of its own."""
    own = _is_own(wish.destination, wish.provider)
    changed = await tx.execute(update(wishes).where(own).values(filters=wish.filters))
    if not changed.rowcount:
        await tx.execute(
            insert(wishes).values(
                destination=wish.destination, provider=wish.provider, filters=wish.filters, declared=False
            )
        )


async def unfollow(tx: Transaction, destination: str, provider: str) -> bool:
    """Take back a destination's own wish, and what is owed for it; returns whether there was one."""
    taken = await tx.execute(delete(wishes).where(_is_own(destination, provider)))
    await _drop_orders(tx, {(destination, provider)} - await _followed(tx))
    return taken.rowcount > 0


async def pause(tx: Transaction, destination_id: str, reason: str, now: datetime, *, dismissed: bool = False) -> bool:
    """Keep what is owed there until `resume`; returns whether it is news. The first reason and its time stand."""
    is_it = places.c.id == destination_id
    if dismissed:
        await tx.execute(update(places).where(is_it).values(dismissed=True))
    paused = update(places).where(is_it, places.c.paused.is_(None)).values(paused=reason, paused_at=now)
    return (await tx.execute(paused)).rowcount > 0


async def to_be_tried(tx: Transaction) -> tuple[Destination, ...]:
    """The paused destinations where we may try again."""
    question = select(places).where(places.c.paused.is_not(None), ~places.c.dismissed, ~places.c.removed)
    return tuple(map(destination_of, await tx.execute(question.order_by(places.c.id))))


async def resume(tx: Transaction, destination_id: str) -> Pause | None:
    """The destination can be used again; returns the pause that ends, None where there was none."""
    is_paused = (places.c.id == destination_id) & places.c.paused.is_not(None)
    row = (await tx.execute(select(places.c.paused, places.c.paused_at).where(is_paused))).one_or_none()
    if row is None:
        return None
    await tx.execute(update(places).where(is_paused).values(paused=None, paused_at=None, dismissed=False))
    return Pause(row.paused, row.paused_at)


async def _remove_all_but(tx: Transaction, ids: Collection[str]) -> None:
    gone = update(places).where(places.c.declared, places.c.id.not_in(ids))
    has_own_wish = exists().where(wishes.c.destination == places.c.id, ~wishes.c.declared)
    await tx.execute(gone.values(declared=False, removed=~has_own_wish))


async def _upsert(tx: Transaction, declared: Collection[Destination]) -> None:
    if not declared:
        return
    new = {"paused": None, "paused_at": None, "dismissed": False, "declared": True, "removed": False}
    rows = [{name: getattr(destination, name) for name in SETTINGS} | new for destination in declared]
    await tx.execute(upsert(tx, places, on=("id",), keep=("paused", "paused_at", "dismissed", *OWN)), rows)


async def _replace_declared(tx: Transaction, subscriptions: Collection[Subscription]) -> None:
    await tx.execute(delete(wishes).where(wishes.c.declared))
    if not subscriptions:
        return
    rows = [
        {"destination": wish.destination, "provider": wish.provider, "filters": wish.filters, "declared": True}
        for wish in subscriptions
    ]
    await tx.execute(insert(wishes), rows)


async def _drop_orders(tx: Transaction, lost: Collection[Follow]) -> None:
    """Orders of destinations that are removed, and those that `lost` wishes led to; our own notices stay."""
    provider = select(incidents.c.provider).where(incidents.c.key == orders.c.incident).scalar_subquery()
    is_of_removed = orders.c.destination.in_(select(places.c.id).where(places.c.removed))
    is_lost = tuple_(orders.c.destination, provider).in_(lost)
    await tx.execute(delete(orders).where(is_of_removed | is_lost))


def _is_own(destination: str, provider: str) -> ColumnElement[bool]:
    return (wishes.c.destination == destination) & (wishes.c.provider == provider) & ~wishes.c.declared


async def _followed(tx: Transaction) -> set[Follow]:
    """Every destination with every provider that it follows."""
    rows = await tx.execute(select(wishes.c.destination, wishes.c.provider))
    return {(row.destination, row.provider) for row in rows}


def destination_of(row: Row[Any]) -> Destination:
    """The destination that a row of its table is."""
    settings = {name: getattr(row, name) for name in SETTINGS}
    closed = {"manner": Manner(row.manner), "changers": Changers(row.changers)}
    return Destination(**settings | closed, paused=row.paused)
