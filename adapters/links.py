"""Where a page says, or shows without meaning to, that its feed is. Reads only; asks nobody.

A page links its feed, or its source betrays the platform that made it, and with that the platform's usual paths.
Names lie, so all of this is only what to ask for, in which order; whether it is a feed, its bytes decide.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from adapters.address import Address
from adapters.text import PAGE_LIMIT, Token, line_of, tags_in, web_address

TITLE_SHOWN = 60  # characters of a link's title that are repeated
ANCHOR_LIMIT = 6  # pages that link a feed for each region and service link hundreds

_FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/rdf+xml")
_OF_INCIDENTS = re.compile(r"history|incident|status|outage|maintenance|uptime|availability|störung", re.IGNORECASE)
_OF_NEWS = re.compile(
    r"\b(?:articles?|author|blog|categor(?:y|ies)|change-?log|comments?|forum|news(?:room)?|podcasts?|press|releases?"
    r"|tags?|topics?)\b",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_STATUSIO_PAGE = re.compile(r"/pages/(?:history/)?([0-9a-f]{24})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: what its pages have in their source or host, and where its feeds are, likeliest first."""

    name: str
    sign: re.Pattern[str]
    paths: tuple[str, ...]


def _platform(name: str, sign: str, *paths: str) -> Platform:
    return Platform(name, re.compile(rf"(?<![\w-])(?:{sign})", re.IGNORECASE), paths)


PLATFORMS = (
    _platform(
        "Statuspage",
        r"statuspage\.io|(?:dka575ofm4ao0|cdn)\S{0,20}statuspage",
        *("/history.atom", "/history.rss", "/api/v2/incidents.json"),
    ),
    _platform("incident.io", r"incident\.io|incident-io", "/feed.atom", "/history.atom", "/feed.rss"),
    _platform("Instatus", r"instatus\.com", "/history.rss", "/history.atom"),
    _platform("Better Stack", r"(?:betterstack|betteruptime)\.com", "/feed.rss", "/feed"),
    _platform("Hund", r"hund\.io|hundstatus", "/state_feed/feed.atom", "/state_feed/feed"),
    _platform("StatusCast", r"statuscast(?:\.com)?", "/rss"),
    _platform("cState", r"cstate(?![\w])", "/index.xml"),
    _platform("OpenStatus", r"openstatus(?:\.dev)?", "/feed/atom", "/feed/rss"),
    _platform("Cachet", r"cachet(?:hq)?(?![\w])", "/rss", "/status/rss", "/atom"),
    _platform("Kener", r"kener(?:\.ing)?(?![\w])", "/rss.xml"),
    _platform("FireHydrant", r"firehydrant", "/data/rss.xml"),
    _platform("Checkly", r"checkly(?:hq)?", "/feed.rss"),
    _platform("Sorry", r"sorryapp", "/api/v1/notices"),  # JSON: there is no feed
    _platform("OnlineOrNot", r"onlineornot", "/incidents.rss"),
)
# Where feeds are on pages that show nothing of their platform, by how many platforms and providers use the path.
USUAL_PATHS = (
    *("/history.atom", "/history.rss", "/feed.atom", "/feed.rss", "/feed", "/rss", "/rss.xml", "/feed/rss"),
    *("/index.xml", "/atom.xml", "/feed.xml", "/state_feed/feed.atom", "/incidents.rss"),
    *("/feed/atom", "/en/feed.atom", "/en.atom"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address to ask for a feed, and what led there, for a person to read after "found"."""

    url: str
    how: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page at `url` shows of where its feed is: addresses to ask, likeliest first.

    `forward` is where it sends whoever opens it; `status_pages` are pages of the same name that it links.
    """

    url: str
    candidates: tuple[Candidate, ...] = ()
    forward: str | None = None
    status_pages: tuple[str, ...] = ()


def page_at(url: str, source: str = "") -> Page:
    """The page that `url` answered with; without a source, the usual paths of its host are all that is known."""
    tags = tags_in(source, "link", "a", "meta")
    seen: dict[str, Candidate] = {}
    for candidate in (*_linked(tags, url), *_anchored(tags, url), *_usual(url, source)):
        seen.setdefault(candidate.url, candidate)
    return Page(url, tuple(seen.values()), _forward(tags, url), tuple(_status_pages(tags, url)))


def is_of_news(words: str) -> bool:
    """Whether a feed of this title or path is of news and not of incidents, as far as words can tell."""
    return _OF_NEWS.search(words) is not None and not is_of_incidents(words)


def is_of_incidents(words: str) -> bool:
    """Whether the words sound like those of a status page."""
    return _OF_INCIDENTS.search(words) is not None


def _linked(tags: Iterable[Token], url: str) -> list[Candidate]:
    """What the page calls its feeds: those of incidents first, Atom before RSS."""
    links = [tag for tag in tags if tag.opens("link") and "alternate" in (tag.get("rel") or "").lower().split()]
    ranked: list[tuple[int, int, Candidate]] = []
    for link in links:
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        address, title = _whole(link.get("href"), url), line_of(link.get("title") or "")[:TITLE_SHOWN]
        if kind not in _FEED_TYPES or address is None or is_of_news(words := f"{title} {urlsplit(address).path}"):
            continue
        called = f"as the page links it (“{title}”)" if title else "as the page links it"
        rank = 0 if is_of_incidents(words) else 1
        ranked.append((rank, _FEED_TYPES.index(kind), Candidate(address, called)))
    return [candidate for _, _, candidate in sorted(ranked, key=lambda each: each[:2])]


def _anchored(tags: Iterable[Token], url: str) -> list[Candidate]:
    """Links on the page itself that sound like a feed of the same domain."""
    here = Address.of(url)
    found: list[Candidate] = []
    for address in _anchors(tags, url):
        parts = Address.of(address)
        if here is None or parts is None or not parts.names_feed or parts.domain != here.domain:
            continue
        if not is_of_news(parts.path):
            found.append(Candidate(address, "in a link on the page"))
    return found[:ANCHOR_LIMIT]


def _usual(url: str, source: str) -> Iterator[Candidate]:
    """The paths of the platform that the page shows signs of, those with most signs first; then the usual ones."""
    source = f"{url}\n{source[:PAGE_LIMIT]}"
    bases = _bases(url)
    for number in dict.fromkeys(_STATUSIO_PAGE.findall(source)):
        yield Candidate(f"{bases[-1]}/pages/{number}/rss", "where Status.io has it")
    signs = [(len(platform.sign.findall(source)), platform) for platform in PLATFORMS]
    for _, platform in sorted((sign for sign in signs if sign[0]), key=lambda sign: -sign[0]):
        for base in bases:
            yield from (Candidate(f"{base}{path}", f"where {platform.name} has it") for path in platform.paths)
    yield from (Candidate(f"{bases[-1]}{path}", "at a usual place") for path in USUAL_PATHS)


def _bases(url: str) -> tuple[str, ...]:
    """What paths are appended to: the page, where it may be one of several on its host, and the host."""
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    first = parts.path.strip("/").partition("/")[0]
    return (host,) if not first or "." in first or is_of_incidents(first) else (f"{host}/{first}", host)


def _forward(tags: Iterable[Token], url: str) -> str | None:
    for tag in tags:
        if not tag.opens("meta") or (tag.get("http-equiv") or "").lower() != "refresh":
            continue
        told = _REFRESH.match(tag.get("content") or "")
        address = _whole(told[1], url) if told else None
        if address and address != url:
            return address
    return None


def _status_pages(tags: Iterable[Token], url: str) -> Iterator[str]:
    """Pages of the same name that are called status: `status.acme.com` and `acmestatus.com` on a page of Acme."""
    here = Address.of(url)
    if here is None or here.is_shared:
        return
    name = _name(here)
    for address in dict.fromkeys(_anchors(tags, url)):
        there = Address.of(address)
        if there is None or there.host == here.host or "status" not in there.host:
            continue
        if _name(there) == name:
            yield address


def _name(address: Address) -> str:
    """What is left of a host without `status` and where it is registered: `acme`."""
    label = address.host if address.is_shared else address.domain
    return label.partition(".")[0].replace("status", "").strip("-")


def _anchors(tags: Iterable[Token], url: str) -> Iterator[str]:
    links = (_whole(tag.get("href"), url) for tag in tags if tag.opens("a"))
    return (link for link in links if link)


def _whole(href: str | None, url: str) -> str | None:
    """A link made whole against the page's address; None where it leads nowhere that can be fetched."""
    try:
        return web_address(urljoin(url, (href or "").strip()).partition("#")[0]) if href else None
    except ValueError:
        return None
