"""Saying that somebody has seen an incident, so that the others need not."""

import structlog

from bot.commands.prose import paragraph, quoted, reply
from bot.commands.request import Desk, Reply, Request
from bot.render.literal import line
from bot.render.shorten import cut
from bot.store import acknowledgements, deliveries, incidents
from bot.store.acknowledgements import Acknowledgement
from bot.store.errors import StoreError

log = structlog.get_logger()

ACKNOWLEDGE = "acknowledge"
NAME_LIMIT = 80  # characters; a name is for a glance


async def acknowledge(request: Request, desk: Desk) -> Reply:
    """Remember who has seen an incident of this channel first, and show it in its message; anybody here may say so."""
    try:
        return await _acknowledged(request, desk)
    except StoreError:
        log.exception("an incident could not be acknowledged")
        return reply(
            "Statuswire cannot reach its memory just now", paragraph("Nothing was changed. Try again in a minute.")
        )


async def _acknowledged(request: Request, desk: Desk) -> Reply:
    key, place = request.arguments.get("what", ""), request.place.id
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        record = await incidents.get(tx, key)
        shown_in = (await deliveries.followers(tx, [key])).get(key, frozenset())
        if record is None or place not in shown_in:
            return reply("That did not work", paragraph("There is no such incident in this channel any more."))
        title = quoted(record.incident.title)
        if before := await acknowledgements.get(tx, place, key):
            return reply(f"@{before.name} has acknowledged it already", paragraph(title))
        name = cut(line(request.asker.name), NAME_LIMIT)
        await acknowledgements.keep(tx, Acknowledgement(place, key, name, now))
        await deliveries.want(tx, [(place, key, False)], now=now)
    desk.changed()
    return reply(f"Acknowledged by @{name}", paragraph(title))
