"""What somebody says who has read nothing: understood, or answered with the words that will do."""

import pytest

from bot.commands.request import Choice
from tests.integration.team import Team, shown


@pytest.mark.parametrize(
    "said", ["subscribe acme beta", "subscribe acme, beta and betamax", "subscribe beta; beta cloud, acme"]
)
async def test_several_providers_at_once_are_offered_one_by_one(team: Team, said: str) -> None:
    team.world.server.serve("/beta.atom", team.world.page.atom())
    asked = await team.asks(said)
    followed = [await team.click(asked, number) for number in range(2)]

    assert "One provider at a time, please. Say first: subscribe" in shown(asked)
    assert all("is followed here now" in each for each in followed)
    assert {wish.provider for wish in await team.followed()} == {"acme", "beta"}


@pytest.mark.parametrize("said", ["subscribe to acme", "follow to acme please"])
async def test_a_small_word_before_a_name_is_no_part_of_it(team: Team, said: str) -> None:
    assert "Acme is followed here now" in await team.say(said)
    assert "Acme is not followed here any more" in await team.say("unsubscribe from acme")


async def test_quiet_with_hours_means_the_setting(team: Team) -> None:
    await team.say("subscribe acme")
    asked = await team.asks("quiet 22:00 to 07:00")

    assert "settings quiet 22:00 to 07:00" in shown(asked)
    assert "Quiet hours 22:00 to 07:00" in await team.click(asked)


async def test_a_length_that_is_none_is_answered_with_one_that_is(team: Team) -> None:
    await team.say("subscribe acme")
    asked = await team.asks("mute acme until tomorrow")

    assert '"until tomorrow" was not understood behind Acme. Say for how long, as in: mute acme for 2 hours' in shown(
        asked
    )
    assert asked.choices == (Choice("Mute Acme for 24 hours", "mute", {"what": "acme"}),)


@pytest.mark.parametrize("word", ["all", "everything", "ALL"])
async def test_all_is_everybody_who_is_followed(team: Team, word: str) -> None:
    await team.with_open_incident()

    assert await team.say(f"status {word}") == await team.say("status")
    assert await team.say(f"history {word}") == await team.say("history")
