"""What a dialect is: how one status-page platform writes incidents into entries, or into a JSON document."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from adapters.document import ELEMENT_LIMIT, Element
from adapters.errors import EntryError
from adapters.model import Absence, Entry, Incident, IncidentUpdate, ParsedDocument, ParsedFeed, Reading, Skipped
from adapters.times import believable

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Claim:
    """How sure a dialect is that a feed is written in it, from 0 (no) to 1 (certain), and what it saw."""

    certainty: float
    why: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform: `claim` looks at a feed, `read` turns it into the incidents of `provider`.

    `absence` says what it means that an incident is not in the feed any more.
    """

    name: str
    claim: Callable[[ParsedFeed], Claim]
    read: Callable[[ParsedFeed, str], Reading]
    absence: Absence = Absence.NOTHING


@dataclass(frozen=True, slots=True)
class JsonDialect:
    """One kind of JSON document of a platform; the same as a Dialect in all else."""

    name: str
    claim: Callable[[ParsedDocument], Claim]
    read: Callable[[ParsedDocument, str], Reading]
    absence: Absence = Absence.NOTHING


def read_each(feed: ParsedFeed, read_entry: Callable[[Entry], Incident]) -> Reading:
    """Read a feed in which one entry is one incident; an entry that cannot be understood costs only itself."""
    return _read_all(((entry.label, entry) for entry in feed.entries), read_entry)


def read_elements(items: Sequence[object], read_element: Callable[[Element], Incident]) -> Reading:
    """Read a JSON list in which one element is one incident; what cannot be understood costs only itself.

    What is no object is read as one without fields, so that it is skipped, and seen to be.
    """
    elements = [Element(item if isinstance(item, dict) else {}) for item in items[:ELEMENT_LIMIT]]
    labelled = ((_label(element, number), element) for number, element in enumerate(elements, start=1))
    reading = _read_all(labelled, read_element)
    return replace(reading, skipped=(*reading.skipped, *left_out(len(items) - len(elements), read=len(elements))))


def left_out(further: int, *, read: int) -> tuple[Skipped, ...]:
    """What of a feed was not even looked at, said as an entry that was skipped."""
    if further <= 0:
        return ()
    return (Skipped(f"{further} entries at the end", f"Only the first {read} are read; no status page needs more."),)


def read_groups(
    feed: ParsedFeed, identify: Callable[[Entry], str], read_group: Callable[[str, Sequence[Entry]], Incident]
) -> Reading:
    """Read a feed in which one entry is one update: those of one identity are one incident, oldest first.

    `identify` raises EntryError for an entry that tells no identity.
    """
    groups: dict[str, list[Entry]] = {}
    skipped: list[Skipped] = []
    for entry in feed.entries:
        try:
            groups.setdefault(identify(entry), []).append(entry)
        except EntryError as error:
            skipped.append(Skipped(entry.label, str(error)))
    incidents = (read_group(identity, oldest_first(entries)) for identity, entries in groups.items())
    return Reading(tuple(incidents), tuple(skipped))


def oldest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Entries by their dates; where one has none, by their place: feeds put the newest first."""
    told = list(reversed(entries))
    dates = [entry.published or entry.updated for entry in told]
    known = [date for date in dates if date]
    if len(known) < len(told):
        return told
    return [told[at] for at in sorted(range(len(told)), key=known.__getitem__)]


def by_time(updates: Iterable[IncidentUpdate]) -> tuple[IncidentUpdate, ...]:
    """Updates, oldest first; where one has no time, in their own order or, where that runs backwards, the reverse."""
    told = list(updates)
    times = [update.at for update in told if update.at]
    if not times or times[0] > times[-1]:
        told.reverse()  # most lists have the newest first
    if len(times) < len(told):
        return tuple(told)
    return tuple(sorted(told, key=lambda update: update.at or datetime.max.replace(tzinfo=UTC)))


def share_of(feed: ParsedFeed, sign: Callable[[Entry], object]) -> float:
    """How many of the entries bear a sign, from 0 (none, or no entries) to 1 (all)."""
    return sum(1 for entry in feed.entries if sign(entry)) / max(len(feed.entries), 1)


def time_of(entry: Entry) -> datetime | None:
    """The date of an entry that is one update, UTC; None where it has none that can be believed."""
    stamp = entry.published or entry.updated
    return stamp.astimezone(UTC) if stamp and believable(stamp) else None


def fingerprint(*words: str) -> str:
    """A name for what was said, where the platform gives none: the same for the same words, whatever their spacing."""
    told = "\n".join(" ".join(word.split()) for word in words)
    return hashlib.sha256(told.encode("utf-8", "ignore")).hexdigest()[:16]


def part_of(pattern: re.Pattern[str], name: str, written: str | None) -> str:
    """The named part of what matches a pattern as a whole, or nothing."""
    found = pattern.fullmatch(written or "")
    return (found[name] or "") if found else ""


def incident_in(pattern: re.Pattern[str], entry: Entry) -> str:
    """The part named "incident" of an entry's id. Raises EntryError where the id is of another form."""
    incident = part_of(pattern, "incident", entry.id)
    if not incident:
        raise EntryError("Its id does not tell which incident it is.")
    return incident


def _read_all(items: Iterable[tuple[str, Item]], read_item: Callable[[Item], Incident]) -> Reading:
    incidents: list[Incident] = []
    skipped: list[Skipped] = []
    for label, item in items:
        try:
            incidents.append(read_item(item))
        except EntryError as error:
            skipped.append(Skipped(label, str(error)))
    return Reading(tuple(incidents), tuple(skipped))


def _label(element: Element, number: int) -> str:
    names = (element.line(field) for field in ("name", "title", "subject", "summary", "id"))
    return next((name for name in names if name), f"element {number}")
