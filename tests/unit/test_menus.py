"""Menus: what is picked becomes an argument, within the limits of every platform, whatever the values are."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Text
from bot.core import compose
from bot.core.message import Action, Menu, Message, Option, Part
from bot.render import discord, slack
from bot.render.pressing import menu_id, pressed
from tests.fakes import discord_forms as forms
from tests.fakes.slack_blocks import fault

HOSTILE = "<!channel> <@U1> *bold* @everyone"
PARTS = Menu(
    "Follow only these components",
    "subscribe",
    "components",
    (Option("DNS", "DNS"), Option("EU, West", "EU, West", chosen=True)),
    (("provider", "acme"),),
    several=True,
)
NOTICE = Message(Part.NOTICE, "Which parts", body=Text.of("Pick some."))


def in_discord(*menus: Menu, actions: tuple[Action, ...] = ()) -> list[dict[str, Any]]:
    rendered = discord.render(replace(NOTICE, menus=menus, actions=actions))
    assert forms.faults({"components": rendered.get("components", [])}) == {}
    return list(rendered.get("components", []))


def in_slack(*menus: Menu) -> list[dict[str, Any]]:
    blocks = slack.render(replace(NOTICE, menus=menus)).blocks
    assert fault("x", blocks) is None
    return [block["accessory"] for block in blocks if block["type"] == "section"]


def test_what_is_picked_fills_the_argument_that_is_empty() -> None:
    assert pressed(menu_id(PARTS), ["DNS", "EU, West"]) == (
        "subscribe",
        {"provider": "acme", "components": 'DNS, "EU, West"'},
    )


def test_a_menu_that_is_emptied_takes_everything_again() -> None:
    assert pressed(menu_id(PARTS), []) == ("subscribe", {"provider": "acme", "components": "all"})
    assert pressed(menu_id(PARTS)) == ("subscribe", {"provider": "acme"})


def test_a_menu_shows_what_is_chosen_already() -> None:
    ((menu,),) = (row["components"] for row in in_discord(PARTS))
    (shown,) = in_slack(PARTS)

    assert [option["default"] for option in menu["options"]] == [False, True]
    assert (menu["min_values"], menu["max_values"]) == (0, 2)
    assert [option["value"] for option in shown["initial_options"]] == ["EU, West"]


def test_a_menu_of_one_value_takes_one() -> None:
    one = replace(PARTS, several=False)

    ((menu,),) = (row["components"] for row in in_discord(one))
    (shown,) = in_slack(one)

    assert (menu["min_values"], menu["max_values"]) == (1, 1)
    assert (shown["type"], shown["initial_option"]["value"]) == ("static_select", "EU, West")


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=200), st.booleans()), max_size=150))
def test_whatever_the_values_are_every_platform_takes_the_menu(values: list[tuple[str, str, bool]]) -> None:  # P9
    menu = replace(PARTS, options=tuple(Option(label, value, chosen) for label, value, chosen in values))

    rows, shown = in_discord(menu), in_slack(menu)

    assert (
        len(json.dumps(shown, ensure_ascii=False, separators=(",", ":"))) <= 2 * slack.MENU_ROOM + 500
    )  # chosen twice
    known = {value for _, value, _ in values}
    for picked in [*(row["components"][0] for row in rows), *shown]:
        assert {option["value"] for option in picked["options"]} <= known


def test_a_menu_without_values_or_with_too_much_to_carry_is_left_out() -> None:
    empty, long = replace(PARTS, options=()), replace(PARTS, arguments=(("provider", "x" * 300),))

    assert in_discord(empty, long) == []
    assert in_slack(empty, long) == []


def test_menus_come_before_buttons_and_no_row_is_one_too_many() -> None:
    menus = [replace(PARTS, parameter=f"part{number}") for number in range(4)]
    actions = tuple(Action(f"{number}", "status", (("provider", f"{number}"),)) for number in range(12))

    rows = in_discord(*menus, actions=actions)

    assert [len(row["components"]) for row in rows] == [1, 1, 1, 1, 5]


def test_labels_are_plain_text() -> None:  # P11
    hostile = replace(PARTS, label=HOSTILE, options=(Option(HOSTILE, HOSTILE),))

    blocks = slack.render(replace(NOTICE, menus=(hostile,))).blocks

    assert "mrkdwn" not in json.dumps(blocks)
    assert in_slack(hostile)[0]["options"][0]["text"]["text"] == HOSTILE


def test_a_message_without_menus_has_the_digest_that_it_had_before_there_were_any() -> None:
    assert compose.digest(NOTICE) != compose.digest(replace(NOTICE, menus=(PARTS,)))
    assert compose.digest(Message(Part.NOTICE, "A")) == "a7c040353f702ca67505852ae95a0c8b"


@pytest.mark.parametrize("part", [Part.UPDATE, Part.ANNOUNCEMENT])
def test_only_messages_that_can_be_acted_on_have_menus_in_slack(part: Part) -> None:
    blocks = slack.render(replace(NOTICE, part=part, menus=(PARTS,))).blocks

    assert "section" not in [block["type"] for block in blocks]
