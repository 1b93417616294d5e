"""What is older than is kept, and goes: a part of it in each transaction, so that nobody has to wait for long."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, tuple_

from bot.core.edition import EditionState
from bot.store.database import Transaction
from bot.store.deliveries import is_unfinished
from bot.store.keys import incident_key
from bot.store.schema import aliases, audit, destinations, digests, incidents, mutes, openings, orders, updates

INCIDENTS_AT_ONCE = 200  # each takes its updates and all its posts with it
ROWS_AT_ONCE = 5_000

_PENDING = [state for state in EditionState if state.is_pending]


async def prune_incidents(tx: Transaction, before: datetime) -> int:
    """Forget some of the incidents whose last word is older than `before` (UTC), with all that is of them.

    Returns how many; 0: none is left to forget. What is open stays, and so do what a channel is owed, what shares a
    message with something that stays, and what no provider's time tells the age of.
    """
    question = select(incidents.c.key, incidents.c.provider, incidents.c.provider_id).where(
        _is_past(incidents, before), ~_is_in_storm_that_stays(before)
    )
    # A poll that has the incident in hand on PostgreSQL is not waited for: it may be making it younger.
    oldest = question.order_by(incidents.c.last_word, incidents.c.key).limit(INCIDENTS_AT_ONCE)
    gone = (await tx.execute(oldest.with_for_update(of=incidents, skip_locked=True))).all()
    keys = [row.key for row in gone]
    await forget_aliases(tx, [(row.provider, row.provider_id) for row in gone])
    await tx.execute(delete(mutes).where(mutes.c.incident.in_(keys)))
    await tx.execute(delete(incidents).where(incidents.c.key.in_(keys)))
    return len(keys)


async def prune_digests(tx: Transaction, before: datetime) -> int:
    """Forget some of the digests of before `before` (UTC) with which nothing is to be done; returns how many."""
    old = select(digests.c.destination, digests.c.day).where(digests.c.at < before, digests.c.state.not_in(_PENDING))
    is_it = tuple_(digests.c.destination, digests.c.day).in_(old.limit(ROWS_AT_ONCE))
    return (await tx.execute(delete(digests).where(is_it))).rowcount


async def prune_audit(tx: Transaction, before: datetime) -> int:
    """Forget some of what people changed before `before` (UTC); returns how much."""
    old = select(audit.c.number).where(audit.c.at < before).limit(ROWS_AT_ONCE)
    return (await tx.execute(delete(audit).where(audit.c.number.in_(old)))).rowcount


def _is_past(which: Any, before: datetime) -> ColumnElement[bool]:  # noqa: ANN401 - a table or an alias of it
    """Whether an incident is over, by its provider's time, and no channel is owed anything of it."""
    has_time = exists().where(updates.c.incident == which.c.key, updates.c.at.is_not(None))
    owed = select(orders.c.number).join_from(orders, destinations).where(orders.c.incident == which.c.key)
    return and_(
        which.c.last_word < before, ~which.c.is_open, has_time, ~exists(owed.where(is_unfinished()).correlate(which))
    )


def _is_in_storm_that_stays(before: datetime) -> ColumnElement[bool]:
    """Whether a channel shows an incident in one message with another that stays, or in the storm that it began."""
    here, beside, other = openings.alias(), openings.alias(), incidents.alias()
    same = and_(beside.c.destination == here.c.destination, beside.c.storm == here.c.storm)
    together = here.join(beside, same).join(other, other.c.key == beside.c.incident)
    stays = (
        select(other.c.key).select_from(together).where(here.c.incident == incidents.c.key, ~_is_past(other, before))
    )
    shown = beside.join(other, other.c.key == beside.c.incident)
    began = select(other.c.key).select_from(shown).where(beside.c.storm == incidents.c.key, ~_is_past(other, before))
    return or_(exists(stays.correlate(incidents)), exists(began.correlate(incidents)))


async def forget_aliases(tx: Transaction, gone: Collection[tuple[str, str]]) -> None:
    """Forget other ids of these incidents, by provider and id; the key tells whose an id is that two providers have."""
    listed = await tx.execute(select(aliases).where(aliases.c.provider_id.in_({id_ for _, id_ in gone})))
    keys = [
        row.key
        for row in listed
        if any(row.key == incident_key(provider, row.alias) for provider, id_ in gone if id_ == row.provider_id)
    ]
    await tx.execute(delete(aliases).where(aliases.c.key.in_(keys)))
