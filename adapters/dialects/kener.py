"""Kener 4, RSS: one item is one incident or one planned maintenance, and shows only the newest comment.

    [Maintenance] Move of the database
    Status: SCHEDULED
    Scheduled: Fri, 06 Mar 2026 22:00:00 GMT → Sat, 07 Mar 2026 02:00:00 GMT
    Affected: API, Dashboard

    We move it to larger machines.

The id, `incident-12`, is no address. An incident is dated by its newest comment, a maintenance by its planned start, so
when a maintenance was spoken of is not told. Known from the platform's source and documentation; there is no capture.
"""

import re
from dataclasses import dataclass
from functools import partial

from adapters.dialects.components import names_in
from adapters.dialects.dated import update_at, utc, window_of
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.title import parted
from adapters.dialects.words import phase_named, unnamed
from adapters.errors import EntryError
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Reading, Window
from adapters.text import text_of
from adapters.times import read_stamp

NAME = "kener"
EVERYTHING = "All monitors"  # said of a maintenance in place of names

_ID = re.compile(r"(?P<kind>incident|maintenance)-\d+")
_FEED_TITLE = "Incidents & Maintenance"
_FIELD = re.compile(r"(?P<name>Status|Scheduled|Affected): (?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a description: its labelled lines by name, and what follows them."""

    fields: dict[str, str]
    rest: str


def claim(feed: ParsedFeed) -> Claim:
    """Sure where ids and titles are Kener's; half sure of an empty feed with its name."""
    if not feed.entries:
        return Claim(0.6 if feed.title.endswith(_FEED_TITLE) else 0, "no items; the name of the feed")
    share = share_of(feed, _is_own)
    return Claim(0.96 * share, f"ids and titles of Kener in {share:.0%} of the items")


def _is_own(entry: Entry) -> bool:
    number = _ID.fullmatch(entry.id or "")
    word, _ = parted(entry.title)
    return number is not None and word.casefold() == number["kind"] and entry.body.lstrip().startswith("Status: ")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    number = _ID.fullmatch(entry.id or "")
    if number is None:
        raise EntryError("Its id is not of the form that Kener writes, so nothing tells which incident it is.")
    kind = Kind(number["kind"])
    word, rest = parted(entry.title)
    body = _body(entry.body)
    affected = body.fields.get("Affected", "")
    spoken = entry.published if kind is Kind.INCIDENT else None
    status = body.fields.get("Status", "")
    phase = phase_named(status)
    said = body.rest if phase or not status else f"Status: {status}\n{body.rest}"  # a word that nobody knows is shown
    return Incident(
        provider=provider,
        id=number[0],
        title=rest if word.casefold() == kind else entry.title,
        url=entry.link,
        kind=kind,
        components=() if affected == EVERYTHING else names_in(affected),
        updates=(update_at(spoken, phase or Phase.UPDATE, text_of(said), word=unnamed(status)),),
        window=_window(body.fields.get("Scheduled", "")),
        revised_at=utc(spoken),
        partial=True,
    )


def _body(description: str) -> Body:
    """The labelled lines end at the first line that is none."""
    lines = description.strip().splitlines()
    fields: dict[str, str] = {}
    for line in lines:
        field = _FIELD.fullmatch(line.strip())
        if field is None or field["name"] in fields:
            break
        fields[field["name"]] = field["value"].strip()
    return Body(fields, "\n".join(lines[len(fields) :]))


def _window(scheduled: str) -> Window | None:
    """The window in "start → end"; the end may be open."""
    start, _, end = (part.strip() for part in scheduled.partition("→"))
    return window_of(read_stamp(start), read_stamp(end))


KENER = Dialect(NAME, claim, read)
