"""Who has seen an incident stands in its message, from the first to say so on."""

from sqlalchemy import text

from bot.app import answer
from bot.commands.request import Asker, Place, Request
from bot.store import incidents
from tests.fakes.console_world import readable
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL, SmallWorld
from tests.integration.team import Team

HERE, ELSEWHERE = Place("slack", "T1", CHANNEL), Place("slack", "T1", OTHER_CHANNEL)
ADA, BOB = Asker("U1", "Ada <!here>"), Asker("U2", "Bob")


async def open_incident(world: SmallWorld) -> str:
    """An incident that the channel shows; returns our key of it."""
    await world.follow(CHANNEL)
    await world.look()
    world.page.open("open00000001", "Lifts are stuck", NINE, "They do not move.")
    await world.look()
    async with world.database.transaction() as tx:
        (key,) = await incidents.open_now(tx, ["acme"])
    return key


async def acknowledge(world: SmallWorld, key: str, by: Asker = ADA, place: Place = HERE) -> str:
    desk = Team(world, world._fetcher).desk
    reply = await answer("acknowledge", Request(place, by, {"what": key}), desk, world.chat)
    return readable(reply.message)


async def test_who_has_seen_it_stands_in_the_message(world: SmallWorld) -> None:
    key = await open_incident(world)

    said = await acknowledge(world, key)
    await world.look_again(minutes=1)

    (root,) = world.roots()
    assert "Acknowledged by @Ada <!here>" in said
    assert "Acknowledged by: @Ada <!here>" in root.readable
    assert root.called == []


async def test_the_first_stays_the_first(world: SmallWorld) -> None:
    key = await open_incident(world)
    await acknowledge(world, key)

    said = await acknowledge(world, key, by=BOB)
    await world.look_again(minutes=1)

    assert "has acknowledged it already" in said
    assert "@Bob" not in world.roots()[0].readable


async def test_nothing_is_acknowledged_where_it_is_not_shown(world: SmallWorld) -> None:
    key = await open_incident(world)

    assert "no such incident in this channel" in await acknowledge(world, key, place=ELSEWHERE)
    assert "no such incident in this channel" in await acknowledge(world, "strange")
    assert "no such incident in this channel" in await acknowledge(world, "")


async def test_a_broken_memory_is_told(world: SmallWorld) -> None:
    key = await open_incident(world)
    async with world.database.transaction() as tx:
        await tx.execute(text("DROP TABLE acknowledgements"))

    assert "cannot reach its memory" in await acknowledge(world, key)
