"""Buttons, forms and the Home tab on Slack, and who uses them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import structlog.testing

from bot.chat.slack.modals import PROVIDER
from bot.commands.request import Asker, Choice, Rank
from bot.core.message import Menu, Option
from bot.render.pressing import button_id
from bot.render.slack import BUTTON, render
from tests.fakes.slack import Trouble
from tests.fakes.slack_clerk import HERE, HOSTILE, Clerk
from tests.fakes.slack_socket import ANNA, TEAM, ListeningSlack, person


def button(command: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "button", "action_id": f"{BUTTON}:0", "value": button_id(command, arguments)}


# Buttons


@pytest.mark.usefixtures("heard")
async def test_a_choice_is_a_button_that_asks_for_it(people: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(
        clerk.reply, choices=(Choice("Only major", "subscribe", {"provider": "a b", "impact": "major"}),)
    )
    await people.types("subscribe a")
    (offered,) = people.buttons(await people.answered())

    await people.clicks(offered, ephemeral=True)
    await people.answered(2)

    ((name, request),) = clerk.asked
    assert offered["text"]["text"] == "Only major"
    assert (name, dict(request.arguments)) == ("subscribe", {"provider": "a b", "impact": "major"})
    assert request.place == HERE


@pytest.mark.usefixtures("heard")
async def test_a_button_from_before_the_restart_still_works(people: ListeningSlack, clerk: Clerk) -> None:
    clerk.reply = replace(clerk.reply, public=True)

    await people.clicks(button("mute", {"what": "k3y", "for": "2 hours"}), ts="171.5")
    answer = await people.answered()

    ((name, request),) = clerk.asked
    assert (name, dict(request.arguments)) == ("mute", {"what": "k3y", "for": "2 hours"})
    assert (answer["replace_original"], answer["thread_ts"]) == (False, "171.5")


@pytest.mark.parametrize(
    ("picked", "arguments"),
    [
        ({"selected_options": [{"value": "DNS"}, {"value": "EU, West"}]}, {"components": 'DNS, "EU, West"'}),
        ({"selected_option": {"value": "DNS"}}, {"components": "DNS"}),
        ({"selected_options": []}, {"components": "all"}),
    ],
)
@pytest.mark.usefixtures("heard")
async def test_what_is_picked_from_a_menu_is_asked_for_after_a_restart_too(
    people: ListeningSlack, clerk: Clerk, picked: dict[str, Any], arguments: dict[str, str]
) -> None:
    menu = Menu("Parts", "subscribe", "components", (Option("DNS", "DNS"),), (("provider", "acme"),), several=True)
    (shown,) = (block["accessory"] for block in render(replace(clerk.reply.message, menus=(menu,))).blocks[2:])

    await people.clicks(shown | picked, ephemeral=True)
    await people.answered()

    ((name, request),) = clerk.asked
    assert (name, dict(request.arguments)) == ("subscribe", {"provider": "acme"} | arguments)


@pytest.mark.parametrize("value", ["", "{}", "sw:", "sw:mute", "not ours", "sw:?what=x"])
@pytest.mark.usefixtures("heard")
async def test_a_button_that_says_nothing_does_nothing(people: ListeningSlack, clerk: Clerk, value: str) -> None:
    await people.clicks({"type": "button", "action_id": f"{BUTTON}:0", "value": value})
    await people.types("status")
    await people.answered()

    assert clerk.asked == []


# Forms


@pytest.mark.usefixtures("heard")
async def test_subscribe_without_a_word_opens_a_form(people: ListeningSlack, clerk: Clerk) -> None:
    await people.types("follow")
    await people.until(lambda: bool(people.views))
    (view,) = people.views.values()

    receipt = await people.submits(view, {"provider": "acme-7", "impact": "major"})
    await people.answered()

    ((name, request),) = clerk.asked
    assert receipt == {}
    assert (name, dict(request.arguments)) == ("subscribe", {"provider": "acme-7", "impact": "major"})
    assert (request.place, request.asker.id) == (HERE, ANNA)


@pytest.mark.usefixtures("heard")
async def test_the_form_of_the_settings_shows_those_of_today(people: ListeningSlack) -> None:
    await people.types("settings")
    await people.until(lambda: any(view["blocks"][0]["type"] == "header" for view in people.views.values()))
    (view,) = people.views.values()

    told = [block for block in view["blocks"] if block["type"] != "input"]
    assert "All is well." in people.shown({"blocks": told})
    assert [block["block_id"] for block in view["blocks"] if block["type"] == "input"] == ["timezone"]
    assert people.answers == []


@pytest.mark.usefixtures("heard")
async def test_settings_are_answered_in_words_where_no_form_opens(people: ListeningSlack) -> None:
    people.fail("expired_trigger_id", methods={"views.open"})

    await people.types("settings")

    assert "All is well." in people.shown(await people.answered())


@pytest.mark.usefixtures("heard")
async def test_providers_are_offered_while_somebody_types(people: ListeningSlack, clerk: Clerk) -> None:
    offered = await people.searches(PROVIDER, "acme 1")

    assert offered[0] == {"text": {"type": "plain_text", "text": "Acme 1", "emoji": False}, "value": "acme-1"}
    assert clerk.searched == [TEAM]


@pytest.mark.usefixtures("heard")
async def test_no_more_providers_are_offered_than_slack_takes(people: ListeningSlack) -> None:  # P9
    assert len(await people.searches(PROVIDER, "acme")) == 99
    assert await people.searches(PROVIDER, "nobody") == []


@pytest.mark.usefixtures("heard")
async def test_an_address_is_offered_as_it_is(people: ListeningSlack) -> None:
    (offered,) = await people.searches(PROVIDER, "https://status.acme.example")

    assert offered["value"] == "https://status.acme.example"


# The Home tab


@pytest.mark.usefixtures("heard")
async def test_the_board_is_not_for_the_people_of_a_workspace_that_we_have_no_token_of(
    people: ListeningSlack, clerk: Clerk
) -> None:
    await people.opens_home(team="T9ELSEWHERE")
    await people.types("status")
    await people.answered()

    assert clerk.boards == []


@pytest.mark.usefixtures("heard")
async def test_the_home_tab_is_the_board(people: ListeningSlack) -> None:
    await people.opens_home()
    await people.until(lambda: bool(people.views))

    (tab,) = people.views.values()
    assert tab["type"] == "home"
    assert "2 incidents open" in people.shown(tab)
    assert HOSTILE.split(maxsplit=1)[0] in people.shown(tab)


@pytest.mark.usefixtures("heard")
async def test_a_home_tab_that_cannot_be_shown_is_in_the_log(people: ListeningSlack) -> None:  # P8
    people.fail(Trouble.RATE_LIMITED, methods={"views.publish"})

    with structlog.testing.capture_logs() as logs:
        await people.opens_home()
        await people.until(lambda: any("Home tab" in line["event"] for line in logs))

    assert people.views == {}


# Who asks


@pytest.mark.parametrize(
    ("user", "rank"),
    [
        (person(ANNA, "anna"), Rank.MANAGER),
        (person(ANNA, "anna", is_admin=True), Rank.ADMIN),
        (person(ANNA, "anna", is_owner=True), Rank.ADMIN),
        (person(ANNA, "anna", is_restricted=True, is_admin=True), Rank.MEMBER),
        (person(ANNA, "anna", is_ultra_restricted=True), Rank.MEMBER),
        (person(ANNA, "anna", is_stranger=True), Rank.MEMBER),
        (person(ANNA, "anna", team="T9OTHER", is_owner=True), Rank.MEMBER),
        (person(ANNA, "anna", team="T9OTHER", enterprise_user={"teams": [TEAM]}), Rank.MANAGER),
    ],
)
@pytest.mark.usefixtures("heard")
async def test_full_members_may_change_and_guests_may_not(
    people: ListeningSlack, clerk: Clerk, user: dict[str, Any], rank: Rank
) -> None:
    people.users[ANNA] = user

    await people.types("status")
    await people.answered()

    assert clerk.said[0][2] == Asker(ANNA, "anna", rank)


@pytest.mark.usefixtures("heard")
async def test_somebody_of_whom_slack_tells_nothing_is_answered_as_a_member(
    people: ListeningSlack, clerk: Clerk
) -> None:
    people.scopes -= {"users:read"}

    await people.types("status")
    await people.answered()

    assert clerk.said[0][2] == Asker(ANNA, "u0anna", Rank.MEMBER, unsure=True)


@pytest.mark.usefixtures("heard")
async def test_who_somebody_is_is_asked_once_in_a_while(people: ListeningSlack) -> None:
    for count in range(1, 4):
        await people.types("status")
        await people.answered(count)

    assert len(people.asked("users.info")) == 1
