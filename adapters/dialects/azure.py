"""Azure's RSS: an item stands in the feed as long as the event goes on, and an empty channel is the all-clear.

Nothing in an item says where it stands, so that it is there is all that is known: it is open. No item of the last
years was captured. Not certain: whether live items have a guid, and whether their date moves with every build; so an
update is known by its words, and an incident without a guid by its title.
"""

import re
from functools import partial
from urllib.parse import urlsplit

from adapters.dialects.dialect import Claim, Dialect, fingerprint, read_each, time_of
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
    return Incident(
        provider=provider,
        id=entry.id or fingerprint(entry.title),
        title=entry.title,
        url=entry.link,
        updates=(update,),
        partial=True,
    )


AZURE = Dialect(NAME, claim, read, Absence.ENDED)
