"""A message before any platform has touched it: what is said, not how it looks there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from adapters.model import Impact, Kind, Phase, Run, Text, Window


class Part(StrEnum):
    """Which message of a conversation this is."""

    ROOT = "root"
    UPDATE = "update"
    ANNOUNCEMENT = "announcement"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value; a time or a window (UTC) is shown to every reader in the reader's own zone."""

    label: str
    value: str | datetime | Window


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what it says, and the command that a click on it stands for, with its arguments by name."""

    label: str
    command: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture beside a message: the name of its file, what it is as PNG, and the same in words."""

    name: str
    png: bytes
    words: str


@dataclass(frozen=True, slots=True)
class Moment(Run):
    """A time (UTC) amid a text, which each reader sees in their own zone; `text` stands where that cannot be."""

    at: datetime = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a menu: what it says, what is then said, and whether it is so already."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Values to pick from: what is picked becomes the argument `parameter` of the command, `several` as a list."""

    label: str
    command: str
    parameter: str
    options: tuple[Option, ...]
    arguments: tuple[tuple[str, str], ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is told. All strings are literal characters: whoever renders it escapes them.

    `status` is a few words ("Resolved after 7 h 40 m"); `at` is the time of what is said, UTC. A notice of
    Statuswire's own has no phase and no provider. `actions` are shown where the platform has buttons, and we listen;
    so are `menus`.
    `mentions` are whom it calls, as people of the channel wrote them; what is no mention on the platform is left out.
    `lines` are announcements that it lists, what matters most first; as many are shown as there is room for. `topic`
    is what the thread is called that a reply opens, where that is not the title of the reply.
    """

    part: Part
    title: str
    status: str = ""
    provider: str = ""
    phase: Phase | None = None
    impact: Impact = Impact.UNKNOWN
    kind: Kind = Kind.INCIDENT
    body: Text = field(default_factory=Text)
    at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    url: str | None = None
    actions: tuple[Action, ...] = ()
    mentions: tuple[str, ...] = ()
    menus: tuple[Menu, ...] = ()
    lines: tuple["Message", ...] = ()
    topic: str = ""
