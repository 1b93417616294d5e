"""Azure's RSS: an item stands in the feed as long as the event goes on, and an empty channel is the all-clear.

    <guid isPermaLink="false">azure-front-door-connectivity-issues</guid>
    <category>Network Infrastructure</category> <category>West US</category>

Nothing in an item says where it stands, so that it is there is all that is known: it is open, and when it is absent it
has ended, also where no item is left. The guid is made of the title, and came back for another outage three years
later, so an incident is known by it and the year of its date. Categories are services and regions, mixed. Known from
items of 2022 to 2026 that another reader found in the Internet Archive. Not certain: whether the date moves when the
words do; so an update is known by its words, and what was open in the old year is the same in the new one.
"""

import re
from datetime import UTC
from functools import partial
from urllib.parse import urlsplit

from adapters.dialects.dialect import Claim, Dialect, fingerprint, read_each, time_of
from adapters.document import distinct
from adapters.errors import EntryError
from adapters.model import Absence, Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "azure"

_PAGE = re.compile(r"(?:azure\.status\.microsoft|status\.azure\.com)(?::\d+)?", re.IGNORECASE)
_REVIEW = re.compile(r"(?:Preliminary|Final)\s+(?:Post[ -]Incident Review|PIR)\b", re.IGNORECASE)


def claim(feed: ParsedFeed) -> Claim:
    """By the channel, which is all there is while everything is well."""
    if feed.title == "Azure Status":
        return Claim(0.9, "the channel of Azure's status")
    is_ours = _PAGE.fullmatch(urlsplit(feed.link or "").netloc)
    return Claim(0.6 if is_ours else 0, "a channel of Azure's page" if is_ours else "not the channel of Azure's status")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider` that goes on."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    if not entry.id and not entry.title:
        raise EntryError("It has neither a guid nor a title, so nothing tells which event it is.")
    text = text_of(entry.body)
    phase = Phase.POSTMORTEM if _REVIEW.match(entry.title) else Phase.INVESTIGATING
    update = IncidentUpdate(at=time_of(entry), phase=phase, text=text, id=fingerprint(entry.title, text.plain))
    identity, *formerly = _identities(entry)
    return Incident(
        provider=provider,
        id=identity,
        title=entry.title,
        url=entry.link,
        components=distinct(entry.categories),
        updates=(update,),
        partial=True,
        formerly=tuple(formerly),
    )


def _identities(entry: Entry) -> list[str]:
    """Its id, and those that it had if its date has moved over New Year, or was not told before."""
    slug = entry.id or fingerprint(entry.title)
    if not entry.published:
        return [slug]
    year = entry.published.astimezone(UTC).year
    return [f"{slug}-{year}", f"{slug}-{year - 1}", slug]


AZURE = Dialect(NAME, claim, read, Absence.ENDED)
