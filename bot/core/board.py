"""What a channel sees at a glance: what goes on among all that it follows, and what we cannot see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from adapters.model import Phase
from bot.core.destination import Subscription
from bot.core.record import Record
from bot.core.router import route
from bot.core.schedule import FeedState
from bot.core.source import STALE_AFTER
from bot.core.tracker import is_stale


@dataclass(frozen=True, slots=True)
class Board:
    """Open incidents by how much they matter, longest open first, and the feeds in trouble.

    `stale` are open, but nobody has spoken of them for long.
    """

    under_way: tuple[Record, ...] = ()
    stale: tuple[Record, ...] = ()
    planned: tuple[Record, ...] = ()
    troubled: tuple[FeedState, ...] = ()


def board(
    records: Iterable[Record], wishes: Iterable[Subscription], states: Iterable[FeedState], *, now: datetime
) -> Board:
    """The board of whoever has these wishes, from all that is open and from all feeds."""
    wishes = tuple(wishes)
    slugs = {wish.provider for wish in wishes}
    wanted = sorted((it for it in records if it.is_open and route(it.incident, wishes)), key=_began)
    stale = [it for it in wanted if is_stale(it, now=now, stale_after=STALE_AFTER)]
    planned = [it for it in wanted if it not in stale and it.incident.phase is Phase.SCHEDULED]
    return Board(
        under_way=tuple(it for it in wanted if it not in stale and it not in planned),
        stale=tuple(stale),
        planned=tuple(planned),
        troubled=tuple(state for state in states if state.provider in slugs and is_troubled(state)),
    )


def is_troubled(state: FeedState) -> bool:
    """Whether what a feed says cannot be had, or not be believed."""
    return state.failing_since is not None or state.suspect_since is not None


def _began(record: Record) -> tuple[datetime, str]:
    return (record.incident.started_at or record.first_seen, record.incident.id)
