"""What Discord was told of our commands, in every server or in some, so that it is told again only what has changed."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import discord
import structlog
from discord import app_commands

log = structlog.get_logger()

PATIENCE = 15.0  # seconds for one answer: the commands that Discord knows are better than none that are heard
GLOBALLY = "everywhere"

Tree: TypeAlias = app_commands.CommandTree[Any]


@dataclass
class Told:
    """Tells Discord the commands of a tree: those for `guilds`, and those for everywhere, of which there may be none.

    `memory` is the file that says what it was told before. What it does not take is told at the next start.
    """

    memory: Path
    guilds: Sequence[int] = ()
    _telling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, tree: Tree, *, anew: int | None = None) -> None:
        """Tell what was not told before; a server that was chosen once and is no more is told that there is nothing.

        `anew` is a server that may have forgotten.
        """
        async with self._telling:
            before = await asyncio.to_thread(_read, self.memory)
            after = {scope: written for scope, written in before.items() if scope != str(anew)}
            for scope in sorted({GLOBALLY, *map(str, self.guilds), *before}):
                written = _written(tree, scope)
                if after.get(scope) != written and await _tell(tree, scope):
                    after[scope] = written
            if after != before:
                await asyncio.to_thread(_write, self.memory, after)


async def _tell(tree: Tree, scope: str) -> bool:
    """Tell the commands of one scope; returns whether Discord took them."""
    try:
        async with asyncio.timeout(PATIENCE):
            told = await tree.sync(guild=_guild(scope))
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        why = str(error) or "no answer in time"
        log.warning("Discord did not take the commands; those that it knows stay", server=scope, why=why)
        return False
    log.info("Discord knows the commands", server=scope, commands=len(told))
    return True


def _guild(scope: str) -> discord.Object | None:
    return None if scope == GLOBALLY else discord.Object(int(scope))


def _written(tree: Tree, scope: str) -> str:
    """A hash of all that Discord would be told, and of whose bot it is."""
    commands = [command.to_dict(tree) for command in tree.get_commands(guild=_guild(scope))]
    content = json.dumps([tree.client.application_id, commands], sort_keys=True)
    return blake2b(content.encode(), digest_size=16).hexdigest()


def _read(memory: Path) -> dict[str, str]:
    """What was told, by where; nothing where it cannot be read, and then Discord is told once more."""
    try:
        told = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(told, Mapping):
        return {}
    return {scope: str(written) for scope, written in told.items() if scope == GLOBALLY or scope.isdecimal()}


def _write(memory: Path, told: Mapping[str, str]) -> None:
    """Only a saving: without it, Discord is told the same once more at the next start."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(f"{json.dumps(told, indent=1)}\n", encoding="utf-8")
    except OSError as error:
        log.warning("what Discord was told cannot be remembered", file=str(memory), why=str(error))
