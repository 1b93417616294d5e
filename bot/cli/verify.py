"""`statuswire providers verify`: whether the catalogue is still right, for those who keep it. Asks the live pages."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from adapters.catalogue import Catalogue, load
from adapters.dialects.generic import NAME as GENERIC
from adapters.discover import discover
from adapters.errors import AdapterError, BrokenFeedError, DiscoveryError, NotAFeedError, UnknownProviderError
from adapters.fetch import Fetched, Fetcher
from adapters.model import Feed, Provider
from adapters.poll import read
from bot.cli.configured import settings
from bot.cli.terminal import (
    BAD,
    GOOD,
    QUIET,
    Ending,
    asides,
    complain,
    joined,
    literal,
    not_understood,
    print_json,
    results,
)
from bot.core.words import counted

AT_ONCE = 8  # nobody waits for this, and many pages share a platform


class Verdict(StrEnum):
    """What became of what the catalogue says."""

    WELL = "well"
    MOVED = "moved"
    OTHER_PLATFORM = "other platform"
    HAS_A_FEED = "has a feed"
    NO_FEED = "no feed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look showed. `why` is for a person; `moved_to` is there after a permanent redirect.

    `asked` is the address of the feed, or that of the page where no feed is known.
    """

    provider: str
    asked: str
    verdict: Verdict
    why: str
    dialect: str | None = None
    moved_to: str | None = None


Look: TypeAlias = Callable[[Fetcher], Awaitable[Finding]]


def verify(words: Sequence[str], *, as_json: bool, catalogue: Catalogue | None = None) -> Ending:
    """Look at the feed of every provider of `catalogue`, or of those named, and report; fails if any is not well.

    On the pages of those without a feed one is looked for: some get one in the end.
    """
    catalogue = catalogue or load()
    try:
        chosen = [catalogue.find(word) for word in words] or list(catalogue)
    except UnknownProviderError as error:
        complain(str(error))
        return Ending.MISUSE
    looks = [look for provider in chosen for look in _looks(provider)]
    findings = asyncio.run(_watched(looks, settings().fetch_allow))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        _print(findings)
    return Ending.DONE if all(finding.verdict is Verdict.WELL for finding in findings) else Ending.FAILED


def _looks(provider: Provider) -> Iterable[Look]:
    """What there is to look at: its feeds, else its page."""
    if provider.feeds:
        return [partial(examine, feed) for feed in provider.feeds]
    return [partial(search, provider.slug, provider.page)] if provider.page else []


async def search(provider: str, page: str, fetcher: Fetcher) -> Finding:
    """Look for a feed where none is known; raises nothing."""
    seen = Finding(provider, page, Verdict.WELL, "without a feed as ever")
    try:
        found = await discover(page, fetcher, provider=provider)
    except DiscoveryError as error:
        answered = dict(error.tried).get(page, "")
        return replace(seen, verdict=Verdict.DEAD, why=answered) if answered.startswith("HTTP") else seen
    except AdapterError as error:
        return replace(seen, verdict=Verdict.DEAD, why=str(error))
    told = f"{found.feed.url}, found {found.how or 'at the address of the page itself'} ({found.dialect}: {found.why})"
    return replace(seen, verdict=Verdict.HAS_A_FEED, why=told, dialect=found.dialect)


async def examine(feed: Feed, fetcher: Fetcher) -> Finding:
    """Look at one feed once, and say what became of it; raises nothing."""
    seen = Finding(feed.provider, feed.url, Verdict.WELL, "")
    try:
        fetched = await fetcher.get(feed.url)
        return replace(await asyncio.to_thread(_judged, seen, feed, fetched), moved_to=fetched.moved_to)
    except (NotAFeedError, BrokenFeedError) as error:
        return replace(seen, verdict=Verdict.NO_FEED, why=str(error))
    except AdapterError as error:
        return replace(seen, verdict=Verdict.DEAD, why=str(error))


def _judged(seen: Finding, feed: Feed, fetched: Fetched) -> Finding:
    """The finding on a good answer; slow, for a thread. Raises AdapterError."""
    body = fetched.body or b""
    reading, dialect, why = read(body, replace(feed, url=fetched.url), content_type=fetched.content_type)
    seen = replace(seen, dialect=dialect)
    # In an empty feed a platform may have left no sign of itself.
    is_unsigned = dialect == GENERIC and not reading.incidents
    if feed.dialect not in {None, dialect} and not is_unsigned:
        return replace(seen, verdict=Verdict.OTHER_PLATFORM, why=f"was {feed.dialect}, is {dialect} ({why})")
    if fetched.moved_to:
        return replace(seen, verdict=Verdict.MOVED, why=f"to {fetched.moved_to}")
    told = f"{counted(len(reading.incidents), 'incident')} ({dialect})"
    return replace(seen, why=f"{told}{not_understood(reading)}")


async def _watched(looks: Sequence[Look], fetch_allow: tuple[str, ...]) -> list[Finding]:
    """All findings in the order of the looks, with the progress on the terminal."""
    console = asides()
    columns = (TextColumn("asking the pages"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(looks))
        return await _taken(looks, fetch_allow, lambda: progress.advance(task))


async def _taken(looks: Iterable[Look], fetch_allow: tuple[str, ...], advance: Callable[[], None]) -> list[Finding]:
    async def one(look: Look) -> Finding:
        finding = await look(fetcher)
        advance()
        return finding

    async with Fetcher(fetch_allow, concurrency=AT_ONCE) as fetcher, asyncio.TaskGroup() as side_by_side:
        tasks = [side_by_side.create_task(one(look)) for look in looks]
    return [task.result() for task in tasks]


def _print(findings: Sequence[Finding]) -> None:
    console = results()
    for finding in findings:
        if finding.verdict is Verdict.WELL:
            continue
        head = joined(literal(f"{finding.verdict}: ", BAD), literal(finding.provider, "bold"))
        console.print(joined(head, literal(f"  {finding.asked}", QUIET), literal(f"  {finding.why}")))
    numbers = Counter(finding.verdict for finding in findings)
    told = ", ".join(f"{numbers[verdict]} {verdict}" for verdict in Verdict if numbers[verdict])
    is_well = len(findings) == numbers[Verdict.WELL]
    console.print(literal(f"{counted(len(findings), 'page')}: {told or 'nothing to ask'}", GOOD if is_well else BAD))
