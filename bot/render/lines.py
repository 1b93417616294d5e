"""Lines that messages are made of: what somebody lists, counts and dates, the same on every platform."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from adapters.model import Block, BlockKind, Impact, Incident, Kind, Run
from bot.render import words
from bot.render.literal import line


def paragraph(said: str) -> Block:
    """A paragraph of its own."""
    return Block(BlockKind.PARAGRAPH, (Run(said),))


def heading(said: str) -> Block:
    """A line above a list."""
    return Block(BlockKind.HEADING, (Run(said, bold=True),))


def item(said: str, *, head: str = "", link: str | None = None) -> Block:
    """A line of a list; `head` stands first, bold and with the link."""
    runs = (Run(head, link=link, bold=True), Run(f" {said}")) if head else (Run(said),)
    return Block(BlockKind.ITEM, runs)


def joined(names: Iterable[str], last: str = "and") -> str:
    """A list in a sentence: `DNS, CDN and API`."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def counted(number: int, noun: str) -> str:
    """So many of something: `1 incident`, `25 incidents`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def moment(at: datetime, zone: tzinfo) -> str:
    """A time on the clock of the channel."""
    return words.moment(at.astimezone(zone))


def incident_line(incident: Incident, *, zone: tzinfo, name: str = "", note: str = "") -> Block:
    """An incident on one line of a list: what, where it stands, since when."""
    title = line(incident.title) or words.UNTITLED[incident.kind]
    facts = [words.PHASES[incident.phase] if incident.phase.names_state else "Reported"]
    if incident.impact in words.IMPACTS and incident.impact is not Impact.NONE:
        facts.append(f"{incident.impact} impact")
    facts += [*_when(incident, zone), *([note] if note else [])]
    return item(f"- {', '.join(facts)}", head=f"{name}: {title}" if name else title, link=incident.url)


def _when(incident: Incident, zone: tzinfo) -> Iterable[str]:
    began, ended = incident.started_at, incident.resolved_at
    if incident.window and incident.is_open and incident.kind is Kind.MAINTENANCE:
        yield f"from {moment(incident.window.start, zone)}"
        if incident.window.end:
            yield f"to {moment(incident.window.end, zone)}"
    elif ended:
        yield moment(began or ended, zone)
        if incident.duration:
            yield words.duration(incident.duration)
    elif began:
        yield f"since {moment(began, zone)}"
