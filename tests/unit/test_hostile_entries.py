"""Nothing that a feed or a document holds makes a dialect of the clouds fail, or believe what cannot be."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.dialects import (
    aws,
    azure,
    checkly,
    gcp,
    microsoft365,
    onlineornot,
    slack,
    statuscast,
    uptimerobot,
    xai,
)
from adapters.dialects.dialect import Dialect, JsonDialect
from adapters.dialects.table import JSON_DIALECTS
from adapters.model import Entry, ParsedDocument, ParsedFeed, Reading
from adapters.times import believable

FEEDS = Path(__file__).parent.parent / "feeds"
DOCUMENTS = [json.loads(path.read_bytes()) for path in sorted(FEEDS.glob("*.json-in"))]
DIALECTS = (
    aws.AWS,
    azure.AZURE,
    checkly.CHECKLY,
    gcp.GCP,
    microsoft365.MICROSOFT365,
    onlineornot.ONLINEORNOT,
    slack.SLACK,
    statuscast.STATUSCAST,
    uptimerobot.UPTIMEROBOT,
    xai.XAI,
)
URL = "https://status.acme.example/feed"
PATIENCE = 5.0  # seconds; far more than the worst of these takes
LONG = 64 * 1024  # characters; as much of a body as is read

moments = st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC)) | st.datetimes(  # noqa: DTZ001
    timezones=st.sampled_from([timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]),
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
)
ids = st.sampled_from(
    [
        None,
        "",
        "#",
        "https://status.aws.amazon.com/#ec2-us-east-1_1772442000",
        "https://status.aws.amazon.com/#ec2-us-east-1_1772442600",
        "https://status.aws.amazon.com/#_99999999999",
        "https://status.aws.amazon.com/#a_99999999999",
        "tag:status.cloud.google.com,2026:feed:Abc.Def",
        "tag:status.cloud.google.com,2026:feed:Abc",
        "https://slack-status.com/2026-02/0123456789abcdef",
        "/706835/1601159",
        "https://status.acme.example/incident/4c854daa",
    ]
) | st.text(max_size=40)
titles = st.sampled_from(
    [
        "",
        "Service disruption: [RESOLVED] Errors",
        "Service impact: Errors",
        "RESOLVED: Errors",
        "Incident: Errors",
        "Shop is DOWN (x)",
        "Shop is UP (x)",
        "[API] Errors",
    ]
) | st.text(max_size=40)
pieces = st.sampled_from(
    [
        "<p><small>3:23pm PST</small> text</p>",
        "<p><small>13:99pm PST</small> text</p>",
        "<p><small>Aug 28, 10:33 PM UTC</small><br/><strong>RESOLVED</strong> - <p>text</p></p>",
        "<h3>Status: ACTIVE</h3>",
        "<h3>Status: RESOLVED</h3><p>Resolved: Wed, 02 Sep 2026 11:02:00 GMT</p>",
        "<hr>",
        "<div><p><strong>Thu, 03 Sep 2026 13:30:00 GMT</strong></p><h3>Identified</h3></div>",
        "<strong>Thu, 03 Sep 9999 23:59:59 GMT</strong>",
        "<p> Incident began at <strong>2022-03-31 08:30</strong> (all times are US/Pacific).</p>",
        "<p> Incident began at 0001-01-01 00:00 and ended at 9999-13-31 23:59 (all times are Etc/Nowhere).</p>",
        "<p> Incident began at 9999-12-31 23:59 (all times are US/Pacific).</p>",
        "<p>Affected products: A, , B</p>",
        "Status: Resolved<br/>text",
        "Affected services<ul><li>A</li>",
        "This issue is now resolved.",
        "We are investigating.",
    ]
) | st.text(max_size=60)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    body = "".join(draw(st.lists(pieces, max_size=5)))
    return Entry(
        position=draw(st.integers(0, 5)),
        id=draw(ids),
        link=draw(st.sampled_from([None, URL, "https://slack-status.com/2026-02/0123456789abcdef"])),
        title=draw(titles),
        bodies=(body,) if body else (),
        published=draw(st.none() | moments),
        updated=draw(st.none() | moments),
        categories=tuple(draw(st.lists(st.sampled_from(["outage", "active", "degraded", "x"]), max_size=3))),
        extras=tuple(draw(st.lists(st.tuples(st.just("status"), st.text(max_size=10)), max_size=1))),
    )


feeds = st.lists(entries(), max_size=6).map(
    lambda given_entries: ParsedFeed(URL, "rss20", "Azure Status", link=URL, entries=tuple(given_entries))
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
        assert incident.id
        assert incident.updates
        assert all(update.at is None or believable(update.at) for update in incident.updates)
        assert all(update.at is None or update.at.utcoffset() == timedelta(0) for update in incident.updates)
    ids_read = [incident.id for incident in reading.incidents]
    assert all(isinstance(each, str) for each in ids_read)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(feed=feeds)
def test_no_feed_makes_a_dialect_fail(dialect: Dialect, feed: ParsedFeed) -> None:  # P7
    claim = dialect.claim(feed)

    assert 0 <= claim.certainty <= 1
    assert_sound(dialect.read(feed, "acme"))


@pytest.mark.parametrize("dialect", JSON_DIALECTS, ids=lambda dialect: f"{dialect.name}-{dialect.absence}")
@settings(max_examples=60, deadline=None)
@given(data=anything)
def test_no_document_makes_a_dialect_fail(dialect: JsonDialect, data: object) -> None:  # P7
    document = ParsedDocument(URL, data)

    assert 0 <= dialect.claim(document).certainty <= 1
    assert_sound(dialect.read(document, "acme"))


@pytest.mark.parametrize("dialect", JSON_DIALECTS, ids=lambda dialect: f"{dialect.name}-{dialect.absence}")
@settings(max_examples=60, deadline=None)
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
        "<br>",
        "<br> ",
        "Status: Resolved<br/>",
        "Affected services ",
        "This issue is now resolved for all ",
        "we are currently ",
        "<small>3:23pm PST</small>",
        "<strong>Thu, 03 Sep 2026 13:30:00 GMT</strong>",
        "<h3>",
        "**a",
        "[a](",
        "# ",
        " ",
    ],
)
def test_no_repetition_makes_a_dialect_slow(piece: str) -> None:  # P11
    body = "Status: Resolved<br/>" + piece * (LONG // len(piece))
    entry = Entry(0, "https://slack-status.com/2026-02/0123456789abcdef", None, body[:2000], (body,))
    fed = ParsedFeed(URL, "rss20", "x", entries=(entry,))
    told = {"id": "1", "begin": "x", "external_desc": body, "updates": [{"text": body * 20}], "event_log": []}
    start = time.perf_counter()

    for dialect in DIALECTS:
        dialect.claim(fed)
        dialect.read(fed, "acme")
    for json_dialect in JSON_DIALECTS:
        json_dialect.read(ParsedDocument(URL, [told]), "acme")

    assert time.perf_counter() - start < PATIENCE
