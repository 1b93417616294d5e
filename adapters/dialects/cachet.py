"""Cachet 3, RSS, in the two forms that it writes.

The feed for readers has one item for each incident, whose title begins with the label of its state:

    [Fixed] Logins fail
    Fri, 06 Mar 2026 09:00:00 +0000: <p>We look into it.</p>
    [Fixed] Fri, 06 Mar 2026 10:00:00 +0000: <p>It is over.</p>

The updates stand oldest first; the first message has no label, so its state is known only while it stands alone. The
id is a hash of all versions and new at every update: the link is the key. An update is dated by when it was last
edited. Labels are in the language of the page.

The feed for Slack has one item for each update, newest first. Its title says nothing; the body names the incident, the
label and the components. The link tells the incident, and behind the `#` the update.

Known from the platform's source alone. Maintenance is in neither feed. Older versions (2.x, and 3 before its feed had
updates) show only the first message and no state; they are left to the generic dialect.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from adapters.dialects.components import names_in
from adapters.dialects.dated import update_at, utc
from adapters.dialects.dialect import Claim, Dialect, read_each, read_groups, share_of
from adapters.dialects.identity import incident_code
from adapters.dialects.title import parted
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading, Text
from adapters.text import text_of
from adapters.times import read_stamp

NAME = "cachet"
GENERATOR = "Cachet"  # named in the feed for Slack alone

# "Reported" is the label where a state was never chosen; English, German, French, Spanish and Portuguese
_REPORTED = frozenset({"reported", "gemeldet", "signalé", "reportado"})
_VERSION = re.compile(r"[0-9a-f]{40}")
_STAMP = r"(?P<stamp>[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}): "
_FIRST = re.compile(rf"\s*{_STAMP}")
_MESSAGE = re.compile(rf"^[ \t]*(?:\[(?P<label>[^\[\]\n]{{1,40}})\] )?{_STAMP}", re.MULTILINE)
_ANCHOR = re.compile(r"https?://[^#]+#(?P<update>update-\d+|reported)")
_STATUS = "Status: "
_COMPONENTS = "⚠️ Affected components: "


@dataclass(frozen=True, slots=True)
class Notice:
    """The body of an item of the feed for Slack, in its parts; `word` is a label that names no phase."""

    incident: str
    phase: Phase
    word: str
    message: Text
    components: tuple[str, ...]


def claim(feed: ParsedFeed) -> Claim:
    """Certain of the feed that names Cachet; nearly so where every item has its versions and its messages."""
    if feed.generator == GENERATOR:
        return Claim(0.97, "the feed says that Cachet made it")
    share = share_of(feed, lambda entry: _VERSION.fullmatch(entry.id or "") and _FIRST.match(entry.body))
    return Claim(0.96 * share, f"versions and messages of Cachet in {share:.0%} of the items")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every incident of the feed as one of `provider`."""
    if feed.generator == GENERATOR:
        return read_groups(feed, _identity, partial(_noticed, provider))
    return read_each(feed, partial(_incident, provider))


def _phase(label: str) -> Phase | None:
    return Phase.INVESTIGATING if label.casefold() in _REPORTED else phase_named(label)


def _incident(provider: str, entry: Entry) -> Incident:
    """One item of the feed for readers. Raises EntryError where no message can be read in it."""
    label, name = parted(entry.title)
    updates = _updates(entry, label)
    if not updates:
        raise EntryError("No message of the form that Cachet writes is in it.")
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=name,
        url=entry.link,
        updates=_with_end(updates, _phase(label)),
        revised_at=utc(entry.published),
    )


def _updates(entry: Entry, standing: str) -> tuple[IncidentUpdate, ...]:
    """The messages of an item; the label in its title, `standing`, is that of a message that stands alone."""
    begun = list(_MESSAGE.finditer(entry.body))
    bounds = pairwise([*(message.start() for message in begun), len(entry.body)])
    alone = standing if len(begun) == 1 else ""
    return tuple(
        _update(message["stamp"], message["label"] or alone, entry.body[message.end() : end])
        for message, (_, end) in zip(begun, bounds, strict=True)
    )


def _update(stamp: str, label: str, message: str) -> IncidentUpdate:
    """One message; a label that names no phase stays before it."""
    phase = _phase(label)
    said = message if phase or not label else f"[{label}] {message}"
    return update_at(read_stamp(stamp), phase or Phase.UPDATE, text_of(said.strip()), word="" if phase else label)


def _with_end(updates: tuple[IncidentUpdate, ...], standing: Phase | None) -> tuple[IncidentUpdate, ...]:
    """The updates, and an end that the title alone tells: somebody set it without a word."""
    if standing is None or not standing.is_final or updates[-1].phase.is_final:
        return updates
    return (*updates, update_at(None, standing, Text()))


def _identity(entry: Entry) -> str:
    if not _ANCHOR.fullmatch(entry.link or ""):
        raise EntryError("Its link names no update of an incident.")
    return incident_code(entry)


def _noticed(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    """The items of one incident in the feed for Slack, oldest first."""
    notices = [_notice(entry) for entry in entries]
    newest = notices[-1]
    return Incident(
        provider=provider,
        id=identity,
        title=newest.incident,
        url=(entries[-1].link or "").partition("#")[0] or None,
        components=newest.components,
        updates=tuple(
            update_at(
                entry.published,
                notice.phase,
                notice.message,
                own_id=(entry.link or "").rpartition("#")[2],
                word=notice.word,
            )
            for entry, notice in zip(entries, notices, strict=True)
        ),
        partial=True,
    )


def _notice(entry: Entry) -> Notice:
    """A body in its parts; a part that is not what Cachet puts there is left in the message."""
    blocks = list(text_of(entry.body).blocks)
    name = blocks.pop(0).plain if blocks else entry.title
    status = blocks[0].plain if blocks else ""
    label = status.removeprefix(_STATUS) if status.startswith(_STATUS) else ""
    phase = _phase(label)
    if phase:
        blocks.pop(0)
    affected = blocks.pop().plain if blocks and blocks[-1].plain.startswith(_COMPONENTS) else ""
    return Notice(
        name,
        phase or Phase.UPDATE,
        "" if phase else label,
        Text(tuple(blocks)),
        names_in(affected.removeprefix(_COMPONENTS)),
    )


CACHET = Dialect(NAME, claim, read)
