"""What the store promises of digests, on every database that it runs on."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from bot.core.edition import Edition, EditionState
from bot.store import digests, moves, subscriptions
from bot.store.database import Database
from tests.contract.made import HOSTILE, NOW, channel, later

MONDAY = date(2026, 3, 2)
WAITING = Edition("slack:C1", MONDAY, "09:00 Europe/Berlin", at=NOW, due_at=NOW, key="k1")
SENDING = replace(WAITING, state=EditionState.SENDING, told_at=NOW, due_at=later(2))


async def with_channels(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel(), channel("slack:C2")], [])


def on(days: int, state: EditionState = EditionState.SENT, *, place: str = "slack:C1") -> Edition:
    return replace(WAITING, destination=place, day=MONDAY + timedelta(days=days), state=state)


async def test_an_edition_comes_back_as_it_was(database: Database) -> None:
    await with_channels(database)
    full = replace(SENDING, state=EditionState.SENT, tries=3, ref=HOSTILE)

    async with database.transaction() as tx:
        await digests.plan(tx, WAITING)
        await digests.change(tx, WAITING, full)

    async with database.transaction() as tx:
        assert await digests.of(tx, "slack:C1") == (full,)
        assert await digests.of(tx, "slack:C2") == ()
        assert await digests.current(tx) == {"slack:C1": (full,)}


async def test_a_day_has_one_edition_whoever_plans_it(database: Database) -> None:
    await with_channels(database)

    async with database.transaction() as tx:
        await digests.plan(tx, WAITING)
        await digests.change(tx, WAITING, SENDING)
        await digests.plan(tx, replace(WAITING, plan="another"))

        assert await digests.of(tx, "slack:C1") == (SENDING,)


async def test_of_several_who_would_send_it_one_may(database: Database) -> None:
    async def begin(number: int) -> bool:
        async with database.transaction() as tx:
            is_mine = await digests.change(tx, WAITING, replace(SENDING, tries=number))
            await asyncio.sleep(0.01)
            return is_mine

    await with_channels(database)
    async with database.transaction() as tx:
        await digests.plan(tx, WAITING)

    assert sorted(await asyncio.gather(*(begin(number) for number in range(5)))) == [False] * 4 + [True]


async def test_one_that_is_no_longer_as_it_was_is_not_changed(database: Database) -> None:
    await with_channels(database)
    sent = replace(SENDING, state=EditionState.SENT, ref="1700000000.000100")

    async with database.transaction() as tx:
        await digests.plan(tx, WAITING)
        await digests.change(tx, WAITING, SENDING)
        await digests.change(tx, SENDING, sent)
        withdrawn = await digests.change(tx, SENDING, WAITING)
        await digests.drop(tx, WAITING)

        assert not withdrawn
        assert await digests.of(tx, "slack:C1") == (sent,)


async def test_one_that_waits_can_be_dropped(database: Database) -> None:
    await with_channels(database)

    async with database.transaction() as tx:
        await digests.plan(tx, WAITING)
        await digests.drop(tx, WAITING)

        assert await digests.of(tx, "slack:C1") == ()


async def test_the_last_that_was_told_is_known_with_all_after_it(database: Database) -> None:
    await with_channels(database)
    rows = [
        on(0),
        on(1, EditionState.QUIET),
        on(2, EditionState.MISSED),
        on(3, EditionState.REFUSED),
        on(4, EditionState.WAITING),
        on(0, EditionState.MISSED, place="slack:C2"),
        on(1, EditionState.SENDING, place="slack:C2"),
    ]

    async with database.transaction() as tx:
        for edition in reversed(rows):
            await digests.plan(tx, edition)

        assert await digests.current(tx) == {"slack:C1": tuple(rows[1:5]), "slack:C2": tuple(rows[5:])}
        assert await digests.of(tx, "slack:C1") == tuple(rows[1:5])


async def test_one_that_is_being_sent_carries_the_same_key_after_its_channel_moved(database: Database) -> None:
    await with_channels(database)

    async with database.transaction() as tx:
        await digests.plan(tx, SENDING)
        await moves.move(tx, "slack:C1", "slack:C9", "C9", str)

        assert await digests.of(tx, "slack:C9") == (replace(SENDING, destination="slack:C9"),)
