"""`statuswire accept`: a feed that is held as suspect may be believed as it is now."""

import asyncio
from collections.abc import Iterable

from adapters.catalogue import load
from adapters.errors import UnknownProviderError
from bot.cli.configured import settings
from bot.cli.terminal import Ending, complain, literal, results
from bot.core.schedule import FeedState
from bot.core.words import counted
from bot.store import feeds
from bot.store.database import Database
from bot.store.errors import StoreError


def accept(feed: str) -> Ending:
    """Accept the suspect feed at an address, or all that are suspect of a provider."""
    try:
        accepted = asyncio.run(_accept(settings().database_url, feed))
    except StoreError as error:
        complain(str(error))
        return Ending.FAILED
    console = results()
    for state in accepted:
        console.print(literal(f"accepted: {state.url}"))
    if not accepted:
        complain(f"No feed of {feed} is held as suspect.", "`statuswire status` shows the feeds in trouble.")
        return Ending.FAILED
    console.print(
        f"The next look at {counted(len(accepted), 'feed')} is taken as the first one: what is open is shown."
    )
    return Ending.DONE


async def _accept(url: str, feed: str) -> list[FeedState]:
    database = await Database.open(url, exclusive=False)
    try:
        async with database.transaction() as tx:
            suspects = _suspects((await feeds.load(tx)).values(), feed)
            for state in suspects:
                await feeds.accept(tx, state.url)
    finally:
        await database.close()
    return suspects


def _suspects(states: Iterable[FeedState], feed: str) -> list[FeedState]:
    return [state for state in states if state.suspect and feed in (state.url, state.provider, _slug(feed, state))]


def _slug(feed: str, state: FeedState) -> str | None:
    """`feed` if it is another name of the state's provider: an own provider is known by its slug alone."""
    try:
        return feed if load().find(feed).slug == state.provider else None
    except UnknownProviderError:
        return None
