"""What every chat promises, tried on a fake of every platform."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Impact, Phase, Text
from bot.chat.base import ChannelGoneError, ChatError, MessageGoneError, RefusedError, RetryError, UnsureError
from bot.core.message import Attachment, Message, Part
from bot.render.chart_words import ALT_LIMIT
from tests.fakes.console_world import console_world
from tests.fakes.discord_world import discord_world, forum_world
from tests.fakes.slack_world import slack_world
from tests.fakes.world import Failure, Seen, Shown, World

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOSTILE = (
    "@everyone @here @channel <!channel> <!here> <!everyone> <@U0ALICE> <@123456789> <@&42> <!subteam^S0TEAM> "
    "&lt;!channel&gt; [click](https://evil.example) \N{RIGHT-TO-LEFT OVERRIDE}@everyone \a\x1b]0;title\a\x1b[31m"
)
PICTURE = Attachment(
    "timeline.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Timeline of incidents. Acme: 1 incident."
)
UNSEEN = "\a\x1b\N{RIGHT-TO-LEFT OVERRIDE}"


OpenWorld = Callable[[], AbstractAsyncContextManager[World]]
WORLDS: dict[str, OpenWorld] = {
    "console": console_world,
    "slack": slack_world,
    "discord": discord_world,
    "forum": forum_world,
}


@pytest.fixture(params=WORLDS)
def open_world(request: pytest.FixtureRequest) -> OpenWorld:
    return WORLDS[request.param]


@pytest.fixture
async def world(open_world: OpenWorld) -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


def root(body: str = "We look into elevated errors.") -> Message:
    return Message(
        part=Part.ROOT,
        title="Errors in the control panel",
        status="Investigating",
        provider="Acme",
        phase=Phase.INVESTIGATING,
        impact=Impact.MINOR,
        body=Text.of(body),
        at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        url="https://status.acme.example/incidents/k1",
    )


def update(body: str) -> Message:
    return replace(root(body), part=Part.UPDATE, status="Identified", phase=Phase.IDENTIFIED)


def need(world: World, failure: Failure) -> None:
    if failure not in world.failures:
        pytest.skip(f"{failure} cannot happen there")


def need_memory(world: World) -> None:
    """Where no answer can be lost there is nothing to look up: a terminal does not know what became of its lines."""
    if Failure.LOST_REPLY not in world.failures:
        pytest.skip("what was said there cannot be looked up")


def with_ref(world: World, ref: str) -> Shown:
    return next(message for message in world.shown() if message.ref == ref)


async def test_a_post_is_shown(world: World) -> None:
    ref = await world.chat.post(world.channel, root("The panel is slow."), key="k1")

    (shown,) = world.shown()
    assert shown.ref == ref
    assert "Errors in the control panel" in shown.text
    assert "The panel is slow." in shown.text
    assert shown.in_channel
    assert shown.root is None


async def test_an_edit_changes_the_text_and_adds_no_message(world: World) -> None:
    ref = await world.chat.post(world.channel, root("The panel is slow."), key="k1")

    await world.chat.edit(ref, root("The panel is well."))

    (shown,) = world.shown()
    assert shown.ref == ref
    assert "The panel is well." in shown.text
    assert "The panel is slow." not in shown.text
    assert shown.edits == 1


async def test_replies_stand_under_their_root_in_order(world: World) -> None:
    first = await world.chat.post(world.channel, root(), key="k1")
    second = await world.chat.post(world.channel, root(), key="k2")

    replies = [await world.chat.reply(first, update(f"Step {step}."), key=f"u{step}") for step in (1, 2, 3)]
    other = await world.chat.reply(second, update("Elsewhere."), key="u4")

    under_first = [message for message in world.shown() if message.root == first]
    assert [message.ref for message in under_first] == replies
    assert [f"Step {step}." in message.text for step, message in enumerate(under_first, 1)] == [True, True, True]
    assert with_ref(world, other).root == second


async def test_a_reply_in_a_thread_stays_there(world: World) -> None:
    ref = await world.chat.post(world.channel, root(), key="k1")

    reply = await world.chat.reply(ref, update("A cause is found."), key="u1")

    assert with_ref(world, reply).in_channel is not world.chat.traits.threads


async def test_an_announced_reply_is_seen_in_the_channel(world: World) -> None:
    ref = await world.chat.post(world.channel, root(), key="k1")
    if not world.beside or not world.chat.announces(ref):
        pytest.skip("replies cannot be announced there")

    reply = await world.chat.reply(ref, update("It is over."), key="u1", announce=True)

    shown = with_ref(world, reply)
    assert shown.in_channel
    assert shown.root == ref


async def test_a_reply_without_a_thread_is_seen_in_the_channel(world: World) -> None:
    if not world.beside:
        pytest.skip("there is no channel beside the threads")
    ref = await world.chat.post(world.channel, root(), key="k1")

    reply = await world.chat.reply(ref, update("A cause is found."), key="u1", threaded=False)

    shown = with_ref(world, reply)
    assert shown.in_channel
    assert "A cause is found." in shown.text


async def test_a_reply_can_be_edited(world: World) -> None:
    ref = await world.chat.post(world.channel, root(), key="k1")
    reply = await world.chat.reply(ref, update("A cause is fuond."), key="u1")

    await world.chat.edit(reply, update("A cause is found."))

    assert "A cause is found." in with_ref(world, reply).text
    assert len(world.shown()) == 2


async def test_a_post_whose_answer_was_lost_is_found_by_its_key(world: World) -> None:
    need(world, Failure.LOST_REPLY)
    begun = datetime.now(UTC)
    world.fail(Failure.LOST_REPLY)

    with pytest.raises(UnsureError):
        await world.chat.post(world.channel, root(), key="k1")

    (shown,) = world.shown()  # P2: the library did not try again by itself
    assert await world.chat.find(world.channel, "k1", since=begun) == shown.ref


@pytest.mark.parametrize("threaded", [True, False])
async def test_a_reply_whose_answer_was_lost_is_found_by_its_key(world: World, *, threaded: bool) -> None:
    need(world, Failure.LOST_REPLY)
    ref = await world.chat.post(world.channel, root(), key="k1")
    await world.chat.reply(ref, update("Step 1."), key="u1", threaded=threaded)
    begun = datetime.now(UTC)
    world.fail(Failure.LOST_REPLY)

    with pytest.raises(UnsureError):
        await world.chat.reply(ref, update("Step 2."), key="u2", threaded=threaded)

    reply = world.shown()[-1]
    assert "Step 2." in reply.text
    assert await world.chat.find(world.channel, "u2", since=begun, root=ref) == reply.ref


async def test_an_edited_post_is_still_found_by_its_key(world: World) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")

    await world.chat.edit(ref, root("Reworded."))

    assert await world.chat.find(world.channel, "k1", since=LONG_AGO) == ref


async def test_find_does_not_take_one_key_for_another(world: World) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")
    await world.chat.reply(ref, update("Step 1."), key="k11")

    assert await world.chat.find(world.channel, "k", since=LONG_AGO) is None
    assert await world.chat.find(world.channel, "k2", since=LONG_AGO) is None
    assert await world.chat.find(world.channel, "k2", since=LONG_AGO, root=ref) is None


async def test_find_ignores_what_was_posted_before(world: World) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")
    await world.chat.reply(ref, update("Step 1."), key="u1")
    later = datetime.now(UTC) + timedelta(minutes=10)

    assert await world.chat.find(world.channel, "k1", since=later) is None
    assert await world.chat.find(world.channel, "u1", since=later, root=ref) is None


MEANING: dict[Failure, tuple[type[ChatError], ...]] = {
    Failure.RATE_LIMITED: (RetryError,),
    Failure.SERVER_ERROR: (RetryError, UnsureError),
    Failure.LOST_REPLY: (UnsureError,),
    Failure.CHANNEL_GONE: (ChannelGoneError,),
    Failure.REFUSED: (RefusedError,),
    Failure.FORBIDDEN: (ChannelGoneError,),
}


@pytest.mark.parametrize("failure", Failure)
async def test_a_failed_post_says_what_it_means(world: World, failure: Failure) -> None:
    need(world, failure)
    world.fail(failure)

    with pytest.raises(MEANING[failure]) as raised:
        await world.chat.post(world.channel, root(), key="k1")

    assert str(raised.value)
    assert len(world.shown()) == (failure is Failure.LOST_REPLY)


@pytest.mark.parametrize("failure", Failure)
async def test_a_failed_reply_says_what_it_means(world: World, failure: Failure) -> None:
    need(world, failure)
    ref = await world.chat.post(world.channel, root(), key="k1")
    world.fail(failure)

    with pytest.raises(MEANING[failure]):
        await world.chat.reply(ref, update("Step 1."), key="u1")

    assert len(world.shown()) == 1 + (failure is Failure.LOST_REPLY)


@pytest.mark.parametrize("failure", Failure)
async def test_a_failed_edit_says_what_it_means(world: World, failure: Failure) -> None:
    need(world, failure)
    ref = await world.chat.post(world.channel, root("The panel is slow."), key="k1")
    world.fail(failure)

    with pytest.raises(MEANING[failure]):
        await world.chat.edit(ref, replace(root("The panel is well."), status="Monitoring"))

    (shown,) = world.shown()
    assert ("The panel is well." in shown.text) is (failure is Failure.LOST_REPLY)


@pytest.mark.parametrize("failure", sorted(set(Failure) - {Failure.LOST_REPLY}))
async def test_what_failed_can_be_done_later(world: World, failure: Failure) -> None:  # P1
    need(world, failure)
    world.fail(failure)
    with pytest.raises(MEANING[failure]):
        await world.chat.post(world.channel, root(), key="k1")

    ref = await world.chat.post(world.channel, root(), key="k1")

    assert [message.ref for message in world.shown()] == [ref]


async def test_a_picture_hangs_at_its_message_with_its_words(world: World) -> None:
    ref = await world.chat.post(world.channel, root(), key="k1")
    before = world.shown()

    await world.chat.upload(ref, PICTURE)

    (seen,) = world.pictures()
    assert seen in {Seen(ref, PICTURE.words, PICTURE.png), Seen(ref, PICTURE.words)}  # a terminal has the words alone
    assert [(message.ref, message.text) for message in world.shown()] == [(it.ref, it.text) for it in before]


@pytest.mark.parametrize("failure", Failure)
async def test_a_picture_that_failed_says_what_it_means_and_was_tried_once(world: World, failure: Failure) -> None:
    need(world, failure)
    ref = await world.chat.post(world.channel, root("The panel is slow."), key="k1")
    world.fail(failure)

    with pytest.raises(MEANING[failure]):
        await world.chat.upload(ref, PICTURE)

    assert len(world.pictures()) == (failure is Failure.LOST_REPLY)
    (shown,) = world.shown()
    assert "The panel is slow." in shown.text


async def test_a_message_with_a_picture_is_still_found_by_its_key(world: World) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")

    await world.chat.upload(ref, PICTURE)

    assert await world.chat.find(world.channel, "k1", since=LONG_AGO) == ref


async def test_the_words_of_a_picture_may_be_as_many_as_are_ever_written_and_call_nobody(world: World) -> None:  # P11
    ref = await world.chat.post(world.channel, root(), key="k1")

    await world.chat.upload(ref, replace(PICTURE, words=(HOSTILE * 10)[:ALT_LIMIT]))

    assert len(world.pictures()) == 1
    assert world.pinged() == []


async def test_a_rate_limit_says_how_long_to_wait(world: World) -> None:
    need(world, Failure.RATE_LIMITED)
    world.fail(Failure.RATE_LIMITED)

    with pytest.raises(RetryError) as raised:
        await world.chat.post(world.channel, root(), key="k1")

    assert timedelta(0) < raised.value.after < timedelta(minutes=1)


async def test_a_message_that_somebody_deleted_cannot_be_edited(world: World) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")
    world.remove(ref)

    with pytest.raises(MessageGoneError):
        await world.chat.edit(ref, root("Reworded."))

    assert world.shown() == []


@pytest.mark.parametrize("threaded", [True, False])
async def test_a_reply_to_a_deleted_message_is_not_left_in_the_channel(world: World, *, threaded: bool) -> None:
    need_memory(world)
    ref = await world.chat.post(world.channel, root(), key="k1")
    world.remove(ref)

    with pytest.raises(MessageGoneError):
        await world.chat.reply(ref, update("Step 1."), key="u1", threaded=threaded)

    assert world.shown() == []


async def test_hostile_text_calls_nobody(world: World) -> None:  # P11
    message = replace(root(HOSTILE), title=HOSTILE, status=HOSTILE, provider=HOSTILE)

    ref = await world.chat.post(world.channel, message, key="k1")
    await world.chat.edit(ref, replace(message, body=Text.of(f"{HOSTILE} again")))
    await world.chat.reply(ref, replace(message, part=Part.UPDATE), key="u1", announce=True)

    assert world.pinged() == []
    assert len(world.shown()) == 2
    assert not any(character in message.text for message in world.shown() for character in UNSEEN)


async def test_a_very_long_message_is_shortened_and_says_so(world: World) -> None:  # P9
    body = "\n\n".join(f"Region {number} answers slowly, and we do not know why." for number in range(3000))

    ref = await world.chat.post(world.channel, replace(root(body), title="Errors " * 500), key="k1")
    await world.chat.edit(ref, replace(root(body), title="Errors " * 400))
    await world.chat.reply(ref, update(body), key="u1")

    shown = world.shown()
    assert len(shown) == 2
    assert all("Region 0 answers slowly" in message.text for message in shown)


async def test_after_close_nothing_is_left_open(open_world: OpenWorld) -> None:
    before = asyncio.all_tasks()

    async with open_world() as world:
        ref = await world.chat.post(world.channel, root(), key="k1")
        await world.chat.edit(ref, root("Reworded."))
        await world.chat.close()

    await asyncio.sleep(0.01)
    gc.collect()  # whatever was left open warns here, and a warning is a failure
    assert asyncio.all_tasks() == before


async def test_closing_twice_is_no_mistake(world: World) -> None:
    await world.chat.close()

    await world.chat.close()
