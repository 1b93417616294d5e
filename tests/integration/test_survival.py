"""Killed while incidents evolve, the program shows each update exactly once (P1, P2, P4), in Slack.

The real program in a process of its own, the real SDK; a feed and a Slack that live in the test and both have bad days.
"""

import asyncio
import random
from pathlib import Path

import pytest
from aiohttp import web

from tests.fakes.feeds import FeedServer
from tests.fakes.slack import SENDING, FakeSlack, Trouble
from tests.integration.program import Program, config, to_slack
from tests.integration.restless import RestlessPage
from tests.integration.survival import CODES, Story, Threads, lives_through

CHANNELS = ("C0STATUS", "C1OTHER")


class SlowSlack(FakeSlack):
    """A Slack that takes its time before and after it does what is asked, so that a kill falls in between."""

    def __init__(self, seed: int) -> None:
        super().__init__(retry_after="0.3")
        self._chance = random.Random(seed)  # noqa: S311 - it only has to be the same every time
        self.longest = 0.3
        self.add_channel("C1OTHER", "other")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        await asyncio.sleep(self._chance.uniform(0, self.longest))
        answer = await super()._handle(request)
        await asyncio.sleep(self._chance.uniform(0, self.longest))
        return answer

    def threads(self, channel: str) -> Threads:
        """What a reader sees: each root in the channel, with its replies in order."""
        posts = self.messages(channel)
        roots = [post for post in posts if post.thread_ts in (None, post.ts)]
        return [
            (root.readable, [post.readable for post in posts if post.thread_ts == root.ts != post.ts]) for root in roots
        ]


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_beside_a_bad_feed_and_a_slow_slack_it_still_tells_the_truth_once(
    tmp_path: Path, seed: int
) -> None:
    page = RestlessPage(seed)
    story = Story(dict.fromkeys(CODES, page), random.Random(seed), roots=len(CODES))  # noqa: S311 - as above
    async with FeedServer() as feeds, SlowSlack(seed) as slack:
        for trouble in (Trouble.LOST_REPLY, Trouble.RATE_LIMITED, Trouble.FATAL_ERROR, Trouble.RATE_LIMITED):
            slack.fail(trouble, methods=SENDING)
        url = page.serve(feeds)
        program = Program(tmp_path, config({"acme": url}, [("slack", id_) for id_ in CHANNELS]), to_slack(slack))

        await lives_through(story, program, lambda: [slack.threads(channel) for channel in CHANNELS])
