"""LambStatus, RSS and Atom: one entry is one incident or maintenance, its body holds every update, newest first.

    <p><small>May 13, 2017, 06:45 UTC</small><br><strong>Scheduled</strong> - We move a switch.</p>

Times have a year and are in UTC; they alone are used. The entry's own dates say when it was made and, in Atom and in
the places of each other, when it was last added to; a demo page has shifted them by months. The link tells a
maintenance from an incident. Known from a capture of RSS and from the platform's source.
"""

import re
from functools import partial

from adapters.dialects.dated import utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.stamped import Paragraph, paragraphs_of, update_of
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Reading
from adapters.text import markup
from adapters.times import zones_named

NAME = "lambstatus"

_LINK = re.compile(r"https?://[^?#]*/(?P<what>incident|maintenance)s/[\w\-]{12}/?")
_TIME = re.compile(r"<p><small>[A-Z][a-z]{2,8} \d{1,2}, \d{4}, \d{1,2}:\d{2} UTC</small><br\s*/?><strong>")
_FEED_ID = re.compile(r"tag:https?://[^,\s]+,20\d\d:/history")


def claim(feed: ParsedFeed) -> Claim:
    """Sure where entries have LambStatus's links and its times with a year; half sure of an empty feed with its id."""
    if not feed.entries:
        return Claim(0.6 if _FEED_ID.fullmatch(feed.id) else 0, "no entries; the id of the feed")
    share = share_of(feed, lambda entry: _LINK.fullmatch(entry.link or "") and _TIME.search(entry.body))
    return Claim(0.96 * share, f"links and times of LambStatus in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where no update can be read in it."""
    newest_first = [_update(paragraph) for paragraph in paragraphs_of(markup(entry.body), platform="LambStatus")]
    link = _LINK.fullmatch(entry.link or "")
    is_planned = any(update.phase.is_planned for update in newest_first)
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if is_planned else Kind(link["what"]) if link else Kind.INCIDENT,
        updates=tuple(reversed(newest_first)),
        revised_at=utc(entry.published) if entry.updated else None,
    )


def _update(paragraph: Paragraph) -> IncidentUpdate:
    zone = next(iter(zones_named(paragraph.shown.zone)), None)
    return update_of(paragraph, phase_named(paragraph.word), clock=paragraph.clock, zone=zone)


LAMBSTATUS = Dialect(NAME, claim, read)
