"""Checkly's status pages (Mistral): RSS, one item is one update, and all updates of an incident share its guid.

    <guid isPermaLink="true">https://status.acme.example/incident/4c854daa</guid>
    <description>Status: Resolved<br/>It is over<br/><br/>Affected services<ul><li>Audio API</li></ul></description>

Not certain: that it is Checkly which writes so, and what it writes of a maintenance.
"""

import re
from collections.abc import Sequence
from functools import partial

from adapters.dialects.dialect import Claim, Dialect, read_groups, share_of, time_of
from adapters.dialects.identity import incident_code
from adapters.dialects.words import phase_named, unnamed
from adapters.document import distinct
from adapters.errors import EntryError
from adapters.model import BlockKind, Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading, Text
from adapters.text import line_of, text_of

NAME = "checkly"

_BODY = re.compile(r"\s*Status: (?P<word>[^<\n]{1,60})<br\s*/?>(?P<rest>.*)", re.DOTALL)
_AFFECTED = re.compile(r"Affected services\s*(?=<ul>)")


def claim(feed: ParsedFeed) -> Claim:
    """Sure by bodies that begin with their status in plain letters."""
    share = share_of(feed, lambda entry: _BODY.match(entry.body) and entry.id)
    return Claim(0.9 * share, "bodies that begin with Status: and a word, as Checkly writes them")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The items of one guid as one incident of `provider`."""
    return read_groups(feed, _identity, partial(_incident, provider))


def _identity(entry: Entry) -> str:
    if not _BODY.match(entry.body):
        raise EntryError("It does not begin with its status, as Checkly's do.")
    return incident_code(entry)


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    updates = tuple(_update(entry) for entry in entries)
    newest = entries[-1]
    return Incident(
        provider=provider,
        id=identity,
        title=newest.title,
        url=newest.link,
        kind=Kind.MAINTENANCE if any(update.phase.is_planned for update in updates) else Kind.INCIDENT,
        components=_components(newest),
        updates=updates,
        partial=True,
    )


def _update(entry: Entry) -> IncidentUpdate:
    word, said, _ = _parts(entry)
    phase = phase_named(word)
    text = text_of(said)
    if phase is None:
        text = Text((*Text.of(word).blocks, *text.blocks))
    return IncidentUpdate(at=time_of(entry), phase=phase or Phase.UPDATE, text=text, word=unnamed(word))


def _components(entry: Entry) -> tuple[str, ...]:
    _, _, listed = _parts(entry)
    return distinct(block.plain for block in text_of(listed).blocks if block.kind is BlockKind.ITEM)


def _parts(entry: Entry) -> tuple[str, str, str]:
    """The status, the text and the list of services."""
    body = _BODY.match(entry.body)
    if body is None:
        return "", entry.body, ""
    said, *listed = _AFFECTED.split(body["rest"], maxsplit=1)
    return line_of(body["word"]), said, "".join(listed)


CHECKLY = Dialect(NAME, claim, read)
