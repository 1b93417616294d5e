"""OpenStatus, RSS and Atom: one entry is one report or maintenance; its text holds every update, without a time.

    <title>Resolved - Logins fail</title>
    Investigating: We look into it.

    Resolved: It is over.

The title begins with the state now, and changes with it. The updates stand in the order of the platform's database,
which its source leaves open; where the title names the state of the first and not of the last, the newest stands
first. The entry is dated by when the report was last touched, which is the time of none of its updates. Behind every
text stands a full stop too many. A maintenance tells neither its state nor its window. Known from the platform's
source alone; before 2025 all maintenances had one link and one id, and cannot be told apart.
"""

import re
from dataclasses import replace
from functools import partial
from itertools import pairwise

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.full_stop import without_added_stop
from adapters.dialects.words import phase_named, unnamed
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "openstatus"

_GENERATOR = "openstatus - status page updates"
_KINDS = {"report": Kind.INCIDENT, "maintenance": Kind.MAINTENANCE}
_LINK = re.compile(r"https?://[^?#]*/(?P<what>report|maintenance)s?/(?P<number>\d+)/?")
_TITLE = re.compile(r"(?P<word>[^\-]{1,40}?) - (?P<rest>.+)")
_UPDATE = re.compile(r"(?:\A|(?<=\n\n))(?P<word>Investigating|Identified|Monitoring|Resolved): ")


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the feed names OpenStatus; fairly sure where links and titles are of its form."""
    if feed.generator.casefold().startswith(_GENERATOR):
        return Claim(0.97, "the feed says that OpenStatus made it")
    share = share_of(feed, lambda entry: _LINK.fullmatch(entry.link or "") and _TITLE.fullmatch(entry.title))
    return Claim(0.8 * share, f"links and titles of OpenStatus in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    link = _LINK.fullmatch(entry.link or "") or _LINK.fullmatch(entry.id or "")
    if link is None:
        raise EntryError("Its link has no number, so nothing tells which report or maintenance it is.")
    word, title = _headline(entry.title)
    kind = _KINDS[link["what"]]
    updates = _updates(entry, phase_named(word) or Phase.UPDATE)
    if kind is Kind.INCIDENT:  # of a maintenance the title tells nothing else
        updates = (*updates[:-1], replace(updates[-1], word=unnamed(word)))
    return Incident(
        provider=provider,
        id=f"{link['what']}/{link['number']}",  # both are counted from one
        title=title,
        url=entry.link,
        kind=kind,
        updates=updates,
        revised_at=utc(entry.updated or entry.published),
    )


def _headline(title: str) -> tuple[str, str]:
    """The word that the title begins with, and the rest."""
    found = _TITLE.fullmatch(title)
    return (found["word"], found["rest"]) if found else ("", title)


def _updates(entry: Entry, standing: Phase) -> tuple[IncidentUpdate, ...]:
    """The updates, oldest first. A text that is parted nowhere is one, of the phase that the title tells."""
    starts = list(_UPDATE.finditer(entry.body))
    if not starts or starts[0].start() > 0:
        return (update_at(None, standing, without_added_stop(text_of(entry.body))),)
    bounds = pairwise([*(start.start() for start in starts), len(entry.body)])
    told = [
        update_at(None, phase_named(start["word"]) or Phase.UPDATE, text_of(entry.body[start.end() : end]))
        for start, (_, end) in zip(starts, bounds, strict=True)
    ]
    newest_first = told[0].phase is standing and told[-1].phase is not standing
    in_order = reversed(told) if newest_first else told
    return tuple(replace(update, text=without_added_stop(update.text)) for update in in_order)


OPENSTATUS = Dialect(NAME, claim, read)
