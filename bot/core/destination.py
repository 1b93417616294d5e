"""Whom we tell, and what they asked for."""

from dataclasses import dataclass, field
from enum import StrEnum

from adapters.model import Impact, Kind


class Manner(StrEnum):
    """How a channel wants to be told: updates in a thread, as replies in the channel, or by edits alone."""

    THREAD = "thread"
    REPLY = "reply"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a provider's news is wanted; empty means all. An unknown impact or component passes: nothing is lost."""

    components: frozenset[str] = frozenset()
    impact: Impact | None = None
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Destination:
    """One chat channel on one platform; `id` is ours and opaque, `timezone` an IANA name.

    `paused` is why nothing can be sent there, and None while all is well.
    """

    id: str
    platform: str
    channel: str
    timezone: str = "UTC"
    manner: Manner = Manner.THREAD
    notices: bool = False
    digest: str | None = None
    paused: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A destination's wish to hear of a provider."""

    destination: str
    provider: str
    filters: Filters = field(default_factory=Filters)
