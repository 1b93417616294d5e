"""On which line of a TOML file each key stands, so that a mistake can be shown where it is.

Every statement of a TOML document (a table's head, or a key with its value) is a document of its own; so tomllib can
read them one by one, and no second parser is needed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Keys and places in arrays, from the root: ("channels", 1, "timezone").
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TomlLines:
    """The line, from 1, of every key, table and item of a valid TOML document."""

    _lines: Mapping[KeyPath, int]

    @classmethod
    def of(cls, text: str) -> "TomlLines":
        """Find them in `text`, which tomllib has read without complaint."""
        found: dict[KeyPath, int] = {}
        arrays: dict[KeyPath, int] = {}
        table: KeyPath = ()
        for statement in _statements(text):
            if statement.is_head:
                table = _entered(statement.content, arrays)
                for length in range(1, len(table) + 1):
                    found.setdefault(table[:length], statement.line)
                continue
            for path, line in _places(statement):
                found.setdefault(table + path, line)
        return cls(found)

    def line(self, path: KeyPath) -> int | None:
        """The line of what is at `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)


@dataclass(frozen=True, slots=True)
class _Statement:
    line: int
    rows: tuple[str, ...]
    content: Mapping[str, Any]

    @property
    def is_head(self) -> bool:
        return self.rows[0].lstrip().startswith("[")


def _statements(text: str) -> Iterator[_Statement]:
    rows: list[str] = []
    for number, row in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        rows.append(row)
        content = _read("\n".join(rows))
        if content is None:
            continue
        if content:
            yield _Statement(number - len(rows) + 1, tuple(rows), content)
        rows = []


def _read(text: str) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _entered(head: Mapping[str, Any], arrays: dict[KeyPath, int]) -> KeyPath:
    """The path of the table that `head` opens; `arrays` has the newest item of every array of tables so far."""
    path: KeyPath = ()
    inner: Any = head
    while isinstance(inner, dict) and inner:
        key, inner = next(iter(inner.items()))
        path += (key,)
        if isinstance(inner, list):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path += (arrays[path],)
    return path


def _places(statement: _Statement) -> Iterator[tuple[KeyPath, int]]:
    path: KeyPath = ()
    value: Any = statement.content
    while isinstance(value, dict) and len(value) == 1:
        key, value = next(iter(value.items()))
        path += (key,)
        yield path, statement.line
    if not isinstance(value, list):
        yield from ((path + inner, statement.line) for inner in _within(value))
        return
    for index, (item, line) in enumerate(zip(value, _item_lines(statement, path, len(value)), strict=True)):
        yield (*path, index), line
        yield from (((*path, index, *inner), line) for inner in _within(item))


def _within(value: object) -> Iterator[KeyPath]:
    items: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    for key, inner in items:
        yield (key,)
        yield from ((key, *deeper) for deeper in _within(inner))


def _item_lines(statement: _Statement, path: KeyPath, length: int) -> list[int]:
    """The line of each item of the array in `statement`: closed after each row, it shows how many have come."""
    lines: list[int] = []
    for offset in range(len(statement.rows)):
        closed: Any = _read("\n".join((*statement.rows[: offset + 1], "]")))
        for key in path if closed is not None else ():
            closed = closed[key]
        come = len(closed) if closed is not None else 0
        lines += [statement.line + offset] * (come - len(lines))
    rest = statement.line + len(statement.rows) - 1 if lines else statement.line
    return lines + [rest] * (length - len(lines))
