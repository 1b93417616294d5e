"""PayPal's own page, RSS and Atom: one entry is one incident, its body holds every update, newest first.

    <title>Completed: Work on the sandbox</title>
    <strong>Completed: </strong> <p>It is done.</p><br /><small>Nov 4, 18:30 UTC</small><br /><br />
    <strong>Initial Notification: </strong> <p>We will work on it.</p><br /><small>Nov 3, 00:09 UTC</small><br />

A time stands below the words that it dates, without a year, and the title begins with the newest of the states.
"Initial Notification" opens an incident and a maintenance alike, so that it is no phase. Known from the test of another
reader, of 2020, and the notes of a second, of 2026; not from a capture.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.stamped import Paragraph, clocks_of, end_of, update_of
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading
from adapters.text import Token, characters_of, markup, text_of
from adapters.times import read_shown, zone_of

NAME = "paypal"

_TITLE = re.compile(r"(?P<word>[A-Z][A-Za-z ]{3,30}): (?P<rest>.+)")
_UPDATE = re.compile(r"\s*(?:<br\s*/?>\s*|<p>\s*){0,9}<strong>\s*(?P<word>[A-Z][A-Za-z ]{3,30}):\s*</strong>")
_OWN_WORDS = {
    "initial notification": Phase.UPDATE,
    "postponed": Phase.UPDATE,
    "rescheduled": Phase.SCHEDULED,
}
_OF_MAINTENANCE = frozenset({"postponed", "rescheduled"})


def claim(feed: ParsedFeed) -> Claim:
    """Sure by titles and bodies that begin with one state."""
    share = share_of(feed, lambda entry: _word_of(entry.title) and _begins_with_state(entry.body))
    return Claim(0.9 * share, f"titles and bodies that begin with a state, as PayPal writes them, in {share:.0%}")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _begins_with_state(body: str) -> bool:
    found = _UPDATE.match(body)
    return found is not None and _phase(found["word"]) is not None


def _phase(word: str) -> Phase | None:
    return _OWN_WORDS.get(word.casefold()) or phase_named(word)


def _word_of(title: str) -> str:
    """The state that a title begins with, or nothing: other words before a colon are part of the title."""
    found = _TITLE.fullmatch(title)
    return found["word"] if found and _phase(found["word"]) else ""


def _incident(provider: str, entry: Entry) -> Incident:
    newest_first = list(_paragraphs(markup(entry.body)))
    word = _word_of(entry.title)
    updates = tuple(reversed(_dated(newest_first, entry))) or (_alone(entry, word),)
    words = {word.casefold(), *(paragraph.word.casefold() for paragraph in newest_first)}
    is_planned = words & _OF_MAINTENANCE or any(update.phase.is_planned for update in updates)
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title.removeprefix(f"{word}: ") if word else entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        updates=updates,
        revised_at=utc(entry.updated),
    )


def _alone(entry: Entry, word: str) -> IncidentUpdate:
    """A whole entry as one update, where no update of the known form is in it."""
    return update_at(entry.updated or entry.published, _phase(word) or Phase.UPDATE, text_of(entry.body))


def _paragraphs(tokens: Sequence[Token]) -> Iterator[Paragraph]:
    """What stands between two times: a state in bold with its colon, then the words."""
    state: int | None = None
    for at, token in enumerate(tokens):
        if state is None and token.opens("strong", "b"):
            state = at
        end = end_of(tokens, at) if token.opens("small") else 0
        shown = read_shown(characters_of(tokens[at:end])) if end else None
        if shown is None or state is None:
            continue
        text = end_of(tokens, state) or state
        word = characters_of(tokens[state:text]).removesuffix(":")
        yield Paragraph(shown, word, tokens[state:at], tokens[text:at])
        state = None


def _dated(newest_first: Sequence[Paragraph], entry: Entry) -> list[IncidentUpdate]:
    stamp = entry.updated or entry.published
    clocks = clocks_of(newest_first, stamp.replace(tzinfo=None) if stamp else None)
    return [_update(paragraph, clock) for paragraph, clock in zip(newest_first, clocks, strict=True)]


def _update(paragraph: Paragraph, clock: datetime | None) -> IncidentUpdate:
    zone = zone_of(paragraph.shown.zone, clock, ()) if clock else None
    return update_of(paragraph, _phase(paragraph.word), clock=clock, zone=zone)


PAYPAL = Dialect(NAME, claim, read)
