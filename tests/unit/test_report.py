"""A month in numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.model import Impact, Incident
from bot.core.notices import OURSELVES
from bot.core.period import Period
from bot.core.record import Record
from bot.core.report import ProviderMonth, Report, compose, month
from bot.render.report import percent
from tests.forty import FORTY, MARCH, NOW, OF_MARCH, OF_PROVIDERS, PROVIDERS, REPORTED, WORST_DAYS
from tests.incidents import at, incident, investigating, resolved

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SEEN = dict.fromkeys(PROVIDERS, LONG_AGO)


def reported(*records: Record, notices: tuple[Incident, ...] = (), period: Period = MARCH) -> Report:
    return compose(records, notices, period, providers=["acme"], seen_since=SEEN, zone=UTC)


def of_acme(report: Report) -> ProviderMonth:
    (found,) = (month for month in report.providers if month.provider == "acme")
    return found


def rated(impact: Impact, begun: str, over: str, id_: str = "1") -> Record:
    told = incident(investigating(begun), resolved(over), id_=id_)
    return Record(replace(told, impact=impact), first_seen=at(begun), heard=at(over))


# The forty


def test_the_report_on_the_forty_is_that_worked_out_by_hand() -> None:
    report = compose(FORTY, [], MARCH, providers=[], seen_since=SEEN, zone=UTC)

    assert report.totals == OF_MARCH
    assert {month.provider: month.totals for month in report.providers} == OF_PROVIDERS
    assert [month.provider for month in report.providers] == list(REPORTED)
    for told in report.providers:
        by_hand = REPORTED[told.provider]
        assert told.availability == (by_hand.available and pytest.approx(by_hand.available))
        assert (told.told_after, told.resolved_after) == (by_hand.told_after, by_hand.resolved_after)
    assert report.worst_days == WORST_DAYS


def test_incidents_and_maintenance_stand_apart_in_their_order() -> None:
    report = compose(FORTY, [], MARCH, providers=[], seen_since=SEEN, zone=UTC)

    assert [it.id for it in report.incidents] == [
        *("5", "1", "2", "3", "19", "20", "4", "26", "27", "15", "16", "7", "8", "11", "35", "12", "13", "36"),
        *("39", "10", "40", "21", "22", "23", "25", "28", "29", "14", "6", "37"),
    ]
    assert [it.id for it in report.maintenance] == ["30", "31", "9", "17"]


# Availability


def test_only_what_is_major_or_critical_takes_from_availability() -> None:
    impacts = [Impact.MINOR, Impact.NONE, Impact.UNKNOWN, Impact.MAINTENANCE]
    minor = [rated(impact, f"{hour:02}:00", f"{hour:02}:30", impact) for hour, impact in enumerate(impacts)]

    assert of_acme(reported(*minor)).availability == 1
    assert of_acme(reported(*minor, rated(Impact.MAJOR, "09:00", "09:30", "9"))).availability == 1 - 0.5 / 744


def test_a_provider_without_an_incident_was_available_as_far_as_it_said() -> None:
    assert of_acme(reported()).availability == 1


def test_there_is_no_figure_where_no_impact_was_ever_told() -> None:
    assert of_acme(reported(rated(Impact.UNKNOWN, "09:00", "10:00"))).availability is None


@pytest.mark.parametrize("seen_since", [{}, {"acme": MARCH.until}])
def test_there_is_no_figure_where_nothing_was_seen(seen_since: dict[str, datetime]) -> None:
    report = compose([], [], MARCH, providers=["acme"], seen_since=seen_since, zone=UTC)

    assert of_acme(report).availability is None


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1, "100 %"),
        (0.999999, "99.99 %"),
        (0.9999, "99.99 %"),
        (0.9998, "99.98 %"),
        (1 - 15 / 744, "97.98 %"),
        (0, "0.00 %"),
    ],
)
def test_a_share_is_never_rounded_up(share: float, shown: str) -> None:
    assert percent(share) == shown


# How soon


@pytest.mark.parametrize(
    ("stated", "partial", "expected"),
    [
        ("08:30", False, timedelta(minutes=30)),
        ("09:00", False, None),  # the first word says nothing apart from itself
        ("09:30", False, None),
        (None, False, None),
        ("08:30", True, None),  # an earlier word may be missing
    ],
)
def test_a_provider_told_its_users_late_only_if_it_says_when_it_began(
    stated: str | None, expected: timedelta | None, *, partial: bool
) -> None:
    told = replace(rated(Impact.MAJOR, "09:00", "10:00").incident, partial=partial)
    late = replace(told, stated_start=at(stated) if stated else None)

    assert of_acme(reported(Record(late, first_seen=NOW, heard=NOW))).told_after == expected


# The month


@pytest.mark.parametrize(
    ("first", "zone", "since", "until", "hours"),
    [
        (date(2026, 3, 1), UTC, "2026-03-01T00:00Z", "2026-04-01T00:00Z", 744),
        (date(2026, 3, 1), BERLIN, "2026-02-28T23:00Z", "2026-03-31T22:00Z", 743),  # the clocks go forward
        (date(2025, 10, 1), BERLIN, "2025-09-30T22:00Z", "2025-10-31T23:00Z", 745),  # and back
        (date(2025, 12, 1), UTC, "2025-12-01T00:00Z", "2026-01-01T00:00Z", 744),
        (date(2024, 2, 1), ZoneInfo("Pacific/Kiritimati"), "2024-01-31T10:00Z", "2024-02-29T10:00Z", 696),
    ],
)
def test_a_month_is_as_long_as_it_is_on_the_clock(
    first: date, zone: ZoneInfo, since: str, until: str, hours: int
) -> None:
    period = month(first, zone, NOW)

    assert (period.since, period.until) == (datetime.fromisoformat(since), datetime.fromisoformat(until))
    assert period.length == timedelta(hours=hours)


def test_a_month_that_goes_on_is_told_as_far_as_it_has_come() -> None:
    assert month(date(2026, 4, 1), UTC, NOW) == Period(MARCH.until, NOW, NOW)


def test_a_month_that_has_not_begun_is_empty() -> None:
    assert month(date(2026, 5, 1), UTC, NOW).length == timedelta(0)


# The days


def test_a_day_is_one_on_the_clock_of_the_reader() -> None:
    late = rated(Impact.MAJOR, "22:00", "23:30")  # UTC; from 23:00 to 00:30 in Berlin

    worst = compose([late], [], MARCH, providers=[], seen_since=SEEN, zone=BERLIN).worst_days

    assert [(it.day.day, it.outage) for it in worst] == [(2, timedelta(hours=1)), (3, timedelta(minutes=30))]


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    always = Record(replace(incident(investigating("09:00", day=1)), impact=Impact.MAJOR), LONG_AGO, LONG_AGO)
    day = Period(at("23:00", day=27), at("22:00", day=29), NOW)

    worst = compose([always], [], day, providers=[], seen_since=SEEN, zone=BERLIN).worst_days

    assert [(it.day.day, it.outage) for it in worst] == [(28, timedelta(hours=24)), (29, timedelta(hours=23))]


# What could not be seen


def test_our_own_notices_are_told_of_the_providers_of_the_report() -> None:
    dark = replace(incident(investigating("09:00"), resolved("10:00"), id_="dark"), provider="acme")
    before = replace(incident(investigating("09:00", day=1), resolved("10:00", day=1)), id="before")
    of_others = replace(dark, provider="beta")

    report = reported(notices=(dark, before, of_others), period=replace(MARCH, since=at("00:00")))

    assert report.unseen == (dark,)
    assert report.incidents == ()
    assert OURSELVES not in {told.provider for told in report.providers}


def test_of_a_month_that_has_not_begun_no_availability_is_known() -> None:
    period = month(date(2026, 4, 1), UTC, at("09:00"))

    assert of_acme(reported(period=period)).availability is None
