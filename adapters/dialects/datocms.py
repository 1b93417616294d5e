"""DatoCMS's own page, RSS and Atom: one entry is one incident, its body holds every update, newest first and undated.

    <p><strong>Resolved</strong> — <p>It is over.</p>
    </p><p><strong>Investigating</strong> — <p>We look into it.</p>
    </p>

The entry is dated by its newest update; no other update tells when it was said. The last one of a maintenance is its
announcement: while it stands alone, that date is the planned start. Known from captures of RSS, and for Atom from the
source of the page (https://github.com/datocms/status-website).
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.stamped import end_of, without_dash
from adapters.dialects.words import phase_named, unnamed
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading, Window
from adapters.text import Token, characters_of, markup, text_from

NAME = "datocms"

_OPENING = re.compile(r"\s*<p><strong>[^<]{2,30}</strong> \u2014 ")
_LINK = re.compile(r"https?://[^/]+/incidents/(?P<day>\d{4}-\d\d-\d\d)-[\w\-]+/?")


def claim(feed: ParsedFeed) -> Claim:
    """Sure where bodies open with a state and a dash, under links that begin with a day."""
    share = share_of(feed, lambda entry: _OPENING.match(entry.body) and _LINK.fullmatch(entry.link or ""))
    return Claim(0.95 * share, f"links and undated updates of DatoCMS in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where no update can be read in it."""
    newest, *older = _newest_first(markup(entry.body))
    date = entry.updated or entry.published
    is_announced = newest.phase is Phase.SCHEDULED and not older
    dated = update_at(None if is_announced else date, newest.phase, newest.text, word=newest.word)
    updates = (*reversed(older), dated)
    start = utc(date)
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if any(update.phase.is_planned for update in updates) else Kind.INCIDENT,
        updates=updates,
        window=Window(start) if start and is_announced else None,
        revised_at=None if is_announced else start,
    )


def _newest_first(tokens: Sequence[Token]) -> list[IncidentUpdate]:
    starts = list(_starts(tokens))
    if not starts:
        raise EntryError("No update of the form that DatoCMS writes is in it.")
    bounds = pairwise([*(at for at, _ in starts), len(tokens)])
    return [_update(tokens[at:end], text - at) for (at, text), (_, end) in zip(starts, bounds, strict=True)]


def _starts(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where an update begins with its state in bold, and where its text does.

    Behind the dash of a state its text begins a paragraph of its own, which ends that of the state. Where it does not,
    as in bold prose, only the first and those with a known word are updates.
    """
    is_first = True
    for at, token in enumerate(tokens):
        if not token.opens("strong") or at == 0 or not tokens[at - 1].opens("p"):
            continue
        end = end_of(tokens, at)
        behind = characters_of(tokens[end : end + 1]) if end else ""
        is_alone = behind == "\u2014" and any(token.closes("p") for token in tokens[end + 1 : end + 2])
        is_known = is_first or phase_named(characters_of(tokens[at:end])) is not None
        if is_alone or (behind.startswith("\u2014") and is_known):
            is_first = False
            yield at, end


def _update(tokens: Sequence[Token], text: int) -> IncidentUpdate:
    word = characters_of(tokens[:text])
    phase = phase_named(word)
    said = without_dash(text_from(tokens[text:])) if phase else text_from(tokens)
    return IncidentUpdate(None, phase or Phase.UPDATE, said, word=unnamed(word))


DATOCMS = Dialect(NAME, claim, read)
