"""Who changed what, and when."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import func, insert, select

from bot.store.database import Transaction
from bot.store.schema import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: `asker` is the platform's id of who made it and `name` what they are called; `at` is UTC.

    `provider` is the slug that it was about, None where it was about the channel as a whole.
    """

    at: datetime
    destination: str
    asker: str
    name: str
    command: str
    what: str
    provider: str | None = None


async def note(tx: Transaction, entry: Entry) -> None:
    """Remember a change."""
    await tx.execute(insert(audit).values(asdict(entry)))


async def last(tx: Transaction, destination: str, *, command: str | None = None) -> dict[str | None, Entry]:
    """The last change in a channel, or the last by one command, by the provider that it was about."""
    which = audit.c.destination == destination
    if command:
        which &= audit.c.command == command
    newest = select(func.max(audit.c.number)).where(which).group_by(audit.c.provider)
    rows = (await tx.execute(select(audit).where(audit.c.number.in_(newest)))).mappings()
    names = [field.name for field in fields(Entry)]
    return {row["provider"]: Entry(**{name: row[name] for name in names}) for row in rows}


async def of(tx: Transaction, destination: str, limit: int) -> tuple[Entry, ...]:
    """The last changes in a channel, newest first."""
    rows = (
        await tx.execute(
            select(audit).where(audit.c.destination == destination).order_by(audit.c.number.desc()).limit(limit)
        )
    ).mappings()
    names = [field.name for field in fields(Entry)]
    return tuple(Entry(**{name: row[name] for name in names}) for row in rows)
