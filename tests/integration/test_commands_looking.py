"""What a team sees when it asks, and what it is told when it asks for what cannot be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.request import Place, Request
from bot.commands.table import answer
from bot.overview import overview
from bot.render import discord, slack
from bot.store.errors import StoreError
from tests.fakes.console_world import readable
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL
from tests.integration.team import ADMIN, HERE, MEMBER, Team, provider, shown

THERE = Place("slack", "T1", OTHER_CHANNEL)


# Looking


async def test_the_board_shows_what_is_open_and_what_cannot_be_seen(team: Team) -> None:
    await team.with_open_incident()
    nothing_else = await team.say("status")
    team.world.server.fail("/history.atom", 503)
    await team.world.look_again(minutes=4)

    blind = await team.say("status acme")

    assert "Acme: 1 incident open" in nothing_else
    assert "Errors in the API (status.acme.example) - Investigating, since 2 Mar 2026, 09:01 UTC" in nothing_else
    assert "1 feed in trouble" in blind
    assert "silence there means nothing" in blind
    assert "503" in blind


async def test_an_incident_without_a_word_for_days_is_marked_on_the_board(team: Team) -> None:
    await team.with_open_incident()
    team.world.clock.move(minutes=60 * 24 * 4)

    answered = await team.say("status")

    assert "Acme: nothing is open" in answered
    assert "Open, but without a word for days" in answered
    assert "last word 4 d" in answered


async def test_the_board_says_that_a_channel_is_paused_and_what_waits(team: Team) -> None:  # P8
    await team.with_open_incident()
    team.world.slack.channels[CHANNEL].archived = True
    team.world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")
    await team.world.look()

    answered = await team.say("status")

    assert "Nothing can be posted here" in answered
    assert "1 message will follow" in answered


async def test_the_list_tells_filters_health_and_who_wanted_it_so(team: Team) -> None:
    await team.say("subscribe acme impact major")
    unseen = await team.say("subscriptions")
    await team.world.look()

    answered = await team.say("list")

    assert "Not looked at yet" in unseen
    assert (
        "Acme - everything of at least major impact. Well, seen just now. Set by Ada, 2 Mar 2026, 09:00 UTC" in answered
    )


async def test_who_changed_what_and_when_is_told_even_of_what_is_followed_no_more(team: Team) -> None:
    await team.say("subscribe acme")
    await team.say("settings who anyone", by=ADMIN)
    followed = await team.say("subscriptions")
    await team.say("unsubscribe acme", by=MEMBER)
    left = await team.say("subscriptions")

    assert "Set by Ada" in followed
    assert "Cleo: settings: who anyone" in followed
    assert "Bob: subscribe acme: unsubscribed" in left
    assert "Ada: subscribe acme: everything" in left


async def test_history_lists_the_past_and_adds_it_up(team: Team) -> None:
    page = team.world.page
    page.open("one000000001", "Short", NINE - timedelta(days=2), "It broke.")
    page.say("one000000001", NINE - timedelta(days=2) + timedelta(minutes=20), "Identified", "The disk.")
    page.say("one000000001", NINE - timedelta(days=2) + timedelta(hours=1), "Resolved", "Over.")
    page.open("two000000001", "Long", NINE - timedelta(days=1), "It broke.")
    page.say("two000000001", NINE - timedelta(days=1) + timedelta(hours=3), "Resolved", "Over.")
    page.open("old000000001", "Ancient", NINE - timedelta(days=80), "It broke.")
    page.say("old000000001", NINE - timedelta(days=79), "Resolved", "Over.")
    await team.say("subscribe acme")
    await team.world.look()

    month = await team.say("history acme")
    quarter = await team.say("history acme 90 days")

    assert month.index("Long") < month.index("Short")
    assert "Ancient" not in month
    assert "Ancient" in quarter
    assert "Incidents 2" in month
    assert "Time with an incident open 4 h" in month
    assert "Median time to identify 20 m" in month
    assert "Median time to resolve 2 h" in month
    assert "Longest 3 h: Long" in month


async def test_of_whom_nothing_is_remembered_it_says_why_and_offers_to_follow(team: Team) -> None:
    answered = await team.say("history beta")

    assert "Nothing is remembered of Beta Cloud" in answered
    assert "[Follow Beta Cloud: subscribe beta]" in answered


# What cannot be


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("subscribe", "Which provider? Say for example: subscribe github"),
        ("subscribe acme impact huge", '"huge" is no impact. Say minor, major or critical'),
        ("subscribe acme kinds outages", '"outages" is no kind of news. Say incidents, maintenance or both.'),
        ("subscribe acme componets DNS", "Did you mean components?"),
        ("subscribe acme colour=red", '"colour" was not understood in subscribe.'),
        ("subscribe mutely", "Mutely publishes no feed that is known."),
        (f"subscribe acme words {'x' * 300}", "That is more than words can hold"),
        ("unsubscribe", "Which provider?"),
        ("unsubscribe acme", "This channel follows nobody yet. Say what to follow, for example: subscribe github"),
        ("status acme", "This channel follows nobody yet"),
        ("status", "This channel follows nobody yet"),
        ("subscriptions", "This channel follows nobody yet"),
        ("history", "This channel follows nobody yet"),
        ("history nobodys", 'No provider is called "nobodys"'),
        ("history acme for ever", 'No provider is called "acme for ever"'),
        ("history acme last whenever", '"whenever" is no number of days. Say for example: history 30 days'),
        ("mute", "Which one? Say for example: mute cloudflare for 2 hours"),
        ("mute acme", "This channel follows nobody yet"),
        ("mute acme for ever", '"ever" is no length of time. Say for example: 30 minutes, 2 hours or 1 day.'),
        ("mute acme for 2 years", "The longest mute is 30 days"),
        ("mute acme for 2 moons", '"2" is no length of time.'),
        ("mute acme for 60 days", "The longest mute is 30 days"),
        ("unmute", "Nothing is muted here."),
        ("playbook", "Which provider?"),
        ("playbook nobodys Do it.", 'No provider is called "nobodys"'),
        ("playbook acme off", "There is no playbook for Acme that could be removed."),
        (f"playbook acme {'x' * 1001}", "A playbook is at most 1000 characters, and this has 1001."),
        ("settings colour red", '"colour" was not understood in settings. It takes updates, timezone, quiet'),
        ("settings updates=loud", '"loud" is no way to tell updates. Say thread, reply or edit.'),
        ("settings timezone Berln", "Say one as in: settings timezone Europe/Berlin"),
        ("settings timezone ../../etc/passwd", "is no time zone"),
        ("settings quiet always", '"always" is no part of a day. Say from when to when'),
        ("settings quiet 25:00 to 26:00", "by the clock of UTC; another: settings timezone"),
        ("settings quiet 22:00 to 22:00", "is no part of a day"),
        ("settings storm 0", '"0" is no number of incidents. Say how many new ones within 10 minutes'),
        ("settings storm 51", "from 1 to 50, as in: settings storm 5; or: settings storm off"),
        ("settings storm many", '"many" is no number of incidents.'),
        ("settings mention @here", '"@here" names no impact.'),
        ("settings mention critical", "Whom to mention at critical impact was not said."),
        ("settings who=friends", '"friends" is nobody who may change this. Say anyone, managers or admins.'),
        ("digest now", "This channel follows nobody yet."),
        ("digest at noon", '"noon" is no time for a digest.'),
        ("digest at 25:00", '"25:00" is no time for a digest. Say for example: digest at 09:00'),
        ("digest at 9:00 and 17:00", "is no time for a digest"),
        ("digest at 9:00 Berlin", "by the clock of UTC; another: settings timezone"),
        ("digest someday at 9:00", "is no time for a digest"),
        ("digest now quiet nothing", "digest now takes nothing more."),
        ("digest quiet nothing", "There is no digest here yet. Say first when it is to come"),
        ("digest at 09:00 quiet=party", '"party" is nothing that a quiet day can do. Say line or nothing.'),
        ("test me", 'test takes nothing more; "me" was not understood.'),
        ("help subscrib", 'There is no command "subscrib". Did you mean subscribe?'),
        ("subscrbe acme", "Did you mean subscribe"),
        ("dance", 'There is no command "dance". All that there are: help'),
    ],
)
async def test_each_error_says_what_happened_and_what_to_do_next(team: Team, said: str, told: str) -> None:
    answered = await team.say(said)

    assert told in answered
    assert await team.followed() == ()
    assert team.woken == 0


# On every platform alike


async def test_the_same_words_get_the_same_answers_whatever_the_platform(team: Team) -> None:
    dialogue = (
        "subscribe acme impact minor",
        "subscriptions",
        "status",
        "settings timezone Asia/Tokyo",
        "mute acme 1h",
        "unmute",
        "playbook acme Wait.",
        "unsubscribe acme",
        "help",
        "help mute",
    )
    places = [Place(platform, "W", f"{platform}-channel") for platform in ("slack", "discord", "console")]

    answers = [[await team.say(words, place=place) for words in dialogue] for place in places]

    assert answers[0] == answers[1] == answers[2]


async def test_every_answer_can_be_shown_on_every_platform(team: Team) -> None:
    await team.with_open_incident()
    said = ("help", "help subscribe", "status", "subscriptions", "history", "settings", "subscribe nobody", "mute acme")

    for words in said:
        message = (await team.asks(words)).message

        title = message.title
        assert title in slack.render(message).text
        assert title in str(discord.render(message))


# When we fail


class Broken:
    """A database that fails at every touch."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def transaction(self) -> None:
        raise self.error


async def test_a_database_that_fails_is_told_without_a_detail(team: Team) -> None:
    team.desk = replace(team.desk, database=Broken(StoreError("The disk of host secret is full.")))  # type: ignore[arg-type]

    answered = await team.say("status")
    board = readable(await overview("slack", "T1", team.desk))

    assert "cannot reach its memory just now" in board
    assert "cannot reach its memory just now" in answered
    assert "[Try again: status ]" in answered
    assert "secret" not in answered


async def test_help_is_given_while_the_database_fails(team: Team) -> None:
    team.desk.directory.meet(provider("secret", "Secret", team.world.server.at("/secret.atom")))
    team.desk = replace(team.desk, database=Broken(StoreError("The disk is full.")))  # type: ignore[arg-type]

    assert "subscribe" in await team.say("help")
    assert "subscribe cloudflare" in await team.say("help subscribe")


async def test_a_mistake_of_ours_is_owned_without_a_detail(team: Team) -> None:
    team.desk = replace(team.desk, database=Broken(RuntimeError("secret")))  # type: ignore[arg-type]

    answered = await team.say("status")

    assert "Statuswire made a mistake" in answered
    assert "secret" not in answered


async def test_an_argument_that_no_command_has_is_refused(team: Team) -> None:
    reply = await answer("status", Request(HERE, MEMBER, {"colour": "red"}), team.desk)

    assert "status takes no colour. It is said: status [provider]" in shown(reply)
