"""Who said of an incident that they have seen it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.schema import acknowledgements
from bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """In a channel somebody, by the name they go by, has seen an incident, by its key; `at` is UTC."""

    destination: str
    incident: str
    name: str
    at: datetime


async def get(tx: Transaction, destination: str, incident: str) -> Acknowledgement | None:
    """Who has seen an incident in a channel, if anybody said so."""
    question = select(acknowledgements).where(
        acknowledgements.c.destination == destination, acknowledgements.c.incident == incident
    )
    row = (await tx.execute(question)).mappings().one_or_none()
    return Acknowledgement(**row) if row else None


async def names(tx: Transaction, destination: str, incidents: Iterable[str]) -> dict[str, str]:
    """The names of those who have seen these incidents in a channel, by the incident's key."""
    found: dict[str, str] = {}
    for keys in batches(incidents):
        seen = select(acknowledgements.c.incident, acknowledgements.c.name).where(
            acknowledgements.c.destination == destination, acknowledgements.c.incident.in_(keys)
        )
        found |= {row.incident: row.name for row in await tx.execute(seen)}
    return found


async def keep(tx: Transaction, acknowledgement: Acknowledgement) -> None:
    """Remember who has seen it; whoever was first stays so."""
    first = {"name": acknowledgements.c.name}
    statement = upsert(tx, acknowledgements, on=("destination", "incident"), keep=("name", "at"), also=first)
    await tx.execute(statement, [asdict(acknowledgement)])
