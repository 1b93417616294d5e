"""What a channel is to be told of a span of time: read from the database, composed, and drawn."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.destination import Destination
from bot.core.digest import BEFORE, Digest, chart, compose
from bot.core.edition import Span
from bot.core.message import Attachment, Message
from bot.render import chart as drawing
from bot.render import digest as rendering
from bot.render.theme import Theme
from bot.store import feeds, incidents, mutes, subscriptions
from bot.store.database import Database

AT_ONCE = 4  # digests that are composed side by side: each has weeks of incidents in memory


@dataclass(frozen=True, slots=True)
class Briefing:
    """A digest, and the message that tells it: what is to be shown beside the words can be drawn from the first."""

    digest: Digest
    message: Message


async def brief(
    database: Database, place: Destination, span: Span, *, names: Mapping[str, str], now: datetime
) -> Briefing:
    """The digest of a channel, of what it follows; `names` are the providers' by slug."""
    async with database.transaction() as tx:
        wishes = [followed.subscription for followed in await subscriptions.of(tx, place.id)]
        slugs = {wish.provider for wish in wishes}
        told = await incidents.recent(tx, slugs, span.since - BEFORE)
        states = (await feeds.load(tx, slugs)).values()
        muted = {mute.provider: mute.until for mute in await mutes.of(tx, place.id, now) if not mute.incident}
    digest = compose(told.values(), states, wishes, span, now=now, muted=muted)
    return Briefing(digest, rendering.message(digest, zone=ZoneInfo(place.timezone), names=names))


@dataclass
class Editors:
    """Who compose digests, a few at a time: most channels want theirs at the same minute of the morning."""

    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def brief(
        self, database: Database, place: Destination, span: Span, *, names: Mapping[str, str], now: datetime
    ) -> Briefing:
        """As `brief`, as soon as somebody is free."""
        async with self._free:
            return await brief(database, place, span, names=names, now=now)


@dataclass
class Easel:
    """Where pictures are drawn, one after the other: many at once would keep all else from the threads there are."""

    _free: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def picture(
        self, digest: Digest, place: Destination, *, names: Mapping[str, str], theme: Theme
    ) -> Attachment | None:
        """The picture of a digest; None where there is nothing to see, or nobody can draw.

        matplotlib is read with the first one, in the thread that draws: it takes a second.
        """
        shown = chart(digest)
        if shown is None or not drawing.can_draw():
            return None
        async with self._free:
            return await asyncio.to_thread(drawing.attachment, shown, names, ZoneInfo(place.timezone), theme)
