"""What parsers of status feeds must survive, as far as the clouds, the single pages and JSON bring it."""

import json
from datetime import datetime

import pytest

from adapters.dialects.table import DIALECTS, recognise
from adapters.model import Absence, Entry, Feed, Incident, ParsedFeed, Phase, Reading
from adapters.parse import parse
from adapters.poll import read

URL = "https://status.acme.example/feed"
SLACK = "https://slack-status.com/2026-02/0123456789abcdef"


def rss(*items: str, title: str = "Acme", head: str = "") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>{title}</title>{head}{inner}</channel></rss>'.encode()


def item(title: str, body: str, guid: str, date: str, *, link: str = URL) -> str:
    return (
        f"<title><![CDATA[{title}]]></title><link>{link}</link><guid>{guid}</guid>"
        f"<pubDate>{date}</pubDate><description><![CDATA[{body}]]></description>"
    )


def aws(title: str, body: str, fragment: str, date: str) -> str:
    return item(title, body, f"https://status.aws.amazon.com/#{fragment}", date, link="https://status.aws.amazon.com/")


def look(body: bytes, url: str = URL) -> tuple[Reading, str]:
    reading, dialect, _ = read(body, Feed("acme", url))
    return reading, dialect


def only(body: bytes, url: str = URL) -> Incident:
    (incident,) = look(body, url)[0].incidents
    return incident


def test_one_item_an_update_and_no_id_of_the_incident() -> None:
    outage = only(
        rss(
            aws("Service impact: Errors", "More.", "ec2-us-east-1_1772445600", "Mon, 02 Mar 2026 02:00:00 PST"),
            aws("Service impact: Errors", "Some.", "ec2-us-east-1_1772442000", "Mon, 02 Mar 2026 01:00:00 PST"),
        )
    )

    assert [update.text.plain for update in outage.updates] == ["Some.", "More."]


def test_one_item_an_update_and_all_with_one_guid() -> None:
    link = "https://status.acme.example/incident/4c854daa"
    incident = only(
        rss(
            item("Errors", "Status: Resolved<br/>Over.", link, "Mon, 02 Mar 2026 10:00:00 GMT", link=link),
            item("Errors", "Status: Identified<br/>Found.", link, "Mon, 02 Mar 2026 09:30:00 GMT", link=link),
            item("Errors", "Status: Investigating<br/>Looking.", link, "Mon, 02 Mar 2026 09:00:00 GMT", link=link),
        )
    )

    assert [update.phase for update in incident.updates] == [Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.RESOLVED]


def test_a_time_of_day_without_a_date_goes_on_to_the_next_day() -> None:
    notes = "".join(
        f"<p><small>{clock} PST</small> {words}</p>"
        for clock, words in (("9:00pm", "One."), ("11:30pm", "Two."), ("12:30am", "Three."), ("12:30am", "Four."))
    )
    published = datetime.fromisoformat("2026-02-10T21:00:30-08:00")
    entry = Entry(0, SLACK, SLACK, "Incident: X", (notes,), published, published)

    reading = recognise(feed(entry))[0].read(feed(entry), "slack")

    times = [update.at.isoformat() if update.at else None for update in reading.incidents[0].updates]
    assert times == [
        "2026-02-11T05:00:00+00:00",
        "2026-02-11T07:30:00+00:00",
        "2026-02-11T08:30:00+00:00",
        "2026-02-11T08:30:00+00:00",
    ]


def test_a_report_after_the_end_reopens_nothing() -> None:
    updates = [
        {"when": "2026-03-04T09:00:00Z", "status": "SERVICE_DISRUPTION", "text": "# Incident Report\nA disk was full."},
        {"when": "2026-03-02T10:00:00Z", "status": "AVAILABLE", "text": "Over."},
        {"when": "2026-03-02T09:00:00Z", "status": "SERVICE_OUTAGE", "text": "Down."},
    ]
    told = {"id": "x", "begin": "2026-03-02T08:50:00Z", "end": "2026-03-02T09:58:00Z", "external_desc": "Down"}

    incident = only(json.dumps([{**told, "updates": updates}]).encode())

    assert [update.phase for update in incident.updates] == [Phase.INVESTIGATING, Phase.RESOLVED, Phase.POSTMORTEM]
    assert incident.resolved_at is not None
    assert incident.resolved_at.isoformat() == "2026-03-02T09:58:00+00:00"


@pytest.mark.parametrize(
    ("title", "absence"),
    [("Azure Status", Absence.ENDED), ("Amazon Web Services Service Status", Absence.NOTHING)],
)
def test_an_empty_channel_means_well_on_one_page_and_nothing_on_another(title: str, absence: Absence) -> None:  # P3
    head = "<generator>AWS Service Health Dashboard RSS Generator</generator>" if "Amazon" in title else ""

    reading, dialect = look(rss(title=title, head=head))

    assert reading.absence is absence
    assert dialect in {"azure", "aws"}
    assert reading.incidents == ()


def test_a_state_in_the_title_changes_neither_title_nor_identity() -> None:  # P2
    def entry(prefix: str, update: str, day: int) -> bytes:
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry>'
            f"<title>{prefix}: Queues are late</title><id>tag:status.cloud.google.com,2026:feed:Inc.{update}</id>"
            f"<updated>2026-03-0{day}T09:00:00Z</updated><summary>Text.</summary></entry></feed>"
        ).encode()

    before, after = only(entry("UPDATE", "a", 2)), only(entry("RESOLVED", "b", 3))

    assert (before.id, before.title) == (after.id, after.title) == ("Inc", "Queues are late")
    assert after.phase is Phase.RESOLVED


def test_one_event_in_several_regions_is_one_incident_each() -> None:
    date = "Mon, 02 Mar 2026 01:00:00 PST"
    reading, _ = look(
        rss(
            aws("Service impact: Power", "Dark.", "ec2-me-central-1_1772442000", date),
            aws("Service impact: Power", "Dark.", "ec2-me-south-1_1772442000", date),
        )
    )

    assert {incident.components[1] for incident in reading.incidents} == {"me-central-1", "me-south-1"}


def test_resolved_in_the_title_while_work_continues_is_no_end() -> None:  # P3
    date = "Mon, 02 Mar 2026 01:00:00 PST"
    body = rss(aws("Service disruption: [RESOLVED] X", "We are still working on it.", "s3-us-east-1_1772442000", date))

    assert only(body).is_open


@pytest.mark.parametrize("date", ["Thu, 03 Sep 2026 20:53:00 Z", "Thu,  3 Sep 2026 13:53:00 PDT"])
def test_dates_with_a_z_and_with_pacific_time_are_understood(date: str) -> None:  # P13
    incident = only(rss(item("Power", "Dark.", "guid-1", date), title="Azure Status"))

    assert incident.started_at is not None
    assert incident.started_at.isoformat() == "2026-09-03T20:53:00+00:00"


def test_an_all_clear_in_prose_is_not_believed() -> None:  # P3
    body = rss(item("Late mail", "Mail is back to normal.", "/1/2", "Mon, 02 Mar 2026 09:00:00 +0000"))

    assert only(body).phase is Phase.UPDATE


def test_utf_16_and_numbers_as_strings_are_read_and_null_is_an_empty_list() -> None:
    event = {"service": "ec2-us-east-1", "date": "1772442000", "status": "2", "summary": "Slow", "event_log": None}

    incident = only(json.dumps([event]).encode("utf-16"))

    assert incident.is_open
    assert incident.started_at is not None
    assert incident.started_at.isoformat() == "2026-03-02T09:00:00+00:00"


def test_null_for_no_incidents_is_no_incident() -> None:
    reading, dialect = look(b'{"page": {"id": "abc"}, "incidents": null, "scheduled_maintenances": null}')

    assert (dialect, reading.incidents) == ("statuspage", ())


def test_elements_that_no_standard_names_are_used() -> None:
    body = rss(
        item("Admin Center", "Text.", "uuid", "Mon, 02 Mar 2026 09:00:00 Z") + "<status>Service degradation</status>",
        title="Microsoft Admin Center Status",
    )

    incident = only(body)

    assert incident.is_open
    assert incident.started_at is None  # the date is that of the fetch


def test_a_page_that_imitates_statuspage_in_name_is_known_by_its_body() -> None:
    words = "<p><small>Mar 2, 9:05 AM UTC</small><br/><strong>IDENTIFIED</strong> - <p>Found.</p></p>"
    body = rss(item("Errors", words, "x", "Mon, 02 Mar 2026 09:00:00 GMT"), title="Acme Status - Incident History")

    assert look(body)[1] == "onlineornot"


def test_every_feed_is_left_to_somebody() -> None:
    nothing = parse(rss(), URL)

    assert [dialect.name for dialect in DIALECTS if dialect.claim(nothing).certainty > 0] == ["generic"]


def feed(*entries: Entry) -> ParsedFeed:
    return ParsedFeed(URL, "atom10", "Slack System Status", entries=entries)
