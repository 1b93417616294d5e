"""The second loop: make every channel show its incidents as they are."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.chat.base import ChannelGoneError
from bot.clock import Clock
from bot.core.delivery import Order
from bot.core.destination import Destination
from bot.courier import Courier, HeldError, SetAsideError
from bot.register import Register
from bot.store import deliveries, subscriptions
from bot.store.database import Database
from bot.storming import open_due

log = structlog.get_logger()

AFTER_TROUBLE = timedelta(seconds=5)  # with ourselves: a platform says itself how long to wait
LOOK_AGAIN = timedelta(seconds=30)  # for orders that nobody announced
TRY_PAUSED = timedelta(minutes=15)  # a person may have mended the channel
IN_A_ROW = 2  # orders that are set aside: then it is not one message that is in trouble but the channel


@dataclass
class Deliverer:
    """Carries out standing orders until `stop` is set; `owed` wakes it, `couriers` are by platform.

    The `register` is told of channels that cannot be used, and of those that can be used again.

    The orders of one channel are carried out in order. Channels do not wait for each other.
    """

    database: Database
    couriers: Mapping[str, Courier]
    clock: Clock
    owed: asyncio.Event
    stop: asyncio.Event
    register: Register
    _busy: set[str] = field(default_factory=set)
    _held: dict[str, datetime] = field(default_factory=dict)
    _on_trial: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Deliver what is due, whenever something is; what was begun is finished before it returns."""
        async with asyncio.TaskGroup() as channels:
            resuming = channels.create_task(self._resume_now_and_then())
            while not self.stop.is_set():
                now = self.clock.now()
                for destination, orders in await self._ready(now):
                    channels.create_task(self._deliver_to(destination, orders))
                await self.clock.wait(self.owed, await self._pause(now))
            resuming.cancel()
        await self._drain()

    async def _drain(self) -> None:
        """Deliver what is due now, until nothing is or all that is left has to wait."""
        while ready := await self._ready(self.clock.now()):
            async with asyncio.TaskGroup() as channels:
                for destination, orders in ready:
                    channels.create_task(self._deliver_to(destination, orders))

    async def _ready(self, now: datetime) -> Sequence[tuple[Destination, list[Order]]]:
        """The channels that have something due and are free, each with its orders; from here on they are busy."""
        async with self.database.transaction() as tx:
            orders = await deliveries.due(tx, now, on_trial=self._on_trial)
            if not orders:
                return ()
            places = await subscriptions.destinations(tx)
        free = [id_ for id_ in _channels(orders) if id_ not in self._busy and self._held.get(id_, now) <= now]
        served = [id_ for id_ in free if id_ in places and places[id_].platform in self.couriers]
        self._busy.update(served)
        return [(places[id_], [order for order in orders if order.destination == id_]) for id_ in served]

    async def _pause(self, seen: datetime) -> timedelta:
        """How long nothing new will be due that is known of today; what was due by `seen` was looked at.

        That is in work, or held, or for a platform that nobody delivers to: it says nothing of when to look again.
        """
        async with self.database.transaction() as tx:
            next_due = await deliveries.next_due(tx, seen)
        moments = [moment for moment in (next_due, *self._held.values()) if moment and moment > seen]
        return min((moment - self.clock.now() for moment in moments), default=LOOK_AGAIN)

    async def _deliver_to(self, destination: Destination, orders: Sequence[Order]) -> None:
        """One channel's orders, in their order; whatever happens here is this channel's trouble alone."""
        self._held.pop(destination.id, None)
        began = self.clock.now()
        try:
            opened = await self._opened(destination, orders)
            if await self._carry_out(destination, opened) and destination.paused:
                await self.register.resume(destination.id)
        except HeldError as held:
            self._held[destination.id] = held.until
        except ChannelGoneError as gone:
            self._on_trial.discard(destination.id)
            await self.register.give_up(destination, gone, tried_at=began)
        else:
            self._on_trial.discard(destination.id)
        finally:
            self._busy.discard(destination.id)
            self.owed.set()

    async def _opened(self, destination: Destination, orders: Sequence[Order]) -> Sequence[Order]:
        """The orders in the order in which to carry them out, once it is decided how what is new is shown."""
        try:
            async with self.database.transaction() as tx:
                return await open_due(tx, destination, orders, now=self.clock.now())
        except Exception:
            log.exception(
                "whether there is a storm is not known; what is new is shown alone", destination=destination.id
            )
            return orders

    async def _carry_out(self, destination: Destination, orders: Iterable[Order]) -> bool:
        """Carry out orders; returns whether any was, so that the channel is seen to be well.

        One that is set aside keeps back none of those behind it; with several in a row the channel has to wait.
        """
        carried_out = in_a_row = 0
        for order in orders:
            if await self._is_set_aside(destination, order):
                in_a_row += 1
            else:
                carried_out, in_a_row = carried_out + 1, 0
            if in_a_row == IN_A_ROW:
                raise HeldError(self.clock.now() + AFTER_TROUBLE)
        return carried_out > 0

    async def _is_set_aside(self, destination: Destination, order: Order) -> bool:
        """Carry out one order; returns whether it had to be set aside.

        An error of our own over it keeps back none of those that wait behind it.
        """
        try:
            await self.couriers[destination.platform].carry_out(destination, order)
        except (HeldError, ChannelGoneError):
            raise
        except SetAsideError:
            return True
        except Exception:
            log.exception("a delivery failed; it will be tried again", destination=destination.id, order=order.incident)
            self._held[destination.id] = self.clock.now() + AFTER_TROUBLE
        return False

    async def _resume_now_and_then(self) -> None:
        """Try paused channels again, at once and then from time to time: nobody has to say that they were mended."""
        while True:
            try:
                await self._resume_all()
            except Exception:
                log.exception("paused channels could not be tried again")
            await self.clock.sleep(TRY_PAUSED)

    async def _resume_all(self) -> None:
        """Try paused channels: with what is owed there, or else by asking the platform."""
        async with self.database.transaction() as tx:
            paused = await subscriptions.to_be_tried(tx)
            owed = await deliveries.owed(tx)
        self._on_trial.update(destination.id for destination in paused if destination.id in owed)
        for destination in paused:
            courier = self.couriers.get(destination.platform)
            if courier and destination.id not in owed and await courier.can_reach(destination):
                await self.register.resume(destination.id)
        self.owed.set()


def _channels(orders: Iterable[Order]) -> Iterable[str]:
    """The destinations of orders, each once, the longest waiting first."""
    return dict.fromkeys(order.destination for order in orders)
