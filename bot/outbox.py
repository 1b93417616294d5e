"""One message on its way: recorded as begun before it is tried, and here what became of it after."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import structlog

from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
)
from bot.core.delivery import PostState

log = structlog.get_logger()

PATIENCE = 90.0  # seconds for one answer; the chats give up before
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)

Answer = TypeVar("Answer")


class Entry(Protocol):
    """The record of one message that was begun."""

    @property
    def name(self) -> str:
        """Which it is, for a person."""
        ...

    async def settle(self, state: PostState, ref: str | None = None, *, why: str | None = None) -> None:
        """Record what the platform answered, and `why` it refused."""
        ...

    async def withdraw(self) -> None:
        """Record that surely nothing was done."""
        ...


async def send(sending: Coroutine[Any, Any, str], entry: Entry) -> str | None:
    """Send what was begun, and record the answer; returns the reference, None where it was refused for good.

    Raises UnsureError where the answer was lost: then it stays begun, to be looked for. Raises the other errors of a
    chat where surely nothing was done.
    """
    try:
        ref = await in_time(sending)
    except UnsureError:
        raise
    except (ThreadRefusedError, RetryError, ChannelGoneError, MessageGoneError):
        await entry.withdraw()
        raise
    except RefusedError as refused:
        log.warning("a message was refused for good", message=entry.name, why=str(refused))
        await entry.settle(PostState.REFUSED, why=str(refused))
        return None
    await entry.settle(PostState.SENT, ref)
    return ref


async def recover(finding: Coroutine[Any, Any, str | None], entry: Entry) -> None:
    """Find out what became of a message whose answer was lost, and record it: it is there, or it never was."""
    try:
        ref = await in_time(finding)
    except (MessageGoneError, RefusedError) as error:
        log.warning("whether a message was sent cannot be seen; it is sent again", message=entry.name, why=str(error))
        ref = None
    if ref is None:
        await entry.withdraw()
    else:
        await entry.settle(PostState.SENT, ref)


async def in_time(answer: Coroutine[Any, Any, Answer]) -> Answer:
    """Wait for an answer, but not for ever: without one it is unknown whether the thing was done."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await answer
    except TimeoutError as error:
        raise UnsureError(f"no answer within {PATIENCE:.0f} s") from error


def pause_after(error: ChatError | None, tries: int) -> timedelta:
    """How long to wait before it is tried again: as long as the platform says, or else longer each time."""
    if isinstance(error, RetryError):
        return error.after
    pause: timedelta = FIRST_PAUSE * 2 ** min(tries, 10)
    return min(pause, LONGEST_PAUSE)
