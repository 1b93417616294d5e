"""The picture in the README, drawn by the program itself: the demo's feed, read, tracked and shown.

`python -m tests.unit.docs_picture` draws docs/message.svg anew.
"""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.terminal_theme import SVG_EXPORT_THEME

from adapters.model import Feed
from adapters.poll import read
from bot.core import compose
from bot.core.tracker import track
from bot.demo import provider, story
from bot.render.console import render

PICTURE: Final = Path(__file__).parents[2] / "docs" / "message.svg"
WIDTH: Final = 82

_NOW = datetime(2025, 11, 18, 13, 10, tzinfo=UTC)
_NAME = "Cloudflare"
# Without the fonts that rich would fetch from elsewhere: a picture should ask nobody for anything.
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: "Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ display: none; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def shown() -> Console:
    """A terminal with the incident as it stood at that minute: the living message, and its thread below."""
    body = provider.feed(_NOW, story.PUBLIC_PAGE).encode()
    seen, *_ = read(body, Feed(story.PROVIDER, f"{story.PUBLIC_PAGE}/history.atom"))
    outage = next(incident for incident in seen.incidents if incident.is_open)
    record = track(None, outage, now=_NOW + timedelta(seconds=30)).record
    said = [compose.update(record, update, provider=_NAME) for update in record.incident.updates]
    terminal = Console(
        file=io.StringIO(),
        record=True,
        width=WIDTH,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        _environ={},
    )
    for message in (compose.root(record, provider=_NAME), *said):
        terminal.print(Padding(render(message, zone=UTC), (0, 1)))
    terminal.print()
    return terminal


def draw() -> str:
    """The picture as SVG."""
    svg = shown().export_svg(theme=SVG_EXPORT_THEME, code_format=_FORMAT, unique_id="statuswire")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
