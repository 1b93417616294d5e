"""Channels that their platform gave another id: all that is of them goes on under the new one."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, delete, exists, insert, or_, select, update

from bot.store.database import Transaction
from bot.store.keys import post_key
from bot.store.schema import (
    acknowledgements,
    audit,
    digests,
    moves,
    mutes,
    openings,
    orders,
    playbooks,
    posts,
    subscriptions,
)
from bot.store.schema import destinations as places

# What is of a channel, and by what of it there is one only: where both have it, that of the new id stands.
THINGS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (subscriptions, ("provider",)),
    (mutes, ("provider", "incident")),
    (playbooks, ("provider",)),
    (acknowledgements, ("incident",)),
    (orders, ("incident",)),
    (posts, ("incident", "part")),
    (openings, ("incident",)),
    (digests, ("day",)),
    (audit, ()),
)


async def moved(tx: Transaction) -> dict[str, tuple[str, str]]:
    """Where each destination went: its new id and the platform's id of the channel, by the id that it had."""
    return {row.id: (row.moved_to, row.channel) for row in await tx.execute(select(moves))}


async def move(tx: Transaction, before: str, after: str, channel: str, ref: Callable[[str], str]) -> bool:
    """Let the destination `before` go on as `after`, which is `channel`; returns whether there was such a one.

    `ref` tells what a reference of one of its posts is called by now. It is no longer paused.
    """
    place = (await tx.execute(select(places).where(places.c.id == before))).mappings().one_or_none()
    if place is None or before == after:
        return False
    await _remember(tx, before, after, channel)
    here = {"channel": channel, "paused": None, "paused_at": None, "dismissed": False}
    if (await tx.execute(select(exists().where(places.c.id == after)))).scalar_one():
        stays = {} if place["removed"] else {"removed": False}
        await tx.execute(update(places).where(places.c.id == after).values(here | stays))
    else:
        await tx.execute(insert(places).values(dict(place) | here | {"id": after}))
    for table, once in THINGS:
        if once:
            there = table.alias()
            is_double = exists().where(there.c.destination == after, *(there.c[name] == table.c[name] for name in once))
            await tx.execute(delete(table).where(table.c.destination == before, is_double))
    await _move_posts(tx, before, after, ref)
    for table, _ in THINGS:
        await tx.execute(update(table).where(table.c.destination == before).values(destination=after))
    await tx.execute(delete(places).where(places.c.id == before))
    return True


async def _remember(tx: Transaction, before: str, after: str, channel: str) -> None:
    """Each move leads to where the channel is now, however often it moved, and none leads from there."""
    await tx.execute(delete(moves).where(or_(moves.c.id == after, moves.c.id == before)))
    on = moves.c.moved_to == before
    await tx.execute(update(moves).where(on).values(moved_to=after, channel=channel))
    await tx.execute(insert(moves).values(id=before, moved_to=after, channel=channel))


async def _move_posts(tx: Transaction, before: str, after: str, ref: Callable[[str], str]) -> None:
    """Give every post the place and the reference that it has now; the key that it carries stays as it was."""
    for row in (await tx.execute(select(posts).where(posts.c.destination == before))).all():
        now: dict[str, Any] = {"place": post_key(after, row.incident, row.part), "ref": row.ref and ref(row.ref)}
        await tx.execute(update(posts).where(posts.c.number == row.number).values(now))
