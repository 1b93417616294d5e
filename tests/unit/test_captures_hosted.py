"""Facts that were checked by eye in real feeds of hosted platforms, of 2017 to 2026, and in fixtures of them.

The captures are other people's words and not part of this repository: without the folder beside it these tests skip.
"""

from datetime import datetime
from pathlib import Path

import pytest

from adapters.dialects.table import DIALECTS, recognise
from adapters.model import Kind, Phase
from tests.captures import CAPTURES, incident, only_with_captures, parsed, read, utc

INCIDENTIO = "41-incidentio-openai-202602.atom.xml"
INSTATUS = "33-instatus-northflank-202610.rss.xml"
STATUSIO = "46-statusio-docker-202606.rss.xml"
BETTERSTACK = "53-betterstack-langdock-guid-20260730.rss.xml"
BETTERSTACK_EMPTY = "betterstack-helicone-4.empty.xml"
HUND = "52-hund-fixture.atom.xml"
CSTATE = "cstate-torproject-1.xml"
LAMBSTATUS = "25-lambstatus-demo-20171014.rss.xml"
HOSTED = {  # capture: dialect, incidents, updates
    INCIDENTIO: ("incidentio", 2, 2),
    INSTATUS: ("instatus", 3, 7),
    STATUSIO: ("statusio", 2, 4),
    BETTERSTACK: ("betterstack", 2, 3),
    BETTERSTACK_EMPTY: ("betterstack", 0, 0),
    HUND: ("hund", 3, 3),
    CSTATE: ("cstate", 3, 5),
    LAMBSTATUS: ("lambstatus", 3, 7),
}
NAMES = frozenset(dialect for dialect, _, _ in HOSTED.values()) | {"cachet", "openstatus", "kener"}

pytestmark = only_with_captures


def told(name: str, code: str) -> list[tuple[datetime | None, str]]:
    return [(update.at, update.phase.value) for update in incident(name, code).updates]


@pytest.mark.parametrize(("name", "facts"), HOSTED.items())
def test_each_is_its_own_platform_s_and_nothing_in_it_is_lost(name: str, facts: tuple[str, int, int]) -> None:
    dialect, claim = recognise(parsed(name))
    reading = read(name)

    assert dialect.name == facts[0]
    assert claim.certainty >= 0.9
    assert not reading.skipped
    assert (len(reading.incidents), sum(len(each.updates) for each in reading.incidents)) == facts[1:]


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*.xml")), ids=lambda path: str(path.stem))
def test_no_two_platforms_are_near_to_each_other_in_any_capture(path: Path) -> None:
    sure = {dialect.name: dialect.claim(parsed(path.name)).certainty for dialect in DIALECTS}
    best = max(sure, key=sure.__getitem__)
    others = [certainty for name, certainty in sure.items() if name != best]

    assert sure[best] - max(others) > 0.2 or best == "generic"
    assert (best in NAMES) == (path.name in HOSTED)


def test_incident_io_tells_the_newest_update_alone() -> None:
    latency = incident(INCIDENTIO, "01KHYH2KT8VNWS146V0S09MF29")

    assert latency.partial
    assert latency.components == ("Conversations",)
    assert told(INCIDENTIO, latency.id) == [(utc(2026, 2, 20, 22, 44, 27).replace(microsecond=567000), "resolved")]
    assert latency.updates[0].text.plain == "All impacted services have now fully recovered."
    assert latency.url == "https://status.openai.com/incidents/01KHYH2KT8VNWS146V0S09MF29"


def test_instatus_tells_every_update_with_seconds_and_the_components_of_the_description() -> None:
    workloads = incident(INSTATUS, "cmsg4fvtt034m1ao3nowjoker")

    assert workloads.components == ("Addons", "Jobs", "Services")
    assert told(INSTATUS, workloads.id) == [
        (utc(2026, 8, 5, 13, 27, 13), "investigating"),
        (utc(2026, 8, 5, 13, 42, 39), "monitoring"),
        (utc(2026, 8, 5, 14, 27, 54), "resolved"),
    ]
    assert workloads.updates[-1].text.plain == "All affected workloads are now fully operational."
    assert len(workloads.updates[0].text.blocks) == 2


def test_status_io_tells_maintenance_by_its_link_and_times_in_the_zone_of_the_page() -> None:
    assert told(STATUSIO, "6a216c468614df05b0372d0d") == [
        (utc(2026, 6, 4, 12, 15), "investigating"),
        (utc(2026, 6, 4, 13, 43), "resolved"),
    ]
    assert told(STATUSIO, "6a0ec04beac9dc05ffa1f136") == [
        (utc(2026, 5, 28, 14, 0), "in_progress"),
        (utc(2026, 5, 28, 16, 0), "completed"),
    ]
    assert incident(STATUSIO, "6a0ec04beac9dc05ffa1f136").kind is Kind.MAINTENANCE


def test_better_stack_s_events_of_one_id_are_one_incident() -> None:
    assert told(BETTERSTACK, "aaa111") == [
        (utc(2026, 7, 29, 6, 44, 18), "investigating"),
        (utc(2026, 7, 29, 6, 54, 56), "resolved"),
    ]
    assert incident(BETTERSTACK, "bbb222").is_open


def test_hund_s_titles_tell_the_state_in_two_languages() -> None:
    assert [(each.title, each.phase) for each in read(HUND).incidents] == [
        ("Maintenance Window", Phase.RESOLVED),
        ("Login failures", Phase.INVESTIGATING),
        ("Störung Webhosting", Phase.RESOLVED),
    ]
    assert incident(HUND, "ccc333").started_at == utc(2026, 5, 15, 16, 0)


def test_cstate_s_category_is_the_end_with_a_zone_and_without() -> None:
    routing, metrics = (incident(CSTATE, code) for code in ("2022-01-25-routing-issues", "2021-06-05-metris-website"))

    assert (routing.started_at, routing.resolved_at) == (utc(2022, 1, 25, 6, 0), utc(2022, 1, 27, 18, 58))
    assert (metrics.started_at, metrics.resolved_at) == (utc(2021, 6, 3, 8, 0), utc(2021, 6, 14, 16, 0))
    assert incident(CSTATE, "2022-06-09-network-ddos").phase is Phase.UPDATE


def test_lambstatus_s_updates_have_their_own_dates_whatever_the_entry_s_is() -> None:
    assert told(LAMBSTATUS, "bqoDstalneID") == [
        (utc(2017, 5, 13, 6, 41), "investigating"),
        (utc(2017, 5, 13, 6, 42), "monitoring"),
        (utc(2017, 5, 13, 6, 50), "monitoring"),
    ]
    assert incident(LAMBSTATUS, "7pEQuSc083Rv").kind is Kind.MAINTENANCE
