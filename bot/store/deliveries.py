"""What we owe: the standing orders, and the posts that show incidents in channels."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, case, delete, func, select, true, update

from bot.core.delivery import Order, Post, PostState
from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.keys import post_key
from bot.store.schema import destinations, incidents, orders
from bot.store.schema import posts as posted
from bot.store.upsert import upsert

LATELY = timedelta(days=7)  # a message that was refused before that has been missed by nobody, or is no news
UNTOLD = "the reason was not kept"

Wish: TypeAlias = tuple[str, str, bool]  # destination, key of the incident, whether the channel joins it under way
Pair: TypeAlias = tuple[str, str]  # destination, key of the incident


@dataclass(frozen=True, slots=True)
class Counts:
    """What is owed: `waiting` for a channel that is well, `retrying` of those, `held` for paused channels.

    `oldest` is since when the first of those waiting is due (UTC). `unsure` posts have no answer yet, `refused` ones
    were refused for good.
    """

    waiting: int
    retrying: int
    held: int
    oldest: datetime | None
    unsure: int
    refused: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that a platform refused for good: where, when it was tried (UTC), and why."""

    destination: str
    at: datetime
    why: str


async def want(tx: Transaction, wishes: Iterable[Wish], *, now: datetime) -> None:
    """Order that each destination show its incident as it is now; a wish for the same again is one more revision.

    Due at once, but for an order that waits to be tried again. `already_open` counts only for a new order.
    """
    rows = [
        {
            "destination": destination,
            "incident": incident,
            "wanted": 1,
            "done": 0,
            "already_open": already_open,
            "tries": 0,
            "due_at": now,
        }
        for destination, incident, already_open in sorted(wishes)
    ]
    if not rows:
        return
    waits = (orders.c.wanted > orders.c.done) & ((orders.c.tries > 0) | (orders.c.due_at <= now))
    more = {"wanted": orders.c.wanted + 1, "due_at": case((waits, orders.c.due_at), else_=now)}
    keep = ("done", "already_open", "tries")
    await tx.execute(upsert(tx, orders, on=("destination", "incident"), keep=keep, also=more), rows)


async def due(tx: Transaction, now: datetime, *, on_trial: Collection[str] = ()) -> tuple[Order, ...]:
    """What has to be carried out now, the longest due first; of paused destinations only what is owed to `on_trial`."""
    can_be_tried = _can_be_sent() | (is_unfinished() & destinations.c.id.in_(on_trial))
    question = select(orders).join(destinations).where(can_be_tried, orders.c.due_at <= now)
    rows = await tx.execute(question.order_by(orders.c.due_at, orders.c.number))
    return tuple(order_of(row) for row in rows)


async def owed(tx: Transaction) -> frozenset[str]:
    """The destinations that are owed anything, whenever it is due."""
    question = select(orders.c.destination).distinct().join_from(orders, destinations).where(is_unfinished())
    return frozenset((await tx.execute(question)).scalars())


async def next_due(tx: Transaction, after: datetime) -> datetime | None:
    """When the next order is due of those that are not due by `after`; None while there is none."""
    first = select(func.min(orders.c.due_at)).join_from(orders, destinations)
    moment: datetime | None = (await tx.execute(first.where(_can_be_sent(), orders.c.due_at > after))).scalar_one()
    return moment


async def posts(tx: Transaction, wanted: Iterable[Order]) -> dict[Pair, tuple[Post, ...]]:
    """What each of these orders has put into its channel, in the order in which the parts were first begun."""
    pairs = {(order.destination, order.incident) for order in wanted}
    found: dict[Pair, list[Post]] = defaultdict(list)
    for keys in batches({incident for _, incident in pairs}):
        rows = await tx.execute(select(posted).where(posted.c.incident.in_(keys)).order_by(posted.c.number))
        for row in rows:
            found[row.destination, row.incident].append(_post(row))
    return {pair: tuple(found[pair]) for pair in pairs}


async def begin(tx: Transaction, order: Order, post: Post) -> None:
    """Record, before it is tried, that this part is being posted or changed."""
    await tx.execute(upsert(tx, posted, on=("place",)), [_post_row(order, post)])


async def settle(tx: Transaction, order: Order, post: Post) -> None:
    """Record what the platform answered."""
    row = _post_row(order, post)
    await tx.execute(update(posted).where(posted.c.place == row["place"]).values(row))


async def withdraw(tx: Transaction, order: Order, post: Post) -> None:
    """Forget that this part was begun: it is known that it was not done."""
    await tx.execute(delete(posted).where(posted.c.place == _post_row(order, post)["place"]))


async def followers(tx: Transaction, incidents: Iterable[str]) -> dict[str, frozenset[str]]:
    """The destinations that have an order for each of these incidents, by the incident's key."""
    found: dict[str, set[str]] = defaultdict(set)
    for keys in batches(incidents):
        question = select(orders.c.incident, orders.c.destination).where(orders.c.incident.in_(keys))
        for row in await tx.execute(question):
            found[row.incident].add(row.destination)
    return {incident: frozenset(ids) for incident, ids in found.items()}


async def fulfil(tx: Transaction, order: Order) -> None:
    """The channel shows what was wanted when `order` was read; it stays due if more is wanted since."""
    await tx.execute(
        update(orders).where(_is(order), orders.c.done < order.wanted).values(done=order.wanted, tries=0),
    )


async def postpone(tx: Transaction, order: Order, due_at: datetime, tries: int) -> None:
    """Try again at `due_at`, after `tries` failures in a row.

    Without a failure it is only a pause, and one that ends if more is wanted since `order` was read.
    """
    later = update(orders).where(_is(order))
    if not tries:
        later = later.where(orders.c.wanted == order.wanted)
    await tx.execute(later.values(due_at=due_at, tries=tries))


async def hurry(tx: Transaction, destination: str, provider: str | None, *, now: datetime) -> None:
    """What a destination is owed, of one provider or with None of all, is due at once, though it was put off.

    What has failed waits its time all the same: the platform may have said how long.
    """
    of_provider = orders.c.incident.in_(select(incidents.c.key).where(incidents.c.provider == provider))
    is_it = (orders.c.destination == destination) & (of_provider if provider else true())
    is_put_off = (orders.c.wanted > orders.c.done) & (orders.c.tries == 0)
    await tx.execute(update(orders).where(is_it, is_put_off).values(due_at=now))


async def counts(tx: Transaction, destination: str | None = None) -> Counts:
    """How much is owed, and how much of it cannot be paid, to all or to one destination."""
    well = destinations.c.paused.is_(None)
    here = posted.c.destination == destination if destination else true()
    unanswered = select(func.count()).where(here, posted.c.state == PostState.SENDING).scalar_subquery()
    refused = select(func.count()).where(here, posted.c.state == PostState.REFUSED).scalar_subquery()
    rows = (
        await tx.execute(
            select(
                func.count().filter(well).label("waiting"),
                func.count().filter(well, orders.c.tries > 0).label("retrying"),
                func.count().filter(~well).label("held"),
                func.min(orders.c.due_at).filter(well).label("oldest"),
                unanswered.label("unsure"),
                refused.label("refused"),
            )
            .join_from(orders, destinations)
            .where(is_unfinished(), orders.c.destination == destination if destination else true())
        )
    ).mappings()
    return Counts(**rows.one())


async def refusals(tx: Transaction, destination: str | None = None, *, now: datetime) -> tuple[Refusal, ...]:
    """The messages that were refused lately, everywhere or in one destination, the newest first."""
    here = posted.c.destination == destination if destination else true()
    question = select(posted.c.destination, posted.c.at, posted.c.why).where(
        here, posted.c.state == PostState.REFUSED, posted.c.at >= now - LATELY
    )
    rows = await tx.execute(question.order_by(posted.c.at.desc(), posted.c.number.desc()))
    return tuple(Refusal(row.destination, row.at, row.why or UNTOLD) for row in rows)


def is_unfinished() -> ColumnElement[bool]:
    """Whether an order, beside its destination, is for one that is still to be told something."""
    return (orders.c.wanted > orders.c.done) & ~destinations.c.removed


def _can_be_sent() -> ColumnElement[bool]:
    return is_unfinished() & destinations.c.paused.is_(None)


def _is(order: Order) -> ColumnElement[bool]:
    return (orders.c.destination == order.destination) & (orders.c.incident == order.incident)


def order_of(row: Row[Any]) -> Order:
    """The order that a row of its table is."""
    return Order(
        destination=row.destination,
        incident=row.incident,
        wanted=row.wanted,
        done=row.done,
        already_open=row.already_open,
        tries=row.tries,
        due_at=row.due_at,
    )


def _post(row: Row[Any]) -> Post:
    return Post(
        part=row.part,
        key=row.key,
        state=PostState(row.state),
        digest=row.digest,
        at=row.at,
        ref=row.ref,
        why=row.why,
    )


def _post_row(order: Order, post: Post) -> dict[str, Any]:
    return {
        "place": post_key(order.destination, order.incident, post.part),
        "destination": order.destination,
        "incident": order.incident,
        **asdict(post),
    }
