"""What Discord is given: Markdown of ours around text that is shown as it was written."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from adapters.model import Block, BlockKind, Run, Text
from bot.core.message import Fact, Message
from bot.render import discord
from bot.render.discord import Json, called, escape, render
from tests.incidents import incident, investigating
from tests.unit.renderings.samples import FOLDER, SAMPLES, root
from tests.unit.renderings.texts import messages, strings, tried

CODE = re.compile(r"```.*?```|(?<!\\)`[^`]*`", re.DOTALL)  # in which nothing is read as anything else


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def embed(message: Message) -> Json:
    (only,) = render(message)["embeds"]
    found: Json = only
    return found


def markdown(shown: Json) -> Iterator[str]:
    """Every string of an embed that Discord reads as Markdown."""
    yield from (shown[name] for name in ("title", "description") if name in shown)
    yield from (text for field in shown.get("fields", ()) for text in (field["name"], field["value"]))


def texts(shown: Json) -> Iterator[str]:
    """Every string of an embed that a reader sees."""
    yield from markdown(shown)
    yield from (shown[name][key] for name, key in (("author", "name"), ("footer", "text")) if name in shown)


def saying(*runs: Run) -> str:
    """How a paragraph is written."""
    message = replace(SAMPLES["notice"], body=Text((Block(BlockKind.PARAGRAPH, runs),)))
    return str(embed(message)["description"])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_looks_as_it_did(name: str) -> None:
    kept = json.loads(Path(FOLDER, f"{name}.discord.json").read_text(encoding="utf-8"))

    assert render(SAMPLES[name]) == kept


@tried
@given(messages)
def test_no_message_is_more_than_discord_takes(message: Message) -> None:  # P9, F009, F010
    shown = embed(message)

    fields = shown.get("fields", ())
    assert sum(length(text) for text in texts(shown)) <= discord.EMBED_LIMIT - discord.SIGNATURE_ROOM
    assert length(shown.get("title", "")) <= discord.TITLE_LIMIT
    assert length(shown.get("description", "")) <= discord.DESCRIPTION_LIMIT
    assert length(shown.get("author", {}).get("name", "")) <= discord.AUTHOR_LIMIT
    assert len(fields) <= discord.FIELDS_LIMIT
    assert all(0 < length(field["name"]) <= discord.FIELD_NAME_LIMIT for field in fields)
    assert all(0 < length(field["value"]) <= discord.FIELD_VALUE_LIMIT for field in fields)


@tried
@given(messages)
def test_no_text_calls_anybody(message: Message) -> None:  # P11, F226
    rendered = render(replace(message, mentions=()))

    assert rendered["content"] == ""
    for text in texts(embed(message)):
        assert not re.search(r"<[@#!&]|<(?!t:\d+:[fR]>)(?:t|id|a)?:|</|@everyone|@here", text, re.IGNORECASE)


@tried
@given(messages)
def test_every_masked_link_is_ours(message: Message) -> None:  # P11
    for text in (CODE.sub("", text) for text in markdown(embed(message))):
        assert all(text.startswith(("](<http://", "](<https://"), at.start()) for at in re.finditer(r"\]\(", text))


@tried
@given(strings)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    read = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(text)).replace("\u200b", "")

    assert read == text.replace("\u200b", "")


@tried
@given(messages)
def test_the_same_message_looks_the_same(message: Message) -> None:
    assert render(message) == render(replace(message))


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("2*3*4 is a_b_c", r"2\*3\*4 is a\_b\_c"),
        ("# not a heading", r"\# not a heading"),
        ("issue #42", "issue #42"),
        ("- not an item", r"\- not an item"),
        ("1. not an item", r"1\. not an item"),
        ("at 1.5 percent", "at 1.5 percent"),
        ("> no quote", r"\> no quote"),
        (":smile: at 10:30", r"\:smile: at 10:30"),
        ("@everyone", "@\u200beveryone"),
        ("mail to help@acme.example", "mail to help@acme.example"),
        ("<@42>", "\\<\u200b@42\\>"),
        ("[x](http://evil.example)", r"\[x\]\(http\://evil.example\)"),
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("C:\\temp", "C:\\\\temp"),
    ],
)
def test_marks_are_shown_and_not_obeyed(written: str, escaped: str) -> None:
    assert escape(written) == escaped


def test_an_address_is_a_link_whatever_follows_it() -> None:
    assert saying(Run("(see https://acme.example/a_b).")) == r"\(see <https://acme.example/a_b>\)."


def test_a_link_shows_its_host() -> None:  # P11
    assert saying(Run("our blog", link="https://blog.acme.example/a")) == (
        r"[our blog](<https://blog.acme.example/a>) \(blog.acme.example\)"
    )


def test_the_words_of_a_link_close_nothing() -> None:  # F197
    assert saying(Run("a](b) >", link="https://acme.example/a)b")).startswith(
        r"[a\]\(b\) \>](<https://acme.example/a%29b>)"
    )


def test_neighbours_in_bold_share_one_pair_of_stars() -> None:
    assert saying(Run("a ", bold=True), Run("b", bold=True, code=True), Run(" c")) == "**a `b`** c"


def test_code_holds_no_backticks() -> None:
    shown = embed(SAMPLES["rich"])["description"]

    fence = shown[shown.index("```") :]
    assert fence.count("`") == 6
    assert "\N{MODIFIER LETTER GRAVE ACCENT}" * 3 in fence


def test_code_within_a_line_stays_on_it() -> None:
    assert saying(Run("a\n\n- `b", code=True)) == "`a  - \N{MODIFIER LETTER GRAVE ACCENT}b`"


def test_a_long_text_says_where_the_rest_is() -> None:  # P9
    assert embed(SAMPLES["long"])["description"].endswith(
        "\n\n… shortened, full text at <https://status.acme.example/incidents/abc123>"
    )


def test_a_long_title_is_cut_before_it_is_escaped() -> None:  # P9
    title = embed(replace(SAMPLES["investigating"], title="*" * 400))["title"]

    assert length(title) <= discord.TITLE_LIMIT
    assert title.endswith(r"\*…")


def test_facts_beyond_the_room_are_counted() -> None:  # P9
    facts = tuple(Fact(f"Fact {number}", "x" * 500) for number in range(40))

    fields = embed(replace(SAMPLES["investigating"], facts=facts))["fields"]

    assert fields[-1]["value"] == f"and {40 - (len(fields) - 1)} more"


def test_only_whom_the_channel_wants_called_is_called() -> None:  # P11
    wanted = ("<@&42>", "<@7>", "@here", "@nobody", "<@&x>")

    content = render(replace(root(incident(investigating("09:00"))), mentions=wanted))["content"]

    assert content == "<@&42> <@7> @here"
    assert called(content) == {"parse": ["everyone"], "roles": ["42"], "users": ["7"]}
    assert called("") == {"parse": [], "roles": [], "users": []}


def test_lines_beyond_what_discord_takes_are_counted() -> None:  # P9
    *listed, last = str(embed(SAMPLES["storm_of_sixty"])["description"]).split("\n")[2:]

    assert len(listed) > 10
    assert all(line.startswith("🔴 **Investigating, ") for line in listed)
    assert last == f"… and {60 - len(listed)} more"
