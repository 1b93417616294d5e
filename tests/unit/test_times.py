"""Times that pages write: years that are missing, zones that are names, and what cannot be told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapters.times import (
    Shown,
    believable,
    dated_after,
    dated_before,
    read_shown,
    read_stamp,
    to_utc,
    zone_of,
    zones_named,
)


def clock(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001  # a clock on a page, whose zone is still to be found


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def shown(said: str) -> Shown:
    found = read_shown(said)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Fri, 28 Aug 2026 19:50:46 GMT", "2026-08-28T19:50:46+00:00"),
        ("Fri, 28 Aug 2026 19:50:46 +0200", "2026-08-28T19:50:46+02:00"),
        ("Thu, 4 Jun 2026 05:15:00 PDT", "2026-06-04T05:15:00-07:00"),
        ("Thu, 4 Jun 2026 05:15:00 PST", "2026-06-04T05:15:00-08:00"),  # in a date the name is an offset
        ("Tue,  3 Sep 2019 01:02:03 -0000", "2019-09-03T01:02:03+00:00"),
        ("Mon, 02 Jan 2017 15:04:05 Z", "2017-01-02T15:04:05+00:00"),
        ("Wed, 01 Jul 2026 10:00:00 CEST", "2026-07-01T10:00:00+02:00"),
        ("Wed, 01 Jul 2026 10:00 UT", "2026-07-01T10:00:00+00:00"),
        ("2026-02-22T14:54:30.659Z", "2026-02-22T14:54:30.659000+00:00"),
        ("2019-12-15T00:00:02-08:00", "2019-12-15T00:00:02-08:00"),
        ("2026-01-01 10:00", "2026-01-01T10:00:00+00:00"),
        ("  2026-01-01T10:00:00Z\n", "2026-01-01T10:00:00+00:00"),
        ("Oct 8, 2026 9:45 PM UTC", "2026-10-08T21:45:00+00:00"),
        ("Thu, 08 Oct 2026 12:05:09 am PDT", "2026-10-08T00:05:09-07:00"),
    ],
)
def test_the_date_of_an_entry_keeps_its_offset(said: str, expected: str) -> None:
    stamp = read_stamp(said)

    assert stamp is not None
    assert stamp.isoformat() == expected


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "   ",
        "yesterday",
        "Wed, 32 Jul 2026 10:00:00 GMT",
        "1 Jul 2026 99:00:00 GMT",
        "Wed, 01 Jul 2026 10:00:00 +9999",
        "Mon, 05 Oct 2026 10:00:00 XYZ",
        "Wed, 01 Jul 2026 10:00:00 IST",  # Kolkata, Dublin or Jerusalem
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "Wed, 01 Jul 99999999999999999999 10:00:00 GMT",
    ],
)
def test_a_date_that_cannot_be_read_is_none(said: str | None) -> None:  # P13
    assert read_stamp(said) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Nov  5, 03:25 PST", Shown(11, 5, 3, 25, zone="PST", said="Nov 5, 03:25 PST")),
        ("June 4, 2026 05:15 PDT", Shown(6, 4, 5, 15, year=2026, zone="PDT", said="June 4, 2026 05:15 PDT")),
        ("May 13, 2017, 06:45 UTC", Shown(5, 13, 6, 45, year=2017, zone="UTC", said="May 13, 2017, 06:45 UTC")),
        ("Aug 28, 10:33 PM UTC", Shown(8, 28, 22, 33, zone="UTC", said="Aug 28, 10:33 PM UTC")),
        ("Aug 28, 12:05 AM UTC", Shown(8, 28, 0, 5, zone="UTC", said="Aug 28, 12:05 AM UTC")),
        ("Sep 25, 15:15:09 GMT+0", Shown(9, 25, 15, 15, 9, zone="GMT+0", said="Sep 25, 15:15:09 GMT+0")),
        ("Jan 9, 14:00 GMT+08:00", Shown(1, 9, 14, 0, zone="GMT+08:00", said="Jan 9, 14:00 GMT+08:00")),
        ("Dec 8, 12:00 -03", Shown(12, 8, 12, 0, zone="-03", said="Dec 8, 12:00 -03")),
        ("Dec 8, 12:00", Shown(12, 8, 12, 0, said="Dec 8, 12:00")),
    ],
)
def test_a_shown_time_is_read_as_it_stands(said: str, expected: Shown) -> None:
    assert read_shown(said) == expected


@pytest.mark.parametrize("said", ["", "Resolved", "Foo 5, 03:25 PST", "Nov 5", "see Nov 5, 03:25 PST", "5, 03:25"])
def test_what_is_no_time_is_none(said: str) -> None:
    assert read_shown(said) is None


def test_a_missing_year_is_counted_backwards() -> None:  # P13
    assert dated_before(shown("Dec 31, 23:50 UTC"), clock(2026, 1, 2)) == clock(2025, 12, 31, 23, 50)
    assert dated_before(shown("Jan 2, 08:00 UTC"), clock(2026, 1, 2, 9)) == clock(2026, 1, 2, 8)


def test_a_leap_day_is_in_a_leap_year() -> None:  # P13
    assert dated_before(shown("Feb 29, 12:00 UTC"), clock(2026, 3, 1)) == clock(2024, 2, 29, 12)
    assert dated_after(shown("Feb 29, 12:00 UTC"), clock(2026, 3, 1)) == clock(2028, 2, 29, 12)


@pytest.mark.parametrize("said", ["Feb 31, 10:00 UTC", "Feb 3, 25:00 UTC", "Feb 3, 10:99 UTC", "Feb 0, 10:00 UTC"])
def test_a_time_that_no_calendar_has_is_none(said: str) -> None:  # P13
    assert dated_before(shown(said), clock(2026, 3, 1)) is None
    assert dated_after(shown(said), clock(2026, 3, 1)) is None


def test_the_ends_of_the_calendar_are_survived() -> None:
    assert dated_before(shown("Dec 31, 10:00 UTC"), clock(1, 1, 1)) is None
    assert dated_after(shown("Jan 1, 10:00 UTC"), clock(9999, 12, 31)) is None


def test_a_year_that_is_written_is_believed() -> None:
    assert dated_before(shown("May 13, 2017, 06:45 UTC"), clock(2026, 1, 1)) == clock(2017, 5, 13, 6, 45)
    assert dated_after(shown("May 13, 2017, 06:45 UTC"), clock(2026, 1, 1)) == clock(2017, 5, 13, 6, 45)


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("UTC", clock(2026, 7, 1, 12), utc(2026, 7, 1, 12)),
        ("PST", clock(2026, 1, 1, 12), utc(2026, 1, 1, 20)),
        ("PST", clock(2026, 7, 1, 12), utc(2026, 7, 1, 19)),  # the page's zone, not that day's offset
        ("CEST", clock(2026, 1, 1, 12), utc(2026, 1, 1, 11)),
        ("AEDT", clock(2026, 1, 1, 12), utc(2026, 1, 1, 1)),
        ("NZDT", clock(2026, 1, 1, 12), utc(2025, 12, 31, 23)),
        ("JST", clock(2026, 1, 1, 12), utc(2026, 1, 1, 3)),
        ("GMT+08:00", clock(2026, 1, 1, 12), utc(2026, 1, 1, 4)),
        ("-0330", clock(2026, 1, 1, 12), utc(2026, 1, 1, 15, 30)),
        ("utc+5", clock(2026, 1, 1, 12), utc(2026, 1, 1, 7)),
    ],
)
def test_a_zone_is_known_by_its_name(name: str, at: datetime, expected: datetime) -> None:  # P13
    zone = zone_of(name, at, ())

    assert zone is not None
    assert to_utc(at, zone, name) == expected


@pytest.mark.parametrize("name", ["CST", "IST", "XYZ", "", "+15:00", "GMT+99", "Pacific"])
def test_a_zone_that_nothing_decides_is_none(name: str) -> None:  # P13
    assert zone_of(name, clock(2026, 7, 1, 12), ()) is None


def test_the_entry_s_offset_overrules_a_wrong_name() -> None:  # P13
    stamp = datetime(2026, 8, 4, 15, 10, 20, tzinfo=timezone(timedelta(hours=1)))

    zone = zone_of("GMT", clock(2026, 8, 4, 15, 10), [stamp])

    assert zone is not None
    assert to_utc(clock(2026, 8, 4, 15, 10), zone) == utc(2026, 8, 4, 14, 10)


def test_an_offset_whose_clock_disagrees_overrules_nothing() -> None:  # P13
    zone = zone_of("PDT", clock(2026, 8, 4, 8, 10), [utc(2026, 8, 4, 15, 10)])

    assert zone is not None
    assert to_utc(clock(2026, 8, 4, 8, 10), zone) == utc(2026, 8, 4, 15, 10)


def test_an_ambiguous_name_is_decided_by_the_instant() -> None:  # P13
    zone = zone_of("CST", clock(2026, 8, 4, 18, 0), [utc(2026, 8, 4, 10, 1)])

    assert str(zone) == "Asia/Shanghai"


def test_an_ambiguous_name_is_decided_by_the_offset() -> None:  # P13
    stamp = datetime(2026, 1, 9, 3, 0, tzinfo=timezone(timedelta(hours=-6)))

    assert str(zone_of("CST", clock(2026, 1, 8, 18, 0), [stamp])) == "America/Chicago"


def test_an_ambiguous_name_whose_zones_agree_that_day_is_enough() -> None:  # P13
    assert zone_of("MST", clock(2026, 1, 8, 18, 0), ()) is not None
    assert zone_of("MST", clock(2026, 7, 8, 18, 0), ()) is None


def test_the_hour_that_comes_twice_is_told_by_its_name() -> None:  # P13
    (new_york,) = zones_named("EST")

    assert to_utc(clock(2026, 11, 1, 1, 30), new_york, "EDT") == utc(2026, 11, 1, 5, 30)
    assert to_utc(clock(2026, 11, 1, 1, 30), new_york, "EST") == utc(2026, 11, 1, 6, 30)


def test_what_nobody_can_have_said_is_not_believed() -> None:  # P13
    assert not believable(None)
    assert not believable(utc(1970, 1, 1))
    assert not believable(utc(2026, 5, 2), latest=utc(2026, 5, 1))
    assert believable(utc(2026, 5, 1), latest=utc(2026, 5, 1))
