"""What a platform's pages tell in JSON beside their feeds: where that stands, and what it adds to a reading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.model import ParsedDocument, Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What the feed at `feed_url` says, and, by address, what the page has told beside it so far; `now` is UTC."""

    feed_url: str
    reading: Reading
    documents: Mapping[str, ParsedDocument]
    now: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """What one platform's pages tell beside their feeds.

    `wanted` are the addresses that may tell more than is told already, the best first, and none where nothing goes on.
    `added` is the reading with what they told. `always` says that what is told there changes while the feed stays as it
    is, so that it is wanted at every look.
    """

    wanted: Callable[[Told], tuple[str, ...]]
    added: Callable[[Told], Reading]
    always: bool = False
