"""From a provider's feed to the chat, in the order in which a team lives through it."""

from datetime import time, timedelta

import structlog

from adapters.model import Outcome
from bot.core.destination import QuietHours
from bot.store import feeds, subscriptions
from tests.fakes.slack import Trouble
from tests.integration.conftest import CHANNEL, NINE, OTHER_CHANNEL, SmallWorld


async def with_open_incident(world: SmallWorld) -> None:
    """The channel follows a page with a history, and an incident has just begun there."""
    world.page.open("old000000001", "An old story", NINE - timedelta(days=3), "Old words.")
    world.page.say("old000000001", NINE - timedelta(days=3, hours=-1), "Resolved", "Old end.")
    await world.follow(CHANNEL)
    await world.look()
    world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")
    await world.look()


async def test_an_outage_is_one_living_message_with_its_updates_in_its_thread(world: SmallWorld) -> None:
    await with_open_incident(world)
    world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")
    await world.look(minutes=10)
    world.page.say("new000000001", NINE + timedelta(hours=1, minutes=31), "Resolved", "All is well.")
    await world.look(minutes=80)

    (root,) = world.roots()
    assert "Resolved after 1 h 30 m" in root.readable
    words = ["We look into errors.", "It was the disk.", "All is well."]
    assert [word for post in world.replies() for word in words if word in post.readable] == words
    assert [post.broadcast for post in world.replies()] == [False, False, True]


async def test_the_first_look_is_silent_about_the_past_and_shows_what_is_under_way(world: SmallWorld) -> None:  # P5
    world.page.open("old000000001", "An old story", NINE - timedelta(days=3), "Old words.")
    world.page.say("old000000001", NINE - timedelta(days=2), "Resolved", "Old end.")
    world.page.open("now000000001", "Slow logins", NINE - timedelta(hours=1), "Logins are slow.")
    await world.follow(CHANNEL)

    await world.look()

    (root,) = world.roots()
    assert "Slow logins" in root.readable
    assert "Already open since" in root.readable


async def test_a_channel_that_joins_later_is_shown_what_is_under_way(world: SmallWorld) -> None:  # P5
    await with_open_incident(world)

    await world.follow(CHANNEL, OTHER_CHANNEL)
    await world.deliver()

    (root,) = world.roots(OTHER_CHANNEL)
    assert "Already open since" in root.readable
    assert len(world.roots()) == 1


async def test_a_thousand_looks_at_the_same_page_say_nothing_more(world: SmallWorld) -> None:  # P2
    await with_open_incident(world)
    before = world.slack.messages()

    outcomes = {await world.look_again() for _ in range(20)}

    assert outcomes == {Outcome.UNCHANGED}
    assert world.slack.messages() == before


async def test_a_reworded_update_is_edited_where_it_stands(world: SmallWorld) -> None:
    await with_open_incident(world)
    world.page.reword("new000000001", 0, "We look into elevated errors.")

    await world.look()

    assert [post.edits for post in world.slack.messages()] == [1, 1]
    assert all("elevated" in post.readable for post in world.slack.messages())


async def test_missed_updates_follow_in_order_after_a_rest(world: SmallWorld) -> None:
    await with_open_incident(world)
    world.restart()
    for minute, phase in ((20, "Identified"), (30, "Monitoring"), (40, "Resolved")):
        world.page.say("new000000001", NINE + timedelta(minutes=minute), phase, f"At minute {minute}.")

    await world.look(minutes=60)

    assert len(world.roots()) == 1
    assert [post.readable.count("At minute") for post in world.replies()] == [0, 1, 1, 1]


async def test_a_lost_answer_is_looked_up_and_not_posted_again(world: SmallWorld) -> None:  # P2
    await with_open_incident(world)
    world.slack.fail(Trouble.LOST_REPLY)
    world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")

    await world.look(minutes=10)
    world.clock.move(minutes=1)
    await world.deliver()

    assert len([post for post in world.replies() if "It was the disk." in post.readable]) == 1
    assert "Identified" in world.roots()[0].readable


async def test_a_limited_channel_waits_as_long_as_it_is_told_and_loses_nothing(world: SmallWorld) -> None:  # P1 P9
    await with_open_incident(world)
    world.slack.fail(Trouble.RATE_LIMITED, times=2)
    world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")

    await world.look(minutes=10)
    waiting = len(world.replies())
    for _ in range(3):
        world.clock.move(minutes=1)
        await world.deliver()

    assert waiting == 1
    assert len(world.replies()) == 2


async def test_an_archived_channel_is_paused_and_gets_everything_when_it_is_back(world: SmallWorld) -> None:  # P1 P8
    await with_open_incident(world)
    world.slack.channels[CHANNEL].archived = True
    world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")
    await world.look(minutes=10)
    async with world.database.transaction() as tx:
        paused = (await subscriptions.destinations(tx))[f"slack:{CHANNEL}"].paused

    world.slack.channels[CHANNEL].archived = False
    await world.deliverer._resume_all()
    await world.deliver()

    assert paused is not None
    assert "archived" in paused
    assert len(world.replies()) == 2


async def test_one_channels_trouble_is_its_own(world: SmallWorld) -> None:  # P7
    await world.follow(CHANNEL, OTHER_CHANNEL)
    await world.look()
    world.slack.channels[CHANNEL].archived = True
    world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=1), "We look into errors.")

    await world.look()

    assert len(world.roots(OTHER_CHANNEL)) == 1


async def test_a_root_deleted_by_hand_is_posted_once_more(world: SmallWorld) -> None:
    await with_open_incident(world)
    world.slack.channels[CHANNEL].delete(world.roots()[0].ts)
    world.page.say("new000000001", NINE + timedelta(minutes=10), "Identified", "It was the disk.")

    await world.look(minutes=10)

    assert any("Identified" in root.readable for root in world.roots())


async def test_an_incident_taken_off_the_page_is_shown_as_withdrawn(world: SmallWorld) -> None:
    await with_open_incident(world)
    del world.page.incidents["new000000001"]

    await world.look()
    still = world.roots()[0].readable
    outcome = await world.look_again()

    assert "Withdrawn" not in still
    assert outcome is Outcome.CHANGED
    assert "Withdrawn" in world.roots()[0].readable


async def test_a_page_that_stays_dark_is_told_once_and_its_return_once(world: SmallWorld) -> None:  # P8
    await with_open_incident(world)
    world.server.fail("/history.atom", 503)
    for _ in range(5):
        await world.look_again(minutes=6)
    dark = [root.readable for root in world.roots()[1:]]

    await world.look(minutes=6)
    await world.look(minutes=6)

    assert len(dark) == 1
    assert "Acme: the status page cannot be read" in dark[0]
    assert "503" in dark[0]
    (notice,) = world.roots()[1:]
    assert "Resolved after" in notice.readable


async def test_a_page_that_answers_with_a_web_page_ends_nothing(world: SmallWorld) -> None:  # P3
    await with_open_incident(world)
    before = world.slack.messages()
    world.server.serve("/history.atom", b"<!doctype html><title>Just a moment</title>", content_type="text/html")

    outcome = await world.look_again()

    assert outcome is Outcome.FAILED
    assert world.slack.messages() == before


async def test_a_feed_gone_empty_is_held_told_once_and_believed_when_it_fits_again(world: SmallWorld) -> None:  # P6
    for number in range(3):
        world.page.open(f"old00000000{number}", "An old story", NINE - timedelta(days=3 + number), "Old words.")
        world.page.say(f"old00000000{number}", NINE - timedelta(days=2 + number), "Resolved", "Old end.")
    await with_open_incident(world)
    full, world.page.incidents = world.page.incidents, {}
    await world.look()
    await world.look()
    held = [root.readable for root in world.roots()[1:]]

    world.page.incidents = full
    await world.look()

    assert len(held) == 1
    assert "held as suspect" in held[0]
    assert "Resolved" not in world.roots()[0].readable
    assert "Resolved" in world.roots()[1].readable


async def test_a_feed_whose_identities_are_all_new_floods_nobody_until_it_is_accepted(world: SmallWorld) -> None:  # P6
    for number in range(3):
        world.page.open(f"old00000000{number}", "An old story", NINE - timedelta(days=3 + number), "Old words.")
        world.page.say(f"old00000000{number}", NINE - timedelta(days=2 + number), "Resolved", "Old end.")
    await with_open_incident(world)
    world.page.incidents = {f"x{code[1:]}": incident for code, incident in world.page.incidents.items()}
    await world.look()
    held = len(world.roots())

    async with world.database.transaction() as tx:
        await feeds.accept(tx, world.feed.url)
    await world.look()

    assert held == 2
    assert len(world.roots()) == 2
    assert sum("We look into errors." in post.readable for post in world.replies()) == 1


async def test_an_incident_that_moved_with_its_page_goes_on_in_its_old_message(world: SmallWorld) -> None:  # P2 P4
    for number in range(3):
        world.page.open(f"old00000000{number}", "An old story", NINE - timedelta(days=3 + number), "Old words.")
        world.page.say(f"old00000000{number}", NINE - timedelta(days=2 + number), "Resolved", "Old end.")
    await with_open_incident(world)
    world.page.incidents = {f"x{code[1:]}": incident for code, incident in world.page.incidents.items()}
    await world.look()
    async with world.database.transaction() as tx:
        await feeds.accept(tx, world.feed.url)

    world.page.say("xew000000001", NINE + timedelta(minutes=4), "Resolved", "All is well.")
    await world.look()

    assert len(world.roots()) == 2
    assert "Resolved" in world.roots()[0].readable
    assert sum("All is well." in post.readable for post in world.replies()) == 1


async def test_quiet_hours_hold_everything_and_end_in_one_catch_up(world: SmallWorld) -> None:  # P1
    await world.follow(CHANNEL, quiet=QuietHours(time(9, 0), time(10, 0)))
    await world.look()
    world.page.open("new000000001", "Errors in the API", NINE + timedelta(minutes=2), "We look into errors.")
    await world.look()
    world.page.say("new000000001", NINE + timedelta(minutes=30), "Identified", "It was the disk.")
    await world.look(minutes=30)
    held = world.slack.messages()

    world.clock.move(minutes=30)
    await world.deliver()

    assert held == []
    assert len(world.roots()) == 1
    assert len(world.replies()) == 2


async def test_a_word_that_names_no_known_phase_is_told_as_it_stands_and_logged(world: SmallWorld) -> None:  # P3
    world.page.open("lift00000001", "Lifts are stuck", world.clock.now(), "They do not move.")
    await world.follow(CHANNEL)
    await world.look()
    world.page.say("lift00000001", world.clock.now(), "Zerlegung", "We take one apart.")

    with structlog.testing.capture_logs() as logs:
        await world.look(minutes=5)

    reply = world.replies()[-1]
    assert "Zerlegung - We take one apart." in reply.readable
    assert [(line["word"], line["updates"]) for line in logs if "word" in line] == [("Zerlegung", 1)]
