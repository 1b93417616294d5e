"""Telling channels something of ours, as an incident like any other: so it is not lost, and not said twice."""

from collections.abc import Iterable
from datetime import datetime

from adapters.model import Incident
from bot.core.notices import OURSELVES
from bot.core.tracker import track
from bot.store import deliveries, incidents
from bot.store.database import Transaction


async def tell(tx: Transaction, notice: Incident, destinations: Iterable[str], *, about: str, now: datetime) -> None:
    """Let these destinations show a notice as it is now; `about` is the feed, channel or workspace that it is about."""
    known = await incidents.known(tx, OURSELVES, feed=about, ids=[notice.id])
    record = track(known.get(notice.id), notice, now=now).record
    keys = await incidents.save(tx, about, [record], now=now)
    await deliveries.want(tx, [(destination, keys[notice.id], False) for destination in destinations], now=now)
