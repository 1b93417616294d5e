"""A message as Discord's embed; what providers write is escaped so that it shows as it was written and calls nobody.

All of it stands in an embed, where Discord alerts no one whatever the text says. Titles, descriptions and the values of
fields are Markdown there; author and footer are plain.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate, groupby
from typing import Any

from adapters.model import Block, BlockKind, Run, Text, Window
from bot.core.message import Action, Fact, Menu, Message, Moment, Part
from bot.render import looks
from bot.render.literal import address, host, line, literal
from bot.render.pressing import button_id, fitting, menu_id
from bot.render.shorten import ELLIPSIS, cut, fewer, glanced, shorten, units

Json = dict[str, Any]

# docs.discord.com/developers/resources/message#embed-object-embed-limits
TITLE_LIMIT = 256
DESCRIPTION_LIMIT = 4096
FIELDS_LIMIT = 25
FIELD_NAME_LIMIT = 256
FIELD_VALUE_LIMIT = 1024
AUTHOR_LIMIT = 256
EMBED_LIMIT = 6000  # all of the above together

# docs.discord.com/developers/components/reference
ROWS_LIMIT = 5
BUTTONS_IN_ROW = 5
BUTTON_LABEL_LIMIT = 80
ID_LIMIT = 100
OPTIONS_LIMIT = 25
OPTION_LIMIT = 100  # of a label, and of a value
PLACEHOLDER_LIMIT = 150
ROW, BUTTON, MENU, SECONDARY = 1, 2, 3, 2

SIGNATURE_ROOM = 40  # our own: who sends it may add its key to the footer

LINES_ROOM = 2000  # our own: where something is said besides, that needs some of a description too
FIELDS_ROOM = 3000  # our own: half of an embed is left to what was said
FOOTER_LIMIT = 200  # our own: a grey line is for a glance (Discord allows 2048)
WIDE_FIELD = 40  # our own: longer values do not share a row
INDENT_LIMIT = 5  # our own: deeper lists have no room left on a phone

_NO_WIDTH = "\u200b"
_LETTER_GRAVE = "\u02cb"  # looks like a backtick and closes no code

_MARKUP = re.compile(r"([\\*_~`|<>\[\]()])")
_LINE_START = re.compile(r"^(\s*)([-+#]|\d+(?=\.))", re.MULTILINE)
# A mention as Discord hands it to a command, or the word for everybody; content holds nothing else.
CALL = re.compile(r"<@&(?P<role>\d{1,20})>|<@!?(?P<user>\d{1,20})>|@(?P<all>everyone|here)")
_MENTION = re.compile(r"<(?!\s)|@(?=everyone|here)", re.IGNORECASE)
_EMOJI_OR_SCHEME = re.compile(r":(?=\w+:|//)")


def render(message: Message) -> Json:
    """The message for Discord, within its limits; a body that is too long ends by saying so."""
    message = glanced(message)
    home = address(message.url)
    embed = _frame(message, home)
    room = _room(embed)
    body = literal(message.body, home=home)
    for_lines = min(room, LINES_ROOM) if body else room
    message = fewer(message, lambda fewer: units(_description(fewer, Text(), home)) <= for_lines)
    shown = shorten(body, lambda text: units(_description(message, text, home)) <= room, more=home)
    description = _description(message, shown, home)
    calls = [mention for mention in map(str.strip, message.mentions) if CALL.fullmatch(mention)]
    rendered: Json = {
        "content": " ".join(calls),
        "embeds": [embed | ({"description": description} if description else {})],
    }
    rows = (*menus(message.menus), *buttons(message.actions))[:ROWS_LIMIT]
    return rendered | ({"components": list(rows)} if rows else {})


def fits(message: Message) -> bool:
    """Whether Discord can show all of its body."""
    home = address(message.url)
    return units(_description(message, literal(message.body, home=home), home)) <= _room(_frame(message, home))


def _room(frame: Json) -> int:
    """How much a description may hold beside the rest of the embed."""
    return min(DESCRIPTION_LIMIT, EMBED_LIMIT - SIGNATURE_ROOM - _size(frame))


def called(content: str) -> Json:
    """Whom a message's content may call: Discord's `allowed_mentions` for exactly those who stand in it."""
    found = list(CALL.finditer(content))
    return {
        "parse": ["everyone"] if any(call["all"] for call in found) else [],
        "roles": [call["role"] for call in found if call["role"]],
        "users": [call["user"] for call in found if call["user"]],
    }


def buttons(actions: Iterable[Action]) -> list[Json]:
    """The actions as rows of buttons; one that says more than a button can carry is left out."""
    different = _carried(map(_button, actions))
    rows = (different[at : at + BUTTONS_IN_ROW] for at in range(0, len(different), BUTTONS_IN_ROW))
    return [{"type": ROW, "components": row} for row in rows]


def menus(told: Iterable[Menu]) -> list[Json]:
    """The menus, each in a row of its own, with as many of their options as Discord takes."""
    return [{"type": ROW, "components": [menu]} for menu in _carried(map(_menu, told)) if menu["options"]]


def _carried(components: Iterable[Json]) -> list[Json]:
    """Those that can carry what they say, each once."""
    fitting = [it for it in components if units(it["custom_id"]) <= ID_LIMIT]
    return list({it["custom_id"]: it for it in fitting}.values())


def _menu(menu: Menu) -> Json:
    options = [
        {"label": cut(line(it.label), OPTION_LIMIT) or it.value, "value": it.value, "default": it.chosen}
        for it in fitting(menu, longest=OPTION_LIMIT, most=OPTIONS_LIMIT)
    ]
    return {
        "type": MENU,
        "custom_id": menu_id(menu),
        "placeholder": cut(line(menu.label), PLACEHOLDER_LIMIT),
        "options": options,
        "min_values": 0 if menu.several else 1,
        "max_values": len(options) if menu.several else 1,
    }


def _button(action: Action) -> Json:
    # A label is plain text: nothing in it is markup, and nobody is called.
    label = cut(line(action.label), BUTTON_LABEL_LIMIT) or action.command
    return {
        "type": BUTTON,
        "style": SECONDARY,
        "label": label,
        "custom_id": button_id(action.command, action.arguments),
    }


def escape(text: str) -> str:
    """The same characters for a reader of Discord's Markdown, whatever they would mean there."""
    marked = _MARKUP.sub(r"\\\1", _unmentioned(text))
    return _EMOJI_OR_SCHEME.sub(r"\:", _LINE_START.sub(_line_start, marked))


def _line_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    # "1." makes a list unless the stop is escaped; the other marks are escaped themselves.
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _unmentioned(text: str) -> str:
    """Discord looks for mentions before it looks for escapes: a mark of no width breaks them in both."""
    return _MENTION.sub(lambda match: match.group() + _NO_WIDTH, text)


def _frame(message: Message, home: str | None) -> Json:
    """All of the embed but its description."""
    framed: Json = {"color": looks.look(message).colour}
    if message.part in {Part.ROOT, Part.NOTICE}:
        framed |= _heading(message, home)
    if message.facts:
        framed["fields"] = _fields(message.facts)
    footer = _footer(message, home)
    if footer:
        framed["footer"] = {"text": cut(_unmentioned(footer), FOOTER_LIMIT)}
    if message.at:
        framed["timestamp"] = message.at.astimezone(UTC).isoformat(timespec="seconds")
    return framed


def _heading(message: Message, home: str | None) -> Json:
    provider = line(message.provider)
    mark = f"{looks.look(message).emoji} "
    heading: Json = {"title": mark + _escaped_within(looks.title(message), TITLE_LIMIT - units(mark))}
    if provider:
        heading["author"] = {"name": cut(_unmentioned(provider), AUTHOR_LIMIT)}
    return heading | ({"url": home} if home else {})


def _footer(message: Message, home: str | None) -> str:
    if message.part is Part.ROOT:
        return host(home) if home else ""
    if message.part is Part.UPDATE:
        return looks.name(message)
    return ""


def _escaped_within(text: str, limit: int) -> str:
    """Escaped, in at most `limit` units: cut before it is escaped, so that no escape is cut in two."""
    room = limit
    while units(escape(cut(text, room))) > limit:
        room -= max(1, (units(escape(cut(text, room))) - limit) // 2)
    return escape(cut(text, room))


def _fields(facts: tuple[Fact, ...]) -> list[Json]:
    """The facts as fields, as many as there is room for; the last one counts those that are left out."""
    fields = [_field(fact) for fact in facts]
    if len(fields) <= FIELDS_LIMIT and sum(map(_field_size, fields)) <= FIELDS_ROOM:
        return fields
    sizes = accumulate(map(_field_size, fields[: FIELDS_LIMIT - 1]))
    kept = sum(size <= FIELDS_ROOM for size in sizes)
    return [*fields[:kept], {"name": ELLIPSIS, "value": f"and {len(fields) - kept} more", "inline": False}]


def _field_size(field: Json) -> int:
    return units(field["name"]) + units(field["value"])


def _field(fact: Fact) -> Json:
    match fact.value:
        case datetime() as at:
            value = _token(at)
        case Window() as window:
            value = f"{_token(window.start)} to {_token(window.end)}" if window.end else f"from {_token(window.start)}"
        case str() as text:
            value = _escaped_within(line(text), FIELD_VALUE_LIMIT) or "-"
    name = _escaped_within(line(fact.label), FIELD_NAME_LIMIT) or "-"
    short = isinstance(fact.value, datetime) or (isinstance(fact.value, str) and len(fact.value) <= WIDE_FIELD)
    return {"name": name, "value": value, "inline": short}


def _token(at: datetime) -> str:
    """A time that Discord shows to each reader in the reader's own zone."""
    return f"<t:{int(at.timestamp())}:f>"


def _size(embed: Json) -> int:
    fields = sum(map(_field_size, embed.get("fields", ())))
    named = units(embed.get("author", {}).get("name", "")) + units(embed.get("footer", {}).get("text", ""))
    return fields + named + units(embed.get("title", ""))


def _description(message: Message, body: Text, home: str | None) -> str:
    parts = (_lead(message, home), "\n".join(map(_line, message.lines)), "".join(_flow(body)))
    return "\n\n".join(part for part in parts if part)


def _lead(message: Message, home: str | None) -> str:
    """The first line: where it stands, and in an announcement also of what."""
    emoji, status = looks.look(message).emoji, escape(line(message.status))
    match message.part:
        case Part.ANNOUNCEMENT:
            return _announced(message, home)
        case Part.UPDATE:
            return f"{emoji} **{status}**"
        case _:
            return f"**{status}**" if status else ""


def _announced(message: Message, home: str | None) -> str:
    title = _escaped_within(looks.name(message), TITLE_LIMIT)
    named = f"[{title}](<{home}>)" if home else title
    return f"{looks.look(message).emoji} **{escape(line(message.status))}:** {named}"


def _line(message: Message) -> str:
    """One of the lines that a message lists; what is no announcement says how many more there are."""
    if message.part is not Part.ANNOUNCEMENT:
        return escape(looks.title(message))
    return " · ".join([_announced(message, address(message.url)), *map(_noted, message.facts)])


def _noted(fact: Fact) -> str:
    # How long ago, on the reader's clock: shorter than a date, and true whenever it is read.
    shown = f"<t:{int(fact.value.timestamp())}:R>" if isinstance(fact.value, datetime) else _field(fact)["value"]
    return f"{escape(line(fact.label))} {shown}"


def _flow(body: Text) -> Iterator[str]:
    """The blocks in Markdown: items of one list on lines of their own, everything else parted by a blank line."""
    least = min((block.level for block in body.blocks if block.kind is BlockKind.ITEM), default=0)
    before: Block | None = None
    for block in body.blocks:
        if before:
            yield "\n" if before.kind is block.kind is BlockKind.ITEM else "\n\n"
        yield _written(block, least)
        before = block


def _written(block: Block, least: int) -> str:
    match block.kind:
        case BlockKind.CODE:
            return f"```\n{_code(block.plain)}\n```"
        case BlockKind.QUOTE:
            return f"> {_prose(block.runs)}".replace("\n", "\n> ")
        case BlockKind.HEADING:
            return _prose(tuple(replace(run, bold=True) for run in block.runs))
        case BlockKind.ITEM:
            indent = "  " * min(block.level - least, INDENT_LIMIT)
            mark = "-" if block.number is None else f"{block.number}."
            return f"{indent}{mark} {_prose(block.runs)}".replace("\n", f"\n{indent}  ")
        case BlockKind.PARAGRAPH:
            return _prose(block.runs)


def _prose(runs: tuple[Run, ...]) -> str:
    # Neighbours in bold share one pair of stars: four stars in a row are read otherwise.
    return "".join(_strong(group) if bold else "".join(group) for bold, group in _by_weight(runs))


def _by_weight(runs: tuple[Run, ...]) -> Iterator[tuple[bool, list[str]]]:
    for bold, group in groupby(runs, key=lambda run: run.bold):
        yield bold, [_run(run) for run in group]


def _strong(pieces: list[str]) -> str:
    text = "".join(pieces)
    bare = text.strip()
    return text.replace(bare, f"**{bare}**", 1) if bare else text


def _run(run: Run) -> str:
    if isinstance(run, Moment):
        return _token(run.at)
    return _linked(run.text, run.link) if run.link else _plain(run.text, code=run.code)


def _linked(text: str, url: str) -> str:
    # Discord masks no text that is an address; the brackets end it where it ends, whatever follows.
    return f"<{url}>" if text == url else f"[{escape(text)}](<{url}>)"


def _plain(text: str, *, code: bool) -> str:
    if not code or not text.strip():
        return escape(text)
    # A line break would let a quote or a list begin within it.
    on_one_line = _code(text.replace("\n", " "))
    return f"`{on_one_line}`"


def _code(text: str) -> str:
    return _unmentioned(text.replace("`", _LETTER_GRAVE))
