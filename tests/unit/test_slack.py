"""What Slack writes and how it is read, beyond what the goldens show."""

import json
from datetime import datetime

import pytest

from adapters.dialects.slack import incident_id, phase_in, read
from adapters.model import Entry, Feed, Incident, ParsedFeed, Phase, Text
from adapters.poll import read as read_bytes

ADDRESS = "https://slack-status.com/2026-02/0123456789abcdef"
PUBLISHED = datetime.fromisoformat("2026-02-10T21:00:30-08:00")


def entry(body: str, *, published: datetime | None = PUBLISHED, updated: datetime | None = PUBLISHED) -> Incident:
    told = Entry(0, ADDRESS, ADDRESS, "Incident: Errors", (body,), published, updated)
    (incident,) = read(
        ParsedFeed("https://slack-status.com/feed/atom", "atom10", "x", entries=(told,)), "slack"
    ).incidents
    return incident


@pytest.mark.parametrize(
    ("said", "phase"),
    [
        ("This issue is now resolved.", Phase.RESOLVED),
        ("Good news! This incident has been resolved", Phase.RESOLVED),
        ("This issue is now resolved for all customers.", Phase.RESOLVED),
        ("This issue is now resolved for some customers.", Phase.UPDATE),
        ("This issue is not resolved.", Phase.UPDATE),
        ("We hope that this issue is resolved soon.", Phase.UPDATE),
        ("Things look better.", Phase.UPDATE),
    ],
)
def test_only_a_sentence_about_the_whole_issue_ends_it(said: str, phase: Phase) -> None:  # P3
    assert phase_in(Text.of(said)) is phase


def test_one_incident_is_the_same_in_feed_and_json() -> None:  # P2
    active = [{"id": 1579, "title": "Errors", "status": "active", "url": ADDRESS}]

    reading, _, _ = read_bytes(json.dumps({"active_incidents": active}).encode(), Feed("slack", "https://x.example/"))

    assert reading.incidents[0].id == entry("Text.").id == incident_id(ADDRESS) == "2026-02/0123456789abcdef"


def test_prose_that_is_edited_without_new_words_is_the_same_update() -> None:  # P2
    before = entry("We look into it.")
    after = entry("We look  into it.", updated=datetime.fromisoformat("2026-02-12T09:00:00-08:00"))

    assert before.updates[0].id == after.updates[0].id
    assert before.partial


def test_notes_of_an_entry_without_a_date_keep_what_was_written() -> None:  # P13
    incident = entry("<p><small>3:23pm PST</small> Errors.</p>", published=None)

    assert incident.updates[0].at is None
    assert incident.updates[0].said == "3:23pm PST"


@pytest.mark.parametrize("clock", ["13:00pm PST", "0:30am PST", "3:61pm PST", "noon"])
def test_small_print_that_is_no_time_is_text(clock: str) -> None:
    incident = entry(f"<p><small>{clock}</small> Errors.</p>")

    assert incident.partial
    assert clock in incident.updates[0].text.plain
