"""How a team is told: mutes, settings, playbooks, and the proof that news can come."""

import io
from datetime import UTC, timedelta

import pytest
from rich.console import Console

from adapters.model import Impact
from bot.chat.base import RefusedError
from bot.chat.console import ConsoleChat
from bot.commands.request import Place
from bot.commands.test import prove
from bot.core.destination import Manner, Mention
from bot.core.message import Message
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL
from tests.integration.team import HERE, MEMBER, Team, shown

THERE = Place("slack", "T1", OTHER_CHANNEL)


# Quiet


async def test_what_is_muted_is_neither_posted_nor_edited_and_caught_up_with_at_the_end(team: Team) -> None:  # P1
    world = team.world
    await team.with_open_incident()
    before = world.slack.messages()

    answered = await team.say("mute acme for 2 hours")
    world.page.say("new000000001", NINE + timedelta(minutes=20), "Identified", "It was the disk.")
    await world.look(minutes=20)
    world.page.say("new000000001", NINE + timedelta(minutes=40), "Resolved", "All is well.")
    await world.look(minutes=20)
    meanwhile = world.slack.messages()
    world.clock.move(minutes=90)
    await world.deliver()

    assert "Acme is muted" in answered
    assert "Nothing of it is posted here until 2 Mar 2026, 11:02 UTC" in answered
    assert "only its line in one that it shares with others may change" in answered
    assert meanwhile == before
    assert "Resolved" in world.roots()[0].readable
    assert [("disk" in post.readable, "All is well" in post.readable) for post in world.replies()] == [
        (False, False),
        (True, False),
        (False, True),
    ]


async def test_a_mute_ends_before_its_time_when_somebody_says_so(team: Team) -> None:
    world = team.world
    await team.with_open_incident()
    await team.say("mute errors in the api 3h")
    world.page.say("new000000001", NINE + timedelta(minutes=20), "Identified", "It was the disk.")
    await world.look(minutes=20)
    listed = await team.say("status")

    answered = await team.say("unmute errors")
    await world.deliver()

    assert "One incident of Acme is muted until" in listed
    assert '"Errors in the API": muted no more' in answered
    assert "It was the disk." in world.replies()[-1].readable


async def test_a_muted_incident_leaves_the_others_alone(team: Team) -> None:
    await team.with_open_incident()
    await team.say("mute Errors")
    team.world.page.open("two000000001", "Slow logins", NINE + timedelta(minutes=3), "Logins are slow.")

    await team.world.look()

    assert len(team.world.roots()) == 2


async def test_where_two_incidents_are_meant_they_are_offered(team: Team) -> None:
    await team.with_open_incident()
    team.world.page.open("two000000001", "Errors in the console", NINE + timedelta(minutes=3), "It is slow.")
    await team.world.look()

    reply = await team.asks("mute errors")

    assert '2 open incidents are like "errors". Which one?' in shown(reply)
    assert '"Errors in the API" is muted' in await team.click(reply)


async def test_what_is_neither_followed_nor_open_cannot_be_muted(team: Team) -> None:
    await team.with_open_incident()

    mute = await team.say("mute quux")
    await team.say("mute acme")
    unmute = await team.say("unmute quux")

    assert 'Neither a provider that is followed here nor an open incident is called "quux"' in mute
    assert "[Errors in the API: mute " in mute
    assert "[Acme: mute acme]" in mute
    assert '"quux" is not muted here. Muted here: Acme.' in unmute


# Settings and playbooks


async def test_settings_are_kept_and_shown(team: Team) -> None:
    await team.say("settings updates reply timezone Berlin quiet 10pm to 7am")
    await team.say("settings mention critical @oncall")
    await team.say("settings mention major <!here>")
    await team.say("digest weekly on friday at 16:30")

    answered = await team.say("settings")

    place = await team.destination()
    assert (place.manner, place.timezone, place.digest) == (Manner.REPLY, "Europe/Berlin", "fri 16:30")
    assert place.mentions == (Mention(Impact.CRITICAL, "@oncall"), Mention(Impact.MAJOR, "<!here>"))
    assert "22:00 to 07:00" in answered
    assert "from critical impact on @oncall, from major impact on <!here>" in answered
    assert "Fridays at 16:30 (Europe/Berlin)" in answered
    assert "Ada: settings: mention critical @oncall" in answered


async def test_settings_are_taken_back(team: Team) -> None:
    await team.say("settings quiet 10pm to 7am mention critical @oncall")
    await team.say("digest at 09:00")

    await team.say("settings quiet off")
    await team.say("settings mention critical off")
    answered = await team.say("digest off")

    place = await team.destination()
    assert (place.quiet, place.mentions, place.digest) == (None, (), None)
    assert "Off" in answered


async def test_how_many_new_incidents_have_messages_of_their_own_is_kept_and_shown(team: Team) -> None:
    usual = await team.say("settings")
    changed = await team.say("settings storm 12")
    kept = (await team.destination()).storm
    off = await team.say("settings storm off")

    assert "5: more new incidents within 10 minutes share one message" in usual
    assert "12: more new incidents" in changed
    assert kept == 12
    assert "off: every incident has a message of its own" in off
    assert (await team.destination()).storm is None


async def test_a_playbook_stands_in_the_message_of_every_incident_and_is_taken_out_again(team: Team) -> None:
    await team.with_open_incident()

    kept = await team.say("playbook acme Switch to the mirror: https://wiki.acme.example")
    team.world.clock.move(minutes=1)
    await team.world.deliver()
    with_it = team.world.roots()[0].readable
    known = await team.say("playbook acme", by=MEMBER)
    removed = await team.say("playbook acme off")
    team.world.clock.move(minutes=1)
    await team.world.deliver()

    assert "the playbook is kept" in kept
    assert "Switch to the mirror" in with_it
    assert "Switch to the mirror" in known
    assert "It was: Switch to the mirror" in removed
    assert "Switch to the mirror" not in team.world.roots()[0].readable


# Proof


async def test_a_test_posts_a_sample_and_says_what_works(team: Team) -> None:
    asked = await team.asks("test", by=MEMBER)

    proven = await prove(team.world.chat, HERE, asked)

    (root,) = team.world.roots()
    assert "Test passed" in root.readable
    assert len(team.world.replies()) == 1
    assert "All is well" in shown(proven)


async def test_a_test_in_a_channel_that_cannot_be_posted_to_says_why(team: Team) -> None:
    asked = await team.asks("test")
    team.world.slack.channels[CHANNEL].archived = True

    proven = await prove(team.world.chat, HERE, asked)

    assert "Nothing can be posted here" in shown(proven)
    assert "archived" in shown(proven)


async def test_a_test_of_which_a_part_fails_says_which(team: Team) -> None:
    class Unedited(ConsoleChat):
        async def edit(self, ref: str, message: Message) -> None:
            raise RefusedError(f"{ref} cannot be edited: {message.title}")

    asked = await team.asks("test")

    proven = await prove(Unedited(Console(file=io.StringIO()), UTC), HERE, asked)

    assert "News can come here, but not all of it" in shown(proven)
    assert "Works: posting a message." in shown(proven)
    assert "Does not work: editing it." in shown(proven)


@pytest.mark.parametrize(
    "said", ["settings quiet off", "settings quiet 20:00 to 07:00", "settings timezone Asia/Tokyo"]
)
async def test_what_quiet_hours_held_follows_when_they_are_over_by_word(team: Team, said: str) -> None:
    await team.with_open_incident()
    await team.say("settings quiet 08:00 to 12:00")
    team.world.page.open("new000000002", "Timeouts", team.world.clock.now(), "We look into timeouts.")
    await team.world.look()
    held = len(team.world.roots())

    await team.say(said)
    await team.world.look_again(minutes=1)

    assert (held, len(team.world.roots())) == (1, 2)
