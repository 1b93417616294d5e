"""IBM Cloud's RSS: incidents and maintenance among announcements, releases and security notes, which are left out.

    <title>RESOLVED: Logins fail</title>
    It is over.  ID: INC123  Type: incident  Regions: us-south, eu-de  Resources: iam, is.instance
    Outage Start: Tue Jun 09 2020 21:55:00 GMT+0000  Outage End: ...  Update Time: ...

Labelled values stand at the end of the text, from the last type on, and the id before it; the same words further up are
prose. An outage that has an end is over; nothing else but a title that begins with a state tells one. Known from the
code of other readers and IBM's documentation, not from a capture: which markup parts the values is not known, so they
are known by their labels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from adapters.dialects.components import names_in
from adapters.dialects.dated import update_at, utc, window_of
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Reading, Run, Text
from adapters.text import text_of
from adapters.times import read_stamp

NAME = "ibmcloud"

_LABEL = re.compile(r"(?<!\S)(?P<name>ID|Type|Regions|Resources|Outage Start|Outage End|Update Time): ?")
_FIRST_LABELS = re.compile(r"(?<!\S)(?:ID: ?\S+\s+)?Type: ?\S+(?!\S)")
_SIGNS = ("Type:", "Regions:", "Resources:")
_KINDS = {"incident": Kind.INCIDENT, "maintenance": Kind.MAINTENANCE}
_TITLE = re.compile(r"(?P<word>[A-Za-z ]{3,30}): (?P<rest>.+)")
_STAMP = re.compile(
    r"(?:[A-Z][a-z]{2} )?(?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<clock>[\d:]{8} \S+).*"
)


def claim(feed: ParsedFeed) -> Claim:
    """Sure by the labels at the end of the texts."""
    share = share_of(feed, lambda entry: all(sign in entry.body for sign in _SIGNS))
    return Claim(0.9 * share, f"labels of IBM Cloud in {share:.0%} of the items")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every incident and every maintenance as an incident of `provider`; what is announced besides is left out."""
    told = tuple(entry for entry in feed.entries if _is_told(_parted(text_of(entry.body))[1]))
    return read_each(replace(feed, entries=told), partial(_incident, provider))


def _is_told(values: Mapping[str, str]) -> bool:
    """Whether it is no announcement or the like; of what has lost its type, that is to be said."""
    return "Type" not in values or _kind(values) is not None


def _parted(text: Text) -> tuple[Text, dict[str, str]]:
    """What is said before the labelled values, and these, each up to the next label; none without a type."""
    plain = text.plain
    starts = [labels.start() for labels in _FIRST_LABELS.finditer(plain)]
    if not starts:
        return text, {}
    found = list(_LABEL.finditer(plain, starts[-1]))
    ends = [*(label.start() for label in found[1:]), len(plain)]
    values = {label["name"]: plain[label.end() : end].strip() for label, end in zip(found, ends, strict=True)}
    return _beginning(text, starts[-1]), values


def _kind(values: Mapping[str, str]) -> Kind | None:
    return _KINDS.get(values.get("Type", "").casefold())


def _incident(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where it has no type, or no id to know it by."""
    said, values = _parted(text_of(entry.body))
    kind = _kind(values)
    if kind is None:
        raise EntryError("It has no type, so nothing tells whether it is an incident or something else.")
    found = _TITLE.fullmatch(entry.title)
    phase = phase_named(found["word"]) if found else None
    title = found["rest"] if found and phase else entry.title
    identity = values.get("ID") or entry.id
    if not identity:
        raise EntryError("It has no id, so nothing tells which incident it is.")
    start, end = _at(values.get("Outage Start", "")), _at(values.get("Outage End", ""))
    spoken = _at(values.get("Update Time", "")) or entry.updated or entry.published
    update = update_at(spoken, phase or Phase.UPDATE, said)
    standing = Phase.RESOLVED if end and kind is Kind.INCIDENT else None
    return Incident(
        provider=provider,
        id=identity,
        title=title,
        url=entry.link,
        kind=kind,
        components=(*names_in(values.get("Resources", "")), *names_in(values.get("Regions", ""))),
        updates=standing_at((update,), standing) if standing else (update,),
        window=window_of(start, end) if kind is Kind.MAINTENANCE else None,
        stated_start=start if kind is Kind.INCIDENT else None,
        stated_end=end if kind is Kind.INCIDENT else None,
        partial=True,
    )


def _beginning(text: Text, length: int) -> Text:
    """The first so many characters of a text, without the space at their end."""
    blocks, left = [], length
    for block in text.blocks:
        runs = tuple(_first_of(block.runs, left))
        left -= len(block.plain) + 1
        if runs:
            blocks.append(replace(block, runs=runs))
    return Text(tuple(blocks))


def _first_of(runs: Sequence[Run], length: int) -> Iterator[Run]:
    left = length
    for run in runs:
        is_cut = len(run.text) >= left
        written = run.text[:left].rstrip() if is_cut else run.text
        if left > 0 and written:
            yield replace(run, text=written)
        left -= len(run.text)


def _at(written: str) -> datetime | None:
    """A time as JavaScript writes it, or in one of the forms of feeds; UTC."""
    found = _STAMP.fullmatch(written)
    stamp = f"{found['day']} {found['month']} {found['year']} {found['clock']}" if found else written
    return utc(read_stamp(stamp))


IBMCLOUD = Dialect(NAME, claim, read)
