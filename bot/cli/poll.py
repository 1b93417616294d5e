"""`statuswire poll`: one look at a feed, or at a file that was one, and what was understood of it."""

import asyncio
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from rich.text import Text

from adapters import show
from adapters.address import Address
from adapters.catalogue import Catalogue, load
from adapters.discover import discover
from adapters.errors import AdapterError, DiscoveryError, UnknownProviderError
from adapters.fetch import Fetcher
from adapters.model import Feed, Provider, Reading
from adapters.parts import Parts
from adapters.poll import read
from bot.cli.incidents import in_full, newest_first
from bot.cli.terminal import (
    HEAD,
    QUIET,
    WARNS,
    Ending,
    asides,
    complain,
    joined,
    literal,
    print_json,
    results,
)
from bot.core.destination import Filters
from bot.core.router import wants
from bot.core.words import counted

_STDIN = "-"
_FILES = frozenset({".atom", ".htm", ".html", ".json", ".rss", ".txt", ".xml"})


@dataclass(frozen=True, slots=True)
class Look:
    """What one look brought: where, in which dialect, and how that was recognised.

    `how` says how the feed was found from the address that was given; it is empty where that was the feed.
    """

    feed: Feed
    reading: Reading
    dialect: str
    why: str
    how: str = ""


def poll(target: str, *, origin: str | None, as_json: bool, verbose: bool, utc: bool) -> Ending:
    """Look at `target`, a provider, an address or a file, and show it. `origin` tells where a file came from."""
    if _is_path(target) and not Path(target).is_file():
        what = "is a folder, and no file" if Path(target).is_dir() else "is no file that is there"
        complain(f"{target} {what}.", "give a saved feed, or the name or the address of a provider.")
        return Ending.MISUSE
    catalogue = load()
    try:
        look = _look(target, origin, catalogue)
    except UnknownProviderError as error:
        complain(str(error), "`statuswire providers` lists those that are known; a file will do as well.")
        return Ending.MISUSE
    except AdapterError as error:
        complain(str(error), _hint(error, target, catalogue))
        return Ending.FAILED
    for word, times in look.reading.unknown_words:
        asides().print(
            joined(Text("! ", WARNS), literal(f"“{word}” names no phase that is known: so {counted(times, 'update')}."))
        )
    if as_json:
        print_json(show.as_json(look.feed.url, look.feed.provider, look.dialect, look.reading))
    else:
        _print(look, verbose=verbose, utc=utc)
    return Ending.DONE


def _look(target: str, origin: str | None, catalogue: Catalogue) -> Look:
    if not is_address(target) and (target == _STDIN or Path(target).is_file()):
        body = sys.stdin.buffer.read() if target == _STDIN else Path(target).read_bytes()
        feed = _feed_at(origin or target, catalogue)
        return Look(feed, *read(body, feed))
    from bot.cli.configured import settings  # half a second that only a fetch has need of

    allowed = settings().fetch_allow
    if is_address(target):
        return asyncio.run(_discovered(_feed_at(target, catalogue), allowed))
    try:
        meant = catalogue.meant(target)
    except UnknownProviderError:
        if not _is_host(target):
            raise
        return asyncio.run(_discovered(_feed_at(f"https://{target}", catalogue), allowed))
    look = asyncio.run(_fetched(_feed_of(meant.provider), allowed))
    return replace(look, reading=_only(meant.parts, look.reading))


def _only(parts: Parts, reading: Reading) -> Reading:
    """What a feed tells of these parts."""
    wanted = Filters(components=parts.services, regions=parts.regions)
    return replace(reading, incidents=tuple(one for one in reading.incidents if wants(wanted, one)))


async def _fetched(feed: Feed, fetch_allow: tuple[str, ...]) -> Look:
    async with Fetcher(fetch_allow) as fetcher:
        answer = await fetcher.get(feed.url)
    return Look(feed, *read(answer.body or b"", feed, content_type=answer.content_type))


async def _discovered(at: Feed, fetch_allow: tuple[str, ...]) -> Look:
    async with Fetcher(fetch_allow) as fetcher:
        found = await discover(at.url, fetcher, provider=at.provider)
    return Look(found.feed, found.reading, found.dialect, found.why, found.how)


def is_address(target: str) -> bool:
    """Whether this is meant to be fetched from the web."""
    return "://" in target


def _is_path(target: str) -> bool:
    """Whether this can only be meant as the path of a file, be it there or not."""
    return target.startswith((".", "/", "~")) or (Path(target).suffix in _FILES and not _is_host(target))


def _is_host(target: str) -> bool:
    """Whether this is an address, be it without its scheme, and not the name of a file."""
    address = Address.of(target)
    return address is not None and Path(address.host).suffix not in _FILES


def _feed_at(url: str, catalogue: Catalogue) -> Feed:
    """The feed at this address, of a provider that is known or else named after the host."""
    owner = catalogue.owner(url)
    return Feed(owner.slug if owner else urlsplit(url).hostname or Path(url).stem, url)


def _feed_of(provider: Provider) -> Feed:
    if not provider.feeds:
        raise AdapterError(f"{provider.name} publishes no feed that is known; people look at {provider.page}.")
    return provider.feeds[0]


def _hint(error: AdapterError, target: str, catalogue: Catalogue) -> str:
    """What to try where an address gave no feed."""
    if not isinstance(error, DiscoveryError):
        return ""
    owner = catalogue.owner(target)
    if owner and owner.feeds and owner.feeds[0].url not in dict(error.tried):
        return f"the feed of {owner.name} is {owner.feeds[0].url}; try `statuswire poll {owner.slug}`."
    return "a status page links its feed as 'Subscribe' or 'RSS': give that address, if there is one."


def _print(look: Look, *, verbose: bool, utc: bool) -> None:
    console = results()
    incidents, skipped = look.reading.incidents, look.reading.skipped
    still = sum(incident.is_open for incident in incidents)
    console.print(joined(literal(look.feed.provider, HEAD), literal(f"  {look.feed.url}", QUIET)))
    if look.how:
        console.print(literal(f"found {look.how}", QUIET))
    console.print(literal(f"{look.dialect}: {look.why}", QUIET))
    console.print(f"{counted(len(incidents), 'incident')}, {still} open, {len(skipped)} skipped")
    # An update in one line is cut where the terminal ends; nobody cuts what goes into a pipe.
    cut = console.is_terminal and not verbose
    for incident in newest_first(incidents):
        console.print()
        for text in in_full(incident, verbose=verbose, utc=utc):
            console.print(text, no_wrap=cut or None, overflow="ellipsis" if cut else None)
    for entry in skipped:
        console.print(joined(Text("\n! ", WARNS), literal(f"skipped {entry.entry}: {entry.why}")))
