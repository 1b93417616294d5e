"""StatusCast's RSS: one item is one update, `guid` is /incident/update, and no word says where the incident stands.

    <link>https://status.acme.example/incident/706835</link>
    <guid isPermaLink="false">/706835/1601159</guid>

Whether it is over stands in prose alone, so it is never said here; nor whether it was planned.
"""

import re
from collections.abc import Sequence
from functools import partial

from adapters.dialects.dialect import Claim, Dialect, incident_in, part_of, read_groups, share_of, time_of
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "statuscast"

_GUID = re.compile(r"(?:https?://[^/\s]+)?/(?P<incident>\d+)/(?P<update>\d+)")


def claim(feed: ParsedFeed) -> Claim:
    """Sure by guids that are two numbers; a little by the title of an empty feed."""
    share = share_of(feed, lambda entry: _GUID.fullmatch(entry.id or ""))
    if share:
        return Claim(0.95 * share, "guids of StatusCast: incident and update")
    is_named = not feed.entries and feed.title.endswith(" rss feed")
    return Claim(0.3 if is_named else 0, "no entries, but a title as StatusCast writes it" if is_named else "no guids")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The items of one incident as that incident of `provider`."""
    return read_groups(feed, partial(incident_in, _GUID), partial(_incident, provider))


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    updates = (
        IncidentUpdate(time_of(entry), Phase.UPDATE, text_of(entry.body), id=part_of(_GUID, "update", entry.id))
        for entry in entries
    )
    newest = entries[-1]
    return Incident(provider, identity, newest.title, url=newest.link, updates=tuple(updates), partial=True)


STATUSCAST = Dialect(NAME, claim, read)
