"""Block Kit as HTML that looks as Slack shows it, for pictures: only the parts that our renderer makes."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from bot.core.words import moment

Json = dict[str, Any]

_DATE = re.compile(r"&lt;!date\^(\d+)\^[^|]*\|[^&]*&gt;")


def shown(message: Json) -> str:
    """One message with its sender, as HTML."""
    blocks = "".join(_block(block) for block in message["blocks"])
    head = '<span class="who">Statuswire</span> <span class="app">APP</span> <span class="time">12:00</span>'
    return f'<div class="slack"><div class="face">S</div><div>{head}{blocks}</div></div>'


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{escape(block['text']['text'])}</h3>"
        case "rich_text":
            return "".join(_rich(element) for element in block["elements"])
        case "context":
            return f'<div class="context">{"".join(f"<span>{_fact(it)}</span>" for it in block["elements"])}</div>'
        case "actions":
            labels = (escape(element["text"]["text"]) for element in block["elements"])
            return f"<div>{''.join(f'<button>{label}</button>' for label in labels)}</div>"
    raise ValueError(f"no picture of a block of type {block['type']}")


def _fact(element: Json) -> str:
    return _DATE.sub(lambda found: _time(int(found[1])), escape(element["text"], quote=False))


def _rich(element: Json) -> str:
    match element["type"]:
        case "rich_text_section":
            return f"<p>{_inline(element)}</p>"
        case "rich_text_preformatted":
            return f"<pre>{_inline(element)}</pre>"
        case "rich_text_quote":
            return f"<blockquote>{_inline(element)}</blockquote>"
        case "rich_text_list":
            tag = "ol" if element["style"] == "ordered" else "ul"
            items = "".join(f"<li>{_inline(item)}</li>" for item in element["elements"])
            indent = 24 * element.get("indent", 0)
            return f'<{tag} start="{element.get("offset", 0) + 1}" style="margin-left:{indent}px">{items}</{tag}>'
    raise ValueError(f"no picture of an element of type {element['type']}")


def _inline(parent: Json) -> str:
    return "".join(_span(element) for element in parent["elements"])


def _span(element: Json) -> str:
    match element["type"]:
        case "text":
            text = escape(element["text"])
        case "link":
            text = f"<a>{escape(element.get('text') or element['url'])}</a>"
        case "date":
            text = _time(element["timestamp"])
        case "usergroup" | "user" | "broadcast":
            text = f'<span class="call">@{element.get("range", "oncall")}</span>'
        case other:
            raise ValueError(f"no picture of an element of type {other}")
    style = element.get("style", {})
    text = f"<code>{text}</code>" if style.get("code") else text
    return f"<b>{text}</b>" if style.get("bold") else text


def _time(timestamp: int) -> str:
    """As a reader in UTC sees it."""
    return moment(datetime.fromtimestamp(timestamp, UTC)).removesuffix(" UTC")
