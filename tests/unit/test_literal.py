"""What providers write, made harmless."""

import pytest

from adapters.model import Block, BlockKind, Run, Text
from bot.render.literal import TEXT_LIMIT, address, clean, line, literal


def runs(*given: Run, home: str | None = None) -> tuple[Run, ...]:
    (block,) = literal(Text((Block(BlockKind.PARAGRAPH, given),)), home=home).blocks
    return block.runs


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\x00b\x1b[31mc\x07", "ab[31mc"),
        ("exe.\u202egpj", "exe.gpj"),
        ("pay\u200bpal", "paypal"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("\ud800x", "x"),
        ("שלום عالم 日本 🔥", "שלום عالم 日本 🔥"),
    ],
)
def test_what_is_not_seen_but_acts_is_gone(written: str, shown: str) -> None:  # P11
    assert clean(written) == shown


def test_a_line_is_one_line() -> None:
    assert line("  a \n\n b\tc ") == "a b c"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?a=1&b=2#c", "https://a.example/x?a=1&b=2#c"),
        ("https://a.example/%41", "https://a.example/%41"),
        ("HTTPS://A.Example/X", "https://a.example/X"),
        ("https://a.example:8443/", "https://a.example:8443/"),
        ("https://a.example/(x)|y", "https://a.example/%28x%29%7Cy"),
        ("https://a.example/@user", "https://a.example/%40user"),
        ("https://b\u00fccher.example/\u00fc", "https://xn--bcher-kva.example/%C3%BC"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://bank.example@evil.example/", None),
        ("https://bank.example\\@evil.example/", None),
        ("https:///x", None),
        ("https://a.example:99999/", None),
        ("https://[::1]/", None),
        ("https://a.example/" + "x" * 2000, None),
        ("status.example", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_of_the_web_and_holds_no_markup(url: str | None, shown: str | None) -> None:  # P11
    assert address(url) == shown


def test_an_address_in_plain_words_becomes_a_link_without_the_stop_behind_it() -> None:
    assert runs(Run("See https://a.example/x. Thanks.")) == (
        Run("See "),
        Run("https://a.example/x", link="https://a.example/x"),
        Run(". Thanks."),
    )


def test_an_address_that_misleads_stays_words() -> None:  # P11
    assert runs(Run("https://bank.example@evil.example/")) == (Run("https://bank.example@evil.example/"),)


def test_a_link_that_shows_itself_needs_no_host() -> None:
    assert runs(Run("https://a.example/x", link="https://a.example/x")) == (
        Run("https://a.example/x", link="https://a.example/x"),
    )


def test_a_link_that_names_its_host_needs_no_other() -> None:
    assert runs(Run("docs at a.example", link="https://a.example/x")) == (
        Run("docs at a.example", link="https://a.example/x"),
    )


def test_a_link_that_names_a_host_among_words_is_followed_by_the_real_one() -> None:  # P11
    shown = runs(Run("sign in at bank.example", link="https://evil.example/"), home="https://evil.example/")

    assert shown[-1] == Run(" (evil.example)")


def test_code_is_never_a_link() -> None:
    assert runs(Run("curl https://a.example/", code=True)) == (Run("curl https://a.example/", code=True),)


def test_blocks_without_a_visible_character_are_gone() -> None:
    assert literal(Text((Block(BlockKind.PARAGRAPH, (Run("\u200b \n"),)), Block(BlockKind.ITEM, ())))) == Text()


def test_no_more_is_looked_at_than_could_be_shown() -> None:  # P14
    text = Text(tuple(Block(BlockKind.PARAGRAPH, (Run("x" * 1000),)) for _ in range(1000)))

    assert len(literal(text).plain.replace("\n", "")) == TEXT_LIMIT
