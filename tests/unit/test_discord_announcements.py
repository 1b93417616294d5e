"""Announcement channels: an incident is published to those who follow the channel, and nothing waits for that."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.discord import sending
from bot.core.message import Part
from tests.discord_house import OPEN, Bot, House
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord, Trouble

NEWS = "1000000000000002"
PUBLISH = frozenset({"publish"})


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        server.add_channel(NEWS, "news", kind=forms.ANNOUNCEMENT)
        yield server


@pytest.fixture
def bot(discord: FakeDiscord, tmp_path: Path) -> Bot:
    return Bot(discord, House(), tmp_path / "discord-commands")


async def test_a_root_is_published_once_and_its_updates_are_not(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        ref = await bot.chat.post(NEWS, OPEN, key="k1")
        await bot.chat.edit(ref, replace(OPEN, status="Identified"))
        await bot.chat.reply(ref, replace(OPEN, part=Part.UPDATE, actions=()), key="k2")

    assert [message.published for message in discord.messages(NEWS)] == [1, 0]
    assert len(discord.called("publish")) == 1


async def test_in_other_channels_nothing_is_published(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        await bot.chat.post(CHANNEL, OPEN, key="k1")
        await bot.chat.post(NEWS, replace(OPEN, part=Part.ANNOUNCEMENT, actions=()), key="k2")

    assert discord.called("publish") == []


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.refused(403, 50013, "Missing Permissions"),
        Trouble.refused(400, 40033, "This message has already been crossposted"),
        Trouble.rate_limited(1800),
        Trouble(),
    ],
)
async def test_what_cannot_be_published_is_posted_all_the_same(
    discord: FakeDiscord, bot: Bot, trouble: Trouble
) -> None:
    discord.fail(trouble, on=PUBLISH)

    async with bot.listening(), asyncio.timeout(2):
        ref = await bot.chat.post(NEWS, OPEN, key="k1")

    assert ref.startswith(f"{NEWS}/")
    assert len(discord.messages(NEWS)) == 1


async def test_a_post_waits_for_its_publishing_only_so_long(
    discord: FakeDiscord, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PUBLISHING", 0.05)
    discord.fail(Trouble(hangs=True), on=PUBLISH)

    async with bot.listening(), asyncio.timeout(2):
        await bot.chat.post(NEWS, OPEN, key="k1")

    assert len(discord.messages(NEWS)) == 1
