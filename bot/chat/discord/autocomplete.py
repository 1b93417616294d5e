"""What is offered while somebody types: in time and within Discord's limits, or nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeAlias

import discord
import structlog
from discord import app_commands

from bot.chat.discord.answering import place_of
from bot.commands.request import Fits, Place
from bot.render.literal import line
from bot.render.shorten import cut, units

log = structlog.get_logger()

# docs.discord.com/developers/interactions/application-commands, Autocomplete and Choice
OFFERED_LIMIT = 25
NAME_LIMIT = 100
PATIENCE = 2.0  # seconds; Discord shows what comes within 3

Suggest: TypeAlias = Callable[[Fits, str, Place], Awaitable[Sequence[str]]]
Choice: TypeAlias = app_commands.Choice[str]


def offering(kind: Fits, suggest: Suggest) -> Callable[[discord.Interaction, str], Coroutine[Any, Any, list[Choice]]]:
    """What discord.py calls with what somebody has typed so far."""

    async def offer(interaction: discord.Interaction, typed: str) -> list[Choice]:
        try:
            async with asyncio.timeout(PATIENCE):
                return offered(await suggest(kind, typed, place_of(interaction)))
        except TimeoutError:
            log.warning("nothing could be offered in time", kind=kind)
            return []

    return offer


def offered(suggested: Sequence[str]) -> list[Choice]:
    """As many as can be shown; one that is too long is cut, for the beginning of a title is understood as well."""
    lines = dict.fromkeys(said for said in map(line, suggested) if said)
    values = {_begun(said): cut(said, NAME_LIMIT) for said in lines}
    return [app_commands.Choice(name=name, value=value) for value, name in list(values.items())[:OFFERED_LIMIT]]


def _begun(said: str) -> str:
    kept = said[:NAME_LIMIT]
    while units(kept) > NAME_LIMIT:
        kept = kept[:-1]
    return kept.rstrip()
