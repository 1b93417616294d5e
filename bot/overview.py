"""The board of a whole workspace: what is open among all that its channels follow."""

from collections.abc import Iterable, Iterator
from datetime import UTC

import structlog

from adapters.model import Block
from bot.commands.channel import FIRST_STEP, name_of
from bot.commands.prose import capped, counted, heading, incident_line, item, paragraph, reply, unreachable
from bot.commands.request import Desk
from bot.core.board import board
from bot.core.message import Message
from bot.core.record import Record
from bot.store import feeds, incidents, subscriptions
from bot.store.errors import StoreError

log = structlog.get_logger()


async def overview(platform: str, workspace: str, desk: Desk) -> Message:
    """What goes on, what is planned, and which feeds cannot be seen; which channel follows whom is not told."""
    try:
        return await _overview(platform, workspace, desk)
    except StoreError:
        log.exception("the board of a workspace could not be read", workspace=workspace)
        return unreachable().message


async def _overview(platform: str, workspace: str, desk: Desk) -> Message:
    async with desk.database.transaction() as tx:
        places = (await subscriptions.destinations(tx)).values()
        here = {place.id for place in places if (place.platform, place.workspace) == (platform, workspace)}
        wishes = [wish for wish in await subscriptions.subscriptions(tx) if wish.destination in here]
        slugs = {wish.provider for wish in wishes}
        going_on = await incidents.open_now(tx, slugs)
        states = (await feeds.load(tx, slugs)).values()
    if not slugs:
        return reply(
            "Nobody is followed yet", paragraph(f"{FIRST_STEP}, in the channel that should hear of it.")
        ).message
    seen = board(going_on.values(), wishes, states, now=desk.clock.now())
    title = counted(len(seen.under_way), "incident") if seen.under_way else "Nothing is"
    troubled = [item(name_of(state.provider, desk)) for state in seen.troubled]
    return reply(
        f"{title} open at {counted(len(slugs), 'provider')}",
        *_section("Open", seen.under_way, desk),
        *_section("Planned", seen.planned, desk),
        *_section("Open, but without a word for days", seen.stale, desk),
        *([heading("Feeds in trouble: silence there means nothing"), *capped(troubled)] if troubled else []),
    ).message


def _section(title: str, records: Iterable[Record], desk: Desk) -> Iterator[Block]:
    lines = [
        incident_line(record.incident, zone=UTC, name=name_of(record.incident.provider, desk)) for record in records
    ]
    if lines:
        yield heading(title)
        yield from capped(lines)
