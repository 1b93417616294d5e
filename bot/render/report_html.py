"""A page as one HTML file: nothing is fetched from elsewhere, nothing in it acts, and it can be printed."""

from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.render.page import Page

# Autoescaping makes literal characters of all that a provider wrote; its addresses were checked before.
_TEMPLATES = Environment(
    loader=PackageLoader("bot.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def render(page: Page) -> str:
    """The page with its pictures in it."""
    return _TEMPLATES.get_template("page.html").render(page=page, inline=_inline)


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"
