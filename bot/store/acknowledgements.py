"""Who said of an incident that they have seen it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

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


async def keep(tx: Transaction, acknowledgement: Acknowledgement) -> None:
    """Remember who has seen it; whoever was first stays so."""
    first = {"name": acknowledgements.c.name}
    statement = upsert(tx, acknowledgements, on=("destination", "incident"), keep=("name", "at"), also=first)
    await tx.execute(statement, [asdict(acknowledgement)])
