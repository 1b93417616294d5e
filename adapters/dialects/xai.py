"""xAI's own RSS: one item is one incident, with a head that tells where it stands, and its updates below a rule.

    <h3>Status: ACTIVE</h3><p>Severity: outage</p><hr />
    <div><p><strong>Thu, 03 Sep 2026 13:30:00 GMT</strong></p><h3>Investigating outage</h3></div>

Categories repeat the severity and the status. Not certain: the order of the updates (another reader of this feed
turns them round, so they stand newest first; their dates decide), and the words for a maintenance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adapters.dialects.dialect import Claim, Dialect, by_time, read_each, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Impact, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import Token, characters_of, markup, text_from
from adapters.times import believable, read_stamp

NAME = "xai"

_BODY = re.compile(r"\s*<h3>\s*Status:\s*(?P<word>[^<]{1,40})</h3>", re.IGNORECASE)
_ENDED = re.compile(r"Resolved:\s*(?P<date>\S.{0,40}\S)", re.IGNORECASE)
_TITLE = re.compile(r"\[(?P<component>[^\[\]]+)\]\s*(?P<rest>.+)")
_STATES = {"active": Phase.INVESTIGATING, "resolved": Phase.RESOLVED}
_IMPACTS = {"degraded": Impact.MINOR, "outage": Impact.MAJOR}


def claim(feed: ParsedFeed) -> Claim:
    """Sure by the heads of the bodies."""
    share = share_of(feed, lambda entry: _BODY.match(entry.body))
    return Claim(0.95 * share, "bodies that begin with a heading Status: as xAI writes them")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider`."""
    return read_each(feed, lambda entry: _incident(provider, entry))


def _incident(provider: str, entry: Entry) -> Incident:
    head = _BODY.match(entry.body)
    if head is None:
        raise EntryError("It does not begin with its status, as xAI's do.")
    tokens = markup(entry.body)
    title = _TITLE.fullmatch(entry.title)
    word = head["word"].strip()
    standing = _STATES.get(word.casefold()) or phase_named(word)
    updates = tuple(_updates(tokens, entry))
    if standing is None:
        updates = (*updates[:-1], replace(updates[-1], word=word))
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=title["rest"] if title else entry.title,
        url=entry.link,
        impact=next((_IMPACTS[word] for word in entry.categories if word in _IMPACTS), Impact.UNKNOWN),
        components=(title["component"],) if title else (),
        updates=standing_at(updates, standing) if standing else updates,
        stated_end=_stated_end(tokens) if standing is Phase.RESOLVED else None,
    )


@dataclass(frozen=True, slots=True)
class _Dated:
    """Where an update begins among the tokens: after its date."""

    start: int
    at: datetime
    text: int


def _updates(tokens: Sequence[Token], entry: Entry) -> Iterator[IncidentUpdate]:
    """The updates below the rule, oldest first; where there is none, the item itself."""
    rule = next((at for at, token in enumerate(tokens) if token.opens("hr")), len(tokens))
    dated = list(_dates(tokens, rule))
    ends = [*(each.start for each in dated[1:]), len(tokens)]
    told = [_update(each.at, tokens[each.text : end]) for each, end in zip(dated, ends, strict=False)]
    if not told:
        stamp = entry.published or entry.updated
        yield IncidentUpdate(stamp.astimezone(UTC) if stamp and believable(stamp) else None, Phase.UPDATE)
    yield from by_time(told)


def _dates(tokens: Sequence[Token], start: int) -> Iterator[_Dated]:
    for at in range(start, len(tokens)):
        if not tokens[at].opens("strong", "b"):
            continue
        end = next((place for place in range(at, min(at + 4, len(tokens))) if tokens[place].closes("strong", "b")), at)
        stamp = read_stamp(characters_of(tokens[at:end]))
        if stamp and believable(stamp):
            yield _Dated(at, stamp.astimezone(UTC), end)


def _update(at: datetime, tokens: Sequence[Token]) -> IncidentUpdate:
    """An update; its heading names the phase where it is, or begins with, one of the words for phases."""
    opened = next((place for place, token in enumerate(tokens) if token.opens("h3")), None)
    closed = next((place for place, token in enumerate(tokens) if token.closes("h3")), 0)
    heading = characters_of(tokens[opened:closed]) if opened is not None else ""
    phase = phase_named(heading) or phase_named(heading.partition(" ")[0])
    return IncidentUpdate(at, phase or Phase.UPDATE, text_from(tokens))


def _stated_end(tokens: Sequence[Token]) -> datetime | None:
    lines = (_ENDED.fullmatch(block.plain.strip()) for block in text_from(tokens).blocks)
    stamp = next((read_stamp(line["date"]) for line in lines if line), None)
    return stamp.astimezone(UTC) if stamp and believable(stamp) else None


XAI = Dialect(NAME, claim, read)
