"""What is open at a provider just now: as we know it where somebody follows it, else as its pages say."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.model import Impact, Incident, Provider, Validators
from adapters.poll import poll
from bot.commands.components import NAMED_WITHIN
from bot.commands.request import Desk
from bot.core.source import is_under_way
from bot.core.tracker import track
from bot.store import feeds, incidents
from bot.store.database import Transaction

PATIENCE = timedelta(seconds=15)  # for a page that nobody has looked at yet; the reply waits for it


@dataclass(frozen=True, slots=True)
class News:
    """What goes on at a provider, and which of its parts it ever named; `failure` is why we cannot tell.

    `found` tells of a feed that had to be found.
    """

    open: tuple[Incident, ...] = ()
    components: frozenset[str] = frozenset()
    tells_impact: bool = True
    failure: str = ""
    found: str = ""


async def is_watched(tx: Transaction, provider: Provider) -> bool:
    """Whether all its feeds are being looked at, so that we know what goes on."""
    states = await feeds.load(tx)
    return all(feed.url in states and not states[feed.url].awaits_first_look for feed in provider.feeds)


async def known_news(tx: Transaction, provider: str, now: datetime) -> News:
    """What we remember of a provider whose feeds are being looked at."""
    known = await incidents.recent(tx, [provider], now - NAMED_WITHIN)
    going_on = await incidents.open_now(tx, [provider])
    shown = tuple(record.incident for record in going_on.values() if is_under_way(record, now=now))
    return replace(news_of((record.incident for record in known.values()), now), open=shown)


async def look(provider: Provider, desk: Desk) -> News:
    """What its feeds say right now; that a page does not answer stands in the news."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            looks = await asyncio.gather(*(poll(feed, desk.fetcher, Validators()) for feed in provider.feeds))
    except TimeoutError:
        return News(failure=f"{provider.name}'s page has not answered within {PATIENCE.total_seconds():.0f} s.")
    failure = next((seen.failure for seen in looks if seen.failure), "")
    told = (it for seen in looks if seen.reading for it in seen.reading.incidents)
    return replace(news_of(told, desk.clock.now()), failure=failure)


def news_of(seen: Iterable[Incident], now: datetime) -> News:
    """The news in what a provider tells; what nobody has spoken of for days goes on no more, as on the boards."""
    listed = list(seen)
    return News(
        open=tuple(it for it in listed if is_under_way(track(None, it, now=now).record, now=now)),
        components=frozenset(name for incident in listed for name in incident.components),
        tells_impact=not listed or any(incident.impact is not Impact.UNKNOWN for incident in listed),
    )
