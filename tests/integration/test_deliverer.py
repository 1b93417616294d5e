"""The deliverer beside trouble: what is wrong with one incident, or one platform, is no other's trouble."""

from datetime import timedelta

import pytest
import structlog.testing

from bot.core.delivery import Order
from bot.core.destination import Destination
from bot.courier import Courier
from bot.deliverer import AFTER_TROUBLE
from bot.store import deliveries, incidents, subscriptions
from tests.fakes.slack import SENDING, Trouble
from tests.integration.conftest import CHANNEL, NINE, SmallWorld
from tests.integration.team import Team


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


async def test_the_log_says_which_message_was_refused_and_why(world: SmallWorld) -> None:
    await with_incidents(world, "One")
    world.slack.fail("msg_too_long")

    with structlog.testing.capture_logs() as logged:
        await world.look()
    async with world.database.transaction() as tx:
        (key,) = await incidents.open_now(tx)

    (refused,) = [it for it in logged if it["event"] == "a message was refused for good"]
    assert refused["message"] == f"slack:{CHANNEL} {key} root"
    assert "too long" in refused["why"]


async def test_what_was_refused_is_told_where_people_look_for_a_week(team: Team) -> None:
    await with_incidents(team.world, "One", "Other")
    team.world.slack.fail("msg_too_long")
    await team.world.look()

    first = await team.say("subscriptions")
    team.world.slack.fail("msg_too_long")
    team.world.page.open("third0000001", "Third", team.world.clock.now(), "Words.")
    await team.world.look()
    second = await team.say("subscriptions")
    team.world.clock.move(minutes=8 * 24 * 60)

    assert "One message could not be posted here on 2 Mar 2026, 09:02 UTC: could not post" in first
    assert "2 messages could not be posted here lately, the last on 2 Mar 2026, 09:03 UTC" in second
    assert "could not be posted" not in await team.say("subscriptions")


async def with_incidents(world: SmallWorld, *titles: str) -> None:
    """The channel follows a page on which these incidents have just begun; nothing of them is told yet."""
    await world.follow(CHANNEL)
    await world.look()
    for number, title in enumerate(titles):
        world.page.open(f"new00000000{number}", title, NINE + timedelta(minutes=1), "Words.")


def told(world: SmallWorld, *titles: str) -> list[str]:
    """Which of these incidents have a message in the channel, in the order of the messages."""
    return [title for root in world.roots() for title in titles if title in root.readable]


async def test_a_message_whose_answer_is_lost_holds_up_its_own_incident_alone(world: SmallWorld) -> None:  # P7
    await with_incidents(world, "One", "Two", "Three")
    world.slack.fail(Trouble.FATAL_ERROR)

    await world.look()
    replies = [post.thread_ts for post in world.replies()]
    world.clock.move(minutes=1)
    await world.deliver()

    assert sorted(told(world, "One", "Two", "Three")) == ["One", "Three", "Two"]
    assert len(replies) == 2
    assert world.roots()[0].ts not in replies
    assert len(world.replies()) == 3


async def test_a_history_that_cannot_be_read_holds_up_no_other_message(world: SmallWorld) -> None:  # P7
    await with_incidents(world, "One")
    world.slack.fail(Trouble.FATAL_ERROR)
    await world.look()
    world.slack.fail(Trouble.RATE_LIMITED, times=9, methods={"conversations.history"})
    world.page.open("late00000001", "Late", NINE + timedelta(minutes=2), "Words.")

    await world.look()

    assert told(world, "One", "Late") == ["One", "Late"]
    assert len(world.replies()) == 1


async def test_a_platform_that_answers_nothing_is_not_asked_for_every_incident_at_once(world: SmallWorld) -> None:  # P9
    titles = [f"Incident {number}" for number in range(9)]
    await with_incidents(world, *titles)
    world.slack.fail(Trouble.FATAL_ERROR, times=99)

    await world.look()
    asked = len(world.slack.asked("chat.postMessage"))
    world.slack._troubles.clear()
    for _ in range(5):
        world.clock.move(minutes=1)
        await world.deliver()

    assert asked == 2
    assert sorted(told(world, *titles)) == titles
    assert len(world.replies()) == 9


async def test_a_busy_platform_holds_up_the_whole_channel_for_as_long_as_it_says(world: SmallWorld) -> None:  # P9
    await with_incidents(world, "One", "Two")
    world.slack.fail(Trouble.RATE_LIMITED, methods=SENDING)

    await world.look()

    assert told(world, "One", "Two") == []


async def test_an_order_for_a_platform_without_a_token_delays_nobody(world: SmallWorld) -> None:  # P7
    await with_incidents(world, "One")
    await world.look()
    elsewhere = Destination("discord:1", "discord", "1")
    now = world.clock.now()
    async with world.database.transaction() as tx:
        (key,) = await incidents.open_now(tx)
        places = await subscriptions.destinations(tx)
        await subscriptions.declare(tx, [*places.values(), elsewhere], await subscriptions.subscriptions(tx))
        await deliveries.want(tx, [(elsewhere.id, key, False)], now=now - timedelta(minutes=1))
        await deliveries.want(tx, [(f"slack:{CHANNEL}", key, False)], now=now + AFTER_TROUBLE)

    ready = await world.deliverer._ready(now)
    pause = await world.deliverer._pause(now)

    assert ready == []
    assert pause == AFTER_TROUBLE
