"""The register of the channels and workspaces that we are in: what is paused, what moved, what is erased at last."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from adapters.model import Incident
from bot.chat.base import ChannelGoneError, WorkspaceGoneError
from bot.clock import Clock
from bot.core.destination import Destination, Subscription
from bot.core.notices import OURSELVES, silence
from bot.directory import Directory
from bot.store import departures, incidents, moves, subscriptions
from bot.store.database import Database, Transaction
from bot.store.departures import Departure
from bot.store.keys import incident_key
from bot.store.subscriptions import Pause
from bot.telling import tell

log = structlog.get_logger()

KEPT_FOR = timedelta(days=30)  # after a workspace has removed us; who adds us again by then finds all as it was
LOOK_FOR_OVERDUE = timedelta(hours=1)


@dataclass
class Register:
    """Hears what becomes of channels and workspaces (`bot.chat.base.Whereabouts`), and remembers it.

    `changed` tells the loops that what is followed or owed is no longer the same. The `directory` forgets the providers
    that are erased. `awaited` are the platforms that have yet to tell in which workspaces we are: until then nothing of
    theirs is erased.
    """

    database: Database
    clock: Clock
    changed: Callable[[], None]
    directory: Directory
    awaited: set[str] = field(default_factory=set)
    _resumed: dict[str, datetime] = field(default_factory=dict, init=False)

    async def give_up(self, destination: Destination, gone: ChannelGoneError, *, tried_at: datetime) -> None:
        """What was `tried_at` some time was answered so; a workspace that has removed us has done so with all channels.

        The answer says nothing of a channel that has been resumed since.
        """
        if tried_at < self._resumed.get(destination.id, tried_at):
            return
        if isinstance(gone, WorkspaceGoneError) and destination.workspace:
            await self.leave(destination.platform, destination.workspace, str(gone))
        await self.pause(destination.id, str(gone))

    async def pause(self, destination: str, reason: str, *, dismissed: bool = False) -> None:
        """Keep what a channel is owed: it cannot be used any more. Where we are `dismissed`, it is not tried again."""
        now = self.clock.now()
        async with self.database.transaction() as tx:
            if not await subscriptions.pause(tx, destination, reason, now, dismissed=dismissed):
                return
            place = (await subscriptions.destinations(tx)).get(destination)
            if place:
                await self._tell(tx, _of_pause(place, Pause(reason, now)), about=destination)
        log.error("a channel is paused; what it is owed is kept", destination=destination, why=reason)
        self.changed()

    async def resume(self, destination: str) -> None:
        """The channel can be used again, and gets what it is owed; so its workspace cannot have removed us."""
        async with self.database.transaction() as tx:
            await self._resume(tx, destination)
            place = (await subscriptions.destinations(tx)).get(destination)
            if place and place.workspace:
                await self._come_back(tx, place.platform, [place.workspace])
        self.changed()

    async def move(self, before: str, after: str, channel: str, ref: Callable[[str], str]) -> None:
        """The channel of `before` has another id: all that is of it goes on as `after`, which is `channel`."""
        async with self.database.transaction() as tx:
            for id_ in (before, after) if before in await subscriptions.destinations(tx) else ():
                await self._resume(tx, id_)
            if await moves.move(tx, before, after, channel, ref):
                log.warning("a channel has another id, and goes on under that", before=before, after=after)
        self.changed()

    async def leave(self, platform: str, workspace: str, reason: str) -> None:
        """A workspace has removed us: its channels are paused, and erased unless it adds us again in time."""
        left = Departure(platform, workspace, self.clock.now(), reason)
        async with self.database.transaction() as tx:
            channels = await departures.channels(tx, platform, workspace)
            if not channels or not await departures.leave(tx, left):
                return
            for destination in channels:
                await subscriptions.pause(tx, destination, reason, left.at)
            await self._tell(tx, _of_departure(left), about=left.id)
        log.error("a workspace has removed us", workspace=workspace, why=reason, erased_at=left.at + KEPT_FOR)
        self.changed()

    async def stay(
        self, platform: str, workspaces: Collection[str], where: Callable[[str], str | None], *, in_no_other: bool
    ) -> None:
        """We are in these workspaces; `where` tells which of them a channel of the platform is in, if it is known."""
        async with self.database.transaction() as tx:
            found = {channel: where(channel) for channel in await departures.unplaced(tx, platform)}
            await departures.place(tx, platform, {channel: there for channel, there in found.items() if there})
            await self._come_back(tx, platform, workspaces)
            others = await departures.workspaces(tx, platform) - set(workspaces)
        for workspace in sorted(others) if in_no_other else ():
            await self.leave(platform, workspace, "the bot was removed from there")
        self.awaited.discard(platform)
        self.changed()

    async def erase_now_and_then(self) -> None:
        """Erase what is overdue, from time to time; not at once, for the platforms have to tell first."""
        while True:
            await self.clock.sleep(LOOK_FOR_OVERDUE)
            await self.erase_overdue()

    async def erase_overdue(self) -> None:
        """Erase the channels of every workspace that removed us so long ago, some in each transaction."""
        async with self.database.transaction() as tx:
            overdue = await departures.departed(tx, self.clock.now() - KEPT_FOR)
        for departure in overdue:
            if departure.platform not in self.awaited:
                await self._erase(departure)

    async def _erase(self, departure: Departure) -> None:
        erased = 0
        while some := await self._erase_some(departure):
            erased += some
        if erased:
            log.info("a workspace is erased", workspace=departure.workspace, channels=erased, left_at=departure.at)
            self.changed()

    async def _erase_some(self, departure: Departure) -> int:
        async with self.database.transaction() as tx:
            erased = await departures.erase(tx, departure)
        self.directory.forget(erased.providers)
        return erased.channels

    async def _come_back(self, tx: Transaction, platform: str, workspaces: Collection[str]) -> None:
        for departure in await departures.come_back(tx, platform, workspaces):
            log.info("a workspace has added us again", workspace=departure.workspace)
            await self._tell(tx, _of_departure(departure, ended_at=self.clock.now()), about=departure.id)
            for destination in await departures.channels(tx, platform, departure.workspace):
                await self._resume(tx, destination)

    async def _resume(self, tx: Transaction, destination: str) -> None:
        self._resumed[destination] = self.clock.now()
        pause = await subscriptions.resume(tx, destination)
        if pause is None:
            return
        log.info("a channel can be used again", destination=destination)
        place = await subscriptions.ever(tx, destination)
        if place:
            await self._tell(tx, _of_pause(place, pause, ended_at=self.clock.now()), about=destination)

    async def _tell(self, tx: Transaction, notice: Incident, *, about: str) -> None:
        """Tell the channels that are marked for notices; of an end only where they were told of the beginning.

        A channel is not told `about` itself. What it is about is erased together with the notice.
        """
        if not notice.is_open and await incidents.get(tx, incident_key(OURSELVES, notice.id)) is None:
            return
        marked = [place.id for place in (await subscriptions.destinations(tx)).values() if place.notices]
        await tell(tx, notice, [id_ for id_ in marked if id_ != about], about=about, now=self.clock.now())


def where_they_are(
    destinations: Iterable[Destination], wishes: Iterable[Subscription], moved: Mapping[str, tuple[str, str]]
) -> tuple[list[Destination], list[Subscription]]:
    """What a file declares, each channel under the id that it has by now; one that is named by both ids is one."""
    here: dict[str, Destination] = {}
    for destination in destinations:
        id_, channel = moved.get(destination.id, (destination.id, destination.channel))
        here.setdefault(id_, replace(destination, id=id_, channel=channel))
    there = [replace(wish, destination=moved.get(wish.destination, (wish.destination, ""))[0]) for wish in wishes]
    return list(here.values()), there


def _of_pause(place: Destination, pause: Pause, *, ended_at: datetime | None = None) -> Incident:
    where = f"{place.platform.capitalize()} channel {place.channel}"
    return silence(where, pause.reason, since=pause.since, ended_at=ended_at)


def _of_departure(departure: Departure, *, ended_at: datetime | None = None) -> Incident:
    where = f"{departure.platform.capitalize()} workspace {departure.workspace}"
    reason = f"{departure.why}; its data is erased on {departure.at + KEPT_FOR:%d %B %Y}"
    return silence(where, reason, since=departure.at, ended_at=ended_at)
