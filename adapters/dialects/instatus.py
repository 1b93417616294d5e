"""Instatus, RSS and Atom: one entry is one incident, its body holds a head and every update.

    <p><strong>Type:</strong> Incident</p> <p><strong>Duration:</strong> 46 minutes</p>
    <p><small>Sep <var data-var='date'> 25</var>, <var data-var='time'>15:15:00</var> GMT+0</small><br>
       <strong>Investigating</strong> - We look into it..</p>

A near copy of Statuspage, with seconds in its times. In RSS the updates stand oldest first, in Atom newest first or
oldest first; where their times tell, the times decide. In RSS they are escaped once more than the head, and only the
plain description names the components. The entry's date is the start, of a maintenance the planned one, and does
not move: the years that the updates leave out are counted from it. Behind every text stands a full stop too many.

RSS is known from a capture, Atom from fixtures cut from live feeds. Both write "Identified" of a maintenance that is
planned and of one that goes on; it is kept as the platform's word. A component whose name holds a comma can be told
from two only where it is alone. Whether the labels of the head are translated is not known.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape

from adapters.dialects.components import names_in, unique
from adapters.dialects.dated import utc
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.dialects.full_stop import without_added_stop
from adapters.dialects.identity import incident_code
from adapters.dialects.lines import with_lines
from adapters.dialects.stamped import Paragraph, paragraphs_of, update_of
from adapters.dialects.words import phase_named
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading, Window
from adapters.text import markup
from adapters.times import Shown, dated_after, dated_before, zone_of

NAME = "instatus"
BEFORE_START = timedelta(days=1)  # how far before the stated start of an incident somebody may have spoken of it

_HEAD = re.compile(r"\s*(?:<p>\s*<strong>\s*)?Type:(?:\s*</strong>)?\s*(?P<type>Incident|Maintenance)\b")
_TIMES = re.compile(
    r"<small>[^<]{3,20}<var data-var=.date.>[^<]{1,5}</var>,\s*<var data-var=.time.>\d\d:\d\d:\d\d</var>"
)
_PLACE = re.compile(r"https?://[^/]+/(?:[^?#]*/)?(?P<what>incident|maintenance)/c[a-z0-9]{20,30}/?")
_ATOM_ID = re.compile(r"tag:[^,\s]+,2005:(?P<what>Incident|Maintenance)/c[a-z0-9]{20,30}")
_COMPONENTS = re.compile(r"^[ \t]*Affected Components:[ \t]*(?P<names>[^\n]*)$", re.MULTILINE)
_COMPONENTS_MARKED = re.compile(r"<strong>Affected Components:</strong>(?P<names>[^<]*)</p>")
_FEED_TITLE = " Status - Incident history"  # Statuspage writes History
_CHECKING = "überprüfung"  # both "monitoring" and "verifying" in the platform's German


def claim(feed: ParsedFeed) -> Claim:
    """Certain where entries have Instatus's head or ids, and its times with seconds."""
    if not feed.entries:
        return Claim(0.5 if feed.title.endswith(_FEED_TITLE) else 0, "no entries; the title of the feed")
    share = share_of(feed, _is_own)
    return Claim(0.98 * share, f"heads, ids and times of Instatus in {share:.0%} of the entries")


def _is_own(entry: Entry) -> bool:
    named = _ATOM_ID.fullmatch(entry.id or "") or _PLACE.fullmatch(entry.link or "")
    headed = any(_HEAD.match(body) for body in entry.bodies)
    timed = any(_TIMES.search(_unescaped(body)) for body in entry.bodies)
    return sum(map(bool, (named, headed, timed))) > 1


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every entry as an incident of `provider`."""
    return read_each(feed, partial(_incident, provider))


def _incident(provider: str, entry: Entry) -> Incident:
    """One entry as an incident. Raises EntryError where no update can be read in it."""
    paragraphs = paragraphs_of(with_lines(markup(_marked_body(entry))), platform="Instatus")
    kind = _kind(entry)
    start = utc(entry.published)
    updates = _in_order(tuple(_update(paragraph, kind, start) for paragraph in paragraphs))
    return Incident(
        provider=provider,
        id=incident_code(entry),
        title=entry.title,
        url=entry.link,
        kind=kind,
        components=_components(entry),
        updates=updates,
        window=Window(start) if start and kind is Kind.MAINTENANCE else None,
        stated_start=start if kind is Kind.INCIDENT else None,
        revised_at=utc(entry.updated),
    )


def _marked_body(entry: Entry) -> str:
    """The body that has the updates as markup, with as much of it escaped as a browser would see."""
    bodies = (_unescaped(body) for body in entry.bodies)
    return next((body for body in bodies if "<small>" in body), "")


def _unescaped(body: str) -> str:
    return unescape(body) if "&lt;small&gt;" in body and "<small>" not in body else body


def _kind(entry: Entry) -> Kind:
    heads = (_HEAD.match(body) for body in entry.bodies)
    named = (_ATOM_ID.fullmatch(entry.id or ""), _PLACE.fullmatch(entry.link or ""))
    words = [found["type"] for found in heads if found] + [found["what"] for found in named if found]
    return Kind.MAINTENANCE if words and words[0].casefold() == Kind.MAINTENANCE else Kind.INCIDENT


def _update(paragraph: Paragraph, kind: Kind, start: datetime | None) -> IncidentUpdate:
    clock = _clock(paragraph.shown, kind, start) if start else None
    zone = zone_of(paragraph.shown.zone, clock, ()) if clock else None
    update = update_of(paragraph, _phase(paragraph.word, kind), clock=clock, zone=zone)
    return replace(update, text=without_added_stop(update.text))


def _phase(word: str, kind: Kind) -> Phase | None:
    if word.strip().casefold() == _CHECKING:
        return Phase.MONITORING if kind is Kind.INCIDENT else Phase.VERIFYING
    return phase_named(word)


def _clock(shown: Shown, kind: Kind, start: datetime) -> datetime | None:
    """The time with its year: of an incident not before its start, of a maintenance as near to it as can be."""
    anchor = start.replace(tzinfo=None)
    if kind is Kind.INCIDENT:
        return dated_after(shown, anchor - BEFORE_START)
    clocks = [clock for clock in (dated_before(shown, anchor), dated_after(shown, anchor)) if clock]
    return min(clocks, key=lambda clock: abs(clock - anchor), default=None)


def _in_order(updates: tuple[IncidentUpdate, ...]) -> tuple[IncidentUpdate, ...]:
    """Oldest first; of one second, in the order of the page. The page's order stands where a time is missing."""
    times = [update.at for update in updates if update.at]
    if len(times) < len(updates):
        return updates
    told = updates[::-1] if times[0] > times[-1] else updates
    return tuple(sorted(told, key=lambda update: update.at or datetime.max.replace(tzinfo=UTC)))


def _components(entry: Entry) -> tuple[str, ...]:
    """The names in the description, or in the head where it has them; as many as the head has places for."""
    marked = next((found["names"] for body in entry.bodies if (found := _COMPONENTS_MARKED.search(body))), None)
    plain = next((found["names"] for body in entry.bodies if (found := _COMPONENTS.search(body))), None)
    names = unescape(plain if plain and plain.strip() else marked or "")
    is_alone = marked is not None and not marked.strip()
    return unique((names,)) if is_alone else names_in(names)


INSTATUS = Dialect(NAME, claim, read)
