"""When more begins than a channel can read: what is new beyond its limit shares one message, a storm."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.gravity import gravity
from bot.core.record import Record

WINDOW = timedelta(minutes=10)  # in which new incidents are counted, and for which a storm waits for the next one
LONGEST = timedelta(hours=1)  # for which a storm takes incidents in: what comes later is another story
MOST = 60  # incidents of a storm; no platform shows more on one screen, the rest is counted there


@dataclass(frozen=True, slots=True)
class Opening:
    """The decision (at `at`, UTC) how a channel shows an incident, by its key, that it has not shown before.

    Alone in a message of its own, or in the message of a storm: `storm` is the key of the incident that it began with.
    """

    incident: str
    at: datetime
    storm: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """An incident of a storm, by its key, and what the channel has said of it.

    `provider` is the name to show. `owed` says that the channel is still to be told something of it, and `muted` that
    it is not to be told now. `acknowledged` is who said there that they are at it.
    """

    key: str
    record: Record
    provider: str
    already_open: bool = False
    owed: bool = False
    muted: bool = False
    playbook: str | None = None
    acknowledged: str | None = None


def open_all(
    new: Mapping[str, Record],
    lately: Iterable[Opening],
    most: int,
    *,
    now: datetime,
    closed: Collection[str] = frozenset(),
) -> tuple[Opening, ...]:
    """How a channel shows these incidents, by their keys, the worst of them decided first.

    `lately` is how it was for those before them, back to `LONGEST` ago. Whatever comes when there were `most` within
    `WINDOW` is in a storm, and so is what comes while one takes incidents in. `closed` are storms that take in none:
    all in them is over, or the channel shows nothing of them any more.
    """
    found: list[Opening] = []
    before = list(lately)
    for key in sorted(new, key=lambda key: gravity(new[key])):
        found.append(Opening(key, now, _storm_for(key, [*before, *found], most, now, closed)))
    return tuple(found)


def _storm_for(key: str, before: Sequence[Opening], most: int, now: datetime, closed: Collection[str]) -> str | None:
    storm = _taking(before, now, closed)
    if storm:
        return storm
    return key if sum(opening.at > now - WINDOW for opening in before) >= most else None


def _taking(before: Sequence[Opening], now: datetime, closed: Collection[str]) -> str | None:
    """The storm that still takes incidents in."""
    begun = [it for it in before if it.storm == it.incident and it.at > now - LONGEST and it.storm not in closed]
    for beginning in sorted(begun, key=lambda it: it.at, reverse=True):
        joined = [it.at for it in before if it.storm == beginning.storm]
        if max(joined) > now - WINDOW and len(joined) < MOST:
            return beginning.storm
    return None
