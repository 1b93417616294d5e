"""incident.io status pages, RSS and Atom: one entry is one incident, and shows only the newest of its updates.

    <b>Status: Resolved</b><br/><br/>It is over.<br/><br/>
    <b>Affected components</b> <ul><li>Login (Operational)</li></ul>

The id is the ULID at the end of the link, which has two slashes before `incidents`. The word of the state is in the
language of the page, and perhaps the labels are too, so the head is known by its place and not by its label. What
stands in parentheses behind a component is the state of the component now, and says nothing of how bad it was.

The time in the id is that of the first update, to a thousandth of a second (in seven of seven incidents that other
readers keep in full), so an entry that has it for its own shows the first update, and not only the newest.

Seen in Atom captures; RSS and the words of a maintenance are known from other readers of these feeds. In RSS the date
is taken for that of the newest update, as in Atom: the one known sample leaves open whether it is the start. One
reader saw an entry for every change of state; entries with one id are read as one incident.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

from adapters.dialects.components import unique, without_state
from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.gathering import gathered
from adapters.dialects.identity import incident_code
from adapters.dialects.lines import with_lines
from adapters.dialects.words import phase_named, unnamed
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading
from adapters.text import Token, characters_of, markup, text_from

NAME = "incidentio"
GENERATOR = "incident.io"
COMPONENTS_LABEL = "Affected components"
AT_ONCE = timedelta(seconds=1)  # within which an incident and its first update are written down

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: https://github.com/ulid/spec
_TIME_DIGITS = 10
_ULID = re.compile(rf"[0-7][{_DIGITS}]{{25}}")
_LINK = re.compile(rf"https?://[^/]+/+(?:[^?#]*/)?{_ULID.pattern}/?")
_HEAD = re.compile(r"\s*<b>[^<:]{1,30}:[^<]{1,40}</b>\s*<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a body: the word of the state, the tokens of the text, the components."""

    word: str
    text: Sequence[Token]
    components: tuple[str, ...]


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the feed names incident.io; nearly so where every entry has its ids and its head."""
    if feed.generator.casefold() == GENERATOR:
        return Claim(0.97, "the feed says that incident.io made it")
    share = share_of(feed, lambda entry: _LINK.fullmatch(entry.link or "") and _HEAD.match(entry.body))
    return Claim(0.95 * share, f"ids and states of incident.io in {share:.0%} of the entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`, those with one id as one."""
    reading = read_each(feed, partial(_incident, provider))
    return Reading(gathered(reading.incidents), reading.skipped)


def opened_at(identity: str) -> datetime | None:
    """When an incident was written down, as its id tells, UTC; None where the id is no ULID, or of no time."""
    if not _ULID.fullmatch(identity):
        return None
    thousandths = 0
    for digit in identity[:_TIME_DIGITS]:
        thousandths = thousandths * len(_DIGITS) + _DIGITS.index(digit)
    try:
        return datetime.fromtimestamp(thousandths / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _incident(provider: str, entry: Entry) -> Incident:
    body = _body(markup(entry.body))
    phase = phase_named(body.word) or Phase.UPDATE
    identity = incident_code(entry)
    text = text_from(with_lines(body.text))
    update = update_at(entry.updated or entry.published, phase, text, word=unnamed(body.word))
    age = _age(update, opened_at(identity))
    return Incident(
        provider=provider,
        id=identity,
        title=entry.title,
        url=_single_slashed(entry.link),
        kind=Kind.MAINTENANCE if phase.is_planned else Kind.INCIDENT,
        components=body.components,
        updates=(update,),
        revised_at=utc(entry.updated),
        partial=age is None or abs(age) > AT_ONCE,
        lacks_earlier=age is not None and age > AT_ONCE,
    )


def _age(update: IncidentUpdate, opened: datetime | None) -> timedelta | None:
    """How long after the incident was opened an update was made; less than nothing where both were entered later."""
    return update.at - opened if update.at and opened else None


def _single_slashed(link: str | None) -> str | None:
    """The address as a person would paste it: the page's own ends with a slash, and another follows in the feed."""
    scheme, parted, rest = (link or "").partition("://")
    return f"{scheme}://{re.sub('/{2,}', '/', rest)}" if parted else link


def _body(tokens: Sequence[Token]) -> Body:
    """A body in its parts. Only its very first line is the head, and only its very end the components."""
    start, word = _head(tokens)
    end, components = _affected(tokens, start)
    return Body(word, tokens[start:end], components)


def _head(tokens: Sequence[Token]) -> tuple[int, str]:
    """Where the text begins, and the word behind the colon of the first line; a body may have no such line.

    A word that is no phase we know stays in the text.
    """
    opened = next((at for at, token in enumerate(tokens) if not token.is_blank), None)
    if opened is None or not tokens[opened].opens("b", "strong"):
        return 0, ""
    closed = next((at for at in range(opened, len(tokens)) if tokens[at].closes(tokens[opened].value)), opened)
    _, colon, word = characters_of(tokens[opened:closed]).partition(":")
    if not colon:
        return 0, ""
    return closed + 1 if phase_named(word) else 0, word


def _affected(tokens: Sequence[Token], start: int) -> tuple[int, tuple[str, ...]]:
    """Where the text ends, and the names of the list that stands behind it under a line in bold."""
    lists = [at for at in range(start, len(tokens)) if tokens[at].opens("ul")]
    if not lists or not _ends_at(tokens, lists[-1]):
        return len(tokens), ()
    label = _bold_before(tokens, start, lists[-1])
    items = _items(tokens[lists[-1] :])
    names = [without_state(item) for item in items]
    if label is None:
        return len(tokens), ()
    if characters_of(tokens[label : lists[-1]]) == COMPONENTS_LABEL:
        return label, unique([name or item for name, item in zip(names, items, strict=True)])
    if all(names):
        return label, unique([name for name in names if name])
    return len(tokens), ()


def _ends_at(tokens: Sequence[Token], opened: int) -> bool:
    """Whether the list that opens there is the last that the body says."""
    closed = next((at for at in range(opened, len(tokens)) if tokens[at].closes("ul")), len(tokens))
    return not characters_of(tokens[closed:])


def _bold_before(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where the line in bold begins that is all that stands right before `end`."""
    opened = [at for at in range(start, end) if tokens[at].opens("b", "strong")]
    if not opened:
        return None
    closed = next((at for at in range(opened[-1], end) if tokens[at].closes(tokens[opened[-1]].value)), end)
    return None if characters_of(tokens[closed:end]) else opened[-1]


def _items(tokens: Sequence[Token]) -> list[str]:
    places = [at for at, token in enumerate(tokens) if token.opens("li")]
    return [characters_of(tokens[at:end]) for at, end in pairwise([*places, len(tokens)])]


INCIDENTIO = Dialect(NAME, claim, read)
