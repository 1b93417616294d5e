"""One order, carried out on one platform: read, plan, do what differs, record what the platform answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.chat.base import (
    Chat,
    ChatError,
    Checkable,
    MessageGoneError,
    RefusedError,
    RetryError,
    ThreadRefusedError,
    UnsureError,
)
from bot.clock import Clock
from bot.core.delivery import Act, Operation, Order, Plan, Post, PostState, Telling, plan, standing_root
from bot.core.destination import Destination, Manner
from bot.core.quiet import quiet_until
from bot.core.record import Record
from bot.core.storm_delivery import Storm, plan_in_storm
from bot.outbox import in_time, pause_after, recover, send
from bot.store import acknowledgements, deliveries, incidents, mutes, playbooks
from bot.store.database import Database
from bot.storming import storm_of

log = structlog.get_logger()

SETTLING = timedelta(seconds=5)  # until a message that a platform has accepted can be found there
REPLANS = 5  # an order that needs more plans than this waits for its next turn


class HeldError(Exception):
    """The channel has to wait until `until`, UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class SetAsideError(Exception):
    """The order waits, mostly for the fate of one of its messages to be seen; the channel's other orders need not."""


class _UnseenError(RetryError):
    """What became of a message cannot be seen before `after`; that hinders no other message."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says for an order: the incident and its posts, and what the channel has said of it."""

    record: Record | None
    posts: Sequence[Post]
    muted_until: datetime | None = None
    playbook: str | None = None
    acknowledged: str | None = None
    storm: Storm | None = None

    @property
    def root(self) -> Post | None:
        """The message that shows the incident."""
        return self.storm.root if self.storm else standing_root(self.posts)

    def owner(self, order: Order) -> Order:
        """The order among whose posts this message stands; `order` is that of the incident."""
        return self.storm.order if self.storm else order

    def lost(self, order: Order) -> list[tuple[Order, Post]]:
        """The posts whose answer was lost, each with the order among whose posts it stands."""
        shared = self.storm.posts if self.storm else ()
        found = {post.key: (self.owner(order), post) for post in shared}
        found |= {post.key: (order, post) for post in self.posts}
        return [(whose, post) for whose, post in found.values() if post.state is PostState.SENDING]


@dataclass
class _Entry:
    """The record of one post of an order."""

    database: Database
    order: Order
    post: Post

    @property
    def name(self) -> str:
        return f"{self.order.destination} {self.order.incident} {self.post.part}"

    async def settle(self, state: PostState, ref: str | None = None, *, why: str | None = None) -> None:
        async with self.database.transaction() as tx:
            await deliveries.settle(tx, self.order, replace(self.post, state=state, ref=ref, why=why))

    async def withdraw(self) -> None:
        async with self.database.transaction() as tx:
            await deliveries.withdraw(tx, self.order, self.post)


@dataclass
class Courier:
    """Carries orders to the channels of one platform. `names` are the providers' display names by slug."""

    chat: Chat
    database: Database
    clock: Clock
    names: Mapping[str, str]
    _threadless: set[tuple[str, str]] = field(default_factory=set)

    async def carry_out(self, destination: Destination, order: Order) -> None:
        """Make the channel show the incident as it is now, and record it.

        Raises HeldError where the channel must wait, SetAsideError where this order alone must, and ChannelGoneError
        where the channel cannot be used.
        """
        for _ in range(REPLANS):
            try:
                if await self._advance(destination, order):
                    return
            except (UnsureError, _UnseenError) as error:
                await self._postpone(order, error)
                raise SetAsideError from error
            except RetryError as error:
                raise HeldError(await self._postpone(order, error)) from error
        await self._postpone(order, None)
        raise SetAsideError

    async def can_reach(self, destination: Destination) -> bool:
        """Whether nothing is known that would keep a message from the channel; nothing is posted to find out."""
        if not isinstance(self.chat, Checkable):
            return True
        try:
            await in_time(self.chat.check_channel(destination.channel))
        except RefusedError:
            return True  # only the look is refused: the next message will tell
        except ChatError as error:
            log.info("a channel stays paused", destination=destination.id, why=str(error))
            return False
        return True

    async def _advance(self, destination: Destination, order: Order) -> bool:
        """One plan, from the reading to the record of it; returns whether that was all."""
        known = await self._read(order)
        lost = known.lost(order)
        for whose, post in lost:
            await self._look_for(destination, whose, post, known)
        if lost:
            return False
        silent_until = self._silent_until(destination, known)
        if silent_until:
            await self._hold(order, silent_until)
            return True
        planned = self._planned(destination, order, known)
        owner = known.owner(order)
        try:
            root = await self._do_all(destination, planned, known.root, owner)
        except ThreadRefusedError as refused:
            log.warning("no thread here: updates follow as replies", destination=destination.id, why=str(refused))
            self._threadless.add((owner.destination, owner.incident))
            return False
        except MessageGoneError:
            return False
        if known.storm and root and root.state is PostState.REFUSED:
            return False
        await self._finish(order, planned)
        return True

    def _planned(self, destination: Destination, order: Order, known: "_Known") -> Plan:
        if known.record is None:
            return Plan()
        now = self.clock.now()
        telling = self._telling(destination, order, known.record, known)
        if known.storm:
            return plan_in_storm(known.storm, order, known.posts, telling, now=now)
        return plan(known.record, order, known.posts, telling, now=now)

    async def _read(self, order: Order) -> "_Known":
        async with self.database.transaction() as tx:
            record = await incidents.get(tx, order.incident)
            posts = (await deliveries.posts(tx, [order])).get((order.destination, order.incident), ())
            if record is None:
                return _Known(None, posts)
            provider = record.incident.provider
            muted = await mutes.muted_until(tx, order.destination, provider, order.incident, now=self.clock.now())
            playbook = await playbooks.get(tx, order.destination, provider)
            seen = await acknowledgements.get(tx, order.destination, order.incident)
            storm = await storm_of(tx, order, self.names, now=self.clock.now())
        # Where its message was refused, each incident is shown as if there were no storm.
        stands = storm if storm and not storm.is_refused else None
        return _Known(record, posts, muted, playbook, seen.name if seen else None, stands)

    def _silent_until(self, destination: Destination, known: "_Known") -> datetime | None:
        """Until when nothing is said there: what is muted and what quiet hours hold back comes as one catch-up."""
        quiet = quiet_until(destination.quiet, destination.timezone, now=self.clock.now())
        return max((moment for moment in (quiet, known.muted_until) if moment), default=None)

    def _telling(self, destination: Destination, order: Order, record: Record, known: "_Known") -> Telling:
        slug = record.incident.provider
        flat = destination.manner is Manner.THREAD and not self._has_thread(known.owner(order))
        root = known.root
        return Telling(
            provider=self.names.get(slug, slug),
            manner=Manner.REPLY if flat else destination.manner,
            announces=bool(root and root.ref and self.chat.announces(root.ref)),
            playbook=known.playbook,
            acknowledged=known.acknowledged,
            mentions=destination.mentions,
            zone=ZoneInfo(destination.timezone),
        )

    def _has_thread(self, owner: Order) -> bool:
        return self.chat.traits.threads and (owner.destination, owner.incident) not in self._threadless

    async def _do_all(self, destination: Destination, planned: Plan, root: Post | None, owner: Order) -> Post | None:
        """Carry out a plan; `root` is the post of `owner` that shows the incident. Returns the root as it is then."""
        for operation in planned.operations:
            if operation.act is Act.EDIT:
                await self._edit(operation, root)
                continue
            if operation.act is Act.REPLY and (root is None or root.ref is None):
                break
            sent = await self._send(destination, operation, root, owner)
            if operation.act is Act.POST:
                root = sent
        return root

    async def _edit(self, operation: Operation, root: Post | None) -> None:
        order, post = operation.order, operation.post
        try:
            await in_time(self.chat.edit(post.ref or "", operation.message))
        except MessageGoneError:
            await self._settle(order, replace(post, state=PostState.GONE))
            if root and post.part == root.part:
                raise
            return
        except (RetryError, UnsureError, ThreadRefusedError):
            raise
        except RefusedError as refused:
            log.warning("an edit was refused: the news stands in the updates", part=post.part, why=str(refused))
        await self._settle(order, replace(post, state=PostState.SENT))

    async def _send(
        self, destination: Destination, operation: Operation, root: Post | None, owner: Order
    ) -> Post | None:
        """Post or reply, recorded before it is tried and after the answer; returns what is there then."""
        order, post = operation.order, operation.post
        async with self.database.transaction() as tx:
            await deliveries.begin(tx, order, post)
        try:
            ref = await send(self._told(destination, operation, root), _Entry(self.database, order, post))
        except MessageGoneError:
            if root:
                await self._settle(owner, replace(root, state=PostState.GONE))
            raise
        return replace(post, state=PostState.SENT if ref else PostState.REFUSED, ref=ref)

    async def _told(self, destination: Destination, operation: Operation, root: Post | None) -> str:
        key = operation.post.key
        if operation.act is Act.POST or root is None or root.ref is None:
            return await self.chat.post(destination.channel, operation.message, key=key)
        threaded, announce = operation.threaded, operation.announce
        return await self.chat.reply(root.ref, operation.message, key=key, threaded=threaded, announce=announce)

    async def _look_for(self, destination: Destination, order: Order, post: Post, known: "_Known") -> None:
        """Find out what became of a post whose answer was lost, and record it: it is there, or it never was."""
        if self.clock.now() < post.at + SETTLING:
            raise _UnseenError("just sent: it may not show yet", post.at + SETTLING - self.clock.now())
        root = known.root
        threaded = post.part.startswith("update:") and self._has_thread(known.owner(order)) and root is not None
        finding = self.chat.find(
            destination.channel, post.key, since=post.at, root=root.ref if root and threaded else None
        )
        try:
            await recover(finding, _Entry(self.database, order, post))
        except RetryError as error:
            raise _UnseenError(str(error), error.after) from error

    async def _settle(self, order: Order, post: Post) -> None:
        async with self.database.transaction() as tx:
            await deliveries.settle(tx, order, post)

    async def _finish(self, order: Order, planned: Plan) -> None:
        if planned.again_at:
            await self._hold(order, planned.again_at)
            return
        async with self.database.transaction() as tx:
            await deliveries.fulfil(tx, order)

    async def _hold(self, order: Order, until: datetime) -> None:
        """Say nothing until then; what is new meanwhile waits with the rest."""
        async with self.database.transaction() as tx:
            await deliveries.postpone(tx, order, until, 0)

    async def _postpone(self, order: Order, error: ChatError | None) -> datetime:
        """Put the order off: for as long as the platform says, or else for longer each time."""
        pause = pause_after(error, order.tries)
        until = self.clock.now() + pause
        log.info("a delivery waits", destination=order.destination, why=str(error), seconds=pause.total_seconds())
        async with self.database.transaction() as tx:
            await deliveries.postpone(tx, order, until, order.tries + 1)
        return until
