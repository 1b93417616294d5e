"""The digest of one day in one channel: when it is to be sent, when it is too late, and what time it covers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.delivery import key_from
from bot.core.destination import Destination
from bot.core.occasion import Occasion, Rhythm, last_before, occasions
from bot.core.quiet import quiet_until

TOO_LATE = timedelta(hours=6)  # after its time: then the next one tells of both days
LOST_AFTER = timedelta(minutes=2)  # longer than anybody waits for an answer: nobody is at it any more
USUAL_SPAN = timedelta(hours=24)
LONGEST_SPAN = timedelta(days=8)  # a week, and a day by which the last one may have been late


class EditionState(StrEnum):
    """What has become of an edition; `quiet` was not sent because nothing had happened, and `missed` came too late."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    QUIET = "quiet"
    MISSED = "missed"
    REFUSED = "refused"

    @property
    def is_pending(self) -> bool:
        """Whether there is something to do about it, now or later."""
        return self in {EditionState.WAITING, EditionState.SENDING}

    @property
    def is_told(self) -> bool:
        """Whether the channel knows what there was to say."""
        return self in {EditionState.SENT, EditionState.QUIET}


@dataclass(frozen=True, slots=True)
class Edition:
    """The digest of one day in one channel; `destination` and `day`, the channel's own date, identify it for ever.

    `plan` is the rhythm and the zone by which `at` (UTC), when it is to come, was reckoned. `due_at` is when to do
    something about it, after `tries` failures. `key` is what its message carries so that it can be found again: it
    stays as it was planned, even where the channel gets another id. `told_at` is up to when it tells what happened:
    when it was begun. `ref` is the platform's reference of the message.
    """

    destination: str
    day: date
    plan: str
    at: datetime
    due_at: datetime
    key: str
    state: EditionState = EditionState.WAITING
    tries: int = 0
    told_at: datetime | None = None
    ref: str | None = None


class Act(StrEnum):
    """What can be done about an edition."""

    PLAN = "plan"
    DROP = "drop"
    MISS = "miss"
    SEND = "send"
    LOOK_FOR = "look for"


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do for a channel."""

    act: Act
    edition: Edition


@dataclass(frozen=True, slots=True)
class Rest:
    """There is nothing to do for a channel before `until` (UTC), or at all."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What an edition covers: all since `since`, UTC. `catches_up`: one before it never came."""

    since: datetime
    catches_up: bool = False


def step(place: Destination, editions: Sequence[Edition], *, now: datetime) -> Step | Rest:
    """What to do for a channel; `editions` are, by day, the last that was told and those after it."""
    pending = next((edition for edition in editions if edition.state.is_pending), None)
    if pending is None:
        return Step(Act.PLAN, first_edition(place, editions, now=now)) if place.digest else Rest()
    if pending.state is EditionState.SENDING:
        return _due(pending.due_at, Act.LOOK_FOR, pending, now)
    if pending.plan != _plan(place):
        return Step(Act.DROP, pending)
    if _is_too_late(place, pending.at, now=now):
        return Step(Act.MISS, pending)
    quiet = quiet_until(place.quiet, place.timezone, now=now)
    return _due(max(pending.due_at, quiet or pending.due_at), Act.SEND, pending, now)


def awaited(place: Destination, editions: Sequence[Edition], *, now: datetime) -> Edition:
    """The one that a channel waits for, by the rhythm that it has now."""
    waiting = next((edition for edition in editions if edition.state is EditionState.WAITING), None)
    if waiting and waiting.plan == _plan(place):
        return waiting
    return first_edition(place, [edition for edition in editions if edition is not waiting], now=now)


def first_edition(place: Destination, editions: Sequence[Edition], *, now: datetime) -> Edition:
    """The first one of a rhythm that was just set: at a time that is still to come, on a day that had none yet."""
    day = max((edition.day for edition in editions), default=None)
    return _edition(place, next(it for it in _after(place, day, now) if it.at > now))


def following(place: Destination, day: date, *, now: datetime) -> Edition:
    """The one after that of `day`, even where its time went by meanwhile: then it comes yet, or is missed."""
    return _edition(place, next(_after(place, day, now)))


def span(place: Destination, editions: Sequence[Edition], *, at: datetime) -> Span:
    """What a digest at `at` covers: all since the last one, and where there was none what a first one usually tells."""
    told = max((edition.told_at for edition in editions if edition.state.is_told and edition.told_at), default=None)
    missed = [edition.at for edition in editions if not edition.state.is_told and not edition.state.is_pending]
    ought = min([at, *missed])
    if told and told >= ought - LONGEST_SPAN:
        return Span(told, catches_up=bool(missed))
    usual = ought - USUAL_SPAN
    before = last_before(_rhythm(place), _zone(place), moment=ought).at if place.digest else usual
    return Span(min(usual, before), catches_up=bool(missed))


def _rhythm(place: Destination) -> Rhythm:
    return Rhythm.of(place.digest or "")


def _zone(place: Destination) -> ZoneInfo:
    return ZoneInfo(place.timezone)


def _plan(place: Destination) -> str | None:
    """By what its occasions are reckoned; what a quiet day does makes no difference to them."""
    return f"{replace(_rhythm(place), unless_quiet=False)} {place.timezone}" if place.digest else None


def _due(moment: datetime, act: Act, edition: Edition, now: datetime) -> Step | Rest:
    return Step(act, edition) if now >= moment else Rest(moment)


def _after(place: Destination, day: date | None, now: datetime) -> Iterator[Occasion]:
    """The occasions after a day, but for those of long ago."""
    recent = now.astimezone(_zone(place)).date() - LONGEST_SPAN
    first = max(recent, day + timedelta(days=1)) if day else recent
    return occasions(_rhythm(place), _zone(place), first=first)


def _edition(place: Destination, occasion: Occasion) -> Edition:
    key = key_from("digest", place.id, occasion.day.isoformat())
    return Edition(place.id, occasion.day, _plan(place) or "", occasion.at, due_at=occasion.at, key=key)


def _is_too_late(place: Destination, at: datetime, *, now: datetime) -> bool:
    """Whether it is; one that had to wait for the end of quiet hours is late only after that."""
    ready = quiet_until(place.quiet, place.timezone, now=at) or at
    return now - ready >= TOO_LATE
