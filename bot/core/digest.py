"""What a digest says: what is open, what is over, what is planned, and what could not be seen."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TypeAlias

from adapters.model import Incident
from bot.core.board import board, is_troubled
from bot.core.chart import HoursChart, Timeline, hours_chart, timeline
from bot.core.destination import Subscription
from bot.core.edition import Span
from bot.core.gravity import gravity
from bot.core.history import Totals, totals
from bot.core.period import Period
from bot.core.record import Record
from bot.core.router import route
from bot.core.schedule import FeedState

AHEAD = timedelta(hours=48)  # of planned maintenance
BEFORE = timedelta(days=7)  # that the numbers are held against

Look: TypeAlias = tuple[str, datetime | None]  # a provider, and when one of its feeds was first read well


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened from `since` to `until` (UTC) to the providers whose slugs are `providers`.

    `open` and `ended` have the worst first. Of `reported` nobody said where it stands. `planned` begins within 48
    hours; `stale` is open, but nobody has spoken of it for days. `blind` are the feeds of which nothing can be said.
    `happened` is all of this time, and `totals` are its numbers; `before` are those of the seven days before it.
    `muted` is until when a provider is muted, by slug. `catches_up`: a digest before this one never came.
    """

    since: datetime
    until: datetime
    providers: tuple[str, ...] = ()
    open: tuple[Record, ...] = ()
    ended: tuple[Record, ...] = ()
    reported: tuple[Record, ...] = ()
    planned: tuple[Record, ...] = ()
    stale: tuple[Record, ...] = ()
    blind: tuple[FeedState, ...] = ()
    happened: tuple[Record, ...] = ()
    totals: Totals = field(default_factory=Totals)
    before: Totals = field(default_factory=Totals)
    muted: tuple[tuple[str, datetime], ...] = ()
    catches_up: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened, nothing is open or planned, and all could be seen; what is stale does not count."""
        return not (self.open or self.ended or self.reported or self.planned or self.blind)

    @property
    def period(self) -> Period:
        """The time that it tells of."""
        return Period(self.since, self.until, self.until)

    @property
    def covers_a_week(self) -> bool:
        """Whether it is one of those that come once a week."""
        return self.period.length > BEFORE - timedelta(days=1)


def compose(
    records: Iterable[Record],
    states: Iterable[FeedState],
    wishes: Iterable[Subscription],
    span: Span,
    *,
    now: datetime,
    muted: Mapping[str, datetime],
) -> Digest:
    """The digest of whoever has these wishes.

    `records` are all of the span, of the seven days before it, and all that is open; `states` are all feeds.
    """
    wishes, states = tuple(wishes), tuple(states)
    wanted = [record for record in _wanted(records, wishes) if not record.withdrawn]
    slugs = tuple(dict.fromkeys(wish.provider for wish in wishes))
    seen = board(wanted, wishes, states, now=now)
    looks = {(state.provider, state.first_good_at) for state in states}
    news = [record for record in wanted if not record.is_open and _is_news(record, looks, span.since, now)]
    news.sort(key=gravity)
    period = Period(span.since, now, now)
    return Digest(
        since=span.since,
        until=now,
        providers=slugs,
        open=tuple(sorted(seen.under_way, key=gravity)),
        ended=tuple(record for record in news if record.incident.phase.is_final),
        reported=tuple(record for record in news if not record.incident.phase.is_final),
        planned=_soon(seen.planned, now),
        stale=seen.stale,
        blind=tuple(_blind(slugs, states)),
        happened=tuple(record for record in wanted if period.holds(record)),
        totals=totals(wanted, period),
        before=totals(wanted, Period(span.since - BEFORE, span.since, now)),
        muted=tuple((slug, until) for slug, until in muted.items() if slug in slugs),
        catches_up=span.catches_up,
    )


def chart(digest: Digest) -> Timeline | HoursChart | None:
    """What is worth drawing of it: when things happened, of a week for how long. None where nothing is."""
    if digest.is_quiet:
        return None
    draw = hours_chart if digest.covers_a_week else timeline
    drawn = draw(digest.happened, digest.period)
    return drawn if drawn.rows else None


def _wanted(records: Iterable[Record], wishes: Iterable[Subscription]) -> Iterator[Record]:
    """What passes the filters; each record is held only against the wishes for its own provider."""
    by_provider: dict[str, list[Subscription]] = {}
    for wish in wishes:
        by_provider.setdefault(wish.provider, []).append(wish)
    for record in records:
        if route(record.incident, by_provider.get(record.incident.provider, ())):
            yield record


def _is_news(record: Record, looks: Collection[Look], since: datetime, now: datetime) -> bool:
    learned = _learned_at(record, looks)
    return learned is not None and since < learned <= now


def _learned_at(record: Record, looks: Collection[Look]) -> datetime | None:
    """When we heard how it ended, so that what a feed told late is in the next digest, and nothing is in two.

    What was over at a feed's first look is history, and counts from the end that its provider told, if it told one.
    """
    incident = record.incident
    if (incident.provider, record.first_seen) in looks and record.heard == record.first_seen:
        return incident.resolved_at
    if record.after_the_fact:
        return record.first_seen
    return record.heard if _ended_last(incident) else incident.resolved_at or record.heard


def _ended_last(incident: Incident) -> bool:
    """Whether the newest update is the one that ended it: then we heard both at once."""
    finals = [update.phase.is_final for update in incident.updates[-2:]]
    return finals in ([True], [False, True])


def _soon(planned: Iterable[Record], now: datetime) -> tuple[Record, ...]:
    """What begins within two days, or should have begun; the first to begin stands first, one without a time last."""
    starts = [(record.incident.started_at, record) for record in planned]
    dated = sorted(((at, record) for at, record in starts if at and at <= now + AHEAD), key=itemgetter(0))
    return (*(record for _, record in dated), *(record for at, record in starts if at is None))


def _blind(slugs: Iterable[str], states: Iterable[FeedState]) -> Iterator[FeedState]:
    """The feeds that fail or are held, and those that were never read; a provider that has none counts as one."""
    for slug in slugs:
        own = [state for state in states if state.provider == slug]
        yield from (state for state in own if is_troubled(state) or state.awaits_first_look)
        if not own:
            yield FeedState("", slug)
