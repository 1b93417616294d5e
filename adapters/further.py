"""What a page tells beside its feed, asked for while something goes on; the news waits for it, but only a little.

Which pages tell more, where, and what is made of it, is their dialects' to say; `SOURCES` is the one list of them. They
are asked conditionally and through the same guard as every feed, a few requests and `SECONDS` a look, so that what is
first told of an incident has its impact and components. Where they cannot be had, the feed carries on alone, with what
was told before; the poll says which, and why. No other feed waits for them, but those on the same host.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.dialects.beside import Beside, Told
from adapters.dialects.incidentio import INCIDENTIO
from adapters.dialects.incidentio_api import INCIDENTIO_API
from adapters.dialects.statuspage import STATUSPAGE
from adapters.dialects.statuspage_api import STATUSPAGE_API
from adapters.document import document_in
from adapters.errors import AdapterError
from adapters.fetch import Fetcher
from adapters.model import Outcome, ParsedDocument, Poll, Reading, Unheard, Validators

SOURCES: Mapping[str, Beside] = {
    INCIDENTIO.name: INCIDENTIO_API,
    STATUSPAGE.name: STATUSPAGE_API,
}

SECONDS = 5.0  # for all requests of one look
MOST = 4  # requests of one look; what is wanted beyond them, the next look asks for
LARGEST = 1024 * 1024  # bytes of an answer that is kept; a large page's summary has some 300,000
LONGEST_REST = 32  # looks for which an address is left alone that told nothing of use


@dataclass(slots=True)
class _Page:
    """A page that may tell more: the poll in which its feed last changed, where that was read, and all told by now."""

    source: Beside
    feed_url: str
    changed: Poll
    reading: Reading
    told: Reading


@dataclass(slots=True)
class _Answer:
    """What an address has told; `failures` in a row, and the look until which it is left alone for them."""

    validators: Validators = field(default_factory=Validators)
    document: ParsedDocument | None = None
    failures: int = 0
    rests_until: int = 0


def _document_of(body: bytes, url: str) -> ParsedDocument | None:
    """The document in an answer, where it is one and not too large to keep. Raises AdapterError where it is broken."""
    return document_in(body, url) if len(body) <= LARGEST else None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Further:
    """What one page tells beside its feed, as far as it is known; for whoever follows the feed to keep between polls.

    The feed's reading and the answers are remembered while anything is wanted, and no longer.
    """

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._page: _Page | None = None
        self._answers: dict[str, _Answer] = {}
        self._looks = 0

    async def add_to(self, changed: Poll, feed_url: str, fetcher: Fetcher) -> Poll:
        """The poll of a feed that has changed, with what the page tells beside it. `feed_url` is where it was read."""
        source = SOURCES.get(changed.dialect or "")
        if source is None or changed.reading is None:
            self._forget()
            return changed
        self._page = page = _Page(source, feed_url, changed, changed.reading, told=changed.reading)
        unheard = await self._look(page, fetcher)
        return replace(changed, reading=page.told, unheard=unheard)

    async def look_again(self, unchanged: Poll, fetcher: Fetcher) -> Poll:
        """The poll of a feed that is as it was; changed, where the page tells other things beside it than before."""
        if self._page is None:
            return unchanged
        page, before = self._page, self._page.told
        unheard = await self._look(page, fetcher)
        if page.told == before:
            return replace(unchanged, unheard=unheard)
        changed = page.changed
        return replace(
            unchanged,
            outcome=Outcome.CHANGED,
            reading=page.told,
            dialect=changed.dialect,
            why=changed.why,
            unheard=unheard,
        )

    async def _look(self, page: _Page, fetcher: Fetcher) -> tuple[Unheard, ...]:
        """Ask for what is wanted, and add what is told; forget a page of which nothing is wanted any more."""
        self._looks += 1
        of_use = page.source.wanted(self._scene(page, {}))
        if not of_use:
            self._forget()
            return ()
        self._answers = {address: answer for address, answer in self._answers.items() if address in of_use}
        unheard = await self._ask(page, fetcher)
        page.told = await asyncio.to_thread(page.source.added, self._scene(page, self._documents()))
        return unheard

    async def _ask(self, page: _Page, fetcher: Fetcher) -> tuple[Unheard, ...]:
        """Ask for what is wanted, one address after the other, and leave alone for a while those that did not help."""
        troubles: dict[str, str] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                while len(troubles) < MOST and (address := await self._next(page, troubles)):
                    troubles[address] = f"No whole answer came within {SECONDS:g} s."
                    troubles[address] = await self._ask_for(address, fetcher)
        still_wanted = () if page.source.always else await self._wanted(page)
        for address, trouble in troubles.items():
            self._note(self._answers[address], failed=bool(trouble) or address in still_wanted)
        return tuple(
            Unheard(address, trouble, self._answers[address].failures)
            for address, trouble in troubles.items()
            if trouble
        )

    async def _next(self, page: _Page, asked: Collection[str]) -> str | None:
        """The best address that is wanted now, was not asked in this look, and is not left alone."""
        for address in await self._wanted(page):
            answer = self._answers.setdefault(address, _Answer())
            if address not in asked and answer.rests_until <= self._looks:
                return address
        return None

    async def _ask_for(self, address: str, fetcher: Fetcher) -> str:
        """The trouble with an address, or nothing; what it told before stays where it has no document now."""
        answer = self._answers[address]
        try:
            fetched = await fetcher.get_apart(address, answer.validators)
            if fetched.body is None:
                return ""
            document = await asyncio.to_thread(_document_of, fetched.body, fetched.url)
        except AdapterError as error:
            return str(error)
        if document is None:
            return "Its answer is no JSON, or is larger than what is kept."
        answer.document, answer.validators = document, fetched.validators
        return ""

    def _note(self, answer: _Answer, *, failed: bool) -> None:
        answer.failures = answer.failures + 1 if failed else 0
        if failed:
            answer.rests_until = self._looks + min(2 ** (answer.failures - 1), LONGEST_REST)

    async def _wanted(self, page: _Page) -> tuple[str, ...]:
        return await asyncio.to_thread(page.source.wanted, self._scene(page, self._documents()))

    def _documents(self) -> dict[str, ParsedDocument]:
        return {address: answer.document for address, answer in self._answers.items() if answer.document}

    def _scene(self, page: _Page, documents: Mapping[str, ParsedDocument]) -> Told:
        return Told(page.feed_url, page.reading, documents, self._now())

    def _forget(self) -> None:
        self._page, self._answers = None, {}
