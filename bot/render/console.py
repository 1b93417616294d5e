"""A message for a terminal: calm at 80 columns, and just as readable without colours or in a pipe.

Everything is put together from `rich.text.Text`, in which provider text is literal; control characters, which a
terminal would obey, are gone before that.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from adapters.model import Block, BlockKind, Run, Text, Window
from bot.core.message import Attachment, Fact, Message, Part
from bot.render import looks
from bot.render.lines import moment, span
from bot.render.literal import address, line, literal
from bot.render.shorten import glanced, shorten

BODY_LIMIT = 4_000  # our own: two screens; the terminal of a bot is glanced at, the page has the rest
ROOT_INDENT = 2


def render(message: Message, *, zone: tzinfo) -> RenderableType:
    """The message for `rich.Console.print`, its times in `zone`; a reply is indented below its incident."""
    home = address(message.url)
    body = shorten(literal(message.body, home=home), _fits, more=home)
    match message.part:
        case Part.ROOT | Part.NOTICE:
            below = Group(*_below(message, body, home, zone))
            return Group(Line(), _heading(message), Padding.indent(below, ROOT_INDENT))
        case Part.UPDATE:
            below = Group(_said(message, zone), *_paragraphs(body), *_facts(message.facts, zone))
            return Padding.indent(Group(Line(), _thread(message), Padding.indent(below, 2)), ROOT_INDENT)
        case Part.ANNOUNCEMENT:
            return Group(Line(), _announced(message))


def fits(message: Message) -> bool:
    """Whether all of its body is shown."""
    return _fits(literal(message.body, home=address(message.url)))


def _fits(body: Text) -> bool:
    return len(body.plain) <= BODY_LIMIT


def edited(message: Message, *, news: bool) -> RenderableType:
    """The one line for a message printed earlier that has changed; `news` says that its status has."""
    shown = Line("~ edited  ", style="dim", no_wrap=True, overflow="ellipsis")
    if news and message.status:
        shown.append(f"{line(message.status)}: ", style=f"bold {looks.look(message).style}")
    # In a group, because a bare Text loses its `no_wrap` when it is printed.
    return Group(shown.append(looks.name(message)))


def described(picture: Attachment) -> RenderableType:
    """A picture in words: a terminal has no other."""
    return Padding.indent(Group(Line(), Line(line(picture.words), style="dim")), ROOT_INDENT)


def _heading(message: Message) -> Line:
    look = looks.look(message)
    return Line.assemble((f"{look.glyph} ", look.style), (looks.name(message), "bold"))


def _thread(message: Message) -> Line:
    return Line.assemble(("└ ", "dim"), (looks.name(message), "dim"))


def _announced(message: Message) -> Line:
    look = looks.look(message)
    status = (f"{line(message.status)}: ", f"bold {look.style}")
    return Line.assemble((f"{look.glyph} ", look.style), status, looks.name(message))


def _listed(message: Message, zone: tzinfo) -> Line:
    """One of the lines that a message lists."""
    noted = "".join(f" · {line(fact.label)} {_value(fact, zone)}" for fact in message.facts)
    return _announced(message).append(noted, style="dim")


def _said(message: Message, zone: tzinfo) -> Line:
    parts = [(line(message.status), f"bold {looks.look(message).style}")] if message.status else []
    if message.at:
        parts.append((f"{' · ' if parts else ''}{moment(message.at, zone)}", "dim"))
    return Line.assemble(*parts)


def _below(message: Message, body: Text, home: str | None, zone: tzinfo) -> Iterator[RenderableType]:
    said = _said(message, zone)
    if said:
        yield said
    if message.lines:
        yield Line()
        yield from (_listed(each, zone) for each in glanced(message).lines)
    if body:
        yield Line()
        yield from _paragraphs(body)
    if message.facts or home:
        yield Line()
        yield from _facts(message.facts, zone)
    if home:
        yield Line(home, style=f"dim link {home}", overflow="fold")


def _paragraphs(body: Text) -> Iterator[RenderableType]:
    least = min((block.level for block in body.blocks if block.kind is BlockKind.ITEM), default=0)
    before: Block | None = None
    for block in body.blocks:
        if before and not before.kind is block.kind is BlockKind.ITEM:
            yield Line()
        yield _block(block, least)
        before = block


def _block(block: Block, least: int) -> RenderableType:
    match block.kind:
        case BlockKind.ITEM:
            mark = "•" if block.number is None else f"{block.number}."
            return Padding.indent(_beside(mark, _prose(block)), 2 * (block.level - least))
        case BlockKind.QUOTE:
            return _beside("│", _prose(block))
        case BlockKind.CODE:
            return Padding.indent(Line(block.plain, style="cyan"), 4)
        case BlockKind.HEADING:
            return _prose(replace(block, runs=tuple(replace(run, bold=True) for run in block.runs)))
        case BlockKind.PARAGRAPH:
            return _prose(block)


def _beside(mark: str, text: Line) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(Line(mark, style="dim"), text)
    return grid


def _prose(block: Block) -> Line:
    shown = Line()
    for run in block.runs:
        shown.append(run.text, style=_style(run))
    return shown


def _style(run: Run) -> str:
    chosen = [word for word, wanted in (("bold", run.bold), ("cyan", run.code), ("underline", run.link)) if wanted]
    return " ".join([*chosen, *([f"link {run.link}"] if run.link else [])])


def _facts(facts: tuple[Fact, ...], zone: tzinfo) -> Iterator[RenderableType]:
    if not facts:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    for fact in facts:
        grid.add_row(Line(line(fact.label), style="dim"), Line(_value(fact, zone)))
    yield grid


def _value(fact: Fact, zone: tzinfo) -> str:
    match fact.value:
        case datetime() as at:
            return moment(at, zone)
        case Window() as window:
            return span(window, zone)
        case str() as text:
            return line(text)
