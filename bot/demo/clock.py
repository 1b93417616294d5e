"""The demo's clock: it stands until somebody looks, so that a slow start does not miss the beginning."""

from datetime import datetime, timedelta

from bot.clock import Clock, FastClock


class CurtainClock(Clock):
    """Stands at `start` until `begin`, and then runs `speed` times as fast as the real one."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._running: FastClock | None = None

    def begin(self) -> None:
        """Let the time run; once it does, this changes nothing."""
        self._running = self._running or FastClock(self._start, self._speed)

    def now(self) -> datetime:
        """The moment that this clock has reached."""
        return self._running.now() if self._running else self._start

    def real(self, pause: timedelta) -> timedelta:
        """How long `pause` of this clock's time takes in the real world."""
        return pause / self._speed
