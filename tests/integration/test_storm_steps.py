"""A program that dies in a storm just before any one statement or commit shows all of it once when it is back (P1, P2).

It dies here by an error that nothing catches: as at a kill, all that was not committed is undone, and the platform may
have done what the database does not know of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from adapters.fetch import Fetcher
from adapters.model import Impact
from bot.core.destination import Mention
from bot.store.database import Database
from tests.databases import blank
from tests.fakes.feeds import FeedServer
from tests.fakes.slack_world import slack_world
from tests.integration.stormy import StormyWorld

STEPS = range(3, 260, 24)  # of some 270; a step more or less in the code moves all of them
CODES = ("acme1", "acme2", "beta1", "gamma1")


class KilledError(BaseException):
    """What no part of a program expects."""


class MortalWorld(StormyWorld):
    """Its program dies once, at one step of all its deliveries, and begins anew."""

    dies_at = -1
    steps = count()

    async def deliver(self) -> None:
        is_alive = True
        try:
            with self._counted():
                await super().deliver()
        except* KilledError:
            is_alive = False
        if is_alive:
            return
        self.restart()
        for _ in range(3):
            self.clock.move(seconds=10)
            await super().deliver()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        def one_more(*_: object) -> None:
            if next(self.steps) == self.dies_at:
                raise KilledError

        for name in ("before_cursor_execute", "commit"):
            event.listen(Engine, name, one_more)
        try:
            yield
        finally:
            for name in ("before_cursor_execute", "commit"):
                event.remove(Engine, name, one_more)


@pytest.mark.parametrize("step", STEPS)
async def test_at_whatever_step_it_dies_a_storm_is_one_message_and_every_word_is_said_once(
    tmp_path: Path, step: int
) -> None:
    database = await Database.open(blank(tmp_path / "statuswire.db"))
    async with FeedServer() as server, slack_world() as platform, Fetcher(["127.0.0.1"]) as fetcher:
        world = MortalWorld(platform, database, server, fetcher)
        world.dies_at, world.steps = step, count()
        await world.follow(replace(world.destination, storm=1, mentions=(Mention(Impact.MINOR, "@here"),)))
        await world.look()
        world.open(*CODES[:3])
        await world.look()
        world.open(CODES[3])
        world.say("Identified", "acme2")
        await world.look()
        world.say("Resolved", *CODES)
        await world.look()
    await database.close()

    told = {code: words for root in (*world.alone, *world.storms) for code, words in world.told(root).items()}
    assert next(world.steps) > step
    assert told == {code: [f"Word {n} of {code}." for n in range(1, 4 if code == "acme2" else 3)] for code in CODES}
    assert (len(world.alone), len(world.storms)) == (1, 1)
    assert "All 3 over" in world.storms[0].text
    assert len(world.in_channel("All 3 over")) == 1
    assert len(world.in_channel("New incident")) <= 1
