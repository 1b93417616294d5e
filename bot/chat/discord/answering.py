"""Answering an interaction: in time, to the asker or to everyone, and whatever becomes of the connection."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import structlog

from bot.chat.discord.buttons import view_of
from bot.commands.request import Asker, Place, Rank, Reply
from bot.core.message import Action
from bot.render import discord as rendering

log = structlog.get_logger()

DEFER_AFTER = 1.0  # seconds; Discord wants a first answer within 3
PATIENCE = 120.0  # seconds for one answer to be taken, waits for a rate limit included; a token is good for 15 minutes
TOO_LATE = 10062
ANSWERED_BEFORE = 40060
SAID_TO_ALL = "Done: everybody here can see the answer."

_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TypeError, KeyError, ValueError)


def place_of(interaction: discord.Interaction) -> Place:
    """Where something was asked: a thread speaks for the channel that it belongs to.

    In a talk between people, and in a server that only the asker has brought us to, there is no channel of ours.
    """
    channel = interaction.channel
    number = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    brought = interaction.is_user_integration() and not interaction.is_guild_integration()
    private = interaction.guild_id is None or brought
    return Place("discord", str(interaction.guild_id or ""), str(number or ""), private=private)


def asker_of(interaction: discord.Interaction) -> Asker:
    """Who asks, and what Discord lets them do in the channel."""
    return Asker(str(interaction.user.id), interaction.user.display_name, rank_of(interaction.permissions))


def rank_of(granted: discord.Permissions) -> Rank:
    """The rank that permissions in a channel give."""
    if granted.administrator:
        return Rank.ADMIN
    return Rank.MANAGER if granted.manage_channels or granted.manage_guild else Rank.MEMBER


async def converse(interaction: discord.Interaction, answering: Coroutine[Any, Any, Reply]) -> None:
    """Say what is answered, or first that an answer follows; raises what `answering` raises."""
    async with asyncio.TaskGroup() as work:
        thinking = work.create_task(answering)
        done, _ = await asyncio.wait([thinking], timeout=DEFER_AFTER)
        if not done:
            async with _speaking(interaction):
                await interaction.response.defer(ephemeral=True, thinking=True)
        reply = await thinking
        async with _speaking(interaction):
            await (_say(interaction, reply) if done else _follow_up(interaction, reply))


async def apologise(interaction: discord.Interaction, words: str) -> None:
    """Tell the asker, and nobody else, what could not be done; only where nothing was said yet."""
    if interaction.response.is_done():
        return
    async with _speaking(interaction):
        await interaction.response.send_message(words, ephemeral=True)


@asynccontextmanager
async def _speaking(interaction: discord.Interaction) -> AsyncIterator[None]:
    """An answer that cannot be given is logged: what was asked for is done all the same."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except _FAILURES as error:
        code = getattr(error, "code", None)
        if code == ANSWERED_BEFORE:
            log.debug("Discord has an answer already", interaction=interaction.id)
            return
        why = "it came too late" if code == TOO_LATE else str(error) or type(error).__name__
        log.warning("Discord did not take an answer", interaction=interaction.id, why=why)


async def _say(interaction: discord.Interaction, reply: Reply) -> None:
    embeds, view = _shown(reply)
    await interaction.response.send_message(
        embeds=embeds, view=view or discord.utils.MISSING, ephemeral=not reply.public
    )


async def _follow_up(interaction: discord.Interaction, reply: Reply) -> None:
    """Say what was said to follow. That is for the asker alone, so an answer for all is a message of its own."""
    embeds, view = _shown(reply)
    if not reply.public:
        await interaction.edit_original_response(embeds=embeds, view=view)
        return
    await interaction.edit_original_response(content=SAID_TO_ALL)
    await interaction.followup.send(embeds=embeds, view=view or discord.utils.MISSING)


def _shown(reply: Reply) -> tuple[list[discord.Embed], discord.ui.View | None]:
    actions = tuple(Action(it.label, it.command, tuple(it.arguments.items())) for it in reply.choices)
    rendered = rendering.render(replace(reply.message, actions=actions))
    embeds = [discord.Embed.from_dict(embed) for embed in rendered["embeds"]]
    return embeds, view_of(rendered.get("components", ()))
