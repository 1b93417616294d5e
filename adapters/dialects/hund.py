"""Hund, Atom: one entry is one issue, and shows only the newest text; its title begins with the state in brackets.

    <title>[Investigating] Logins fail</title>

The word is in the language of the page, and the title changes with it. "Ended" is said of an issue and of a
maintenance alike, and nothing else in the entry tells the two apart, so every entry is read as an incident. The entry
was published when the issue began and updated when it was last spoken of, in the offset of the page.

Known from a fixture that was shaped after real pages. Its ids are those of notices and equal those in the links; were
there several notices of one issue, they would be read as one incident, by the link.
"""

import re
from collections.abc import Sequence
from functools import partial

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_groups, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.title import parted
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "hund"

_ID = re.compile(r"tag:[^,\s]+,2005:State::FeedNotifier::Entry/\w+")
_FEED_ID = re.compile(r"tag:[^,\s]+,2005:/state_feed/feed")
_OWN_WORDS = {"ended": Phase.RESOLVED, "beendet": Phase.RESOLVED, "information": Phase.UPDATE}


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the ids are Hund's; nearly so of an empty feed with its id."""
    if not feed.entries:
        return Claim(0.9 if _FEED_ID.match(feed.id) else 0, "no entries; the id of the feed")
    share = share_of(feed, lambda entry: _ID.fullmatch(entry.id or ""))
    return Claim(0.98 * share, f"ids of Hund in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every issue as an incident of `provider`."""
    return read_groups(feed, incident_code, partial(_incident, provider))


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    newest = entries[-1]
    starts = [entry.published for entry in entries if entry.published]
    _, title = _standing(newest)
    return Incident(
        provider=provider,
        id=identity,
        title=title,
        url=newest.link,
        updates=tuple(_update(entry) for entry in entries),
        stated_start=utc(min(starts, default=None)),
        revised_at=utc(newest.updated),
        partial=True,
    )


def _update(entry: Entry) -> IncidentUpdate:
    phase, _ = _standing(entry)
    word, _ = parted(entry.title)
    return update_at(
        entry.updated or entry.published, phase or Phase.UPDATE, text_of(entry.body), word="" if phase else word
    )


def _standing(entry: Entry) -> tuple[Phase | None, str]:
    """The phase that the title begins with, and the rest; brackets around any other word are part of the title."""
    word, rest = parted(entry.title)
    phase = _OWN_WORDS.get(word.casefold()) or phase_named(word)
    return (phase, rest) if phase else (None, entry.title)


HUND = Dialect(NAME, claim, read)
