"""Clocks that a test moves by hand."""

from datetime import datetime, timedelta

from bot.clock import Clock


class HandClock(Clock):
    """Stands still until it is moved; waiting takes no time."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self._now += timedelta(minutes=minutes, seconds=seconds)

    def real(self, pause: timedelta) -> timedelta:  # noqa: ARG002
        return timedelta(0)


class Seconds:
    """Seconds, as time.monotonic tells them, that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
