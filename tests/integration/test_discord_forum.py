"""An incident in a forum, from its beginning to its end, and what people do to its post meanwhile."""

import pytest

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Place, Sent
from tests.fakes.discord_interactions import Person
from tests.fakes.discord_world import FORUM
from tests.fakes.page import minutes_ago
from tests.integration.discord_program import CODE, MANAGER, SOON, TITLE, House
from tests.integration.program import until


@pytest.fixture
def forum(house: House) -> Place:
    house.channels = (FORUM,)
    return house.discord.add_channel(FORUM, "incidents", kind=forms.FORUM)


def told(house: House) -> list[Sent]:
    return house.discord.messages(FORUM)


def posts(house: House) -> list[Place]:
    return [place for place in house.discord.places.values() if place.parent == FORUM]


async def begins(house: House) -> None:
    house.page.open(CODE, TITLE, minutes_ago(5), "We look into errors.")
    house.tells()
    await until(lambda: len(told(house)) == 2, SOON)


async def says(house: House, phase: str, words: str) -> None:
    house.page.say(CODE, minutes_ago(1), phase, words)
    house.tells()


async def test_an_incident_is_one_post_to_its_end(house: House, forum: Place) -> None:
    looking, over = forum.tag("Investigating"), forum.tag("Resolved")

    async with house.running():
        await begins(house)
        (post,) = posts(house)
        tags = [list(post.applied)]
        await says(house, "Resolved", "All is well.")
        await until(lambda: len(told(house)) == 3 and post.applied == [over], SOON)
        tags.append(list(post.applied))

    root, first, last = told(house)
    assert (post.name, tags) == (f"Acme: {TITLE}", [[looking], [over]])
    assert "Resolved after" in root.readable
    assert "We look into errors." in first.readable
    assert "All is well." in last.readable  # and no line beside it: a post is all that there is to see


@pytest.mark.usefixtures("forum")
async def test_a_post_can_be_acted_on_and_speaks_for_its_forum(house: House) -> None:
    async with house.running():
        await begins(house)
        root, *_ = told(house)
        by = Person(MANAGER.name, MANAGER.permissions, channel=root.place)
        pressed = await (await house.discord.interactions.press(root, "Acknowledge", by)).answered()
        board = await house.says("status", by=by)
        await until(lambda: "Acknowledged by" in told(house)[0].readable, SOON)

    assert "Acknowledged by @Ada" in pressed.readable
    assert TITLE in board.readable


@pytest.mark.usefixtures("forum")
async def test_a_post_that_somebody_deleted_is_made_once_more_with_the_next_news(house: House) -> None:
    async with house.running():
        await begins(house)
        house.discord.delete_channel(posts(house)[0].id)
        await says(house, "Identified", "It was the disk.")
        await until(lambda: len(posts(house)) == 1 and len(told(house)) == 2, SOON)
        house.discord.delete_channel(posts(house)[0].id)
        await says(house, "Resolved", "All is well.")
        house.page.open("blue0000001", "Slow lifts", minutes_ago(1), "They are slow.")
        house.tells()
        await until(lambda: any("Slow lifts" in message.readable for message in told(house)), SOON)

    assert [post.name for post in posts(house)] == ["Acme: Slow lifts"]


@pytest.mark.usefixtures("forum")
async def test_a_test_in_a_forum_proves_that_posts_work(house: House) -> None:
    async with house.running():
        await begins(house)
        by = Person(MANAGER.name, MANAGER.permissions, channel=told(house)[0].place)
        answer = await house.says("test", by=by)

    assert "All is well" in answer.readable
    assert [post.name for post in posts(house)] == [f"Acme: {TITLE}", "Statuswire: Only a test of Statuswire"]
