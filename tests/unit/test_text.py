"""Status HTML becomes blocks of literal characters: what is kept, what goes, and that nothing makes it slow."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Block, BlockKind, Run, Text
from adapters.text import (
    ADDRESS_LIMIT,
    NESTING_LIMIT,
    SHORTENED,
    TEXT_LIMIT,
    TOKEN_LIMIT,
    characters_of,
    line_of,
    markup,
    text_from,
    text_of,
    web_address,
)

PATIENCE = 5.0  # seconds; ten times what the worst of these takes here, a hundredth of what they took without a guard


def paragraph(*runs: str | Run) -> Block:
    return Block(BlockKind.PARAGRAPH, tuple(Run(run) if isinstance(run, str) else run for run in runs))


def item(text: str, level: int = 0, number: int | None = None) -> Block:
    return Block(BlockKind.ITEM, (Run(text),), level=level, number=number)


def test_paragraphs_are_blocks_and_a_break_is_a_new_line() -> None:
    text = text_of("<p>One<br/>two.</p><p> Three. </p>")

    assert text == Text((paragraph("One\ntwo."), paragraph("Three.")))


def test_a_blank_line_parts_paragraphs() -> None:
    assert text_of("<p>One.<br /><br />Two.<br/></p>") == Text((paragraph("One."), paragraph("Two.")))


def test_white_space_is_one_blank() -> None:
    assert text_of("<p>\n  One &nbsp; two\t<b> three</b> </p>").plain == "One two three"


def test_lists_know_their_depth_and_numbers() -> None:
    text = text_of("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol start='3'><li>d<li>e</ol>")

    assert text.blocks == (item("a"), item("b", 1), item("c"), item("d", 0, 3), item("e", 0, 4))


def test_paragraphs_in_an_item_are_lines_of_it() -> None:
    assert text_of("<ul><li><p>a</p><p>b</p></li></ul>").blocks == (item("a\nb"),)


def test_an_item_outside_any_list_is_an_item() -> None:
    assert text_of("<p>Hours<br /><li>one<br /><li> two</p>").blocks == (paragraph("Hours"), item("one"), item("two"))


def test_cells_and_pictures_are_words_of_their_line() -> None:
    table = "<table><tr><th>API</th><td><img src='x' alt='green'></td></tr><tr><td>Web<td>fine</table>"

    assert text_of(table).plain == "API green\nWeb fine"


def test_headings_quotes_and_code_keep_their_kind() -> None:
    text = text_of("<h2>Why</h2><blockquote><p>So.</p></blockquote><pre>a\n  b</pre><p>Run <code>x -y</code>.</p>")

    assert text.blocks == (
        Block(BlockKind.HEADING, (Run("Why"),)),
        Block(BlockKind.QUOTE, (Run("So."),)),
        Block(BlockKind.CODE, (Run("a\n  b"),)),
        paragraph("Run ", Run("x -y", code=True), "."),
    )


def test_bold_and_links_are_runs() -> None:
    text = text_of('<p>See <a href="https://acme.example/a?b=1&amp;c=2">the <b>guide</b></a> now</p>')
    link = "https://acme.example/a?b=1&c=2"

    assert text.blocks == (paragraph("See ", Run("the ", link=link), Run("guide", link=link, bold=True), " now"),)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "/incidents/1",
        "//host.example/x",
        "https://",
        "https://user:secret@host.example/",
        "https://bank.example@evil.example/",
        "https://host.example\\@evil.example/",
        "https://[::1",
        "https://host.example:99999/",
        'https://host.example/"onclick=',
        "https://host.example/" + "a" * ADDRESS_LIMIT,
        "",
        None,
    ],
)
def test_only_plain_web_addresses_are_links(address: str | None) -> None:  # P11
    assert web_address(address) is None


def test_a_refused_link_leaves_its_words() -> None:  # P11
    assert text_of("<p><a href='javascript:alert(1)'>Click</a></p>") == Text((paragraph("Click"),))


def test_a_blank_in_an_address_is_encoded() -> None:
    assert web_address(" https://host.example/a b ") == "https://host.example/a%20b"


def test_scripts_and_styles_are_not_text() -> None:  # P11
    text = text_of(
        "<style>p{}</style><p>a<script>alert('<p>')</script>b</p><iframe>c</iframe><svg><text>d</text></svg>"
    )

    assert text.plain == "ab"


def test_characters_that_act_unseen_are_gone() -> None:  # P11
    text = text_of("<p>safe\u202eexe.\u200bgpj \x1b[31m\u2066x&#x202e;&#8203;\ufeff\U000e0041</p>")

    assert text.plain == "safeexe.gpj [31mx"


def test_mentions_and_other_markups_are_only_characters() -> None:  # P11
    written = "<p>&lt;!channel&gt; @everyone *x* [a](http://b.example) `c`</p>"

    assert text_of(written) == Text((paragraph("<!channel> @everyone *x* [a](http://b.example) `c`"),))


def test_plain_text_keeps_its_lines() -> None:
    assert text_of("One\ntwo &amp; three\n\n  Four  ") == Text((paragraph("One\ntwo & three"), paragraph("Four")))


def test_angle_brackets_in_prose_are_not_tags() -> None:
    assert text_of("Latency < 5 s for <select> and a<b").plain == "Latency < 5 s for <select> and a<b"


def test_prose_with_a_little_markup_keeps_its_lines() -> None:
    assert text_of("One <b>bold</b>\ntwo").plain == "One bold\ntwo"


def test_html_that_was_escaped_twice_is_read() -> None:
    assert text_of("&lt;p&gt;Over.&lt;/p&gt;&lt;p&gt;Sorry.&lt;/p&gt;").plain == "Over.\nSorry."


def test_broken_nesting_is_survived() -> None:
    assert text_of("<p><strong>Resolved</strong> — <p>Done.</p></p><ul><li>x</b></p>").plain == "Resolved —\nDone.\nx"


def test_what_is_nested_too_deep_loses_its_tags_and_not_its_words() -> None:
    deep = NESTING_LIMIT + 1
    tokens = markup("<div>" * deep + "in" + "</div>" * deep + "<p>out</p>")

    assert sum(token.opens("div") for token in tokens) == NESTING_LIMIT
    assert characters_of(tokens) == "inout"
    assert tokens[-3].opens("p")


def test_a_slice_of_markup_may_close_what_it_never_opened() -> None:
    tokens = markup("<p><b>a</b> c</p><p>d</p>")
    after = next(place for place, token in enumerate(tokens) if token.closes("b"))

    assert text_from(tokens[after:]) == Text((paragraph("c"), paragraph("d")))


def test_tokens_tell_what_dialects_look_for() -> None:
    opening, inside, closing = markup("<var data-var='date'>Nov&nbsp; 5</var>")

    assert opening.opens("small", "var")
    assert opening.get("data-var") == "date"
    assert opening.get("id") is None
    assert characters_of([inside]) == "Nov 5"
    assert closing.closes("var")
    assert not inside.is_blank


def test_a_title_is_one_line() -> None:
    assert line_of(" <b>API</b> &amp;\nlogin \u202e  fail<br>now ") == "API & login fail now"


def test_too_long_a_text_is_cut_where_it_can_be_seen() -> None:
    for body in ("x" * (TEXT_LIMIT + 1), "<p>" + "y" * TEXT_LIMIT + "</p>", "&lt;p&gt;" + "<p>z" * TEXT_LIMIT):
        text = text_of(body)

        assert text.blocks[-1] == paragraph(SHORTENED)
        assert len(text.plain) <= TEXT_LIMIT + len(SHORTENED) + 1


def test_a_text_from_tokens_is_cut_as_well() -> None:
    tokens = markup("<p>word</p>") * (TEXT_LIMIT // 4 + 1)

    assert text_from(tokens).blocks[-1] == paragraph(SHORTENED)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 5000 + "x",
        "<ul><li>" * 5000 + "x",
        "<b>" * 5000 + "x",
        "<p>" + "".join(f"<b a={number}>" for number in range(800)) + "</p><ul>" + "<li>x" * 1600,
        "<p>" + "<i><b><u><em><strong><small><code><font>" * 3 + "</p><ul>" + "<li>x" * 12000,
        "<b " * 20000,
        "<b " * 20000 + ">",
        "x<br>" * 13000,
        "<pre>" + " \n" * 30000,
        "&amp;" * 13000 + "<p>",
    ],
    ids=["divs", "lists", "bold", "reopened", "reopened all", "unclosed", "one tag", "breaks", "pre", "entities"],
)
def test_no_nesting_and_no_repetition_makes_it_slow(body: str) -> None:  # P11: bombs
    begun = time.process_time()

    tokens = markup(body)
    text_of(body)

    assert len(tokens) <= TOKEN_LIMIT
    assert time.process_time() - begun < PATIENCE


HTML = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                *(
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<br>",
                    "<ul>",
                    "<ol start=x>",
                    "</ul>",
                    "<li>",
                    "<pre>",
                    "</pre>",
                    "<code>",
                ),
                *("<a href='https://a.example/x'>", "<a href='javascript:x'>", "</a>", "<script>", "</script>", "<td>"),
                *("&lt;", "&#x202e;", "&#0;", "&nbsp;", "<", ">", "'", '"', "\x00", "\u202e", "\ud800", "\n", "  "),
            ]
        ),
    ),
    max_size=40,
).map("".join)


@given(HTML)
def test_whatever_comes_out_is_safe(body: str) -> None:  # P11
    text = text_of(body)

    for block in text.blocks:
        assert block.runs
        for run in block.runs:
            assert run.text
            assert run.link is None or run.link.startswith(("https://", "http://"))
            assert all(char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"} for char in run.text)
            assert not set(run.text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200b\ufeff")


@given(HTML)
def test_reading_what_was_read_changes_nothing_but_markup(body: str) -> None:
    line = line_of(body)

    assert "\n" not in line
    assert line == line.strip()
