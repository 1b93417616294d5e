"""Status.io, RSS: one item is one incident or maintenance, its body holds every update, oldest first.

    <small>June 4, 2026 05:15 PDT</small><br /><b>Investigating</b> - We look into it.<br /><br />

Times have a year and the abbreviation of the page's zone; where that has several meanings, the item's date decides,
which is that of the newest update. The link tells a maintenance from an incident, and often has the platform's own
host. "Active" is the platform's word for a maintenance that goes on. Components and impact are not in the feed.
Known from a capture; how a maintenance that is yet to come is worded, and where its window stands, is not.
"""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial

from adapters.dialects.dated import utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.stamped import paragraphs_of, update_of
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Reading
from adapters.text import markup
from adapters.times import zone_of, zones_named

NAME = "statusio"

_LINK = re.compile(r"https?://[^/]+/pages/(?P<what>incident|maintenance)/[0-9a-f]{24}/[0-9a-f]{24}/?")
_FEED_LINK = re.compile(r"https?://[^/]+/pages/[0-9a-f]{24}/rss/?")


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the links are Status.io's; half sure of an empty feed at an address of its form."""
    if not feed.entries:
        return Claim(0.5 if _FEED_LINK.fullmatch(feed.url) else 0, "no entries; the address of the feed")
    share = share_of(feed, lambda entry: _LINK.fullmatch(entry.link or ""))
    return Claim(0.98 * share, f"links of Status.io in {share:.0%} of the items")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    """One item as an incident. Raises EntryError where no update can be read in it."""
    paragraphs = paragraphs_of(markup(entry.body), platform="Status.io")
    link = _LINK.fullmatch(entry.link or "")
    kind = Kind(link["what"]) if link else Kind.INCIDENT
    newest = paragraphs[-1]
    zone = _zone(newest.shown.zone, newest.clock, entry)
    updates = tuple(
        update_of(paragraph, _phase(paragraph.word, kind), clock=paragraph.clock, zone=zone) for paragraph in paragraphs
    )
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if any(update.phase.is_planned for update in updates) else kind,
        updates=updates,
        revised_at=utc(entry.published),
    )


def _zone(name: str, newest: datetime | None, entry: Entry) -> tzinfo | None:
    """The zone of the page. The item's date is in GMT, so only a name of several zones needs it."""
    zones = zones_named(name)
    if newest is None or len(zones) == 1:
        return next(iter(zones), None)
    stamps: Sequence[datetime] = (entry.published,) if entry.published else ()
    return zone_of(name, newest, stamps)


def _phase(word: str, kind: Kind) -> Phase | None:
    if kind is Kind.MAINTENANCE and word.strip().casefold() == "active":
        return Phase.IN_PROGRESS
    return phase_named(word)


STATUSIO = Dialect(NAME, claim, read)
