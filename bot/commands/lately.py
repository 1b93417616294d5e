"""What the database said a moment ago, for whoever cannot wait: no keystroke is worth a transaction of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog

from bot.commands.memory import Key
from bot.commands.request import Desk
from bot.store.database import Transaction
from bot.store.errors import StoreError

log = structlog.get_logger()

V = TypeVar("V")

FRESH = timedelta(seconds=5)  # what was read a moment ago is good for the next letters that somebody types
PATIENCE = 1.5  # seconds; Discord wants its offers within 3, and the database may be busy


async def lately(key: Key, read: Callable[[Transaction], Awaitable[V]], desk: Desk, *, otherwise: V) -> V:
    """What was read a moment ago, else what the database has, if it says so in time.

    Where it does not, what it said before is better than nothing, and `otherwise` is what there is without that.
    """
    now, shape = desk.clock.now(), type(otherwise)
    kept = desk.memory.recall(key, shape, since=now - FRESH)
    if kept is not None:
        return kept
    try:
        async with asyncio.timeout(PATIENCE), desk.database.transaction() as tx:
            found = await read(tx)
    except (TimeoutError, StoreError) as error:
        log.warning("what is offered is what was known before", of=key[0], why=str(error) or "no answer")
        before = desk.memory.recall(key, shape)
        return otherwise if before is None else before
    desk.memory.keep(key, found, now=now)
    return found
