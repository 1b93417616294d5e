"""The first loop: look at every feed that somebody follows, as often as is right."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from adapters.fetch import Fetcher
from adapters.further import Further
from adapters.model import Feed, Outcome, Poll, Validators
from bot.clock import Clock
from bot.core.schedule import FeedState, is_cut_off, next_look
from bot.directory import Following
from bot.newsroom import Newsroom
from bot.resolve import Resolver
from bot.store import feeds
from bot.store.database import Database

log = structlog.get_logger()

SAVE_PAUSE = timedelta(seconds=30)  # between batches of what is good to keep and no loss if lost


@dataclass
class Poller:
    """Follows feeds until it is cancelled. `interval` is the operator's own, if there is one."""

    database: Database
    fetcher: Fetcher
    newsroom: Newsroom
    following: Following
    clock: Clock
    interval: timedelta | None = None
    _states: dict[str, FeedState] = field(default_factory=dict)
    _unsaved: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._resolver = Resolver(self.fetcher)

    async def run(self) -> None:
        """Follow side by side what somebody wants followed, and save the feeds' health now and then."""
        async with self.database.transaction() as tx:
            self._states = {url: _read_anew(state) for url, state in (await feeds.load(tx)).items()}
        async with asyncio.TaskGroup() as side_by_side:
            side_by_side.create_task(self._save_now_and_then())
            await self._keep_following(side_by_side)

    async def save(self) -> None:
        """Write the health of the feeds polled since the last time, in one batch."""
        unsaved, self._unsaved = self._unsaved, set()
        if not unsaved:
            return
        async with self.database.transaction() as tx:
            await feeds.save(tx, [self._states[url] for url in unsaved])

    async def _keep_following(self, side_by_side: asyncio.TaskGroup) -> None:
        """Begin and end with feeds as people come to follow them and leave them."""
        followed: dict[str, asyncio.Task[None]] = {}
        while True:
            self.following.changed.clear()
            wanted = {feed.url: feed for feed in await self.following.feeds()}
            left = [followed.pop(url) for url in followed.keys() - wanted.keys()]
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left)
            await self._forget_all_but(wanted)
            followed |= {
                url: side_by_side.create_task(self._follow(feed)) for url, feed in wanted.items() if url not in followed
            }
            await self.following.changed.wait()

    async def _forget_all_but(self, wanted: Collection[str]) -> None:
        """What nobody follows any more gets a first look when somebody does again: until then it grows old."""
        gone = [url for url in self._states if url not in wanted]
        for url in gone:
            del self._states[url]
            self._unsaved.discard(url)
        async with self.database.transaction() as tx:
            await feeds.forget(tx, gone)

    async def _save_now_and_then(self) -> None:
        while True:
            await self.clock.sleep(SAVE_PAUSE)
            try:
                await self.save()
            except Exception:
                log.exception("the health of the feeds could not be saved")

    async def _follow(self, feed: Feed) -> None:
        state = self._states.get(feed.url) or FeedState(feed.url, feed.provider)
        further = Further(self.clock.now)
        while True:
            if state.due_at:
                await self.clock.sleep(state.due_at - self.clock.now())
            state = await self._look_at(feed, state, further)
            self._states[feed.url] = state
            self._unsaved.add(feed.url)

    async def _look_at(self, feed: Feed, state: FeedState, further: Further) -> FeedState:
        seen = await self._resolver.look(feed, state.validators, further)
        try:
            cut_off = seen.outcome is Outcome.FAILED and is_cut_off(self._states.values())
            state = await self.newsroom.take_in(feed, state, seen, cut_off=cut_off)
        except Exception:
            log.exception("a poll could not be remembered; the feed is polled anew", feed=feed.url)
            state = replace(state, failures=state.failures + 1, validators=Validators())
        return replace(state, due_at=self._due_after(state, seen))

    def _due_after(self, state: FeedState, seen: Poll) -> datetime:
        return next_look(
            state,
            now=self.clock.now(),
            interval=self.interval,
            wait=seen.wait,
            chance=random.random(),  # noqa: S311 - it only spreads polls over time
        )


def _read_anew(state: FeedState) -> FeedState:
    """A feed in which something goes on is read whole after a start: what its page told beside it was in memory."""
    return replace(state, validators=Validators()) if state.is_open else state
