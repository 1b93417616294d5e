"""What a button or a menu carries: a command and what is said to it, so that a click means the same after a restart."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, quote, urlencode

from bot.core.message import Menu, Option
from bot.render.shorten import units

MARK = "sw:"
ALL = "all"  # what an emptied menu says: no list can be narrowed to nothing (`bot.commands.filters.EVERYTHING`)
_SAFE = ":/"  # as they are: an address is shorter so
_PARTING = frozenset(",;")  # what parts the members of a list as people write it


def button_id(command: str, arguments: Iterable[tuple[str, str]] | Mapping[str, str]) -> str:
    """The command and its arguments, as a platform keeps them with a button and tells them when it is pressed."""
    pairs = arguments.items() if isinstance(arguments, Mapping) else arguments
    return f"{MARK}{quote(command)}?{urlencode(list(pairs), quote_via=quote, safe=_SAFE)}"


def menu_id(menu: Menu) -> str:
    """The same for a menu: the argument that is empty waits for what is picked."""
    return button_id(menu.command, [*menu.arguments, (menu.parameter, "")])


def fitting(menu: Menu, *, longest: int, most: int) -> list[Option]:
    """The options that a platform takes: each value once, none longer than `longest` UTF-16 units, `most` in all."""
    by_value = {option.value: option for option in menu.options if 0 < units(option.value) <= longest}
    return list(by_value.values())[:most]


def pressed(identifier: str, picked: Sequence[str] | None = None) -> tuple[str, dict[str, str]] | None:
    """The command and its arguments again, with what was picked from a menu; None where the button is none of ours."""
    command, question, said = identifier.removeprefix(MARK).partition("?")
    if not identifier.startswith(MARK) or not command or not question:
        return None
    chosen = "" if picked is None else listed(picked) or ALL
    arguments = {name: value or chosen for name, value in parse_qsl(said, keep_blank_values=True)}
    return command, {name: value for name, value in arguments.items() if value}


def listed(members: Iterable[str]) -> str:
    """A list as people write it: with commas, and quotes around what has some itself."""
    return ", ".join(f'"{member}"' if _PARTING & set(member) else member for member in members)
