"""Loops that are started again when they fall, each time after a longer pause."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 300.0


async def supervised(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a loop until it ends by itself; one that fails is logged and started again."""
    pause = FIRST_PAUSE
    while True:
        begun = time.monotonic()
        try:
            await run()
        except Exception:
            log.exception("a loop fell and is started again", loop=name, seconds=pause)
        else:
            return
        if time.monotonic() - begun > LONGEST_PAUSE:
            pause = FIRST_PAUSE  # it ran well for long: this fall has nothing to do with the last
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
