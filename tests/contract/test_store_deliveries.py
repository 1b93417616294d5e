"""What the store promises of what we owe, on every database that it runs on."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.delivery import PostState
from bot.store import deliveries, subscriptions
from bot.store.database import Database
from bot.store.errors import StoreError
from tests.contract.made import (
    HOSTILE,
    NOW,
    an_incident_that_is_followed,
    answered,
    channel,
    follows,
    later,
    order_of,
    post,
)

LONG = "https://status.acme.example/" + "x" * 20_000


async def test_a_wish_is_an_order_that_is_due_now(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, True)], now=NOW)
        due = await deliveries.due(tx, NOW)
        before = await deliveries.due(tx, later(-1))

    assert due == (replace(order_of("slack:C1", key), already_open=True, due_at=NOW),)
    assert before == ()


async def test_a_wish_for_the_same_is_one_more_revision_of_one_order(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        await deliveries.want(tx, [("slack:C1", key, True)], now=later(1))
        due = await deliveries.due(tx, later(1))

    assert due == (replace(order_of("slack:C1", key, wanted=2), due_at=NOW),)


async def test_two_transactions_that_want_the_same_make_one_order(database: Database) -> None:
    async def wish(key: str) -> None:
        async with database.transaction() as tx:
            await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
            await asyncio.sleep(0.01)

    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
    await asyncio.gather(*(wish(key) for _ in range(4)))
    async with database.transaction() as tx:
        due = await deliveries.due(tx, NOW)

    assert [order.wanted for order in due] == [4]


async def test_transactions_that_want_the_same_in_another_order_do_not_block_each_other(database: Database) -> None:
    async def wish(keys: list[str]) -> None:
        async with database.transaction() as tx:
            await deliveries.want(tx, [("slack:C1", key, False) for key in keys], now=NOW)

    async with database.transaction() as tx:
        keys = [await an_incident_that_is_followed(tx, f"i{number}") for number in range(20)]
    await asyncio.gather(*(wish(keys if number % 2 else keys[::-1]) for number in range(8)))
    async with database.transaction() as tx:
        due = await deliveries.due(tx, NOW)

    assert {order.wanted for order in due} == {8}


async def test_a_fulfilled_order_is_not_due(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        (order,) = await deliveries.due(tx, NOW)
        await deliveries.fulfil(tx, order)
        due, next_due = await deliveries.due(tx, later(60)), await deliveries.next_due(tx, later(-1))

    assert (due, next_due) == ((), None)


async def test_what_is_wanted_while_an_order_is_carried_out_stays_due(database: Database) -> None:
    """P1: the update that comes between reading the order and fulfilling it."""
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        (order,) = await deliveries.due(tx, NOW)
    async with database.transaction() as tx:
        await deliveries.want(tx, [("slack:C1", key, False)], now=later(1))
    async with database.transaction() as tx:
        await deliveries.fulfil(tx, order)
        (due,) = await deliveries.due(tx, later(1))

    assert (due.wanted, due.done) == (2, 1)


async def test_fulfilling_and_wanting_at_once_lose_nothing(database: Database) -> None:
    async def want(key: str) -> None:
        async with database.transaction() as tx:
            await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)

    async def fulfil(key: str) -> None:
        async with database.transaction() as tx:
            await deliveries.fulfil(tx, order_of("slack:C1", key, wanted=1))

    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
    await want(key)
    await asyncio.gather(want(key), fulfil(key), want(key))
    async with database.transaction() as tx:
        (order,) = await deliveries.due(tx, NOW)

    assert (order.wanted, order.done) == (3, 1)


async def test_an_older_reading_does_not_undo_a_newer_one(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)] * 2, now=NOW)
        await deliveries.fulfil(tx, order_of("slack:C1", key, wanted=2))
        await deliveries.fulfil(tx, order_of("slack:C1", key, wanted=1))
        due = await deliveries.due(tx, NOW)

    assert due == ()


async def test_the_longest_due_comes_first(database: Database) -> None:
    async with database.transaction() as tx:
        late, soon, first = [await an_incident_that_is_followed(tx, id_) for id_ in ("late", "soon", "first")]
        await deliveries.want(tx, [("slack:C1", first, False)], now=NOW)
        await deliveries.want(tx, [("slack:C1", soon, False)], now=later(1))
        await deliveries.want(tx, [("slack:C1", late, False)], now=later(2))
        await deliveries.want(tx, [("slack:C1", first, False)], now=later(3))
        due = await deliveries.due(tx, later(3))
        next_due = await deliveries.next_due(tx, later(-1))

    assert [order.incident for order in due] == [first, soon, late]
    assert next_due == NOW


async def test_news_does_not_cut_a_rate_limit_short(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        (order,) = await deliveries.due(tx, NOW)
        await deliveries.postpone(tx, order, later(10), tries=1)
        await deliveries.want(tx, [("slack:C1", key, False)], now=later(1))
        before, after = await deliveries.due(tx, later(9)), await deliveries.due(tx, later(10))

    assert before == ()
    assert [(order.wanted, order.tries) for order in after] == [(2, 1)]


async def test_news_ends_a_pause_that_follows_no_failure(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        (order,) = await deliveries.due(tx, NOW)
        await deliveries.postpone(tx, order, later(10), tries=0)
        paused = await deliveries.next_due(tx, later(-1))
        await deliveries.want(tx, [("slack:C1", key, False)], now=later(1))
        await deliveries.postpone(tx, order, later(10), tries=0)
        ended = await deliveries.next_due(tx, later(-1))

    assert (paused, ended) == (later(10), later(1))


async def test_success_forgets_the_failures_before_it(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        (order,) = await deliveries.due(tx, NOW)
        await deliveries.postpone(tx, order, later(10), tries=3)
        await deliveries.fulfil(tx, order)
        await deliveries.want(tx, [("slack:C1", key, False)], now=later(1))
        (order,) = await deliveries.due(tx, later(1))

    assert (order.tries, order.due_at) == (0, later(1))


async def test_what_is_owed_to_a_paused_channel_waits_for_it(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        await subscriptions.pause(tx, "slack:C1", "The channel is archived.", NOW)
        paused = await deliveries.due(tx, NOW), await deliveries.next_due(tx, later(-1))
        await subscriptions.resume(tx, "slack:C1")
        resumed = await deliveries.due(tx, NOW)

    assert paused == ((), None)
    assert len(resumed) == 1


async def test_a_paused_channel_can_be_tried_with_what_it_is_owed(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        await subscriptions.pause(tx, "slack:C1", "The channel is archived.", NOW)
        owed = await deliveries.owed(tx)
        (tried,) = await deliveries.due(tx, NOW, on_trial={"slack:C1"})
        others = await deliveries.due(tx, NOW, on_trial={"slack:C2"})
        await deliveries.fulfil(tx, tried)
        paid = await deliveries.owed(tx), await deliveries.due(tx, NOW, on_trial={"slack:C1"})

    assert (owed, others) == (frozenset({"slack:C1"}), ())
    assert paid == (frozenset(), ())


async def test_an_order_needs_a_channel(database: Database) -> None:
    with pytest.raises(StoreError):
        async with database.transaction() as tx:
            await deliveries.want(tx, [("slack:nowhere", "nothing", False)], now=NOW)


async def test_a_post_is_remembered_from_before_it_is_tried(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        order = order_of("slack:C1", key)
        await deliveries.begin(tx, order, post())
        begun = await deliveries.posts(tx, [order])
        await deliveries.settle(tx, order, answered(post()))
        settled = await deliveries.posts(tx, [order])

    assert begun == {("slack:C1", key): (post(),)}
    assert settled == {("slack:C1", key): (answered(post()),)}


@pytest.mark.parametrize("state", PostState)
async def test_every_state_of_a_post_comes_back(database: Database, state: PostState) -> None:
    shown = post(part="update:" + HOSTILE + LONG, state=state, ref="ref" + HOSTILE)

    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.begin(tx, order_of("slack:C1", key), shown)
        posts = await deliveries.posts(tx, [order_of("slack:C1", key)])

    assert posts == {("slack:C1", key): (shown,)}


async def test_posts_stand_in_the_order_in_which_their_parts_were_first_begun(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        order = order_of("slack:C1", key)
        for part in ("root", "update:z", "update:a", "root"):
            await deliveries.begin(tx, order, post(part))
        posts = await deliveries.posts(tx, [order])

    assert [shown.part for shown in posts["slack:C1", key]] == ["root", "update:z", "update:a"]


async def test_posts_of_one_order_are_not_another_ones(database: Database) -> None:
    async with database.transaction() as tx:
        one = await an_incident_that_is_followed(tx, "one")
        two = await an_incident_that_is_followed(tx, "two")
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [])
        await deliveries.begin(tx, order_of("slack:C1", one), post())
        await deliveries.begin(tx, order_of("slack:C2", one), post("update:1"))
        posts = await deliveries.posts(tx, [order_of("slack:C1", one), order_of("slack:C1", two)])

    assert posts == {("slack:C1", one): (post(),), ("slack:C1", two): ()}


async def test_settling_one_post_leaves_the_others(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        order = order_of("slack:C1", key)
        await deliveries.begin(tx, order, post("root"))
        await deliveries.begin(tx, order, post("update:1"))
        await deliveries.settle(tx, order, answered(post("update:1")))
        posts = await deliveries.posts(tx, [order])

    assert posts["slack:C1", key] == (post("root"), answered(post("update:1")))


async def test_a_post_that_was_surely_not_made_is_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        order = order_of("slack:C1", key)
        await deliveries.begin(tx, order, post("root"))
        await deliveries.begin(tx, order, post("update:1"))
        await deliveries.withdraw(tx, order, post("update:1"))
        posts = await deliveries.posts(tx, [order])

    assert posts["slack:C1", key] == (post("root"),)


async def test_the_followers_of_an_incident_are_those_who_were_to_show_it(database: Database) -> None:
    async with database.transaction() as tx:
        one = await an_incident_that_is_followed(tx, "one")
        two = await an_incident_that_is_followed(tx, "two")
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C1")])
        await deliveries.want(tx, [("slack:C1", one, False), ("slack:C2", one, False)], now=NOW)
        await deliveries.fulfil(tx, order_of("slack:C2", one))
        followers = await deliveries.followers(tx, [one, two])

    assert followers == {one: frozenset({"slack:C1", "slack:C2"})}


async def test_counts_say_what_waits_and_what_cannot_be_sent(database: Database) -> None:
    """P1: whatever has not arrived is visible."""
    async with database.transaction() as tx:
        keys = [await an_incident_that_is_followed(tx, f"i{number}") for number in range(3)]
        await subscriptions.declare(
            tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C1"), follows("slack:C2")]
        )
        await deliveries.want(tx, [("slack:C1", key, False) for key in keys], now=NOW)
        await deliveries.want(tx, [("slack:C2", keys[0], False)], now=later(-5))
        await subscriptions.pause(tx, "slack:C2", "The bot was removed.", NOW)
        await deliveries.postpone(tx, order_of("slack:C1", keys[0]), later(5), tries=1)
        await deliveries.fulfil(tx, order_of("slack:C1", keys[1]))
        await deliveries.begin(tx, order_of("slack:C1", keys[1]), post("update:1", PostState.REFUSED))
        await deliveries.begin(tx, order_of("slack:C1", keys[2]), post())
        counts = await deliveries.counts(tx)

    assert counts == deliveries.Counts(waiting=2, retrying=1, held=1, oldest=NOW, unsure=1, refused=1)


async def test_what_was_refused_lately_is_told_with_the_reason(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C1")])
        refused = [
            ("slack:C1", replace(post("root", PostState.REFUSED), why=f"It is too long. {HOSTILE}")),
            ("slack:C2", replace(post("root", PostState.REFUSED), at=later(5))),
            ("slack:C2", replace(post("root:2", PostState.REFUSED), at=later(-8 * 24 * 60), why="Long ago.")),
        ]
        for place, it in refused:
            await deliveries.begin(tx, order_of(place, key), post(it.part))
            await deliveries.settle(tx, order_of(place, key), it)
        everywhere = await deliveries.refusals(tx, now=NOW)
        here = await deliveries.refusals(tx, "slack:C1", now=NOW)
        kept = (await deliveries.posts(tx, [order_of("slack:C1", key)]))["slack:C1", key]

    assert [(it.destination, it.why) for it in everywhere] == [
        ("slack:C2", deliveries.UNTOLD),
        ("slack:C1", f"It is too long. {HOSTILE}"),
    ]
    assert here == everywhere[1:]
    assert kept == (refused[0][1],)


async def test_counts_of_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        assert await deliveries.counts(tx) == deliveries.Counts(0, 0, 0, None, 0, 0)
        assert await deliveries.posts(tx, []) == {}
        await deliveries.want(tx, [], now=NOW)
