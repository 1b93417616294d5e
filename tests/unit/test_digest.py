"""What a digest says, and that its numbers are those of a set of forty incidents that was reckoned by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Impact, Incident, IncidentUpdate, Kind, Phase, Text, Window
from bot.core.chart import HoursChart, Timeline
from bot.core.destination import Filters, Subscription
from bot.core.digest import Digest, chart, compose
from bot.core.edition import Span
from bot.core.record import Record
from bot.core.schedule import FeedState

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
NOW = SINCE + timedelta(days=1)
LONG_AGO = SINCE - timedelta(days=300)
HOUR = timedelta(hours=1)
WISHES = (
    *(Subscription("slack:C1", slug) for slug in ("acme", "beta", "coral")),
    Subscription("slack:C1", "delta", Filters(impact=Impact.MAJOR)),
)


def at(when: str) -> datetime:
    """A moment by month, day and time: `02-24 10:00`."""
    return datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def told(phase: Phase, when: str) -> IncidentUpdate:
    return IncidentUpdate(at(when), phase, Text.of(f"{phase}."), id=f"{when} {phase}")


def known(provider: str, *updates: IncidentUpdate, id_: str = "", first_seen: datetime | None = None) -> Record:
    """A record as it is after polls that came at once after each word."""
    said = [update.at for update in updates if update.at]
    incident = Incident(provider, id_ or f"{provider} {said[0]:%m%d%H%M}", "Errors in the API", updates=updates)
    return Record(incident, first_seen=first_seen or said[0], heard=max(said))


def over(provider: str, start: str, end: str) -> Record:
    return known(provider, told(Phase.INVESTIGATING, start), told(Phase.RESOLVED, end))


def still(provider: str, start: str) -> Record:
    return known(provider, told(Phase.INVESTIGATING, start))


def of_impact(record: Record, impact: Impact) -> Record:
    return replace(record, incident=replace(record.incident, impact=impact))


def maintenance(provider: str, phase: Phase, said: str, start: str, end: str | None = None) -> Record:
    record = known(provider, told(Phase.SCHEDULED, "02-22 10:00"), told(phase, said), id_=f"{provider} {start}")
    window = Window(at(start), at(end) if end else None)
    return replace(record, incident=replace(record.incident, kind=Kind.MAINTENANCE, window=window))


def seen(slug: str, **state: datetime | str | None) -> FeedState:
    return replace(FeedState(f"https://{slug}.example", slug, first_good_at=LONG_AGO, last_good_at=NOW), **state)  # type: ignore[arg-type]


WELL = tuple(seen(slug) for slug in ("acme", "beta", "coral", "delta", "other"))

# Of the day. Beside each, what it adds to the time in which something was open.
DAY = (
    over("beta", "03-02 08:00", "03-02 09:30"),  # 09:00 to 09:30, the rest is of the day before: 30 m
    over("acme", "03-02 10:00", "03-02 11:00"),  # 60 m
    over("beta", "03-02 10:30", "03-02 12:00"),  # from 11:00 on: 60 m
    over("coral", "03-02 10:45", "03-02 10:50"),  # within the first: nothing
    known("acme", told(Phase.UPDATE, "03-02 12:10")),  # nobody said where it stands: nothing
    of_impact(over("delta", "03-02 12:30", "03-02 13:00"), Impact.MAJOR),  # 30 m
    over("delta", "03-02 13:30", "03-02 13:45"),  # of unknown impact: 15 m
    over("acme", "03-02 14:00", "03-02 14:20"),  # 20 m
    known(  # opened again, and open all the while: 120 m
        "coral",
        told(Phase.INVESTIGATING, "03-02 15:00"),
        told(Phase.RESOLVED, "03-02 15:30"),
        told(Phase.INVESTIGATING, "03-02 16:00"),
        told(Phase.RESOLVED, "03-02 17:00"),
    ),
    over("acme", "03-02 16:30", "03-02 17:30"),  # from 17:00 on: 30 m
    over("coral", "03-02 23:30", "03-03 00:45"),  # across midnight: 75 m
    over("acme", "03-03 00:30", "03-03 01:00"),  # from 00:45 on: 15 m
    known(  # opened again, and open: 300 m
        "beta",
        told(Phase.INVESTIGATING, "03-03 04:00"),
        told(Phase.RESOLVED, "03-03 05:00"),
        told(Phase.INVESTIGATING, "03-03 08:30"),
    ),
    still("acme", "03-03 07:00"),  # within the last: nothing
    still("coral", "03-03 08:59"),  # the same
)  # 15 incidents, 30 + 60 + 60 + 30 + 15 + 20 + 120 + 30 + 75 + 15 + 300 = 755 m

# Of the day, but in no number of incidents.
BESIDE = (
    maintenance("acme", Phase.COMPLETED, "03-02 21:00", "03-02 20:00", "03-02 21:00"),
    maintenance("beta", Phase.IN_PROGRESS, "03-03 08:00", "03-03 08:00", "03-03 10:00"),
    maintenance("coral", Phase.SCHEDULED, "02-23 10:00", "03-04 02:00", "03-04 04:00"),
    maintenance("acme", Phase.SCHEDULED, "02-24 10:00", "03-05 09:00"),  # 48 hours ahead, to the minute
    maintenance("acme", Phase.SCHEDULED, "02-24 10:01", "03-05 09:01"),  # a minute too far
    maintenance("beta", Phase.CANCELLED, "03-02 22:00", "03-06 02:00"),
    replace(still("acme", "03-02 11:11"), withdrawn=True),
    over("other", "03-02 18:00", "03-02 22:00"),  # nobody follows it here
    of_impact(over("delta", "03-02 18:00", "03-02 22:00"), Impact.MINOR),  # passes no filter
)

# Of the seven days before, from 23 February, 09:00.
WEEK = (
    over("acme", "02-23 07:00", "02-23 10:00"),  # 09:00 to 10:00: 60 m
    over("acme", "02-24 10:00", "02-24 12:00"),  # 120 m
    over("beta", "02-24 11:00", "02-24 13:00"),  # from 12:00 on: 60 m
    over("coral", "02-25 23:00", "02-26 01:00"),  # across midnight: 120 m
    over("acme", "02-26 00:00", "02-26 00:30"),  # within the last: nothing
    over("beta", "02-27 09:00", "02-27 09:01"),  # 1 m
    of_impact(over("delta", "02-27 10:00", "02-27 10:30"), Impact.CRITICAL),  # 30 m
    known("acme", told(Phase.RESOLVED, "02-27 12:00")),  # a single time is no duration: nothing
    over("coral", "02-28 00:00", "03-01 00:00"),  # a whole day: 1440 m
    over("beta", "02-28 12:00", "02-28 13:00"),  # within it: nothing
    over("acme", "03-01 10:00", "03-01 10:45"),  # 45 m
    over("coral", "03-02 08:30", "03-02 09:00"),  # to the minute at which the day begins: 30 m, and the next within
)  # and the first of the day, from 08:00 to 09:00: 13 incidents, 60 + 120 + 60 + 120 + 1 + 30 + 1440 + 45 + 60 = 1936 m

# Of before.
EARLIER = (
    over("acme", "02-20 10:00", "02-20 12:00"),
    over("beta", "02-22 23:00", "02-23 09:00"),
    of_impact(over("delta", "02-24 10:00", "02-24 20:00"), Impact.MINOR),  # passes no filter
    over("other", "02-24 10:00", "02-24 20:00"),
)
FORTY = (*DAY, *BESIDE, *WEEK, *EARLIER)


def digest(
    records: Iterable[Record] = (),
    states: Iterable[FeedState] = WELL,
    *,
    wishes: Iterable[Subscription] = WISHES,
    catches_up: bool = False,
) -> Digest:
    return compose(records, states, wishes, Span(SINCE, catches_up=catches_up), now=NOW, muted={})


# The numbers


def test_there_are_forty() -> None:
    assert len(FORTY) == len({record.incident.id for record in FORTY}) == 40


def test_the_numbers_of_the_day_are_those_reckoned_by_hand() -> None:
    totals = digest(FORTY).totals

    assert totals.incidents == 15
    assert totals.open_for == timedelta(minutes=755)


def test_the_numbers_of_the_week_before_are_those_reckoned_by_hand() -> None:
    before = digest(FORTY).before

    assert before.incidents == 13
    assert before.open_for == timedelta(minutes=1936)


def test_everything_of_the_day_stands_where_it_belongs() -> None:
    found = digest(FORTY)

    assert [record.incident.id for record in found.open] == [
        "beta 03030400",
        "acme 03030700",
        "beta 03-03 08:00",  # the maintenance that is in progress
        "coral 03030859",
    ]
    assert len(found.ended) == 13
    assert {record.incident.phase for record in found.ended} == {Phase.RESOLVED, Phase.COMPLETED, Phase.CANCELLED}
    assert [record.incident.id for record in found.reported] == ["acme 03021210"]
    assert [record.incident.window.start for record in found.planned if record.incident.window] == [
        at("03-04 02:00"),
        at("03-05 09:00"),
    ]
    assert (found.stale, found.blind) == ((), ())


def test_where_two_were_open_at_once_the_worst_stands_first_and_then_the_longest() -> None:
    records = [
        of_impact(still("coral", "03-03 02:00"), Impact.NONE),
        of_impact(still("acme", "03-03 07:00"), Impact.MINOR),
        still("acme", "03-03 04:00"),
        of_impact(still("beta", "03-03 08:00"), Impact.CRITICAL),
        of_impact(still("coral", "03-03 06:00"), Impact.MINOR),
    ]

    assert [record.incident.provider for record in digest(records).open] == ["beta", "coral", "acme", "acme", "coral"]


# What is of this time


def test_an_end_that_a_feed_told_late_is_in_the_next_digest() -> None:
    late = replace(over("acme", "03-02 08:00", "03-02 08:59"), heard=at("03-02 09:01"))

    assert digest([late]).ended == (late,)


def test_an_end_that_was_told_is_not_told_again_by_what_follows_it() -> None:
    told_before = over("acme", "03-02 08:00", "03-02 08:30")
    postmortem = told(Phase.POSTMORTEM, "03-02 16:00")
    said_again = told(Phase.RESOLVED, "03-02 16:00")

    for word in (postmortem, said_again):
        more = replace(told_before.incident, updates=(*told_before.incident.updates, word))
        assert digest([replace(told_before, incident=more, heard=at("03-02 16:00"))]).ended == ()


def test_what_ends_by_a_clock_that_is_ahead_is_told_once() -> None:
    ahead = replace(over("acme", "03-03 08:00", "03-03 09:20"), heard=at("03-03 08:59"))

    today, tomorrow = (
        compose([ahead], WELL, WISHES, Span(since), now=since + timedelta(days=1), muted={}) for since in (SINCE, NOW)
    )

    assert (len(today.ended), len(tomorrow.ended)) == (1, 0)


def test_what_was_told_after_the_fact_is_told_though_it_ended_long_before() -> None:
    record = replace(over("acme", "02-27 08:00", "02-27 09:00"), first_seen=at("03-02 16:00"), after_the_fact=True)

    assert digest([replace(record, heard=record.first_seen)]).ended != ()


def test_the_history_that_a_first_look_brings_is_no_news() -> None:
    look = at("03-02 16:00")
    states = [*WELL, replace(seen("acme", first_good_at=look), url="https://acme.example/2")]
    old, fresh, undated = (
        replace(record, first_seen=look, heard=look, after_the_fact=record.incident.phase.is_final)
        for record in (
            over("acme", "02-27 08:00", "02-27 09:00"),
            over("acme", "03-02 10:00", "03-02 11:00"),
            known("acme", told(Phase.UPDATE, "02-27 08:00")),
        )
    )

    assert digest([old, fresh, undated], states).ended == (fresh,)
    assert digest([undated], states).reported == ()


def test_what_nobody_speaks_of_any_more_stands_apart_and_makes_no_day_noisy() -> None:
    stale = still("acme", "02-25 08:00")

    found = digest([stale])

    assert (found.open, found.stale) == ((), (stale,))
    assert found.is_quiet


def test_maintenance_that_ought_to_have_begun_or_has_no_time_is_planned_still() -> None:
    overdue = maintenance("acme", Phase.SCHEDULED, "03-02 10:00", "03-03 08:00")
    undated = replace(overdue, incident=replace(overdue.incident, window=None, id="undated"))

    assert digest([undated, overdue]).planned == (overdue, undated)


# What cannot be seen


def test_a_feed_that_fails_or_is_held_or_was_never_read_is_a_blind_spot() -> None:
    fails = seen("acme", failing_since=at("03-03 07:00"), failure="The server answered 503.")
    held = seen("beta", suspect_since=at("03-03 07:00"), suspect="it is empty")
    unread = seen("coral", first_good_at=None, last_good_at=None)
    others = seen("other", failing_since=at("03-03 07:00"))

    found = digest(states=[fails, held, unread, others])

    assert found.blind == (fails, held, unread, FeedState("", "delta"))
    assert not found.is_quiet


def test_a_quiet_day_is_one_on_which_all_could_be_seen_and_nothing_was() -> None:
    assert digest().is_quiet
    assert digest(WEEK).is_quiet
    assert not digest(DAY[:1]).is_quiet
    assert not digest([maintenance("coral", Phase.SCHEDULED, "02-23 10:00", "03-04 02:00")]).is_quiet


@pytest.mark.parametrize(("days", "kind"), [(1, Timeline), (3, Timeline), (7, HoursChart)])
def test_of_days_the_times_are_drawn_and_of_a_week_the_hours(days: int, kind: type) -> None:
    drawn = chart(compose(FORTY, WELL, WISHES, Span(NOW - timedelta(days=days)), now=NOW, muted={}))

    assert isinstance(drawn, kind)


def test_what_passes_no_filter_is_not_drawn() -> None:
    drawn = chart(digest([over("acme", "03-02 10:00", "03-02 11:00"), over("other", "03-02 10:00", "03-02 11:00")]))

    assert isinstance(drawn, Timeline)
    assert [row.provider for row in drawn.rows] == ["acme"]


def test_a_day_on_which_nothing_went_on_is_not_drawn() -> None:
    assert chart(digest(WEEK)) is None
    assert chart(digest(states=[seen("acme", failing_since=at("03-03 07:00"), failure="503")])) is None
    assert chart(digest([maintenance("coral", Phase.SCHEDULED, "02-23 10:00", "03-04 02:00", "03-04 04:00")])) is None


@pytest.mark.parametrize("wishes", [WISHES[1:], ()])
def test_what_is_not_followed_is_not_told(wishes: tuple[Subscription, ...]) -> None:
    found = digest([over("acme", "03-02 10:00", "03-02 11:00")], wishes=wishes)

    assert (found.ended, found.totals.incidents) == ((), 0)
    assert found.providers == tuple(wish.provider for wish in wishes)


def test_only_the_mutes_of_what_is_followed_are_told() -> None:
    until = NOW + HOUR

    found = compose([], WELL, WISHES, Span(SINCE), now=NOW, muted={"acme": until, "other": until})

    assert found.muted == (("acme", until),)
