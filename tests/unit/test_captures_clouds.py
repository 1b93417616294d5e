"""Facts that were checked by eye in real answers of the clouds and the single pages, captured from 2017 to 2026.

The captures are other people's words and not part of this repository: without the folder beside it these tests skip.
"""

from datetime import UTC, datetime
from functools import cache

import pytest

from adapters.dialects.table import DIALECTS, JSON_DIALECTS
from adapters.document import document_in
from adapters.errors import NotAFeedError
from adapters.model import Absence, Feed, Impact, Incident, Kind, Phase, Reading, Window
from adapters.parse import parse
from adapters.poll import read
from tests.captures import CAPTURES, only_with_captures

EXPECTED = {  # capture: dialect, incidents, updates
    "28-statuspage-api-fixture.json": ("statuspage", 2, 3),
    "29-incidentio-widget-fixture.json": ("incidentio", 3, 3),
    "30-instatus-summary-fixture.json": ("instatus", 0, 0),
    "31-google-workspace-fixture.json": ("gcp", 2, 3),
    "32-statuspage-api-unresolved-fixture.json": ("statuspage", 3, 3),
    "34-gcp-feed-20220401.atom.xml": ("gcp", 1, 1),
    "35-slack-feed-2026.atom.xml": ("slack", 1, 1),
    "37-mistral-feed-202607.rss.xml": ("checkly", 1, 2),
    "38-aws-all-20211220.rss.xml": ("aws", 1, 2),
    "43-aws-s3-20170308.rss.xml": ("aws", 1, 2),
    "44-aws-all-20230213.rss.xml": ("aws", 2, 2),
    "45-aws-all-empty-20230216.rss.xml": ("aws", 0, 0),
    "47-xai-feed-20260903.rss.xml": ("xai", 1, 1),
    "48-datadog-openrouter-20260903.rss.xml": ("onlineornot", 2, 2),
    "49-slack-api-current-incident.json": ("slack", 1, 1),
    "50-statuspage-api-cloudflare-summary.json": ("statuspage", 2, 2),
    "55-azure-status-empty-202606.rss.xml": ("azure", 0, 0),
    "64-custom-datocms-202609.rss.xml": ("datocms", 3, 10),
    "65-slack-api-current-20261001.json": ("slack", 1, 4),
    "aws-publicevents-5.json": ("aws", 1, 2),
    "gworkspace-gmail-1.json": ("gcp", 1, 1),
    "heroku-heroku-1.json": ("heroku", 1, 2),
    "microsoft-m365-available.xml": ("microsoft365", 0, 0),
    "statuscast-campaignmonitor-1.xml": ("statuscast", 3, 4),
}
NO_STATUS = "63-http-headers-statuspage-incidentio.json"
OTHERS = {name for name in (path.name for path in CAPTURES.glob("*")) if name.endswith((".xml", ".json"))} - set(
    EXPECTED
)
CLOUDS = {dialect for dialect, _, _ in EXPECTED.values()} - {"incidentio", "instatus", "statuspage"}

pytestmark = only_with_captures


@cache
def seen(name: str) -> tuple[Reading, str, str]:
    return read((CAPTURES / name).read_bytes(), Feed("captured", f"https://status.example/{name}"))


def only(name: str) -> Incident:
    (incident,) = seen(name)[0].incidents
    return incident


def utc(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_every_capture_is_read_as_what_it_is_and_nothing_is_lost(name: str, expected: tuple[str, int, int]) -> None:
    reading, dialect, _ = seen(name)

    assert not reading.skipped
    updates = sum(len(incident.updates) for incident in reading.incidents)
    assert (dialect, len(reading.incidents), updates) == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_no_other_dialect_is_nearly_as_sure(name: str) -> None:
    body, url, expected = (CAPTURES / name).read_bytes(), f"https://status.example/{name}", EXPECTED[name][0]
    document = document_in(body, url)

    if document is None:
        parsed = parse(body, url)
        claims = [(dialect.name, dialect.claim(parsed).certainty) for dialect in DIALECTS]
    else:
        claims = [(dialect.name, dialect.claim(document).certainty) for dialect in JSON_DIALECTS]

    ours = max(certainty for dialect, certainty in claims if dialect == expected)
    others = max((certainty for dialect, certainty in claims if dialect != expected), default=0.0)
    assert ours >= 0.7
    assert others <= 0.1


@pytest.mark.parametrize("name", sorted(name for name in OTHERS if name.endswith(".xml")))
def test_nothing_else_is_taken_for_a_cloud(name: str) -> None:
    assert seen(name)[1] not in CLOUDS


def test_json_of_no_form_that_is_known_is_no_feed() -> None:
    with pytest.raises(NotAFeedError, match="of no form that is known"):
        seen(NO_STATUS)


def test_the_great_s3_outage_ends_only_when_it_ended() -> None:
    outage = only("43-aws-s3-20170308.rss.xml")

    assert outage.id == "s3-us-standard_1488316380"
    assert outage.components == ("s3", "us-standard")
    assert outage.impact is Impact.MAJOR
    assert [update.phase for update in outage.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert "still working" in outage.updates[0].text.plain
    assert outage.resolved_at == utc(2017, 2, 28, 22, 11)


def test_a_summary_four_hours_after_the_end_belongs_to_what_ended() -> None:
    connectivity = only("38-aws-all-20211220.rss.xml")

    assert connectivity.components == ("internetconnectivity", "us-gov-west-1")
    assert connectivity.title == "Internet Connectivity"
    assert connectivity.resolved_at == utc(2021, 12, 15, 16, 10, 17)
    assert connectivity.updates[-1].at == utc(2021, 12, 15, 20, 16, 32)
    assert connectivity.updates[-1].at.timestamp() == 1639599392


def test_a_global_service_of_aws_has_no_region() -> None:
    ended, going = seen("44-aws-all-20230213.rss.xml")[0].incidents

    assert (ended.components, ended.phase) == (("rds", "us-east-1"), Phase.RESOLVED)
    assert (going.components, going.phase) == (("billingconsole",), Phase.INVESTIGATING)


def test_an_empty_channel_of_aws_ends_nothing_and_one_of_azure_ends_all() -> None:
    assert seen("45-aws-all-empty-20230216.rss.xml")[0].absence is Absence.NOTHING
    assert seen("55-azure-status-empty-202606.rss.xml")[0].absence is Absence.ENDED


def test_an_event_of_aws_in_json_with_its_log_in_a_string() -> None:
    event = only("aws-publicevents-5.json")

    assert event.title == "Fable 5 and Mythos 5 Access"
    assert event.components == ("bedrock", "us-east-1")
    assert [update.phase for update in event.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert event.started_at == utc(2026, 6, 13, 1, 26, 58)
    assert event.resolved_at == utc(2026, 6, 15, 18, 13, 23)


def test_google_states_start_and_end_in_its_text() -> None:
    metrics = only("34-gcp-feed-20220401.atom.xml")

    assert metrics.id == "B1hD4KAtcxiyAWkcANfV"
    assert metrics.updates[0].id == "T3VTiKN96GAYJ2R68X6b"
    assert metrics.title.startswith("Global: Cloud Monitoring Metrics")
    assert (metrics.started_at, metrics.resolved_at) == (utc(2022, 3, 31, 15, 30), utc(2022, 3, 31, 22, 54))
    assert metrics.components == ("Cloud Monitoring", "Operations", "Google Cloud Pub/Sub", "Global")
    assert metrics.updates[0].at == utc(2022, 4, 1, 20, 13, 25)
    assert metrics.updates[0].text.plain.startswith("We apologize")
    assert "Affected products" not in metrics.updates[0].text.plain


def test_an_incident_of_workspace_that_was_told_days_after_its_begin() -> None:
    gmail = only("gworkspace-gmail-1.json")

    assert gmail.title.startswith("Gmail Android App users")
    assert (gmail.phase, gmail.impact) == (Phase.INVESTIGATING, Impact.UNKNOWN)
    assert gmail.components == ("Gmail",)
    assert gmail.started_at == utc(2026, 9, 18, 5, 0)
    assert gmail.updates[0].at == utc(2026, 9, 23, 2, 56, 3)


def test_slack_says_in_a_sentence_that_it_is_resolved() -> None:
    channels = only("35-slack-feed-2026.atom.xml")

    assert channels.id == "2026-01/6f029c99f2b77bcd"
    assert channels.title == "Trouble connecting to Salesforce Channels"
    assert channels.phase is Phase.RESOLVED
    assert channels.started_at == utc(2026, 1, 30, 15, 52, 19)


def test_slack_s_notes_have_their_dates_in_json() -> None:
    messages = only("65-slack-api-current-20261001.json")

    assert messages.id == "2026-10/6c28dfb7b670dc02"
    assert messages.components == ("Messaging",)
    assert [update.phase for update in messages.updates] == [Phase.INVESTIGATING, *[Phase.UPDATE] * 3]
    assert messages.updates[0].at == utc(2026, 10, 1, 12, 39, 35)
    assert messages.updates[-1].at == utc(2026, 10, 1, 14, 31, 24)
    assert "\xa0" not in messages.updates[0].text.plain.splitlines()[0][-1:]
    assert seen("65-slack-api-current-20261001.json")[0].absence is Absence.ENDED


def test_updates_that_share_a_guid_are_all_read() -> None:
    audio = only("37-mistral-feed-202607.rss.xml")

    assert audio.id == "4c854daa"
    assert [update.phase for update in audio.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert audio.updates[0].text.plain == "Requests are degraded."
    assert audio.components == ("Audio API",)


def test_xai_tells_its_component_and_severity() -> None:
    models = only("47-xai-feed-20260903.rss.xml")

    assert (models.id, models.title, models.components) == ("INC25664c15", "Models outage", ("Grok (Web)",))
    assert (models.phase, models.impact) == (Phase.INVESTIGATING, Impact.MAJOR)


def test_openrouter_s_feed_is_no_statuspage() -> None:
    web, refusals = seen("48-datadog-openrouter-20260903.rss.xml")[0].incidents

    assert (web.phase, web.updates[0].at) == (Phase.RESOLVED, utc(2026, 8, 28, 22, 33))
    assert web.started_at == utc(2026, 8, 28, 19, 50, 46)
    assert web.updates[0].text.plain == "This incident has been resolved."
    assert refusals.url == "https://status.openrouter.ai/incidents/n8d-Ze48m14W"
    assert refusals.is_open


def test_statuscast_never_says_where_it_stands() -> None:
    delays, planned, login = seen("statuscast-campaignmonitor-1.xml")[0].incidents

    assert (delays.id, len(delays.updates)) == ("706835", 2)
    assert [update.id for update in delays.updates] == ["1601034", "1601159"]
    assert {each.phase for each in (delays, planned, login)} == {Phase.UPDATE}


def test_heroku_s_planned_work_stays_planned() -> None:
    planned = only("heroku-heroku-1.json")

    assert (planned.kind, planned.phase, planned.window) == (Kind.MAINTENANCE, Phase.SCHEDULED, None)
    assert planned.updates[-1].text.plain == "Maintenance is complete"
    assert planned.components == ("Apps", "EMEA", "NA", "APAC")


def test_statuspage_s_summary_has_what_its_feed_leaves_out() -> None:
    email, istanbul = seen("50-statuspage-api-cloudflare-summary.json")[0].incidents

    assert (email.impact, email.phase, email.url) == (
        Impact.MINOR,
        Phase.IDENTIFIED,
        "https://www.cloudflarestatus.com/incidents/incident1",
    )
    assert istanbul.window == Window(utc(2026, 5, 13, 23, 30), utc(2026, 5, 14, 5, 30))
    assert seen("50-statuspage-api-cloudflare-summary.json")[0].absence is Absence.ENDED
    assert seen("28-statuspage-api-fixture.json")[0].absence is Absence.NOTHING
