"""What the store promises of feeds, on every database that it runs on."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from adapters.model import Validators
from bot.core.schedule import FeedState
from bot.store import feeds, schema
from bot.store.database import Database
from tests.contract.made import (
    FEED,
    HOSTILE,
    NOW,
    later,
)

LONG = "https://status.acme.example/" + "x" * 20_000


async def test_every_field_of_a_feed_comes_back(database: Database) -> None:
    state = FeedState(
        url=FEED + HOSTILE,
        provider="acme",
        dialect="statuspage",
        validators=Validators('W/"1"', "Sun, 01 Mar 2026 09:00:00 GMT", "f00"),
        first_good_at=later(1),
        last_good_at=later(2),
        due_at=later(3),
        entries=25,
        is_open=True,
        failures=4,
        failing_since=later(5),
        failure="It answered 503. " + HOSTILE,
        suspect_since=later(6),
        suspect="Every incident is new at once.",
        told=True,
    )

    async with database.transaction() as tx:
        await feeds.save(tx, [state])
    async with database.transaction() as tx:
        loaded = await feeds.load(tx)

    assert loaded == {state.url: state}


def test_every_field_of_a_feed_has_a_column() -> None:
    assert {"key", *feeds.HEALTH, *feeds.VALIDATORS} == set(schema.feeds.columns.keys())


async def test_a_feed_saved_again_is_as_it_was_saved_last(database: Database) -> None:
    failing = FeedState(FEED, "acme", failures=3, failing_since=NOW, failure="It did not answer.")
    well = FeedState(FEED, "acme", last_good_at=later(1))

    async with database.transaction() as tx:
        await feeds.save(tx, [failing, FeedState("https://other.example", "other")])
        await feeds.save(tx, [well])
        loaded = await feeds.load(tx)

    assert loaded[FEED] == well
    assert len(loaded) == 2


async def test_the_feeds_of_some_providers_can_be_had_alone(database: Database) -> None:
    async with database.transaction() as tx:
        await feeds.save(tx, [FeedState(FEED, "acme"), FeedState("https://other.example", "other")])

        assert list(await feeds.load(tx, ["acme", "unknown"])) == [FEED]
        assert await feeds.load(tx, []) == {}


async def test_an_address_of_any_length_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        await feeds.save(tx, [FeedState(LONG, "acme")])
        loaded = await feeds.load(tx)

    assert list(loaded) == [LONG]


async def test_nothing_to_save_is_nothing_saved(database: Database) -> None:
    async with database.transaction() as tx:
        await feeds.save(tx, [])
        loaded = await feeds.load(tx)

    assert loaded == {}


async def test_a_time_of_another_zone_comes_back_in_utc(database: Database) -> None:
    due = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    async with database.transaction() as tx:
        await feeds.save(tx, [FeedState(FEED, "acme", due_at=due)])
        loaded = await feeds.load(tx)

    back = loaded[FEED].due_at
    assert back == due
    assert back is not None
    assert back.tzinfo is UTC


async def test_a_naive_time_is_refused_and_nothing_is_kept(database: Database) -> None:
    naive = FeedState(FEED, "acme", due_at=datetime(2026, 3, 1, 9))  # noqa: DTZ001 that is the point

    async def save_both() -> None:
        async with database.transaction() as tx:
            await feeds.save(tx, [FeedState("https://other.example", "other")])
            await feeds.save(tx, [naive])

    with pytest.raises(StatementError, match="naive time cannot be stored"):
        await save_both()

    async with database.transaction() as tx:
        assert await feeds.load(tx) == {}


async def test_an_acceptance_goes_with_what_is_remembered_of_its_feed(database: Database) -> None:  # P6
    async with database.transaction() as tx:
        await feeds.accept(tx, FEED)
        await feeds.accept(tx, LONG)
        await feeds.forget(tx, [FEED])

        assert [await feeds.take_acceptance(tx, url) for url in (FEED, LONG)] == [False, True]


async def test_an_acceptance_is_heard_once(database: Database) -> None:  # P6
    async with database.transaction() as tx:
        await feeds.accept(tx, "https://status.acme.example/feed")
        await feeds.accept(tx, "https://status.acme.example/feed")

    async with database.transaction() as tx:
        heard = [await feeds.take_acceptance(tx, f"https://status.acme.example/{name}") for name in ("feed", "other")]
        again = await feeds.take_acceptance(tx, "https://status.acme.example/feed")

    assert heard == [True, False]
    assert not again
