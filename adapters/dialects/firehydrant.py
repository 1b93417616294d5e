"""FireHydrant's status pages (Redis): RSS, one item is one update, and all items of an incident share its link.

    <title>Update for incident "Queries are slow"</title>
    <link>https://status.acme.example/incidents/42e1b31a-dd30-41ad-9f42-349b77d24f2d</link>
    <guid>https://status.acme.example/incidents/42e1b31a-dd30-41ad-9f42-349b77d24f2d#2</guid>
    <description>It is over. Milestone is now 'resolved'. Previously milestone was 'investigating'</description>

The first item, "New incident", may have no words. Milestones are FireHydrant's own words, in code. Known from the tests
of other readers of Redis's feed, not from a capture; what it writes of a maintenance is not known.
"""

import re
from collections.abc import Sequence
from functools import partial

from adapters.dialects.dated import update_at
from adapters.dialects.dialect import Claim, Dialect, read_groups, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "firehydrant"

_TITLE = re.compile(r"(?P<what>New incident|Update for incident|Note on incident):? [\"\u201c](?P<title>.+)[\"\u201d]")
_MILESTONE = re.compile(
    r"Milestone is now ['\u2018](?P<word>\w{3,40})['\u2019]\.?"
    r"(?:\s*Previously milestone was ['\u2018]\w{3,40}['\u2019]\.?)?"
)
_NEW = "New incident"
_OWN_WORDS = {
    "started": Phase.INVESTIGATING,
    "detected": Phase.INVESTIGATING,
    "acknowledged": Phase.INVESTIGATING,
    "mitigated": Phase.MONITORING,  # the harm has ended, and the incident has not
    "postmortem_started": Phase.POSTMORTEM,
    "postmortem_completed": Phase.POSTMORTEM,
}


def claim(feed: ParsedFeed) -> Claim:
    """Sure by titles that quote the incident's own."""
    share = share_of(feed, lambda entry: _TITLE.fullmatch(entry.title))
    return Claim(0.9 * share, f"titles of FireHydrant, which quote the incident's, in {share:.0%} of the items")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The items of one link as one incident of `provider`."""
    return read_groups(feed, incident_code, partial(_incident, provider))


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    newest = entries[-1]
    title = _TITLE.fullmatch(newest.title)
    return Incident(
        provider=provider,
        id=identity,
        title=title["title"] if title else newest.title,
        url=newest.link,
        updates=tuple(_update(entry) for entry in entries),
        partial=True,
    )


def _update(entry: Entry) -> IncidentUpdate:
    """One item; the sentence of its milestone is its phase, and no part of its text."""
    milestone = _MILESTONE.search(entry.body)
    word = milestone["word"] if milestone else ""
    phase = _OWN_WORDS.get(word) or phase_named(word)
    said = _MILESTONE.sub("", entry.body) if phase else entry.body
    if not word and entry.title.startswith(_NEW):
        phase = Phase.INVESTIGATING
    own_id = (entry.id or "").partition("#")[2]
    return update_at(entry.published, phase or Phase.UPDATE, text_of(said), own_id=own_id, word="" if phase else word)


FIREHYDRANT = Dialect(NAME, claim, read)
