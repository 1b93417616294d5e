"""Lines that messages are made of: what somebody lists, counts and dates, the same on every platform."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TypeAlias

from adapters.model import Block, BlockKind, Impact, Incident, Kind, Run, Window
from bot.core import words
from bot.core.message import Moment
from bot.render.literal import line

Said: TypeAlias = str | Run  # words, or a run of them such as a moment


def paragraph(*said: Said) -> Block:
    """A paragraph of its own."""
    return Block(BlockKind.PARAGRAPH, _runs(said))


def heading(said: str) -> Block:
    """A line above a list."""
    return Block(BlockKind.HEADING, (Run(said, bold=True),))


def item(*said: Said, head: str = "", link: str | None = None) -> Block:
    """A line of a list; `head` stands first, bold and with the link."""
    return Block(BlockKind.ITEM, (Run(head, link=link, bold=True), *_runs((" ", *said))) if head else _runs(said))


def parted(groups: Iterable[Sequence[Said]], between: str) -> Iterator[Said]:
    """Groups of words, one after the other with `between` between them."""
    for place, group in enumerate(groups):
        if place:
            yield between
        yield from group


def _runs(said: Iterable[Said]) -> tuple[Run, ...]:
    return tuple(it if isinstance(it, Run) else Run(it) for it in said)


def joined(names: Iterable[str], last: str = "and") -> str:
    """A list in a sentence: `DNS, CDN and API`."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def moment(at: datetime, zone: tzinfo) -> str:
    """A time on the clock of the channel."""
    return words.moment(at.astimezone(zone))


def reader_moment(at: datetime, zone: tzinfo) -> Moment:
    """A time that each reader sees on their own clock; where that cannot be, it is on that of the channel."""
    return Moment(moment(at, zone), at=at)


def span(window: Window, zone: tzinfo) -> str:
    """From when to when on the clock of the channel: `2 Mar 2026, 16:00 to 19:00 CET`."""
    start = window.start.astimezone(zone)
    if window.end is None:
        return f"from {words.moment(start)}"
    end = window.end.astimezone(zone)
    if start.date() == end.date() and start.tzname() == end.tzname():
        return f"{words.moment(start).removesuffix(f' {start.tzname()}')} to {end:%H:%M} {end.tzname()}"
    return f"{words.moment(start)} to {words.moment(end)}"


def standing(incident: Incident) -> tuple[str, ...]:
    """Where an incident stands, and how bad it is said to be: `Identified`, `major impact`."""
    phase = words.PHASES[incident.phase] if incident.phase.names_state else "Reported"
    tells_impact = incident.impact in words.IMPACTS and incident.impact is not Impact.NONE
    return (phase, f"{incident.impact} impact") if tells_impact else (phase,)


def incident_line(incident: Incident, *, zone: tzinfo, name: str = "", note: str = "") -> Block:
    """An incident on one line of a list: what, where it stands, since when."""
    title = line(incident.title) or words.UNTITLED[incident.kind]
    facts = [*((said,) for said in standing(incident)), *_when(incident, zone), *([(note,)] if note else [])]
    return item("- ", *parted(facts, ", "), head=f"{name}: {title}" if name else title, link=incident.url)


def _when(incident: Incident, zone: tzinfo) -> Iterator[Sequence[Said]]:
    began, ended = incident.started_at, incident.resolved_at
    if incident.window and incident.is_open and incident.kind is Kind.MAINTENANCE:
        yield "from ", reader_moment(incident.window.start, zone)
        if incident.window.end:
            yield "to ", reader_moment(incident.window.end, zone)
    elif ended:
        yield (reader_moment(began or ended, zone),)
        if incident.duration:
            yield (words.duration(incident.duration),)
    elif began:
        yield "since ", reader_moment(began, zone)
