"""Programs that are killed: the n-th dies just before its n-th statement or commit. Run by test_store_killed.py.

Every one does the same on a copy of the same database: it tracks a poll, decides how what is new is shown, and delivers
what the poll changed. Each leaves its database behind, named for the statement that it did not live to run; the last
one was left alive.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from adapters.model import Validators
from bot.core.schedule import FeedState
from bot.store import deliveries, feeds, incidents, subscriptions
from bot.store.database import Database
from bot.storming import open_due
from tests.contract.made import FEED, NOW, answered, channel, follows, post, record, word


async def prepare(file: Path) -> None:
    database = await Database.open(f"sqlite:///{file}")
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
    await database.close()


async def track_and_deliver(file: Path, die_before: int) -> None:
    database = await Database.open(f"sqlite:///{file}")
    forget = die_at(die_before)
    async with database.transaction() as tx:
        await incidents.known(tx, "acme", feed=FEED, ids=["p3jk1"])
        await feeds.save(tx, [FeedState(FEED, "acme", validators=Validators(etag="new"))])
        keys = await incidents.save(tx, FEED, [record("p3jk1", word(0), word(5))], now=NOW)
        await deliveries.want(tx, [("slack:C1", keys["p3jk1"], False)], now=NOW)
    async with database.transaction() as tx:
        await open_due(tx, channel(), await deliveries.due(tx, NOW), now=NOW)
    async with database.transaction() as tx:
        (order,) = await deliveries.due(tx, NOW)
        await deliveries.begin(tx, order, post())
    async with database.transaction() as tx:
        await deliveries.settle(tx, order, answered(post()))
        await deliveries.fulfil(tx, order)
    forget()
    await database.close()


def die_at(step: int) -> Callable[[], None]:
    """Count the statements and commits from now on, and be killed at that one; returns how to stop counting."""
    steps = count()

    def one_more(*_: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, one_more)

    def forget() -> None:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, one_more)

    return forget


def main(folder: Path) -> None:
    asyncio.run(prepare(folder / "prepared.db"))
    for step in count():
        file = folder / f"{step}.db"
        shutil.copy(folder / "prepared.db", file)
        child = os.fork()
        if child == 0:
            asyncio.run(track_and_deliver(file, step))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
