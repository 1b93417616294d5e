"""OnlineOrNot's RSS (OpenRouter until 2026): an imitation of Statuspage's, with states in capitals and a 12-hour clock.

    <p><small>Aug 28, 10:33 PM UTC</small><br/><strong>RESOLVED</strong> - <p>It is over.</p></p>

There is no guid, and the date of an item is the incident's start.
"""

import re
from dataclasses import replace
from datetime import UTC

from adapters.dialects import statuspage
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.model import Entry, Incident, ParsedFeed, Reading

NAME = "onlineornot"

_PARAGRAPH = re.compile(
    r"<small>\s*[A-Z][a-z]{2,8}\s+\d{1,2},\s+\d{1,2}:\d{2}\s+[AP]M\s+[A-Za-z0-9:+\-]+\s*</small>\s*<br\s*/?>\s*"
    r"<strong>[A-Z _]+</strong>"
)


def claim(feed: ParsedFeed) -> Claim:
    """Sure by update paragraphs with a 12-hour clock and a state in capitals."""
    share = share_of(feed, lambda entry: _PARAGRAPH.search(entry.body))
    return Claim(0.95 * share, "update paragraphs of OnlineOrNot: a 12-hour clock, states in capitals")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider`."""
    return read_each(feed, lambda entry: _incident(provider, entry))


def _incident(provider: str, entry: Entry) -> Incident:
    """An item read as Statuspage's are, but for its date."""
    started = entry.published.astimezone(UTC) if entry.published else None
    return replace(statuspage.read_entry(provider, entry), stated_start=started, revised_at=None)


ONLINEORNOT = Dialect(NAME, claim, read)
