"""A program that goes on with what another one's database remembered: nothing comes twice, and nothing is lost."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import transfer
from bot.store.database import Database
from tests.databases import blank
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL, SmallWorld

CODE = "new000000001"


async def exported(database: Database) -> list[bytes]:
    async with database.transaction() as tx, aclosing(transfer.written(tx)) as lines:
        return [line async for line in lines]


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(blank(tmp_path / "elsewhere.db"))
    yield database
    await database.close()


async def move(world: SmallWorld, target: Database) -> None:
    """Stop, export, import there, and start again with that."""
    lines = await exported(world.database)
    async with target.transaction() as tx:
        await transfer.fill(tx, lines, lambda _: None)
    await world.database.close()
    world.database = target
    world.restart()
    await world.follow(CHANNEL, OTHER_CHANNEL)


async def test_a_program_that_was_moved_goes_on_in_the_messages_that_are_there(
    world: SmallWorld, elsewhere: Database
) -> None:
    await world.follow(CHANNEL, OTHER_CHANNEL)
    await world.look()
    world.page.open(CODE, "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await world.look()
    before = [(post.ts, post.readable) for post in world.slack.messages()]

    await move(world, elsewhere)
    await world.look()
    after = [(post.ts, post.readable) for post in world.slack.messages()]
    world.page.say(CODE, NINE + timedelta(minutes=9), "Identified", "It was the disk.")
    await world.look(minutes=10)

    assert after == before
    for channel in (CHANNEL, OTHER_CHANNEL):
        (root,) = world.roots(channel)
        assert "It was the disk." in root.readable
        assert [("It was the disk." in reply.readable) for reply in world.replies(channel)] == [False, True]


async def test_what_was_owed_is_paid_by_whoever_goes_on(world: SmallWorld, elsewhere: Database) -> None:
    await world.follow(CHANNEL, OTHER_CHANNEL)
    await world.look()
    world.slack.channels[OTHER_CHANNEL].archived = True
    world.page.open(CODE, "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await world.look()
    owed = len(world.roots(OTHER_CHANNEL))

    await move(world, elsewhere)
    world.slack.channels[OTHER_CHANNEL].archived = False
    await world.deliverer._resume_all()
    await world.deliver()

    assert (owed, len(world.roots(OTHER_CHANNEL)), len(world.roots(CHANNEL))) == (0, 1, 1)
