"""Slack's own Atom and RSS: one entry is one incident, known by `/2026-01/6f029c99f2b77bcd` at the end of its address.

Atom comes in two shapes: notes in `content`, oldest first, with a time of day and no date, or a summary in prose:

    <p><small>3:23pm PST</small> We look into it.</p><p><small>12:05am PST</small> It is over.</p>

The day of the first note is that of `published`, whose offset holds (the zone reads PST all year); the day goes on
wherever the clock goes back. So a note is dated at the earliest that it can be: one that came days later at a later
hour cannot be told from one of the same day. In RSS, and in a summary, the words are the newest alone, and the date is
that of the last edit.

There is no word for the phase. Only a sentence that says of the whole issue that it is resolved is taken for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial

from adapters.dialects.dialect import Claim, Dialect, fingerprint, read_each, share_of
from adapters.errors import EntryError
from adapters.model import Entry, Impact, Incident, IncidentUpdate, ParsedFeed, Phase, Reading, Text
from adapters.text import Token, characters_of, markup, text_from, text_of
from adapters.times import believable

NAME = "slack"
ELEMENT_TOKENS = 4  # small print that is a time takes three

_ADDRESS = re.compile(r"https?://[^\s]*/(?P<id>\d{4}-\d{2}/[0-9a-f]{16})/?")
_TITLE = re.compile(r"(?P<kind>Incident|Notice|Outage|Maintenance):\s+(?P<rest>.+)")
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap])m(?:\s+[A-Z]{2,5})?", re.IGNORECASE)
_RESOLVED = re.compile(
    r"\bthis (?:issue|incident) (?:is now|is|has now been|has been) (?:fully )?resolved"
    r"(?: for (?:all|everyone)[^.!]{0,80})?\s*(?:[.!]|$)",
    re.IGNORECASE,
)
EARLY = timedelta(minutes=30)  # by how much a first note may be dated before the entry: authors choose the time


def claim(feed: ParsedFeed) -> Claim:
    """Sure by the addresses that are the ids; half sure of an empty feed with Slack's name."""
    share = share_of(feed, lambda entry: incident_id(entry.id or entry.link or ""))
    if share:
        return Claim(0.95 * share, "addresses of Slack's incidents: month and number")
    is_named = not feed.entries and feed.title == "Slack System Status"
    return Claim(0.6 if is_named else 0, "no entries, but Slack's title" if is_named else "no addresses of Slack's")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def incident_id(address: str) -> str:
    """The month and the number that an address ends in: the same in Atom, RSS and JSON; empty where it has none."""
    found = _ADDRESS.fullmatch(address)
    return found["id"] if found else ""


def impact_of(kind: str) -> Impact:
    """Slack says incident, notice or outage; only the last says how bad it is."""
    return Impact.MAJOR if kind.casefold() == "outage" else Impact.UNKNOWN


def phase_in(said: Text) -> Phase:
    """The phase that a note tells in a sentence of its own."""
    return Phase.RESOLVED if _RESOLVED.search(said.plain.replace("\xa0", " ")) else Phase.UPDATE


def _incident(provider: str, entry: Entry) -> Incident:
    identity = incident_id(entry.id or "") or incident_id(entry.link or "")
    if not identity:
        raise EntryError("Its address does not tell which incident it is.")
    title = _TITLE.fullmatch(entry.title)
    notes = tuple(_notes(entry))
    return Incident(
        provider=provider,
        id=identity,
        title=title["rest"] if title else entry.title,
        url=entry.link,
        impact=impact_of(title["kind"]) if title else Impact.UNKNOWN,
        updates=notes or (_prose(entry),),
        stated_start=_utc(entry.published) if entry.updated else None,
        revised_at=_utc(entry.updated),
        partial=not notes,
    )


def _prose(entry: Entry) -> IncidentUpdate:
    """The newest words of an entry without notes; its date moves with every edit, so its words are its identity."""
    text = text_of(entry.body)
    return IncidentUpdate(_utc(entry.updated or entry.published), phase_in(text), text, id=fingerprint(text.plain))


def _notes(entry: Entry) -> Iterator[IncidentUpdate]:
    tokens = markup(entry.body)
    notes = [note for at in range(len(tokens)) if (note := _note_at(tokens, at))]
    ends = [*(note.start for note in notes[1:]), len(tokens)]
    last: datetime | None = None
    for note, end in zip(notes, ends, strict=False):
        last = _next(last, note.clock, entry.published)
        at = _utc(last)
        text = text_from(tokens[note.text : end])
        yield IncidentUpdate(at, phase_in(text), text, said="" if at else note.said)


@dataclass(frozen=True, slots=True)
class _Note:
    """Where a note begins among the tokens, its time of day, also as it is written, and where its text begins."""

    start: int
    clock: time
    said: str
    text: int


def _note_at(tokens: Sequence[Token], at: int) -> _Note | None:
    """The note that begins here with a time of day in small print."""
    if not tokens[at].opens("small"):
        return None
    end = next(
        (place for place in range(at, min(at + ELEMENT_TOKENS, len(tokens))) if tokens[place].closes("small")), at
    )
    said = characters_of(tokens[at:end])
    found = _CLOCK.fullmatch(said)
    if found is None or not 1 <= int(found["hour"]) <= 12 or int(found["minute"]) > 59:  # noqa: PLR2004 - a clock
        return None
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return _Note(at, time(hour, int(found["minute"])), said, end + 1)


def _next(last: datetime | None, clock: time, published: datetime | None) -> datetime | None:
    """The first moment at that time of day: not before the note before, or about when the entry was published."""
    earliest = last or (published - EARLY if published and believable(published) else None)
    if earliest is None:
        return None
    at = datetime.combine(earliest.date(), clock, earliest.tzinfo)
    try:
        return at if at >= earliest else at + timedelta(days=1)
    except OverflowError:
        return None


def _utc(stamp: datetime | None) -> datetime | None:
    return stamp.astimezone(UTC) if stamp and believable(stamp) else None


SLACK = Dialect(NAME, claim, read)
