"""What Google's dashboards write in Atom, beyond what the goldens show."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.dialects.gcp import claim, read
from adapters.model import Entry, Incident, ParsedFeed, Phase

URL = "https://status.cloud.google.com/en/feed.atom"


def entry(update: str, title: str, head: str, *, day: int = 2, tail: str = "") -> Entry:
    body = f"<p> {head}</p><div><p>Text {update}.</p></div><hr>{tail}"
    id_ = f"tag:status.cloud.google.com,2026:feed:Inc.{update}"
    return Entry(0, id_, URL, title, (body,), updated=datetime(2026, 7, day, 12, tzinfo=UTC))


def incident(*entries: Entry) -> Incident:
    (only,) = read(ParsedFeed(URL, "atom10", "x", entries=entries), "gcp").incidents
    return only


def span(start: str, end: str = "", zone: str = "US/Pacific") -> str:
    ended = f" and ended at <strong>{end}</strong>" if end else ""
    return f"Incident began at <strong>{start}</strong>{ended} <span>(all times are <strong>{zone}</strong>).</span>"


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2026-01-10 08:30", datetime(2026, 1, 10, 16, 30, tzinfo=UTC)),
        ("2026-07-01 08:30", datetime(2026, 7, 1, 15, 30, tzinfo=UTC)),
    ],
)
def test_times_in_the_text_are_of_the_zone_that_is_named_there(start: str, utc: datetime) -> None:  # P13
    assert incident(entry("a", "UPDATE: X", span(start))).started_at == utc


@pytest.mark.parametrize("zone", ["Nowhere/At_all", "UTC/UTC", "a"])
def test_a_zone_that_nobody_knows_tells_no_time(zone: str) -> None:  # P13
    told = incident(entry("a", "UPDATE: X", span("2026-07-01 08:30", zone=zone)))

    assert told.stated_start is None
    assert told.phase is Phase.UPDATE


def test_without_an_end_it_is_open_and_with_one_it_is_over() -> None:
    going = entry("a", "UPDATE: X", span("2026-07-01 08:30"))
    ended = entry("b", "X", span("2026-07-01 08:30", "2026-07-01 09:30"), day=3)

    assert incident(going).is_open
    assert [update.phase for update in incident(ended, going).updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert [update.id for update in incident(ended, going).updates] == ["a", "b"]


def test_products_and_locations_are_its_components() -> None:
    tail = "<p>Affected products: A, B, A</p><p>Affected locations: Iowa (us-central1)</p>"

    told = incident(entry("a", "UPDATE: X", span("2026-07-01 08:30"), tail=tail))

    assert told.components == ("A", "B", "Iowa (us-central1)")
    assert told.updates[0].text.plain == "Text a."


def test_an_empty_dashboard_is_still_known_by_its_id() -> None:
    empty = ParsedFeed(URL, "atom10", "Updates", id="https://status.cloud.google.com/")

    assert claim(empty).certainty > 0.5
    assert claim(ParsedFeed(URL, "atom10", "Updates")).certainty == 0


def test_a_text_may_have_rules_of_its_own_and_only_what_stands_below_the_last_is_no_part_of_it() -> None:
    rule = "</div><hr><p>Affected products: not yet known</p><hr><p>Affected products: A, B</p>"

    found = incident(entry("a", "UPDATE: X", span("2026-01-10 08:30")))
    ruled = incident(
        replace(entry("a", "UPDATE: X", ""), bodies=(f"<p> {span('2026-01-10 08:30')}</p><div><p>Text.</p>{rule}",))
    )

    assert found.updates[0].text.plain == "Text a."
    assert ruled.updates[0].text.plain == "Text.\nAffected products: not yet known"
    assert ruled.components == ("A", "B")
