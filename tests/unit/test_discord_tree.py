"""What people find on Discord: commands with described options, offers while they type, and buttons that stay."""

from dataclasses import replace
from pathlib import Path

import discord as library
import pytest

from bot.chat.discord import autocomplete
from bot.chat.discord.permissions import TO_SEND, TO_THREAD, lacking
from bot.commands.request import Choice, Fits
from bot.commands.table import COMMANDS
from tests.discord_house import MUTE, OPEN, Bot, House, said
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord
from tests.fakes.discord_forms import Permission

# The commands that Discord knows


async def test_every_command_of_the_table_is_there_with_its_options_described(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        told = {command["name"]: command for command in discord.interactions.commands}

    assert list(told) == [command.name for command in COMMANDS]
    for command in COMMANDS:
        options = {option["name"]: option for option in told[command.name]["options"]}
        assert set(options) == {param.name for param in command.params}
        assert all(options[param.name].get("required", False) == param.required for param in command.params)
        assert all(option["description"].strip("…") for option in options.values())


async def test_what_can_be_chosen_is_a_choice_and_what_is_known_is_completed(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        told = {command["name"]: command for command in discord.interactions.commands}
    options = {option["name"]: option for option in told["subscribe"]["options"]}

    assert options["provider"]["autocomplete"] is True
    assert options["components"]["autocomplete"] is True
    assert [choice["value"] for choice in options["impact"]["choices"]] == ["minor", "major", "critical", "all"]
    assert [choice["value"] for choice in options["kinds"]["choices"]] == ["incidents", "maintenance", "both"]


async def test_whoever_may_manage_channels_changes_and_everybody_reads(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        needed = {it["name"]: it["default_member_permissions"] for it in discord.interactions.commands}

    manager = int(Permission.MANAGE_CHANNELS)
    changing = {"subscribe", "unsubscribe", "mute", "unmute", "accept"}
    assert {name for name, bits in needed.items() if bits == manager} == changing
    assert {bits for name, bits in needed.items() if name not in changing} == {None}


async def test_status_works_everywhere_for_whoever_installed_it_for_themselves(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        told = {it["name"]: (it["integration_types"], it["contexts"]) for it in discord.interactions.commands}

    assert told["status"] == ([0, 1], [0, 1, 2])
    assert told["subscribe"] == ([0], [0])


# While somebody types


async def test_what_is_half_typed_is_completed_with_what_else_was_said(
    discord: FakeDiscord, house: House, bot: Bot
) -> None:
    house.offers = [("GitHub", "github"), ("GitLab", "gitlab")]

    async with bot.listening():
        asked = await discord.interactions.types("subscribe", "components", "ac", {"provider": "github"})
        offered = await asked.offered()

    assert offered == ["github", "gitlab"]
    assert house.typed == [("subscribe", "components", "ac", {"provider": "github"})]


async def test_offers_keep_within_the_limits_of_discord(discord: FakeDiscord, house: House, bot: Bot) -> None:
    long = [(f"{place} {'😀' * 200}", f"{place} {'😀' * 200}") for place in range(40)]
    house.offers = [("", ""), ("same", "same"), ("same", "same"), *long]

    async with bot.listening():
        offered = await (await discord.interactions.types("mute", "what", "x")).offered()

    assert len(offered) == 25
    assert offered[:2] == ["same", long[0][0][:51]]


async def test_nothing_is_offered_where_it_would_come_too_late(
    discord: FakeDiscord, house: House, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autocomplete, "PATIENCE", 0.05)
    house.open.clear()

    async with bot.listening():
        offered = await (await discord.interactions.types("mute", "what", "x")).offered()

    assert offered == []


async def test_every_completed_option_is_asked_for(discord: FakeDiscord, house: House, bot: Bot) -> None:
    completed = [
        (command.name, param.name)
        for command in COMMANDS
        for param in command.params
        if param.kind not in {Fits.TEXT, Fits.IMPACT, Fits.CHOICE}
    ]

    async with bot.listening():
        for command, param in completed:
            await (await discord.interactions.types(command, param, "x")).offered()

    assert [(command, param) for command, param, _, _ in house.typed] == completed


# Buttons


async def test_a_choice_is_a_button_that_asks_what_it_says(discord: FakeDiscord, house: House, bot: Bot) -> None:
    house.reply = said(choices=[Choice("Only major", "subscribe", {"provider": "github", "impact": "major"})])

    async with bot.listening():
        answer = await (await discord.interactions.command("subscribe", {"provider": "github"})).answered()
        pressed = await discord.interactions.press_answer(answer, "Only major")
        await pressed.answered()

    command, request = house.asked[1]
    assert (command, dict(request.arguments)) == ("subscribe", {"provider": "github", "impact": "major"})


async def test_a_button_on_a_living_message_works_after_a_restart(
    discord: FakeDiscord, house: House, tmp_path: Path
) -> None:
    async with Bot(discord, house, tmp_path / "memory").listening():
        pass
    before = Bot(discord, house, tmp_path / "memory")
    await before.chat.post(CHANNEL, OPEN, key="k1")
    await before.chat.close()

    async with Bot(discord, house, tmp_path / "memory").listening():
        pressed = await discord.interactions.press(discord.messages()[0], MUTE.label)
        answer = await pressed.answered()

    command, request = house.asked[0]
    assert (command, dict(request.arguments)) == (MUTE.command, dict(MUTE.arguments))
    assert "Done" in answer.readable
    assert not answer.seen_by_all


async def test_a_message_that_is_over_has_no_buttons(discord: FakeDiscord, bot: Bot) -> None:
    ref = await bot.chat.post(CHANNEL, OPEN, key="k1")
    open_buttons = forms.buttons(discord.messages()[0].components)

    await bot.chat.edit(ref, replace(OPEN, status="Resolved", actions=()))
    await bot.chat.close()

    assert list(open_buttons) == ["Mute 2 hours"]
    assert all(len(identifier) <= 100 for identifier in open_buttons.values())
    assert discord.messages()[0].components == []


async def test_a_button_that_cannot_hold_what_it_says_is_left_out(discord: FakeDiscord, house: House, bot: Bot) -> None:
    house.reply = said(choices=[Choice("Long", "status", {"provider": "x" * 200}), Choice("Short", "status")])

    async with bot.listening():
        answer = await (await discord.interactions.command("status")).answered()

    assert list(answer.buttons) == ["Short"]


async def test_messages_with_buttons_are_not_kept_in_memory(bot: Bot) -> None:
    client = await bot.chat.session.client()
    await bot.chat.post(CHANNEL, OPEN, key="k1")

    kept = client._connection._view_store._synced_message_views

    await bot.chat.close()
    assert kept == {}


# Permissions


def test_what_is_lacking_is_named_as_discords_settings_name_it() -> None:
    told = lacking(library.Permissions.none(), TO_SEND | TO_THREAD)

    assert sorted(told.split(" and ")) == [
        "'Create Public Threads'",
        "'Embed Links'",
        "'Read Message History'",
        "'Send Messages in Threads'",
        "'Send Messages'",
        "'View Channel'",
    ]
