"""Whoever has us with them asks about a provider where no channel is ours, and learns nothing of anybody's channels."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.model import Feed, Provider
from bot.commands.request import Place, Reply, Request
from bot.commands.suggest import suggest
from bot.commands.table import COMMANDS, find
from bot.directory import Directory
from tests.integration.team import HERE, MANAGER, Team, shown

AWAY = Place("discord", "", "42", private=True)


async def asks(team: Team, text: str) -> Reply:
    return await team.asks(text, place=AWAY)


async def test_what_somebody_follows_is_answered_from_memory(team: Team) -> None:
    await team.with_open_incident()
    before = team.world.server.requests("/history.atom")

    answered = shown(await asks(team, "status acme"))

    assert "Acme: 1 incident open" in answered
    assert "Errors in the API" in answered
    assert team.world.server.requests("/history.atom") == before


async def test_whom_nobody_follows_is_looked_at_once_a_minute(team: Team) -> None:
    team.world.page.open("new000000001", "Errors in the API", team.world.clock.now(), "We look into errors.")
    team.world.server.serve("/history.atom", team.world.page.atom())
    before = team.world.server.requests("/history.atom")

    answers = [shown(await asks(team, "status acme")) for _ in range(3)]
    once = team.world.server.requests("/history.atom") - before
    team.world.clock.move(minutes=2)
    await asks(team, "status acme")

    assert all("Acme: 1 incident open" in answer for answer in answers)
    assert (once, team.world.server.requests("/history.atom") - before) == (1, 2)
    assert await team.followed() == ()


async def test_an_incident_that_nobody_has_spoken_of_for_days_is_not_open(team: Team) -> None:
    long_ago = team.world.clock.now() - timedelta(days=9)
    team.world.page.open("old000000001", "Forgotten", long_ago, "We look into errors.")
    team.world.server.serve("/history.atom", team.world.page.atom())

    assert "Acme: nothing is open" in shown(await asks(team, "status acme"))


async def test_a_page_that_does_not_answer_is_told_and_can_be_asked_again(team: Team) -> None:
    team.world.server.fail("/history.atom", 503)
    blind = await asks(team, "status acme")
    team.world.server.serve("/history.atom", team.world.page.atom())
    team.world.clock.move(minutes=2)

    again = await team.click(blind, place=AWAY)

    assert "Acme cannot be seen just now" in shown(blind)
    assert "503" in shown(blind)
    assert "Acme: nothing is open" in again


async def test_nobody_named_is_asked_for_and_a_wrong_name_gets_the_nearest(team: Team) -> None:
    nobody = await asks(team, "status")
    wrong = await asks(team, "status betamx")
    no_feed = await asks(team, "status mutely")

    assert "Which provider?" in shown(nobody)
    assert [choice.command for choice in nobody.choices] == ["status"] * 3
    assert "[Betamax: status betamax]" in shown(wrong)
    assert "publishes no feed that is known" in shown(no_feed)


@pytest.mark.parametrize("command", [each for each in COMMANDS if not each.anywhere], ids=lambda each: each.name)
async def test_what_needs_a_channel_is_refused_with_a_way_on(team: Team, command: object) -> None:
    example = next(each for each in COMMANDS if each is command).examples[0]

    answered = shown(await asks(team, example))

    assert "can invite it" in answered
    assert "status github" in answered
    assert await team.followed() == ()


async def test_a_provider_of_the_configuration_is_found_in_channels_and_by_no_stranger(team: Team) -> None:
    secret = Provider("inner", "Inner Sanctum", None, (Feed("inner", team.world.server.at("/history.atom")),))
    team.desk = replace(team.desk, directory=Directory(team.desk.catalogue.with_own([secret])))
    (param,) = find("status").params

    answered = shown(await asks(team, "status inner"))
    offered = await suggest(find("status"), param, "inn", Request(AWAY, MANAGER), team.desk)

    assert "Inner Sanctum" not in answered
    assert "Inner Sanctum" not in [it.label for it in offered]
    assert "Inner Sanctum is followed here now" in await team.say("subscribe inner")


async def test_help_is_had_everywhere(team: Team) -> None:
    assert "What can be said to Statuswire" in shown(await asks(team, "help"))


async def test_a_channel_of_ours_has_its_board_as_ever(team: Team) -> None:
    await team.with_open_incident()

    assert "Beta Cloud is not followed here" in await team.say("status beta", by=MANAGER, place=replace(HERE))
