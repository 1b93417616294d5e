"""Buttons on Slack: each says what it asks for, within Slack's limits, and only where somebody listens."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.model import Phase, Text
from bot.chat.slack.sending import SlackChat
from bot.core import compose
from bot.core.message import Action, Message, Part
from bot.core.record import Record
from bot.render.pressing import pressed
from bot.render.slack import (
    BLOCKS_LIMIT,
    BUTTON,
    BUTTON_TEXT_LIMIT,
    BUTTON_VALUE_LIMIT,
    BUTTONS_LIMIT,
    render,
)
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_blocks import fault, is_mismatch
from tests.incidents import at, incident, investigating, said

NOTICE = Message(Part.NOTICE, "Nothing is open", body=Text.of("All is well."))
HOSTILE = "<!channel> <@U1> *bold* @everyone"


def buttons(message: Message) -> list[dict[str, Any]]:
    return [each for block in render(message).blocks if block["type"] == "actions" for each in block["elements"]]


def root(*, resolved: bool = False, acknowledged: str | None = None) -> Message:
    updates = [investigating("09:00"), *([said(Phase.RESOLVED, "10:00", "It is over.")] if resolved else [])]
    record = Record(incident(*updates), at("09:01"), at("10:01"))
    return compose.root(record, provider="Acme", key="k3y", acknowledged=acknowledged)


def test_an_open_incident_can_be_acted_on() -> None:
    asked = {button["text"]["text"]: pressed(button["value"]) for button in buttons(root())}

    assert asked == {
        "Acknowledge": ("acknowledge", {"what": "k3y"}),
        "Mute 2 hours": ("mute", {"what": "k3y", "for": "2 hours"}),
        "Playbook": ("playbook", {"provider": "acme"}),
    }


def test_an_incident_that_names_its_parts_offers_to_follow_only_these() -> None:
    named = replace(incident(investigating("09:00")), components=("DNS", "CDN"))
    message = compose.root(Record(named, at("09:01"), at("10:01")), provider="Acme", key="k3y")

    asked = {button["text"]["text"]: pressed(button["value"]) for button in buttons(message)}
    assert asked["Follow only these components"] == ("components", {"provider": "acme", "incident": "k3y"})


def test_what_was_acknowledged_says_by_whom_and_asks_no_more() -> None:
    message = root(acknowledged=HOSTILE)

    facts = [element for block in render(message).blocks if block["type"] == "context" for element in block["elements"]]
    assert {"type": "plain_text", "text": f"Acknowledged by: @{HOSTILE}", "emoji": False} in facts
    assert "Acknowledge" not in [button["text"]["text"] for button in buttons(message)]


def test_what_is_over_has_no_buttons_and_is_still_an_edit_that_slack_takes() -> None:
    before, after = render(root()).blocks, render(root(resolved=True)).blocks

    assert buttons(root(resolved=True)) == []
    assert not is_mismatch(before, after)


def test_no_two_buttons_of_a_message_have_the_same_id() -> None:
    twice = replace(NOTICE, actions=(Action("A", "subscribe"), Action("B", "subscribe")))

    first, second = buttons(twice)

    assert first["action_id"] != second["action_id"]
    assert first["action_id"].startswith(BUTTON)


def test_a_label_is_plain_and_short() -> None:  # P11
    (button,) = buttons(replace(NOTICE, actions=(Action(HOSTILE * 10, "status"),)))

    assert button["text"]["type"] == "plain_text"
    assert len(button["text"]["text"]) <= BUTTON_TEXT_LIMIT
    assert button["text"]["text"].startswith("<!channel>")


def test_a_button_without_a_label_is_called_by_its_command() -> None:
    (button,) = buttons(replace(NOTICE, actions=(Action(" \u200b", "status"),)))

    assert button["text"]["text"] == "status"


@pytest.mark.parametrize("characters", ["x", "\u00e9", "\U0001f525", "%"])
def test_what_no_button_can_hold_is_no_button(characters: str) -> None:  # P9
    long = Action("Long", "playbook", (("text", characters * BUTTON_VALUE_LIMIT),))

    assert [
        button["text"]["text"] for button in buttons(replace(NOTICE, actions=(long, Action("Short", "status"))))
    ] == ["Short"]


def test_many_buttons_are_no_more_than_slack_takes() -> None:  # P9
    many = replace(
        NOTICE,
        body=Text.of("many words " * 5000),
        actions=tuple(Action(f"{number}", "status", (("provider", "x" * 90),)) for number in range(60)),
    )

    shown = render(many).blocks

    assert len(buttons(many)) == BUTTONS_LIMIT
    assert len(json.dumps(shown, ensure_ascii=False, separators=(",", ":"))) <= BLOCKS_LIMIT
    assert fault("x", shown) is None


@pytest.mark.parametrize("listened_to", [True, False])
async def test_buttons_are_shown_where_somebody_listens(*, listened_to: bool) -> None:
    async with FakeSlack() as slack:
        chat = SlackChat(slack.token, base_url=slack.url, buttons=listened_to)

        ref = await chat.post("C0STATUS", root(), key="k")
        await chat.edit(ref, root(acknowledged="Ada"))

        (post,) = slack.messages()
    assert any(block["type"] == "actions" for block in post.blocks) is listened_to
