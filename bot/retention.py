"""How long the past is kept: once a day what is older is forgotten, little by little."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from bot.clock import Clock
from bot.store import pruning
from bot.store.database import Database, Transaction

log = structlog.get_logger()

# After the start, when there is less to do; a program that starts every night comes to it too.
FIRST = timedelta(hours=1)
EVERY = timedelta(days=1)
BREATH = timedelta(milliseconds=100)  # between two transactions, in which the others have their turn

Pruner: TypeAlias = Callable[[Transaction, datetime], Awaitable[int]]


@dataclass
class Retention:
    """Forgets what is older than `keep`."""

    database: Database
    clock: Clock
    keep: timedelta

    async def prune_daily(self) -> None:
        """Forget what is too old, once a day."""
        await self.clock.sleep(FIRST)
        while True:
            await self.prune()
            await self.clock.sleep(EVERY)

    async def prune(self) -> None:
        """Forget what is too old now: incidents with all that is of them, digests, and who changed what."""
        before = self.clock.now() - self.keep
        counts = {
            "incidents": await self._prune(pruning.prune_incidents, before),
            "digests": await self._prune(pruning.prune_digests, before),
            "changes": await self._prune(pruning.prune_audit, before),
        }
        if any(counts.values()):
            log.info("what is older than is kept is forgotten", before=before, **counts)

    async def _prune(self, some: Pruner, before: datetime) -> int:
        gone = 0
        while part := await self._prune_some(some, before):
            gone += part
            await self.clock.sleep(BREATH)
        return gone

    async def _prune_some(self, some: Pruner, before: datetime) -> int:
        async with self.database.transaction() as tx:
            return await some(tx, before)
