"""What the database remembers of the past, read while `run` may be running."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.catalogue import Catalogue
from adapters.model import Incident
from bot.cli.configured import catalogue, settings
from bot.core.destination import Destination, Subscription
from bot.core.notices import OURSELVES, feed_of
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.directory import Directory
from bot.store import feeds, incidents, subscriptions
from bot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Past:
    """What providers said from a time on, and who they are; of those that were asked for, or of all.

    `chosen` are the slugs that were asked for. `notices` are those of our own, each under the provider that it is
    about. `seen_since` says when we first saw anything of a provider, our time.
    """

    records: tuple[Record, ...]
    notices: tuple[Incident, ...]
    chosen: tuple[str, ...]
    directory: Directory
    seen_since: Mapping[str, datetime]
    destinations: Mapping[str, Destination]
    wishes: tuple[Subscription, ...]


def past(since: datetime, providers: Collection[str] = ()) -> Past:
    """What is remembered from `since` on, of `providers` in anybody's words.

    Raises StoreError, and UnknownProviderError where nobody is called so.
    """
    configured = settings()
    return asyncio.run(_read(configured.database_url, catalogue(configured), since, providers))


async def _read(url: str, known: Catalogue, since: datetime, providers: Collection[str]) -> Past:
    database = await Database.open(url, exclusive=False)
    try:
        directory = await Directory.open(database, known)
        async with database.transaction() as tx:
            return await _past(tx, directory, since, providers)
    finally:
        await database.close()


async def _past(tx: Transaction, directory: Directory, since: datetime, providers: Collection[str]) -> Past:
    states = (await feeds.load(tx)).values()
    seen_since = _first_seen(await incidents.met_at(tx), states)
    chosen = tuple(dict.fromkeys(_slug(word, seen_since, directory) for word in providers))
    found = (await incidents.recent(tx, [*chosen, OURSELVES] if chosen else None, since)).values()
    about = {state.url: state.provider for state in states}
    notices = [it.incident for it in found if it.incident.provider == OURSELVES]
    return Past(
        records=tuple(record for record in found if record.incident.provider != OURSELVES),
        notices=tuple(replace(it, provider=about[feed_of(it)]) for it in notices if feed_of(it) in about),
        chosen=chosen,
        directory=directory,
        seen_since=seen_since,
        destinations=await subscriptions.destinations(tx),
        wishes=await subscriptions.subscriptions(tx),
    )


def _first_seen(met_at: Mapping[str, datetime], states: Iterable[FeedState]) -> Mapping[str, datetime]:
    """When the first incident of a provider was met, or the first feed that has none was read."""
    first = dict(met_at)
    for state in states:
        if state.first_good_at:
            first[state.provider] = min(state.first_good_at, first.get(state.provider, state.first_good_at))
    return first


def _slug(word: str, seen: Collection[str], directory: Directory) -> str:
    """Who is meant: a provider that is remembered, even if it is known no more, or one that is known."""
    plain = word.strip().lower()
    return plain if plain in seen else directory.catalogue.find(word).slug
