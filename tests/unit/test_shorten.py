"""Cutting what is too long."""

import pytest

from adapters.model import Block, BlockKind, Run, Text
from bot.core.message import Message, Part
from bot.render.shorten import ENTRY_LIMIT, cut, glanced, shorten, units

MORE = "https://status.acme.example/"
ENDING = f"… shortened, full text at {MORE}"


def within(limit: int, text: Text) -> Text:
    return shorten(text, lambda tried: len(tried.plain) <= limit, more=MORE)


def test_what_fits_is_left_alone() -> None:
    text = Text.of("One.\n\nTwo.")

    assert within(100, text) is text


def test_whole_blocks_are_kept_before_words() -> None:
    text = Text.of("First paragraph.\n\nSecond paragraph.\n\nThird" + " and" * 50)

    short = within(len("First paragraph.\nSecond par\n" + ENDING), text)

    assert short.plain == f"First paragraph.\nSecond\n{ENDING}"


def test_the_end_says_where_the_rest_is() -> None:
    (*_, last) = within(60, Text.of("word " * 100)).blocks

    assert last.runs[-1] == Run(MORE, link=MORE)


def test_without_an_address_the_end_says_that_it_is_one() -> None:
    short = shorten(Text.of("word " * 100), lambda text: len(text.plain) < 30, more=None)

    assert short.plain.endswith("word\n… shortened")


def test_a_link_is_whole_or_gone() -> None:
    text = Text(
        (Block(BlockKind.PARAGRAPH, (Run("See "), Run("a long name of a page", link=MORE), Run(" " + "x " * 99))),)
    )

    short = within(len("See a long name\n" + ENDING), text)

    assert short.plain == f"See \n{ENDING}"


def test_one_endless_word_is_cut_where_it_must_be() -> None:
    assert within(len("xxxxx\n" + ENDING), Text.of("x" * 500)).plain == f"xxxxx\n{ENDING}"


def test_where_nothing_fits_the_end_alone_is_left() -> None:
    assert within(1, Text.of("word " * 100)).plain == ENDING


def test_an_empty_text_is_never_shortened() -> None:
    assert within(-1, Text()) == Text()


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("two words", 8, "two…"),
        ("longestwordofall", 8, "longest…"),
        ("a longestwordofall", 8, "a longe…"),
        ("🔥🔥🔥🔥", 5, "🔥🔥…"),
    ],
)
def test_a_line_is_cut_at_a_word_if_that_leaves_enough(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown
    assert units(cut(text, limit)) <= limit


def test_a_title_in_a_list_is_for_a_glance() -> None:
    lines = tuple(Message(Part.ANNOUNCEMENT, title) for title in ("Errors " * 200, "Errors\n in the API"))

    shown = glanced(Message(Part.ROOT, "Many", lines=lines)).lines

    assert len(shown[0].title) <= ENTRY_LIMIT
    assert shown[0].title.endswith("…")
    assert shown[1].title == "Errors in the API"
