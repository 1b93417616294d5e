"""What a channel lacks of a storm: one message for all of its incidents, and what is said of each below it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.delivery import Plan, PostState
from bot.core.destination import Manner
from tests.incidents import at, identified, investigating, resolved
from tests.storm_channel import CALLS, DISCORD, SLACK, Channel, channel_with, later, member, operation, shown


def test_the_first_posts_the_message_of_all_and_each_says_its_own_below() -> None:
    channel = Channel(member("a"), member("b"))

    assert channel.carry_out("b") == ["post a storm", "reply b update"]
    assert channel.carry_out("a") == ["reply a update"]
    assert [channel.plan(key) for key in "ab"] == [Plan(), Plan()]


def test_what_is_said_below_is_in_a_thread_that_is_named_for_all_on_the_channels_clock() -> None:
    telling = replace(SLACK, zone=ZoneInfo("Asia/Tokyo"))
    planned = Channel(member("a"), member("b"), telling=telling).plan("b")

    assert planned.operations[1].threaded
    assert planned.operations[1].message.title == "Trouble b"
    assert planned.operations[1].message.topic == "Incidents since 2 Mar 2026, 18:00 JST"


def test_what_joins_edits_the_message_and_is_told_below_it() -> None:
    channel = channel_with(member("a"), member("b"))
    channel.members += (member("c"),)

    assert channel.carry_out("c") == ["edit a storm", "reply c update"]
    assert len(channel.storm.shown) == 3


def test_a_phase_that_changes_is_shown_at_once() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    channel.members = (a, later(b, identified("09:01")))

    assert channel.carry_out("b") == ["edit a storm", "reply b update"]


def test_words_put_right_wait_half_a_minute_since_the_last_edit() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    retitled = replace(b, record=replace(b.record, incident=replace(b.record.incident, title="Trouble bee")))
    channel.members = (a, retitled)

    soon = channel.plan("b")
    channel.now += timedelta(seconds=30)

    assert soon == Plan(again_at=at("09:01") + timedelta(seconds=30))
    assert channel.carry_out("b")[0] == "edit a storm"


def test_one_edit_shows_what_became_of_all() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    channel.members = (later(a, identified("09:01")), later(b, identified("09:01")))

    assert channel.carry_out("a") == ["edit a storm", "reply a update"]
    assert channel.carry_out("b") == ["reply b update"]


def test_an_end_is_told_below_and_not_in_the_channel_while_others_go_on() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    channel.members = (later(a, resolved("09:40")), b)

    planned = channel.plan("a")

    assert [shown(each) for each in planned.operations] == ["edit a storm", "reply a update"]
    assert not planned.operations[1].announce


def test_the_last_end_is_told_in_the_channel_once_after_the_last_word() -> None:  # P2 P4
    a, b = later(member("a"), resolved("09:30")), member("b")
    channel = channel_with(a, b)
    channel.members = (a, later(b, resolved("09:40")))

    told = operation(channel.plan("b"), next(each.post.part for each in channel.plan("b").operations[1:]))
    done = channel.carry_out("b")

    assert told.announce
    assert told.message.status == "All 2 over after 40 m"
    assert [each.partition(":")[0] for each in done] == ["reply b update", "reply a storm over", "edit a storm"]
    assert [channel.plan(key) for key in "ab"] == [Plan(), Plan()]


def test_where_several_end_at_once_the_last_to_be_told_of_brings_the_one_edit_and_says_that_all_is_over() -> (
    None
):  # P2 P4
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    ended = [replace(later(each, resolved("09:40")), owed=True) for each in (a, b)]
    channel.members = tuple(ended)

    first = channel.carry_out("a")
    channel.members = (replace(ended[0], owed=False), ended[1])
    second = channel.carry_out("b")

    assert first == ["reply a update"]
    assert [each.partition(":")[0] for each in second] == ["reply b update", "reply a storm over", "edit a storm"]
    assert [channel.plan(key) for key in "ab"] == [Plan(), Plan()]


def test_an_end_of_all_that_was_told_is_not_told_again_where_the_edit_had_to_wait() -> None:  # P2
    a = member("a")
    channel = channel_with(a)
    channel.members = (later(a, resolved("09:40")),)

    done = channel.carry_out("a", until=2)

    assert done[1].startswith("reply a storm over")
    assert channel.carry_out("a") == ["edit a storm"]


def test_what_begins_again_and_ends_again_is_told_again() -> None:  # P4
    a = member("a")
    channel = channel_with(a)
    for more in (resolved("09:40"), investigating("10:00"), resolved("10:20")):
        a = later(a, more)
        channel.members = (a,)
        channel.now += timedelta(minutes=1)
        done = channel.carry_out("a")

    assert [part for part in channel.posts["a"] if part.startswith("storm over")][1:] != []
    assert done[1].startswith("reply a storm over")


def test_words_about_an_end_that_was_told_do_not_tell_it_again() -> None:  # P2
    a = later(member("a"), resolved("09:40"))
    channel = channel_with(member("a"))
    channel.members = (a,)
    channel.carry_out("a")
    channel.members = (later(a, resolved("09:50", "It is over for good.")),)

    assert channel.carry_out("a") == ["reply a update"]


def test_what_was_over_before_it_was_shown_is_not_told_as_an_end() -> None:  # P5
    ended = [later(member(key), resolved("09:40")) for key in "ab"]
    channel = Channel(*ended)

    assert channel.carry_out("a")[0] == "post a storm"
    channel.carry_out("b")

    assert [channel.plan(key) for key in "ab"] == [Plan(), Plan()]


def test_where_a_reply_cannot_be_shown_in_the_channel_the_end_of_all_stands_there_alone() -> None:
    a = member("a")
    channel = channel_with(a, telling=DISCORD)
    channel.members = (later(a, resolved("09:40")),)

    told = channel.plan("a").operations[1]

    assert told.post.part.startswith("storm over")
    assert (told.threaded, told.announce) == (False, False)


def test_a_channel_told_by_edits_alone_gets_the_message_alone() -> None:
    a = member("a")
    channel = Channel(a, member("b"), telling=replace(SLACK, manner=Manner.EDIT))

    opened = channel.carry_out("a") + channel.carry_out("b")
    channel.members = tuple(later(each, resolved("09:40")) for each in channel.members)

    assert opened == ["post a storm"]
    assert channel.carry_out("a") == ["edit a storm"]


# When something is gone


def test_a_message_that_somebody_deleted_is_posted_once_more_and_not_again() -> None:
    channel = channel_with(member("a"), member("b"), telling=CALLS)
    gone = channel.posts["a"]
    gone["storm"] = replace(gone["storm"], state=PostState.GONE)
    channel.members += (member("c"),)

    again = channel.plan("c")
    channel.carry_out("c")
    gone["storm:2"] = replace(gone["storm:2"], state=PostState.GONE)

    assert [shown(each) for each in again.operations] == ["post a storm:2", "reply c update"]
    assert again.operations[0].message.mentions == ("<@U1>",)
    assert channel.plan("c") == Plan()
    assert channel.storm.is_unseen


def test_a_storm_whose_message_was_refused_shows_nothing() -> None:
    channel = channel_with(member("a"))
    channel.posts["a"]["storm"] = replace(channel.posts["a"]["storm"], state=PostState.REFUSED, ref=None)

    assert channel.storm.is_refused
    assert channel.storm.is_closed


def test_a_storm_that_is_over_takes_nothing_in_until_it_goes_on() -> None:  # P1
    a = later(member("a"), resolved("09:40"))
    channel = channel_with(member("a"))
    going_on = channel.storm.is_closed
    for each in (a, later(a, investigating("10:00"))):
        channel.members = (each,)
        channel.now += timedelta(minutes=1)
        over = channel.storm.is_closed
        channel.carry_out("a")

    assert (going_on, over, channel.storm.is_closed) == (False, True, False)


def test_what_nobody_follows_any_more_is_left_out() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    channel.members = (later(b, identified("09:01")),)

    planned = channel.plan("b")

    assert channel.plan("a") == Plan()
    assert [line.title for line in planned.operations[0].message.lines] == ["Trouble b"]


def test_a_storm_of_which_nothing_is_news_is_not_told() -> None:  # P5
    channel = Channel(later(member("a"), resolved("09:40")))
    channel.now = at("10:00", day=4)

    assert channel.plan("a") == Plan()


def test_the_keys_of_all_that_is_posted_differ_and_fit_into_a_nonce() -> None:
    channel = channel_with(*map(member, "abc"), telling=CALLS)
    channel.members = (*(later(each, resolved("09:40")) for each in channel.members), member("d"))
    for each in channel.members:
        channel.carry_out(each.key)

    keys = [post.key for posts in channel.posts.values() for post in posts.values()]

    assert len(set(keys)) == len(keys) > 8
    assert all(len(key) <= 25 for key in keys)
