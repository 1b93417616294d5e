"""The third loop: tell every channel once a day, or as often as it asked for, what happened to its providers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.briefing import Briefing, Easel, Editors
from bot.chat.base import ChannelGoneError, Chat, ChatError, RetryError, UnsureError
from bot.clock import Clock
from bot.core.delivery import PostState
from bot.core.destination import Destination
from bot.core.digest import Digest
from bot.core.edition import LOST_AFTER, Act, Edition, EditionState, Rest, Span, Step, following, span, step
from bot.core.occasion import Rhythm
from bot.outbox import in_time, pause_after, recover, send
from bot.register import Register
from bot.store import digests, subscriptions
from bot.store.database import Database

log = structlog.get_logger()

LOOK_AGAIN = timedelta(minutes=1)  # while a digest is waited for: clocks may jump, and channels be mended
LOOK_ANYWAY = timedelta(hours=1)  # while none is: who wants one says so
AFTER_TROUBLE = timedelta(minutes=1)  # with ourselves
FAILED = "a digest failed; it will be tried again"


@dataclass
class _Entry:
    """The record of one edition, as it is and as it changes; each change is made only to what nobody else changed."""

    database: Database
    clock: Clock
    place: Destination
    edition: Edition

    @property
    def name(self) -> str:
        return f"{self.place.id} digest of {self.edition.day}"

    async def begin(self, now: datetime) -> bool:
        """It is being sent, and tells of all up to `now`; returns whether nobody else was first."""
        due_at = self.clock.now() + LOST_AFTER  # from here on: to compose it may have taken a while
        return await self._change(replace(self.edition, state=EditionState.SENDING, told_at=now, due_at=due_at))

    async def settle(self, state: PostState, ref: str | None = None, *, why: str | None = None) -> None:
        del why  # it is in the log, and the next digest says that this one did not come
        await self.end(EditionState(state.value), told_at=self.edition.told_at, ref=ref)

    async def withdraw(self) -> None:
        await self._change(replace(self.edition, state=EditionState.WAITING, told_at=None, due_at=self.clock.now()))

    async def put_off(self, error: ChatError) -> None:
        """It is tried again after a while: as long as the platform says, or else longer each time."""
        pause = pause_after(error, self.edition.tries)
        log.info("a digest waits", destination=self.place.id, why=str(error), seconds=pause.total_seconds())
        await self._change(replace(self.edition, due_at=self.clock.now() + pause, tries=self.edition.tries + 1))

    async def end(self, state: EditionState, *, told_at: datetime | None = None, ref: str | None = None) -> None:
        """It is done with, one way or another; the one that follows is waited for from now on."""
        after = replace(self.edition, state=state, told_at=told_at, ref=ref)
        async with self.database.transaction() as tx:
            ended = await digests.change(tx, self.edition, after)
            if ended and self.place.digest:
                await digests.plan(tx, following(self.place, self.edition.day, now=self.clock.now()))
        if ended:
            self.edition = after

    async def _change(self, after: Edition) -> bool:
        before, self.edition = self.edition, after
        async with self.database.transaction() as tx:
            return await digests.change(tx, before, after)


@dataclass
class Digester:
    """Sends digests until `stop` is set; `changed` wakes it, `chats` are by platform, `names` the providers' by slug.

    The `register` is told of channels that cannot be used any more. Channels do not wait for each other.
    """

    database: Database
    chats: Mapping[str, Chat]
    clock: Clock
    names: Mapping[str, str]
    changed: asyncio.Event
    stop: asyncio.Event
    register: Register
    _editors: Editors = field(default_factory=Editors, init=False)
    _easel: Easel = field(default_factory=Easel, init=False)
    _busy: set[str] = field(default_factory=set, init=False)
    _held: dict[str, datetime] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """Send what is due, whenever something is; what was begun is finished before it returns."""
        async with asyncio.TaskGroup() as channels:
            while not self.stop.is_set():
                until = await self.look(channels)
                pause = min(until - self.clock.now(), LOOK_AGAIN) if until else LOOK_ANYWAY
                await self.clock.wait(self.changed, pause)

    async def look(self, channels: asyncio.TaskGroup) -> datetime | None:
        """Begin what there is to do for every channel that is free; returns when there is more, if anything is.

        What is begun says by `changed` that it is done: until then it is not known when there is more for its channel.
        """
        async with self.database.transaction() as tx:
            places = (await subscriptions.destinations(tx)).values()
            editions = await digests.current(tx)
        rests = []
        for place in places:
            if place.platform not in self.chats or place.id in self._busy:
                continue
            todo = self._next(place, editions.get(place.id, ()))
            if isinstance(todo, Step):
                self._busy.add(place.id)
                channels.create_task(self._attend(place))
            elif todo.until:
                rests.append(todo.until)
        return min(rests, default=None)

    def _next(self, place: Destination, editions: Sequence[Edition]) -> Step | Rest:
        """What there is to do for a channel; one that is paused or was in trouble is looked at again before long."""
        now = self.clock.now()
        held = self._held.get(place.id, now)
        if held > now:
            return Rest(held)
        if place.paused:
            return Rest(now + LOOK_AGAIN if place.digest else None)
        try:
            return step(place, editions, now=now)
        except Exception:
            log.exception(FAILED, destination=place.id)
            return Rest(self._hold(place))

    async def _attend(self, place: Destination) -> None:
        """One channel's digests, until it rests or we stop; whatever happens here is this channel's trouble alone."""
        began = self.clock.now()
        try:
            while not self.stop.is_set():
                async with self.database.transaction() as tx:
                    editions = await digests.of(tx, place.id)
                todo = step(place, editions, now=self.clock.now())
                if isinstance(todo, Rest):
                    break
                await self._do(place, todo, editions)
        except ChannelGoneError as gone:
            await self.register.give_up(place, gone, tried_at=began)
        except Exception:
            log.exception(FAILED, destination=place.id)
            self._hold(place)
        finally:
            self._busy.discard(place.id)
            self.changed.set()

    def _hold(self, place: Destination) -> datetime:
        """Leave a channel alone for a while; returns until when."""
        self._held[place.id] = until = self.clock.now() + AFTER_TROUBLE
        return until

    async def _do(self, place: Destination, todo: Step, editions: Sequence[Edition]) -> None:
        entry = _Entry(self.database, self.clock, place, todo.edition)
        match todo.act:
            case Act.PLAN:
                async with self.database.transaction() as tx:
                    await digests.plan(tx, todo.edition)
            case Act.DROP:
                async with self.database.transaction() as tx:
                    await digests.drop(tx, todo.edition)
            case Act.MISS:
                log.warning("a digest is too late; the next one covers its time as well", destination=place.id)
                await entry.end(EditionState.MISSED)
            case Act.SEND:
                await self._send(entry, span(place, editions, at=todo.edition.at))
            case Act.LOOK_FOR:
                await self._look_for(entry, span(place, editions, at=todo.edition.at))

    async def _send(self, entry: _Entry, covers: Span) -> None:
        """Send an edition, recorded before it is tried and after the answer; who of several begins it sends it."""
        place, now = entry.place, self.clock.now()
        briefing = await self._brief(place, covers, now)
        if briefing.digest.is_quiet and not _tells_of_quiet(place, briefing.digest):
            await entry.end(EditionState.QUIET, told_at=now)
            return
        if self.stop.is_set() or not await entry.begin(now):
            return
        posting = self.chats[place.platform].post(place.channel, briefing.message, key=entry.edition.key)
        try:
            await send(posting, entry)
        except UnsureError as error:
            log.info("whether a digest was sent is not known; it is looked for", destination=place.id, why=str(error))
        except RetryError as error:
            await entry.put_off(error)
        if ref := entry.edition.ref:
            await self._show(place, ref, briefing.digest)

    async def _look_for(self, entry: _Entry, covers: Span) -> None:
        """Find out what became of an edition that was begun: it is there, or it is sent again."""
        place, edition = entry.place, entry.edition
        finding = self.chats[place.platform].find(place.channel, edition.key, since=edition.told_at or edition.at)
        try:
            await recover(finding, entry)
        except (RetryError, UnsureError) as error:
            await entry.put_off(error)
        if ref := entry.edition.ref:
            found = await self._brief(place, covers, edition.told_at or edition.at)
            await self._show(place, ref, found.digest)

    async def _show(self, place: Destination, ref: str, digest: Digest) -> None:
        """Show the picture of a digest that we, and no other program, have just recorded as sent.

        It is an extra, and nothing is recorded of it: it is tried once. A lost answer, or an end of the program between
        the digest and its picture, is not made up for.
        """
        chat = self.chats[place.platform]
        try:
            picture = await self._easel.picture(digest, place, names=self.names, theme=chat.traits.theme)
            if picture:
                await in_time(chat.upload(ref, picture))
        except ChatError as error:
            log.warning("a digest has no picture, or none that we know of", destination=place.id, why=str(error))
        except Exception:
            log.exception("the picture of a digest failed; the digest has come without", destination=place.id)

    async def _brief(self, place: Destination, covers: Span, now: datetime) -> Briefing:
        return await self._editors.brief(self.database, place, covers, names=self.names, now=now)


def _tells_of_quiet(place: Destination, digest: Digest) -> bool:
    """Whether a day on which nothing happened is worth a line; to a channel that follows nobody it is not."""
    return bool(digest.providers) and not Rhythm.of(place.digest or "").unless_quiet
