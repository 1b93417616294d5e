"""What Slack makes of the text and blocks of a message: whether it takes them, what is read, and who is pinged."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Blocks = Sequence[Mapping[str, Any]]

# docs.slack.dev/reference/methods/chat.postMessage and docs.slack.dev/reference/block-kit/blocks
TEXT_LIMIT = 40_000
BLOCK_COUNT_LIMIT = 50
SECTION_TEXT_LIMIT = 3000
HEADER_TEXT_LIMIT = 150
FIELD_TEXT_LIMIT = 2000
FIELD_COUNT_LIMIT = 10
ELEMENT_COUNT_LIMIT = 10
BUTTON_COUNT_LIMIT = 25
BUTTON_TEXT_LIMIT = 75
LINK_LIMIT = 3000
ACTION_ID_LIMIT = 255
OPTION_COUNT_LIMIT = 100
OPTION_TEXT_LIMIT = 75
OPTION_VALUE_LIMIT = 150
# Undocumented; met by others at about this length.
ALL_BLOCKS_LIMIT = 13_200

RICH_PARTS = frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"})
RICH_WORDS = frozenset({"text", "link", "emoji", "date", "user", "usergroup", "channel", "broadcast", "color"})
PINGING_WORDS = frozenset({"user", "usergroup", "broadcast"})

_MENTION = re.compile(r"<(?P<who>![a-z]+(?:\^[^>|]*)?|@[A-Z0-9]+)(?:\|[^>]*)?>")
_TOKEN = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_BARE_MENTION = re.compile(r"@(?:channel|here|everyone)\b")


def fault(text: str, blocks: Blocks) -> str | None:
    """Slack's code for what is wrong with a message, or None."""
    if not text and not blocks:
        return "no_text"
    if len(text) > TEXT_LIMIT:
        return "msg_too_long"
    if len(blocks) > BLOCK_COUNT_LIMIT or not all(_is_valid(block) for block in blocks):
        return "invalid_blocks"
    if sum(len(words) for block in blocks for words in _strings(block)) > ALL_BLOCKS_LIMIT:
        return "msg_blocks_too_long"
    return None


def is_mismatch(before: Blocks, after: Blocks) -> bool:
    """Whether an edit would replace rich text by blocks without any, which Slack refuses."""
    return _is_rich(before) and bool(after) and not _is_rich(after)


def readable(text: str, blocks: Blocks) -> str:
    """What a reader sees: the blocks where there are any, and the text only without them."""
    if not blocks:
        return _read_mrkdwn(text)
    return "\n".join(filter(None, (_read_block(block) for block in blocks)))


def pings(text: str, blocks: Blocks, *, parse: str, link_names: bool) -> list[str]:
    """Everybody who is called by a message: by mark-up, by an element, or by a name that Slack was told to look for."""
    sources = [text, *(words for block in blocks for words in _mrkdwn(block))]
    called = [found["who"] for source in sources for found in _MENTION.finditer(source) if _calls(found["who"])]
    called += [str(word["type"]) for block in blocks for word in _rich_words(block) if word["type"] in PINGING_WORDS]
    if parse != "none" or link_names:
        called += [bare for source in sources for bare in _BARE_MENTION.findall(source)]
    return called


def _calls(who: str) -> bool:
    return not who.startswith("!date")


def _is_rich(blocks: Blocks) -> bool:
    return any(block.get("type") == "rich_text" for block in blocks)


def _is_valid(block: Mapping[str, Any]) -> bool:
    elements = block.get("elements", ())
    match block.get("type"):
        case "header":
            valid = _fits(block.get("text"), HEADER_TEXT_LIMIT, kinds={"plain_text"})
        case "section":
            valid = _is_valid_section(block)
        case "context":
            valid = _is_valid_context(elements)
        case "actions":
            valid = _is_valid_actions(elements)
        case "rich_text":
            valid = all(_is_valid_rich(part) for part in elements)
        case kind:
            valid = kind in {"divider", "image"}
    return valid


def _is_valid_section(block: Mapping[str, Any]) -> bool:
    fields = block.get("fields", ())
    if not fields and "text" not in block:
        return False
    if len(fields) > FIELD_COUNT_LIMIT or not all(_fits(field, FIELD_TEXT_LIMIT) for field in fields):
        return False
    if "accessory" in block and not _is_valid_menu(block["accessory"]):
        return False
    return "text" not in block or _fits(block["text"], SECTION_TEXT_LIMIT)


def _is_valid_menu(menu: Mapping[str, Any]) -> bool:
    options = menu.get("options", ())
    chosen = [*menu.get("initial_options", ()), *filter(None, [menu.get("initial_option")])]
    return (
        menu.get("type") in {"static_select", "multi_static_select"}
        and 0 < len(menu.get("action_id", "")) <= ACTION_ID_LIMIT
        and 0 < len(options) <= OPTION_COUNT_LIMIT
        and all(_fits(option.get("text"), OPTION_TEXT_LIMIT) for option in options)
        and all(0 < len(option.get("value", "")) <= OPTION_VALUE_LIMIT for option in options)
        and all(option in options for option in chosen)
    )


def _is_valid_context(elements: Blocks) -> bool:
    texts = [element for element in elements if element.get("type") != "image"]
    return 0 < len(elements) <= ELEMENT_COUNT_LIMIT and all(_fits(text, SECTION_TEXT_LIMIT) for text in texts)


def _is_valid_actions(elements: Blocks) -> bool:
    if not 0 < len(elements) <= BUTTON_COUNT_LIMIT:
        return False
    buttons = [element for element in elements if element.get("type") == "button"]
    return all(
        _fits(button.get("text"), BUTTON_TEXT_LIMIT, kinds={"plain_text"}) and len(button.get("url", "")) <= LINK_LIMIT
        for button in buttons
    )


def _is_valid_rich(part: Mapping[str, Any]) -> bool:
    if part.get("type") not in RICH_PARTS:
        return False
    if part["type"] == "rich_text_list":
        return part.get("style") in {"bullet", "ordered"} and all(_is_valid_rich(item) for item in part["elements"])
    return all(_is_valid_word(word) for word in part.get("elements", ()))


def _is_valid_word(word: Mapping[str, Any]) -> bool:
    if word.get("type") not in RICH_WORDS:
        return False
    if word["type"] == "text":
        return bool(word.get("text"))
    return word["type"] != "link" or bool(word.get("url"))


def _fits(text: object, limit: int, *, kinds: frozenset[str] | set[str] = frozenset({"plain_text", "mrkdwn"})) -> bool:
    if not isinstance(text, Mapping) or text.get("type") not in kinds:
        return False
    return 0 < len(text.get("text", "")) <= limit


def _texts(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The text objects of a block that is no rich text, in reading order."""
    if isinstance(block.get("text"), Mapping):
        yield block["text"]
    yield from block.get("fields", ())
    for element in block.get("elements", ()) if block.get("type") in {"context", "actions"} else ():
        yield element["text"] if isinstance(element.get("text"), Mapping) else element


def _mrkdwn(block: Mapping[str, Any]) -> Iterator[str]:
    return (text["text"] for text in _texts(block) if text.get("type") == "mrkdwn")


def _rich_words(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if block.get("type") in RICH_WORDS:
        yield block
    for element in block.get("elements", ()) if str(block.get("type")).startswith("rich_text") else ():
        yield from _rich_words(element)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (inner,) if key in {"text", "url"} and isinstance(inner, str) else _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _read_block(block: Mapping[str, Any]) -> str:
    if block.get("type") == "rich_text":
        return "\n".join(_read_rich(part) for part in block.get("elements", ()))
    return "\n".join(
        _read_mrkdwn(text["text"]) if text.get("type") == "mrkdwn" else text["text"]
        for text in _texts(block)
        if "text" in text
    )


def _read_rich(part: Mapping[str, Any]) -> str:
    if part.get("type") == "rich_text_list":
        return "\n".join(_read_rich(item) for item in part["elements"])
    return "".join(_read_word(word) for word in part.get("elements", ()))


def _read_word(word: Mapping[str, Any]) -> str:
    if word["type"] in PINGING_WORDS:
        return f"@{word.get('range') or word.get('user_id') or word.get('usergroup_id')}"
    return str(word.get("text") or word.get("url") or word.get("fallback") or "")


def _read_mrkdwn(source: str) -> str:
    return html.unescape(_TOKEN.sub(_read_token, source))


def _read_token(found: re.Match[str]) -> str:
    target, label = found["target"], found["label"]
    if target.startswith(("!date", "http")):
        return label or target
    return "@" + target.lstrip("!@")
