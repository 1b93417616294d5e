"""What the store promises of workspaces that come and go, and of channels that move, on every database."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Feed, Phase, Provider
from bot.core.destination import Destination
from bot.core.notices import OURSELVES
from bot.core.storm import Opening
from bot.core.storm_delivery import STORM_ROOTS
from bot.store import (
    acknowledgements,
    audit,
    deliveries,
    departures,
    incidents,
    moves,
    mutes,
    openings,
    playbooks,
    providers,
    pruning,
    schema,
    settings,
    subscriptions,
)
from bot.store.acknowledgements import Acknowledgement
from bot.store.audit import Entry
from bot.store.database import Database, Transaction
from bot.store.departures import ERASED_AT_ONCE, Departure, Erased
from bot.store.mutes import Mute
from bot.store.schema import metadata
from tests.contract.made import FEED, HOSTILE, NOW, answered, channel, follows, later, order_of, post, record, word

GONE = Departure("slack", "T1", NOW, "the bot was removed")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def in_workspace(id_: str, workspace: str | None = "T1") -> Destination:
    platform, _, name = id_.partition(":")
    return Destination(id_, platform, name, workspace=workspace)


async def a_channel_with_everything(tx: Transaction, id_: str = "slack:C1", workspace: str | None = "T1") -> str:
    """A channel that people have used for all that there is; returns the key of its incident."""
    await settings.add(tx, in_workspace(id_, workspace))
    await subscriptions.follow(tx, follows(id_))
    key = (await incidents.save(tx, FEED, [record()], now=NOW))["p3jk1"]
    await deliveries.want(tx, [(id_, key, False)], now=NOW)
    for part in ("root", "update:1"):
        await deliveries.begin(tx, order_of(id_, key), post(part))
        await deliveries.settle(tx, order_of(id_, key), answered(post(part), ref=f"{id_.partition(':')[2]}:17.1"))
    await mutes.mute(tx, Mute(id_, "acme", later(60), "Ada", key))
    await playbooks.write(tx, id_, "acme", "Call the vendor.")
    await acknowledgements.keep(tx, Acknowledgement(id_, key, "Ada", NOW))
    await audit.note(tx, Entry(NOW, id_, "U1", "Ada", "subscribe", "all news", "acme"))
    return key


async def everything(tx: Transaction, id_: str, key: str) -> tuple[object, ...]:
    """All that is remembered of a channel and its incident, without the names of the channel in it."""
    return (
        [it.subscription.provider for it in await subscriptions.of(tx, id_)],
        [(order.incident, order.wanted) for order in await deliveries.due(tx, later(1)) if order.destination == id_],
        [
            (it.part, it.state, it.key, (it.ref or "").rpartition(":")[2])
            for it in (await deliveries.posts(tx, [order_of(id_, key)]))[id_, key]
        ],
        [(it.provider, it.incident, it.muted_by) for it in await mutes.of(tx, id_, NOW)],
        await playbooks.get(tx, id_, "acme"),
        (seen.name if (seen := await acknowledgements.get(tx, id_, key)) else None),
        [entry.what for entry in await audit.of(tx, id_, 5)],
    )


NOTHING: tuple[object, ...] = ([], [], [], [], None, None, [])


# Workspaces


async def test_what_workspace_a_channel_is_in_outlives_a_new_declaration(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [])
        before = await departures.unplaced(tx, "slack"), await departures.unplaced(tx, "discord")
        await departures.place(tx, "slack", {"C1": HOSTILE, "C9": "T9"})
        await subscriptions.declare(tx, [channel()], [])
        after = await departures.unplaced(tx, "slack"), await departures.workspaces(tx, "slack")
        places = await subscriptions.destinations(tx)

    assert before == (("C1",), ())
    assert after[0] == ()
    assert list(after[1]) == [places["slack:C1"].workspace]


async def test_a_departure_is_news_once_and_ends_when_we_are_back(database: Database) -> None:
    async with database.transaction() as tx:
        first = await departures.leave(tx, GONE)
        again = await departures.leave(tx, Departure("slack", "T1", later(5), "once more"))
        elsewhere = await departures.come_back(tx, "discord", ["T1"])
        back = await departures.come_back(tx, "slack", ["T1", "T2"])
        left = await departures.departed(tx, later(99))

    assert (first, again) == (True, False)
    assert (elsewhere, back, left) == ((), (GONE,), ())


async def test_only_who_left_long_ago_has_departed(database: Database) -> None:
    old = Departure("discord", "7", LONG_AGO, "gone")

    async with database.transaction() as tx:
        await departures.leave(tx, GONE)
        await departures.leave(tx, old)
        found = await departures.departed(tx, NOW - timedelta(days=30)), await departures.departed(tx, NOW)

    assert found == ((old,), (old, GONE))


async def test_a_workspace_is_erased_with_all_that_is_of_it_and_no_other(database: Database) -> None:
    async with database.transaction() as tx:
        await departures.leave(tx, GONE)
        key = await a_channel_with_everything(tx)
        await a_channel_with_everything(tx, "slack:C2", "T2")
        await a_channel_with_everything(tx, "slack:C3", None)
        kept = await everything(tx, "slack:C2", key)
        await moves.move(tx, "slack:C1", "slack:C4", "C4", str)
        erased = [(await departures.erase(tx, GONE)).channels for _ in range(2)]
        moved = await moves.moved(tx)
        gone, still = await everything(tx, "slack:C4", key), await everything(tx, "slack:C2", key)
        places = set(await subscriptions.destinations(tx))
        left = await departures.departed(tx, later(1))

    assert erased == [1, 0]
    assert gone == NOTHING
    assert still == kept
    assert places == {"slack:C2", "slack:C3"}
    assert (left, moved) == ((), {})


async def test_a_declared_channel_is_not_erased_until_it_is_declared_no_more(database: Database) -> None:
    async with database.transaction() as tx:
        await departures.leave(tx, GONE)
        await subscriptions.declare(tx, [channel()], [follows()])
        await departures.place(tx, "slack", {"C1": "T1"})
        while_declared = await departures.erase(tx, GONE), await departures.departed(tx, later(1))
        await subscriptions.declare(tx, [], [])
        after = (
            await departures.erase(tx, GONE),
            await departures.erase(tx, GONE),
            await departures.departed(tx, later(1)),
        )

    assert while_declared == (Erased(0), (GONE,))
    assert after == (Erased(1), Erased(0), ())


async def test_a_large_workspace_is_erased_in_parts(database: Database) -> None:  # P9
    async with database.transaction() as tx:
        for number in range(ERASED_AT_ONCE + 3):
            await settings.add(tx, in_workspace(f"slack:C{number:03}"))
        counts = [(await departures.erase(tx, GONE)).channels for _ in range(3)]

    assert counts == [ERASED_AT_ONCE, 3, 0]


@pytest.mark.parametrize("shared", [False, True])
async def test_a_provider_that_people_brought_goes_with_the_last_who_follow_it(
    database: Database, *, shared: bool
) -> None:
    brought = Provider("acme", "Acme", None, (Feed("acme", FEED),))

    async with database.transaction() as tx:
        await providers.meet(tx, brought)
        key = await a_channel_with_everything(tx)
        if shared:
            await a_channel_with_everything(tx, "slack:C2", "T2")
        await incidents.rename(tx, "acme", {"renamed": "p3jk1"})
        erased = await departures.erase(tx, GONE)
        known, incident = await providers.met(tx), await incidents.get(tx, key)
        renamed = await incidents.known_as(tx, "acme", ["renamed"])

    assert bool(known) is bool(incident) is bool(renamed) is shared
    assert erased.providers == (() if shared else ("acme",))


async def test_what_the_catalogue_knows_is_remembered_though_nobody_follows_it(database: Database) -> None:
    async with database.transaction() as tx:
        key = await a_channel_with_everything(tx)
        await departures.erase(tx, GONE)

        assert await incidents.get(tx, key) is not None


@pytest.mark.parametrize("begins_with_notice", [False, True])
@pytest.mark.parametrize("shows_another", [False, True])
async def test_a_storm_elsewhere_keeps_its_message_while_it_shows_what_stays(
    database: Database, *, begins_with_notice: bool, shows_another: bool
) -> None:
    notice = record("silence", provider=OURSELVES)
    other = record("other", provider="beta" if shows_another else "acme")

    async with database.transaction() as tx:
        await providers.meet(tx, Provider("acme", "Acme", None, (Feed("acme", FEED),)))
        await settings.add(tx, in_workspace("slack:C1"))
        await subscriptions.follow(tx, follows("slack:C1"))
        await settings.add(tx, in_workspace("slack:C2", "T2"))
        feed = "slack:C1" if begins_with_notice else FEED
        (first,) = (await incidents.save(tx, feed, [notice if begins_with_notice else record()], now=NOW)).values()
        (beside,) = (await incidents.save(tx, FEED if shows_another else feed, [other], now=NOW)).values()
        await openings.keep(tx, "slack:C2", [Opening(first, NOW, first), Opening(beside, NOW, first)])
        await deliveries.begin(tx, order_of("slack:C2", first), post(STORM_ROOTS[0]))
        await departures.erase(tx, GONE)
        posts = (await deliveries.posts(tx, [order_of("slack:C2", first)]))["slack:C2", first]
        left = set(await incidents.these(tx, [first, beside]))

    assert bool(posts) is shows_another
    assert left == ({first, beside} if shows_another else set())


@pytest.mark.parametrize("begins_with_notice", [False, True])
async def test_what_a_storm_elsewhere_kept_goes_in_the_end_though_nobody_hears_how_it_ended(
    database: Database, *, begins_with_notice: bool
) -> None:
    first_one = record("silence", provider=OURSELVES) if begins_with_notice else record()

    async with database.transaction() as tx:
        await providers.meet(tx, Provider("acme", "Acme", None, (Feed("acme", FEED),)))
        await settings.add(tx, in_workspace("slack:C1"))
        await subscriptions.follow(tx, follows("slack:C1"))
        await settings.add(tx, in_workspace("slack:C2", "T2"))
        (first,) = (await incidents.save(tx, "slack:C1", [first_one], now=NOW)).values()
        ended = record("other", word(0), word(5, Phase.RESOLVED), provider="beta")
        (beside,) = (await incidents.save(tx, FEED, [ended], now=NOW)).values()
        await openings.keep(tx, "slack:C2", [Opening(first, NOW, first), Opening(beside, NOW, first)])
        await departures.erase(tx, GONE)
        kept = set(await incidents.these(tx, [first, beside]))

        assert await pruning.prune_incidents(tx, later(60 * 24)) == 2
        assert kept == {first, beside}


# Moves


async def test_a_channel_that_moves_takes_everything_with_it(database: Database) -> None:
    async with database.transaction() as tx:
        key = await a_channel_with_everything(tx)
        before = await everything(tx, "slack:C1", key)
        await subscriptions.pause(tx, "slack:C1", "there is no such channel", NOW)
        moved = await moves.move(tx, "slack:C1", "slack:C9", "C9", lambda ref: ref.replace("C1:", "C9:"))
        after = await everything(tx, "slack:C9", key)
        posts = (await deliveries.posts(tx, [order_of("slack:C9", key)]))["slack:C9", key]
        places = await subscriptions.destinations(tx)
        await deliveries.settle(tx, order_of("slack:C9", key), post("root"))  # what is posted again is the same post
        again = (await deliveries.posts(tx, [order_of("slack:C9", key)]))["slack:C9", key]

    assert moved
    assert after == before
    assert [it.ref for it in posts] == ["C9:17.1", "C9:17.1"]
    assert places == {"slack:C9": in_workspace("slack:C9")}
    assert [it.ref for it in again] == [None, "C9:17.1"]


async def test_what_is_said_under_the_new_id_already_stands(database: Database) -> None:
    async with database.transaction() as tx:
        key = await a_channel_with_everything(tx)
        await a_channel_with_everything(tx, "slack:C9")
        await playbooks.write(tx, "slack:C9", "acme", "The new one.")
        await subscriptions.follow(tx, follows("slack:C1", "other"))
        moved = await moves.move(tx, "slack:C1", "slack:C9", "C9", str)
        after = await everything(tx, "slack:C9", key)

    assert moved
    assert after[0] == ["acme", "other"]
    assert after[4] == "The new one."
    assert len(after[2]) == 2  # type: ignore[arg-type] # the posts


async def test_a_channel_that_moves_to_an_id_that_was_removed_or_paused_is_told_there(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel("slack:C9")], [])
        await subscriptions.pause(tx, "slack:C9", "archived", NOW, dismissed=True)
        await subscriptions.declare(tx, [], [])
        await settings.add(tx, in_workspace("slack:C1"))
        await moves.move(tx, "slack:C1", "slack:C9", "C9", str)
        places, tried = await subscriptions.destinations(tx), await subscriptions.to_be_tried(tx)

    assert places["slack:C9"].paused is None
    assert tried == ()


async def test_what_we_said_of_a_channel_under_an_earlier_id_is_erased_with_it(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, in_workspace("slack:C1"))
        (notice,) = (await incidents.save(tx, "slack:C1", [record("silence", provider=OURSELVES)], now=NOW)).values()
        await moves.move(tx, "slack:C1", "slack:C9", "C9", str)
        await departures.erase(tx, GONE)

        assert await incidents.get(tx, notice) is None


async def test_a_channel_that_nobody_knows_moves_nowhere(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, in_workspace("slack:C1"))
        moved = [await moves.move(tx, id_, "slack:C1", "C1", str) for id_ in ("slack:C7", "slack:C1")]
        known = await moves.moved(tx)
        places = set(await subscriptions.destinations(tx))

    assert moved == [False, False]
    assert known == {}
    assert places == {"slack:C1"}


async def test_every_id_that_a_channel_ever_had_leads_to_where_it_is(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, in_workspace("slack:C1"))
        await moves.move(tx, "slack:C1", "slack:C2", "C2", str)
        await moves.move(tx, "slack:C2", "slack:C3", "C3", str)
        there = await moves.moved(tx)
        await moves.move(tx, "slack:C3", "slack:C1", "C1", str)
        back = await moves.moved(tx)

    assert there == {"slack:C1": ("slack:C3", "C3"), "slack:C2": ("slack:C3", "C3")}
    assert back == {"slack:C2": ("slack:C1", "C1"), "slack:C3": ("slack:C1", "C1")}


def test_everything_that_is_of_a_channel_moves_with_it() -> None:
    of_a_channel = {
        table
        for table in schema.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is schema.destinations
    }

    assert {table for table, _ in moves.THINGS} == of_a_channel


def test_all_that_is_of_a_channel_moves_with_it() -> None:
    of_channels = {table.name for table in metadata.tables.values() if "destination" in table.c}

    assert {table.name for table, _ in moves.THINGS} == of_channels
