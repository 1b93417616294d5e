"""How a channel shows what is new there: in messages of their own, or in a storm; read and decided in one place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.core.delivery import Order, is_news
from bot.core.destination import Destination
from bot.core.quiet import quiet_until
from bot.core.record import Record
from bot.core.storm import LONGEST, Member, open_all
from bot.core.storm_delivery import Storm
from bot.store import acknowledgements, deliveries, incidents, mutes, openings, playbooks
from bot.store.database import Transaction
from bot.store.mutes import Mute


async def open_due(
    tx: Transaction, destination: Destination, orders: Sequence[Order], *, now: datetime
) -> Sequence[Order]:
    """Decide how the channel shows those of its due orders that it does not show yet.

    Returns the orders as they are best carried out: what shares a message comes after what has one of its own. What is
    not to be told now is left undecided, and so is everything in a channel that wants no storms.
    """
    if destination.storm is None or quiet_until(destination.quiet, destination.timezone, now=now):
        return orders
    due = [order.incident for order in orders]
    shown = await openings.shown(tx, destination.id, due)
    new = await _news(tx, destination, [key for key in due if key not in shown], now)
    if not new:
        return orders
    before = await openings.since(tx, destination.id, now - LONGEST)
    lately = [opening for opening in before if opening.incident not in new]
    closed = await _closed(tx, destination.id, {opening.storm for opening in lately if opening.storm})
    opened = open_all(new, lately, destination.storm, now=now, closed=closed)
    await openings.keep(tx, destination.id, opened)
    together = {opening.incident for opening in opened if opening.storm}
    return sorted(orders, key=lambda order: order.incident in together)


async def storm_of(tx: Transaction, order: Order, names: Mapping[str, str], *, now: datetime) -> Storm | None:
    """The storm in which the order's channel shows its incident; `names` are the providers' display names by slug."""
    began_with = await openings.storm_key(tx, order.destination, order.incident)
    if began_with is None:
        return None
    first = _order_of(order.destination, began_with)
    orders = await openings.orders_in(tx, order.destination, began_with)
    records = await incidents.these(tx, [each.incident for each in orders])
    muted = await mutes.of(tx, order.destination, now)
    written = await playbooks.of(tx, order.destination)
    seen = await acknowledgements.names(tx, order.destination, records)
    members = (
        Member(
            key=each.incident,
            record=records[each.incident],
            provider=names.get(provider := records[each.incident].incident.provider, provider),
            already_open=each.already_open,
            owed=each.wanted > each.done,
            muted=_is_muted(each.incident, records[each.incident], muted),
            playbook=written.get(provider),
            acknowledged=seen.get(each.incident),
        )
        for each in orders
    )
    posts = await deliveries.posts(tx, [first])
    return Storm(first, tuple(members), posts[first.destination, first.incident])


async def _news(tx: Transaction, destination: Destination, keys: Sequence[str], now: datetime) -> dict[str, Record]:
    """Those of these incidents that the channel is to be told now."""
    if not keys:
        return {}
    known = await incidents.these(tx, keys)
    muted = await mutes.of(tx, destination.id, now)
    present = {key: known[key] for key in keys if key in known}
    return {
        key: record for key, record in present.items() if is_news(record, now=now) and not _is_muted(key, record, muted)
    }


async def _closed(tx: Transaction, destination: str, storms: Iterable[str]) -> frozenset[str]:
    orders = [_order_of(destination, storm) for storm in storms]
    posts = await deliveries.posts(tx, orders)
    found = (Storm(order, (), posts[destination, order.incident]) for order in orders)
    return frozenset(storm.order.incident for storm in found if storm.is_closed)


def _order_of(destination: str, storm: str) -> Order:
    """The order whose posts those of a storm are among."""
    return Order(destination, storm, wanted=0)


def _is_muted(key: str, record: Record, muted: Iterable[Mute]) -> bool:
    return any(mute.provider == record.incident.provider and mute.incident in {"", key} for mute in muted)
