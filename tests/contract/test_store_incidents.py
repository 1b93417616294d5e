"""What the store promises of incidents, on every database that it runs on."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.model import Phase
from bot.core.tracker import track
from bot.store import batches, incidents, schema
from bot.store.database import Database
from bot.store.keys import incident_key
from tests.contract.made import (
    FEED,
    NOW,
    fullest_record,
    later,
    record,
    word,
)
from tests.incidents import incident, said

LONG = "https://status.acme.example/" + "x" * 20_000


async def test_everything_that_a_provider_can_say_comes_back(database: Database) -> None:
    fullest = fullest_record()

    async with database.transaction() as tx:
        keys = await incidents.save(tx, FEED, [fullest], now=NOW)
    async with database.transaction() as tx:
        key = keys[fullest.incident.id]
        loaded = await incidents.get(tx, key)
        known = await incidents.known(tx, "acme", feed=FEED, ids=[fullest.incident.id])

    assert loaded == fullest
    assert known == {fullest.incident.id: fullest}


async def test_an_incident_without_a_word_comes_back(database: Database) -> None:
    bare = replace(record(), incident=replace(record().incident, updates=()))

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [bare], now=NOW)
        loaded = await incidents.get(tx, incident_key("acme", "p3jk1"))

    assert loaded == bare


async def test_an_id_of_any_length_is_kept(database: Database) -> None:
    long = record(LONG, replace(word(0), id=LONG))

    async with database.transaction() as tx:
        keys = await incidents.save(tx, LONG, [long], now=NOW)
        known = await incidents.known(tx, "acme", feed=LONG, ids=[])

    assert known == {LONG: long}
    assert len(keys[LONG]) == 16


async def test_two_updates_with_one_id_are_both_kept(database: Database) -> None:
    twice = record("p3jk1", replace(word(0), id="same"), replace(word(5), id="same"))

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [twice], now=NOW)
        loaded = await incidents.get(tx, incident_key("acme", "p3jk1"))

    assert loaded == twice


async def test_an_incident_saved_again_is_as_it_was_saved_last(database: Database) -> None:
    before = record("p3jk1", word(0), word(5, Phase.IDENTIFIED), word(9, Phase.MONITORING))
    after = replace(record("p3jk1", word(9, Phase.MONITORING), word(0)), missed=1, heard=later(20))

    async with database.transaction() as tx:
        first = await incidents.save(tx, FEED, [before], now=NOW)
        second = await incidents.save(tx, FEED, [after], now=later(1))
        loaded = await incidents.get(tx, first["p3jk1"])

    assert first == second
    assert loaded == after


async def test_each_save_is_a_revision(database: Database) -> None:
    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [record()], now=NOW)
        await incidents.save(tx, FEED, [record()], now=NOW)
        await incidents.save(tx, FEED, [record()], now=NOW)
        revision = (await tx.execute(select(schema.incidents.c.revision))).scalar_one()

    assert revision == 3


async def test_an_update_keeps_the_time_at_which_it_was_first_seen(database: Database) -> None:
    updates = schema.updates.c

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [record("p3jk1", word(5))], now=later(6))
        await incidents.save(tx, FEED, [record("p3jk1", word(0), word(5))], now=later(8))
        seen = await tx.execute(select(updates.id, updates.first_seen_at).order_by(updates.position))

    assert [tuple(row) for row in seen] == [(word(0).id, later(8)), (word(5).id, later(6))]


async def test_a_poll_knows_what_it_names_and_what_is_open_in_its_feed(database: Database) -> None:
    named = record("named", word(0), word(5, Phase.RESOLVED))
    closed = record("closed", word(0), word(5, Phase.RESOLVED))
    open_here, open_elsewhere, others = record("here"), record("elsewhere"), record("here", provider="other")

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [named, closed, open_here], now=NOW)
        await incidents.save(tx, "https://elsewhere.example", [open_elsewhere], now=NOW)
        await incidents.save(tx, FEED, [others], now=NOW)
        known = await incidents.known(tx, "acme", feed=FEED, ids=["named", "never seen"])

    assert known == {"named": named, "here": open_here}


async def test_a_poll_of_more_incidents_than_fit_one_statement_knows_them_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    records = [record(f"i{number}", word(0, Phase.RESOLVED)) for number in range(5)]
    ids = [record.incident.id for record in records]

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, records, now=NOW)
        await incidents.save(tx, FEED, records, now=NOW)
        known = await incidents.known(tx, "acme", feed=FEED, ids=ids)

    assert set(known) == set(ids)


async def test_the_board_shows_what_is_open(database: Database) -> None:
    closed = record("closed", word(0), word(5, Phase.RESOLVED))
    withdrawn = replace(record("withdrawn"), withdrawn=True)
    first, second = record("z-first"), replace(record("a-second"), first_seen=later(2))

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [second, closed, withdrawn, first], now=NOW)
        await incidents.save(tx, FEED, [record("other", provider="other")], now=NOW)
        board = await incidents.open_now(tx)
        acmes = await incidents.open_now(tx, ["acme"])
        nobodys = await incidents.open_now(tx, [])

    assert list(acmes.values()) == [first, second]
    assert {record.incident.id for record in board.values()} == {"other", "z-first", "a-second"}
    assert nobodys == {}


async def test_recent_is_what_was_spoken_of_since_and_what_is_open(database: Database) -> None:
    old = record("old", word(-90), word(-60, Phase.RESOLVED))
    silent = record("silent", word(-90))
    new = record("new", word(-90), word(0, Phase.RESOLVED))
    timeless = replace(record("timeless", word(None)), heard=later(5))

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [old, silent, new, timeless], now=NOW)
        found = await incidents.recent(tx, ["acme"], NOW)
        all_of_them = await incidents.recent(tx, None, later(-60))

    assert {record.incident.id for record in found.values()} == {"silent", "new", "timeless"}
    assert len(all_of_them) == 4


async def test_an_unknown_key_is_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        assert await incidents.get(tx, "nothing") is None
        assert await incidents.save(tx, FEED, [], now=NOW) == {}


async def test_two_feeds_of_a_provider_do_not_overwrite_what_the_other_learned(database: Database) -> None:
    """P1: both polls read the incident before either has written it."""

    async def learn(new: str) -> None:
        async with database.transaction() as tx:
            known = (await incidents.known(tx, "acme", feed=FEED, ids=["p3jk1"]))["p3jk1"]
            await asyncio.sleep(0.02)
            told = (*known.incident.updates, replace(word(5), id=new))
            grown = replace(known, incident=replace(known.incident, updates=told))
            await incidents.save(tx, FEED, [grown], now=NOW)

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [record()], now=NOW)
    await asyncio.gather(learn("one"), learn("two"), learn("three"))
    async with database.transaction() as tx:
        final = await incidents.get(tx, incident_key("acme", "p3jk1"))

    assert final is not None
    assert {update.id for update in final.incident.updates} == {word(0).id, "one", "two", "three"}


async def test_an_incident_is_found_by_the_id_that_it_was_given_later(database: Database) -> None:  # P2
    async with database.transaction() as tx:
        await incidents.rename(tx, "acme", {"new-1": "old-1", "new-2": "old-2"})
        await incidents.rename(tx, "acme", {"new-2": "old-3"})
        await incidents.rename(tx, "acme", {})

    async with database.transaction() as tx:
        found = await incidents.known_as(tx, "acme", ["new-1", "new-2", "old-1"])
        elsewhere = await incidents.known_as(tx, "other", ["new-1"])

    assert found == {"new-1": "old-1", "new-2": "old-3"}
    assert elsewhere == {}


async def test_an_incident_is_found_by_the_id_of_one_of_its_updates(database: Database) -> None:  # P2
    long_event = incident(said(Phase.UPDATE, "09:00", id_="s3_1"), said(Phase.UPDATE, "09:30", id_="s3_2"), id_="s3_1")
    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [track(None, long_event, now=NOW).record], now=NOW)

    async with database.transaction() as tx:
        found = await incidents.known_as(tx, "acme", ["s3_1", "s3_2", "s3_3"])

    assert found == {"s3_2": "s3_1"}


async def test_the_last_word_of_a_feed_is_that_of_all_its_incidents(database: Database) -> None:
    older, newer = record("older", word(0)), record("newer", word(1))

    async with database.transaction() as tx:
        await incidents.save(tx, FEED, [newer, older], now=NOW)
        told = await incidents.last_word(tx, FEED)
        nothing = await incidents.last_word(tx, "https://other.example/feed")

    assert told == newer.incident.last_word
    assert nothing is None
