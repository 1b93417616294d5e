"""What the world said: every incident with its updates, as merged from every poll so far."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, true

from adapters.model import Impact, Incident, IncidentUpdate, Kind, Phase
from bot.core.record import Record
from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.keys import feed_key, incident_key
from bot.store.schema import aliases, feeds, incidents, updates
from bot.store.upsert import upsert

PROVIDER_LOCK = 0x70726F76  # "prov": the first number of the advisory lock on a provider


async def known(tx: Transaction, provider: str, *, feed: str, ids: Collection[str]) -> dict[str, Record]:
    """What a poll of `feed` has to be compared with, by the incident's own id: `ids`, and what is open in the feed.

    The provider is ours until the transaction ends, so that two of its feeds, polled at once, cannot each overwrite
    what the other has learned.
    """
    await _hold(tx, provider)
    is_its_own = (incidents.c.feed == feed_key(feed)) & (incidents.c.provider == provider)
    found = await _load(tx, is_its_own & incidents.c.is_open)
    for keys in batches(incident_key(provider, id_) for id_ in ids):
        found |= await _load(tx, incidents.c.key.in_(keys))
    return {record.incident.id: record for record in found.values()}


async def save(tx: Transaction, feed_url: str, records: Iterable[Record], *, now: datetime) -> dict[str, str]:
    """Remember incidents as they are now; returns our key of each by the incident's own id.

    Each save is a revision. An update's `first_seen_at` is the `now` of the save that first had it.
    """
    by_key = {_key(record): record for record in records}
    rows = [_row(key, record, feed_url) for key, record in sorted(by_key.items())]
    if not rows:
        return {}
    again = upsert(tx, incidents, on=("key",), also={"revision": incidents.c.revision + 1})
    await tx.execute(again, rows)
    seen = await _take_out_updates(tx, by_key)
    said = [row for key, record in by_key.items() for row in _update_rows(key, record, seen, now)]
    if said:
        await tx.execute(insert(updates), said)
    return {record.incident.id: key for key, record in by_key.items()}


async def known_as(tx: Transaction, provider: str, ids: Collection[str]) -> dict[str, str]:
    """Of these ids of a provider those that are another id of an incident we know, each with the id that we know.

    It was renamed; or the id is that of one of its updates: where a feed names an incident after its oldest item, the
    name changes when that item falls out of the feed (AWS).
    """
    found: dict[str, str] = {}
    for batch in batches(ids):
        holding = select(updates.c.id, incidents.c.provider_id).join_from(updates, incidents)
        is_of = (incidents.c.provider == provider) & updates.c.id.in_(batch) & (updates.c.id != incidents.c.provider_id)
        found |= {row.id: row.provider_id for row in await tx.execute(holding.where(is_of))}
        renamed = aliases.c.key.in_([incident_key(provider, id_) for id_ in batch])
        found |= {row.alias: row.provider_id for row in await tx.execute(select(aliases).where(renamed))}
    return found


async def rename(tx: Transaction, provider: str, same: Mapping[str, str]) -> None:
    """Remember new ids of incidents that are known by others: `same` has the known id by the new one."""
    rows = [{"key": incident_key(provider, alias), "alias": alias, "provider_id": id_} for alias, id_ in same.items()]
    if rows:
        await tx.execute(upsert(tx, aliases, on=("key",)), rows)


async def get(tx: Transaction, key: str) -> Record | None:
    """The incident of that key."""
    return (await _load(tx, incidents.c.key == key)).get(key)


async def these(tx: Transaction, keys: Collection[str]) -> dict[str, Record]:
    """The incidents of these keys, by key."""
    found: dict[str, Record] = {}
    for batch in batches(keys):
        found |= await _load(tx, incidents.c.key.in_(batch))
    return found


async def open_now(tx: Transaction, providers: Collection[str] | None = None) -> dict[str, Record]:
    """What goes on, or is planned, at these providers or at all, by key; what we met first stands first."""
    return await _load(tx, incidents.c.is_open & _of(providers))


async def open_where_looked(tx: Transaction, providers: Collection[str]) -> dict[str, Record]:
    """As `open_now`, of the feeds alone that were looked at since somebody follows them."""
    looked = select(feeds.c.key).where(feeds.c.first_good_at.is_not(None))
    return await _load(tx, incidents.c.is_open & _of(providers) & incidents.c.feed.in_(looked))


async def recent(tx: Transaction, providers: Collection[str] | None, since: datetime) -> dict[str, Record]:
    """What these providers, or all, spoke of at `since` or later, and what is open still of before, by key.

    By our time where they told none.
    """
    return await _load(tx, ((incidents.c.last_word >= since) | incidents.c.is_open) & _of(providers))


async def met_at(tx: Transaction) -> dict[str, datetime]:
    """When we first saw anything of each provider, our time."""
    first = func.min(incidents.c.first_seen)
    rows = await tx.execute(select(incidents.c.provider, first.label("at")).group_by(incidents.c.provider))
    return {row.provider: row.at for row in rows}


async def last_word(tx: Transaction, feed: str) -> datetime | None:
    """The newest word of anything that a feed ever told; by our time where it told none."""
    row = (await tx.execute(select(func.max(incidents.c.last_word)).where(incidents.c.feed == feed_key(feed)))).one()
    newest: datetime | None = row[0]
    return newest


def _of(providers: Collection[str] | None) -> ColumnElement[bool]:
    return incidents.c.provider.in_(providers) if providers is not None else true()


async def _hold(tx: Transaction, provider: str) -> None:
    """Wait for other transactions on this provider. SQLite has one writer at a time anyway."""
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(PROVIDER_LOCK, func.hashtext(provider))))


async def _load(tx: Transaction, which: ColumnElement[bool]) -> dict[str, Record]:
    """Incidents with their updates, in one query so that no incident is seen without its newest word."""
    rows = await tx.execute(
        select(incidents, updates)
        .select_from(incidents.outerjoin(updates))
        .where(which)
        .order_by(incidents.c.first_seen, incidents.c.key, updates.c.position)
    )
    return {key: _record(list(group)) for key, group in groupby(rows, key=itemgetter(0))}


async def _take_out_updates(tx: Transaction, keys: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """Make room for the updates as they are now, for they may be fewer or stand in another order.

    Returns when each was first seen, by the incident's key and the update's id.
    """
    seen: dict[tuple[str, str], datetime] = {}
    for batch in batches(keys):
        gone = delete(updates).where(updates.c.incident.in_(batch))
        rows = await tx.execute(gone.returning(updates.c.incident, updates.c.id, updates.c.first_seen_at))
        seen |= {(row.incident, row.id): row.first_seen_at for row in rows}
    return seen


def _key(record: Record) -> str:
    return incident_key(record.incident.provider, record.incident.id)


def _row(key: str, record: Record, feed_url: str) -> dict[str, Any]:
    incident = record.incident
    return {
        "key": key,
        "provider": incident.provider,
        "provider_id": incident.id,
        "feed": feed_key(feed_url),
        "title": incident.title,
        "url": incident.url,
        "kind": incident.kind,
        "impact": incident.impact,
        "components": incident.components,
        "window": incident.window,
        "stated_start": incident.stated_start,
        "stated_end": incident.stated_end,
        "revised_at": incident.revised_at,
        "partial": incident.partial,
        "is_open": record.is_open,
        "last_word": incident.last_word or record.heard,
        "first_seen": record.first_seen,
        "heard": record.heard,
        "missed": record.missed,
        "withdrawn": record.withdrawn,
        "after_the_fact": record.after_the_fact,
        "revision": 1,
    }


def _update_rows(
    key: str, record: Record, seen: dict[tuple[str, str], datetime], now: datetime
) -> Iterator[dict[str, Any]]:
    for position, update in enumerate(record.incident.updates):
        yield {
            "incident": key,
            "position": position,
            "id": update.id,
            "at": update.at,
            "phase": update.phase,
            "text": update.text,
            "said": update.said,
            "first_seen_at": seen.get((key, update.id), now),
        }


def _record(rows: Sequence[Row[Any]]) -> Record:
    """One incident from its rows: itself in each, beside an update, or beside nothing where it has none."""
    row = rows[0]
    incident = Incident(
        provider=row.provider,
        id=row.provider_id,
        title=row.title,
        url=row.url,
        kind=Kind(row.kind),
        impact=Impact(row.impact),
        components=row.components,
        updates=tuple(_update(row) for row in rows if row.position is not None),
        window=row.window,
        stated_start=row.stated_start,
        stated_end=row.stated_end,
        revised_at=row.revised_at,
        partial=row.partial,
    )
    return Record(
        incident=incident,
        first_seen=row.first_seen,
        heard=row.heard,
        missed=row.missed,
        withdrawn=row.withdrawn,
        after_the_fact=row.after_the_fact,
    )


def _update(row: Row[Any]) -> IncidentUpdate:
    return IncidentUpdate(at=row.at, phase=Phase(row.phase), text=row.text, id=row.id, said=row.said)
