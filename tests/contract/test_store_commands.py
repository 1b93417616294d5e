"""What the store promises of all that people say to the bot, on every database that it runs on."""

from dataclasses import replace
from datetime import time

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from adapters.model import Feed, Impact, Kind, Provider
from bot.core.destination import Changers, Filters, Manner, Mention, QuietHours, Subscription
from bot.store import audit, deliveries, incidents, mutes, playbooks, providers, settings, subscriptions
from bot.store.audit import Entry
from bot.store.database import Database
from bot.store.mutes import Mute
from bot.store.settings import Channel
from bot.store.subscriptions import Followed
from tests.contract.made import FEED, HOSTILE, NOW, channel, follows, later, record

OURS = replace(
    channel(),
    timezone="Asia/Tokyo",
    manner=Manner.REPLY,
    digest="mon 09:00",
    changers=Changers.ADMINS,
    quiet=QuietHours(time(22, 30), time(7, 0)),
    mentions=(Mention(Impact.CRITICAL, HOSTILE), Mention(Impact.MAJOR, "@here")),
)


# Channels


async def test_a_channel_that_nobody_spoke_in_is_not_known(database: Database) -> None:
    async with database.transaction() as tx:
        assert await settings.channel(tx, "slack:C1") is None


async def test_every_setting_of_a_channel_comes_back(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await settings.change(tx, OURS)
        assert await settings.channel(tx, "slack:C1") == Channel(OURS, declared=False)


async def test_a_channel_that_is_added_again_keeps_its_settings(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, OURS)
        await settings.add(tx, channel())
        assert await settings.channel(tx, "slack:C1") == Channel(OURS, declared=False)


async def test_a_file_takes_over_what_it_can_say_and_leaves_the_rest_to_the_channel(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, OURS)
        await subscriptions.declare(tx, [channel()], [])
        found = await settings.channel(tx, "slack:C1")

    own = replace(channel(), changers=OURS.changers, quiet=OURS.quiet, mentions=OURS.mentions)
    assert found == Channel(own, declared=True)


async def test_a_channel_that_a_file_drops_stays_if_it_follows_something_by_itself(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C1")])
        await subscriptions.follow(tx, follows("slack:C1", "other"))
        await subscriptions.declare(tx, [], [])
        left = await settings.channel(tx, "slack:C1")
        assert await settings.channel(tx, "slack:C2") is None
        assert await subscriptions.of(tx, "slack:C1") == (Followed(follows("slack:C1", "other"), declared=False),)

    assert left == Channel(channel("slack:C1"), declared=False)


async def test_a_removed_channel_is_known_again_when_somebody_speaks_there(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [])
        await subscriptions.declare(tx, [], [])
        await settings.add(tx, channel())
        assert await settings.channel(tx, "slack:C1") == Channel(channel(), declared=False)


async def test_a_channel_from_before_there_were_commands_has_the_usual_settings(url: str) -> None:
    def begin(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "bot.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO destinations (id, platform, channel, timezone, manner, notices, declared, removed)"
                " VALUES ('slack:C1', 'slack', 'C1', 'UTC', 'thread', false, false, false)"
            )
        )

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        begin(connection)
    engine.dispose()
    database = await Database.open(url)
    async with database.transaction() as tx:
        found = await settings.channel(tx, "slack:C1")
    await database.close()

    assert found == Channel(channel(), declared=False)


# What a channel follows


async def test_a_wish_replaces_the_earlier_one_and_leaves_the_declared(database: Database) -> None:
    filters = Filters(frozenset({"DNS"}), Impact.MAJOR, frozenset({Kind.INCIDENT}), frozenset({HOSTILE}))

    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
        await subscriptions.follow(tx, follows())
        await subscriptions.follow(tx, Subscription("slack:C1", "acme", filters))
        found = await subscriptions.of(tx, "slack:C1")

    assert found == (
        Followed(follows(), declared=True),
        Followed(Subscription("slack:C1", "acme", filters), declared=False),
    )


async def test_everybody_who_is_followed_anywhere(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel("slack:C1"), channel("slack:C2")], [follows("slack:C2", "gone")])
        await subscriptions.declare(tx, [channel("slack:C1")], [follows("slack:C1")])
        await subscriptions.follow(tx, follows("slack:C1", "other"))
        assert await subscriptions.followed(tx) == {"acme", "other"}


async def test_what_is_followed_no_more_is_owed_no_more(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await subscriptions.follow(tx, follows())
        keys = await incidents.save(tx, FEED, [record()], now=NOW)
        await deliveries.want(tx, [("slack:C1", keys["p3jk1"], False)], now=NOW)
        first = await subscriptions.unfollow(tx, "slack:C1", "acme")
        second = await subscriptions.unfollow(tx, "slack:C1", "acme")
        due = await deliveries.due(tx, NOW)

    assert (first, second, due) == (True, False, ())


async def test_what_the_file_declares_too_stays_owed(database: Database) -> None:
    async with database.transaction() as tx:
        await subscriptions.declare(tx, [channel()], [follows()])
        await subscriptions.follow(tx, follows())
        keys = await incidents.save(tx, FEED, [record()], now=NOW)
        await deliveries.want(tx, [("slack:C1", keys["p3jk1"], False)], now=NOW)
        await subscriptions.unfollow(tx, "slack:C1", "acme")
        due = await deliveries.due(tx, NOW)

    assert len(due) == 1


async def test_a_provider_that_somebody_brought_is_known_after_a_restart(database: Database) -> None:
    address = "https://status.acme.example/history.atom"
    acme = Provider("status-acme-example", HOSTILE, address, (Feed("status-acme-example", address, "statuspage"),))

    async with database.transaction() as tx:
        await providers.meet(tx, replace(acme, name="An earlier name"))
        await providers.meet(tx, acme)
        assert await providers.met(tx) == (acme,)


# Mutes


async def test_a_mute_of_a_provider_and_one_of_an_incident_hold_until_the_later_end(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await mutes.mute(tx, Mute("slack:C1", "acme", later(60), "Ada"))
        await mutes.mute(tx, Mute("slack:C1", "acme", later(90), "Ada", incident="k1"))
        this = await mutes.muted_until(tx, "slack:C1", "acme", "k1", now=NOW)
        that = await mutes.muted_until(tx, "slack:C1", "acme", "k2", now=NOW)
        other = await mutes.muted_until(tx, "slack:C1", "other", "k1", now=NOW)
        over = await mutes.muted_until(tx, "slack:C1", "acme", "k1", now=later(90))

    assert (this, that, other, over) == (later(90), later(60), None, None)


async def test_the_last_word_on_a_mute_counts(database: Database) -> None:
    longer, shorter = (Mute("slack:C1", "acme", later(minutes), HOSTILE) for minutes in (60, 5))

    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await mutes.mute(tx, longer)
        await mutes.mute(tx, shorter)
        assert await mutes.of(tx, "slack:C1", NOW) == (shorter,)
        assert await mutes.of(tx, "slack:C1", later(5)) == ()


async def test_only_the_mutes_that_are_meant_end(database: Database) -> None:
    provider, incident = Mute("slack:C1", "acme", later(9), "Ada"), Mute("slack:C1", "acme", later(9), "Ada", "k1")

    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await mutes.mute(tx, provider)
        await mutes.mute(tx, incident)
        await mutes.unmute(tx, [provider])
        assert await mutes.of(tx, "slack:C1", NOW) == (incident,)


async def test_an_order_that_was_put_off_is_due_at_once_when_it_is_hurried(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        keys = await incidents.save(tx, FEED, [record("one"), record("two", provider="other")], now=NOW)
        await deliveries.want(tx, [("slack:C1", key, False) for key in keys.values()], now=NOW)
        for order in await deliveries.due(tx, NOW):
            await deliveries.postpone(tx, order, later(60), 0)
        await deliveries.hurry(tx, "slack:C1", "acme", now=later(1))
        due = await deliveries.due(tx, later(1))

    assert [order.incident for order in due] == [keys["one"]]


async def test_all_that_was_put_off_is_hurried_but_for_what_has_failed(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        keys = await incidents.save(tx, FEED, [record("one"), record("two", provider="other")], now=NOW)
        await deliveries.want(tx, [("slack:C1", key, False) for key in keys.values()], now=NOW)
        for order in await deliveries.due(tx, NOW):
            await deliveries.postpone(tx, order, later(60), 0 if order.incident == keys["two"] else 1)
        await deliveries.hurry(tx, "slack:C1", None, now=later(1))
        due = await deliveries.due(tx, later(1))

    assert [order.incident for order in due] == [keys["two"]]


async def test_what_one_channel_waits_for_is_its_own(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel("slack:C1"))
        await settings.add(tx, channel("slack:C2"))
        keys = await incidents.save(tx, FEED, [record()], now=NOW)
        await deliveries.want(tx, [("slack:C1", keys["p3jk1"], False)], now=NOW)
        one = await deliveries.counts(tx, "slack:C1")
        two = await deliveries.counts(tx, "slack:C2")

    assert (one.waiting, one.oldest) == (1, NOW)
    assert (two.waiting, two.oldest) == (0, None)


# Playbooks


async def test_a_playbook_is_written_rewritten_and_taken_away(database: Database) -> None:
    async with database.transaction() as tx:
        await settings.add(tx, channel())
        await playbooks.write(tx, "slack:C1", "acme", "First.")
        await playbooks.write(tx, "slack:C1", "acme", HOSTILE)
        written = await playbooks.get(tx, "slack:C1", "acme"), await playbooks.of(tx, "slack:C1")
        await playbooks.write(tx, "slack:C1", "acme", None)
        gone = await playbooks.get(tx, "slack:C1", "acme"), await playbooks.of(tx, "slack:C1")

    assert written == (HOSTILE, {"acme": HOSTILE})
    assert gone == (None, {})


# Who changed what


async def test_the_last_change_of_each_provider(database: Database) -> None:
    first = Entry(NOW, "slack:C1", "U1", HOSTILE, "subscribe", "follows", "acme")
    then = replace(first, at=later(1), name="Grace", what="only DNS")
    muted = replace(first, at=later(2), command="mute", what="for 2 h")
    whole = replace(first, command="settings", provider=None)

    async with database.transaction() as tx:
        await settings.add(tx, channel())
        for entry in (first, then, muted, whole):
            await audit.note(tx, entry)
        assert await audit.last(tx, "slack:C1") == {"acme": muted, None: whole}
        assert await audit.last(tx, "slack:C1", command="subscribe") == {"acme": then}
        assert await audit.of(tx, "slack:C1", 2) == (whole, muted)
        assert await audit.of(tx, "slack:C2", 2) == ()
