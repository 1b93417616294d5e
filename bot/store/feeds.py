"""What we remember of each feed: its validators, its health, and when to look again."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select

from adapters.model import Validators
from bot.core.schedule import FeedState
from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.keys import feed_key
from bot.store.schema import acceptances, feeds
from bot.store.upsert import upsert

VALIDATORS = tuple(field.name for field in fields(Validators))
HEALTH = tuple(field.name for field in fields(FeedState) if field.name != "validators")


async def load(tx: Transaction, providers: Collection[str] | None = None) -> dict[str, FeedState]:
    """Every feed of these providers, or of all, that was ever polled, by its address."""
    question = select(feeds) if providers is None else select(feeds).where(feeds.c.provider.in_(providers))
    rows = (await tx.execute(question)).mappings()
    return {state.url: state for state in map(_state, rows)}


async def save(tx: Transaction, states: Iterable[FeedState]) -> None:
    """Remember feeds as they are now."""
    rows = sorted(map(_row, states), key=itemgetter("key"))
    if not rows:
        return
    await tx.execute(upsert(tx, feeds, on=("key",)), rows)


async def forget(tx: Transaction, urls: Iterable[str]) -> None:
    """Remember nothing of these feeds, nor that one may be believed: the next look at one is its first."""
    for keys in batches(map(feed_key, urls)):
        await tx.execute(delete(feeds).where(feeds.c.key.in_(keys)))
        await tx.execute(delete(acceptances).where(acceptances.c.feed.in_(keys)))


async def accept(tx: Transaction, url: str) -> None:
    """Say that a suspect feed may be believed as it is now; a poller in another process hears it at its next look."""
    await take_acceptance(tx, url)
    await tx.execute(insert(acceptances).values(feed=feed_key(url)))


async def take_acceptance(tx: Transaction, url: str) -> bool:
    """Whether somebody has accepted the feed since this was last asked."""
    taken = await tx.execute(delete(acceptances).where(acceptances.c.feed == feed_key(url)))
    return taken.rowcount > 0


def _row(state: FeedState) -> dict[str, Any]:
    health = {name: getattr(state, name) for name in HEALTH}
    validators = {name: getattr(state.validators, name) for name in VALIDATORS}
    return {"key": feed_key(state.url), **health, **validators}


def _state(row: RowMapping) -> FeedState:
    validators = Validators(**{name: row[name] for name in VALIDATORS})
    return FeedState(validators=validators, **{name: row[name] for name in HEALTH})
