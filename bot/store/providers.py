"""The providers that people brought by an address, so that a restart knows them."""

from sqlalchemy import select

from adapters.model import Provider
from bot.store.database import Transaction
from bot.store.schema import providers
from bot.store.upsert import upsert


async def met(tx: Transaction) -> tuple[Provider, ...]:
    """All of them."""
    rows = await tx.execute(select(providers.c.provider).order_by(providers.c.slug))
    return tuple(row.provider for row in rows)


async def meet(tx: Transaction, provider: Provider) -> None:
    """Remember a provider."""
    await tx.execute(upsert(tx, providers, on=("slug",)), [{"slug": provider.slug, "provider": provider}])
