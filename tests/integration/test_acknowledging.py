"""Who has seen an incident stands in its message, from the first to say so on."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.commands.request import Asker, Place
from bot.store import incidents
from tests.integration.conftest import OTHER_CHANNEL
from tests.integration.team import Team

ELSEWHERE = Place("slack", "T1", OTHER_CHANNEL)
ADA, BOB = Asker("U1", "Ada <!here>"), Asker("U2", "Bob")


@pytest.fixture
async def key(team: Team) -> str:
    """Our key of an incident that the channel shows."""
    await team.with_open_incident()
    async with team.world.database.transaction() as tx:
        (key,) = await incidents.open_now(tx, ["acme"])
    return key


@pytest.mark.parametrize("said", ["{key}", "errors in the api", "erors in api", "acme"])
async def test_who_has_seen_it_stands_in_the_message(team: Team, key: str, said: str) -> None:
    answered = await team.say(f"acknowledge {said.format(key=key)}", by=ADA)
    await team.world.look_again(minutes=1)

    (root,) = team.world.roots()
    assert "Acknowledged by @Ada <!here>" in answered
    assert "Acknowledged by: @Ada <!here>" in root.readable
    assert root.called == []


async def test_the_first_stays_the_first(team: Team, key: str) -> None:
    await team.say(f"ack {key}", by=ADA)

    said = await team.say(f"ack {key}", by=BOB)
    await team.world.look_again(minutes=1)

    assert "has acknowledged it already" in said
    assert "@Bob" not in team.world.roots()[0].readable


async def test_a_click_that_comes_after_the_end_still_counts(team: Team, key: str) -> None:
    team.world.page.say("new000000001", team.world.clock.now() + timedelta(minutes=1), "Resolved", "It is over.")
    await team.world.look()

    assert "Acknowledged by @Ada" in await team.say(f"acknowledge {key}", by=ADA)


async def test_of_several_that_may_be_meant_one_is_to_be_chosen(team: Team, key: str) -> None:
    team.world.page.open("new000000002", "Errors in the app", team.world.clock.now(), "We look into errors.")
    await team.world.look()

    question = await team.asks("acknowledge errors", by=ADA)
    chosen = await team.click(question, 1, by=ADA)

    assert [choice.label for choice in question.choices] == ["Errors in the API", "Errors in the app"]
    assert question.choices[0].arguments == {"what": key}
    assert '"Errors in the app"' in chosen


async def test_nothing_is_acknowledged_where_it_is_not_shown(team: Team, key: str) -> None:
    elsewhere = await team.say(f"acknowledge {key}", by=ADA, place=ELSEWHERE)
    strange = await team.asks("acknowledge elevators", by=ADA)
    nothing = await team.say("acknowledge", by=ADA)

    assert "follows nobody yet" in elsewhere
    assert 'No open incident that this channel shows is called "elevators"' in strange.message.body.plain
    assert [choice.arguments for choice in strange.choices] == [{"what": key}]
    assert "Which one?" in nothing


async def test_a_provider_where_nothing_is_open_has_nothing_to_acknowledge(team: Team) -> None:
    await team.say("subscribe acme")

    assert "Nothing is open at Acme" in await team.say("acknowledge acme", by=ADA)


async def test_a_broken_memory_is_told(team: Team, key: str) -> None:
    async with team.world.database.transaction() as tx:
        await tx.execute(text("DROP TABLE acknowledgements"))

    assert "cannot reach its memory" in await team.say(f"acknowledge {key}", by=ADA)
