"""Updates as several platforms write them: a line of small print that is a time, then a line that begins in bold.

    <small>Nov 5, 03:25 UTC</small><br><strong>Resolved</strong> - It is over.

What parts them (a paragraph, line breaks, nothing), and whether the oldest stands first, is each platform's own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import IncidentUpdate, Phase, Text
from adapters.text import Token, characters_of, text_from
from adapters.times import SLACK, Shown, believable, dated_after, dated_before, read_shown, to_utc

ELEMENT_TOKENS = 16  # a time with its two <var> takes eleven, a state three
BACK_DATED = timedelta(days=1)  # how far below a newer update an older one may be dated later: authors choose the time

_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")


@dataclass(frozen=True, slots=True)
class Start:
    """Where an update begins among the tokens: its small print at `at`, its state word, its text from `text` on."""

    at: int
    shown: Shown
    state: int
    word: str
    text: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One update as the body has it: the time as shown, the state word, and the markup with and without that word."""

    shown: Shown
    word: str
    whole: Sequence[Token]
    content: Sequence[Token]

    @property
    def clock(self) -> datetime | None:
        """The clock time, where the year is shown too."""
        return self.shown.in_year(self.shown.year) if self.shown.year else None


def paragraphs_of(tokens: Sequence[Token], *, platform: str) -> tuple[Paragraph, ...]:
    """The updates of a body that has nothing else to tell, in its order. Raises EntryError where there is none."""
    found = paragraphs_in(tokens, tuple(starts_in(tokens)))
    if not found:
        raise EntryError(f"No update of the form that {platform} writes is in it.")
    return found


def starts_in(tokens: Sequence[Token]) -> Iterator[Start]:
    """Every place where small print that is a time is followed by a line that begins in bold; prose is not that."""
    for at, token in enumerate(tokens):
        if not token.opens("small"):
            continue
        small_end = end_of(tokens, at)
        shown = read_shown(characters_of(tokens[at:small_end])) if small_end else None
        if shown is None:
            continue
        state = _line_after(tokens, small_end)
        state_end = end_of(tokens, state) if state < len(tokens) and tokens[state].opens("strong", "b") else 0
        if state_end:
            yield Start(at, shown, state, characters_of(tokens[state:state_end]), state_end)


def paragraphs_in(tokens: Sequence[Token], starts: Sequence[Start]) -> tuple[Paragraph, ...]:
    """The updates that begin at `starts`, in the order of the body; each reaches to the next."""
    bounds = pairwise([*(start.at for start in starts), len(tokens)])
    return tuple(
        Paragraph(start.shown, start.word, tokens[start.state : end], tokens[start.text : end])
        for start, (_, end) in zip(starts, bounds, strict=True)
    )


def clocks_of(newest_first: Sequence[Paragraph], own_date: datetime | None) -> list[datetime | None]:
    """The clock time of every update with its year: backwards from the entry's own date (without a zone).

    Post-mortems stand above the end and do not move the entry's date, so their years are counted forwards.
    """
    late = 0
    while late < len(newest_first) - 1 and phase_named(newest_first[late].word) is Phase.POSTMORTEM:
        late += 1
    clocks: list[datetime | None] = []
    limit = own_date + SLACK if own_date else None
    for paragraph in newest_first[late:]:
        clock = dated_before(paragraph.shown, limit) if limit else None
        clocks.append(clock)
        limit = clock + BACK_DATED if clock else limit
    for paragraph in reversed(newest_first[:late]):
        older = clocks[0]
        clocks.insert(0, dated_after(paragraph.shown, older - BACK_DATED) if older else None)
    return clocks


def update_of(
    paragraph: Paragraph, phase: Phase | None, *, clock: datetime | None, zone: tzinfo | None
) -> IncidentUpdate:
    """What a paragraph says; `clock` is its time with the year. A word that names no phase stays in the text."""
    text = without_dash(text_from(paragraph.content)) if phase else text_from(paragraph.whole)
    told = to_utc(clock, zone, paragraph.shown.zone) if clock and zone else None
    at = told if believable(told) else None
    word = "" if phase else paragraph.word
    return IncidentUpdate(at, phase or Phase.UPDATE, text, said="" if at else paragraph.shown.said, word=word)


def end_of(tokens: Sequence[Token], opened: int) -> int:
    """The place after the end of an element that is as short as times and states are, or 0."""
    name = tokens[opened].value
    ends = (at for at in range(opened, min(opened + ELEMENT_TOKENS, len(tokens))) if tokens[at].closes(name))
    return next(ends, -1) + 1


def _line_after(tokens: Sequence[Token], end: int) -> int:
    """The place where the line after `end` begins; that of no line is the end of the body."""
    at = end
    while at < len(tokens) and (tokens[at].is_blank or tokens[at].opens("br") or tokens[at].closes("br")):
        at += 1
    is_line = any(token.opens("br") for token in tokens[end:at])
    return at if is_line else len(tokens)


def without_dash(text: Text) -> Text:
    """The text without the dash that parts it from its state."""
    if not text.blocks:
        return text
    first, *rest = text.blocks
    opening = first.runs[0]
    shorter = _DASH.sub("", opening.text, count=1) if _DASH.match(opening.text) else opening.text
    runs = (replace(opening, text=shorter), *first.runs[1:]) if shorter else first.runs[1:]
    return Text((replace(first, runs=runs), *rest) if runs else tuple(rest))
