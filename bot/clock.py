"""The time, as every loop of the program sees it: one place to ask, one place to wait."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    """The time of the real world, in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, pause: timedelta) -> None:
        """Let `pause` of this clock's time go by."""
        await asyncio.sleep(max(0.0, self.real(pause).total_seconds()))

    async def wait(self, event: asyncio.Event, pause: timedelta) -> None:
        """Let time go by until `event` is set, `pause` at the most; the event is cleared."""
        try:
            async with asyncio.timeout(max(0.0, self.real(pause).total_seconds())):
                await event.wait()
        except TimeoutError:
            return
        event.clear()

    def real(self, pause: timedelta) -> timedelta:
        """How long `pause` of this clock's time takes in the real world."""
        return pause


class FastClock(Clock):
    """A clock that starts at a moment of its own and runs `speed` times as fast as the real one."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._begun = datetime.now(UTC)

    def now(self) -> datetime:
        """The moment that this clock has reached."""
        return self._start + (datetime.now(UTC) - self._begun) * self._speed

    def real(self, pause: timedelta) -> timedelta:
        """How long `pause` of this clock's time takes in the real world."""
        return pause / self._speed
