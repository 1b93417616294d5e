"""Buttons and menus that are good for as long as their message stands: what a click means is in them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from re import Match
from typing import Any, Self, TypeAlias

import discord

from bot.render.discord import MENU
from bot.render.pressing import MARK, pressed

Json = Mapping[str, Any]
Ask: TypeAlias = Callable[[discord.Interaction, str, Mapping[str, str]], Awaitable[None]]
Item: TypeAlias = discord.ui.Item[discord.ui.View]


def view_of(rows: Iterable[Json]) -> discord.ui.View | None:
    """Rendered rows of buttons and menus as discord.py wants them; None where there are none."""
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for component in row["components"]:
            view.add_item(_menu(component, number) if component["type"] == MENU else _button(component, number))
    view.stop()  # else discord.py keeps it in memory for ever, to wait for clicks that tell all themselves
    return view if view.children else None


def buttons_that(ask: Ask) -> type[discord.ui.DynamicItem[Item]]:
    """The kind of all our buttons and menus; a click on one asks what it carries."""

    class Pressed(discord.ui.DynamicItem[Item], template=f"{MARK}.*"):
        """A button or a menu of ours, made again out of a click."""

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction, item: Item, __: Match[str], /) -> Self:
            """The one that was clicked."""
            return cls(item)

        async def callback(self, interaction: discord.Interaction) -> None:
            """Ask what it carries."""
            picked = self.item.values if isinstance(self.item, discord.ui.Select) else None
            said = pressed(self.custom_id, picked)
            if said:
                await ask(interaction, *said)

    return Pressed


def _button(button: Json, row: int) -> Item:
    style = discord.ButtonStyle(button["style"])
    return discord.ui.Button(style=style, label=button["label"], custom_id=button["custom_id"], row=row)


def _menu(menu: Json, row: int) -> Item:
    return discord.ui.Select(
        custom_id=menu["custom_id"],
        placeholder=menu["placeholder"],
        min_values=menu["min_values"],
        max_values=menu["max_values"],
        options=[discord.SelectOption(**option) for option in menu["options"]],
        row=row,
    )
