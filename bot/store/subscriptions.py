"""Whom we tell, and what they asked for."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, insert, select, update

from bot.core.destination import Destination, Manner, Subscription
from bot.core.notices import OURSELVES
from bot.store.database import Transaction
from bot.store.schema import destinations as places
from bot.store.schema import incidents, orders, posts
from bot.store.schema import subscriptions as wishes
from bot.store.upsert import upsert

SETTINGS = tuple(field.name for field in fields(Destination) if field.name != "paused")


async def declare(tx: Transaction, destinations: Iterable[Destination], subscriptions: Iterable[Subscription]) -> None:
    """Make it so that the configuration file says this and nothing else; what a chat added stays.

    A destination that is paused stays so. What is no longer declared is removed, and with it every order that nobody
    else's wish covers; what was posted for it is remembered, so that nothing is posted twice if it comes back.
    """
    declared = list(destinations)
    await _remove_all_but(tx, [destination.id for destination in declared])
    await _upsert(tx, declared)
    await _replace_declared(tx, dict.fromkeys(subscriptions))
    await _drop_unshown_orders(tx)
    await _end_shown_orders(tx)


async def destinations(tx: Transaction) -> dict[str, Destination]:
    """Every destination by its id, the paused among them."""
    rows = await tx.execute(select(places).where(~places.c.removed).order_by(places.c.id))
    return {row.id: _destination(row) for row in rows}


async def subscriptions(tx: Transaction, providers: Collection[str] | None = None) -> tuple[Subscription, ...]:
    """Who follows these providers, or any."""
    question = select(wishes).join(places).where(~places.c.removed).order_by(wishes.c.number)
    if providers is not None:
        question = question.where(wishes.c.provider.in_(providers))
    rows = await tx.execute(question)
    return tuple(Subscription(row.destination, row.provider, row.filters) for row in rows)


async def pause(tx: Transaction, destination_id: str, reason: str, now: datetime) -> bool:
    """Keep what is owed there until `resume`; returns whether it is news. The first reason and its time stand."""
    paused = update(places).where(places.c.id == destination_id, places.c.paused.is_(None))
    return (await tx.execute(paused.values(paused=reason, paused_at=now))).rowcount > 0


async def resume(tx: Transaction, destination_id: str) -> bool:
    """The destination can be used again; returns whether it is news."""
    resumed = update(places).where(places.c.id == destination_id, places.c.paused.is_not(None))
    return (await tx.execute(resumed.values(paused=None, paused_at=None))).rowcount > 0


async def _remove_all_but(tx: Transaction, ids: Collection[str]) -> None:
    gone = update(places).where(places.c.declared, places.c.id.not_in(ids))
    await tx.execute(gone.values(declared=False, removed=True))


async def _upsert(tx: Transaction, declared: Collection[Destination]) -> None:
    if not declared:
        return
    new = {"paused": None, "paused_at": None, "declared": True, "removed": False}
    rows = [{name: getattr(destination, name) for name in SETTINGS} | new for destination in declared]
    await tx.execute(upsert(tx, places, on=("id",), keep=("paused", "paused_at")), rows)


async def _replace_declared(tx: Transaction, subscriptions: Collection[Subscription]) -> None:
    await tx.execute(delete(wishes).where(wishes.c.declared))
    if not subscriptions:
        return
    rows = [
        {"destination": wish.destination, "provider": wish.provider, "filters": wish.filters, "declared": True}
        for wish in subscriptions
    ]
    await tx.execute(insert(wishes), rows)


async def _drop_unshown_orders(tx: Transaction) -> None:
    """Orders that nobody wants any more and that have put nothing into a channel."""
    shown = exists().where(posts.c.destination == orders.c.destination, posts.c.incident == orders.c.incident)
    await tx.execute(delete(orders).where(~_is_wanted(), ~shown))


async def _end_shown_orders(tx: Transaction) -> None:
    """Orders that nobody wants any more: what the channel shows stays as it is."""
    await tx.execute(update(orders).where(~_is_wanted(), orders.c.wanted > orders.c.done).values(done=orders.c.wanted))


def _is_wanted() -> ColumnElement[bool]:
    """Whether somebody at the order's destination follows the provider of its incident, or it is a notice of ours."""
    return exists().where(incidents.c.key == orders.c.incident, incidents.c.provider == OURSELVES) | exists().where(
        wishes.c.destination == orders.c.destination,
        wishes.c.provider == incidents.c.provider,
        incidents.c.key == orders.c.incident,
        places.c.id == orders.c.destination,
        ~places.c.removed,
    )


def _destination(row: Row[Any]) -> Destination:
    settings = {name: getattr(row, name) for name in SETTINGS}
    return Destination(**settings | {"manner": Manner(row.manner)}, paused=row.paused)
