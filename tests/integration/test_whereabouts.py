"""Channels come and go: each is paused where it must be, told of, and found again under whatever id it has."""

import pytest
import structlog.testing

from bot.chat.base import ChannelGoneError
from bot.register import Register
from bot.store import incidents
from tests.integration.conftest import CHANNEL, OTHER_CHANNEL, SmallWorld
from tests.integration.whereabouts import HERE, THERE, WHY, more_is_said, place, places, with_open_incident

# Pausing and resuming


async def test_a_paused_channel_is_told_of_once_where_notices_go_and_so_is_its_return(world: SmallWorld) -> None:  # P8
    await world.follow(CHANNEL, OTHER_CHANNEL, notices=[OTHER_CHANNEL])
    await with_open_incident(world)
    world.slack.channels[CHANNEL].archived = True
    with structlog.testing.capture_logs() as logs:
        await more_is_said(world, 10, "It was the disk.")
        await world.deliver()
        for _ in range(3):
            world.clock.move(minutes=15)
            await world.deliverer._resume_all()
            await world.deliver()
    (notice,) = (root for root in world.roots(OTHER_CHANNEL) if "cannot be told anything" in root.readable)
    said = notice.readable
    still = (await place(world)).paused

    world.slack.channels[CHANNEL].archived = False
    await world.deliverer._resume_all()
    await world.deliver()

    assert CHANNEL in said
    assert "archived" in said
    assert still is not None
    assert [line["event"] for line in logs].count("a channel is paused; what it is owed is kept") == 1
    assert "Resolved" in notice.readable
    assert (await place(world)).paused is None
    assert sum("It was the disk." in reply.readable for reply in world.replies()) == 1


async def test_a_channel_that_is_owed_nothing_is_asked_for_before_it_counts_as_well(
    world: SmallWorld, register: Register
) -> None:
    await world.follow(CHANNEL)
    world.slack.channels[CHANNEL].archived = True
    await register.pause(HERE, WHY)
    await world.deliverer._resume_all()
    still = (await place(world)).paused

    world.slack.channels[CHANNEL].archived = False
    await world.deliverer._resume_all()

    assert still == WHY
    assert (await place(world)).paused is None
    assert world.slack.messages() == []


async def test_a_channel_that_says_that_it_is_back_gets_what_it_is_owed_at_once(
    world: SmallWorld, register: Register
) -> None:
    await world.follow(CHANNEL)
    await with_open_incident(world)
    await register.pause(HERE, WHY)
    await more_is_said(world, 10, "It was the disk.")
    held = len(world.replies())

    await register.resume(HERE)
    await world.deliver()

    assert (held, len(world.replies())) == (1, 2)


async def test_a_refusal_from_before_it_came_back_does_not_pause_a_channel_again(
    world: SmallWorld, register: Register
) -> None:
    await world.follow(CHANNEL)
    await register.pause(HERE, WHY)
    began = world.clock.now()
    world.clock.move(minutes=1)
    await register.resume(HERE)

    await register.give_up(await place(world), ChannelGoneError(WHY), tried_at=began)
    late = (await place(world)).paused
    world.clock.move(minutes=1)
    await register.give_up(await place(world), ChannelGoneError(WHY), tried_at=world.clock.now())

    assert late is None
    assert (await place(world)).paused == WHY


async def test_who_was_removed_from_a_public_channel_does_not_come_back_uninvited(
    world: SmallWorld, register: Register
) -> None:
    await world.follow(CHANNEL)
    await with_open_incident(world)
    world.slack.channels[CHANNEL].member = False
    await register.pause(HERE, "the bot was removed", dismissed=True)
    await more_is_said(world, 10, "It was the disk.")
    world.restart()
    await world.deliverer._resume_all()
    await world.deliver()
    joined = world.slack.asked("conversations.join")

    world.slack.channels[CHANNEL].member = True
    await register.resume(HERE)
    await world.deliver()

    assert joined == []
    assert len(world.replies()) == 2
    assert (await place(world)).paused is None


async def test_a_renamed_channel_goes_on_as_if_nothing_was(world: SmallWorld) -> None:
    await world.follow(CHANNEL)
    await with_open_incident(world)
    world.slack.channels[CHANNEL].name = "renamed"

    await more_is_said(world, 10, "It was the disk.")

    assert len(world.roots()) == 1
    assert len(world.replies()) == 2


# Moving


async def with_another_id(world: SmallWorld, register: Register) -> None:
    """A channel that shows an incident has been given another id."""
    await world.follow(CHANNEL)
    await with_open_incident(world)
    world.slack.channels["C9NEW"] = world.slack.channels.pop(CHANNEL)
    await register.move(HERE, "slack:C9NEW", "C9NEW", lambda ref: ref.replace(CHANNEL, "C9NEW"))


async def test_a_channel_with_another_id_goes_on_in_its_old_message(
    world: SmallWorld, register: Register
) -> None:  # P2
    await with_another_id(world, register)

    await more_is_said(world, 10, "It was the disk.")

    assert len(world.roots("C9NEW")) == 1
    assert "Identified" in world.roots("C9NEW")[0].readable
    assert len(world.replies("C9NEW")) == 2


async def test_a_file_that_names_the_old_id_still_means_the_channel(
    world: SmallWorld, register: Register
) -> None:  # P2
    await with_another_id(world, register)

    with structlog.testing.capture_logs() as logs:
        await world.follow(CHANNEL)
    world.restart()
    await more_is_said(world, 10, "It was the disk.")

    assert await places(world) == {"slack:C9NEW"}
    assert len(world.roots("C9NEW")) == 1
    assert len(world.replies("C9NEW")) == 2
    assert any("C9NEW" in str(line) and line["log_level"] == "warning" for line in logs)


async def test_a_file_that_names_both_ids_means_one_channel(world: SmallWorld, register: Register) -> None:
    await world.follow(CHANNEL)
    await register.move(HERE, THERE, OTHER_CHANNEL, str)

    await world.follow(CHANNEL, OTHER_CHANNEL)

    assert await places(world) == {THERE}


@pytest.mark.parametrize(("silent", "removed"), [(HERE, False), ("slack:C5", False), ("slack:C5", True)])
async def test_a_channel_that_moves_is_silent_no_more_under_either_id(
    world: SmallWorld, register: Register, silent: str, *, removed: bool
) -> None:
    await world.follow(CHANNEL, "C5", OTHER_CHANNEL, notices=[OTHER_CHANNEL])
    await register.pause(silent, WHY)
    if removed:
        await world.follow(CHANNEL, OTHER_CHANNEL, notices=[OTHER_CHANNEL])
    async with world.database.transaction() as tx:
        before = await incidents.open_now(tx)

    await register.move(HERE, "slack:C5", "C5", str)
    async with world.database.transaction() as tx:
        after = await incidents.open_now(tx)

    assert (len(before), len(after)) == (1, 0)
    assert (await place(world, "slack:C5")).paused is None
