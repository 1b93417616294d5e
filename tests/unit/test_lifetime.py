"""The end of the program: asked for, orderly, and never waited for too long."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest

from bot.cli.lifetime import stop_on_signals, until_stopped

SHORT = timedelta(milliseconds=20)


async def serve_until(stop: asyncio.Event, done: list[str]) -> None:
    await stop.wait()
    await asyncio.sleep(0)
    done.append("drained")


async def serve_for_ever(done: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        done.append("cut off")
        raise


async def fail() -> None:
    raise RuntimeError


async def test_a_server_that_ends_when_asked_is_given_the_time() -> None:
    stop, done = asyncio.Event(), list[str]()
    stop.set()

    ended = await until_stopped(serve_until(stop, done), stop)

    assert ended
    assert done == ["drained"]


async def test_a_server_that_does_not_end_is_cut_off() -> None:  # P9
    stop, done = asyncio.Event(), list[str]()
    stop.set()

    ended = await until_stopped(serve_for_ever(done), stop, grace=SHORT)

    assert not ended
    assert done == ["cut off"]


async def test_a_server_that_fails_is_not_waited_for() -> None:
    with pytest.raises(RuntimeError):
        await until_stopped(fail(), asyncio.Event())


async def test_a_server_that_times_out_by_itself_has_failed() -> None:
    async def give_up() -> None:
        raise TimeoutError("no database")

    with pytest.raises(TimeoutError, match="no database"):
        await until_stopped(give_up(), asyncio.Event())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_asks_for_the_end(number: signal.Signals) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)

    os.kill(os.getpid(), number)
    async with asyncio.timeout(5):
        await stop.wait()

    # The next one is for whoever had it before: Python's own handler ends the program at once.
    assert not asyncio.get_running_loop().remove_signal_handler(number)
