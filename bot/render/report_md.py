"""A page in Markdown, as GitHub and most others read it; what providers write stays literal characters."""

import re
from collections.abc import Iterable, Iterator

from adapters.model import Run
from bot.render.literal import line
from bot.render.page import Cell, Page, Section, Table

_NO_WIDTH = "\u2060"  # breaks a mention, which is looked for after escapes are gone
_MARKS = re.compile(r"([\\`*_\[\]<>|~&#$])")
_LINE_START = re.compile(r"^(?:([-+])|(\d+)([.)]))")
_EMOJI_OR_SCHEME = re.compile(r":(?=[\w+-]+:|//)")
_WWW = re.compile(r"\b(www)\.", re.IGNORECASE)
_MENTION = re.compile(r"@(?=\w)")


def render(page: Page) -> str:
    """The page without its pictures, which Markdown cannot hold in one file."""
    parts = [
        f"# {escape(page.title)}",
        *map(_paragraph, page.said),
        "\n".join(f"- **{escape(fact.label)}:** {escape(str(fact.value))}" for fact in page.facts),
        *(part for section in page.sections for part in _section(section)),
        *_foot(page.foot),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(said: str) -> str:
    """The same characters for a reader of Markdown, whatever they would mean there, within a line."""
    marked = _MENTION.sub(f"@{_NO_WIDTH}", _MARKS.sub(r"\\\1", line(said)))
    return _WWW.sub(r"\1\.", _EMOJI_OR_SCHEME.sub(r"\:", marked))


def _paragraph(said: str) -> str:
    """The same at the beginning of a line, where a few more marks mean something."""
    return _LINE_START.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\{start[3]}", escape(said))


def _section(section: Section) -> Iterator[str]:
    if not section.said and not section.table:
        return
    yield f"## {escape(section.title)}"
    yield from map(_paragraph, section.said)
    if section.table:
        yield "\n".join(_table(section.table))


def _table(table: Table) -> Iterator[str]:
    yield _row(escape(column.name) for column in table.columns)
    yield _row("---:" if column.is_number else "---" for column in table.columns)
    yield from (_row(map(_cell, row)) for row in table.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "".join(map(_run, cell)).strip()


def _run(run: Run) -> str:
    """One run as it stands among others: with a space where it has any at its ends."""
    if run.link:
        return f"[{escape(run.text)}]({run.link})"
    before, after = (" " if end.isspace() else "" for end in (run.text[:1], run.text[-1:]))
    return f"{before}{escape(run.text)}{after}"


def _foot(foot: Iterable[str]) -> Iterator[str]:
    yield "## How to read this"
    yield from map(_paragraph, foot)
