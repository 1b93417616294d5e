"""Facts that were checked by eye in real feeds, captured from 2019 to 2026.

The captures are other people's words and not part of this repository: without the folder beside it these tests skip.
"""

import pytest

from adapters.dialects.table import recognise
from adapters.errors import NotAFeedError
from adapters.model import Incident, Kind, Phase, Window
from tests.captures import CAPTURES, incident, only_with_captures, parsed, read, utc

STATUSPAGE = {  # capture: incidents, updates (as many as there are lines of small print in it)
    "01-statuspage-digitalocean-20191030.atom.xml": (25, 95),
    "05-statuspage-digitalocean-20200111.rss.xml": (25, 85),
    "07-statuspage-digitalocean-20200121.rss.xml": (25, 83),
    "08-statuspage-digitalocean-20200121.atom.xml": (25, 83),
    "13-statuspage-github-20191122.atom.xml": (25, 100),
    "15-statuspage-symantecwss-20200102.atom.xml": (25, 58),
    "17-statuspage-atlassianstatuspage-20191215.atom.xml": (25, 57),
    "18-statuspage-newtrialpage-20200104.rss.xml": (2, 9),
    "21-statuspage-streamyard-20240610.rss.xml": (17, 46),
    "57-statuspage-moonpay-20251128.rss.xml": (25, 69),
    "61-statuspage-claude-20261008.atom.xml": (4, 10),
    "67-statuspage-claude-20261007.rss.xml": (4, 8),
}
NO_FEEDS = (
    "22-statuspage-streamyard-20240610-historypage.html",
    "28-statuspage-api-fixture.json",
    "63-http-headers-statuspage-incidentio.json",
)

pytestmark = only_with_captures


@pytest.mark.parametrize("name", STATUSPAGE)
def test_statuspage_is_recognised_with_certainty(name: str) -> None:
    dialect, claim = recognise(parsed(name))

    assert dialect.name == "statuspage"
    assert claim.certainty > 0.9


@pytest.mark.parametrize(("name", "counts"), STATUSPAGE.items())
def test_no_entry_and_no_update_is_lost(name: str, counts: tuple[int, int]) -> None:
    reading = read(name)

    assert not reading.skipped
    assert (len(reading.incidents), sum(len(each.updates) for each in reading.incidents)) == counts


@pytest.mark.parametrize("name", STATUSPAGE)
def test_every_update_has_a_time_a_text_and_its_place(name: str) -> None:
    example = "cj386ys3m7fq"  # the made-up incident of every new page: its times do not ascend, its order does
    incidents = [each for each in read(name).incidents if each.id != example]

    for each in incidents:
        times = [update.at for update in each.updates if update.at]
        assert len(times) == len(each.updates)
        assert times == sorted(times)
        assert all(update.text for update in each.updates)


@pytest.mark.parametrize("name", STATUSPAGE)
def test_ids_are_the_codes_and_do_not_repeat(name: str) -> None:
    ids = [each.id for each in read(name).incidents]

    assert len(set(ids)) == len(ids)
    assert all(each.isalnum() and len(each) == 12 for each in ids)


@pytest.mark.parametrize("name", sorted(path.name for path in CAPTURES.glob("*.xml") if "statuspage" not in path.name))
def test_nothing_else_is_taken_for_statuspage(name: str) -> None:
    dialect, _ = recognise(parsed(name))

    assert dialect.name != "statuspage"


@pytest.mark.parametrize("name", NO_FEEDS)
def test_what_is_no_feed_is_said_to_be_none(name: str) -> None:
    with pytest.raises(NotAFeedError):
        parsed(name)


def test_rss_and_atom_of_one_instant_differ_in_nothing_but_revisions() -> None:
    rss = read("07-statuspage-digitalocean-20200121.rss.xml").incidents
    atom = read("08-statuspage-digitalocean-20200121.atom.xml").incidents

    def said(each: Incident) -> tuple[object, ...]:
        return each.id, each.title, each.url, each.kind, each.phase, each.updates, each.window

    assert {said(each) for each in rss} == {said(each) for each in atom}


def test_an_incident_grows_at_its_new_end_between_two_looks() -> None:
    before = incident("67-statuspage-claude-20261007.rss.xml", "978mjkgw6mh7")
    after = incident("61-statuspage-claude-20261008.atom.xml", "978mjkgw6mh7")

    assert after.updates[1:3] == before.updates
    assert after.phase is Phase.MONITORING
    assert after.updates[-1].at == utc(2026, 10, 7, 21, 44)
    assert after.started_at == utc(2026, 10, 7, 13, 25)
    assert after.is_open


def test_a_window_is_read_from_its_banner_across_midnight() -> None:
    name = "15-statuspage-symantecwss-20200102.atom.xml"

    planned = incident(name, "4mtrqydg1kkp")

    assert planned.kind is Kind.MAINTENANCE
    assert planned.phase is Phase.SCHEDULED
    assert planned.window == Window(utc(2020, 1, 8, 21, 0), utc(2020, 1, 9, 1, 0))
    assert planned.updates[0].at == utc(2019, 12, 12, 21, 33)
    assert planned.revised_at == utc(2019, 12, 12, 22, 36)


def test_a_zone_with_summer_time_moves_with_the_date() -> None:
    name = "17-statuspage-atlassianstatuspage-20191215.atom.xml"

    winter, summer = incident(name, "vkcj4hd8jxfy"), incident(name, "c666y50f1xr9")

    assert winter.resolved_at == utc(2019, 11, 29, 10, 31)
    assert summer.updates[0].at == utc(2019, 8, 12, 16, 14)
    assert summer.revised_at == utc(2019, 9, 6, 17, 55, 55)  # a silent edit, weeks after the end


def test_a_maintenance_without_a_window_knows_no_start() -> None:
    name = "17-statuspage-atlassianstatuspage-20191215.atom.xml"

    silent = incident(name, "j27vtn1v1d7w")

    assert [update.phase for update in silent.updates] == [Phase.SCHEDULED, Phase.COMPLETED]
    assert silent.started_at is None
    assert silent.resolved_at == utc(2019, 8, 16, 22, 34)


def test_maintenances_with_a_planned_end_are_maintenances() -> None:
    name = "57-statuspage-moonpay-20251128.rss.xml"
    marked = sum("maintenanceenddate" in dict(entry.extras) for entry in parsed(name).entries)

    planned = [each for each in read(name).incidents if each.kind is Kind.MAINTENANCE]

    assert marked == len(planned) == 3
    assert all(each.phase is Phase.COMPLETED for each in planned)


def test_an_end_told_in_passing_is_no_end() -> None:
    support = incident("57-statuspage-moonpay-20251128.rss.xml", "phfrj9h2hbmt")

    assert [update.phase for update in support.updates] == [Phase.IDENTIFIED, Phase.UPDATE, Phase.RESOLVED]
    assert support.updates[1].text.plain == "Resolved - All systems are operating normally."


def test_the_page_s_order_stands_where_its_times_do_not_ascend() -> None:
    example = incident("18-statuspage-newtrialpage-20200104.rss.xml", "cj386ys3m7fq")

    assert [update.phase for update in example.updates] == [
        Phase.INVESTIGATING,
        Phase.IDENTIFIED,
        Phase.MONITORING,
        Phase.RESOLVED,
    ]
    assert not example.is_open


def test_a_back_dated_incident_starts_and_ends_at_once() -> None:
    hindsight = incident("17-statuspage-atlassianstatuspage-20191215.atom.xml", "mcnjskvgv0wn")

    assert [update.phase for update in hindsight.updates] == [Phase.RESOLVED]
    assert hindsight.duration is None  # P3: one time is no duration
