"""A feed that no other dialect knows: one entry is one incident, and says only what its feed says in plain words.

A phase is taken from exact words alone: a title's prefix, a category or status that is such a word, a body that begins
with one in bold, or with "Status:" and one (DeepSeek, whose page is made by Flashduty). Several entries with one id are
one incident. The feed may well show only the newest update of each.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect
from adapters.dialects.gathering import gathered
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Reading
from adapters.text import characters_of, markup, text_of

NAME = "generic"
LAST_RESORT = 0.05  # any dialect that recognises anything is surer
OPENING_TOKENS = 12  # how far into a body its first bold word may end

_PREFIX = re.compile(
    r"\[(?P<bracketed>[^\[\]]{1,30})\]\s*(?P<rest>.+)|(?P<word>[^:\[\]]{1,30}?)(?::|\s+-)\s+(?P<more>.+)"
)
_LABELLED = re.compile(
    r"\s*(?:<p>\s*)?<(?:strong|b)>\s*Status:\s*</(?:strong|b)>\s*(?P<word>[^<]{2,30})<", re.IGNORECASE
)
_STATUS_FIELDS = frozenset({"status", "state", "phase"})
_PLANNED_WORDS = frozenset({"maintenance", "scheduled maintenance", "planned maintenance"})


def claim(feed: ParsedFeed) -> Claim:
    """Always a little, so that no feed is left unread."""
    return Claim(LAST_RESORT, f"a feed ({feed.format}) of no platform that is known")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`, those with one id as one; nothing is skipped."""
    shared = _shared_links(feed.entries)
    return Reading(gathered(_incident(provider, entry, _identity(entry, shared)) for entry in feed.entries))


def _shared_links(entries: Sequence[Entry]) -> frozenset[str]:
    """Links that several entries have: the address of a page, not of an incident."""
    counts = Counter(entry.link for entry in entries if entry.link)
    return frozenset(link for link, count in counts.items() if count > 1)


def _identity(entry: Entry, shared_links: frozenset[str]) -> str:
    if entry.id:
        return entry.id
    if entry.link and entry.link not in shared_links:
        return entry.link
    at = entry.published or entry.updated
    _, title = _parted(entry.title)
    told = f"{title}\n{at.astimezone(UTC).isoformat() if at else ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _incident(provider: str, entry: Entry, identity: str) -> Incident:
    prefix, title = _parted(entry.title)
    phase = prefix or next(_stated(entry), None) or _opening(entry.body) or Phase.UPDATE
    planned = phase.is_planned or any(word.casefold().strip() in _PLANNED_WORDS for word in entry.categories)
    return Incident(
        provider=provider,
        id=identity,
        title=title,
        url=entry.link,
        kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
        updates=(update_at(entry.updated or entry.published, phase, text_of(entry.body)),),
        revised_at=utc(entry.updated),
        partial=True,
    )


def _parted(title: str) -> tuple[Phase | None, str]:
    """The phase that a title begins with, and the rest: "[Resolved] X", "Resolved: X", "Resolved - X"."""
    found = _PREFIX.fullmatch(title)
    if found is None:
        return None, title
    phase = phase_named(found["bracketed"] or found["word"])
    return (phase, found["rest"] or found["more"]) if phase else (None, title)


def _stated(entry: Entry) -> Iterator[Phase]:
    statuses = (value for name, value in entry.extras if name.rpartition("_")[2] in _STATUS_FIELDS)
    for word in (*statuses, *entry.categories):
        phase = phase_named(word)
        if phase:
            yield phase


def _opening(body: str) -> Phase | None:
    """The phase that a body names before it says anything else."""
    labelled = _LABELLED.match(body)
    return phase_named(labelled["word"]) if labelled else _bold_opening(body)


def _bold_opening(body: str) -> Phase | None:
    tokens = markup(body)[:OPENING_TOKENS]
    bold = next((at for at, token in enumerate(tokens) if token.opens("b", "strong")), None)
    if bold is None or characters_of(tokens[:bold]):
        return None
    end = next((at for at, token in enumerate(tokens) if at > bold and token.closes("b", "strong")), None)
    return phase_named(characters_of(tokens[bold:end])) if end else None


GENERIC = Dialect(NAME, claim, read)
