"""When more begins than a channel bears: from the feeds to the chat, on both platforms."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from adapters.fetch import Fetcher
from adapters.model import Impact
from bot.core.destination import Destination, Manner, Mention, QuietHours
from bot.store import acknowledgements, deliveries, incidents, mutes, subscriptions
from bot.store.acknowledgements import Acknowledgement
from bot.store.database import Database
from bot.store.mutes import Mute
from tests.databases import blank
from tests.fakes.discord_world import DiscordWorld, discord_world
from tests.fakes.feeds import FeedServer
from tests.fakes.slack_world import slack_world
from tests.fakes.world import Failure, World
from tests.integration.stormy import StormyWorld

FIRST = ("acme1", "acme2", "beta1", "beta2", "gamma1")  # as many as a channel bears
MORE = ("gamma2", "delta1", "delta2", "acme3", "beta3", "gamma3", "delta3")
WORLDS: dict[str, Callable[[], AbstractAsyncContextManager[World]]] = {"slack": slack_world, "discord": discord_world}


@pytest.fixture(params=WORLDS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StormyWorld]:
    database = await Database.open(blank(tmp_path / "statuswire.db"))
    async with FeedServer() as server, WORLDS[request.param]() as platform, Fetcher(["127.0.0.1"]) as fetcher:
        try:
            yield StormyWorld(platform, database, server, fetcher)
        finally:
            await database.close()


async def with_storm(world: StormyWorld, *more: str, place: Destination | None = None) -> None:
    """The channel follows everybody; as much began as it bears, and this."""
    await world.follow(place)
    await world.look()
    world.open(*FIRST)
    await world.look()
    world.open(*more)
    await world.look()


async def test_twelve_incidents_are_five_messages_and_one_that_lives(world: StormyWorld) -> None:  # P1 P2 P4
    await with_storm(world, *MORE[:2])
    world.open(*MORE[2:])
    await world.look()
    opened = world.storms
    world.say("Identified", *FIRST[:2], *MORE[3:])
    await world.look(minutes=5)
    world.restart()
    world.say("Resolved", *FIRST, *MORE[:4])
    await world.look(minutes=5)
    going_on = world.storms
    world.say("Resolved", *MORE[4:])
    await world.look()

    (storm,) = world.storms
    assert "7 more incidents at 4 providers" in opened[0].text
    assert "All 7 open" in opened[0].text
    assert "3 of 7 open" in going_on[0].text
    assert "All 7 over after" in storm.text
    assert storm.text.count("Resolved after") == 7
    assert world.told(storm) == {
        code: [f"Word {number} of {code}." for number in range(1, 4 if code in MORE[3:] else 3)] for code in MORE
    }
    assert sorted(code for root in world.alone for code in world.told(root)) == sorted(FIRST)
    assert len(world.in_channel("All 7 over after")) == 1


@pytest.mark.parametrize("world", ["discord"], indirect=True)
async def test_the_thread_of_a_storm_is_named_on_the_channels_clock(world: StormyWorld) -> None:
    await with_storm(world, "gamma2", place=replace(world.destination, timezone="Asia/Tokyo"))

    assert isinstance(world.platform, DiscordWorld)
    names = [place.name for place in world.platform.discord.places.values()]
    assert "Incidents since 2 Mar 2026, 18:02 JST" in names


async def test_what_begins_after_ten_quiet_minutes_is_alone_again(world: StormyWorld) -> None:
    await with_storm(world, *MORE[:2])
    world.clock.move(minutes=10)

    world.open("delta2")
    await world.look()

    assert "2 more incidents" in world.storms[0].text
    assert list(world.told(world.alone[-1])) == ["delta2"]


async def test_what_begins_when_a_storm_is_over_has_a_message_of_its_own_or_begins_another(world: StormyWorld) -> None:
    await with_storm(world, "gamma2")
    world.say("Resolved", "gamma2")
    await world.look()

    world.open("delta1")
    await world.look()

    assert ["delta1" in storm.text for storm in world.storms] == [False, True]


async def test_a_first_look_at_much_that_is_open_is_a_flood_too(world: StormyWorld) -> None:  # P5
    world.open(*FIRST, *MORE)

    await world.follow(replace(world.destination, mentions=(Mention(Impact.NONE, "@here"),)))
    await world.look()

    assert len(world.alone) == 5
    (storm,) = world.storms
    assert "7 more incidents" in storm.text
    assert world.platform.pinged() == []


async def test_a_channel_that_wants_no_storm_gets_a_message_each(world: StormyWorld) -> None:
    await world.follow(replace(world.destination, storm=None))
    await world.look()
    world.open(*FIRST, *MORE)

    await world.look()

    assert len(world.alone) == 12
    assert world.storms == []


async def test_what_is_new_after_storms_were_switched_off_is_alone_and_the_storm_lives_on(world: StormyWorld) -> None:
    await with_storm(world, *MORE[:2])
    await world.follow(replace(world.destination, storm=None))

    world.open("delta2")
    world.say("Resolved", *MORE[:2])
    await world.look()

    assert len(world.alone) == 6
    assert "All 2 over" in world.storms[0].text


async def test_whomever_an_incident_calls_is_called_once_alone_or_not(world: StormyWorld) -> None:  # P1 P2
    place = replace(world.destination, mentions=(Mention(Impact.MINOR, "@here"),))
    await with_storm(world, *MORE[:2], place=place)
    begun = world.platform.pinged()
    world.open(*MORE[2:4])
    await world.look()
    joined = world.in_channel("New incident")
    world.say("Identified", *FIRST, *MORE[:4])
    await world.look()

    assert len(begun) == 6
    assert ["@here" in shown.text for shown in joined] == [True, True]
    assert world.in_channel("New incident") == joined
    assert sum("@here" in shown.text for shown in world.platform.shown()) <= 8


async def test_what_somebody_has_in_hand_says_so_in_the_message_and_calls_nobody(world: StormyWorld) -> None:
    await with_storm(world, *MORE[:2], place=replace(world.destination, mentions=(Mention(Impact.MINOR, "@here"),)))
    called, now = world.platform.pinged(), world.clock.now()
    async with world.database.transaction() as tx:
        (key,) = [
            key
            for key, record in (await incidents.open_now(tx, ["gamma"])).items()
            if record.incident.title == f"Trouble {MORE[0]}"
        ]
        await acknowledgements.keep(tx, Acknowledgement(world.destination.id, key, "Ada", now))
        await deliveries.want(tx, [(world.destination.id, key, False)], now=now)

    await world.look()

    assert "acknowledged by @Ada" in world.storms[0].text
    assert len(world.platform.pinged()) <= len(called)  # an edit takes a call away where the platform shows it so


async def test_replies_in_the_channel_name_their_incidents(world: StormyWorld) -> None:
    await with_storm(world, *MORE[:2], place=replace(world.destination, manner=Manner.REPLY))
    world.say("Resolved", *MORE[:2])
    await world.look()

    assert len(world.in_channel("Trouble gamma2")) == 2
    assert len(world.in_channel("All 2 over")) == 1
    assert all(shown.in_channel for shown in world.platform.shown())


async def test_a_channel_told_by_edits_alone_gets_six_messages(world: StormyWorld) -> None:
    await world.follow(replace(world.destination, manner=Manner.EDIT))
    await world.look()
    world.open(*FIRST, *MORE)
    await world.look()
    world.say("Resolved", *FIRST, *MORE)
    await world.look()

    assert len(world.platform.shown()) == 6
    assert "All 7 over" in world.storms[0].text


async def test_quiet_hours_that_end_with_much_to_tell_end_in_a_storm(world: StormyWorld) -> None:  # P1
    await world.follow(replace(world.destination, quiet=QuietHours(time(9, 0), time(10, 0))))
    await world.look()
    for code in (*FIRST, *MORE):
        world.open(code)
        await world.look(minutes=3)
    held = world.platform.shown()
    world.say("Resolved", *MORE)
    await world.look(minutes=30)

    await world.deliver()

    assert held == []
    assert len(world.alone) == 5
    assert "7 more incidents" in world.storms[0].text


async def test_a_muted_provider_is_in_no_storm_until_it_may_speak(world: StormyWorld) -> None:  # P1
    await world.follow()
    await world.look()
    now = world.clock.now()
    async with world.database.transaction() as tx:
        await mutes.mute(tx, Mute(world.destination.id, "delta", now + timedelta(minutes=5), "Ada"))
    world.open(*FIRST, *MORE)
    await world.look()
    meanwhile = world.storms[0].text
    world.say("Identified", "acme3")
    await world.look(minutes=5)

    await world.deliver()

    assert "4 more incidents" in meanwhile
    assert "delta" not in meanwhile
    assert "7 more incidents" in world.storms[0].text
    assert len(world.told(world.storms[0])) == 7


async def test_what_is_muted_in_a_storm_says_nothing_but_its_line_goes_on_with_the_others(world: StormyWorld) -> None:
    await with_storm(world, "gamma2", "delta1")
    async with world.database.transaction() as tx:
        await mutes.mute(tx, Mute(world.destination.id, "gamma", world.clock.now() + timedelta(hours=1), "Ada"))
    world.say("Identified", "gamma2")
    await world.look()
    alone = world.storms[0].text
    world.say("Identified", "delta1")
    await world.look()

    assert alone.count("Identified") == 0
    assert world.storms[0].text.count("Identified") == 2
    assert world.told(world.storms[0])["gamma2"] == ["Word 1 of gamma2."]


async def test_a_channel_that_was_archived_is_not_flooded_when_it_is_back(world: StormyWorld) -> None:  # P1 P8
    await world.follow()
    await world.look()
    world.platform.fail(Failure.CHANNEL_GONE)
    world.open(*FIRST, *MORE[:3])
    await world.look(minutes=60)
    before = world.platform.shown()
    world.open(*MORE[3:])
    await world.look()

    await world.deliverer._resume_all()
    await world.deliver()

    assert before == []
    assert len(world.alone) == 5
    assert "7 more incidents" in world.storms[0].text


@pytest.mark.parametrize("failure", [Failure.LOST_REPLY, Failure.RATE_LIMITED, Failure.SERVER_ERROR])
@pytest.mark.parametrize("together", [1, 6])
async def test_whatever_fails_on_the_way_there_is_one_message_and_every_word_once(
    world: StormyWorld, failure: Failure, together: int
) -> None:  # P1 P2
    await world.follow()
    await world.look()
    world.open(*FIRST)
    world.platform.fail(failure, times=2)
    await world.look()
    for code in MORE[:together]:
        world.open(code)
        world.platform.fail(failure)
        await world.look(minutes=0.1)
        world.restart()
    for _ in range(12):
        world.clock.move(minutes=1)
        await world.deliver()

    everything = [*FIRST, *MORE[:together]]
    told = [words for root in (*world.alone, *world.storms) for words in world.told(root).items()]
    assert sorted(told) == sorted((code, [f"Word 1 of {code}."]) for code in everything)
    assert len(world.alone) == 5
    assert len(world.storms) == 1


async def test_a_storms_message_deleted_by_hand_is_posted_once_more_and_then_nothing_joins_it(
    world: StormyWorld,
) -> None:  # P1
    await with_storm(world, *MORE[:2])
    world.platform.remove(world.storms[0].ref)
    world.open("delta2")
    await world.look()
    (again,) = world.storms
    world.platform.remove(again.ref)
    world.say("Identified", *MORE[:2])
    await world.look()
    world.open("delta3")
    await world.look()

    assert "3 more incidents" in again.text
    assert ["delta3" in storm.text for storm in world.storms] == [True]


async def test_a_provider_that_is_followed_no_more_leaves_the_message_and_finds_it_again(world: StormyWorld) -> None:
    await with_storm(world, *MORE[:3])
    await world.follow(world.destination, ["acme", "beta", "gamma"])
    world.say("Identified", "gamma2")
    await world.look()
    without = world.storms[0].text
    await world.follow()
    await world.look()

    assert "1 more incident" in without
    assert "3 more incidents" in world.storms[0].text
    assert len(world.storms) == 1
    assert world.told(world.storms[0])["delta1"] == ["Word 1 of delta1."]


async def test_where_a_storms_message_is_refused_each_incident_has_its_own(world: StormyWorld) -> None:  # P1
    await world.follow()
    await world.look()
    world.open(*FIRST)
    await world.look()
    world.open(*MORE[:3])
    world.platform.fail(Failure.REFUSED)
    await world.look()
    world.open(*MORE[3:])
    await world.look()

    assert len(world.alone) == 8
    assert "4 more incidents" in world.storms[0].text
    assert [len(world.told(root)) for root in (*world.alone, *world.storms)] == [*[1] * 8, 4]


async def test_an_archived_channel_stays_paused_with_its_storm_kept(world: StormyWorld) -> None:  # P8
    await with_storm(world, *MORE[:2])
    world.platform.fail(Failure.CHANNEL_GONE)
    world.say("Identified", *MORE[:2])
    await world.look()
    async with world.database.transaction() as tx:
        paused = (await subscriptions.destinations(tx))[world.destination.id].paused

    await world.deliverer._resume_all()
    await world.deliver()

    assert paused
    (storm,) = world.storms
    assert storm.text.count("Identified") == 2
