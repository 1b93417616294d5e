"""Two years go by: what was forgotten stays forgotten, though its provider's page still lists it."""

import asyncio
from datetime import timedelta

import pytest

from adapters.model import Outcome
from bot.newsroom import Newsroom
from bot.retention import Retention
from bot.store import incidents, pruning
from bot.store.keys import incident_key
from tests.integration.conftest import CHANNEL, NINE, SmallWorld

KEEP = timedelta(days=730)
CODES = ("old000000001", "old000000002", "old000000003")
YEARS = (KEEP + timedelta(days=1)).total_seconds() / 60


@pytest.fixture
async def retention(world: SmallWorld) -> Retention:
    """Three incidents were shown from the beginning to the end, and two years went by."""
    world.newsroom = Newsroom(world.database, world.clock, world.newsroom.providers, world.owed, KEEP)
    await world.follow(CHANNEL)
    await world.look()
    for minutes, code in enumerate(CODES):
        world.page.open(code, f"Trouble {code}", NINE + timedelta(minutes=minutes), "We look into it.")
    await world.look(minutes=5)
    for code in CODES:
        world.page.say(code, NINE + timedelta(minutes=6), "Resolved", "It is over.")
    await world.look(minutes=5)
    world.clock.move(minutes=YEARS)
    return Retention(world.database, world.clock, KEEP)


async def remembered(world: SmallWorld) -> set[str]:
    keys = {incident_key("acme", code): code for code in world.page.incidents}
    async with world.database.transaction() as tx:
        return {keys[key] for key in await incidents.these(tx, list(keys))}


def posted(world: SmallWorld) -> list[tuple[str, str]]:
    return [(post.ts, post.readable) for post in world.slack.messages()]


async def test_a_page_that_still_lists_what_was_forgotten_brings_nothing_back(
    world: SmallWorld, retention: Retention
) -> None:
    before = posted(world)
    await retention.prune()
    forgotten = await remembered(world)

    world.page.reword(CODES[0], 0, "We looked into it.")
    outcome = await world.look()

    assert outcome is Outcome.CHANGED
    assert forgotten == set()
    assert await remembered(world) == set()
    assert posted(world) == before


async def test_a_new_incident_on_such_a_page_is_told_as_ever(world: SmallWorld, retention: Retention) -> None:
    await retention.prune()
    before = len(world.roots())

    world.page.open("new000000001", "Errors in the API", world.clock.now(), "We look into errors.")
    await world.look()

    assert await remembered(world) == {"new000000001"}
    assert len(world.roots()) == before + 1


async def test_what_goes_on_is_edited_where_it_stands_after_years_too(world: SmallWorld, retention: Retention) -> None:
    world.page.say(CODES[1], world.clock.now(), "Investigating", "It is back.")
    await world.look()
    await retention.prune()
    roots = len(world.roots())

    world.page.say(CODES[1], world.clock.now(), "Resolved", "Gone for good.")
    await world.look()

    assert await remembered(world) == {CODES[1]}
    assert len(world.roots()) == roots
    assert sum("Gone for good." in reply.readable for reply in world.replies()) == 1


async def test_others_have_their_turn_while_a_backlog_is_forgotten(
    world: SmallWorld, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "INCIDENTS_AT_ONCE", 1)

    async def look_on() -> list[int]:
        return [len(await remembered(world)) for _ in CODES]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(retention.prune())
        seen = tasks.create_task(look_on())

    assert 0 < seen.result()[1] < len(CODES)
    assert await remembered(world) == set()
