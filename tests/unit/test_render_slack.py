"""What Slack is given: literal text, links that show where they lead, and never more than it takes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given

from adapters.model import Block, BlockKind, Run, Text
from bot.core.message import Fact, Message, Part
from bot.render.slack import BLOCKS_LIMIT, CONTEXT_LIMIT, FALLBACK_LIMIT, HEADER_LIMIT, Json, render
from tests.incidents import at, incident, investigating, resolved
from tests.unit.renderings.samples import FOLDER, HOSTILE, SAMPLES, root
from tests.unit.renderings.texts import messages, tried

CONTAINERS = {"rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}


def elements(part: Json) -> Iterator[Json]:
    """Every element below, containers among them."""
    yield part
    for inner in part.get("elements", ()):
        yield from elements(inner)


def rich(message: Message) -> list[Json]:
    """The elements of the one rich_text block."""
    (block,) = (block for block in render(message).blocks if block["type"] == "rich_text")
    return list(elements(block))


def saying(*runs: Run) -> Message:
    return replace(SAMPLES["investigating"], body=Text((Block(BlockKind.PARAGRAPH, runs),)))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_looks_as_it_did(name: str) -> None:
    kept: Any = json.loads(Path(FOLDER, f"{name}.slack.json").read_text(encoding="utf-8"))

    shown = render(SAMPLES[name])

    assert {"text": shown.text, "blocks": list(shown.blocks)} == kept


@tried
@given(messages)
def test_no_message_is_more_than_slack_takes(message: Message) -> None:  # P9
    shown = render(message)

    size = len(json.dumps(shown.blocks, ensure_ascii=False, separators=(",", ":")))
    facts = [block for block in shown.blocks if block["type"] == "context"]
    headers = [block["text"]["text"] for block in shown.blocks if block["type"] == "header"]
    assert size <= BLOCKS_LIMIT
    assert 0 < len(shown.text) <= FALLBACK_LIMIT * len("&amp;")
    assert all(0 < len(header.encode("utf-16-le")) // 2 <= HEADER_LIMIT for header in headers)
    assert all(0 < len(block["elements"]) <= CONTEXT_LIMIT for block in facts)


@tried
@given(messages)
def test_no_text_becomes_markup(message: Message) -> None:  # P11
    shown = render(message)

    assert "<" not in shown.text
    assert ">" not in shown.text
    for block in shown.blocks:
        if block["type"] == "context":
            # The one mrkdwn is a label, escaped, and times of ours.
            tokens = [part["text"] for part in block["elements"] if part["type"] == "mrkdwn"]
            assert all(token.count("<") == token.count("<!date^") for token in tokens)


@tried
@given(messages)
def test_rich_text_holds_words_and_links_to_the_web_alone(message: Message) -> None:  # P11
    for element in rich(message):
        assert element["type"] in CONTAINERS | {"text", "link", "date"}
        assert element.get("text") != ""
        if element["type"] == "link":
            assert urlsplit(element["url"]).scheme in {"http", "https"}
            assert "@" not in element["url"]


@tried
@given(messages)
def test_the_same_message_looks_the_same(message: Message) -> None:
    assert render(message) == render(replace(message))


@pytest.mark.parametrize("part", Part)
def test_an_edit_keeps_the_kinds_of_blocks(part: Part) -> None:
    first, last = root(incident(investigating("09:00", ""))), root(incident(investigating("09:00"), resolved("16:40")))

    kinds = [[block["type"] for block in render(replace(message, part=part)).blocks] for message in (first, last)]

    assert kinds[0] == kinds[1]
    assert "rich_text" in kinds[0]


def test_a_long_text_ends_at_a_word_and_says_where_the_rest_is() -> None:  # P9
    body = [element["text"] for element in rich(SAMPLES["long"]) if element["type"] == "text"]

    assert body[-2] == "… shortened, full text at "
    assert body[-4].endswith((" why.", " Region", " answers", " slowly", " and", " we", " do", " not", " know"))


def test_a_long_text_of_an_incident_without_a_page_says_that_it_is_shortened() -> None:  # P9
    shown = rich(replace(SAMPLES["long"], url=None))

    assert shown[-1]["text"] == "… shortened"


def test_a_link_shows_its_host() -> None:  # P11
    shown = rich(saying(Run("our blog", link="https://blog.acme.example/outage")))

    assert {"type": "link", "url": "https://blog.acme.example/outage", "text": "our blog"} in shown
    assert {"type": "text", "text": " (blog.acme.example)"} in shown


def test_a_link_to_the_page_that_is_shown_anyway_does_not_repeat_its_host() -> None:
    shown = rich(saying(Run("this page", link="https://status.acme.example/")))

    assert not [element for element in shown if element.get("text", "").startswith(" (")]


@pytest.mark.parametrize("words", ["https://bank.example/login", "bank.example", "www.bank.example"])
def test_a_link_that_names_another_address_shows_the_real_one(words: str) -> None:  # P11
    shown = rich(saying(Run(words, link="https://evil.example/x")))

    assert {"type": "link", "url": "https://evil.example/x", "text": "evil.example"} in shown


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "https://bank.example@evil.example/", "http://[::1]/", "x"]
)
def test_a_link_that_leads_nowhere_good_is_words_alone(link: str) -> None:  # P11
    shown = rich(saying(Run("click here", link=link)))

    assert {"type": "text", "text": "click here"} in shown


def test_a_host_in_letters_of_another_script_is_shown_in_its_ascii_form() -> None:  # P11
    shown = rich(saying(Run("sign in", link="https://b\u0430nk.example/")))

    assert {"type": "text", "text": " (xn--bnk-6cd.example)"} in shown


def test_an_ampersand_in_a_link_stays_one() -> None:  # F198
    shown = rich(saying(Run("https://docs.acme.example/?a=1&b=2")))

    assert {
        "type": "link",
        "url": "https://docs.acme.example/?a=1&b=2",
        "text": "https://docs.acme.example/?a=1&b=2",
    } in shown


def test_an_apostrophe_is_itself() -> None:  # F196
    assert {"type": "text", "text": "We've allocated"} in rich(saying(Run("We've allocated")))


def test_a_hostile_text_is_shown_letter_by_letter() -> None:  # P11, F220, F221
    shown = "".join(element.get("text", "") for element in rich(SAMPLES["hostile"]))

    visible = HOSTILE.replace("\x1b", "").replace("\u202e", "")
    assert visible in shown


def test_facts_beyond_what_slack_takes_are_counted() -> None:  # P9
    message = replace(
        SAMPLES["investigating"], facts=tuple(Fact(f"Fact {number}", at("09:00")) for number in range(15))
    )

    context = render(message).blocks[-1]["elements"]

    assert len(context) == CONTEXT_LIMIT
    assert context[-1]["text"] == "… and 6 more"


def test_lines_beyond_what_slack_takes_are_counted() -> None:  # P9
    shown = [element["text"] for element in rich(SAMPLES["storm_of_sixty"]) if element["type"] == "text"]

    listed = sum("Investigating" in text for text in shown)
    assert listed > 20
    assert shown[-1] == f"… and {60 - listed} more"


def test_a_line_says_how_it_stands_and_since_when_and_leads_to_its_page() -> None:
    first = [element for element in rich(SAMPLES["storm"]) if element["type"] == "rich_text_section"][1]

    assert [element["type"] for element in first["elements"]] == ["text", "link", "text", "date"]
    assert first["elements"][0]["text"] == "🔴 Investigating, critical impact: "
    assert first["elements"][1]["text"] == "Cloudflare: Global network experiencing issues"


def test_a_list_inside_a_list_is_indented_and_numbers_go_on() -> None:
    lists = [element for element in rich(SAMPLES["rich"]) if element["type"] == "rich_text_list"]

    assert [(found["style"], found["indent"], found.get("offset", 0)) for found in lists] == [
        ("bullet", 0, 0),
        ("bullet", 1, 0),
        ("bullet", 0, 0),
        ("ordered", 0, 2),
    ]


def test_only_whom_the_channel_wants_called_is_called() -> None:  # P11
    wanted = ("<@U1ADA|ada>", "<!subteam^S1|@oncall>", "@here", "<!channel>", "@nobody", "<https://evil.example>")

    blocks = render(replace(root(incident(investigating("09:00"))), mentions=wanted)).blocks

    first = blocks[1]["elements"][0]["elements"]
    assert [element for element in first if element["type"] != "text"] == [
        {"type": "user", "user_id": "U1ADA"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "broadcast", "range": "channel"},
    ]
