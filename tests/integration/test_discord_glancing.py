"""Whoever has installed the app for themselves uses it in talks, and in servers that the bot is not in."""

import pytest

from tests.fakes.discord_forms import Permission
from tests.fakes.discord_interactions import IN_DM, Person
from tests.integration.discord_program import ELSEWHERE, TITLE, House

TALK = Person("Eve", context=IN_DM, brings=True)
AWAY = Person("Eve", Permission.ADMINISTRATOR, server=ELSEWHERE, brings=True)


@pytest.mark.parametrize("who", [TALK, AWAY])
async def test_a_provider_is_shown_to_whoever_asks_and_nothing_of_the_channels(house: House, who: Person) -> None:
    async with house.running():
        await house.begins()
        await house.says("mute", {"what": "acme"})
        offered = await (await house.discord.interactions.types("status", "provider", "ac", by=who)).offered()
        nobody = await house.says("status", by=who)
        seen = await house.says("status", {"provider": "acme"}, who)
        again = await (await house.discord.interactions.press_answer(seen, "Look again", who)).answered()

    assert offered == ["acme"]
    assert "Which provider?" in nobody.readable
    assert "Acme: 1 incident open" in seen.readable
    assert TITLE in seen.readable
    assert "muted" not in seen.readable
    assert "Acme: 1 incident open" in again.readable
    assert not any(answer.seen_by_all for answer in (nobody, seen, again))


async def test_no_button_follows_anything_in_a_server_that_the_bot_is_not_in(house: House) -> None:
    async with house.running():
        helped = await house.says("help", by=AWAY)
        refused = await (await house.discord.interactions.press_answer(helped, "Follow GitHub", AWAY)).answered()
        here = await house.says("subscriptions")

    assert "manages the server can invite it" in refused.readable
    assert not refused.seen_by_all
    assert "follows nobody yet" in here.readable
