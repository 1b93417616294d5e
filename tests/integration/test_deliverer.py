"""The deliverer beside an error of our own: what is wrong with one incident is no other's trouble."""

from datetime import timedelta

import pytest

from bot.core.delivery import Order
from bot.core.destination import Destination
from bot.courier import Courier
from bot.store import incidents
from tests.integration.conftest import CHANNEL, NINE, SmallWorld


class StumblingCourier(Courier):
    """Stumbles over the incident of this title."""

    stumbles_over = ""

    async def carry_out(self, destination: Destination, order: Order) -> None:
        async with self.database.transaction() as tx:
            record = await incidents.get(tx, order.incident)
        if record and record.incident.title == self.stumbles_over:
            raise ValueError("a case that nobody thought of")
        await super().carry_out(destination, order)


@pytest.mark.parametrize(("broken", "well"), [("One", "Other"), ("Other", "One")])
async def test_an_incident_that_cannot_be_told_keeps_no_other_from_its_channel(  # P7
    world: SmallWorld, broken: str, well: str
) -> None:
    courier = StumblingCourier(world.chat, world.database, world.clock, {"acme": "Acme"})
    courier.stumbles_over = broken
    world.deliverer.couriers = {"slack": courier}
    await world.follow(CHANNEL)
    await world.look()
    world.page.open("one000000001", "One", NINE + timedelta(minutes=1), "Words.")
    world.page.open("other0000001", "Other", NINE + timedelta(minutes=1), "Words.")

    await world.look()
    told = [post.readable for post in world.roots()]
    courier.stumbles_over = ""
    world.clock.move(minutes=1)
    await world.deliver()

    assert len(told) == 1
    assert well in told[0]
    assert len(world.roots()) == 2
