"""Whom we tell, and what they asked for."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from adapters.model import Impact, Kind

USUAL_STORM = 5  # a screen of messages
STORMS = range(1, 51)  # what a channel may choose instead


class Manner(StrEnum):
    """How a channel wants to be told: updates in a thread, as replies in the channel, or by edits alone."""

    THREAD = "thread"
    REPLY = "reply"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a provider's news is wanted; empty means all. An unknown impact or component passes: nothing is lost.

    What is in one of the `components` must be in one of the `regions` too. Both are by the names of the provider's
    vocabulary, where it has one (adapters/clouds.py). `words` are looked for in titles and updates; one of them is
    enough.
    """

    components: frozenset[str] = frozenset()
    impact: Impact | None = None
    kinds: frozenset[Kind] = frozenset()
    words: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


class Changers(StrEnum):
    """Who may change what a channel follows, and how it is told."""

    ANYONE = "anyone"
    MANAGERS = "managers"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of every day, in the channel's own zone; it may go over midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Mention:
    """Whom an incident of at least this impact calls, as the platform writes it."""

    impact: Impact
    whom: str


@dataclass(frozen=True, slots=True)
class Destination:
    """One chat channel on one platform; `id` is ours and opaque, `timezone` an IANA name.

    `digest` is when the digest comes, as `Rhythm` writes it: "09:00" every day, "mon 09:00" once a week, None never.
    `storm` is how many new incidents in a short time have messages of their own, None lets all have them. `paused` is
    why nothing can be sent there, and None while all is well. `workspace` is the platform's id of the workspace or
    server that it is in, None until the platform has told it.
    """

    id: str
    platform: str
    channel: str
    timezone: str = "UTC"
    manner: Manner = Manner.THREAD
    notices: bool = False
    digest: str | None = None
    paused: str | None = None
    changers: Changers = Changers.MANAGERS
    quiet: QuietHours | None = None
    mentions: tuple[Mention, ...] = ()
    workspace: str | None = None
    storm: int | None = USUAL_STORM


@dataclass(frozen=True, slots=True)
class Subscription:
    """A destination's wish to hear of a provider."""

    destination: str
    provider: str
    filters: Filters = field(default_factory=Filters)
