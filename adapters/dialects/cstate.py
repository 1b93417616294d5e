"""cState, RSS: one item is one post about an incident, and its text is the page as its author left it.

    <title>[Resolved] Mail is late</title> <category>2026-01-27 18:58:00 +0000</category>

The item is dated by when the incident began, and that does not move. Once it is over, the title begins with
"[Resolved]" in the language of the page, and the category is the time of that; before, it is empty or "<no value>".
The text has updates only by a habit that the platform's example sets: paragraphs that begin with a state, newest
first, each with its time in a paragraph of its own, in the zone of the item's date:

    <p><em>Monitoring</em> - Mail moves again. <p class="faded">27 Jan 2026 17:50</p></p>

A text without them is one update that names no state. Maintenance is not in the feed. A capture shows posts in plain
prose; the habit is known from the platform's source, where the feeds of single systems have the same form.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import pairwise, takewhile

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each
from adapters.dialects.identity import incident_code
from adapters.dialects.title import parted
from adapters.dialects.words import phase_named
from adapters.model import Block, Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading, Run, Text
from adapters.text import text_of
from adapters.times import read_stamp

NAME = "cstate"
GENERATOR = "github.com/cstate"

_CATEGORY = re.compile(r"(?P<clock>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)\s*(?P<offset>[+-]\d{4}|Z)?(?: \w+)?")
_STATE = re.compile(r"(?P<word>.{2,30}?)(?:\s*[\-\u2013\u2014:]\s+|\Z)")
_TIME = re.compile(r"\d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the feed names cState; nothing else in it is its own."""
    if feed.generator.casefold() == GENERATOR:
        return Claim(0.97, "the feed says that cState made it")
    return Claim(0, "the feed does not say that cState made it")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every post as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    word, title = parted(entry.title)
    ended = next((at for category in entry.categories if (at := _time_of_end(category))), None)
    is_over = phase_named(word) is Phase.RESOLVED
    updates = _updates(entry)
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=title if is_over else entry.title,
        url=entry.link,
        updates=_with_end(updates, ended) if is_over or ended else updates,
        stated_start=utc(entry.published),
        stated_end=ended,
    )


def _time_of_end(category: str) -> datetime | None:
    """The time in a category; one without a zone is taken for UTC."""
    found = _CATEGORY.fullmatch(category.strip())
    return utc(read_stamp(found["clock"] + (found["offset"] or ""))) if found else None


def _with_end(updates: tuple[IncidentUpdate, ...], ended: datetime | None) -> tuple[IncidentUpdate, ...]:
    """The updates with the end among them; where nobody wrote of it, it has no words."""
    if any(update.phase is Phase.RESOLVED for update in updates):
        return tuple(
            replace(update, at=ended) if update.phase is Phase.RESOLVED and not update.at else update
            for update in updates
        )
    spoken = tuple(takewhile(lambda update: update.phase is not Phase.POSTMORTEM, updates))
    return (*spoken, update_at(ended, Phase.RESOLVED, Text()), *updates[len(spoken) :])


def _updates(entry: Entry) -> tuple[IncidentUpdate, ...]:
    """The updates that the author wrote, oldest first; what stands before all of them names no state."""
    blocks = text_of(entry.body).blocks
    places = [at for at, block in enumerate(blocks) if _state(block)]
    if not places:
        return (update_at(entry.published, Phase.UPDATE, Text(blocks)),)
    zone = entry.published.tzinfo if entry.published else None
    written = [_written(blocks[at:end], zone or UTC) for at, end in pairwise([*places, len(blocks)])]
    lead = blocks[: places[0]]
    told = _oldest_first(written)
    return (update_at(entry.published, Phase.UPDATE, Text(lead)), *told) if lead else told


def _state(block: Block) -> tuple[Phase, int] | None:
    """The phase that a paragraph begins with, and how many characters name it."""
    found = _STATE.match(block.plain)
    phase = phase_named(found["word"]) if found else None
    return (phase, found.end()) if found and phase else None


def _written(blocks: Sequence[Block], zone: tzinfo) -> IncidentUpdate:
    """The paragraphs of one update: the first names its state, and one that is a time tells its time."""
    first, *rest = blocks
    phase, length = _state(first) or (Phase.UPDATE, 0)
    opening = _without_start(first, length)
    stamps = {block.plain: read_stamp(block.plain) for block in rest if _TIME.fullmatch(block.plain)}
    at = next((stamp.replace(tzinfo=zone) for stamp in stamps.values() if stamp), None)
    said = [block for block in rest if not stamps.get(block.plain)]
    return update_at(at, phase, Text((opening, *said) if opening.runs else tuple(said)))


def _without_start(block: Block, length: int) -> Block:
    """A paragraph without its first characters."""
    runs: list[Run] = []
    for run in block.runs:
        kept = run.text[length:]
        length = max(length - len(run.text), 0)
        if kept:
            runs.append(replace(run, text=kept))
    return replace(block, runs=tuple(runs))


def _oldest_first(written: Sequence[IncidentUpdate]) -> tuple[IncidentUpdate, ...]:
    """Authors put the newest first; where every time is told, the times decide, else an end that stands last."""
    told = tuple(reversed(written))
    if all(update.at for update in told):
        return tuple(sorted(told, key=lambda update: update.at or datetime.max.replace(tzinfo=UTC)))
    ends_last = written[-1].phase is Phase.RESOLVED and written[0].phase is not Phase.RESOLVED
    return tuple(written) if ends_last else told


CSTATE = Dialect(NAME, claim, read)
