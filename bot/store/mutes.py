"""Who wants to hear nothing of what, and until when."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from bot.store.database import Transaction
from bot.store.schema import mutes
from bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Mute:
    """Until `until` (UTC) a destination hears nothing of an incident, by its key, or of the whole provider."""

    destination: str
    provider: str
    until: datetime
    muted_by: str
    incident: str = ""


async def mute(tx: Transaction, muted: Mute) -> None:
    """Mute, or mute until another time."""
    await tx.execute(upsert(tx, mutes, on=("destination", "provider", "incident")), [asdict(muted)])


async def unmute(tx: Transaction, unmuted: Iterable[Mute]) -> None:
    """End these mutes."""
    for each in unmuted:
        await tx.execute(
            delete(mutes).where(_is_of(each.destination, each.provider), mutes.c.incident == each.incident)
        )


async def of(tx: Transaction, destination: str, now: datetime) -> tuple[Mute, ...]:
    """What is muted in a destination now, what ends first standing first."""
    question = select(mutes).where(mutes.c.destination == destination, mutes.c.until > now)
    rows = (await tx.execute(question.order_by(mutes.c.until, mutes.c.provider, mutes.c.incident))).mappings()
    return tuple(Mute(**row) for row in rows)


async def muted_until(
    tx: Transaction, destination: str, provider: str, incident: str, *, now: datetime
) -> datetime | None:
    """Until when a destination hears nothing of an incident; None where it may hear of it now."""
    last = select(func.max(mutes.c.until)).where(
        _is_of(destination, provider), mutes.c.incident.in_(["", incident]), mutes.c.until > now
    )
    until: datetime | None = (await tx.execute(last)).scalar_one()
    return until


def _is_of(destination: str, provider: str) -> ColumnElement[bool]:
    return (mutes.c.destination == destination) & (mutes.c.provider == provider)
