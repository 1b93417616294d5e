"""A message as Slack's Block Kit; no string of a provider is ever read as markup there.

Provider text stands in `plain_text` objects and in one `rich_text` block, both literal by construction; the only mrkdwn
is a time token or a label of ours. Each part has the same kinds of blocks at every rendering, because chat.update
refuses to replace a rich_text block by another kind (`block_mismatch`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from adapters.model import Block, BlockKind, Run, Text, Window
from bot.core import words
from bot.core.message import Action, Fact, Menu, Message, Moment, Option, Part
from bot.render import looks
from bot.render.literal import address, host, line, literal
from bot.render.pressing import button_id, fitting, menu_id
from bot.render.shorten import ELLIPSIS, cut, fewer, glanced, shorten

Json = dict[str, Any]

HEADER_LIMIT = 150  # docs.slack.dev/reference/block-kit/blocks/header-block
CONTEXT_LIMIT = 10  # elements; docs.slack.dev/reference/block-kit/blocks/context-block
CONTEXT_TEXT_LIMIT = 300  # our own: a grey line is for a glance (Slack allows 3000 in a text object)
BLOCKS_LIMIT = 11_000  # as compact JSON; undocumented: msg_blocks_too_long came at 13,200 (slackapi/bolt-js#2509)
LINES_ROOM = 6_000  # of these, our own: where something is said besides, that needs some too
FALLBACK_LIMIT = 3_000  # docs.slack.dev/reference/methods/chat.postMessage truncates at 40,000 and advises 4,000
BUTTONS_LIMIT = 25  # docs.slack.dev/reference/block-kit/blocks/actions-block
BUTTON_TEXT_LIMIT = 75  # docs.slack.dev/reference/block-kit/block-elements/button-element, as the next
BUTTON_VALUE_LIMIT = 2_000
ID_LIMIT = 255  # of an action
OPTIONS_LIMIT = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
OPTION_TEXT_LIMIT = 75  # docs.slack.dev/reference/block-kit/composition-objects/option-object, as the next
OPTION_VALUE_LIMIT = 150
MENU_ROOM = 4_000  # our own, as compact JSON: a menu of long names must leave room for what it is about
INDENT_LIMIT = 5  # our own: deeper lists have no room left on a phone

DATE_FORMAT = "{date_short_pretty} at {time}"  # docs.slack.dev/reference/block-kit/block-elements/date-element

BUTTON = "statuswire:run"  # what the action ids of all our buttons begin with; the value says what a click asks for
MENU = "statuswire:pick:"  # and those of our menus, which have no value: what they ask for follows in the id

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """What chat.postMessage and chat.update take: `text` for notifications and screen readers, and the blocks."""

    text: str
    blocks: tuple[Json, ...]


def render(message: Message) -> SlackMessage:
    """The message for Slack, within its limits; a body that is too long ends by saying so."""
    message = glanced(message)
    home = address(message.url)
    body = literal(message.body, home=home)
    fallback = _fallback(message, body)
    room = LINES_ROOM if body else BLOCKS_LIMIT
    message = fewer(message, lambda fewer: _size(_blocks(fewer, Text(), home)) <= room)
    cut_body = shorten(body, lambda text: _size(_blocks(message, text, home)) <= BLOCKS_LIMIT, more=home)
    return SlackMessage(fallback, _blocks(message, cut_body, home))


def fits(message: Message) -> bool:
    """Whether Slack can show all of its body."""
    home = address(message.url)
    return _size(_blocks(message, literal(message.body, home=home), home)) <= BLOCKS_LIMIT


def _size(blocks: tuple[Json, ...]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _blocks(message: Message, body: Text, home: str | None) -> tuple[Json, ...]:
    rich = _rich(message, body, home)
    match message.part:
        case Part.ROOT | Part.NOTICE:
            return (_header(message), rich, *_context(message), *_menus(message), *_actions(message))
        case Part.UPDATE:
            return (rich, *_context(message))
        case Part.ANNOUNCEMENT:
            return (rich,)


def _header(message: Message) -> Json:
    title = f"{looks.look(message).emoji} {looks.name(message)}"
    return {"type": "header", "text": _plain(cut(title, HEADER_LIMIT))}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _fallback(message: Message, body: Text) -> str:
    said = "\n".join([*map(_headline, (message, *message.lines)), body.plain])
    return cut(said.strip(), FALLBACK_LIMIT).translate(_ESCAPES)


def _headline(message: Message) -> str:
    head = f"{looks.look(message).emoji} {looks.name(message)}"
    return f"{head} ({line(message.status)})" if message.status else head


def _rich(message: Message, body: Text, home: str | None) -> Json:
    elements = [*_called(message.mentions), *_lead(message, home), *map(_line, message.lines), *_flow(body.blocks)]
    if home and message.part is Part.ROOT:
        elements.append(_section([_text("\n"), _link(host(home), home)]))
    return {"type": "rich_text", "elements": elements or [_section([_text(" ")])]}


def _called(mentions: Iterable[str]) -> Iterator[Json]:
    """Whom the message calls: the only mentions that there can be in it, for the channel itself asked for them."""
    called = [element for mention in mentions if (element := _mention(mention.strip()))]
    if called:
        yield _section([part for element in called for part in (element, _text(" "))])


def _mention(written: str) -> Json | None:
    """A mention as Slack hands it to a command, or the word that people type for a whole channel."""
    if found := re.fullmatch(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", written):
        return {"type": "user", "user_id": found[1]}
    if found := re.fullmatch(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>", written):
        return {"type": "usergroup", "usergroup_id": found[1]}
    if found := re.fullmatch(r"(?:<!|@)(here|channel|everyone)>?", written):
        return {"type": "broadcast", "range": found[1]}
    return None


def _lead(message: Message, home: str | None) -> Iterator[Json]:
    """The first line: where it stands and since when, and in an announcement also of what."""
    emoji, status = looks.look(message).emoji, line(message.status)
    if message.part is Part.ANNOUNCEMENT:
        yield _section(_announced(message, home))
        return
    if not status:
        return
    shown = f"{emoji} {status}" if message.part is Part.UPDATE else status
    elements = [_text(shown, bold=True)]
    if message.at:
        elements += [_text(" · "), _date(message.at)]
    yield _section(elements)


def _announced(message: Message, home: str | None) -> list[Json]:
    title = cut(looks.name(message), HEADER_LIMIT)
    named = _link(title, home) if home else _text(title)
    return [_text(f"{looks.look(message).emoji} {line(message.status)}: ", bold=True), named]


def _line(message: Message) -> Json:
    """One of the lines that a message lists; what is no announcement says how many more there are."""
    if message.part is not Part.ANNOUNCEMENT:
        return _section([_text(looks.title(message))])
    noted = [element for fact in message.facts for element in _noted(fact)]
    return _section([*_announced(message, address(message.url)), *noted])


def _noted(fact: Fact) -> Iterator[Json]:
    if isinstance(fact.value, datetime):
        yield _text(f" · {line(fact.label)} ")
        yield _date(fact.value)
        return
    yield _text(cut(f" · {line(fact.label)} {line(str(fact.value))}", CONTEXT_TEXT_LIMIT))


def _flow(blocks: Sequence[Block]) -> Iterator[Json]:
    """The blocks in rich_text; neighbouring paragraphs share a section, which alone makes a blank line between them."""
    least = min((block.level for block in blocks if block.kind is BlockKind.ITEM), default=0)
    for kind, group in groupby(blocks, key=lambda block: _group(block, least)):
        alike = list(group)
        match kind:
            case BlockKind.CODE:
                yield from ({"type": "rich_text_preformatted", "elements": _elements(code)} for code in alike)
            case BlockKind.QUOTE:
                yield {"type": "rich_text_quote", "elements": _parted(alike)}
            case BlockKind.PARAGRAPH:
                yield _section(_parted(alike))
            case (ordered, indent):
                yield _list(alike, ordered=ordered, indent=indent)


def _group(block: Block, least: int) -> BlockKind | tuple[bool, int]:
    """What can stand in one element: neighbours of the same answer. Of a list, whether it is numbered and how deep."""
    match block.kind:
        case BlockKind.ITEM:
            return (block.number is not None, min(block.level - least, INDENT_LIMIT))
        case BlockKind.HEADING:
            return BlockKind.PARAGRAPH
        case kind:
            return kind


def _list(items: Sequence[Block], *, ordered: bool, indent: int) -> Json:
    sections = [_section(_elements(item)) for item in items]
    style = "ordered" if ordered else "bullet"
    made: Json = {"type": "rich_text_list", "style": style, "indent": indent, "elements": sections}
    first = items[0].number or 1
    return made | {"offset": first - 1} if first > 1 else made


def _section(elements: Sequence[Json]) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def _parted(blocks: Sequence[Block]) -> list[Json]:
    elements: list[Json] = []
    for block in blocks:
        if elements:
            elements.append(_text("\n\n"))
        elements += _elements(block)
    return elements


def _elements(block: Block) -> list[Json]:
    strong = block.kind is BlockKind.HEADING
    return [_run(replace(run, bold=run.bold or strong)) for run in block.runs]


def _run(run: Run) -> Json:
    if isinstance(run, Moment):
        return _date(run.at) | {"fallback": run.text}
    if run.link:
        return _link(run.text, run.link, bold=run.bold)
    return _text(run.text, bold=run.bold, code=run.code)


def _text(text: str, *, bold: bool = False, code: bool = False) -> Json:
    return {"type": "text", "text": text} | _style(bold=bold, code=code)


def _link(text: str, url: str, *, bold: bool = False) -> Json:
    return {"type": "link", "url": url, "text": text} | _style(bold=bold)


def _style(*, bold: bool = False, code: bool = False) -> Json:
    chosen = {name: True for name, wanted in (("bold", bold), ("code", code)) if wanted}
    return {"style": chosen} if chosen else {}


def _date(at: datetime) -> Json:
    """A time that Slack shows to each reader in the reader's own zone."""
    fallback = words.moment(at.astimezone(UTC))
    return {"type": "date", "timestamp": int(at.timestamp()), "format": DATE_FORMAT, "fallback": fallback}


def _context(message: Message) -> tuple[Json, ...]:
    """The grey line below; none where there is nothing to say, for Slack refuses an empty one."""
    named = [_plain(cut(looks.name(message), CONTEXT_TEXT_LIMIT))] if message.part is Part.UPDATE else []
    elements = named + [_fact(fact) for fact in message.facts]
    if len(elements) > CONTEXT_LIMIT:
        left_out = len(elements) - CONTEXT_LIMIT + 1
        elements = [*elements[: CONTEXT_LIMIT - 1], _plain(f"{ELLIPSIS} and {left_out} more")]
    return ({"type": "context", "elements": elements},) if elements else ()


def _menus(message: Message) -> tuple[Json, ...]:
    """The menus, each beside what it is for: one of several values may stand nowhere else but in a section."""
    made = ((line(menu.label) or menu.command, _menu(menu)) for menu in message.menus)
    return tuple(
        {"type": "section", "text": _plain(label), "accessory": menu}
        for label, menu in made
        if menu["options"] and len(menu["action_id"]) <= ID_LIMIT
    )


def _menu(menu: Menu) -> Json:
    options = fitting(menu, longest=OPTION_VALUE_LIMIT, most=OPTIONS_LIMIT)
    while _size(tuple(map(_option, options))) > MENU_ROOM:
        options.pop()
    chosen = [_option(option) for option in options if option.chosen]
    shown: Json = {
        "type": "multi_static_select" if menu.several else "static_select",
        "action_id": f"{MENU}{menu_id(menu)}",
        "placeholder": _plain("Choose"),
        "options": [_option(option) for option in options],
    }
    if not chosen:
        return shown
    return shown | ({"initial_options": chosen} if menu.several else {"initial_option": chosen[0]})


def _option(option: Option) -> Json:
    return {"text": _plain(cut(line(option.label) or option.value, OPTION_TEXT_LIMIT)), "value": option.value}


def _actions(message: Message) -> tuple[Json, ...]:
    """The buttons; one whose arguments no button can hold is left out: a part of them would ask for something else."""
    buttons = [_button(place, action) for place, action in enumerate(message.actions)]
    held = [button for button in buttons if len(button["value"]) <= BUTTON_VALUE_LIMIT][:BUTTONS_LIMIT]
    return ({"type": "actions", "elements": held},) if held else ()


def _button(place: int, action: Action) -> Json:
    value = button_id(action.command, action.arguments)
    label = cut(line(action.label), BUTTON_TEXT_LIMIT) or action.command
    # Within a message no two may have the same id; what it asks for stands in the value, which outlives a restart.
    return {"type": "button", "action_id": f"{BUTTON}:{place}", "text": _plain(label), "value": value}


def _fact(fact: Fact) -> Json:
    label = line(fact.label)
    match fact.value:
        case datetime() as at:
            shown = _token(at)
        case Window() as window:
            shown = f"{_token(window.start)} to {_token(window.end)}" if window.end else f"from {_token(window.start)}"
        case str() as value:
            return _plain(cut(f"{label}: {line(value)}", CONTEXT_TEXT_LIMIT))
    # verbatim: Slack makes no links and mentions of its own out of it.
    return {"type": "mrkdwn", "text": f"{label.translate(_ESCAPES)}: {shown}", "verbatim": True}


def _token(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{DATE_FORMAT}|{words.moment(at.astimezone(UTC))}>"
