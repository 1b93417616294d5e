"""An address as a person types it: what it points at, and when two of them are the same."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

# Hosts that rent rooms to many: a neighbour there says nothing about whose page an address is.
SHARED_HOSTS = (
    "betteruptime.com",
    "feedburner.com",
    "freshstatus.io",
    "github.io",
    "hund.io",
    "instatus.com",
    "service-now.com",
    "status.io",
    "statuspage.io",
    "statuspal.io",
)
# The second-level labels under which countries register names: example.co.uk, example.com.au.
COUNTRY_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
SLUG_LENGTH = 64

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|\[[0-9a-f:.]+\]")
_FEED_WORD = re.compile(r"(?:^|[/._-])(?:atom|feed|feeds|rdf|rss|xml)(?:$|[/._?-])")
_SAYS_NOTHING = re.compile(r"(?:^|(?<=[/._-]))(?:atom|feed|feeds|history|index|rss|xml)(?=$|[/._-])")


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address; host, path, query and fragment are in lower case, the host is without `www.`.

    `url` is the address as typed, with a scheme.
    """

    url: str
    host: str
    path: str = ""
    query: str = ""
    fragment: str = ""

    @classmethod
    def of(cls, typed: str) -> Self | None:
        """What was typed as an address, or None where it is none; without a scheme it must contain a dot."""
        typed = typed.strip()
        scheme, separator, rest = typed.partition("://")
        if separator and scheme.lower() not in {"http", "https"}:
            return None
        if not separator and "." not in re.split(r"[/?#]", typed, maxsplit=1)[0]:
            return None
        url = f"{scheme.lower()}://{rest}" if separator else f"https://{typed}"
        try:
            parts = urlsplit(url.lower())
            host, port = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}"), parts.port
        except ValueError:
            return None
        if not _HOST.fullmatch(host) or re.search(r"\s", url):
            return None
        host = host.removesuffix(".").removeprefix("www.") + (f":{port}" if port else "")
        return cls(url, host, parts.path.rstrip("/"), parts.query, parts.fragment)

    @property
    def key(self) -> str:
        """The same for two spellings of one address: http or https, with `www.` or a last slash, or without."""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.host}{self.path}{query}{fragment}"

    @property
    def folder(self) -> str:
        """The host and the path up to its last slash."""
        return f"{self.host}{self.path.rpartition('/')[0]}"

    @property
    def is_bare(self) -> bool:
        """Whether it is a host and no more."""
        return not (self.path or self.query)

    @property
    def names_feed(self) -> bool:
        """Whether the path sounds like a feed and not like a page."""
        return _FEED_WORD.search(self.path) is not None

    @property
    def is_shared(self) -> bool:
        """Whether the host belongs to a platform, and not to whom the page is about."""
        return any(self.host == shared or self.host.endswith(f".{shared}") for shared in SHARED_HOSTS)

    @property
    def domain(self) -> str:
        """The name that somebody registered: `github.com` of `docs.github.com`."""
        labels = self.host.split(".")
        if len(labels) > 2 and labels[-2] in COUNTRY_SECOND_LEVELS and len(labels[-1]) == 2:  # noqa: PLR2004
            return ".".join(labels[-3:])
        return ".".join(labels[-2:])

    @property
    def slug(self) -> str:
        """A slug for a provider of which only this address is known; it depends on nothing but the address.

        It is the whole host, and of the path what tells one feed from another, so that no provider of the catalogue,
        now or later, has the same: `status-acme-example`, `status-aws-amazon-com-lambda-eu-west-1`.
        """
        telling = _SAYS_NOTHING.sub("", f"{self.path}/{self.query}")
        slug = re.sub(r"[\W_]+", "-", f"{self.host}/{telling}").strip("-")
        return slug if len(slug) <= SLUG_LENGTH else _marked(slug, of=slug, digits=8)


def slug_apart(slug: str, url: str) -> str:
    """The slug for what stands at an address where somebody else has that slug; nobody can make another address fit."""
    return _marked(slug, of=url, digits=16)


def _marked(slug: str, *, of: str, digits: int) -> str:
    digest = hashlib.sha256(of.encode()).hexdigest()[:digits]
    return f"{slug[: SLUG_LENGTH - digits - 1]}-{digest}"
