"""Feeds that somebody gave the page of: found from there, and looked at where they were found."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from adapters.address import Address
from adapters.discover import discover
from adapters.errors import DiscoveryError, FetchError
from adapters.fetch import Fetcher
from adapters.further import Further
from adapters.model import Feed, Outcome, Poll, Validators
from adapters.poll import failure_of, poll

SEARCH_AGAIN = timedelta(hours=1)  # a search asks many addresses; a page without a feed will hardly get one meanwhile


@dataclass
class Resolver:
    """Looks at feeds whose address may be that of a page.

    What was found is kept as long as the program runs. To all others a feed is known by the address that was given,
    so that the subscription stays what it was when the page moves to another platform.
    """

    fetcher: Fetcher
    _found: dict[str, str] = field(default_factory=dict)

    async def look(self, feed: Feed, validators: Validators, further: Further | None = None) -> Poll:
        """Look at `feed` as `poll` does, or at the feed of the page that it is; `Poll.feed` says where that was.

        Raises nothing but CancelledError.
        """
        if at := self._found.get(feed.url):
            return await poll(replace(feed, url=at), self.fetcher, validators, further)
        if _is_surely_feed(feed):
            return await poll(feed, self.fetcher, validators, further)
        try:
            found = await discover(feed.url, self.fetcher, provider=feed.provider)
        except DiscoveryError:
            told = f"No feed was found from {feed.url}; `statuswire poll {feed.url}` says what was tried."
            return Poll(feed, Outcome.FAILED, validators, failure=told, wait=SEARCH_AGAIN)
        except Exception as error:  # noqa: BLE001 - one page's trouble, even a fault of ours, stops no other
            wait = error.wait if isinstance(error, FetchError) else None
            return Poll(feed, Outcome.FAILED, validators, failure=failure_of(error), wait=wait)
        self._found[feed.url] = found.feed.url
        return await poll(replace(feed, url=found.feed.url), self.fetcher, validators, further)


def _is_surely_feed(feed: Feed) -> bool:
    """Whether somebody knew it for a feed, or its address sounds like one: a search could find another in its place."""
    address = Address.of(feed.url)
    return feed.dialect is not None or (address is not None and address.names_feed)
