"""What is left of a program that was killed: the whole of each transaction, or nothing of it."""

import asyncio
import sys
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from bot.core.delivery import Post
from bot.core.storm import Opening
from bot.store import deliveries, feeds, incidents, openings
from bot.store.database import Database, Transaction
from bot.store.keys import incident_key
from tests.contract.made import FEED, NOW, answered, order_of, post

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Left:
    """What a database remembers of the poll and of its delivery."""

    etag: str | None = None
    updates: int = 0
    owed: int = 0
    opened: tuple[Opening, ...] = ()
    posts: tuple[Post, ...] = ()


NOTHING = Left()
TRACKED = Left("new", updates=2, owed=1)
OPENED = replace(TRACKED, opened=(Opening(incident_key("acme", "p3jk1"), NOW),))
BEGUN = replace(OPENED, posts=(post(),))
DELIVERED = replace(OPENED, owed=0, posts=(answered(post()),))


async def test_a_program_killed_between_any_two_statements_loses_and_repeats_nothing(tmp_path: Path) -> None:
    """P1, P2, P12."""
    await kill_one_program_before_each_statement(tmp_path)

    left = [await what_is_left(file) for file in databases_of_the_killed(tmp_path)]

    assert [stage for stage, _ in groupby(left)] == [NOTHING, TRACKED, OPENED, BEGUN, DELIVERED]
    assert len(left) > 12


async def kill_one_program_before_each_statement(folder: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.killed", str(folder), cwd=REPOSITORY
    )
    assert await program.wait() == 0


def databases_of_the_killed(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.db"), key=lambda file: int(file.stem))


async def what_is_left(file: Path) -> Left:
    database = await Database.open(f"sqlite:///{file}")
    async with database.transaction() as tx:
        left = await look(tx)
    await database.close()
    return left


async def look(tx: Transaction) -> Left:
    key = incident_key("acme", "p3jk1")
    state = (await feeds.load(tx)).get(FEED)
    record = await incidents.get(tx, key)
    posts = await deliveries.posts(tx, [order_of("slack:C1", key)])
    return Left(
        etag=state.validators.etag if state else None,
        updates=len(record.incident.updates) if record else 0,
        owed=len(await deliveries.due(tx, NOW)),
        opened=await openings.since(tx, "slack:C1", NOW),
        posts=posts["slack:C1", key],
    )
