"""Something of all that can be remembered, with the worst that can stand in it."""

from dataclasses import replace
from datetime import time, timedelta

from adapters.model import Feed, Impact, Kind, Provider, Validators
from bot.core.delivery import PostState
from bot.core.destination import Destination, Filters, Mention, QuietHours, Subscription
from bot.core.edition import Edition, EditionState
from bot.core.schedule import FeedState
from bot.core.storm import Opening
from bot.store import (
    acknowledgements,
    audit,
    deliveries,
    departures,
    digests,
    feeds,
    incidents,
    moves,
    mutes,
    openings,
    playbooks,
    providers,
    settings,
    subscriptions,
)
from bot.store.acknowledgements import Acknowledgement
from bot.store.audit import Entry
from bot.store.database import Transaction
from bot.store.departures import Departure
from bot.store.mutes import Mute
from tests.contract.made import (
    FEED,
    HOSTILE,
    NOW,
    answered,
    channel,
    follows,
    fullest_record,
    later,
    order_of,
    post,
    record,
)

HERE, THERE = "slack:C1", "discord:2"


async def remember_everything(tx: Transaction) -> None:
    """Fill every table."""
    await _channels(tx)
    await _feeds(tx)
    keys = await incidents.save(tx, FEED, [record(), record("b" * 300), fullest_record()], now=later(5))
    await incidents.rename(tx, "acme", {HOSTILE: "p3jk1"})
    first, second, *_ = keys.values()
    await deliveries.want(tx, [(place, key, False) for place in (HERE, THERE) for key in keys.values()], now=NOW)
    for part in ("root", f"update:{HOSTILE}"):
        await deliveries.begin(tx, order_of(HERE, first), post(part))
        await deliveries.settle(tx, order_of(HERE, first), answered(post(part)))
    await deliveries.begin(tx, order_of(THERE, second), post())
    await deliveries.begin(tx, order_of(THERE, first), replace(post(), state=PostState.REFUSED, why=HOSTILE))
    await deliveries.fulfil(tx, order_of(HERE, first))
    await openings.keep(tx, HERE, [Opening(first, NOW, first), Opening(second, later(1), first)])
    await acknowledgements.keep(tx, Acknowledgement(HERE, first, HOSTILE, NOW))
    await mutes.mute(tx, Mute(HERE, "acme", later(60), HOSTILE, first))
    await mutes.mute(tx, Mute(THERE, "acme", NOW + timedelta(days=9000), "Ada"))


async def _channels(tx: Transaction) -> None:
    await subscriptions.declare(tx, [channel(HERE)], [follows(HERE)])
    picky = Destination(
        THERE,
        "discord",
        HOSTILE,
        timezone="Europe/Berlin",
        digest="09:00",
        quiet=QuietHours(time(22), time(6, 30)),
        mentions=(Mention(Impact.MAJOR, HOSTILE),),
        workspace=HOSTILE,
        storm=None,
    )
    await settings.add(tx, replace(picky, id="discord:1"))
    await moves.move(tx, "discord:1", THERE, HOSTILE, str)
    filters = Filters(
        components=frozenset({"zeta", "alpha", "Beta", HOSTILE}),
        impact=Impact.MINOR,
        kinds=frozenset(Kind),
        words=frozenset({HOSTILE}),
    )
    await subscriptions.follow(tx, Subscription(THERE, "acme", filters))
    await subscriptions.pause(tx, HERE, HOSTILE, NOW)
    await departures.leave(tx, Departure("slack", HOSTILE, NOW, "the bot was removed"))
    await playbooks.write(tx, HERE, "acme", HOSTILE)
    await audit.note(tx, Entry(NOW, HERE, "U1", HOSTILE, "subscribe", "all news", "acme"))
    await audit.note(tx, Entry(later(1), THERE, "U2", "Ada", "digest", "off"))
    edition = Edition(THERE, NOW.date(), "09:00 Europe/Berlin", at=NOW, due_at=later(3), key="k1")
    await digests.plan(tx, replace(edition, state=EditionState.SENT, told_at=NOW, ref=HOSTILE))
    await digests.plan(tx, replace(edition, day=NOW.date() + timedelta(days=1)))


async def _feeds(tx: Transaction) -> None:
    fullest = FeedState(
        FEED,
        "acme",
        dialect="statuspage",
        validators=Validators(etag=HOSTILE, last_modified="yesterday", body_hash="0123"),
        first_good_at=NOW,
        last_good_at=NOW.replace(microsecond=123456),
        due_at=later(1),
        entries=3,
        is_open=True,
        failures=2,
        failing_since=later(-1),
        failure=HOSTILE,
        suspect_since=later(-2),
        suspect="it is empty",
        told=True,
    )
    await feeds.save(tx, [fullest, FeedState("https://beta.example/" + HOSTILE, "beta")])
    await feeds.accept(tx, FEED)
    await providers.meet(tx, Provider(HOSTILE, "Acme", None, (Feed(HOSTILE, FEED),), aliases=(HOSTILE,)))
