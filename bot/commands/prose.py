"""The words of replies: short lines, the same on every platform."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from adapters.model import Block, BlockKind, Impact, Incident, Kind, Run, Text
from bot.commands.request import Choice, Reply
from bot.core.destination import Filters
from bot.render import words
from bot.render.literal import line
from bot.render.message import Fact, Menu, Message, Part

SHOWN = 15  # lines of a list; more than a screen is not read, the rest is counted
LENGTH_SHOWN = 300  # characters of what somebody typed that a reply repeats


def reply(
    title: str,
    *blocks: Block,
    facts: Iterable[Fact] = (),
    choices: Iterable[Choice] = (),
    menus: Iterable[Menu] = (),
    public: bool = False,
) -> Reply:
    """A reply of these blocks."""
    message = Message(Part.NOTICE, title, body=Text(blocks), facts=tuple(facts), menus=tuple(menus))
    return Reply(message, public=public, choices=tuple(choices))


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


def capped(items: Sequence[Block], *, most: int = SHOWN) -> tuple[Block, ...]:
    """As many lines as are read, and how many more there are."""
    if len(items) <= most + 1:
        return tuple(items)
    return (*items[:most], item(f"... and {len(items) - most} more"))


def joined(names: Iterable[str], last: str = "and") -> str:
    """A list in a sentence: `DNS, CDN and API`."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def counted(number: int, noun: str) -> str:
    """So many of something: `1 incident`, `25 incidents`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def quoted(said: str) -> str:
    """What somebody typed, on one line and not too much of it."""
    shown = line(said)
    return f'"{shown[:LENGTH_SHOWN]}{"..." if len(shown) > LENGTH_SHOWN else ""}"'


def moment(at: datetime, zone: tzinfo) -> str:
    """A time on the clock of the channel."""
    return words.moment(at.astimezone(zone))


def zone_of(name: str) -> tzinfo:
    """The zone of a channel, which was checked when it was set."""
    return ZoneInfo(name)


def ago(at: datetime, now: datetime) -> str:
    """How long it is: `2 h 5 m ago`."""
    return "just now" if now - at < timedelta(minutes=1) else f"{words.duration(now - at)} ago"


def told(filters: Filters) -> str:
    """Filters in a person's words: `incidents of at least major impact in DNS`."""
    (kind,) = filters.kinds if len(filters.kinds) == 1 else (None,)
    parts = [_NOUNS[kind]]
    if filters.impact:
        parts.append(f"of at least {filters.impact} impact")
    if filters.components:
        parts.append(f"in {joined(sorted(filters.components), 'or')}")
    if filters.regions:
        parts.append(f"in {joined(sorted(filters.regions), 'or')}")
    if filters.words:
        parts.append(f"that mentions {joined(map(quoted, sorted(filters.words)), 'or')}")
    return " ".join(parts)


_NOUNS = {None: "everything", Kind.INCIDENT: "every incident", Kind.MAINTENANCE: "every maintenance"}


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
