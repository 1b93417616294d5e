"""The workspaces and servers that channels are in: which of them removed us, and what is erased of those."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, select, update

from bot.store.batches import batches
from bot.store.database import Transaction
from bot.store.keys import feed_key
from bot.store.pruning import forget_aliases
from bot.store.schema import departures, incidents, moves, openings, providers, subscriptions
from bot.store.schema import destinations as places

ERASED_AT_ONCE = 20  # destinations in one transaction; each takes all its posts with it


@dataclass(frozen=True, slots=True)
class Departure:
    """A workspace, by the platform's id of it, removed us at `at` (UTC); `why` are our words for how we know."""

    platform: str
    workspace: str
    at: datetime
    why: str

    @property
    def id(self) -> str:
        """What a notice is about that tells of it."""
        return f"{self.platform}:{self.workspace}"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many channels were forgotten, and the slugs of the providers that went with them."""

    channels: int
    providers: tuple[str, ...] = ()


async def unplaced(tx: Transaction, platform: str) -> tuple[str, ...]:
    """The platform's ids of the channels of which it is not known what workspace they are in."""
    question = select(places.c.channel).where(places.c.platform == platform, places.c.workspace.is_(None))
    return tuple((await tx.execute(question.order_by(places.c.id))).scalars())


async def place(tx: Transaction, platform: str, workspaces: Mapping[str, str]) -> None:
    """Remember what workspace these channels are in, by the platform's ids of both."""
    for channel, workspace in workspaces.items():
        is_it = (places.c.platform == platform) & (places.c.channel == channel)
        await tx.execute(update(places).where(is_it).values(workspace=workspace))


async def workspaces(tx: Transaction, platform: str) -> frozenset[str]:
    """Every workspace that a channel is known to be in."""
    question = (
        select(places.c.workspace).distinct().where(places.c.platform == platform, places.c.workspace.is_not(None))
    )
    return frozenset((await tx.execute(question)).scalars())


async def channels(tx: Transaction, platform: str, workspace: str) -> tuple[str, ...]:
    """The ids of the destinations in a workspace."""
    rows = await tx.execute(select(places.c.id).where(_is_in(platform, workspace)).order_by(places.c.id))
    return tuple(rows.scalars())


async def leave(tx: Transaction, departure: Departure) -> bool:
    """Remember that a workspace removed us; returns whether it is news. The first time stands."""
    is_it = _is_of(departure.platform, [departure.workspace])
    if await _those(tx, is_it):
        return False
    await tx.execute(insert(departures).values(asdict(departure)))
    return True


async def come_back(tx: Transaction, platform: str, workspaces: Collection[str]) -> tuple[Departure, ...]:
    """We are in these workspaces; returns the departures that end with that."""
    back = await _those(tx, _is_of(platform, workspaces))
    if back:
        await tx.execute(delete(departures).where(_is_of(platform, workspaces)))
    return back


async def departed(tx: Transaction, before: datetime) -> tuple[Departure, ...]:
    """Who removed us at `before` (UTC) at the latest, the longest gone first."""
    return await _those(tx, departures.c.at <= before)


async def erase(tx: Transaction, departure: Departure) -> Erased:
    """Forget some of the channels of a workspace with all that is of them. No channels: none is left to forget.

    What the configuration file declares stays for as long as it does. A provider that people brought goes with the
    last channel that follows it.
    """
    is_of = _is_in(departure.platform, departure.workspace)
    listed = select(places.c.id).where(is_of, ~places.c.declared).order_by(places.c.id).limit(ERASED_AT_ONCE)
    ids = tuple((await tx.execute(listed)).scalars())
    followed = select(subscriptions.c.provider).distinct().where(subscriptions.c.destination.in_(ids))
    slugs = tuple((await tx.execute(followed)).scalars())
    former = tuple((await tx.execute(select(moves.c.id).where(moves.c.moved_to.in_(ids)))).scalars())
    await tx.execute(delete(places).where(places.c.id.in_(ids)))
    await tx.execute(delete(moves).where(moves.c.moved_to.in_(ids)))
    gone = await _forget_unfollowed(tx, slugs)
    await _forget_notices(tx, ids + former)
    if not ids and not await channels(tx, departure.platform, departure.workspace):
        await come_back(tx, departure.platform, [departure.workspace])
        await _forget_notices(tx, [departure.id])
    return Erased(len(ids), gone)


async def _forget_unfollowed(tx: Transaction, slugs: Collection[str]) -> tuple[str, ...]:
    """Of these providers, forget those that people brought and nobody follows any more, and what they said.

    Returns their slugs.
    """
    is_followed = providers.c.slug.in_(select(subscriptions.c.provider))
    lonely = select(providers.c.slug).where(providers.c.slug.in_(slugs), ~is_followed)
    gone = tuple((await tx.execute(lonely)).scalars())
    await _forget_incidents(tx, incidents.c.provider.in_(gone))
    await tx.execute(delete(providers).where(providers.c.slug.in_(gone)))
    return gone


async def _forget_notices(tx: Transaction, about: Collection[str]) -> None:
    """Forget what we said ourselves about these channels and workspaces."""
    await _forget_incidents(tx, incidents.c.feed.in_([feed_key(each) for each in about]))


async def _forget_incidents(tx: Transaction, which: ColumnElement[bool]) -> None:
    """Forget these incidents, but for one with which a storm began that shows others: with it goes the storm's message.

    That one stays until it is too old. Nobody will hear how it ends: it counts as closed, for nothing that is open is
    ever too old.
    """
    these = select(incidents.c.key).where(which).correlate(None)
    shows_others = exists().where(openings.c.storm == incidents.c.key, openings.c.incident.not_in(these))
    forgotten = delete(incidents).where(which, ~shows_others).returning(incidents.c.provider, incidents.c.provider_id)
    for gone in batches((await tx.execute(forgotten)).all()):
        await forget_aliases(tx, [(row.provider, row.provider_id) for row in gone])
    await tx.execute(update(incidents).where(which).values(is_open=False))


async def _those(tx: Transaction, which: ColumnElement[bool]) -> tuple[Departure, ...]:
    question = select(departures).where(which).order_by(departures.c.at, departures.c.workspace)
    return tuple(Departure(**row) for row in (await tx.execute(question)).mappings())


def _is_of(platform: str, workspaces: Collection[str]) -> ColumnElement[bool]:
    return (departures.c.platform == platform) & departures.c.workspace.in_(workspaces)


def _is_in(platform: str, workspace: str) -> ColumnElement[bool]:
    return (places.c.platform == platform) & (places.c.workspace == workspace)
