"""What Kener writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.kener import claim, read
from adapters.model import Entry, Incident, Kind, Phase, Window
from tests.entries import entry, feed, utc

WINDOW = "Fri, 06 Mar 2026 22:00:00 GMT → {}"


def item(body: str, *, kind: str = "incident", title: str = "The gate") -> Entry:
    return entry(
        id=f"{kind}-12",
        link=f"https://status.ken.example/{kind}s/12",
        title=f"[{kind.capitalize()}] {title}",
        published=utc(3, 6, 22),
        body=body,
    )


def only(body: str, **more: str) -> Incident:
    (incident,) = read(feed(item(body, **more)), "ken").incidents
    return incident


def test_ids_titles_and_the_first_line_are_what_it_is_known_by() -> None:
    assert claim(feed(item("Status: RESOLVED"))).certainty > 0.9
    assert claim(feed(item("Over."))).certainty == 0
    assert claim(feed(entry(id="incident-12", title="The gate", body="Status: RESOLVED"))).certainty == 0


def test_an_empty_feed_is_known_by_its_name() -> None:
    assert claim(feed(title="Ken — Incidents & Maintenance")).certainty == 0.6
    assert claim(feed(title="Ken")).certainty == 0


@pytest.mark.parametrize(
    ("word", "phase"),
    [
        ("INVESTIGATING", Phase.INVESTIGATING),
        ("IDENTIFIED", Phase.IDENTIFIED),
        ("MONITORING", Phase.MONITORING),
        ("RESOLVED", Phase.RESOLVED),
        ("SCHEDULED", Phase.SCHEDULED),
        ("IN_PROGRESS", Phase.IN_PROGRESS),
        ("COMPLETED", Phase.COMPLETED),
        ("CANCELLED", Phase.CANCELLED),
    ],
)
def test_the_status_is_the_phase(word: str, phase: Phase) -> None:
    assert only(f"Status: {word}").phase is phase


def test_a_status_that_nobody_knows_is_shown_and_not_guessed() -> None:
    incident = only("Status: RUMBLING\n\nText.")

    assert incident.phase is Phase.UPDATE
    assert incident.updates[0].text.plain == "Status: RUMBLING\nText."


def test_only_the_lines_before_the_text_are_labels() -> None:
    incident = only("Status: RESOLVED\n\nAffected: nobody.\nScheduled: never.")

    assert incident.components == ()
    assert incident.updates[0].text.plain == "Affected: nobody.\nScheduled: never."


def test_an_incident_is_dated_by_its_newest_comment_and_shows_only_that() -> None:
    incident = only("Status: RESOLVED\n\nOver.")

    assert (incident.updates[0].at, incident.revised_at, incident.partial) == (utc(3, 6, 22), utc(3, 6, 22), True)


def test_a_maintenance_is_dated_by_its_plan_which_dates_no_update() -> None:
    incident = only(
        f"Status: SCHEDULED\nScheduled: {WINDOW.format('Sat, 07 Mar 2026 02:00:00 GMT')}", kind="maintenance"
    )

    assert incident.kind is Kind.MAINTENANCE
    assert incident.window == Window(utc(3, 6, 22), utc(3, 7, 2))
    assert incident.updates[0].at is None


@pytest.mark.parametrize("end", ["open-ended", "", "Fri, 06 Mar 2026 21:00:00 GMT", "some day"])
def test_an_end_that_is_not_told_is_none(end: str) -> None:
    incident = only(f"Status: SCHEDULED\nScheduled: {WINDOW.format(end)}", kind="maintenance")

    assert incident.window == Window(utc(3, 6, 22))


def test_a_window_that_cannot_be_read_is_none() -> None:
    assert only("Status: SCHEDULED\nScheduled: some day → later", kind="maintenance").window is None


def test_all_monitors_is_no_name() -> None:
    assert only("Status: SCHEDULED\nAffected: All monitors", kind="maintenance").components == ()
    assert only("Status: RESOLVED\nAffected: A, B,A").components == ("A", "B")


def test_incidents_and_maintenances_are_counted_apart() -> None:
    ids = [only("Status: RESOLVED", kind=kind).id for kind in ("incident", "maintenance")]

    assert ids == ["incident-12", "maintenance-12"]


def test_an_item_with_another_id_costs_only_itself() -> None:
    reading = read(feed(entry(id="twelve"), item("Status: RESOLVED")), "ken")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
