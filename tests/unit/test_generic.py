"""A feed of no known platform: only what its own words say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.dialects.generic import claim, read
from adapters.dialects.table import DIALECTS, recognise
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
PLAIN = Entry(0, "id-1", "https://small.example/1", "Trouble", ("Text.",), NOON)


def feed(*entries: Entry) -> ParsedFeed:
    return ParsedFeed("https://small.example/feed.xml", "rss20", "Small", entries=entries)


def only(entry: Entry) -> Incident:
    (incident,) = read(feed(entry), "small").incidents
    return incident


def test_it_reads_what_nobody_else_does() -> None:
    dialect, found = recognise(feed(PLAIN))

    assert dialect.name == "generic"
    assert 0 < found.certainty < 0.1
    assert recognise(feed())[0].name == "generic"


def test_it_is_the_last_resort() -> None:
    assert DIALECTS[-1].name == "generic"
    assert all(dialect.claim(feed(PLAIN)).certainty <= claim(feed(PLAIN)).certainty for dialect in DIALECTS)


def test_an_entry_is_an_incident_with_one_update() -> None:
    found = only(PLAIN)

    assert (found.id, found.title, found.url, found.partial) == ("id-1", "Trouble", "https://small.example/1", True)
    assert [(update.at, update.phase, update.text.plain) for update in found.updates] == [(NOON, Phase.UPDATE, "Text.")]
    assert found.phase is Phase.UPDATE
    assert found.duration is None  # P3


@pytest.mark.parametrize(
    ("title", "phase", "rest"),
    [
        ("[Resolved] API is slow", Phase.RESOLVED, "API is slow"),
        ("RESOLVED: API is slow", Phase.RESOLVED, "API is slow"),
        ("Resolved - API is slow", Phase.RESOLVED, "API is slow"),
        ("[In Progress] Disk swap", Phase.IN_PROGRESS, "Disk swap"),
        ("Post-mortem: API", Phase.POSTMORTEM, "API"),
        ("[Gelöst] Störung", Phase.RESOLVED, "Störung"),
        ("API is slow", Phase.UPDATE, "API is slow"),
        ("[API] is slow", Phase.UPDATE, "[API] is slow"),
        ("Resolved", Phase.UPDATE, "Resolved"),
        ("Resolved issues: none", Phase.UPDATE, "Resolved issues: none"),
        ("API: Resolved", Phase.UPDATE, "API: Resolved"),
        ("Not resolved - yet", Phase.UPDATE, "Not resolved - yet"),
        ("Resolved-by-restart", Phase.UPDATE, "Resolved-by-restart"),
        ("", Phase.UPDATE, ""),
    ],
)
def test_only_an_exact_word_at_its_beginning_makes_a_title_a_phase(title: str, phase: Phase, rest: str) -> None:  # P3
    found = only(replace(PLAIN, title=title))

    assert (found.updates[0].phase, found.title) == (phase, rest)


@pytest.mark.parametrize("words", [("Resolved",), ("api", "resolved")])
def test_a_category_that_is_a_phase_is_one(words: tuple[str, ...]) -> None:
    assert only(replace(PLAIN, categories=words)).phase is Phase.RESOLVED


@pytest.mark.parametrize(
    ("name", "word"), [("status", "RESOLVED"), ("state", "resolved"), ("incident_phase", "Resolved")]
)
def test_a_status_that_is_a_phase_is_one(name: str, word: str) -> None:
    assert only(replace(PLAIN, extras=((name, word),))).phase is Phase.RESOLVED


@pytest.mark.parametrize("extras", [(("status", "Available"),), (("note", "Resolved"),), (("status", ""),)])
def test_other_words_are_no_phase(extras: tuple[tuple[str, str], ...]) -> None:  # P3
    assert only(replace(PLAIN, extras=extras)).phase is Phase.UPDATE


@pytest.mark.parametrize(
    ("body", "phase"),
    [
        ("<p><strong>Resolved</strong> - Over.</p>", Phase.RESOLVED),
        (" <div><p> <b> Monitoring </b></p></div>", Phase.MONITORING),
        ("<p>Not <strong>Resolved</strong></p>", Phase.UPDATE),
        ("<p><strong>Resolved soon</strong></p>", Phase.UPDATE),
        ("Resolved", Phase.UPDATE),
        ("<strong>", Phase.UPDATE),
        ("", Phase.UPDATE),
    ],
)
def test_only_a_bold_word_that_opens_a_body_is_a_phase(body: str, phase: Phase) -> None:  # P3
    assert only(replace(PLAIN, bodies=(body,))).phase is phase


def test_a_maintenance_is_one_by_its_words() -> None:
    assert only(replace(PLAIN, categories=("Maintenance",))).kind is Kind.MAINTENANCE
    assert only(replace(PLAIN, title="Scheduled: disks")).kind is Kind.MAINTENANCE
    assert only(replace(PLAIN, title="Maintenance of disks")).kind is Kind.INCIDENT


def test_the_newer_of_its_dates_is_when_it_was_said() -> None:
    later = NOON.replace(hour=15)

    found = only(replace(PLAIN, updated=later))

    assert (found.updates[0].at, found.revised_at) == (later, later)


def test_a_date_that_nobody_can_have_meant_is_kept_as_words() -> None:  # P13
    (update,) = only(replace(PLAIN, published=datetime(1970, 1, 1, tzinfo=UTC))).updates

    assert (update.at, update.said) == (None, "1970-01-01T00:00:00+00:00")


def test_a_link_identifies_where_no_id_does() -> None:
    assert only(replace(PLAIN, id=None)).id == "https://small.example/1"


def test_a_link_that_entries_share_identifies_none_of_them() -> None:
    home = replace(PLAIN, id=None, link="https://small.example/")

    reading = read(feed(home, replace(home, title="Other"), replace(home, published=NOON.replace(hour=1))), "small")

    assert len({incident.id for incident in reading.incidents}) == 3
    assert read(feed(home, replace(home, title="Other")), "small").incidents[0] == reading.incidents[0]


def test_a_nameless_entry_stays_the_same_when_its_phase_moves_on() -> None:
    nameless = replace(PLAIN, id=None, link=None)

    before, after = only(replace(nameless, title="Identified: API")), only(replace(nameless, title="Resolved: API"))

    assert before.id == after.id


def test_entries_with_one_id_are_one_incident_in_the_order_of_their_times() -> None:
    newest = replace(PLAIN, title="Resolved: API", published=NOON.replace(hour=14))
    oldest = replace(PLAIN, title="Investigating: API", published=NOON.replace(hour=10))

    for order in ((newest, PLAIN, oldest), (oldest, PLAIN, newest)):
        (found,) = read(feed(*order), "small").incidents
        assert [update.phase for update in found.updates] == [Phase.INVESTIGATING, Phase.UPDATE, Phase.RESOLVED]
        assert found.title == "API"
        assert found.phase is Phase.RESOLVED


def test_entries_with_one_id_and_no_times_stand_newest_first() -> None:
    newest, oldest = (replace(PLAIN, title=title, published=None) for title in ("Resolved: API", "Identified: API"))

    (found,) = read(feed(newest, oldest), "small").incidents

    assert [update.phase for update in found.updates] == [Phase.IDENTIFIED, Phase.RESOLVED]
