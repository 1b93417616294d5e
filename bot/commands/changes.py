"""Who changed what in a channel, and when: the last of it."""

from datetime import tzinfo

from adapters.model import Block
from bot.commands.channel import Here
from bot.commands.prose import capped, heading, item, reader_moment
from bot.store import audit
from bot.store.audit import Entry
from bot.store.database import Transaction

LAST_CHANGES = 5


async def last_changes(tx: Transaction, place: Here) -> list[Block]:
    """The last changes in a channel, newest first, below a heading; nothing where nobody has changed anything."""
    changes = await audit.of(tx, place.destination.id, LAST_CHANGES)
    lines = [_change(entry, place.zone) for entry in changes]
    return [heading("Last changes"), *capped(lines)] if lines else []


def _change(entry: Entry, zone: tzinfo) -> Block:
    about = f" {entry.provider}" if entry.provider else ""
    return item(reader_moment(entry.at, zone), f", {entry.name}: {entry.command}{about}: {entry.what}")
