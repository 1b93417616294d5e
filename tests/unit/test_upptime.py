"""Upptime's issues at GitHub: which are its own, and what a comment within their text plans."""

import json

import pytest

from adapters.dialects.table import recognise_document
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
    ("url", "absence"),
    [
        (ISSUES, Absence.ENDED),
        (f"{ISSUES}?state=open&labels=status", Absence.ENDED),
        (f"{ISSUES}?state=all", Absence.NOTHING),
        (f"{ISSUES}?state=closed", Absence.NOTHING),
    ],
)
def test_what_is_missing_has_ended_where_only_the_open_ones_are_asked_for(url: str, absence: Absence) -> None:
    assert look(OPEN, url=url).absence is absence


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


def test_issues_of_another_repository_are_claimed_a_little_by_their_address_alone() -> None:
    _, claim = recognise_document(ParsedDocument(ISSUES, [{**OPEN, "labels": []}]))

    assert 0 < claim.certainty < 0.5
