"""What a team does when a provider is down, in its own words."""

from sqlalchemy import delete, select

from bot.store.database import Transaction
from bot.store.schema import playbooks
from bot.store.upsert import upsert


async def get(tx: Transaction, destination: str, provider: str) -> str | None:
    """The playbook of a provider in a channel."""
    question = select(playbooks.c.text).where(playbooks.c.destination == destination, playbooks.c.provider == provider)
    text: str | None = (await tx.execute(question)).scalar_one_or_none()
    return text


async def of(tx: Transaction, destination: str) -> dict[str, str]:
    """Every playbook of a channel, by provider."""
    rows = await tx.execute(
        select(playbooks).where(playbooks.c.destination == destination).order_by(playbooks.c.provider)
    )
    return {row.provider: row.text for row in rows}


async def write(tx: Transaction, destination: str, provider: str, text: str | None) -> None:
    """Write the playbook of a provider, or with None take it away."""
    if text is None:
        is_it = (playbooks.c.destination == destination) & (playbooks.c.provider == provider)
        await tx.execute(delete(playbooks).where(is_it))
        return
    row = {"destination": destination, "provider": provider, "text": text}
    await tx.execute(upsert(tx, playbooks, on=("destination", "provider")), [row])
