"""How a channel wants to be told, as far as people of the channel say it themselves."""

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.core.destination import Destination
from bot.store.database import Transaction
from bot.store.schema import destinations as places
from bot.store.subscriptions import SETTINGS, destination_of
from bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Channel:
    """A destination, and whether the configuration file declares it."""

    destination: Destination
    declared: bool


async def channel(tx: Transaction, destination_id: str) -> Channel | None:
    """The channel of that id, unless nobody ever asked for anything there."""
    row = (await tx.execute(select(places).where(places.c.id == destination_id, ~places.c.removed))).one_or_none()
    return Channel(destination_of(row), row.declared) if row else None


async def add(tx: Transaction, destination: Destination) -> None:
    """Make a channel known that is not; one that was removed once is as it was then."""
    settings = {name: getattr(destination, name) for name in SETTINGS}
    kept = [column.name for column in places.columns if column.name != "removed"]
    new = {"dismissed": False, "declared": False, "removed": False}
    await tx.execute(upsert(tx, places, on=("id",), keep=kept), [settings | new])


async def change(tx: Transaction, destination: Destination) -> None:
    """Remember the settings of a known channel as they are in `destination`."""
    settings = {name: getattr(destination, name) for name in SETTINGS}
    await tx.execute(update(places).where(places.c.id == destination.id).values(settings))
