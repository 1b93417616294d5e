"""Which parts of a provider a channel follows: shown, and picked from those that the provider has named."""

from dataclasses import replace

import pytest

from bot.commands.request import Reply
from bot.core.destination import Filters, Subscription
from bot.store import incidents, subscriptions
from tests.incidents import investigating, record
from tests.integration.conftest import CHANNEL, NINE
from tests.integration.team import HERE, Team, shown


@pytest.fixture
async def key(team: Team) -> str:
    """Acme is followed, and has named some parts; returns our key of the incident in which it did."""
    await team.say("subscribe acme")
    seen = record(investigating("08:00"))
    named = replace(seen, incident=replace(seen.incident, components=("Search", "EU, West")))
    other = replace(record(investigating("08:30"), id_="other"))
    other = replace(other, incident=replace(other.incident, components=("api", "Search")))
    async with team.world.database.transaction() as tx:
        keys = await incidents.save(tx, team.world.feed.url, [named, other], now=NINE)
    return keys["abc123"]


def parts(reply: Reply) -> list[tuple[str, bool]]:
    return [(option.value, option.chosen) for menu in reply.message.menus for option in menu.options]


@pytest.mark.usefixtures("key")
async def test_the_parts_that_were_named_are_to_be_picked(team: Team) -> None:
    asked = await team.asks("components acme")

    assert "This channel hears of everything." in shown(asked)
    assert parts(asked) == [("api", False), ("EU, West", False), ("Search", False)]
    assert asked.choices == ()


async def test_the_parts_of_an_incident_come_first_and_can_be_followed_at_once(team: Team, key: str) -> None:
    asked = await team.asks(f"components acme incident {key}")
    followed = await team.click(asked)

    assert parts(asked) == [("Search", False), ("EU, West", False), ("api", False)]
    assert asked.choices[0].label == "Only Search and EU, West"
    assert "everything in EU, West or Search" in followed


@pytest.mark.usefixtures("key")
async def test_what_is_followed_is_chosen_already_and_can_be_taken_back(team: Team) -> None:
    await team.say("subscribe acme components SEARCH, Never Named")

    asked = await team.asks("parts acme")
    again = await team.click(asked)

    assert parts(asked) == [("Never Named", True), ("Search", True), ("api", False), ("EU, West", False)]
    assert [choice.label for choice in asked.choices] == ["All of Acme"]
    assert "now hears of everything" in again


async def test_a_part_that_was_never_named_can_be_said(team: Team) -> None:
    await team.say("subscribe acme")

    asked = await team.asks("components acme")

    assert "Acme has not named any part so far" in shown(asked)
    assert "subscribe acme components followed by its name" in shown(asked)
    assert asked.message.menus == ()


@pytest.mark.usefixtures("key")
async def test_what_the_file_declares_is_shown_and_cannot_be_picked(team: Team) -> None:
    await team.world.follow(CHANNEL)
    async with team.world.database.transaction() as tx:
        place = (await subscriptions.destinations(tx))[HERE.id]
        wish = Subscription(place.id, "acme", Filters(components=frozenset({"Search"})))
        await subscriptions.declare(tx, [place], [wish])

    asked = await team.asks("components acme")

    assert "everything in Search" in shown(asked)
    assert "statuswire.toml" in shown(asked)
    assert asked.message.menus == ()


async def test_whom_nobody_follows_has_no_parts_here(team: Team) -> None:
    await team.say("subscribe acme")

    assert "Beta Cloud is not followed here" in await team.say("components beta")
    assert "Which provider?" in await team.say("components")
