"""The same dialogues on Slack and on Discord, with one program: the same answers, and the same is kept."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from rich.console import Console

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.app import serve
from bot.chat.discord.answering import SAID_TO_ALL
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from bot.store import mutes, playbooks, settings, subscriptions
from bot.store.database import Database
from tests.fakes.discord import TOKEN, FakeDiscord
from tests.fakes.discord_forms import Permission
from tests.fakes.discord_interactions import Person
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack_socket import ListeningSlack
from tests.integration.dialogues import DIALOGUES, OPEN, Said

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOON = 20.0  # seconds in which everything here has happened
MANAGER = Permission.MANAGE_CHANNELS
# What a platform adds by itself to what is said: the mark before a title, and the signs that keep words literal.
_WORD = re.compile(r"[\w:/@.'-]*\w")
_UNDER_WAY = re.compile(r"\d+ messages? wait to be posted here, the first due [^.]*\.")
_TIMES = re.compile(
    r"<t:\d+:\w>|\d{1,2} \w{3} \d{4}, \d\d:\d\d \w+|\b(?:\d+ [hms] ?)+(?:ago)?|just now|less than a minute"
)


@dataclass(frozen=True)
class Kept:
    """What is remembered of a channel, wherever it is."""

    place: Destination | None
    wishes: tuple[Subscription, ...]
    muted: tuple[str, ...]
    playbook: str | None


@dataclass
class Both:
    """One program on both platforms; every dialogue has a channel of its own on each."""

    slack: ListeningSlack
    discord: FakeDiscord
    database: str
    channels: int = 0

    def new_channel(self) -> tuple[str, str]:
        """A channel on either platform, in which nobody has said a word."""
        self.channels += 1
        on_slack, on_discord = f"C0TALK{self.channels:03}", f"7{self.channels:017}"
        self.slack.add_channel(on_slack, f"talk-{self.channels}")
        self.discord.add_channel(on_discord, f"talk-{self.channels}")
        return on_slack, on_discord

    async def on_slack(self, said: Said, channel: str) -> str:
        before = len(self.slack.answers)
        await self.slack.types(said.words, channel=channel)
        return self.slack.shown(await self.slack.answered(before + 1))

    async def on_discord(self, said: Said, channel: str) -> str:
        person = Person("anna", MANAGER, channel)
        async with asyncio.timeout(SOON):
            asked = await self.discord.interactions.command(said.command, said.fields, person)
            answer = await asked.answered()
            if answer.readable.strip() == SAID_TO_ALL:  # it came late: all are told after the one who asked
                answer = await asked.answered(2)
        return "\n".join([answer.readable, *answer.buttons])

    async def kept(self, platform: str, channel: str) -> Kept:
        """What is remembered of a channel, without its name."""
        name = f"{platform}:{channel}"
        database = await Database.open(self.database, exclusive=False)
        try:
            async with database.transaction() as tx:
                known = await settings.channel(tx, name)
                followed = await subscriptions.of(tx, name)
                muted = await mutes.of(tx, name, Clock().now())
                playbook = await playbooks.get(tx, name, "acme")
        finally:
            await database.close()
        place = replace(known.destination, id="", platform="", channel="", workspace=None) if known else None
        wishes = tuple(replace(it.subscription, destination="") for it in followed)
        return Kept(place, wishes, tuple(f"{it.provider} {it.incident}" for it in muted), playbook)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    page, folder = Page(), Path(tmp_path_factory.mktemp("both"))
    page.open("open00000001", OPEN, minutes_ago(30), "They do not move.")
    async with FeedServer() as feeds, ListeningSlack() as slack, FakeDiscord() as discord:
        slack.scopes |= {"users:read"}
        acme = Feed("acme", feeds.serve("/history.atom", page.atom(), content_type=ATOM))
        beta = Feed("beta", feeds.serve("/beta.atom", Page("status.beta.example").atom(), content_type=ATOM))
        catalogue = Catalogue.of(
            [
                Provider("acme", "Acme", "https://status.acme.example", (acme,), aliases=("the acme company",)),
                Provider("beta", "Beta Cloud", "https://status.beta.example", (beta,)),
            ]
        )
        settings = Settings(
            _env_file=None,
            slack_bot_token=SecretStr(slack.token),
            slack_app_token=SecretStr(slack.app_token),
            slack_api_url=slack.url,
            discord_token=SecretStr(TOKEN),
            discord_api_url=discord.api_url,
            discord_gateway_url=discord.gateway_url,
            data_dir=folder,
            fetch_allow=("127.0.0.1",),
            poll_interval=timedelta(seconds=1),
        )
        stop = asyncio.Event()
        screen = Console(file=io.StringIO())
        config = Config(catalogue, (), ())
        serving = asyncio.create_task(serve(settings, config, clock=Clock(), console=screen, zone=UTC, stop=stop))
        try:
            async with asyncio.timeout(SOON):
                await discord.gateway.ready.wait()
            yield Both(slack, discord, settings.database_url)
        finally:
            stop.set()
            async with asyncio.timeout(SOON):
                await serving


@pytest.mark.parametrize("name", DIALOGUES)
async def test_a_dialogue_is_the_same_on_both_platforms(both: Both, name: str) -> None:
    on_slack, on_discord = both.new_channel()

    answers = [
        (said, await both.on_slack(said, on_slack), await both.on_discord(said, on_discord)) for said in DIALOGUES[name]
    ]

    for said, slack, discord in answers:
        assert said.told in slack
        assert _words(slack) == _words(discord)
    assert await both.kept("slack", on_slack) == await both.kept("discord", on_discord)


def _words(shown: str) -> list[str]:
    """The words that a reader finds, whatever the order of the parts.

    What differs from moment to moment is left out: how long ago something was, and what is being posted just then.
    """
    literal = re.sub(r"\\(.)|[\u200b*]|\]\(<[^>]*>\)", r"\1", shown)
    return sorted(_WORD.findall(_TIMES.sub("", _UNDER_WAY.sub("", literal))))
