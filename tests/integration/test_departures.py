"""Workspaces come and go: each is told of, found again as it was, and erased at last."""

from datetime import timedelta

import pytest

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.app import declare
from bot.chat.base import WorkspaceGoneError
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from bot.register import KEPT_FOR, Register
from bot.store import departures, incidents, providers, settings, subscriptions
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL, SmallWorld
from tests.integration.team import Team
from tests.integration.whereabouts import (
    HERE,
    TEAM,
    THERE,
    WHY,
    more_is_said,
    nowhere,
    place,
    places,
    with_open_incident,
)


async def in_workspace(world: SmallWorld, *ids: str, declared: bool = False) -> None:
    """These channels of the workspace follow Acme, by their own wish or by the file."""
    wishes = [Subscription(id_, "acme") for id_ in ids]
    known = [Destination(id_, "slack", id_.removeprefix("slack:"), workspace=TEAM) for id_ in ids]
    if declared:
        await declare(world.database, Config(Catalogue.of([world.provider]), tuple(known), tuple(wishes)), world.clock)
    async with world.database.transaction() as tx:
        for destination, wish in zip(known, wishes, strict=True):
            if not declared:
                await settings.add(tx, destination)
                await subscriptions.follow(tx, wish)
            await departures.place(tx, "slack", {destination.channel: TEAM})


async def test_a_workspace_that_removed_us_is_erased_after_thirty_days(world: SmallWorld, register: Register) -> None:
    await in_workspace(world, HERE, THERE)
    await with_open_incident(world)

    await register.leave("slack", TEAM, "the app was removed")
    paused = [(await place(world, id_)).paused for id_ in (HERE, THERE)]
    world.clock.move(minutes=KEPT_FOR.total_seconds() / 60 - 1)
    await register.erase_overdue()
    before = await places(world)
    world.clock.move(minutes=1)
    await register.erase_overdue()

    assert paused == ["the app was removed"] * 2
    assert before == {HERE, THERE}
    assert await places(world) == set()


async def test_who_adds_us_again_in_time_finds_all_as_it_was(world: SmallWorld, register: Register) -> None:
    await in_workspace(world, HERE)
    await with_open_incident(world)
    await register.leave("slack", TEAM, "the app was removed")
    await more_is_said(world, 10, "It was the disk.")
    held = len(world.replies())

    world.clock.move(minutes=29 * 24 * 60)
    await register.stay("slack", [TEAM], {CHANNEL: TEAM}.get, in_no_other=False)
    await world.deliver()
    world.clock.move(minutes=9 * 24 * 60)
    await register.erase_overdue()

    assert held == 1
    assert len(world.roots()) == 1
    assert len(world.replies()) == 2
    assert await places(world) == {HERE}


async def test_a_channel_that_can_be_used_again_shows_that_its_workspace_is_back(
    world: SmallWorld, register: Register
) -> None:
    await in_workspace(world, HERE, THERE)
    await with_open_incident(world)
    world.slack.token_fault = "token_revoked"
    await more_is_said(world, 10, "It was the disk.")
    left = (await place(world, THERE)).paused

    world.slack.token_fault = None
    await world.deliverer._resume_all()
    await world.deliver()
    world.clock.move(minutes=2 * KEPT_FOR.total_seconds() / 60)
    await register.erase_overdue()

    assert left is not None
    assert "revoked" in left
    assert len(await places(world)) == 2
    assert len(world.replies()) == len(world.replies(OTHER_CHANNEL)) == 2


@pytest.mark.parametrize(
    ("fault", "is_departure"), [("token_revoked", True), ("account_inactive", True), ("invalid_auth", False)]
)
async def test_a_token_that_was_taken_back_is_a_departure_and_a_wrong_one_is_not(
    world: SmallWorld, register: Register, fault: str, *, is_departure: bool
) -> None:
    await in_workspace(world, HERE)
    await world.look()
    world.slack.token_fault = fault
    world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await world.look()

    world.clock.move(minutes=2 * KEPT_FOR.total_seconds() / 60)
    await register.erase_overdue()

    assert (await places(world) == set()) is is_departure


async def test_a_refusal_from_before_it_came_back_is_no_departure(world: SmallWorld, register: Register) -> None:
    await in_workspace(world, HERE, THERE)
    await register.leave("slack", TEAM, WHY)
    began = world.clock.now()
    world.clock.move(minutes=1)
    await register.stay("slack", [TEAM], lambda _: TEAM, in_no_other=False)

    await register.give_up(await place(world), WorkspaceGoneError(WHY), tried_at=began)
    late = [(await place(world, id_)).paused for id_ in (HERE, THERE)]
    world.clock.move(minutes=1)
    await register.give_up(await place(world), WorkspaceGoneError(WHY), tried_at=world.clock.now())

    assert late == [None, None]
    assert [(await place(world, id_)).paused for id_ in (HERE, THERE)] == [WHY, WHY]


async def test_a_departure_is_one_notice_with_the_day_of_the_erasure(world: SmallWorld, register: Register) -> None:
    await world.follow(OTHER_CHANNEL, notices=[OTHER_CHANNEL])
    await in_workspace(world, HERE, "slack:C5")

    await register.leave("slack", TEAM, "the app was removed")
    await register.leave("slack", TEAM, "the app was removed")
    await world.deliver()
    (notice,) = world.roots(OTHER_CHANNEL)
    said = notice.readable
    await register.stay("slack", [TEAM], nowhere, in_no_other=False)
    world.clock.move(minutes=1)
    await world.deliver()

    assert f"workspace {TEAM}" in said
    assert f"{NINE + KEPT_FOR:%d %B %Y}" in said
    assert "Resolved" in notice.readable


async def test_what_we_said_of_a_workspace_is_erased_with_it(world: SmallWorld, register: Register) -> None:
    await world.follow(OTHER_CHANNEL, notices=[OTHER_CHANNEL])
    await in_workspace(world, HERE)
    await register.pause(HERE, WHY)
    await register.leave("slack", TEAM, "the app was removed")
    await world.deliver()
    told = len(world.roots(OTHER_CHANNEL))

    world.clock.move(minutes=KEPT_FOR.total_seconds() / 60)
    await register.erase_overdue()
    async with world.database.transaction() as tx:
        remembered = await incidents.open_now(tx)

    assert told == 2
    assert remembered == {}


async def test_what_a_file_declares_is_never_erased(world: SmallWorld, register: Register) -> None:
    await in_workspace(world, HERE, declared=True)
    await register.leave("slack", TEAM, "the app was removed")

    world.clock.move(minutes=2 * KEPT_FOR.total_seconds() / 60)
    await register.erase_overdue()

    assert await places(world) == {HERE}


async def test_nothing_is_erased_of_a_platform_that_has_not_told_where_we_are(
    world: SmallWorld, register: Register
) -> None:
    await in_workspace(world, HERE)
    await register.leave("slack", TEAM, "the app was removed")
    world.clock.move(minutes=2 * KEPT_FOR.total_seconds() / 60)
    register.awaited = {"slack", "discord"}
    await register.erase_overdue()
    before = await places(world)

    await register.stay("slack", [], nowhere, in_no_other=False)
    await register.erase_overdue()

    assert before == {HERE}
    assert await places(world) == set()


async def test_a_server_that_is_missing_where_all_are_told_has_removed_us(
    world: SmallWorld, register: Register
) -> None:
    await in_workspace(world, HERE)

    await register.stay("slack", ["T2"], nowhere, in_no_other=True)

    assert (await place(world)).paused == "the bot was removed from there"


async def test_a_workspace_of_which_we_know_nothing_leaves_nothing_behind(
    world: SmallWorld, register: Register
) -> None:
    await register.leave("slack", "T404", "the app was removed")

    async with world.database.transaction() as tx:
        assert await departures.departed(tx, world.clock.now()) == ()


async def test_a_channel_that_subscribes_is_known_to_be_in_its_workspace(team: Team) -> None:
    await team.say("subscribe acme")

    assert (await team.destination()).workspace == "T1"


async def test_a_provider_that_was_erased_is_known_again_to_who_brings_it_again(team: Team) -> None:
    world, directory = team.world, team.desk.directory
    url = world.server.serve("/other/history.atom", world.page.atom())
    register = Register(world.database, world.clock, world.owed.set, directory)
    await team.say(f"subscribe {url}")
    (slug,) = {wish.provider for wish in await team.followed()}
    await register.leave("slack", TEAM, "the app was removed")
    world.clock.move(minutes=KEPT_FOR.total_seconds() / 60)
    await register.erase_overdue()
    known_meanwhile = slug in directory

    await team.say(f"subscribe {url}")
    async with world.database.transaction() as tx:
        remembered = await providers.met(tx)

    assert not known_meanwhile
    assert [provider.slug for provider in remembered] == [slug]
    assert directory[slug] == remembered[0]


async def test_a_provider_that_the_memory_has_and_the_database_lost_is_kept_once_it_is_followed(team: Team) -> None:
    brought = Provider("gamma", "Gamma", None, (Feed("gamma", team.world.server.at("/gamma.atom")),))
    team.desk.directory.meet(brought)

    await team.say(f"subscribe {brought.feeds[0].url}")
    async with team.world.database.transaction() as tx:
        remembered = await providers.met(tx)

    assert remembered == (brought,)
