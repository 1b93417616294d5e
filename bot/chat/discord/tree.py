"""The slash commands, made from the one table of commands."""

import inspect
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import discord
import structlog
from discord import app_commands

from bot.chat.discord.answering import apologise
from bot.chat.discord.autocomplete import OFFERED_LIMIT, Suggest, offering
from bot.chat.discord.buttons import Ask
from bot.commands.request import Command, Fits, Param
from bot.render.shorten import cut

log = structlog.get_logger()

SlashCommand: TypeAlias = app_commands.Command[Any, ..., None]

DESCRIPTION_LIMIT = 100  # characters; docs.discord.com/developers/interactions/application-commands
REMEMBERED = 1000  # interactions; the gateway repeats one soon after, or never

NOT_COMPLETED = frozenset({Fits.TEXT, Fits.IMPACT, Fits.CHOICE})  # these are free, or all that they can be is shown
FOR_MANAGERS = discord.Permissions(manage_channels=True)
ALL_AGAIN = "all"  # takes back what an impact was narrowed to

IN_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
BY_ANYBODY = app_commands.AppInstallationType(guild=True, user=True)
IN_CHANNELS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
IN_ANY_TALK = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)

OUTDATED = "This command has changed. Wait a minute, and choose it again from the list."
BROKEN = "Statuswire made a mistake. It is in the log of whoever runs Statuswire."


class Tree(app_commands.CommandTree[discord.Client]):
    """All commands of the bot, for these `guilds` or for everywhere; what is said is asked through `ask`, each once."""

    def __init__(
        self,
        client: discord.Client,
        commands: Iterable[Command],
        *,
        ask: Ask,
        suggest: Suggest,
        guilds: Sequence[int] = (),
    ) -> None:
        super().__init__(client)
        self._heard: deque[int] = deque(maxlen=REMEMBERED)
        places = [discord.Object(guild) for guild in guilds] or discord.utils.MISSING
        for command in commands:
            self.add_command(slash_command(command, ask=ask, suggest=suggest), guilds=places)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether it is heard for the first time."""
        return self.is_new(interaction)

    def is_new(self, interaction: discord.Interaction) -> bool:
        """Whether it is heard for the first time; from here on it is not."""
        if interaction.id in self._heard:
            log.debug("Discord said something twice", interaction=interaction.id)
            return False
        self._heard.append(interaction.id)
        return True

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Say what went wrong; only an error of ours is one for the log."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await apologise(interaction, OUTDATED)
            return
        log.error("a command of Discord failed", exc_info=error)
        await apologise(interaction, BROKEN)


def slash_command(command: Command, *, ask: Ask, suggest: Suggest) -> SlashCommand:
    """A command as Discord shows it, with a described option for each of its parameters."""

    async def said(interaction: discord.Interaction, **given: str | None) -> None:
        named = zip(inner, command.params, strict=True)
        await ask(interaction, command.name, {it.name: value for name, it in named if (value := given.get(name))})

    # A parameter may be called `for`, which Python does not allow: within, each has a number for its name.
    inner = [f"option_{place}" for place in range(len(command.params))]
    by_inner = dict(zip(inner, command.params, strict=True))
    said.__signature__ = _signature(by_inner.items())  # type: ignore[attr-defined]
    for describe in _descriptions(command, by_inner, suggest):
        describe(said)
    made: SlashCommand = app_commands.Command(
        name=command.name,
        description=cut(command.summary, DESCRIPTION_LIMIT),
        callback=said,
        allowed_installs=BY_ANYBODY if command.anywhere else IN_SERVERS,
        allowed_contexts=IN_ANY_TALK if command.anywhere else IN_CHANNELS,
    )
    if command.changes and not command.shows_without:
        made.default_permissions = FOR_MANAGERS
    return made


def _signature(params: Iterable[tuple[str, Param]]) -> inspect.Signature:
    """What discord.py reads the options from."""
    kind = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    options = [
        inspect.Parameter(name, kind, annotation=str)
        if param.required
        else inspect.Parameter(name, kind, annotation=str | None, default=None)
        for name, param in params
    ]
    return inspect.Signature([first, *options])


def _descriptions(command: Command, params: dict[str, Param], suggest: Suggest) -> list[Callable[..., object]]:
    """How the options are called, what they mean, and what can stand for them."""
    if not params:
        return []
    offered = {name: _choices(param) for name, param in params.items() if _choices(param)}
    completed = {name: offering(command, it, suggest) for name, it in params.items() if it.kind not in NOT_COMPLETED}
    return [
        app_commands.rename(**{name: param.name for name, param in params.items()}),
        app_commands.describe(**{name: cut(param.summary, DESCRIPTION_LIMIT) for name, param in params.items()}),
        app_commands.choices(**offered),
        app_commands.autocomplete(**completed),
    ]


def _choices(param: Param) -> list[app_commands.Choice[str]]:
    words = (*param.choices, ALL_AGAIN) if param.kind is Fits.IMPACT else param.choices
    if len(words) > OFFERED_LIMIT:
        return []
    return [app_commands.Choice(name=str(word), value=str(word)) for word in words]
