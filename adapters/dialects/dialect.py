"""What a dialect is: how one status-page platform writes incidents into entries."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.errors import EntryError
from adapters.model import Entry, Incident, ParsedFeed, Reading, Skipped


@dataclass(frozen=True, slots=True)
class Claim:
    """How sure a dialect is that a feed is written in it, from 0 (no) to 1 (certain), and what it saw."""

    certainty: float
    why: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform: `claim` looks at a feed, `read` turns it into the incidents of `provider`."""

    name: str
    claim: Callable[[ParsedFeed], Claim]
    read: Callable[[ParsedFeed, str], Reading]


def read_each(feed: ParsedFeed, read_entry: Callable[[Entry], Incident]) -> Reading:
    """Read a feed in which one entry is one incident; an entry that cannot be understood costs only itself."""
    incidents: list[Incident] = []
    skipped: list[Skipped] = []
    for entry in feed.entries:
        try:
            incidents.append(read_entry(entry))
        except EntryError as error:
            skipped.append(Skipped(entry.label, str(error)))
    return Reading(tuple(incidents), tuple(skipped))
