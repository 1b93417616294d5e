"""What a poll means, and whom it concerns: decided by bot.core, and remembered in one transaction."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from adapters.model import Absence, Feed, Incident, Outcome, Poll, Provider, Reading, Unheard, Validators
from bot.clock import Clock
from bot.core import notices
from bot.core.destination import Destination, Subscription
from bot.core.record import Change, Reason, Record
from bot.core.router import route
from bot.core.schedule import FeedState, after_poll
from bot.core.source import Look, going_on, is_under_way, look, the_same
from bot.joining import join
from bot.store import deliveries, feeds, incidents, subscriptions
from bot.store.database import Database, Transaction
from bot.telling import tell

log = structlog.get_logger()


@dataclass
class Newsroom:
    """Takes in polls. `owed` is set whenever something is to be delivered.

    `keep` is how long incidents are kept after their last word; None: for ever.
    """

    database: Database
    clock: Clock
    providers: Mapping[str, Provider]
    owed: asyncio.Event
    keep: timedelta | None = None

    async def take_in(self, feed: Feed, state: FeedState, seen: Poll, *, cut_off: bool = False) -> FeedState:
        """Remember what a poll says and order what follows from it; returns the state of the feed after it.

        `cut_off` says that we seem to be cut off ourselves: that a feed is dark is then no news.
        """
        now = self.clock.now()
        after = after_poll(state, seen, now=now)
        for unheard in seen.unheard:
            _log_unheard(feed, unheard)
        if seen.outcome is Outcome.FAILED:
            log.warning("a feed could not be read", feed=feed.url, why=seen.failure, times=after.failures)
            return after if cut_off else await self._tell_of_darkness(feed, after, now)
        if state.told:
            after = await self._tell_of_return(feed, state, after, now)
        if seen.reading is None:
            return after
        return await self._take_in_reading(feed, after, seen, seen.reading, now)

    async def _take_in_reading(
        self, feed: Feed, state: FeedState, seen: Poll, reading: Reading, now: datetime
    ) -> FeedState:
        for skipped in reading.skipped:
            log.warning("an entry could not be understood", feed=feed.url, entry=skipped.entry, why=skipped.why)
        for word, times in reading.unknown_words:
            log.warning("a word names no phase that is known", feed=feed.url, word=word, updates=times)
        async with self.database.transaction() as tx:
            accepted = bool(state.suspect) and await feeds.take_acceptance(tx, feed.url)
            if accepted:
                state = replace(state, first_good_at=None, dialect=None)
            listed, known = await _with_known(tx, feed, reading.incidents, has_moved=accepted)
            all_new = not any(incident.id in known for incident in listed)
            spoke_last = await incidents.last_word(tx, feed.url) if all_new else None
            looked = look(
                state,
                known,
                listed,
                dialect=seen.dialect or "",
                now=now,
                absence_ends=reading.absence is Absence.ENDED,
                spoke_last=spoke_last,
                is_whole=not reading.skipped,
                kept_since=now - self.keep if self.keep else None,
            )
            await self._remember(tx, feed, known, looked, now)
            state = await self._judge(tx, feed, state, looked, now)
            if state.awaits_first_look:
                log.info(
                    "a feed is followed",
                    feed=feed.url,
                    dialect=seen.dialect,
                    incidents=len(listed),
                    told=len(looked.changes),
                )
            if looked.suspect is None:
                state = _after_good_look(state, seen, {**known, **looked.records}.values(), now)
            await feeds.save(tx, [state])
            if looked.already_open:
                await join(tx, [feed.provider], now=now)
        self.owed.set()
        return state

    async def _remember(
        self, tx: Transaction, feed: Feed, known: Mapping[str, Record], looked: Look, now: datetime
    ) -> None:
        keys = await incidents.save(tx, feed.url, looked.records.values(), now=now)
        if not looked.changes:
            return
        wishes_of = await subscriptions.subscriptions(tx, [feed.provider])
        followers = await deliveries.followers(tx, [keys[id_] for id_ in looked.changes])
        wishes = [
            (destination, keys[id_], looked.already_open)
            for id_, change in looked.changes.items()
            for destination in _concerned(
                change, known.get(id_), looked.records[id_], wishes_of, followers.get(keys[id_], frozenset())
            )
        ]
        await deliveries.want(tx, wishes, now=now)
        for id_, change in looked.changes.items():
            log.info("an incident changed", provider=feed.provider, incident=id_, change=str(change.reason))

    async def _judge(self, tx: Transaction, feed: Feed, state: FeedState, looked: Look, now: datetime) -> FeedState:
        """Hold a feed that does not fit, and believe it again when it does; its owners are told once of each."""
        if looked.suspect and not state.suspect:
            log.warning("a feed is held as suspect", feed=feed.url, why=looked.suspect)
            state = replace(state, suspect=looked.suspect, suspect_since=now)
            await self._tell(tx, feed, notices.doubt(state, self.providers[feed.provider]), now, owners=True)
        elif state.suspect and not looked.suspect:
            notice = notices.doubt(state, self.providers[feed.provider], ended_at=now)
            await self._tell(tx, feed, notice, now, owners=True)
            state = replace(state, suspect=None, suspect_since=None)
        if looked.unsettled:
            return replace(state, validators=Validators())
        return state

    async def _tell_of_darkness(self, feed: Feed, state: FeedState, now: datetime) -> FeedState:
        if state.told or not state.is_dark(now):
            return state
        async with self.database.transaction() as tx:
            await self._tell(tx, feed, notices.darkness(state, self.providers[feed.provider]), now)
            told = replace(state, told=True)
            await feeds.save(tx, [told])
        self.owed.set()
        return told

    async def _tell_of_return(self, feed: Feed, dark: FeedState, state: FeedState, now: datetime) -> FeedState:
        async with self.database.transaction() as tx:
            await self._tell(tx, feed, notices.darkness(dark, self.providers[feed.provider], ended_at=now), now)
            well = replace(state, told=False)
            await feeds.save(tx, [replace(well, validators=dark.validators)])
        self.owed.set()
        return well

    async def _tell(
        self, tx: Transaction, feed: Feed, notice: Incident | None, now: datetime, *, owners: bool = False
    ) -> None:
        """Say something of ours: to those who follow the provider, or to the feed's owners."""
        if notice is None:
            return
        followers = {wish.destination for wish in await subscriptions.subscriptions(tx, [feed.provider])}
        told = _owners(await subscriptions.destinations(tx), followers) if owners else followers
        await tell(tx, notice, told, about=feed.url, now=now)


async def _with_known(
    tx: Transaction, feed: Feed, listed: tuple[Incident, ...], *, has_moved: bool
) -> tuple[tuple[Incident, ...], dict[str, Record]]:
    """The incidents under the ids by which we know them, though their provider may have given some others by now.

    And what we know: of them, and all that is open in the feed.
    """
    known = await incidents.known(tx, feed.provider, feed=feed.url, ids={incident.id for incident in listed})
    if has_moved:
        await incidents.rename(tx, feed.provider, the_same(await _told_of_before(tx, feed, known, listed), listed))
    await incidents.rename(tx, feed.provider, going_on(known, listed))
    strangers = {incident.id for incident in listed} - known.keys()
    names = await incidents.known_as(tx, feed.provider, strangers) if strangers else {}
    if not names:
        return listed, known
    known |= await incidents.known(tx, feed.provider, feed=feed.url, ids=set(names.values()))
    return tuple(replace(incident, id=names.get(incident.id, incident.id)) for incident in listed), known


async def _told_of_before(
    tx: Transaction, feed: Feed, known: Mapping[str, Record], listed: Iterable[Incident]
) -> dict[str, Record]:
    """What we know of the provider that can be meant by what its feed lists: all that is open, and all since then."""
    oldest = min((word for incident in listed if (word := incident.last_word)), default=None)
    recent = await incidents.recent(tx, [feed.provider], oldest) if oldest else {}
    still_open = [record for record in known.values() if record.is_open]
    return {record.incident.id: record for record in (*recent.values(), *still_open)}


def _log_unheard(feed: Feed, unheard: Unheard) -> None:
    """Say that what a page tells beside its feed could not be had: many tell nothing there; only ours is a fault."""
    write = log.error if unheard.is_ours else log.info
    write(
        "what is told beside a feed could not be had",
        feed=feed.url,
        address=unheard.address,
        why=unheard.why,
        times=unheard.looks,
    )


def _after_good_look(state: FeedState, seen: Poll, records: Iterable[Record], now: datetime) -> FeedState:
    entries = len(seen.reading.incidents) if seen.reading else 0
    return replace(
        state,
        first_good_at=state.first_good_at or now,
        dialect=seen.dialect if entries else state.dialect,
        entries=entries,
        is_open=any(is_under_way(record, now=now) for record in records),
    )


def _concerned(
    change: Change, was: Record | None, now_is: Record, wishes: Iterable[Subscription], followers: frozenset[str]
) -> frozenset[str]:
    """Who is to show an incident: whoever shows it already, and whoever asked for such news.

    What only reads otherwise is no news, unless it passes a filter now that it did not pass before.
    """
    wanted = route(now_is.incident, wishes)
    if change.reason is Reason.EDITED and was is not None:
        wanted -= route(was.incident, wishes)
    return wanted | followers


def _owners(destinations: Mapping[str, Destination], followers: set[str]) -> set[str]:
    """The channels marked for notices; without one, the channels that follow the feed."""
    return {destination.id for destination in destinations.values() if destination.notices} or followers
