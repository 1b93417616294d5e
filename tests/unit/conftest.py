"""What tests share: a server of feeds, a place without settings, Discord with our bot in it, people on Slack."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.fetch import Fetcher
from bot.chat.slack.listening import SlackListener
from tests.discord_house import Bot, House
from tests.fakes.discord import FakeDiscord
from tests.fakes.feeds import FeedServer
from tests.fakes.slack_clerk import Clerk, listening
from tests.fakes.slack_socket import ListeningSlack


@pytest.fixture
async def feeds() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(["127.0.0.1"]) as fetcher:
        yield fetcher


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith(("STATUSWIRE_", "SLACK_", "DISCORD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STATUSWIRE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def bot(discord: FakeDiscord, house: House, tmp_path: Path) -> Bot:
    return Bot(discord, house, tmp_path / "discord-commands")


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
async def people() -> AsyncIterator[ListeningSlack]:
    """A Slack whose people speak to us."""
    async with ListeningSlack() as slack:
        slack.scopes |= {"users:read"}
        yield slack


@pytest.fixture
async def heard(people: ListeningSlack, clerk: Clerk) -> AsyncIterator[SlackListener]:
    """A listener that hears them, and has the clerk answer."""
    async with listening(people, clerk) as listener:
        yield listener
