"""StatusPal, as far as one page (Glide) shows it: Atom, one entry is one incident, its text holds every update.

    Major incident - Apps, Data
    September 1, 2026 · 15:56 UTC
    Resolved
    All is well.
    September 1, 2026 · 15:20 UTC
    Issue
    Errors are frequent.

The newest stands first. The first line tells how bad it is and what it is in. Known from another reader's notes, which
have the words and not the markup: so every line of the text counts, whatever makes it one. That StatusPal writes it
follows from its words, "Issue" for an update and "Major" for an incident.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import pairwise

from adapters.dialects.components import names_in
from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Block, Entry, Impact, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading, Text
from adapters.text import text_of
from adapters.times import read_shown, to_utc, zones_named

NAME = "statuspal"

_HEAD = re.compile(r"(?P<how>Major|Minor|Scheduled) (?:incident|maintenance)(?: - (?P<names>.*))?", re.IGNORECASE)
_TIME = re.compile(r"(?P<day>[A-Z][a-z]{2,8} \d{1,2}, \d{4}) \u00b7 (?P<clock>\d{1,2}:\d{2} \S{1,10})")
_SIGN_OF_HEAD = re.compile(
    r"\s*(?:<[^<>]*>\s*){0,5}(?:Major|Minor|Scheduled) (?:incident|maintenance)\b", re.IGNORECASE
)
_SIGN_OF_TIME = re.compile(r"\d, \d{4} (?:\u00b7|&middot;|&#183;) \d")
_IMPACTS = {"major": Impact.MAJOR, "minor": Impact.MINOR}
_ISSUE = "issue"  # the platform's word for an incident's first update


def claim(feed: ParsedFeed) -> Claim:
    """Sure by first lines that tell how bad it is, and times with a dot in the middle."""
    share = share_of(feed, lambda entry: _SIGN_OF_HEAD.match(entry.body) and _SIGN_OF_TIME.search(entry.body))
    return Claim(0.9 * share, f"first lines and times of StatusPal in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _lines(entry: Entry) -> tuple[Block, ...]:
    """The lines of a text, each as a block of its own."""
    return tuple(line for block in text_of(entry.body).blocks for line in _lines_of(block))


def _lines_of(block: Block) -> Iterator[Block]:
    runs = []
    for run in block.runs:
        first, *more = run.text.split("\n")
        runs.append(replace(run, text=first))
        for part in more:
            yield replace(block, runs=tuple(run for run in runs if run.text))
            runs = [replace(run, text=part)]
    yield replace(block, runs=tuple(run for run in runs if run.text))


def _incident(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where no update can be read in it."""
    lines = _lines(entry)
    times = [at for at, line in enumerate(lines) if _TIME.fullmatch(line.plain)]
    if not times:
        raise EntryError("No update of the form that StatusPal writes is in it.")
    head = _HEAD.fullmatch(lines[0].plain)
    how = head["how"].casefold() if head else ""
    newest_first = [_update(lines[at:end]) for at, end in pairwise([*times, len(lines)])]
    updates = tuple(reversed(newest_first))
    is_planned = how == "scheduled" or any(update.phase.is_planned for update in updates)
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=_IMPACTS.get(how, Impact.UNKNOWN),
        components=names_in(head["names"] or "") if head else (),
        updates=updates,
        revised_at=utc(entry.updated),
    )


def _update(lines: Sequence[Block]) -> IncidentUpdate:
    """A time, its state and its words; a word that names no state is the first of them."""
    word = lines[1].plain if len(lines) > 1 else ""
    phase = Phase.INVESTIGATING if word.casefold() == _ISSUE else phase_named(word)
    said = Text(tuple(lines[2 if phase else 1 :]))
    return update_at(_at(lines[0].plain), phase or Phase.UPDATE, said, word="" if phase else word)


def _at(written: str) -> datetime | None:
    found = _TIME.fullmatch(written)
    shown = read_shown(f"{found['day']} {found['clock']}") if found else None
    clock = shown.in_year(shown.year) if shown and shown.year else None
    zone = next(iter(zones_named(shown.zone)), None) if shown else None
    return to_utc(clock, zone, shown.zone) if shown and clock and zone else None


STATUSPAL = Dialect(NAME, claim, read)
