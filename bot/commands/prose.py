"""The words of replies: short lines, the same on every platform."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from adapters.model import Block, Kind, Text
from bot.commands.request import Choice, Reply
from bot.core import words
from bot.core.destination import Filters
from bot.core.message import Fact, Menu, Message, Part
from bot.core.words import counted
from bot.render.lines import (
    Said,
    heading,
    incident_line,
    item,
    joined,
    moment,
    paragraph,
    parted,
    reader_moment,
)
from bot.render.literal import line

__all__ = [  # for the commands, which find all their words here
    "Said",
    "ago",
    "capped",
    "counted",
    "heading",
    "incident_line",
    "item",
    "joined",
    "moment",
    "paragraph",
    "parted",
    "quoted",
    "reader_moment",
    "reply",
    "told",
    "unreachable",
    "zone_of",
]

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


def unreachable(*, choices: Iterable[Choice] = ()) -> Reply:
    """What is answered while the database cannot be reached."""
    said = "Nothing was changed. Try again in a minute; whoever runs Statuswire finds the cause in its log."
    return reply("Statuswire cannot reach its memory just now", paragraph(said), choices=choices)


def capped(items: Sequence[Block], *, most: int = SHOWN) -> tuple[Block, ...]:
    """As many lines as are read, and how many more there are."""
    if len(items) <= most + 1:
        return tuple(items)
    return (*items[:most], item(f"... and {len(items) - most} more"))


def quoted(said: str) -> str:
    """What somebody typed, on one line and not too much of it."""
    shown = line(said)
    return f'"{shown[:LENGTH_SHOWN]}{"..." if len(shown) > LENGTH_SHOWN else ""}"'


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
