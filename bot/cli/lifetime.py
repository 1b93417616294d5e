"""How long the program lives: until it is asked to stop, and then as long as it takes to stop well."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from datetime import timedelta

import structlog

# Whoever sends SIGTERM often sends SIGKILL ten seconds later (Docker, docs/operate.md).
GRACE = timedelta(seconds=9)

_STOPS = (signal.SIGINT, signal.SIGTERM)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` at the first Ctrl-C or SIGTERM; the second ends the program at once."""
    loop = asyncio.get_running_loop()

    def ask(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in _STOPS:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C then ends it as it ends any program
            loop.add_signal_handler(number, ask, number)


async def until_stopped(
    serving: Coroutine[object, object, None], stop: asyncio.Event, *, grace: timedelta = GRACE
) -> bool:
    """Serve until `stop` is set and it has ended, at most `grace` later; returns whether it ended by itself.

    What was under way is in the database, so that being cut off loses nothing. Raises what serving raises.
    """
    server = asyncio.create_task(serving)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({server, stopping}, return_when=asyncio.FIRST_COMPLETED)
        async with asyncio.timeout(grace.total_seconds()):
            await server
    except TimeoutError:
        if not server.cancelled():
            raise
        structlog.get_logger(__name__).warning("cut off", after_seconds=grace.total_seconds())
        return False
    finally:
        stopping.cancel()
        server.cancel()
    return True
