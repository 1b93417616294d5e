"""A feed that is held as suspect is accepted where people are: by a word, or by the button of the notice."""

from datetime import timedelta

from bot.commands.request import Choice, Place, Request
from bot.commands.table import answer
from bot.core.destination import Destination
from bot.store import audit, feeds, incidents, subscriptions
from tests.integration.conftest import NINE, OTHER_CHANNEL
from tests.integration.team import HERE, MANAGER, MEMBER, Team, shown

THERE = Place("slack", "T1", OTHER_CHANNEL)


async def moved(team: Team) -> str:
    """Acme is followed here, and its page has moved to other identities amid an incident; returns the notice's key."""
    page, world = team.world.page, team.world
    for number in range(3):
        page.open(f"old00000000{number}", "An old story", NINE - timedelta(days=3 + number), "Old words.")
        page.say(f"old00000000{number}", NINE - timedelta(days=2 + number), "Resolved", "Old end.")
    await team.with_open_incident()
    page.incidents = {f"x{code[1:]}": incident for code, incident in page.incidents.items()}
    await world.look()
    async with world.database.transaction() as tx:
        (notice,) = await incidents.open_now(tx, ["statuswire"])
    return notice


async def ends(team: Team) -> list[str]:
    """The roots after the incident has ended on the page that moved."""
    team.world.page.say("xew000000001", NINE + timedelta(minutes=9), "Resolved", "All is well.")
    await team.world.look()
    return [root.readable for root in team.world.roots()]


async def test_one_word_accepts_the_only_feed_that_is_held_and_what_is_known_goes_on(team: Team) -> None:  # P4 P6
    await moved(team)

    answered = await team.say("accept")

    assert "Acme: the feed is believed as it is now" in answered
    incident, notice = await ends(team)
    assert "Resolved" in incident
    assert "believed again" in notice


async def test_the_button_of_the_notice_accepts_its_feed(team: Team) -> None:
    notice = await moved(team)

    answered = await answer("accept", Request(HERE, MANAGER, {"provider": notice}), team.desk)

    assert "Acme: the feed is believed as it is now" in shown(answered)
    assert len(await ends(team)) == 2


async def test_the_notice_says_the_word(team: Team) -> None:
    await moved(team)

    assert "accept acme" in team.world.roots()[1].readable


async def test_what_is_not_held_needs_no_acceptance(team: Team) -> None:
    await team.say("subscribe acme")

    assert "there is nothing to accept" in await team.say("accept")
    assert "there is nothing to accept" in await team.say("accept acme")


async def test_a_wrong_word_is_answered_with_what_is_held(team: Team) -> None:
    await moved(team)

    reply = await team.asks("accept github")

    assert "Held as suspect: Acme. Which one?" in shown(reply)
    assert reply.choices == (Choice("Acme", "accept", {"provider": "acme"}),)
    assert "believed as it is now" in await team.click(reply)


async def test_a_channel_that_neither_follows_it_nor_has_the_notices_accepts_nothing(team: Team) -> None:
    await moved(team)

    assert "there is nothing to accept" in await team.say("accept acme", place=THERE)


async def have_notices(team: Team) -> None:
    """The other channel is the one for notices from now on."""
    owners = Destination(THERE.id, THERE.platform, THERE.channel, notices=True)
    async with team.world.database.transaction() as tx:
        await subscriptions.declare(tx, [owners], [])


async def test_where_one_channel_has_the_notices_no_other_accepts_and_is_told_who_can(team: Team) -> None:
    notice = await moved(team)
    await have_notices(team)

    said = await team.say("accept")
    pressed = shown(await answer("accept", Request(HERE, MANAGER, {"provider": notice}), team.desk))

    assert said == pressed
    assert "Acme is held as suspect, and cannot be accepted here" in said
    assert "statuswire accept acme" in said
    async with team.world.database.transaction() as tx:
        assert not await feeds.take_acceptance(tx, team.world.feed.url)


async def test_the_channel_for_notices_accepts_what_others_follow(team: Team) -> None:
    await moved(team)
    await have_notices(team)

    assert "Acme: the feed is believed" in await team.say("accept acme", place=THERE)


async def test_who_may_not_change_anything_may_not_accept_and_who_did_is_remembered(team: Team) -> None:
    await moved(team)

    assert "Ask one of them" in await team.say("accept", by=MEMBER)
    await team.say("accept")
    async with team.world.database.transaction() as tx:
        (entry, *_) = await audit.of(tx, HERE.id, 1)
    assert (entry.command, entry.name, entry.provider) == ("accept", MANAGER.name, "acme")
