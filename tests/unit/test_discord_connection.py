"""The connection to Discord: lost, refused, begun anew or ended, it loses nothing that was said."""

import asyncio
import socket
import threading
from datetime import timedelta
from pathlib import Path

import discord as library
import pytest
from structlog.testing import capture_logs

from bot.chat.discord import listening
from bot.chat.discord.pointing import point_discord_at
from tests.discord_house import MUTE, OPEN, SOON, Bot, House
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(autouse=True)
def reconnect_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits 5 seconds before it identifies again, as Discord wants it."""

    async def at_once(*_: object, **__: object) -> None:
        return

    monkeypatch.setattr(library.Client, "before_identify_hook", at_once)


# The connection


async def test_it_asks_for_the_servers_and_nothing_else(discord: FakeDiscord, bot: Bot) -> None:
    async with bot.listening():
        intents = list(discord.gateway.intents)

    assert intents == [library.Intents(guilds=True).value]


async def test_what_is_said_while_the_connection_is_away_is_answered(
    discord: FakeDiscord, house: House, bot: Bot
) -> None:
    async with bot.listening():
        await discord.gateway.drop()
        asked = await discord.interactions.command("status")
        await asked.answered()

    assert discord.gateway.resumed == 1
    assert len(discord.gateway.intents) == 1
    assert [name for name, _ in house.asked] == ["status"]


async def test_clicks_and_half_typed_words_while_the_connection_is_away_are_answered_once(
    discord: FakeDiscord, house: House, bot: Bot
) -> None:
    await bot.chat.post(CHANNEL, OPEN, key="k1")
    house.offers = [("Acme", "acme")]

    async with bot.listening():
        await discord.gateway.drop()
        clicked = await discord.interactions.press(discord.messages()[0], MUTE.label)
        typed = await discord.interactions.types("mute", "what", "a")
        await clicked.answered()
        offered = await typed.offered()

    assert offered == ["acme"]
    assert len(clicked.said) == 1
    assert [name for name, _ in house.asked] == ["mute"]


async def test_a_session_that_discord_has_forgotten_is_begun_anew(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        discord.gateway.forgetful = True
        await discord.gateway.drop()
        await discord.gateway.ready.wait()
        answer = await (await discord.interactions.command("status")).answered()

    assert len(discord.gateway.intents) == 2
    assert "Done" in answer.readable
    assert len(house.asked) == 1


async def test_an_answer_under_way_survives_a_lost_connection(discord: FakeDiscord, house: House, bot: Bot) -> None:
    house.open.clear()

    async with bot.listening():
        asked = await discord.interactions.command("status")
        await house.asking.wait()
        await discord.gateway.drop()
        await discord.gateway.ready.wait()
        house.open.set()
        answer = await asked.answered()

    assert "Done" in answer.readable
    assert len(house.asked) == 1


async def test_a_refused_token_ends_the_listening_with_a_word_on_what_to_do(
    discord: FakeDiscord, house: House, tmp_path: Path
) -> None:
    bot = Bot(discord, house, tmp_path / "memory", token="wrong")

    with capture_logs() as logs:
        await asyncio.wait_for(bot.listener.run(), SOON)
    await bot.chat.close()

    (line,) = [line for line in logs if line["log_level"] == "error"]
    assert "DISCORD_TOKEN" in line["why"]
    assert "wrong" not in str(logs)


@pytest.mark.parametrize("code", [4004, 4013, 4014])
async def test_a_gateway_that_refuses_us_keeps_nobody_from_sending(discord: FakeDiscord, bot: Bot, code: int) -> None:
    discord.gateway.closing = code

    with capture_logs() as logs:
        await asyncio.wait_for(bot.listener.run(), SOON)
    await bot.chat.post(CHANNEL, OPEN, key="k1")
    await bot.chat.close()

    assert [line["event"] for line in logs if line["log_level"] == "error"] == [
        "nobody can be listened to on Discord; what can be sent is sent"
    ]
    assert len(discord.messages()) == 1


async def test_a_gateway_that_cannot_be_reached_is_tried_again_and_sending_goes_on(
    discord: FakeDiscord, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.backoff.ExponentialBackoff, "delay", lambda _: 0.01)
    monkeypatch.setattr(listening, "UNREACHABLE_PAUSE", timedelta(seconds=0.05))
    reachable, discord.gateway_url = discord.gateway_url, f"ws://127.0.0.1:{closed_port()}/gateway"
    bot = Bot(discord, house, tmp_path / "memory")

    with capture_logs() as logs:
        running = asyncio.create_task(bot.listener.run())
        while not any("gateway" in str(line.get("why")) for line in logs):  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.01)
        await bot.chat.post(CHANNEL, OPEN, key="k1")
        point_discord_at(None, reachable)
        async with asyncio.timeout(SOON):
            await bot.listener.ready.wait()
    running.cancel()
    await asyncio.wait([running])
    await bot.chat.close()

    assert len(discord.messages()) == 1


async def test_in_the_end_nothing_is_left(discord: FakeDiscord, house: House, bot: Bot) -> None:
    tasks = asyncio.all_tasks()
    house.open.clear()

    async with bot.listening():
        await discord.interactions.command("status")
        await house.asking.wait()
        bot.listener.ready.clear()
        began = asyncio.get_running_loop().time()

    mine = {task for task in asyncio.all_tasks() - tasks if "discord" in repr(task.get_coro()).lower()}
    assert mine - {asyncio.current_task()} == set()
    assert [thread.name for thread in threading.enumerate() if "asyncio" not in thread.name] == ["MainThread"]
    assert asyncio.get_running_loop().time() - began < 4
    assert discord.gateway.listeners == 0


# What is ours


async def test_a_deleted_channel_is_told_at_once(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        await discord.gateway.tell_all("CHANNEL_DELETE", discord.places[CHANNEL].as_json())
        _, destination, reason = await house.whereabouts.until("pause")

    assert destination == f"discord:{CHANNEL}"
    assert "deleted" in reason


async def test_a_renamed_channel_is_nothing_to_tell(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        await discord.gateway.tell_all("CHANNEL_UPDATE", discord.places[CHANNEL].as_json() | {"name": "renamed"})
        await (await discord.interactions.command("status")).answered()

    assert {told[0] for told in house.whereabouts.heard} == {"stay"}


async def test_the_servers_that_we_are_in_are_told_with_their_channels(house: House, bot: Bot) -> None:
    async with bot.listening():
        told = await house.whereabouts.until("stay")
        where = [house.whereabouts.where(channel) for channel in (CHANNEL, "42", "terminal")]

    assert told == ("stay", "discord", forms.GUILD, "in no other")
    assert where == [forms.GUILD, None, None]


async def test_being_removed_from_a_server_and_invited_again_is_told(
    discord: FakeDiscord, house: House, bot: Bot
) -> None:
    async with bot.listening():
        await discord.gateway.tell_all("GUILD_DELETE", {"id": forms.GUILD})
        left = await house.whereabouts.until("leave")
        await discord.gateway.tell_all("GUILD_CREATE", discord.gateway._guild())
        back = await house.whereabouts.until("stay", 2)

    assert left[:3] == ("leave", "discord", forms.GUILD)
    assert "invite it again" in left[3]
    assert back == ("stay", "discord", forms.GUILD, "in no other")


async def test_a_server_that_is_only_unavailable_loses_nothing(discord: FakeDiscord, house: House, bot: Bot) -> None:
    async with bot.listening():
        await discord.gateway.tell_all("GUILD_DELETE", {"id": forms.GUILD, "unavailable": True})
        await (await discord.interactions.command("status")).answered()

    assert {told[0] for told in house.whereabouts.heard} == {"stay"}
