"""A document before it has a format: what it says, not how it looks. All strings are literal characters."""

from dataclasses import dataclass
from typing import TypeAlias

from adapters.model import Run
from bot.core.message import Fact

Cell: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above the cells of a column; numbers stand right."""

    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as many in each as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, for light and for dark screens, and the same in words."""

    words: str
    light: bytes
    dark: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a title of its own."""

    title: str
    said: tuple[str, ...] = ()
    picture: Picture | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document; `foot` says how to read it."""

    title: str
    said: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()
