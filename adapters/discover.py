"""From the address of any page to its feed: what the page links, then where its platform, or any, would have one.

Whatever an address answers is believed only for its bytes: servers answer 200 and a page for every path there is.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from adapters.address import Address
from adapters.dialects.generic import NAME as GENERIC
from adapters.errors import (
    AdapterError,
    BrokenFeedError,
    DiscoveryError,
    EmptyBodyError,
    FetchError,
    NotAFeedError,
    TooLargeError,
)
from adapters.fetch import Fetched, Fetcher
from adapters.links import Candidate, Page, is_of_incidents, is_of_news, page_at
from adapters.model import Feed, ParsedFeed, Reading
from adapters.parse import parse
from adapters.poll import read

MAX_ASKED = 24  # addresses that one search asks, one after the other
MAX_PAGES = 3  # of them pages whose links are read
PATIENCE = timedelta(seconds=60)

# What says of an address that nothing can be had there, and nothing of what else its host has.
_REFUSALS = frozenset({
    HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.GONE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A feed, read once: its dialect, `why` it was recognised, and `how` it was found.

    `how` is for a person to read after "found"; it is empty where the address itself was the feed.
    """

    feed: Feed
    dialect: str
    why: str
    reading: Reading
    how: str = ""


async def discover(url: str, fetcher: Fetcher, *, provider: str | None = None, patience: timedelta = PATIENCE) -> Found:
    """The feed at an address, or of the page there; `provider` is whose it is, else it is named after the address.

    Raises DiscoveryError where there is none, and FetchError where not even the page could be asked.
    """
    address = Address.of(url)
    search = _Search(fetcher, provider or (address.slug if address else url), url)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await search.run()
    except TimeoutError:
        raise search.error(f"the search was given up after {patience.total_seconds():g} s") from None


@dataclass(slots=True)
class _Search:
    """One search: who asks, for whom, and what was answered so far."""

    fetcher: Fetcher
    provider: str
    url: str
    tried: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    opened: int = 0

    async def run(self) -> Found:
        """Ask pages, and what each leads to, until something is a feed; raises DiscoveryError or FetchError."""
        found = await self._from(Candidate(self.url, ""))
        if found is None:
            raise self.error("none of the places where it could be has one")
        return found

    def error(self, summary: str) -> DiscoveryError:
        """That nothing was found, with what was asked and answered."""
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for url, answer in self.tried.items():
            answers[answer].append(_short(url, self.url))
        told = "; ".join(f"{', '.join(urls)}: {answer}" for answer, urls in answers.items())
        return DiscoveryError(f"No feed was found from {self.url}: {summary}. {told}.", tried=tuple(self.tried.items()))

    async def _from(self, place: Candidate) -> Found | None:
        """The feed of a page: where it forwards to, then by its own signs, then on a status page that it links."""
        if place.url in self.tried or self.opened == MAX_PAGES:
            return None
        self.opened += 1
        page = await self._open(place)
        if isinstance(page, Found):
            return page
        if page.forward and (found := await self._from(Candidate(page.forward, "where the page forwards to"))):
            return found
        if found := await self._first_feed(page.candidates):
            return found
        for linked in page.status_pages[:1]:
            return await self._from(Candidate(linked, "at the status page that it links"))
        return None

    async def _open(self, place: Candidate) -> Found | Page:
        """Look at a page, or find that it is a feed; raises FetchError where there is nobody to ask at all."""
        try:
            fetched = await self._get(place.url)
        except FetchError as error:
            if not place.how and not _is_refusal(error):
                raise
            return _unseen(place.url)
        try:
            return await asyncio.to_thread(self._feed_in, fetched, place)
        except AdapterError as error:
            self.tried[place.url] = _answer(error, fetched.url)
        return await asyncio.to_thread(page_at, fetched.url, (fetched.body or b"").decode("utf-8", "replace"))

    async def _first_feed(self, candidates: Iterable[Candidate]) -> Found | None:
        for candidate in candidates:
            if len(self.tried) >= MAX_ASKED:
                return None
            if candidate.url in self.tried or urlsplit(candidate.url).netloc in self.silent:
                continue
            found = await self._try(candidate)
            if found:
                return found
        return None

    async def _try(self, candidate: Candidate) -> Found | None:
        try:
            return await asyncio.to_thread(self._feed_in, await self._get(candidate.url), candidate)
        except AdapterError as error:
            self.tried[candidate.url] = _answer(error, candidate.url)
            return None

    async def _get(self, url: str) -> Fetched:
        """Fetch, and remember what came of it; a host in trouble, or one that wants fewer requests, is left alone."""
        self.tried[url] = "no answer in time"
        try:
            return await self.fetcher.get(url)
        except FetchError as error:
            self.tried[url] = _answer(error, url)
            if not _is_refusal(error):
                self.silent.add(urlsplit(url).netloc)
            raise

    def _feed_in(self, fetched: Fetched, place: Candidate) -> Found:
        """The feed that an answer is; slow, for a thread. Raises AdapterError where it is none, or one of news."""
        body = fetched.body or b""
        feed = Feed(self.provider, fetched.moved_to if place.how and fetched.moved_to else place.url)
        reading, dialect, why = read(body, replace(feed, url=fetched.url), content_type=fetched.content_type)
        # What was asked for by name is wanted, whatever it is of.
        if (
            place.how
            and dialect == GENERIC
            and _tells_news(parse(body, fetched.url, content_type=fetched.content_type))
        ):
            raise NotAFeedError("a feed, but of news and not of incidents")
        return Found(feed, dialect, why, reading, place.how)


def _tells_news(feed: ParsedFeed) -> bool:
    is_blog = "wordpress" in feed.generator.lower() and not is_of_incidents(feed.title)
    return is_blog or is_of_news(f"{feed.title} {feed.subtitle}")


def _is_refusal(error: FetchError) -> bool:
    """Whether the trouble is with one address; else it is with its host, or with all of the network."""
    return error.status in _REFUSALS or isinstance(error, TooLargeError)


def _unseen(url: str) -> Page:
    """What can be done without a page: look at the first page of its host, then ask for the usual places."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/" if parts.path.strip("/") else None
    return replace(page_at(url), forward=root)


def _answer(error: AdapterError, url: str) -> str:
    """What an address answered, in a few words."""
    match error:
        case FetchError(status=int(status)):
            return f"HTTP {status}"
        case EmptyBodyError():
            return "nothing at all"
        case BrokenFeedError():
            return "a feed that cannot be read"
        case _:
            return str(error).removeprefix(f"{url} answered with ").removesuffix(", not with a feed.").rstrip(".")


def _short(url: str, base: str) -> str:
    """An address as it is told beside another: its path, where it is on the same host."""
    root = urljoin(base, "/").rstrip("/")
    return url.removeprefix(root) if url != base and url.startswith(f"{root}/") else url
