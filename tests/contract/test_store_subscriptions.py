"""What the store promises of those who are told, on every database that it runs on."""

from dataclasses import replace

from adapters.model import Impact, Kind
from bot.core.destination import Destination, Filters, Manner, Subscription
from bot.store import deliveries, incidents, subscriptions
from bot.store.database import Database
from bot.store.subscriptions import Pause
from tests.contract.made import (
    FEED,
    HOSTILE,
    NOW,
    an_incident_that_is_followed,
    channel,
    follows,
    later,
    order_of,
    post,
    record,
)


async def test_every_field_of_a_destination_and_its_wish_comes_back(database: Database) -> None:
    place = Destination("discord:7", "discord", "7", "Europe/Berlin", Manner.REPLY, notices=True, digest="09:00")
    filters = Filters(frozenset({"DNS", HOSTILE}), Impact.MINOR, frozenset({Kind.INCIDENT}))
    wish = Subscription(place.id, "acme", filters)

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [place], [wish])
        assert await subscriptions.destinations(tx) == {place.id: place}
        assert await subscriptions.subscriptions(tx) == (wish,)


async def test_a_provider_may_be_wanted_twice_with_other_filters(database: Database) -> None:
    dns = Subscription("slack:C1", "acme", Filters(components=frozenset({"DNS"})))
    grave = Subscription("slack:C1", "acme", Filters(impact=Impact.CRITICAL))

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [dns, grave, dns])
        assert await subscriptions.subscriptions(tx, ["acme"]) == (dns, grave)


async def test_subscriptions_of_a_provider(database: Database) -> None:
    wishes = [follows(provider="acme"), follows(provider="other")]

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], wishes)
        assert await subscriptions.subscriptions(tx, ["other"]) == (wishes[1],)
        assert await subscriptions.subscriptions(tx, []) == ()


async def test_what_a_workspace_follows_is_what_its_channels_do(database: Database) -> None:
    places = [
        Destination("slack:C1", "slack", "C1", workspace="T1"),
        Destination("slack:C2", "slack", "C2", workspace="T1"),
        Destination("slack:C3", "slack", "C3"),
        Destination("slack:T2/C1", "slack", "T2/C1", workspace="T2"),
        Destination("discord:1", "discord", "1", workspace="T1"),
    ]
    wishes = [Subscription(place.id, f"of-{place.channel}") for place in places]

    async with database.transaction() as tx:
        await subscriptions.declare(tx, places, wishes)
        there = await subscriptions.followed_in(tx, "slack", "T1", besides="slack:C3")
        elsewhere = await subscriptions.followed_in(tx, "slack", "T2", besides="slack:T2/C9")
        nowhere = await subscriptions.followed_in(tx, "slack", "", besides="slack:C9")

    assert there == {"of-C1", "of-C2", "of-C3"}
    assert elsewhere == {"of-T2/C1"}
    assert nowhere == set()


async def test_what_is_declared_again_takes_the_new_settings(database: Database) -> None:
    changed = replace(channel(), timezone="Asia/Tokyo", manner=Manner.EDIT)

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
        await subscriptions.declare(tx, [changed], [follows()])
        assert await subscriptions.destinations(tx) == {"slack:C1": changed}
        assert await subscriptions.subscriptions(tx) == (follows(),)


async def test_what_is_declared_no_more_is_gone(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C1")])
        await subscriptions.declare(tx, [], [])
        assert await subscriptions.destinations(tx) == {}
        assert await subscriptions.subscriptions(tx) == ()


async def test_a_pause_is_news_once_and_outlives_a_new_declaration(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [])
        first = await subscriptions.pause(tx, "slack:C1", "The channel is archived.", NOW)
        second = await subscriptions.pause(tx, "slack:C1", "Again.", later(1))
        await subscriptions.declare(tx, [channel()], [])
        paused = await subscriptions.destinations(tx)

    assert (first, second) == (True, False)
    assert paused["slack:C1"].paused == "The channel is archived."


async def test_a_resumed_destination_is_well(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [])
        await subscriptions.pause(tx, "slack:C1", "The channel is archived.", NOW)
        first = await subscriptions.resume(tx, "slack:C1")
        second = await subscriptions.resume(tx, "slack:C1")
        assert await subscriptions.destinations(tx) == {"slack:C1": channel()}

    assert (first, second) == (Pause("The channel is archived.", NOW), None)


async def test_what_is_owed_of_ourselves_outlives_a_new_declaration(database: Database) -> None:
    """P8: nobody subscribes to our own notices, and a restart must not swallow them."""
    notice = record("dark", provider="statuswire")

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
        keys = await incidents.save(tx, FEED, [notice], now=NOW)
        await deliveries.want(tx, [("slack:C1", keys["dark"], False)], now=NOW)
        await subscriptions.declare(tx, [channel()], [])
        due = await deliveries.due(tx, NOW)
        await subscriptions.declare(tx, [], [])
        await subscriptions.declare(tx, [channel()], [])
        after_removal = await deliveries.due(tx, NOW)

    assert [order.incident for order in due] == [keys["dark"]]
    assert after_removal == ()


async def test_removal_ends_the_orders_that_nobody_wants_now(database: Database) -> None:
    both = [channel("slack:C1"), channel("slack:C2")]

    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await subscriptions.declare(tx, both, [follows("slack:C1"), follows("slack:C2")])
        await deliveries.want(tx, [("slack:C1", key, False), ("slack:C2", key, False)], now=NOW)
        await subscriptions.declare(tx, both, [follows("slack:C2"), follows("slack:C1", "other")])
        due = await deliveries.due(tx, NOW)

        followers = await deliveries.followers(tx, [key])

    assert [order.destination for order in due] == ["slack:C2"]
    assert followers == {key: frozenset({"slack:C2"})}


async def test_a_channel_that_comes_back_is_not_shown_the_same_twice(database: Database) -> None:
    """P2: taken out of the file, and put in again."""
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        await deliveries.begin(tx, order_of("slack:C1", key), post())
        await subscriptions.declare(tx, [], [])
        while_away = await deliveries.due(tx, later(1)), await deliveries.next_due(tx, later(-1))
        await subscriptions.declare(tx, [channel()], [follows()])
        await deliveries.want(tx, [("slack:C1", key, True)], now=later(2))
        (order,) = await deliveries.due(tx, later(2))
        shown = await deliveries.posts(tx, [order])

    assert while_away == ((), None)
    assert shown == {("slack:C1", key): (post(),)}


async def test_a_channel_that_comes_back_joins_what_it_never_showed_under_way(database: Database) -> None:
    """P5."""
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        await deliveries.want(tx, [("slack:C1", key, False)], now=NOW)
        await subscriptions.declare(tx, [], [])
        await subscriptions.declare(tx, [channel()], [follows()])
        await deliveries.want(tx, [("slack:C1", key, True)], now=later(2))
        (order,) = await deliveries.due(tx, later(2))

    assert order.already_open
