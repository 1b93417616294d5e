"""docs/renderings.md: every kept rendering as a picture, beside its name, on both platforms.

`python -m tests.unit.renderings.album` draws it anew, with Chromium; a test says when that is due.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from tests.unit.renderings import discord_html, slack_html
from tests.unit.renderings.samples import FOLDER, SAMPLES

DOCS = FOLDER.parents[2] / "docs"
PAGE = DOCS / "renderings.md"
PICTURES = DOCS / "renderings"
WIDTH, ROOM = 1240, 5000  # pixels of a sheet, and of its height while it is not known yet

_QUIETLY = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-sync", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
)
_MEASURED = "<script>document.body.dataset.height = document.body.scrollHeight</script>"
_HEIGHT = re.compile(r'data-height="(\d+)"')

CHAPTERS: dict[str, tuple[str, ...]] = {
    "An open incident": (
        "outage",
        "acknowledged",
        "investigating",
        "identified_already_open",
        "monitoring",
        "back_again",
        "no_impact",
        "phase_unknown",
    ),
    "Its end": ("resolved", "resolved_soon", "resolved_late", "postmortem", "withdrawn"),
    "What follows in the thread and in the channel": (
        "update",
        "update_without_time",
        "announcement",
        "raised",
        "outage_calls",
        "notice",
    ),
    "Many at once": ("storm", "storm_told", "storm_over", "storm_of_sixty"),
    "Maintenance": ("scheduled", "under_way", "verifying", "completed", "cancelled"),
    "What providers write": (
        "list_and_code",
        "rich",
        "german",
        "japanese",
        "right_to_left",
        "emoji",
        "no_text",
        "hostile",
        "long",
    ),
}

_PAGE = """\
# What a channel sees

Every kind of message, as Slack (left) and Discord (right) show it. The pictures are drawn from the renderings that the
tests hold the program to, in `tests/unit/renderings/`, by a page that looks like the two platforms; they are no
screenshots of them. `python -m tests.unit.renderings.album` draws them anew. Readers see times in their own zone; here
it is UTC.
{chapters}
<!-- drawn from {mark} -->
"""


def mark() -> str:
    """What the pictures are drawn from, in a word: another one says that they are out of date."""
    told = hashlib.blake2b(digest_size=8)
    for name in sorted(SAMPLES):
        for platform in ("slack", "discord"):
            told.update(_kept(name, platform).encode())
    return told.hexdigest()


def page() -> str:
    """docs/renderings.md as it should be."""
    chapters = "".join(
        f"\n## {title}\n\n![{title}: {_spoken(names)}](renderings/{_file(title)})\n"
        for title, names in CHAPTERS.items()
    )
    return _PAGE.format(chapters=chapters, mark=mark())


def _spoken(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _file(title: str) -> str:
    return f"{title.lower().replace(' ', '-')}.png"


def _kept(name: str, platform: str) -> str:
    return (FOLDER / f"{name}.{platform}.json").read_text(encoding="utf-8")


def sheet(names: tuple[str, ...]) -> str:
    """The renderings of these names, as one HTML document."""
    pairs = "".join(
        f'<div class="pair"><div class="name">{escape(name.replace("_", " "))}</div>'
        f'<div class="cut">{slack_html.shown(json.loads(_kept(name, "slack")))}</div>'
        f'<div class="cut">{discord_html.shown(json.loads(_kept(name, "discord")))}</div></div>'
        for name in names
    )
    style = (FOLDER / "album.css").read_text(encoding="utf-8")
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{style}</style>{pairs}{_MEASURED}</html>'


def draw() -> None:
    """Write the page and its pictures. Needs Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium draws the pictures, and is not there; install it.")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for title, names in CHAPTERS.items():
            source = Path(folder, "sheet.html")
            source.write_text(sheet(names), encoding="utf-8")
            browse = (chromium, *_QUIETLY, f"--user-data-dir={folder}/profile", source.as_uri())
            measured = _HEIGHT.search(_run(*browse, f"--window-size={WIDTH},{ROOM}", "--dump-dom"))
            height = measured[1] if measured else ROOM
            _run(*browse, f"--window-size={WIDTH},{height}", f"--screenshot={PICTURES / _file(title)}")
    PAGE.write_text(page(), encoding="utf-8")


def _run(*command: str) -> str:
    # Our own page, and nothing that anybody else has written.
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    draw()
