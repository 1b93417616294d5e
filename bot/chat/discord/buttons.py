"""Buttons that are good for as long as their message stands: what a click means is in the button itself."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from re import Match
from typing import Any, Self, TypeAlias

import discord

from bot.render.pressing import MARK, pressed

Json = Mapping[str, Any]
Ask: TypeAlias = Callable[[discord.Interaction, str, Mapping[str, str]], Awaitable[None]]
Button: TypeAlias = discord.ui.Button[discord.ui.View]


def view_of(rows: Iterable[Json]) -> discord.ui.View | None:
    """Rendered rows of buttons as discord.py wants them; None where there are none."""
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row["components"]:
            style = discord.ButtonStyle(button["style"])
            view.add_item(Button(style=style, label=button["label"], custom_id=button["custom_id"], row=number))
    view.stop()  # else discord.py keeps it in memory for ever, to wait for clicks that tell all themselves
    return view if view.children else None


def buttons_that(ask: Ask) -> type[discord.ui.DynamicItem[Button]]:
    """The kind of all our buttons; a click on one asks what it carries."""

    class Pressed(discord.ui.DynamicItem[Button], template=f"{MARK}.*"):
        """A button of ours, made again out of a click."""

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[Any], __: Match[str], /) -> Self:
            """The button that was clicked."""
            return cls(item)  # type: ignore[arg-type] # only buttons of ours match the template

        async def callback(self, interaction: discord.Interaction) -> None:
            """Ask what the button carries."""
            said = pressed(self.custom_id)
            if said:
                await ask(interaction, *said)

    return Pressed
