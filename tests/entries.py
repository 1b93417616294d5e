"""Entries and feeds in a few words, for tests of dialects: what is not told is not in the feed."""

from dataclasses import replace
from datetime import UTC, datetime

from adapters.model import Entry, ParsedFeed

BARE = Entry(position=0, id=None, link=None, title="Something fails")
PAGE = ParsedFeed(url="https://status.acme.example/feed", format="rss20", title="Acme")


def entry(**told: object) -> Entry:
    """An entry that tells this and nothing else; `body` stands for the only one of the bodies."""
    if "body" in told:
        told["bodies"] = (str(told.pop("body")),)
    return replace(BARE, **told)  # type: ignore[arg-type]


def feed(*entries: Entry, **told: str) -> ParsedFeed:
    """A feed of these entries."""
    placed = tuple(replace(each, position=position) for position, each in enumerate(entries))
    return replace(PAGE, entries=placed, **told)  # type: ignore[arg-type]


def utc(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
