"""Somebody who hears what becomes of channels and workspaces, and remembers it."""

import asyncio
from collections.abc import Callable, Collection


class Hearer:
    """`heard` is what was told, in order, in words; `where` is what `stay` came with last."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.where: Callable[[str], str | None] = str
        self._news = asyncio.Event()

    async def pause(self, destination: str, reason: str, *, dismissed: bool = False) -> None:
        self._hear("pause", destination, reason, *(["dismissed"] if dismissed else []))

    async def resume(self, destination: str) -> None:
        self._hear("resume", destination)

    async def move(self, before: str, after: str, channel: str, ref: Callable[[str], str]) -> None:
        self._hear("move", before, after, channel, ref("X:17.5"))

    async def leave(self, platform: str, workspace: str, reason: str) -> None:
        self._hear("leave", platform, workspace, reason)

    async def stay(
        self, platform: str, workspaces: Collection[str], where: Callable[[str], str | None], *, in_no_other: bool
    ) -> None:
        self.where = where
        self._hear("stay", platform, *sorted(workspaces), *(["in no other"] if in_no_other else []))

    async def until(self, kind: str, count: int = 1) -> tuple[str, ...]:
        """The newest of its kind, as soon as so many were told."""
        while len(found := [told for told in self.heard if told[0] == kind]) < count:
            self._news.clear()
            await self._news.wait()
        return found[-1]

    def _hear(self, *told: str) -> None:
        self.heard.append(told)
        self._news.set()
