"""What a team follows, by words alone; and who may say so."""

from datetime import timedelta

import pytest

from adapters.model import Impact, Kind
from bot.commands.request import Choice, Place
from bot.core.destination import Changers, Filters, Subscription
from bot.store import providers
from tests.fakes.feeds import FeedServer
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL
from tests.integration.team import ADMIN, HERE, MANAGER, MEMBER, Team, provider, shown

THERE = Place("slack", "T1", OTHER_CHANNEL)


# Following


async def test_a_provider_is_followed_by_its_name_and_its_news_come(team: Team) -> None:
    answered = await team.say("subscribe acme")
    await team.world.look()
    team.world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await team.world.look()

    assert "Acme is followed here now" in answered
    assert "hears of everything" in answered
    assert "Nothing is open there now." in answered
    assert "subscribe acme impact major" in answered
    assert team.woken == 1
    assert await team.followed() == (Subscription(HERE.id, "acme"),)
    assert "Errors in the API" in team.world.roots()[0].readable


async def test_the_reply_shows_what_is_open_at_a_page_that_nobody_has_looked_at(team: Team) -> None:
    team.world.page.open("old000000001", "Slow logins", NINE - timedelta(hours=1), "Logins are slow.")
    team.world.server.serve("/history.atom", team.world.page.atom())

    answered = await team.say("subscribe Acme")

    assert "Open now" in answered
    assert "Slow logins (status.acme.example) - Investigating, since 2 Mar 2026, 08:00 UTC" in answered


async def test_a_channel_that_joins_is_shown_what_is_under_way_and_told_so(team: Team) -> None:  # P5
    await team.with_open_incident()

    answered = await team.say("subscribe acme", place=THERE)
    await team.world.deliver()

    (root,) = team.world.roots(OTHER_CHANNEL)
    assert "Errors in the API" in answered
    assert "Already open since" in root.readable
    assert len(team.world.roots()) == 1


async def test_a_page_that_does_not_answer_is_followed_all_the_same(team: Team) -> None:
    team.world.server.fail("/history.atom", 503)

    answered = await team.say("subscribe acme")

    assert "could not be seen just now" in answered
    assert "503" in answered
    assert await team.followed() == (Subscription(HERE.id, "acme"),)


async def test_filters_are_said_in_words_and_told_again(team: Team) -> None:
    answered = await team.say('subscribe acme components DNS, "Load Balancer" impact>=major only incidents words login')

    wanted = Filters(
        frozenset({"DNS", "Load Balancer"}), Impact.MAJOR, frozenset({Kind.INCIDENT}), frozenset({"login"})
    )
    said = 'every incident of at least major impact in DNS or Load Balancer that mentions "login"'
    assert said in answered
    assert await team.followed() == (Subscription(HERE.id, "acme", wanted),)


async def test_to_subscribe_again_changes_the_filters_that_are_mentioned_and_says_so(team: Team) -> None:
    await team.say("subscribe acme components DNS")

    again = await team.say("subscribe acme impact minor")
    wider = await team.say("subscribe acme components all")

    assert "Acme: changed" in again
    assert "now hears of everything of at least minor impact in DNS; before, it was everything in DNS." in again
    assert await team.followed() == (Subscription(HERE.id, "acme", Filters(impact=Impact.MINOR)),)
    assert "Acme: changed" in wider


async def test_to_subscribe_again_without_a_filter_changes_nothing(team: Team) -> None:
    await team.say("subscribe acme impact major")

    answered = await team.say("subscribe acme")

    assert "Acme is followed here already" in answered
    assert await team.followed() == (Subscription(HERE.id, "acme", Filters(impact=Impact.MAJOR)),)


async def test_a_name_that_nobody_has_offers_the_nearest_as_choices(team: Team) -> None:
    reply = await team.asks("subscribe betta")

    assert 'No provider is called "betta"' in shown(reply)
    assert Choice("Beta Cloud", "subscribe", {"provider": "beta"}) in reply.choices
    assert await team.followed() == ()
    team.world.server.serve("/beta.atom", team.world.page.atom())
    assert "Beta Cloud is followed here now" in await team.click(reply)


async def test_a_word_behind_a_name_is_offered_as_a_part_of_it(team: Team) -> None:
    reply = await team.asks("subscribe acme dns")

    assert "subscribe acme components dns" in shown(reply)
    await team.click(reply)
    assert await team.followed() == (Subscription(HERE.id, "acme", Filters(frozenset({"dns"}))),)


async def test_a_channel_that_follows_too_many_is_told_to_leave_one(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.subscribe.MOST", 1)
    team.world.server.serve("/beta.atom", team.world.page.atom())
    await team.say("subscribe acme")

    refused = await team.say("subscribe beta")
    changed = await team.say("subscribe acme\nimpact major")

    assert "This channel follows 1 providers, and no more can be followed. Unsubscribe one." in refused
    assert "Acme: changed" in changed


# Pages that nobody knows


async def test_a_page_that_nobody_knows_is_followed_by_its_address_and_known_after_a_restart(team: Team) -> None:
    world = team.world
    world.page.open("old000000001", "Slow logins", NINE - timedelta(hours=1), "Logins are slow.")
    url = world.server.serve("/other/history.atom", world.page.atom())
    world.server.serve(
        "/other/", f'<link rel="alternate" type="application/atom+xml" href="{url}">', content_type="text/html"
    )

    answered = await team.say(f"subscribe {world.server.at('/other/')}")
    async with world.database.transaction() as tx:
        met = await providers.met(tx)
    team.restart(met)

    ((known,), (wish,)) = met, await team.followed()
    assert f"Feed {url} (statuspage)" in answered
    assert "Slow logins" in answered
    assert known.feeds[0].url == url
    assert wish.provider == known.slug
    assert known.name in await team.say("subscriptions")


async def test_the_address_of_a_known_feed_is_the_known_provider(team: Team) -> None:
    await team.say(f"subscribe {team.world.feed.url}")

    assert await team.followed() == (Subscription(HERE.id, "acme"),)


async def test_an_address_without_a_feed_is_refused_with_a_way_on(team: Team) -> None:
    async with FeedServer() as server:
        page = server.serve("/", "<p>Nothing here.</p>", content_type="text/html")
        reply = await team.asks(f"subscribe {page}")

    assert "No feed was found" in shown(reply)
    assert "give that of the feed itself" in shown(reply)
    assert reply.choices[0].label == "Try again"
    assert await team.followed() == ()


async def test_an_address_without_a_feed_offers_those_whose_name_is_like_it(team: Team) -> None:
    team.others = [provider("0patch", "0patch", team.world.server.at("/beta.atom"))]  # like 127.0.0.1
    team.restart()
    async with FeedServer() as server:
        page = server.serve("/", "<p>Nothing here.</p>", content_type="text/html")
        reply = await team.asks(f"subscribe {page}")

    assert "No feed was found" in shown(reply)
    assert reply.choices == (Choice("0patch", "subscribe", {"provider": "0patch"}),)
    assert await team.followed() == ()


async def test_an_address_of_a_private_network_is_refused(team: Team) -> None:  # P11
    answered = await team.say("subscribe http://10.0.0.1/history.atom")

    assert "That did not work" in answered
    assert await team.followed() == ()


# Leaving


async def test_who_is_followed_no_more_is_silent_and_owes_nothing(team: Team) -> None:
    await team.with_open_incident()

    answered = await team.say("unsubscribe Acme")
    team.world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")
    await team.world.look()

    assert "Acme is not followed here any more" in answered
    assert "[Follow Acme again: subscribe acme]" in answered
    assert await team.followed() == ()
    assert len(team.world.replies()) == 1


async def test_who_was_never_followed_is_told_who_is(team: Team) -> None:
    await team.say("subscribe acme")

    answered = await team.say("unsubscribe beta")

    assert "Beta Cloud is not followed here. This channel follows Acme." in answered


# What statuswire.toml declares


async def test_what_the_file_declares_is_shown_and_not_changed(team: Team) -> None:
    await team.world.follow(CHANNEL)

    refused = [
        await team.say(said)
        for said in (
            *("subscribe acme impact major", "unsubscribe acme"),
            *("settings updates edit", "settings storm 9", "digest off"),
        )
    ]
    listed = await team.say("subscriptions")
    allowed = await team.say("settings quiet 22 to 7")

    assert all("statuswire.toml" in each and "That did not work" in each for each in refused)
    assert "Set in statuswire.toml" in listed
    assert "22:00 to 07:00" in allowed
    assert await team.followed() == (Subscription(HERE.id, "acme"),)


async def test_what_a_chat_added_outlives_a_new_start_with_the_file(team: Team) -> None:
    world = team.world
    await world.follow(CHANNEL)
    world.server.serve("/beta.atom", world.page.atom())
    await team.say("subscribe beta")

    await world.follow(CHANNEL)

    assert {wish.provider for wish in await team.followed()} == {"acme", "beta"}


# Who may


async def test_whoever_may_not_change_it_is_told_who_may_and_can_still_look(team: Team) -> None:
    refused = await team.say("subscribe acme", by=MEMBER)
    await team.say("subscribe acme")
    looks = [await team.say(said, by=MEMBER) for said in ("status", "settings", "playbook acme", "history", "help")]

    assert "subscribe can be said here by those who may manage the channel alone" in refused
    assert all("That did not work" not in look for look in looks)


async def test_who_may_change_it_is_a_setting_that_only_those_change_who_could_change_it_back(team: Team) -> None:
    for_all = await team.say("settings who anyone")
    by_member = await team.say("subscribe acme", by=MEMBER)
    too_much = await team.say("settings who managers", by=MEMBER)
    locked_out = await team.say("settings who admins", by=MANAGER)
    locked = await team.say("settings who admins", by=ADMIN)
    refused = await team.say("unsubscribe acme", by=MANAGER)

    assert "changed" in for_all
    assert "followed here now" in by_member
    assert "Who may change this can be changed here by those who may manage the channel alone" in too_much
    assert "by administrators alone" in locked_out
    assert "changed" in locked
    assert "unsubscribe can be said here by administrators alone" in refused
    assert (await team.destination()).changers is Changers.ADMINS
