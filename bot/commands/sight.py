"""Whom somebody may find by words: all that are known, but for those whom another workspace alone has brought."""

from dataclasses import replace

from bot.commands.lately import lately
from bot.commands.request import Desk, Place
from bot.store import subscriptions
from bot.store.database import Transaction


async def seen_from(place: Place, desk: Desk) -> Desk:
    """The desk as it is for whoever asks there; raises StoreError."""
    if not desk.directory.catalogue.brought:
        return desk
    async with desk.database.transaction() as tx:
        return await seen_within(tx, place, desk)


async def seen_within(tx: Transaction, place: Place, desk: Desk) -> Desk:
    """The same for who is in a transaction already."""
    if not desk.directory.catalogue.brought:
        return desk
    return replace(desk, followed=await _followed(tx, place))


async def glimpsed_from(place: Place, desk: Desk) -> Desk:
    """The same for somebody who is typing: as it was a moment ago, and at once; without an answer nobody's is shown."""
    if not desk.directory.catalogue.brought:
        return desk

    async def read(tx: Transaction) -> frozenset[str]:
        return await _followed(tx, place)

    key = ("followed", place.platform, place.workspace, place.channel, "guest" if place.guest else "")
    return replace(desk, followed=await lately(key, read, desk, otherwise=frozenset()))


async def _followed(tx: Transaction, place: Place) -> frozenset[str]:
    if place.private:
        return frozenset()
    workspace = "" if place.guest else place.workspace
    return await subscriptions.followed_in(tx, place.platform, workspace, besides=place.id)
