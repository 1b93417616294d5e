"""Channels of a small world, and an incident that they show, for tests of what becomes of channels."""

from datetime import timedelta

from bot.core.destination import Destination
from bot.store import subscriptions
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL, SmallWorld

HERE, THERE = f"slack:{CHANNEL}", f"slack:{OTHER_CHANNEL}"
WHY = "the channel is archived; unarchive it"
TEAM = "T1"


async def place(world: SmallWorld, id_: str = HERE) -> Destination:
    async with world.database.transaction() as tx:
        return (await subscriptions.destinations(tx))[id_]


def nowhere(_: str) -> None:
    """Of no channel is it known in which workspace it is."""


async def places(world: SmallWorld) -> set[str]:
    async with world.database.transaction() as tx:
        return set(await subscriptions.destinations(tx))


async def with_open_incident(world: SmallWorld) -> None:
    """Acme, which the channels follow, has an incident that they show."""
    await world.look()
    world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await world.look()


async def more_is_said(world: SmallWorld, minutes: int, words: str) -> None:
    world.page.say("new000000001", NINE + timedelta(minutes=minutes), "Identified", words)
    await world.look(minutes=1)
