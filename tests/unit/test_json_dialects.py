"""What platforms tell in JSON, beyond what the goldens show: what absence means, and where an incident stands."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest

from adapters.dialects.markdown import markdown_text
from adapters.dialects.standing import standing_at
from adapters.errors import NotAFeedError
from adapters.model import Absence, Feed, IncidentUpdate, Phase, Reading
from adapters.poll import read

PAGE = {"id": "abc123def456", "name": "Acme", "url": "https://status.acme.example"}
NOTICE = {"id": 1, "subject": "Late", "timeline_state": "present", "state": "investigating"}
TRUST = {"id": 1, "status": "Active", "IncidentEvents": [], "IncidentImpacts": []}
API = "https://status.acme.example/api"


def look(data: object, url: str = API) -> tuple[Reading, str]:
    reading, dialect, _ = read(json.dumps(data).encode(), Feed("acme", url))
    return reading, dialect


@pytest.mark.parametrize(
    ("url", "data", "dialect", "absence"),
    [
        (f"{API}/v2/incidents.json", {"page": PAGE, "incidents": []}, "statuspage", Absence.NOTHING),
        (f"{API}/v2/incidents/unresolved.json", {"page": PAGE, "incidents": []}, "statuspage", Absence.ENDED),
        (f"{API}/v1/notices", {"notices": [NOTICE]}, "sorry", Absence.NOTHING),
        (f"{API}/v1/notices?filter[timeline_state_eq]=present", {"notices": []}, "sorry", Absence.ENDED),
        (f"{API}/v1/notices?filter%5Btimeline_state_eq%5D=present", {"notices": []}, "sorry", Absence.ENDED),
        ("https://api.status.salesforce.com/v1/incidents", [TRUST], "salesforce", Absence.NOTHING),
        ("https://api.status.salesforce.com/v1/incidents/active", [TRUST], "salesforce", Absence.ENDED),
        ("https://api.status.salesforce.com/v1/incidents/active", [], "salesforce", Absence.ENDED),
        ("https://health.aws.amazon.com/public/currentevents", [], "aws", Absence.ENDED),
        ("https://status.cloud.google.com/incidents.json", [], "gcp", Absence.NOTHING),
        (API, {"active_incidents": []}, "slack", Absence.ENDED),
        (API, {"ongoing_incidents": [], "in_progress_maintenances": None}, "incidentio", Absence.ENDED),
        (API, {"page": {"name": "Acme", "url": PAGE["url"], "status": "UP"}}, "instatus", Absence.ENDED),
        (API, {"status": [], "incidents": [], "scheduled": []}, "heroku", Absence.ENDED),
    ],
)
def test_what_holds_only_the_present_says_that_what_is_missing_has_ended(
    url: str, data: object, dialect: str, absence: Absence
) -> None:
    reading, name = look(data, url)

    assert (name, reading.absence) == (dialect, absence)


@pytest.mark.parametrize("data", [[], {}, [1], {"page": {}, "incidents": []}, {"incidents": []}, {"error": "no"}])
def test_json_that_nobody_knows_is_no_feed(data: object) -> None:  # P3
    with pytest.raises(NotAFeedError):
        look(data)


@pytest.mark.parametrize(
    ("standing", "phases"),
    [
        (Phase.INVESTIGATING, [Phase.INVESTIGATING, Phase.UPDATE, Phase.UPDATE]),
        (Phase.RESOLVED, [Phase.INVESTIGATING, Phase.UPDATE, Phase.RESOLVED]),
        (Phase.SCHEDULED, [Phase.SCHEDULED, Phase.UPDATE, Phase.UPDATE]),
        (Phase.IN_PROGRESS, [Phase.SCHEDULED, Phase.UPDATE, Phase.IN_PROGRESS]),
    ],
)
def test_where_an_incident_stands_tells_its_first_and_its_newest_update(standing: Phase, phases: list[Phase]) -> None:
    updates = [IncidentUpdate(None, Phase.UPDATE)] * 3

    assert [update.phase for update in standing_at(updates, standing)] == phases


def test_a_single_update_after_the_fact_is_the_end_and_no_beginning() -> None:
    (update,) = standing_at([IncidentUpdate(None, Phase.UPDATE)], Phase.RESOLVED)

    assert update.phase is Phase.RESOLVED


def test_a_phase_that_is_told_is_not_overruled() -> None:
    told = (IncidentUpdate(None, Phase.IDENTIFIED), IncidentUpdate(None, Phase.MONITORING))

    assert standing_at(told, Phase.RESOLVED) == told
    assert standing_at((), Phase.RESOLVED) == ()


def test_markdown_is_read_as_far_as_it_is_used_and_carries_no_markup() -> None:  # P11
    text = markdown_text("**Title:** a <script>x</script>\n[page](https://a.example/1) [bad](javascript:alert(1))")

    runs = [run for block in text.blocks for run in block.runs]
    assert runs[0].bold
    assert "<script>x</script>" in text.plain
    assert [run.link for run in runs if run.link] == ["https://a.example/1"]


def test_markdown_s_escapes_are_no_part_of_the_words() -> None:
    assert markdown_text("1\\. \\- a\\_b \\<x\\> C:\\dir").plain == "1. - a_b <x> C:\\dir"


@pytest.mark.parametrize("words", ["# Incident Report", "## \\# Incident Report", "# Preliminary Incident Report"])
def test_google_s_report_after_the_end_is_a_postmortem(words: str) -> None:
    updates = [
        {"when": "2026-03-04T09:00:00Z", "status": "AVAILABLE", "text": f"{words}\nA disk was full."},
        {"when": "2026-03-02T10:00:00Z", "status": "AVAILABLE", "text": "Over."},
    ]

    reading, _ = look([{"id": "x", "begin": "2026-03-02T09:00:00Z", "external_desc": "Down", "updates": updates}])

    assert [update.phase for update in reading.incidents[0].updates] == [Phase.RESOLVED, Phase.POSTMORTEM]


def test_a_document_may_be_the_only_element_of_its_list() -> None:
    reading, dialect = look({"id": "x", "begin": "2026-03-02T09:00:00Z", "external_desc": "Down", "updates": []})

    assert (dialect, [each.id for each in reading.incidents]) == ("gcp", ["x"])


def test_a_state_that_heroku_does_not_say_is_over_is_open() -> None:
    told = {"id": 1, "title": "X", "state": "yellowish", "resolved": True, "systems": [], "updates": []}

    reading, _ = look([told])

    assert reading.incidents[0].is_open


def test_planned_work_of_sorry_s_is_under_way_though_its_updates_only_announce_it() -> None:
    announced = {"state": "scheduled", "content": "We will.", "created_at": "2026-10-01T00:00:00Z"}
    begun = {"state": "underway", "content": "Now.", "created_at": "2026-10-08T21:41:00Z"}
    told = {**NOTICE, "type": "planned", "state": "underway", "begins_at": "2026-10-08T21:40:00Z"}

    reading, _ = look({"notices": [{**told, "updates": [announced]}, {**told, "updates": [begun, announced]}]})

    silent, said = reading.incidents
    assert [(update.phase, update.text.plain) for update in silent.updates] == [
        (Phase.SCHEDULED, "We will."),
        (Phase.IN_PROGRESS, ""),
    ]
    assert [update.text.plain for update in said.updates] == ["We will.", "Now."]


def test_planned_work_of_sorry_s_is_over_though_its_updates_only_announce_it() -> None:
    announced = {"state": "scheduled", "content": "We will.", "created_at": "2026-10-01T00:00:00Z"}
    told = {**NOTICE, "type": "planned", "state": "complete", "begins_at": "2026-10-08T21:40:00Z"}

    reading, _ = look({"notices": [{**told, "updates": [announced]}]})

    (over,) = reading.incidents
    assert over.phase is Phase.COMPLETED
    assert not over.is_open


def test_planned_work_of_heroku_s_that_is_open_is_in_progress() -> None:
    told: dict[str, object] = {
        "id": 1,
        "title": "X",
        "state": "open",
        "created_at": "2026-10-08T21:40:00Z",
        "updates": [],
    }

    reading, _ = look({"status": [], "incidents": [], "scheduled": [told]})

    assert reading.incidents[0].phase is Phase.IN_PROGRESS


def test_an_incident_of_slack_s_without_a_note_did_not_end_when_it_began() -> None:
    dates = {"date_created": "2026-10-08T21:40:00-07:00", "date_updated": "2026-10-08T22:40:00-07:00"}
    told: dict[str, object] = {
        "id": 1,
        "title": "X",
        "type": "incident",
        "services": [],
        "notes": [],
        "url": None,
        **dates,
    }

    reading, _ = look([{**told, "status": "resolved"}, {**told, "id": 2, "status": "active"}])

    over, active = reading.incidents
    assert over.duration == timedelta(hours=1)
    assert active.updates[0].at == active.started_at == over.started_at


def test_an_incident_whose_updates_are_not_listed_began_when_it_was_opened_not_when_it_was_last_touched() -> None:
    times = {"created_at": "2026-04-15T10:00:00Z", "updated_at": "2026-04-15T10:30:00Z"}
    listed = {"body": "We look.", "status": "investigating", "created_at": "2026-04-15T09:30:00Z"}
    plain = {"id": "aaaabbbbcccc", "name": "Late", "status": "investigating", **times}

    reading, _ = look({"page": PAGE, "incidents": [plain, {**plain, "incident_updates": [listed]}]})

    began = [incident.started_at for incident in reading.incidents]
    assert [at and f"{at:%H:%M}" for at in began] == ["10:00", "09:30"]


def test_google_s_description_was_written_at_the_beginning_and_the_end_has_a_time_of_its_own() -> None:
    told = {"id": "a1", "begin": "2026-04-14T14:00:00Z", "external_desc": "Files open slowly."}

    open_then, _ = look([told])
    over_now, _ = look([{**told, "end": "2026-04-14T16:00:00Z"}])

    began = (14, Phase.INVESTIGATING, "Files open slowly.")
    assert [_hours(incident.updates) for incident in open_then.incidents] == [[began]]
    assert [_hours(incident.updates) for incident in over_now.incidents] == [[began, (16, Phase.RESOLVED, "")]]


def _hours(updates: Iterable[IncidentUpdate]) -> list[tuple[int | None, Phase, str]]:
    return [(update.at.hour if update.at else None, update.phase, update.text.plain) for update in updates]
