"""docs/renderings.md shows every rendering, as it is now."""

import re

import pytest

from tests.unit.renderings import discord_html, slack_html
from tests.unit.renderings.album import CHAPTERS, DOCS, PAGE, page
from tests.unit.renderings.samples import SAMPLES


def test_every_sample_is_shown_once() -> None:
    shown = [name for names in CHAPTERS.values() for name in names]

    assert sorted(shown) == sorted(SAMPLES)


def test_the_page_is_drawn_from_the_renderings_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.unit.renderings.album draws it anew"


def test_every_picture_on_the_page_is_there() -> None:
    pictures = re.findall(r"\]\((renderings/[^)]+)\)", PAGE.read_text(encoding="utf-8"))

    assert len(pictures) == len(CHAPTERS)
    assert all((DOCS / picture).is_file() for picture in pictures)


def test_what_nobody_can_draw_is_said() -> None:
    with pytest.raises(ValueError, match="video"):
        slack_html.shown({"text": "", "blocks": [{"type": "video"}]})


def test_nothing_hostile_is_markup_in_a_picture() -> None:
    embed = {"color": 0, "title": "<script>", "description": "<script>alert(1)</script>"}

    assert "<script" not in discord_html.shown({"content": "", "embeds": [embed]})
