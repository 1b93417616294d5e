"""What a channel is shown that joins while incidents are under way; the one place that decides it."""

from collections.abc import Collection
from datetime import datetime

from bot.core.router import route
from bot.core.source import is_under_way
from bot.store import deliveries, incidents, subscriptions
from bot.store.database import Transaction


async def join(tx: Transaction, providers: Collection[str] | None = None, *, now: datetime) -> None:
    """Order that whoever follows these providers, or any, is shown what goes on there and was not shown yet.

    What we know of a feed that has not been looked at since somebody follows it is old; its first look comes here too.
    """
    wishes = await subscriptions.subscriptions(tx, providers)
    under_way = await incidents.open_where_looked(tx, {wish.provider for wish in wishes})
    followers = await deliveries.followers(tx, under_way)
    joining = [
        (destination, key, True)
        for key, record in under_way.items()
        if is_under_way(record, now=now)
        for destination in route(record.incident, wishes) - followers.get(key, frozenset())
    ]
    await deliveries.want(tx, joining, now=now)
