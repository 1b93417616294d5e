"""Upptime's issues at GitHub: which are its own, and what a comment within their text plans."""

import json

import pytest

from adapters.dialects.table import recognise_document
from adapters.errors import NotAFeedError
from adapters.model import Absence, Feed, Incident, Kind, ParsedDocument, Phase, Reading, Window
from adapters.poll import read
from tests.entries import utc

ISSUES = "https://api.github.com/repos/acme/status/issues"
OPEN: dict[str, object] = {
    "number": 7,
    "title": "Bakery is down",
    "state": "open",
    "html_url": "https://github.com/acme/status/issues/7",
    "labels": [{"name": "status"}, {"name": "bakery"}],
    "created_at": "2026-09-03T13:30:05Z",
    "closed_at": None,
    "body": "In `a1b2c3`, Bakery was **down**.",
}


def look(*issues: object, url: str = f"{ISSUES}?state=all") -> Reading:
    reading, dialect, _ = read(json.dumps(issues).encode(), Feed("bakery", url))
    assert dialect == "upptime"
    return reading


def only(**told: object) -> Incident:
    (found,) = look({**OPEN, **told}).incidents
    return found


def test_a_closed_issue_ended_when_it_was_closed() -> None:
    closed = only(state="closed", closed_at="2026-09-03T13:52:40Z")

    assert [update.phase for update in closed.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert closed.resolved_at == utc(9, 3, 13, 52).replace(second=40)


@pytest.mark.parametrize(
    ("query", "issues", "absence"),
    [
        ("", 1, Absence.ENDED),
        ("?state=open&labels=status", 29, Absence.ENDED),
        ("?per_page=100", 99, Absence.ENDED),
        ("?state=all", 1, Absence.NOTHING),
        ("?state=closed", 1, Absence.NOTHING),
        ("", 30, Absence.NOTHING),
        ("?per_page=100", 100, Absence.NOTHING),
        ("?per_page=500", 100, Absence.NOTHING),
        ("?per_page=many", 1, Absence.NOTHING),
        ("?page=2", 1, Absence.NOTHING),
        ("?since=2026-09-01T00:00:00Z", 1, Absence.NOTHING),
    ],
)
def test_what_is_missing_has_ended_where_all_the_open_ones_are_there(query: str, issues: int, absence: Absence) -> None:
    listed = ({**OPEN, "number": number} for number in range(1, issues + 1))

    assert look(*listed, url=f"{ISSUES}{query}").absence is absence


@pytest.mark.parametrize(
    ("lines", "window"),
    [
        ("start: 2026-09-10T06:00:00+02:00\nend: 2026-09-10T08:00:00Z", Window(utc(9, 10, 4), utc(9, 10, 8))),
        ("start: 2026-09-10T06:00:00Z\nend: 2026-09-09T08:00:00Z", Window(utc(9, 10, 6))),
        ("start: soon\nend: 2026-09-09T08:00:00Z", None),
        ("expectedDown: bakery, mill", None),
    ],
)
def test_a_plan_stands_in_a_comment_and_what_cannot_be_read_is_none(lines: str, window: Window | None) -> None:  # P13
    planned = only(labels=[{"name": "maintenance"}], body=f"<!--\n{lines}\n-->\nThe oven is new.")

    assert (planned.kind, planned.window) == (Kind.MAINTENANCE, window)
    assert planned.updates[0].text.plain == "The oven is new."


def test_what_is_expected_to_be_down_is_among_its_components() -> None:
    planned = only(labels=[{"name": "maintenance"}], body="<!--\nexpectedDown: bakery, mill\n-->")

    assert planned.components == ("bakery", "mill")


def test_other_issues_and_pull_requests_are_left_out() -> None:
    others = ({**OPEN, "labels": [{"name": "bug"}]}, {**OPEN, "pull_request": {"url": "x"}})

    assert [each.id for each in look(OPEN, *others).incidents] == ["7"]


@pytest.mark.parametrize("issues", [[], [{**OPEN, "labels": []}]])
@pytest.mark.parametrize("address", [ISSUES, "https://api.github.com/repos/acme/bakery/issues?labels=status"])
def test_where_nothing_is_wrong_the_address_is_all_there_is_to_know_it_by(issues: list[object], address: str) -> None:
    dialect, claim = recognise_document(ParsedDocument(address, issues))

    assert dialect.name == "upptime"
    assert 0 < claim.certainty < 0.5


@pytest.mark.parametrize("listed", [[], [{**OPEN, "labels": [{"name": "bug"}]}]])
def test_what_was_known_as_its_own_stays_so_when_its_last_incident_has_ended(listed: list[object]) -> None:
    feed = Feed("bakery", "https://api.github.com/repos/acme/bakery/issues", "upptime")

    seen, dialect, _ = read(json.dumps(listed).encode(), feed)

    assert dialect == "upptime"
    assert seen.absence is Absence.ENDED
    assert seen.incidents == ()


@pytest.mark.parametrize("labels", [[], [{"name": "bug"}], [{"name": "maintenance"}]])
def test_the_issues_of_any_other_repository_are_not_its_own(labels: list[object]) -> None:
    address = "https://api.github.com/repos/acme/bakery/issues"

    with pytest.raises(NotAFeedError):
        recognise_document(ParsedDocument(address, [{**OPEN, "labels": labels}]))
