"""What incident.io writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.incidentio import claim, read
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc

LINK = "https://status.orbit.example//incidents/01KQZ3W2M8VNWS146V0S09MF29"


def told(body: str, **more: object) -> Entry:
    return entry(id=LINK, link=LINK, updated=utc(5, 6, 22, 44), body=body, **more)


def incident(body: str, **more: object) -> Incident:
    return read(feed(told(body, **more)), "orbit").incidents[0]


def test_a_feed_that_names_incident_io_is_its_own_even_when_empty() -> None:
    assert claim(feed(generator="incident.io")).certainty > 0.9


def test_without_the_name_it_takes_ids_and_heads_together() -> None:
    assert claim(feed(told("<b>Status: Resolved</b><br/><br/>Over."))).certainty > 0.9
    assert claim(feed(told("Over."))).certainty == 0
    assert (
        claim(feed(entry(link="https://status.orbit.example/incidents/abc", body="<b>Status: X</b><br/>"))).certainty
        == 0
    )
    assert claim(feed()).certainty == 0


def test_the_id_is_the_ulid_and_the_address_has_single_slashes() -> None:
    read_one = incident("<b>Status: Resolved</b><br/>Over.")

    assert read_one.id == "01KQZ3W2M8VNWS146V0S09MF29"
    assert read_one.url == "https://status.orbit.example/incidents/01KQZ3W2M8VNWS146V0S09MF29"


def test_only_the_newest_update_is_there_and_the_incident_says_so() -> None:
    read_one = incident("<b>Status: Monitoring</b><br/><br/>We watch.")

    assert read_one.partial
    assert read_one.revised_at == utc(5, 6, 22, 44)
    assert [(update.at, update.phase) for update in read_one.updates] == [(utc(5, 6, 22, 44), Phase.MONITORING)]


@pytest.mark.parametrize(
    ("word", "phase"),
    [
        ("Investigating", Phase.INVESTIGATING),
        ("Scheduled", Phase.SCHEDULED),
        ("Complete", Phase.COMPLETED),
        ("Completed", Phase.COMPLETED),
        ("Em andamento", Phase.IN_PROGRESS),
        ("Monitorando", Phase.MONITORING),
    ],
)
def test_the_word_of_the_head_is_the_phase_whatever_the_language(word: str, phase: Phase) -> None:
    assert incident(f"<b>Status: {word}</b><br/><br/>Text.").phase is phase


def test_the_label_of_the_head_may_be_in_any_language() -> None:
    assert incident("<b>Statut : Résolu</b><br/><br/>Voilà.").phase is Phase.RESOLVED


def test_a_word_that_nobody_knows_is_shown_and_not_guessed() -> None:
    read_one = incident("<b>Status: Rumbling</b><br/><br/>It rumbles.")

    assert read_one.phase is Phase.UPDATE
    assert "Rumbling" in read_one.updates[0].text.plain


@pytest.mark.parametrize(
    "body",
    ["We said <b>Status: Resolved</b> too early.", "<p>No head.</p>", "", "<b>Resolved</b>", "<b>Status: Resolved"],
)
def test_a_state_anywhere_but_in_the_first_line_is_prose(body: str) -> None:
    assert incident(body).phase in ({Phase.RESOLVED} if body == "<b>Status: Resolved" else {Phase.UPDATE})


def test_a_later_state_in_the_prose_changes_nothing() -> None:
    assert incident("<b>Status: Resolved</b><br/><br/>Was:<br/><b>Status: Investigating</b>").phase is Phase.RESOLVED


def test_components_lose_their_state_and_their_repetitions() -> None:
    body = (
        "<b>Status: Identified</b><br/><br/>Text.<br/><br/><b>Affected components</b>\n<ul>\n"
        "<li>API (v2) (Partial outage)</li><li>Web (Operational)</li><li>API (v2) (Operational)</li><li>Bare</li></ul>"
    )

    assert incident(body).components == ("API (v2)", "Web", "Bare")
    assert incident(body).updates[0].text.plain == "Text."


def test_a_list_in_the_prose_is_not_a_list_of_components() -> None:
    first = incident("<b>Status: Identified</b><br/>See:<ul><li>one (1)</li></ul> and more.")
    last = incident("<b>Status: Identified</b><br/><b>Next</b><ul><li>restart</li><li>rest</li></ul>")

    assert (first.components, last.components) == ((), ())
    assert "restart" in last.updates[0].text.plain


def test_a_component_that_is_under_maintenance_makes_no_maintenance_and_no_impact() -> None:
    body = "<b>Status: Identified</b><br/>T.<b>Affected components</b><ul><li>A (Under maintenance)</li></ul>"

    assert incident(body).kind is Kind.INCIDENT
    assert incident(body).impact.value == "unknown"


def test_raw_line_breaks_are_kept() -> None:
    body = "<b>Status: Identified</b><br/><br/>One.\nTwo.\n\nThree."

    assert incident(body).updates[0].text.plain == "One.\nTwo.\nThree."


def test_an_entry_without_link_and_id_costs_only_itself() -> None:
    reading = read(feed(entry(body="<b>Status: Resolved</b>"), told("<b>Status: Resolved</b><br/>Over.")), "orbit")

    assert len(reading.incidents) == 1
    assert reading.skipped[0].entry == "Something fails"


def test_several_entries_of_one_id_are_one_incident() -> None:
    newest = told("<b>Status: Resolved</b><br/>Over.")
    first = entry(id=LINK, link=LINK, updated=utc(5, 6, 21), body="<b>Status: Investigating</b><br/>We look.")

    reading = read(feed(newest, first), "orbit")

    assert [[update.phase for update in each.updates] for each in reading.incidents] == [
        [Phase.INVESTIGATING, Phase.RESOLVED]
    ]


def test_an_empty_list_of_components_is_none() -> None:
    assert incident("<b>Status: Identified</b><br/>T.<b>Affected components</b><ul></ul>").components == ()
