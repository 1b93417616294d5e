"""What somebody asks of us and what we answer, before any platform has touched either."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias

from adapters.catalogue import Catalogue
from adapters.fetch import Fetcher
from bot.clock import Clock
from bot.commands.memory import Memory
from bot.core.message import Message
from bot.directory import Directory
from bot.store.database import Database


class Rank(IntEnum):
    """What somebody is allowed where they ask, as the platform says."""

    MEMBER = 0
    MANAGER = 1
    ADMIN = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked: the platform, its id of the workspace or guild, and its id of the channel.

    `private` says that only the asker has us with them there: nothing can be followed or posted. `guest`, that they
    are of another workspace, and may know of this one what its channel shows.
    """

    platform: str
    workspace: str
    channel: str
    private: bool = False
    guest: bool = False

    @property
    def id(self) -> str:
        """The id of the destination that this channel is; statuswire.toml names it alike."""
        return f"{self.platform}:{self.channel}"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the platform's id, what they are called, what they may; `unsure`: it did not tell us that just now."""

    id: str
    name: str
    rank: Rank = Rank.MEMBER
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One command as it was asked: `arguments` by the names of the command's parameters, none of them empty."""

    place: Place
    asker: Asker
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A next step that can be taken with one click: the command, and what is said to it."""

    label: str
    command: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `public` says that the whole channel should see it, and not only who asked.

    `sample` are messages that the platform is to post to the channel itself, to prove that it can
    (`bot.commands.test.prove` does it, and says what came of it).
    """

    message: Message
    public: bool = False
    choices: tuple[Choice, ...] = ()
    sample: tuple[Message, ...] = ()


class CommandError(Exception):
    """What was asked cannot be done; the message says what happened and what to do, `choices` are ways on."""

    def __init__(self, message: str, *, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


class Fits(StrEnum):
    """What may stand for a parameter, and so what a platform can offer while somebody types."""

    PROVIDER = "provider"
    COMPONENT = "component"
    REGION = "region"
    OPEN_INCIDENT = "open incident"
    PROVIDER_OR_INCIDENT = "provider or open incident"
    IMPACT = "impact"
    DURATION = "duration"
    ZONE = "time zone"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `aliases` are other words for its name.

    `leads`: what is said without a name is meant for it. `rest`: all that follows the leading one is, word for word.
    """

    name: str
    summary: str
    required: bool = False
    kind: Fits = Fits.TEXT
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    leads: bool = False
    rest: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that names it."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command works with. `changed` tells the loops that what is followed or owed is no longer the same.

    `memory` has what was read or looked up a moment ago. `followed` are the slugs that are followed in the workspace
    where something is asked (`bot.commands.sight`); None, as it is for nobody's place, hides nothing.
    """

    database: Database
    directory: Directory
    fetcher: Fetcher
    clock: Clock
    changed: Callable[[], None]
    memory: Memory = field(default_factory=Memory)
    followed: frozenset[str] | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The providers that can be found at this moment by words, from where something is asked."""
        return self.directory.catalogue if self.followed is None else self.directory.known_to(self.followed)


Handler: TypeAlias = Callable[[Request, Desk], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a team can say to the bot, on every platform alike.

    `changes` says that it changes something; where `shows_without` names parameters, only with one of them that says
    something else than `shows_with`. `anywhere`: it makes sense where no channel of ours is, for somebody who has us
    with them.
    """

    name: str
    summary: str
    handler: Handler
    params: tuple[Param, ...] = ()
    changes: bool = False
    shows_without: tuple[str, ...] = ()
    shows_with: str = ""
    anywhere: bool = False
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def asks_for_change(self, arguments: Mapping[str, str]) -> bool:
        """Whether it changes something when it is said so."""
        said = [arguments[name].casefold() for name in self.shows_without if name in arguments]
        return self.changes and (not self.shows_without or any(word != self.shows_with for word in said))

    @property
    def usage(self) -> str:
        """How it is said: `mute <what> [for]`."""
        return " ".join([self.name, *(f"<{it.name}>" if it.required else f"[{it.name}]" for it in self.params)])
