"""Where discord.py is sent to, and that a client which connects goes there."""

import asyncio

import discord
import discord.gateway
import discord.http
import pytest
import yarl

from bot.chat.discord.pointing import point_discord_at
from tests.fakes.discord import FakeDiscord

API = "https://discord.example/api/v10"
GATEWAY = "wss://gateway.example/"
GUILDS_ONLY = 1


@pytest.fixture(autouse=True)
def pointed_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", API)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(GATEWAY))


def addresses() -> tuple[str, str]:
    return discord.http.Route.BASE, str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)


def test_both_addresses_are_set() -> None:
    point_discord_at("http://127.0.0.1:8000/api/v10/", "ws://127.0.0.1:8000/gateway")

    assert addresses() == ("http://127.0.0.1:8000/api/v10", "ws://127.0.0.1:8000/gateway")


def test_an_address_that_is_not_given_stays() -> None:
    point_discord_at(None, "ws://127.0.0.1:8000/gateway")
    point_discord_at("http://127.0.0.1:8000/api/v10", None)

    assert addresses() == ("http://127.0.0.1:8000/api/v10", "ws://127.0.0.1:8000/gateway")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "discord.example/api/v10",
        "file:///etc/passwd",
        "ftp://discord.example/api/v10",
        "ws://discord.example/api/v10",
        "https:///api/v10",
        "https://user:secret@discord.example/api/v10",
        "https://discord.example/api/v10?token=secret",
        "https://discord.example/api/v10#secret",
        "https://[::1/api/v10",
        "https://discord.example:port/api/v10",
    ],
)
def test_a_wrong_api_address_is_refused_and_nothing_changes(url: str) -> None:
    with pytest.raises(ValueError, match="the address of the Discord API must look like https://host/path") as raised:
        point_discord_at(url, None)

    assert "secret" not in str(raised.value)
    assert addresses() == (API, GATEWAY)


@pytest.mark.parametrize("url", ["http://gateway.example/", "file:///tmp/socket", "gateway.example", "wss://"])
def test_a_wrong_gateway_address_is_refused_and_nothing_changes(url: str) -> None:
    with pytest.raises(ValueError, match="the address of the Discord gateway must look like wss://host/path"):
        point_discord_at("http://127.0.0.1:8000/api/v10", url)

    assert addresses() == (API, GATEWAY)


async def test_a_client_that_connects_goes_to_the_gateway_it_was_pointed_at() -> None:
    async with FakeDiscord() as server:
        point_discord_at(server.api_url, server.gateway_url)
        client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None, guild_ready_timeout=0.01)
        await client.login(server.token)

        running = asyncio.create_task(client.connect())
        guild = await client.wait_for("guild_available", timeout=10)
        await client.close()
        await running

        assert server.gateway.intents == [GUILDS_ONLY]
        assert guild.name == "Acme"


async def test_the_fake_gateway_knows_a_wrong_token() -> None:
    async with FakeDiscord() as server:
        point_discord_at(server.api_url, server.gateway_url)
        client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
        await client.login(server.token)
        client.http.token = "another"

        with pytest.raises(discord.ConnectionClosed) as raised:
            await client.connect(reconnect=False)
        await client.close()

        assert raised.value.code == 4004
