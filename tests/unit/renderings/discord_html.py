"""Embeds as HTML that looks as Discord shows them, for pictures: only the parts that our renderer makes."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from bot.core.words import moment

Json = dict[str, Any]

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_DATE = re.compile(r"<t:(\d+):\w>")
_MARKS = {"\ue000": '<span class="when">', "\ue001": "</span>"}


def shown(message: Json) -> str:
    """One message with its sender, as HTML."""
    head = '<span class="who">Statuswire</span> <span class="app">APP</span> <span class="time">12:00</span>'
    call = '<div><span class="call">@oncall</span></div>' if message["content"] else ""
    embeds = "".join(_embed(embed) for embed in message["embeds"])
    buttons = "".join(
        f"<button>{escape(button['label'])}</button>"
        for row in message.get("components", ())
        for button in row["components"]
    )
    return f'<div class="discord"><div class="face">S</div><div>{head}{call}{embeds}<div>{buttons}</div></div></div>'


def _embed(embed: Json) -> str:
    parts = [f'<div class="author">{escape(embed["author"]["name"])}</div>'] if "author" in embed else []
    if "title" in embed:
        kind = "title" if "url" in embed else "title plain"
        parts.append(f'<div class="{kind}">{_markdown(embed["title"])}</div>')
    parts.append(_markdown(embed.get("description", "")))
    parts.append(f'<div class="fields">{"".join(_field(field) for field in embed.get("fields", ()))}</div>')
    foot = [embed["footer"]["text"]] if "footer" in embed else []
    if "timestamp" in embed:
        foot.append(_time(datetime.fromisoformat(embed["timestamp"])))
    parts.append(f'<div class="footer">{escape(" • ".join(foot))}</div>')
    return f'<div class="embed" style="border-color:#{embed["color"]:06x}">{"".join(parts)}</div>'


def _field(field: Json) -> str:
    kind = "field" if field["inline"] else "field wide"
    return f'<div class="{kind}"><b>{escape(field["name"])}</b>{_markdown(field["value"])}</div>'


def _markdown(text: str) -> str:
    dated = _DATE.sub(lambda found: f"\ue000{_time(datetime.fromtimestamp(int(found[1]), UTC))}\ue001", text)
    html = str(_MARKDOWN.render(dated))
    for mark, tag in _MARKS.items():
        html = html.replace(mark, tag)
    return html


def _time(at: datetime) -> str:
    """As a reader in UTC sees it."""
    return moment(at).removesuffix(" UTC")
