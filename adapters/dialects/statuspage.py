"""Atlassian Statuspage, RSS and Atom: one entry is one incident, its body holds every update, newest first.

The feeds differ in their frame and not in what they say. An update is a paragraph whose line of small print is its
time, followed by a line that begins with its state in bold:

    <p><small>Nov <var data-var='date'> 5</var>, <var data-var='time'>03:25</var> UTC</small><br>
       <strong>Resolved</strong> - It is over.</p>

Feeds of 2014 have no `<var>`, those since 2026 have blanks between the tags. A planned maintenance begins with a
banner until it starts, and may carry `<maintenanceEndDate>` in RSS. Neither impact nor components are in the feed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from html import unescape

from adapters.dialects.dated import window_of
from adapters.dialects.dialect import Claim, Dialect, read_each
from adapters.dialects.identity import incident_code
from adapters.dialects.stamped import Paragraph, clocks_of, paragraphs_in, starts_in, update_of
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Reading, Window
from adapters.text import characters_of, markup
from adapters.times import (
    SAME_CLOCK,
    SLACK,
    dated_after,
    read_shown,
    read_stamp,
    to_utc,
    zone_of,
)

NAME = "statuspage"

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
    starts = tuple(starts_in(tokens))
    if not starts:
        raise EntryError("No update of the form that Statuspage writes is in it.")
    paragraphs = paragraphs_in(tokens, starts)
    banner = _BANNER.search(unescape(characters_of(tokens[: starts[0].at])))
    planned_end = read_stamp(dict(entry.extras).get("maintenanceenddate"))
    clocks = clocks_of(paragraphs, _own_date(entry))
    span = _span(banner, _own_date(entry)) if banner else None
    zone = _zone(paragraphs, clocks, entry, span)
    newest_first = [
        update_of(p, phase_named(p.word), clock=clock, zone=zone) for p, clock in zip(paragraphs, clocks, strict=True)
    ]
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


def _own_date(entry: Entry) -> datetime | None:
    """The clock time of the entry's date, without its zone: that of its newest update, or the start of a window."""
    stamp = entry.published or entry.updated
    return stamp.replace(tzinfo=None) if stamp else None


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
    return window_of(start, end)


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
