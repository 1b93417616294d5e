"""Atlassian Statuspage, RSS and Atom: one entry is one incident, its body holds every update, newest first.

The feeds differ in their frame and not in what they say. An update is a paragraph whose line of small print is its
time, followed by a line that begins with its state in bold:

    <p><small>Nov <var data-var='date'> 5</var>, <var data-var='time'>03:25</var> UTC</small><br>
       <strong>Resolved</strong> - It is over.</p>

Feeds of 2014 have no `<var>`, those since 2026 have blanks between the tags. A planned maintenance begins with a
banner until it starts, and may carry `<maintenanceEndDate>` in RSS. Neither impact nor components are in the feed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from html import unescape

from adapters.dialects.dialect import Claim, Dialect, read_each
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading, Text, Window
from adapters.text import Token, characters_of, markup, text_from
from adapters.times import (
    SAME_CLOCK,
    SLACK,
    Shown,
    believable,
    dated_after,
    dated_before,
    read_shown,
    read_stamp,
    to_utc,
    zone_of,
)

NAME = "statuspage"
BACK_DATED = timedelta(days=1)  # how far below a newer update an older one may be dated later: authors choose the time
ELEMENT_TOKENS = 16  # a time with its two <var> takes eleven, a state three

_ATOM_ID = re.compile(r"tag:[^,\s]+,2005:Incident/\d+")
_ATOM_FEED_ID = re.compile(r"tag:[^,\s]+,2005:/history")
_PARAGRAPH = re.compile(
    r"<small>\s*[A-Z][a-z]{2,8}\s+(?P<day><var data-var=.date.>\s*\d{1,2}\s*</var>|\d{1,2}),"
    r"\s+(?:<var data-var=.time.>)?\d{1,2}:\d{2}(?:</var>)?\s+[A-Za-z0-9:+\-]+\s*</small>\s*<br\s*/?>\s*<strong>"
)
_BANNER = re.compile(
    r"SCHEDULED EVENT\s+(?P<start>\S+\s+\d{1,2},\s+\d{1,2}:\d{2})(?:\s+(?P<first_zone>[^\s\-]\S*))?\s*-\s*"
    r"(?:(?P<end_day>[A-Z]\S*\s+\d{1,2}),\s+)?(?P<end_time>\d{1,2}:\d{2})\s+(?P<zone>\S+)"
)
_CODE = re.compile(r"https?://[^/?#]*/(?:[^?#]*/)?(?P<code>[^/?#]+)/*(?:[?#].*)?")
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One update as the body has it: the time as shown, the state word, and the markup with and without that word."""

    shown: Shown
    word: str
    whole: Sequence[Token]
    content: Sequence[Token]


def claim(feed: ParsedFeed) -> Claim:
    """Sure where entries have Statuspage's ids or update paragraphs; half sure of an empty feed with its names."""
    if not feed.entries:
        return _claim_of_empty(feed)
    written = sum(1 for entry in feed.entries if _PARAGRAPH.search(entry.body))
    numbered = sum(1 for entry in feed.entries if _ATOM_ID.fullmatch(entry.id or ""))
    share = written / len(feed.entries)
    if written and numbered == len(feed.entries):
        return Claim(0.7 + 0.29 * share, f"ids of Statuspage, and its update paragraphs in {written} entries")
    return Claim(0.95 * share, f"update paragraphs of Statuspage in {written} of {len(feed.entries)} entries")


def _claim_of_empty(feed: ParsedFeed) -> Claim:
    if _ATOM_FEED_ID.fullmatch(feed.id):
        return Claim(0.7, "no entries, but a feed id of Statuspage")
    if feed.subtitle == "Statuspage" and feed.title.endswith("Incident History"):
        return Claim(0.4, "no entries, but the names that Statuspage gives a feed")
    return Claim(0, "no entries")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(read_entry, provider))


def read_entry(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where no update can be read in it, or nothing identifies it."""
    tokens = markup(entry.body)
    starts = tuple(_starts(tokens))
    if not starts:
        raise EntryError("No update of the form that Statuspage writes is in it.")
    paragraphs = _paragraphs(tokens, starts)
    banner = _BANNER.search(unescape(characters_of(tokens[: starts[0].at])))
    planned_end = read_stamp(dict(entry.extras).get("maintenanceenddate"))
    clocks = _clocks(paragraphs, _own_date(entry))
    span = _span(banner, _own_date(entry)) if banner else None
    zone = _zone(paragraphs, clocks, entry, span)
    newest_first = [_update(p, clock, zone) for p, clock in zip(paragraphs, clocks, strict=True)]
    updates = tuple(
        reversed(newest_first)
    )  # the page's order, not the clock's: authors choose the times that they show
    is_planned = banner or planned_end or any(update.phase.is_planned for update in updates)
    incident = Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        updates=updates,
    )
    window = _told_window(span, zone) if span and zone else _dated_window(incident, entry, planned_end)
    return replace(incident, window=window, revised_at=_revised_at(incident, entry, window))


def incident_code(entry: Entry) -> str:
    """The code at the end of the link: the only identity that RSS, Atom and JSON share."""
    for address in (entry.link, entry.id):
        found = _CODE.fullmatch(address or "")
        if found:
            return found["code"]
    if entry.id:
        return entry.id
    raise EntryError("It has neither a link nor an id, so nothing tells which incident it is.")


@dataclass(frozen=True, slots=True)
class Start:
    """Where an update begins among the tokens: its small print at `at`, its state word, its text from `text` on."""

    at: int
    shown: Shown
    state: int
    word: str
    text: int


def _starts(tokens: Sequence[Token]) -> Iterator[Start]:
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


def _paragraphs(tokens: Sequence[Token], starts: Sequence[Start]) -> tuple[Paragraph, ...]:
    ends = [*(start.at for start in starts[1:]), len(tokens)]
    return tuple(
        Paragraph(start.shown, start.word, tokens[start.state : end], tokens[start.text : end])
        for start, end in zip(starts, ends, strict=True)
    )


def _own_date(entry: Entry) -> datetime | None:
    """The clock time of the entry's date, without its zone: that of its newest update, or the start of a window."""
    stamp = entry.published or entry.updated
    return stamp.replace(tzinfo=None) if stamp else None


def _clocks(paragraphs: Sequence[Paragraph], own_date: datetime | None) -> list[datetime | None]:
    """The clock time of every paragraph with its year: backwards from the entry's own date, newest first.

    Post-mortems stand above the end and do not move the entry's date, so their years are counted forwards.
    """
    late = 0
    while late < len(paragraphs) - 1 and phase_named(paragraphs[late].word) is Phase.POSTMORTEM:
        late += 1
    clocks: list[datetime | None] = []
    limit = own_date + SLACK if own_date else None
    for paragraph in paragraphs[late:]:
        clock = dated_before(paragraph.shown, limit) if limit else None
        clocks.append(clock)
        limit = clock + BACK_DATED if clock else limit
    for paragraph in reversed(paragraphs[:late]):
        older = clocks[0]
        clocks.insert(0, dated_after(paragraph.shown, older - BACK_DATED) if older else None)
    return clocks


def _zone(
    paragraphs: Sequence[Paragraph],
    clocks: Sequence[datetime | None],
    entry: Entry,
    span: tuple[datetime, datetime] | None,
) -> tzinfo | None:
    """The zone of the page: what the newest update, or the start of the window, and the entry's dates agree on."""
    stamps = [stamp for stamp in (entry.published, entry.updated) if stamp]
    dated = [(p, clock) for p, clock in zip(paragraphs, clocks, strict=True) if clock]
    news = [(p, clock) for p, clock in dated if phase_named(p.word) is not Phase.POSTMORTEM]
    paragraph, newest = next(iter([*news, *dated]), (None, None))
    if paragraph is None or newest is None:
        return None
    name = paragraph.shown.zone
    for clock in (newest, span[0] if span else newest):
        if any(abs(stamp.replace(tzinfo=None) - clock) <= SAME_CLOCK for stamp in stamps):
            return zone_of(name, clock, stamps)
    return zone_of(name, newest, stamps)


def _update(paragraph: Paragraph, clock: datetime | None, zone: tzinfo | None) -> IncidentUpdate:
    phase = phase_named(paragraph.word)
    text = _without_dash(text_from(paragraph.content)) if phase else text_from(paragraph.whole)
    at = to_utc(clock, zone, paragraph.shown.zone) if clock and zone else None
    if not believable(at):
        return IncidentUpdate(at=None, phase=phase or Phase.UPDATE, text=text, said=paragraph.shown.said)
    return IncidentUpdate(at=at, phase=phase or Phase.UPDATE, text=text)


def _without_dash(text: Text) -> Text:
    """The text without the dash that parts it from its state."""
    if not text.blocks:
        return text
    first, *rest = text.blocks
    opening = first.runs[0]
    shorter = _DASH.sub("", opening.text, count=1) if _DASH.match(opening.text) else opening.text
    runs = (replace(opening, text=shorter), *first.runs[1:]) if shorter else first.runs[1:]
    return Text((replace(first, runs=runs), *rest) if runs else tuple(rest))


def _span(banner: re.Match[str], own_date: datetime | None) -> tuple[datetime, datetime] | None:
    """The clock times of the window that a banner tells; the entry's own date is where it starts."""
    first = read_shown(f"{banner['start']} {banner['zone']}")
    start = dated_after(first, own_date - SLACK) if first and own_date else None
    if start is None:
        return None
    day = banner["end_day"] or f"{start:%b} {start.day}"
    last = read_shown(f"{day}, {banner['end_time']} {banner['zone']}")
    end = dated_after(last, start) if last and banner["end_day"] else None
    if last and not banner["end_day"]:
        end = start.replace(hour=last.hour, minute=last.minute)
        end += timedelta(days=end <= start)
    return (start, end) if end else None


def _told_window(span: tuple[datetime, datetime], zone: tzinfo) -> Window:
    start, end = span
    return Window(to_utc(start, zone), to_utc(end, zone))


def _dated_window(incident: Incident, entry: Entry, planned_end: datetime | None) -> Window | None:
    """The window where no banner tells it: of a scheduled maintenance the entry's own date is the start.

    Once it is under way that date is its newest update's; then it started when it was said to be in progress.
    """
    start = _planned_start(incident, entry, planned_end)
    if incident.kind is not Kind.MAINTENANCE or start is None:
        return None
    end = planned_end.astimezone(UTC) if planned_end else None
    if incident.phase is not Phase.SCHEDULED and (end is None or end <= start):
        return None
    return Window(start, end if end and end > start else None)


def _planned_start(incident: Incident, entry: Entry, planned_end: datetime | None) -> datetime | None:
    if incident.phase is not Phase.SCHEDULED:
        return next((update.at for update in incident.updates if update.phase is Phase.IN_PROGRESS), None)
    spoken = incident.last_word
    if entry.published is None or spoken is None:
        return None
    is_ahead = entry.published > spoken + SAME_CLOCK
    return entry.published.astimezone(UTC) if is_ahead or planned_end else None


def _revised_at(incident: Incident, entry: Entry, window: Window | None) -> datetime | None:
    """When the entry was last touched: Atom says so; the date in RSS is that of the newest update, or of a window."""
    if entry.updated:
        return entry.updated.astimezone(UTC)
    if entry.published is None or (window and incident.phase is Phase.SCHEDULED):
        return None
    return entry.published.astimezone(UTC)


STATUSPAGE = Dialect(NAME, claim, read)
