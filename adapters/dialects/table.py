"""The lists of dialects, for feeds and for JSON. A new platform is one new file here, and one new line below."""

from adapters.dialects.dialect import Claim, Dialect, JsonDialect
from adapters.dialects.generic import GENERIC
from adapters.dialects.statuspage import STATUSPAGE
from adapters.errors import NotAFeedError
from adapters.model import ParsedDocument, ParsedFeed

DIALECTS: tuple[Dialect, ...] = (
    STATUSPAGE,
    GENERIC,  # the last resort
)

JSON_DIALECTS: tuple[JsonDialect, ...] = ()


def recognise(feed: ParsedFeed) -> tuple[Dialect, Claim]:
    """The dialect that is surest of a feed, and its claim; of two that are equally sure, the one listed first.

    Asked at every fetch, of what the feed says: providers move to another platform under the same address.
    """
    claims = ((dialect, dialect.claim(feed)) for dialect in DIALECTS)
    return max(claims, key=lambda pair: pair[1].certainty)


def recognise_document(document: ParsedDocument) -> tuple[JsonDialect, Claim]:
    """The JSON dialect that is surest of a document, and its claim. Raises NotAFeedError where none is sure at all."""
    claims = ((dialect, dialect.claim(document)) for dialect in JSON_DIALECTS)
    found = max(claims, key=lambda pair: pair[1].certainty, default=None)
    if found is None or found[1].certainty <= 0:
        raise NotAFeedError(f"{document.url} answered with JSON of no form that is known, not with a feed.")
    return found
