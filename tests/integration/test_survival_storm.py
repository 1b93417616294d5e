"""Killed in the middle of a storm, the program shows one message for it and each update once (P1, P2, P4).

As in test_survival.py, with incidents at three providers, of which a channel bears two.
"""

import random
from itertools import cycle
from pathlib import Path

import pytest

from tests.fakes.discord import CHANNEL
from tests.fakes.discord import Trouble as DiscordTrouble
from tests.fakes.feeds import FeedServer
from tests.fakes.slack import SENDING, Trouble
from tests.integration.program import Program, config, to_discord, to_slack, until
from tests.integration.restless import RestlessPage
from tests.integration.survival import Shown, Story, lives_through
from tests.integration.test_survival import SlowSlack
from tests.integration.test_survival_discord import SlowDiscord

SEED = 3
STORM = 2
LONGEST = 0.05  # seconds of a pause of the platform: there is more to say than in the other tests
pytestmark = pytest.mark.timeout(240)  # four lives of a program, and three feeds

PROVIDERS = ("acme", "beta", "gamma")
CODES = tuple(f"{colour}{number:07}" for colour in ("red0", "blue", "grey") for number in range(3))


class StormyStory(Story):
    """A kill comes when there is a storm, and a part of what is new has been said."""

    async def last_moments(self, shown: Shown) -> None:
        enough = messages(shown) + self.chance.randint(2, 9)
        await until(lambda: messages(shown) >= enough and has_storm(shown))


def messages(shown: Shown) -> int:
    """How many there are in all channels."""
    return sum(1 + len(replies) for threads in shown() for _, replies in threads)


def has_storm(shown: Shown) -> bool:
    """Whether there is a message that incidents share."""
    return any(" more " in root for threads in shown() for root, _ in threads)


def nine_incidents() -> tuple[dict[str, RestlessPage], Story]:
    """The pages by provider, and what happens there."""
    pages = {slug: RestlessPage(SEED + number) for number, slug in enumerate(PROVIDERS)}
    codes = dict(zip(CODES, cycle(pages.values()), strict=False))
    chance = random.Random(SEED)  # noqa: S311 - it only has to be the same every time
    return pages, StormyStory(codes, chance, roots=STORM + 1, pace=4, lives=2)


def ends(shown: Shown) -> int:
    """How often it was said that all is over."""
    said = [words for threads in shown() for root, replies in threads for words in (root, *replies)]
    return sum(words.lstrip().startswith(("✅ **All", "✅ All")) for words in said)


async def test_killed_in_a_storm_it_shows_one_message_for_it_in_slack(tmp_path: Path) -> None:
    pages, story = nine_incidents()
    async with FeedServer() as feeds, SlowSlack(SEED) as slack:
        slack.longest = LONGEST
        for trouble in (Trouble.LOST_REPLY, Trouble.RATE_LIMITED, Trouble.FATAL_ERROR):
            slack.fail(trouble, methods=SENDING)
        urls = {slug: page.serve(feeds, f"/{slug}.atom") for slug, page in pages.items()}
        program = Program(tmp_path, config(urls, [("slack", "C0STATUS")], storm=STORM), to_slack(slack))

        await lives_through(story, program, lambda: [slack.threads("C0STATUS")])

        assert ends(lambda: [slack.threads("C0STATUS")]) == 1


async def test_killed_in_a_storm_it_shows_one_message_for_it_in_discord(tmp_path: Path) -> None:
    pages, story = nine_incidents()
    async with FeedServer() as feeds, SlowDiscord(SEED) as discord:
        discord.longest = LONGEST
        for trouble in (DiscordTrouble(done=True), DiscordTrouble.rate_limited(0.3), DiscordTrouble(503)):
            discord.fail(trouble)
        urls = {slug: page.serve(feeds, f"/{slug}.atom") for slug, page in pages.items()}
        program = Program(tmp_path, config(urls, [("discord", CHANNEL)], storm=STORM), to_discord(discord))

        await lives_through(story, program, lambda: [discord.threads(CHANNEL)])

        assert ends(lambda: [discord.threads(CHANNEL)]) == 1
