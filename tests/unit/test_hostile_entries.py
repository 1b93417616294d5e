"""Nothing that a feed or a document holds makes a dialect fail, or believe what cannot be."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.dialects.dialect import Dialect, JsonDialect
from adapters.dialects.ibmcloud import IBMCLOUD
from adapters.dialects.table import DIALECTS, JSON_DIALECTS
from adapters.model import Entry, ParsedDocument, ParsedFeed, Reading
from adapters.text import MARKUP_LIMIT
from adapters.times import believable

FEEDS = Path(__file__).parent.parent / "feeds"
DOCUMENTS = [json.loads(path.read_bytes()) for path in sorted(FEEDS.glob("*.json-in"))]
URL = "https://status.acme.example/feed"
PATIENCE = (
    2.0  # seconds of the processor; ten times what the worst of these takes, a fifth of what it took without care
)
LEAVES_OUT = {IBMCLOUD}  # a feed of announcements has incidents among others
EVERY_FEED = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
EVERY_DOCUMENT = pytest.mark.parametrize(
    "dialect", JSON_DIALECTS, ids=lambda dialect: f"{dialect.name}-{dialect.absence}"
)

LINKS = [
    URL,
    "https://status.acme.example/",
    "https://status.acme.example//incidents/01KQZ3W2M8VNWS146V0S09MF29",
    "https://status.acme.example/incident/cmkh4kc8h00s013pih51rz3uf",
    "https://status.acme.example/incident/100",
    "https://status.acme.example/incidents/2026-02-31-",
    "https://status.acme.example/issues/a1",
    "https://status.acme.example/events/report/3",
    "https://status.acme.example/maintenances/bqoDstalneID",
    "https://status.acme.example/status/incidents/0195a9d1#update-7",
    "https://status.io/pages/maintenance/5a0b1c2d3e4f5a6b7c8d9e0f/6a216c468614df05b0372d0d",
    "https://slack-status.com/2026-02/0123456789abcdef",
]
IDS = [
    "",
    "#",
    "0" * 40,
    "incident-12",
    "maintenance-7",
    "/706835/1601159",
    "https://status.acme.example/#aaa111",
    "https://status.acme.example/incident/4c854daa",
    "https://status.acme.example/incident/100#beef",
    "https://status.aws.amazon.com/#ec2-us-east-1_1772442000",
    "https://status.aws.amazon.com/#ec2-us-east-1_1772442600",
    "https://status.aws.amazon.com/#_99999999999",
    "https://status.aws.amazon.com/#a_99999999999",
    "tag:status.acme.example,2005:Maintenance/cmkh4kc8h00s013pih51rz3uf",
    "tag:status.acme.example,2005:State::FeedNotifier::Entry/a1",
    "tag:status.cloud.google.com,2026:feed:Abc.Def",
    "tag:status.cloud.google.com,2026:feed:Abc",
]
TITLES = [
    "",
    "[API] Errors",
    "[Fixed] X",
    "[Ended] X",
    "[Incident] X",
    "Incident: Errors",
    'New incident "Errors"',
    "Resolved - X",
    "RESOLVED: Errors",
    "Service disruption: [RESOLVED] Errors",
    "Service impact: Errors",
    "Shop is DOWN (x)",
    "Shop is UP (x)",
    "X went down",
]
PIECES = [
    " - ",
    "\n",
    "..",
    "&lt;small&gt;",
    "</b>",
    "</ul>",
    "<b>Affected components</b>",
    "<b>Status: Resolved</b><br/>",
    "<b>",
    "<br>",
    "<div><p><strong>Thu, 03 Sep 2026 13:30:00 GMT</strong></p><h3>Identified</h3></div>",
    "<h3>Status: ACTIVE</h3>",
    "<h3>Status: RESOLVED</h3><p>Resolved: Wed, 02 Sep 2026 11:02:00 GMT</p>",
    "<hr>",
    "<li>A (B)</li>",
    "<p> Incident began at 0001-01-01 00:00 and ended at 9999-13-31 23:59 (all times are Etc/Nowhere).</p>",
    "<p> Incident began at 9999-12-31 23:59 (all times are US/Pacific).</p>",
    "<p> Incident began at <strong>2022-03-31 08:30</strong> (all times are US/Pacific).</p>",
    "<p>Affected products: A, , B</p>",
    "<p>Monitoring - </p>",
    "<p><small>13:99pm PST</small> text</p>",
    "<p><small>3:23pm PST</small> text</p>",
    "<p><small>Aug 28, 10:33 PM UTC</small><br/><strong>RESOLVED</strong> - <p>text</p></p>",
    "<p><strong>Resolved</strong> \u2014 <p>text</p>",
    "<small>Feb <var data-var='date'> 29</var>, <var data-var='time'>25:61:00</var> GMT+0</small><br>",
    "<small>Jan 1, 0001, 00:00 UTC</small><br><strong>",
    "<small>June 4, 2026 05:15 PDT</small><br /><b>Active</b>",
    "<small>Nov 4, 18:30 UTC</small><br />",
    "<strong>Completed: </strong> <p>text</p><br />",
    "<strong>Thu, 03 Sep 9999 23:59:59 GMT</strong>",
    "<ul>",
    "[Fixed] Fri, 31 Feb 2026 09:00:00 +0000: ",
    "31 Feb 2026 09:00",
    "Affected Components:",
    "Affected services<ul><li>A</li>",
    "Affected: a, , b\n",
    "Fri, 06 Mar 2026 09:00:00 +9999: ",
    "Investigating: ",
    "Milestone is now 'resolved'.",
    "Outage Start: Sat Feb 31 2026 25:61:00 GMT+9999 ",
    "Scheduled: x → y\n",
    "Status: RESOLVED\n",
    "Status: Resolved<br/>text",
    "This issue is now resolved.",
    "Type: Maintenance",
    "Type: announcement Regions: x Resources: ",
    "We are investigating.",
    "went down",
    "⚠️ Affected components: ",
]

moments = st.one_of(
    st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.datetimes(
        timezones=st.sampled_from([timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]),
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    ),
    st.just(datetime(1, 1, 2, tzinfo=UTC)),
)
entries = st.builds(
    Entry,
    position=st.integers(0, 5),
    id=st.none() | st.sampled_from(IDS) | st.text(max_size=40),
    link=st.none() | st.sampled_from(LINKS),
    title=st.sampled_from(TITLES) | st.text(max_size=40),
    bodies=st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=12).map("".join).map(lambda body: (body,)),
    published=st.none() | moments,
    updated=st.none() | moments,
    categories=st.lists(
        st.sampled_from(["outage", "active", "degraded", "2026-02-31 09:00:00", "<no value>"]), max_size=3
    ).map(tuple),
    extras=st.lists(st.tuples(st.just("status"), st.text(max_size=10)), max_size=1).map(tuple),
)
feeds = st.builds(
    ParsedFeed,
    url=st.just(URL),
    format=st.sampled_from(["rss20", "atom10"]),
    title=st.sampled_from(["Azure Status", "Acme"]),
    generator=st.sampled_from(["", "Cachet", "github.com/cstate"]),
    link=st.just(URL),
    entries=st.lists(entries, max_size=6).map(tuple),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def places(value: object) -> Iterator[tuple[dict[str, object] | list[object], str | int]]:
    """Every place in a document that holds a value."""
    keys: list[str | int] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list):
        keys = list(range(len(value)))
    if isinstance(value, (dict, list)):
        for key in keys:
            yield value, key
            yield from places(value[key])  # type: ignore[index]


def assert_sound(reading: Reading) -> None:
    for incident in reading.incidents:
        assert isinstance(incident.id, str)
        assert incident.id
        assert incident.updates
        assert all(update.at is None or believable(update.at) for update in incident.updates)
        assert all(update.at is None or update.at.utcoffset() == timedelta(0) for update in incident.updates)


@EVERY_FEED
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(feed=feeds)
def test_no_feed_makes_a_dialect_fail_or_lose_an_entry_silently(dialect: Dialect, feed: ParsedFeed) -> None:  # P7
    claim = dialect.claim(feed)
    reading = dialect.read(feed, "acme")

    assert 0 <= claim.certainty <= 1
    assert len(reading.incidents) + len(reading.skipped) <= len(feed.entries)
    assert bool(reading.incidents or reading.skipped) == bool(feed.entries) or dialect in LEAVES_OUT
    assert_sound(reading)


@EVERY_DOCUMENT
@settings(max_examples=15, deadline=None)
@given(data=anything)
def test_no_document_makes_a_dialect_fail(dialect: JsonDialect, data: object) -> None:  # P7
    document = ParsedDocument(URL, data)

    assert 0 <= dialect.claim(document).certainty <= 1
    assert_sound(dialect.read(document, "acme"))


@EVERY_DOCUMENT
@settings(max_examples=15, deadline=None)
@given(
    draw=st.data(), wrong=anything | st.sampled_from([10**18, "9" * 30, -1, "9999-12-31T23:59:59-12:00", "0001-01-01"])
)
def test_a_wrong_value_anywhere_costs_at_most_its_element(
    dialect: JsonDialect, draw: st.DataObject, wrong: object
) -> None:  # P7
    data = json.loads(json.dumps(draw.draw(st.sampled_from(DOCUMENTS))))
    found = list(places(data))
    if found:
        holder, key = draw.draw(st.sampled_from(found))
        holder[key] = wrong  # type: ignore[index]

    assert_sound(dialect.read(ParsedDocument(URL, data), "acme"))


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        "\n\nInvestigating: ",
        "&lt;small&gt;",
        "**a",
        "<b>",
        "<br>",
        "<p>Monitoring - x</p>",
        "<p><strong>Resolved</strong> \u2014 ",
        "<small>3:23pm PST</small>",
        "<small>June 4, 2026 05:15 PDT</small><br>",
        "<strong>Completed: </strong>",
        "<strong>Thu, 03 Sep 2026 13:30:00 GMT</strong>",
        "<ul><li>",
        "Affected services ",
        "Milestone is now 'x' ",
        "Regions: ",
        "Status: ",
        "This issue is now resolved for all ",
        "[a] ",
        "[a](",
        "we are currently ",
    ],
)
def test_no_repetition_makes_a_dialect_slow(piece: str) -> None:  # P11
    is_markup = "<" in piece  # a step takes longer, so that fewer tell as much
    body = piece * (MARKUP_LIMIT // (8 if is_markup else 1) // len(piece))
    slack = "https://slack-status.com/2026-02/0123456789abcdef"
    entries = (
        Entry(0, slack, None, body[:2000], ("Status: Resolved<br/>" + body,)),
        Entry(1, "incident-1", "https://status.acme.example/incident/1", "[" * 2000, (body + "x",)),
    )
    fed = ParsedFeed(URL, "rss20", "x", entries=entries)
    told = {"id": "1", "begin": "x", "external_desc": body, "updates": [{"text": body * 20}], "event_log": []}

    for dialect in DIALECTS:
        begun = time.process_time()
        dialect.claim(fed)
        dialect.read(fed, "acme")
        assert time.process_time() - begun < PATIENCE, dialect.name
    for json_dialect in JSON_DIALECTS:
        begun = time.process_time()
        json_dialect.read(ParsedDocument(URL, [told]), "acme")
        assert time.process_time() - begun < PATIENCE, json_dialect.name
