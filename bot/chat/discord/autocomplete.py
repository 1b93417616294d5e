"""What is offered while somebody types: in time and within Discord's limits, or nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeAlias

import discord
import structlog
from discord import app_commands

from bot.chat.discord.answering import asker_of, place_of
from bot.commands.request import Command, Param, Request
from bot.render.literal import line
from bot.render.shorten import cut, units

log = structlog.get_logger()

# docs.discord.com/developers/interactions/application-commands, Autocomplete and Choice
OFFERED_LIMIT = 25
NAME_LIMIT = 100
PATIENCE = 2.0  # seconds; Discord shows what comes within 3

Offer: TypeAlias = tuple[str, str]  # what is shown, and what is then said
Suggest: TypeAlias = Callable[[Command, Param, str, Request], Awaitable[Sequence[Offer]]]
Choice: TypeAlias = app_commands.Choice[str]


def offering(
    command: Command, param: Param, suggest: Suggest
) -> Callable[[discord.Interaction, str], Coroutine[Any, Any, list[Choice]]]:
    """What discord.py calls with what somebody has typed so far."""

    async def offer(interaction: discord.Interaction, typed: str) -> list[Choice]:
        others = {name: str(value) for name, value in interaction.namespace if name != param.name and value}
        request = Request(place_of(interaction), asker_of(interaction), others)
        try:
            async with asyncio.timeout(PATIENCE):
                return offered(await suggest(command, param, typed, request))
        except TimeoutError:
            log.warning("nothing could be offered in time", command=command.name, parameter=param.name)
            return []

    return offer


def offered(suggested: Iterable[Offer]) -> list[Choice]:
    """As many as can be shown; one that is too long is cut, for the beginning of a title is understood as well."""
    lines = {_begun(value): cut(line(label), NAME_LIMIT) for label, value in suggested}
    fitting = [app_commands.Choice(name=name, value=value) for value, name in lines.items() if value and name]
    return fitting[:OFFERED_LIMIT]


def _begun(said: str) -> str:
    kept = line(said)[:NAME_LIMIT]
    while units(kept) > NAME_LIMIT:
        kept = kept[:-1]
    return kept.rstrip()
