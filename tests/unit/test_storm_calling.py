"""Whom a storm calls in a channel, and what a mute holds back there."""

from dataclasses import replace

from adapters.model import Impact
from bot.core.delivery import Plan
from tests.incidents import identified, resolved
from tests.storm_channel import CALLS, Channel, channel_with, later, member, shown, worse


def test_the_message_calls_once_whomever_any_of_its_incidents_calls() -> None:
    planned = Channel(member("a"), member("b", impact=Impact.CRITICAL), telling=CALLS).plan("a")

    assert planned.operations[0].message.mentions == ("<@U1>", "@here")
    assert planned.operations[1].message.mentions == ()


def test_whomever_a_joining_incident_calls_a_reply_in_the_channel_calls() -> None:
    channel = channel_with(member("a"), member("b"), telling=CALLS)
    channel.members += (member("c"), member("d"))

    planned = channel.plan("c")
    done = channel.carry_out("c")

    assert done[:3] == ["reply a storm opened:c", "reply a storm opened:d", "edit a storm"]
    assert planned.operations[0].announce
    assert planned.operations[0].message.status == "New incident"
    assert planned.operations[0].message.mentions == ("<@U1>",)
    assert channel.carry_out("d") == ["reply d update"]


def test_what_joins_and_calls_nobody_is_an_edit_that_alerts_nobody() -> None:
    channel = channel_with(member("a"), telling=replace(CALLS, mentions=CALLS.mentions[1:]))
    channel.members += (member("c"),)

    assert channel.carry_out("c") == ["edit a storm", "reply c update"]


def test_whoever_joins_a_channel_late_is_not_called() -> None:  # P5
    joining = replace(member("a", impact=Impact.CRITICAL), already_open=True)

    assert Channel(joining, telling=CALLS).plan("a").operations[0].message.mentions == ()


def test_an_impact_that_is_raised_is_told_before_anybodys_edit_forgets_it() -> None:  # P1
    a, b = member("a", impact=Impact.MINOR), member("b", impact=Impact.MINOR)
    channel = channel_with(a, b, telling=CALLS)
    channel.members = (later(a, identified("09:01")), worse(b, Impact.CRITICAL))

    planned = channel.plan("a")
    done = channel.carry_out("a")

    assert done == ["reply a storm raised:b:critical", "edit a storm", "reply a update"]
    assert planned.operations[0].message.mentions == ("@here",)
    assert channel.plan("b") == Plan()


def test_a_call_that_was_made_is_not_made_again_where_the_edit_had_to_wait() -> None:  # P2
    channel = channel_with(member("a", impact=Impact.MINOR), telling=CALLS)
    channel.members = (worse(channel.members[0], Impact.MAJOR), member("c"))

    first = channel.carry_out("a", until=2)
    then = channel.carry_out("a")

    assert first == ["reply a storm raised:a:major", "reply a storm opened:c"]
    assert then == ["edit a storm"]


def test_nobody_is_called_for_what_somebody_has_in_hand() -> None:
    a, b = member("a", impact=Impact.MINOR), member("b", impact=Impact.MINOR)
    channel = channel_with(a, b, telling=CALLS)
    in_hand = replace(worse(b, Impact.CRITICAL), acknowledged="Ada")
    channel.members = (a, in_hand, replace(member("c"), acknowledged="Ada"))

    planned = channel.plan("b")

    assert [shown(each) for each in planned.operations] == ["reply a storm raised:b:critical", "edit a storm"]
    assert planned.operations[0].message.mentions == ()
    assert ("acknowledged by", "@Ada") in [
        (fact.label, fact.value) for line in planned.operations[1].message.lines for fact in line.facts
    ]


# What is muted


def test_what_is_muted_is_told_and_calls_when_it_may_speak_again() -> None:  # P1
    a, b = member("a"), member("b", impact=Impact.MINOR)
    channel = channel_with(a, b, telling=CALLS)
    worst = replace(worse(b, Impact.CRITICAL), muted=True)
    channel.members = (later(a, identified("09:01")), worst)

    meanwhile = channel.carry_out("a")
    channel.members = (channel.members[0], replace(worst, muted=False))

    assert meanwhile == ["edit a storm", "reply a update"]
    assert channel.carry_out("b") == ["reply a storm raised:b:critical", "edit a storm"]


def test_what_was_muted_before_it_was_shown_stands_in_no_message() -> None:
    planned = Channel(member("a"), replace(member("b"), muted=True)).plan("a")

    assert [line.title for line in planned.operations[0].message.lines] == ["Trouble a"]


def test_the_end_of_all_does_not_wait_for_what_a_mute_holds_back() -> None:
    a, b = member("a"), member("b")
    channel = channel_with(a, b)
    ended = [later(each, resolved("09:40")) for each in (a, b)]
    channel.members = (ended[0], replace(ended[1], owed=True, muted=True))

    done = channel.carry_out("a")

    assert [each.partition(":")[0] for each in done] == ["reply a update", "reply a storm over", "edit a storm"]
