"""Listening to Discord: what people say is heard once, answered in time, and answered to whom it concerns."""

import asyncio

import pytest

from adapters.model import Text
from bot.chat.discord import answering, autocomplete
from bot.commands.request import Asker, Choice, Rank, Reply
from bot.core.message import Message, Part
from tests.discord_house import MUTE, OPEN, Bot, House, said
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord, Trouble
from tests.fakes.discord_forms import Permission
from tests.fakes.discord_interactions import DEFERRED, IN_DM, Person

ELSEWHERE = "9000000000000009"  # a server that the bot is not in
HOSTILE = "@everyone <@1> [free](https://evil.example) **bold** `code`"


# Asking and answering


async def test_a_command_is_answered_to_whoever_asked(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        asked = await discord.interactions.command("mute", {"what": "github", "for": "2h"})
        answer = await asked.answered()

    command, request = house.asked[0]
    assert (command, dict(request.arguments)) == ("mute", {"what": "github", "for": "2h"})
    assert (request.place.id, request.place.workspace) == (f"discord:{CHANNEL}", forms.GUILD)
    assert request.asker == Asker(str(forms.PERSON["id"]), "alice", Rank.MEMBER)
    assert "Done" in answer.readable
    assert not answer.seen_by_all


async def test_what_concerns_all_is_shown_to_all(discord: FakeDiscord, house: House, bot: Bot) -> None:
    house.reply = said(public=True)

    async with bot.listening():
        asked = await discord.interactions.command("mute", {"what": "github"})
        answer = await asked.answered()

    assert answer.seen_by_all


@pytest.mark.parametrize(
    ("permissions", "rank"),
    [
        (Permission.SEND_MESSAGES, Rank.MEMBER),
        (Permission.MANAGE_CHANNELS, Rank.MANAGER),
        (Permission.MANAGE_GUILD, Rank.MANAGER),
        (Permission.ADMINISTRATOR, Rank.ADMIN),
        (Permission.ADMINISTRATOR | Permission.MANAGE_GUILD, Rank.ADMIN),
    ],
)
async def test_the_rank_is_what_discord_lets_somebody_do(
    discord: FakeDiscord, house: House, bot: Bot, permissions: Permission, rank: Rank
) -> None:
    async with bot.listening():
        await (await discord.interactions.command("status", by=Person(permissions=permissions))).answered()

    assert house.asked[0][1].asker.rank is rank


@pytest.mark.parametrize(
    ("by", "private"),
    [
        (Person(), False),
        (Person(brings=True), False),  # the bot is in the server too
        (Person(context=IN_DM), True),
        (Person(context=IN_DM, brings=True), True),
        (Person(server=ELSEWHERE, brings=True, permissions=Permission.ADMINISTRATOR), True),
    ],
)
async def test_where_only_the_asker_has_brought_us_no_channel_is_ours(
    discord: FakeDiscord, house: House, bot: Bot, by: Person, *, private: bool
) -> None:
    async with bot.listening():
        answer = await (await discord.interactions.command("status", by=by)).answered()

    assert house.asked[0][1].place.private is private
    assert not answer.seen_by_all


async def test_in_a_talk_between_two_nobody_has_a_rank(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        asked = await discord.interactions.command("status", by=Person(context=IN_DM))
        await asked.answered()

    request = house.asked[0][1]
    assert (request.place.workspace, request.asker.rank) == ("", Rank.MEMBER)


async def test_what_is_said_in_a_thread_is_meant_for_its_channel(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        ref = await bot.chat.post(CHANNEL, OPEN, key="k1")
        await bot.chat.reply(ref, OPEN, key="k2")
        thread = next(place for place in discord.places.values() if place.parent)
        await (await discord.interactions.command("status", by=Person(channel=thread.id))).answered()

    assert house.asked[0][1].place.channel == CHANNEL


async def test_whatever_words_an_answer_holds_they_are_only_words(discord: FakeDiscord, house: House, bot: Bot) -> None:
    choice = Choice(HOSTILE, "status", {"provider": HOSTILE[:20]})
    house.reply = Reply(Message(Part.NOTICE, HOSTILE, body=Text.of(HOSTILE)), public=True, choices=(choice,))

    async with bot.listening():
        asked = await discord.interactions.command("status", {"provider": HOSTILE}, by=Person(name=HOSTILE))
        answer = await asked.answered()

    shown = answer.embeds[0]["title"] + answer.embeds[0]["description"]
    assert answer.content == ""
    assert forms.MENTION.findall(shown) == []
    assert r"\[free\]" in shown
    assert r"\*\*bold\*\*" in shown
    assert house.asked[0][1].arguments["provider"] == HOSTILE
    bodies = discord.called("callback")
    assert not any(body.get("data", {}).get("allowed_mentions", {"parse": []})["parse"] for body in bodies)


async def test_a_command_that_is_no_longer_known_is_answered_too(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        asked = await discord.interactions.command("forecast")
        answer = await asked.answered()

    assert "has changed" in answer.readable
    assert house.asked == []


# In time


async def test_a_slow_answer_is_announced_in_time_and_follows(
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
    house.open.clear()

    async with bot.listening():
        asked = await discord.interactions.command("status")
        await asked.acknowledged()
        early = list(asked.said)
        house.open.set()
        answer = await asked.answered()

    assert (asked.first, early) == (DEFERRED, [])
    assert "Done" in answer.readable
    assert not answer.seen_by_all


async def test_a_slow_answer_for_all_is_seen_by_all(
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
    house.reply = said("All hear this", public=True)
    house.open.clear()

    async with bot.listening():
        asked = await discord.interactions.command("mute", {"what": "github"})
        await asked.acknowledged()
        house.open.set()
        answer = await asked.answered(2)

    assert [(it.seen_by_all, "All hear this" in it.readable) for it in asked.said] == [(False, False), (True, True)]
    assert answer.seen_by_all


def test_the_first_answer_comes_well_before_discord_gives_up() -> None:
    assert answering.DEFER_AFTER < 3 / 2
    assert autocomplete.PATIENCE < 3


async def test_a_rate_limit_on_what_follows_is_waited_for(
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
    discord.fail(Trouble.rate_limited(0.05), times=2, on=frozenset({"edit of answer"}))
    house.open.clear()

    async with bot.listening():
        asked = await discord.interactions.command("status")
        await asked.acknowledged()
        house.open.set()
        answer = await asked.answered()

    assert "Done" in answer.readable
    assert len(discord.called("edit of answer")) == 3


@pytest.mark.parametrize("call", ["callback", "edit of answer", "follow-up"])
async def test_a_rate_limit_on_any_answer_is_waited_for_and_it_is_given_once(
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    slow = call != "callback"
    house.reply = said("All hear this", public=slow)
    if slow:
        monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
        house.open.clear()
    discord.fail(Trouble.rate_limited(0.05), times=2, on=frozenset({call}))

    async with bot.listening():
        asked = await discord.interactions.command("mute", {"what": "github"})
        await asked.acknowledged()
        house.open.set()
        await asked.answered(2 if slow else 1)
        await (await discord.interactions.command("help")).answered()

    assert [answer.readable.count("All hear this") for answer in asked.said] == ([0, 1] if slow else [1])
    assert [name for name, _ in house.asked].count("mute") == 1


async def test_a_rate_limit_on_what_is_offered_harms_nobody(discord: FakeDiscord, house: House, bot: Bot) -> None:
    house.offers = [("Acme", "acme")]
    discord.fail(Trouble.rate_limited(0.05), on=frozenset({"callback"}))

    async with bot.listening():
        offered = await (await discord.interactions.types("mute", "what", "a")).offered()

    assert offered == ["acme"]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.refused(404, 10062, "Unknown interaction"),
        Trouble.refused(400, 40060, "Interaction has already been acknowledged."),
        Trouble(),
        Trouble(403, text="<html>no</html>", via=False),
    ],
)
async def test_an_answer_that_discord_does_not_take_harms_nobody(  # P7
    discord: FakeDiscord, house: House, bot: Bot, trouble: Trouble
) -> None:
    discord.fail(trouble, on=frozenset({"callback"}))

    async with bot.listening():
        await discord.interactions.command("mute", {"what": "github"})
        after = await (await discord.interactions.command("status")).answered()

    assert [command for command, _ in house.asked] == ["mute", "status"]
    assert "Done" in after.readable


@pytest.mark.parametrize("slow", [False, True])
async def test_a_mistake_of_ours_is_confessed_and_stays_alone(  # P7
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch, *, slow: bool
) -> None:
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.0 if slow else 1.0)
    await bot.chat.post(CHANNEL, OPEN, key="k1")

    async with bot.listening():
        house.trouble = ZeroDivisionError("secret")
        broken = await (await discord.interactions.command("status")).answered()
        clicked = await (await discord.interactions.press(discord.messages()[0], MUTE.label)).answered()
        house.trouble = None
        after = await (await discord.interactions.command("status")).answered()

    assert "made a mistake" in broken.readable
    assert "made a mistake" in clicked.readable
    assert "secret" not in broken.readable
    assert "Done" in after.readable


# Once


async def test_what_discord_says_twice_is_done_once(discord: FakeDiscord, house: House, bot: Bot) -> None:
    await bot.chat.post(CHANNEL, OPEN, key="k1")

    async with bot.listening():
        command = await discord.interactions.command("status")
        click = await discord.interactions.press(discord.messages()[0], MUTE.label)
        await asyncio.gather(command.answered(), click.answered())
        await discord.interactions.repeat(command)
        await discord.interactions.repeat(click)
        await (await discord.interactions.command("help")).answered()

    assert sorted(name for name, _ in house.asked) == ["help", "mute", "status"]
