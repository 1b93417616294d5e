"""`acknowledge`: saying that somebody has seen an incident, so that the others need not."""

from collections.abc import Mapping

from bot.commands.channel import FIRST_STEP, Here, here, name_of, slug_of
from bot.commands.going_on import meant, offered, open_here, which
from bot.commands.prose import paragraph, quoted, reply
from bot.commands.request import Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core.record import Record
from bot.render.literal import line
from bot.render.shorten import cut
from bot.store import acknowledgements, deliveries, incidents
from bot.store.acknowledgements import Acknowledgement
from bot.store.database import Transaction

NAME_LIMIT = 80  # characters; a name is for a glance


async def acknowledge(request: Request, desk: Desk) -> Reply:
    """Remember who has seen an incident of this channel first, and show it in its message; anybody here may say so."""
    said, where = request.arguments["what"], request.place.id
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        shown = await _shown(tx, said, await here(tx, request), desk)
        if len(shown) > 1:
            raise which(said, shown, command="acknowledge")
        ((key, record),) = shown.items()
        title = quoted(record.incident.title)
        if before := await acknowledgements.get(tx, where, key):
            return reply(f"@{before.name} has acknowledged it already", paragraph(title))
        name = cut(line(request.asker.name), NAME_LIMIT)
        await acknowledgements.keep(tx, Acknowledgement(where, key, name, now))
        await deliveries.want(tx, [(where, key, False)], now=now)
    desk.changed()
    return reply(f"Acknowledged by @{name}", paragraph(title))


async def _shown(tx: Transaction, said: str, place: Here, desk: Desk) -> Mapping[str, Record]:
    """The incidents that are meant among those that the channel shows, one at least; a button says our key."""
    pressed = await incidents.get(tx, said)
    if pressed and await _those_shown(tx, {said: pressed}, place):
        return {said: pressed}
    if not place.providers:
        raise CommandError(f"This channel follows nobody yet. {FIRST_STEP}")
    known = await _those_shown(tx, await open_here(tx, place), place)
    slug = slug_of(said, place, desk)
    found = {key: record for key, record in known.items() if record.incident.provider == slug}
    found = found or {key: known[key] for key in meant(said, known)}
    if found:
        return found
    raise CommandError(
        f"Nothing is open at {name_of(slug, desk)} that this channel shows."
        if slug in place.providers
        else f"No open incident that this channel shows is called {quoted(said)}.",
        choices=offered(known, command="acknowledge"),
    )


async def _those_shown(tx: Transaction, records: Mapping[str, Record], place: Here) -> dict[str, Record]:
    followers = await deliveries.followers(tx, records)
    return {key: it for key, it in records.items() if place.destination.id in followers.get(key, frozenset())}


ACKNOWLEDGE = Command(
    "acknowledge",
    "Say that you have an incident in hand: its message shows it, and nobody is called any more.",
    acknowledge,
    params=(
        Param(
            "what",
            "An open incident, by a part of its title.",
            required=True,
            kind=Fits.OPEN_INCIDENT,
            aliases=("incident", "provider"),
            leads=True,
        ),
    ),
    aliases=("ack", "seen"),
    examples=("acknowledge errors in the API", "ack github"),
)
