"""What a channel is to be told of a span of time: read from the database, and composed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.destination import Destination
from bot.core.digest import BEFORE, Digest, compose
from bot.core.edition import Span
from bot.render import digest as rendering
from bot.render.message import Message
from bot.store import feeds, incidents, mutes, subscriptions
from bot.store.database import Database


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
        states = (await feeds.load(tx)).values()
        muted = {mute.provider: mute.until for mute in await mutes.of(tx, place.id, now) if not mute.incident}
    digest = compose(told.values(), states, wishes, span, now=now, muted=muted)
    return Briefing(digest, rendering.message(digest, zone=ZoneInfo(place.timezone), names=names))
