"""Updates as several platforms write them: a line of small print that is a time, then a line that begins in bold.

    <small>Nov 5, 03:25 UTC</small><br><strong>Resolved</strong> - It is over.

What parts them (a paragraph, line breaks, nothing), and whether the oldest stands first, is each platform's own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import pairwise

from adapters.errors import EntryError
from adapters.model import IncidentUpdate, Phase, Text
from adapters.text import Token, characters_of, text_from
from adapters.times import Shown, believable, read_shown, to_utc

ELEMENT_TOKENS = 16  # a time with its two <var> takes eleven, a state three

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
        small_end = _end_of(tokens, at)
        shown = read_shown(characters_of(tokens[at:small_end])) if small_end else None
        if shown is None:
            continue
        state = _line_after(tokens, small_end)
        state_end = _end_of(tokens, state) if state < len(tokens) and tokens[state].opens("strong", "b") else 0
        if state_end:
            yield Start(at, shown, state, characters_of(tokens[state:state_end]), state_end)


def paragraphs_in(tokens: Sequence[Token], starts: Sequence[Start]) -> tuple[Paragraph, ...]:
    """The updates that begin at `starts`, in the order of the body; each reaches to the next."""
    bounds = pairwise([*(start.at for start in starts), len(tokens)])
    return tuple(
        Paragraph(start.shown, start.word, tokens[start.state : end], tokens[start.text : end])
        for start, (_, end) in zip(starts, bounds, strict=True)
    )


def update_of(
    paragraph: Paragraph, phase: Phase | None, *, clock: datetime | None, zone: tzinfo | None
) -> IncidentUpdate:
    """What a paragraph says; `clock` is its time with the year. A word that names no phase stays in the text."""
    text = _without_dash(text_from(paragraph.content)) if phase else text_from(paragraph.whole)
    told = to_utc(clock, zone, paragraph.shown.zone) if clock and zone else None
    at = told if believable(told) else None
    word = "" if phase else paragraph.word
    return IncidentUpdate(at, phase or Phase.UPDATE, text, said="" if at else paragraph.shown.said, word=word)


def _end_of(tokens: Sequence[Token], opened: int) -> int:
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


def _without_dash(text: Text) -> Text:
    """The text without the dash that parts it from its state."""
    if not text.blocks:
        return text
    first, *rest = text.blocks
    opening = first.runs[0]
    shorter = _DASH.sub("", opening.text, count=1) if _DASH.match(opening.text) else opening.text
    runs = (replace(opening, text=shorter), *first.runs[1:]) if shorter else first.runs[1:]
    return Text((replace(first, runs=runs), *rest) if runs else tuple(rest))
