"""Killed while incidents evolve, the program shows each update exactly once (P1, P2, P4), in Discord.

As in Slack, but here a lost answer is looked for by the key that the message shows, for its nonce is forgotten.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord, Handler, Trouble
from tests.fakes.feeds import FeedServer
from tests.integration.program import Program, config, to_discord
from tests.integration.restless import RestlessPage
from tests.integration.survival import CODES, Story, Threads, lives_through

OTHER = "1000000000000001"


class SlowDiscord(FakeDiscord):
    """A Discord that takes its time before and after it does what is asked, so that a kill falls in between."""

    longest = 0.2  # seconds

    def __init__(self, seed: int, kind: int = forms.TEXT) -> None:
        super().__init__()
        self._chance = random.Random(seed)  # noqa: S311 - it only has to be the same every time
        self.nonce_window = 0.0
        self.add_channel(OTHER, "other", kind=kind)

    def _answering(self, name: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        answer = super()._answering(name, handler)

        async def slowly(request: web.Request) -> web.Response:
            await request.read()
            await asyncio.sleep(self._chance.uniform(0, self.longest))
            response = await answer(request)
            await asyncio.sleep(self._chance.uniform(0, self.longest))
            return response

        return slowly

    def threads(self, channel: str) -> Threads:
        """What a reader sees: each message in the channel, with its thread in order; or each post of a forum."""
        posts = self.messages(channel)
        roots = [post for post in posts if post.place in (channel, post.id)]
        return [
            (root.readable, [post.readable for post in posts if post.place == root.id and post is not root])
            for root in roots
        ]


@pytest.mark.parametrize(("seed", "kind"), [(1, forms.TEXT), (2, forms.FORUM)])
async def test_killed_beside_a_bad_feed_and_a_slow_discord_it_still_tells_the_truth_once(
    tmp_path: Path, seed: int, kind: int
) -> None:
    page = RestlessPage(seed)
    story = Story(dict.fromkeys(CODES, page), random.Random(seed), roots=len(CODES))  # noqa: S311 - as above
    async with FeedServer() as feeds, SlowDiscord(seed, kind) as discord:
        for trouble in (Trouble(done=True), Trouble.rate_limited(0.3), Trouble(503), Trouble.rate_limited(0.3)):
            discord.fail(trouble)
        url = page.serve(feeds)
        channels = [("discord", CHANNEL), ("discord", OTHER)]
        program = Program(tmp_path, config({"acme": url}, channels), to_discord(discord))

        await lives_through(story, program, lambda: [discord.threads(channel) for _, channel in channels])
