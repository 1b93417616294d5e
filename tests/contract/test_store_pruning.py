"""What the store promises of what is forgotten in time, on every database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.model import Phase
from bot.core.edition import Edition, EditionState
from bot.core.storm import Opening
from bot.store import acknowledgements, audit, deliveries, digests, incidents, mutes, openings, pruning, subscriptions
from bot.store.acknowledgements import Acknowledgement
from bot.store.audit import Entry
from bot.store.database import Database, Transaction
from bot.store.keys import incident_key
from bot.store.mutes import Mute
from bot.store.schema import metadata
from tests.contract.made import FEED, NOW, answered, channel, follows, later, order_of, post, record, word

OVER = (word(0), word(30, Phase.RESOLVED))
AFTER = later(31)  # everything above was said before
HERE, THERE = "slack:C1", "slack:C2"


async def over(tx: Transaction, *ids: str, provider: str = "acme") -> list[str]:
    """Incidents that are over; returns their keys."""
    return list(
        (await incidents.save(tx, FEED, [record(id_, *OVER, provider=provider) for id_ in ids], now=NOW)).values()
    )


async def channels(tx: Transaction) -> None:
    await subscriptions.declare(tx, [channel(HERE), channel(THERE)], [follows(HERE), follows(THERE)])


async def shown(tx: Transaction, key: str, destination: str = HERE) -> None:
    """The channel shows an incident, and is owed nothing more of it."""
    await deliveries.want(tx, [(destination, key, False)], now=NOW)
    await deliveries.begin(tx, order_of(destination, key), post())
    await deliveries.settle(tx, order_of(destination, key), answered(post()))
    await deliveries.fulfil(tx, order_of(destination, key))


async def left(tx: Transaction, keys: Iterable[str]) -> set[str]:
    return set(await incidents.these(tx, list(keys)))


async def counts(tx: Transaction) -> dict[str, int]:
    """How many rows there are, of the tables that have any."""
    found = {
        name: (await tx.execute(select(func.count()).select_from(table))).scalar_one()
        for name, table in metadata.tables.items()
    }
    return {name: count for name, count in found.items() if count}


async def test_what_goes_with_an_incident_goes_and_nothing_else(database: Database) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        young = await incidents.save(tx, FEED, [record("young", word(40), word(50, Phase.RESOLVED))], now=NOW)
        await incidents.rename(tx, "acme", {"also young": "young"})
        before = await counts(tx)
        (key,) = await over(tx, "p3jk1")
        await shown(tx, key)
        await incidents.rename(tx, "acme", {"another": "p3jk1"})
        await mutes.mute(tx, Mute(HERE, "acme", later(60), "Ada", key))
        await acknowledgements.keep(tx, Acknowledgement(HERE, key, "Ada", NOW))
        await openings.keep(tx, HERE, [Opening(key, NOW)])
        pruned = [await pruning.prune_incidents(tx, AFTER) for _ in range(2)]
        after = await counts(tx)
        still = await left(tx, [key, *young.values()])

    assert pruned == [1, 0]
    assert still == set(young.values())
    assert after == before


async def test_the_other_id_of_another_providers_incident_stays(database: Database) -> None:
    async with database.transaction() as tx:
        await over(tx, "17")
        await incidents.save(tx, FEED, [record("17", provider="beta")], now=NOW)
        await incidents.rename(tx, "acme", {"renamed": "17"})
        await incidents.rename(tx, "beta", {"renamed": "17"})
        await pruning.prune_incidents(tx, AFTER)
        known = await incidents.known_as(tx, "acme", ["renamed"]), await incidents.known_as(tx, "beta", ["renamed"])

    assert known == ({}, {"renamed": "17"})


async def test_what_is_open_or_had_a_word_in_the_kept_time_stays(database: Database) -> None:
    async with database.transaction() as tx:
        reopened = record("reopened", *OVER, word(30.5))
        spoken_of = record("spoken of", *OVER, word(31, Phase.POSTMORTEM))
        timeless = record("timeless", word(None), word(None, Phase.RESOLVED))
        stays = await incidents.save(tx, FEED, [record("open"), reopened, spoken_of, timeless], now=NOW)
        goes = await over(tx, "over")
        withdrawn = await incidents.save(tx, FEED, [replace(record("withdrawn"), withdrawn=True)], now=NOW)
        await pruning.prune_incidents(tx, AFTER)
        still = await left(tx, [*stays.values(), *goes, *withdrawn.values()])

    assert still == set(stays.values())


@pytest.mark.parametrize("paused", [False, True])
async def test_what_a_channel_is_owed_stays_until_it_is_told(database: Database, *, paused: bool) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        (key,) = await over(tx, "p3jk1")
        await shown(tx, key, THERE)
        await deliveries.want(tx, [(HERE, key, False)], now=NOW)
        if paused:
            await subscriptions.pause(tx, HERE, "archived", NOW)
        while_owed = await pruning.prune_incidents(tx, AFTER)
        await deliveries.fulfil(tx, order_of(HERE, key))
        told = await pruning.prune_incidents(tx, AFTER)

    assert (while_owed, told) == (0, 1)


async def test_what_a_channel_is_owed_that_is_declared_no_more_holds_nothing_up(database: Database) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        (key,) = await over(tx, "p3jk1")
        await deliveries.want(tx, [(HERE, key, False)], now=NOW)
        await subscriptions.declare(tx, [channel(THERE)], [])

        assert await pruning.prune_incidents(tx, AFTER) == 1


async def test_a_storm_stays_whole_until_all_of_it_may_go(database: Database) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        first, second, alone = await over(tx, "first", "second", "alone")
        (going_on,) = (await incidents.save(tx, FEED, [record("third")], now=NOW)).values()
        storm = [Opening(each, NOW, first) for each in (first, second, going_on)]
        await openings.keep(tx, HERE, [*storm, Opening(alone, NOW)])
        while_open = await pruning.prune_incidents(tx, AFTER), await left(tx, [first, second, alone])
        await incidents.save(tx, FEED, [record("third", *OVER)], now=NOW)
        after = await pruning.prune_incidents(tx, AFTER), await counts(tx)

    assert while_open == (1, {first, second})
    assert after[0] == 3
    assert "openings" not in after[1]


async def test_what_a_storm_began_with_stays_under_its_members_though_it_is_shown_elsewhere(database: Database) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        (first,) = await over(tx, "first")
        (going_on,) = (await incidents.save(tx, FEED, [record("second")], now=NOW)).values()
        await openings.keep(tx, HERE, [Opening(first, NOW), Opening(going_on, NOW, first)])

        assert await pruning.prune_incidents(tx, AFTER) == 0


async def test_a_large_backlog_goes_in_parts_the_oldest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "INCIDENTS_AT_ONCE", 2)
    monkeypatch.setattr(pruning, "ROWS_AT_ONCE", 2)
    entry = Entry(NOW, HERE, "U1", "Ada", "subscribe", "all news", "acme")

    async with database.transaction() as tx:
        await channels(tx)
        ages = {f"{minutes}": record(f"{minutes}", word(minutes, Phase.RESOLVED)) for minutes in (3, 1, 2)}
        await incidents.save(tx, FEED, ages.values(), now=NOW)
        for _ in range(3):
            await audit.note(tx, entry)
        first = await pruning.prune_incidents(tx, AFTER), await left(tx, [incident_key("acme", id_) for id_ in ages])
        gone = [await pruning.prune_incidents(tx, AFTER) for _ in range(2)]
        changes = [await pruning.prune_audit(tx, AFTER) for _ in range(3)]

    assert first == (2, {incident_key("acme", "3")})
    assert gone == [1, 0]
    assert changes == [2, 1, 0]


async def test_old_digests_go_but_for_those_that_wait(database: Database) -> None:
    waiting = Edition(HERE, NOW.date(), "09:00 UTC", at=NOW, due_at=NOW, key="k1")
    sent, fresh = (
        replace(waiting, day=NOW.date() + timedelta(days), at=NOW + timedelta(days), state=EditionState.SENT)
        for days in (-1, 1)
    )

    async with database.transaction() as tx:
        await channels(tx)
        for edition in (waiting, sent, fresh, replace(sent, destination=THERE)):
            await digests.plan(tx, edition)
        pruned = [await pruning.prune_digests(tx, AFTER) for _ in range(2)]
        kept = await tx.execute(select(metadata.tables["digests"]))
        days = [row.day for row in kept]

    assert pruned == [2, 0]
    assert sorted(days) == [waiting.day, fresh.day]


async def test_only_old_changes_are_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        await channels(tx)
        for at, what in ((NOW, "old"), (AFTER, "new")):
            await audit.note(tx, Entry(at, HERE, "U1", "Ada", "subscribe", what, "acme"))
        pruned = await pruning.prune_audit(tx, AFTER)
        still = [entry.what for entry in await audit.of(tx, HERE, 5)]

    assert (pruned, still) == (1, ["new"])
