"""The one list of dialects. A new platform is one new file beside this one, and one new line here."""

from adapters.dialects.dialect import Claim, Dialect
from adapters.dialects.generic import GENERIC
from adapters.dialects.statuspage import STATUSPAGE
from adapters.model import ParsedFeed

DIALECTS: tuple[Dialect, ...] = (
    STATUSPAGE,
    GENERIC,  # the last resort
)


def recognise(feed: ParsedFeed) -> tuple[Dialect, Claim]:
    """The dialect that is surest of a feed, and its claim; of two that are equally sure, the one listed first.

    Asked at every fetch, of what the feed says: providers move to another platform under the same address.
    """
    claims = ((dialect, dialect.claim(feed)) for dialect in DIALECTS)
    return max(claims, key=lambda pair: pair[1].certainty)
