"""What the store promises of how channels show what is new, on every database that it runs on."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.core.storm import Opening
from bot.store import deliveries, incidents, openings, schema, subscriptions
from bot.store.database import Database, Transaction
from bot.store.errors import StoreError
from tests.contract.made import FEED, NOW, channel, follows, later, order_of, post, record

HERE, THERE = "slack:C1", "slack:C2"


async def some_incidents(tx: Transaction, *ids: str) -> list[str]:
    """Two channels that follow acme, and incidents there; returns their keys."""
    await subscriptions.declare(tx, [channel(HERE), channel(THERE)], [follows(HERE), follows(THERE)])
    keys = await incidents.save(tx, FEED, [record(id_) for id_ in ids], now=NOW)
    return [keys[id_] for id_ in ids]


async def test_what_was_decided_comes_back_the_earliest_first(database: Database) -> None:
    async with database.transaction() as tx:
        one, two, three = await some_incidents(tx, "one", "two", "three")
        decided = [Opening(three, later(2), two), Opening(two, later(1), two), Opening(one, NOW)]
        await openings.keep(tx, HERE, decided)
        everything = await openings.since(tx, HERE, NOW)
        lately = await openings.since(tx, HERE, later(2))
        elsewhere = await openings.since(tx, THERE, NOW)

    assert everything == tuple(reversed(decided))
    assert lately == (decided[0],)
    assert elsewhere == ()


async def test_what_is_decided_anew_takes_the_place_of_what_was(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await some_incidents(tx, "one", "two")
        await openings.keep(tx, HERE, [Opening(one, NOW), Opening(two, NOW, two)])
        await openings.keep(tx, HERE, [Opening(one, later(5), two)])
        found = await openings.since(tx, HERE, NOW)

    assert found == (Opening(two, NOW, two), Opening(one, later(5), two))


async def test_an_incident_is_shown_once_its_message_was_begun(database: Database) -> None:
    async with database.transaction() as tx:
        alone, first, joined, new = keys = await some_incidents(tx, "alone", "first", "joined", "new")
        await openings.keep(
            tx, HERE, [Opening(alone, NOW), Opening(first, NOW, first), Opening(joined, NOW, first), Opening(new, NOW)]
        )
        before = await openings.shown(tx, HERE, keys)
        await deliveries.begin(tx, order_of(HERE, alone), post("root"))
        await deliveries.begin(tx, order_of(HERE, first), post("storm"))
        await deliveries.begin(tx, order_of(HERE, new), post("update:1"))
        after = await openings.shown(tx, HERE, keys)
        elsewhere = await openings.shown(tx, THERE, keys)

    assert before == elsewhere == frozenset()
    assert after == {alone, first, joined}


async def test_a_message_from_before_there_were_storms_is_one(database: Database) -> None:
    async with database.transaction() as tx:
        (old,) = await some_incidents(tx, "old")
        await deliveries.begin(tx, order_of(HERE, old), post("root:2"))

        assert await openings.shown(tx, HERE, [old]) == {old}
        assert await openings.shown(tx, HERE, []) == frozenset()
        assert await openings.storm_key(tx, HERE, old) is None


async def test_a_storm_has_the_orders_of_those_that_are_followed_in_the_order_of_their_coming(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        first, second, third, alone = await some_incidents(tx, "first", "second", "third", "alone")
        await openings.keep(
            tx, HERE, [Opening(third, later(1), first), Opening(first, NOW, first), Opening(second, NOW, first)]
        )
        await openings.keep(tx, HERE, [Opening(alone, NOW)])
        await openings.keep(tx, THERE, [Opening(second, NOW, second)])
        await deliveries.want(tx, [(HERE, key, key == third) for key in (first, third, alone)], now=NOW)
        await deliveries.fulfil(tx, order_of(HERE, first))
        found = await openings.orders_in(tx, HERE, first)
        storms = [await openings.storm_key(tx, HERE, key) for key in (first, second, third, alone)]

    done = replace(order_of(HERE, first), done=1, due_at=NOW)
    assert found == (done, replace(order_of(HERE, third), already_open=True, due_at=NOW))
    assert storms == [first, first, first, None]


async def test_what_is_no_longer_followed_finds_its_storm_again(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await some_incidents(tx, "first", "second")
        await openings.keep(tx, HERE, [Opening(first, NOW, first), Opening(second, NOW, first)])
        await deliveries.want(tx, [(HERE, key, False) for key in (first, second)], now=NOW)
        await subscriptions.declare(tx, [channel(HERE)], [])
        gone = await openings.orders_in(tx, HERE, first)
        await subscriptions.declare(tx, [channel(HERE)], [follows(HERE)])
        await deliveries.want(tx, [(HERE, second, True)], now=later(5))
        back = await openings.orders_in(tx, HERE, first)

    assert gone == ()
    assert [order.incident for order in back] == [second]


async def test_a_storm_whose_first_incident_is_forgotten_is_none(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await some_incidents(tx, "first", "second")
        await openings.keep(tx, HERE, [Opening(first, NOW, first), Opening(second, NOW, first)])
        await tx.execute(delete(schema.incidents).where(schema.incidents.c.key == first))
        found = await openings.since(tx, HERE, NOW)

    assert found == (Opening(second, NOW),)


async def test_an_opening_needs_an_incident(database: Database) -> None:
    async with database.transaction() as tx:
        await some_incidents(tx, "one")

    with pytest.raises(StoreError):
        async with database.transaction() as tx:
            await openings.keep(tx, HERE, [Opening("nothing", NOW)])


async def test_how_many_a_channel_bears_is_kept_and_none_is_kept_too(database: Database) -> None:
    places = [replace(channel(HERE), storm=12), replace(channel(THERE), storm=None)]

    async with database.transaction() as tx:
        await subscriptions.declare(tx, places, [])
        found = await subscriptions.destinations(tx)

    assert [found[id_].storm for id_ in (HERE, THERE)] == [12, None]


async def test_incidents_are_found_by_their_keys(database: Database) -> None:
    async with database.transaction() as tx:
        one, _ = await some_incidents(tx, "one", "two")

        assert await incidents.these(tx, [one, "nothing"]) == {one: record("one")}
        assert await incidents.these(tx, []) == {}
