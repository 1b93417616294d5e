"""The ways on which what people do reaches us: a socket of ours to Slack, or requests of Slack's to us."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from slack_bolt.async_app import AsyncApp

REMEMBERED = 1000  # deliveries; Slack repeats one within minutes
GOOD = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: for one answer of Slack, between pings, between looks at the connection, and how long it may be dead.

    The last is the pause before everything is tried anew.
    """

    answer: float = 10.0
    ping: float = 10.0
    look: float = 5.0
    deaf: float = 60.0
    pause: float = 30.0


USUAL = Pace()


class Line(Protocol):
    """A way on which Slack reaches us."""

    async def listen(self, app: AsyncApp, ready: asyncio.Event) -> NoReturn:
        """Hand what comes to `app`, until cancelled; `ready` is set meanwhile. Raises a ChatError where nothing can."""
        ...


@dataclass
class Heard:
    """What was heard lately: Slack delivers again what it is not sure of."""

    _names: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def is_new(self, name: str) -> bool:
        """Whether it is heard for the first time; from here on it was."""
        if name in self._names:
            return False
        self._names.append(name)
        return True
