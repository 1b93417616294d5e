"""The RSS of Microsoft's cloud status (status.cloud.microsoft): one item a service, for ever, with a `<status>`.

`Available` is the all-clear; any other word means that the service has trouble. The guid never changes and the date
is that of the fetch, so that the time of a change cannot be known from the feed.
"""

from urllib.parse import urlsplit

from adapters.dialects.dialect import Claim, Dialect, fingerprint, read_each, share_of
from adapters.errors import EntryError
from adapters.model import Absence, Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading, Text
from adapters.text import line_of, text_of

NAME = "microsoft365"
WELL = "available"


def claim(feed: ParsedFeed) -> Claim:
    """Sure where every item has a status and the channel is Microsoft's."""
    is_theirs = feed.title.startswith("Microsoft ") or (urlsplit(feed.link or "").hostname or "").endswith(".microsoft")
    share = share_of(feed, _status)
    return Claim(0.95 * share if is_theirs else 0, "a status element in each item of a channel of Microsoft's")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item that is not well as an incident of `provider`."""
    reading = read_each(feed, lambda entry: _incident(provider, entry))
    return Reading(tuple(incident for incident in reading.incidents if incident.updates), reading.skipped)


def _status(entry: Entry) -> str:
    return line_of(dict(entry.extras).get("status", ""))


def _incident(provider: str, entry: Entry) -> Incident:
    """An item as an incident; one without updates where all is well."""
    status = _status(entry)
    if not status or not (entry.id or entry.title):
        raise EntryError("It tells no status, or not of what.")
    text = Text((*Text.of(status).blocks, *text_of(entry.body).blocks))
    update = IncidentUpdate(at=None, phase=Phase.INVESTIGATING, text=text, id=fingerprint(text.plain))
    return Incident(
        provider=provider,
        id=entry.id or fingerprint(entry.title),
        title=entry.title,
        url=entry.link,
        updates=() if status.casefold() == WELL else (update,),
        partial=True,
    )


MICROSOFT365 = Dialect(NAME, claim, read, Absence.ENDED)
