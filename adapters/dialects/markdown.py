"""Markdown as status pages use it, to Text."""

import re
from html import escape

from adapters.model import Text
from adapters.text import TEXT_LIMIT, text_of

_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*\*")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()]{1,1000})\)")
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6} +(\S[^\n]{0,499})$")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|~]|&[lg]t;)")


def markdown_text(written: str) -> Text:
    """What Markdown says, as far as these pages use it: bold, links, headings, escapes; all else stays as written."""
    html = escape(written[: TEXT_LIMIT + 1], quote=True)
    html = _LINK.sub(r'<a href="\2">\1</a>', html)
    html = _HEADING.sub(lambda heading: f"<b>{heading[1].rstrip()}</b>", html)
    return text_of(_ESCAPE.sub("", _BOLD.sub(r"<b>\1</b>", html)))
