"""What Discord is told of our commands: in every server or in some, and only what has changed since it was told."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.chat.discord import told
from bot.commands.table import COMMANDS
from tests.discord_house import Bot, House
from tests.fakes import discord_forms as forms
from tests.fakes.discord import FakeDiscord, Trouble

ACME, OTHER = int(forms.GUILD), 9000000000000001
TOLD = frozenset({"commands", "own commands"})


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "discord-commands"


async def start(discord: FakeDiscord, house: House, memory: Path, guilds: Sequence[int] = ()) -> None:
    """One life of the bot."""
    async with Bot(discord, house, memory, guilds=guilds).listening():
        pass


def names(discord: FakeDiscord, guild: int | None = None) -> list[str]:
    known = discord.interactions.commands if guild is None else discord.interactions.own.get(str(guild), [])
    return [command["name"] for command in known]


ALL = [command.name for command in COMMANDS]


# Only when they have changed


async def test_discord_is_told_the_commands_only_when_they_have_changed(
    discord: FakeDiscord, house: House, tmp_path: Path
) -> None:
    memory = tmp_path / "folder" / "discord-commands"
    syncs = []
    for commands in (COMMANDS, COMMANDS, COMMANDS[:-1], COMMANDS[:-1]):
        bot = Bot(discord, house, memory)
        bot.listener = bot.listening_with(commands)
        async with bot.listening():
            syncs.append(discord.interactions.syncs)

    assert syncs == [1, 1, 2, 2]


async def test_a_memory_that_cannot_be_kept_costs_one_more_telling(
    discord: FakeDiscord, house: House, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for _ in range(2):
        async with Bot(discord, house, tmp_path / "file" / "discord-commands").listening():
            pass

    assert discord.interactions.syncs == 2


@pytest.mark.parametrize(
    "trouble", [Trouble.refused(400, 50035, "Invalid Form Body"), Trouble(), Trouble.rate_limited(99)]
)
async def test_commands_that_discord_does_not_take_keep_nobody_from_listening(
    discord: FakeDiscord, bot: Bot, trouble: Trouble
) -> None:
    discord.fail(trouble, on=TOLD)

    async with bot.listening():
        asked = await discord.interactions.command("status")
        answer = await asked.answered()

    assert "Done" in answer.readable


async def test_a_discord_that_does_not_answer_keeps_nobody_from_listening(
    discord: FakeDiscord, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "PATIENCE", 0.05)
    discord.fail(Trouble(hangs=True), on=TOLD)

    async with bot.listening():
        answer = await (await discord.interactions.command("status")).answered()

    assert "Done" in answer.readable


@pytest.mark.parametrize("content", ["a1b2c3", "[1]", '{"everywhere": 1, "../x": "y"}', "\udcff", "{"])
async def test_a_memory_that_cannot_be_read_costs_one_more_telling(
    discord: FakeDiscord, house: House, memory: Path, content: str
) -> None:
    await asyncio.to_thread(memory.write_bytes, content.encode("utf-8", "surrogateescape"))

    await start(discord, house, memory)
    await start(discord, house, memory)

    assert discord.interactions.syncs == 1


# In some servers alone


async def test_in_chosen_servers_and_nowhere_else(discord: FakeDiscord, house: House, memory: Path) -> None:
    discord.guilds.add(str(OTHER))

    await start(discord, house, memory, [ACME, OTHER])
    first = discord.interactions.syncs
    await start(discord, house, memory, [ACME, OTHER])

    assert (names(discord), names(discord, ACME), names(discord, OTHER)) == ([], ALL, ALL)
    assert discord.interactions.syncs == first


async def test_a_command_of_one_server_is_answered_and_completed(
    discord: FakeDiscord, house: House, memory: Path
) -> None:
    house.offers = [("Acme", "acme")]

    async with Bot(discord, house, memory, guilds=[ACME]).listening():
        answer = await (await discord.interactions.command("mute", {"what": "github"})).answered()
        offered = await (await discord.interactions.types("mute", "what", "a")).offered()

    assert "Done" in answer.readable
    assert offered == ["acme"]


async def test_from_everywhere_to_one_server_and_back(discord: FakeDiscord, house: House, memory: Path) -> None:
    known = []
    for guilds in ([], [ACME], []):
        await start(discord, house, memory, guilds)
        known.append((names(discord), names(discord, ACME)))

    assert known == [(ALL, []), ([], ALL), (ALL, [])]


async def test_what_was_not_taken_back_is_taken_back_at_the_next_start(
    discord: FakeDiscord, house: House, memory: Path
) -> None:
    await start(discord, house, memory, [ACME])
    discord.fail(Trouble(503), on=frozenset({"own commands"}))

    await start(discord, house, memory)
    between = names(discord, ACME)
    await start(discord, house, memory)

    assert (between, names(discord, ACME)) == (ALL, [])


async def test_a_server_that_we_are_not_in_keeps_the_others_from_nothing(
    discord: FakeDiscord, house: House, memory: Path
) -> None:
    with capture_logs() as logs:
        await start(discord, house, memory, [OTHER, ACME])

    assert names(discord, ACME) == ALL
    assert [line["server"] for line in logs if line["log_level"] == "warning"] == [str(OTHER)]


async def test_a_server_that_invites_us_is_told(discord: FakeDiscord, house: House, memory: Path) -> None:
    invitation = {**forms.guild(), "id": str(OTHER), "channels": [], "members": [forms.member()], "threads": []}

    async with Bot(discord, house, memory, guilds=[OTHER]).listening():
        discord.guilds.add(str(OTHER))
        for _ in range(2):
            discord.interactions.synced.clear()
            await discord.gateway.tell_all("GUILD_CREATE", invitation)
            await discord.interactions.synced.wait()
            await discord.gateway.tell_all("GUILD_DELETE", {"id": str(OTHER)})

    assert names(discord, OTHER) == ALL
