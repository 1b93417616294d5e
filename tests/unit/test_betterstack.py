"""What Better Stack writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.betterstack import claim, read
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc

PAGE = "https://status.quill.example/"
NAMED = "Incidents | Quill"


def event(title: str, hour: int = 6, key: str = "aaa111", **more: object) -> Entry:
    return entry(id=f"{PAGE}#{key}", link=PAGE, title=title, published=utc(7, 29, hour), body=title, **more)


def report(title: str, hour: int, update: str, number: int = 100, text: str = "Text.") -> Entry:
    link = f"{PAGE}incident/{number}"
    return entry(id=f"{link}#{update}", link=link, title=title, published=utc(7, 29, hour), body=text)


def only(*entries: Entry) -> Incident:
    (incident,) = read(feed(*entries), "quill").incidents
    return incident


def test_name_and_ids_together_make_it_sure() -> None:
    assert claim(feed(event("Ink went down"), title=NAMED)).certainty > 0.9
    assert claim(feed(report("Ink", 6, "a"), title=NAMED)).certainty > 0.9
    assert claim(feed(title=NAMED, subtitle="Incidents reported on status page")).certainty == 0.9
    assert claim(feed(title="Quill")).certainty == 0


def test_without_its_name_the_ids_need_another_mark() -> None:
    assert claim(feed(event("Ink went down"))).certainty > 0.5
    assert claim(feed(report("Ink", 6, "a"))).certainty > 0.5
    assert claim(feed(event("Ink is blue"))).certainty == 0
    assert claim(feed(entry(id=f"{PAGE}incident/1", link=f"{PAGE}incident/1"))).certainty == 0


def test_the_two_events_of_a_monitor_are_one_incident() -> None:
    incident = only(event("Ink recovered", 7), event("Ink went down", 6))

    assert [update.phase for update in incident.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert (incident.id, incident.title, incident.components) == ("aaa111", "Ink went down", ("Ink",))


def test_an_end_whose_beginning_is_gone_has_the_title_it_had() -> None:
    assert only(event("Ink recovered")).title == only(event("Ink went down")).title


@pytest.mark.parametrize(
    "title", ["Ink Recovered", "Ink has recovered fully", "recovered", "Went down", "Ink is resolved"]
)
def test_only_the_exact_words_of_a_monitor_tell_a_phase(title: str) -> None:
    assert only(event(title)).phase is Phase.UPDATE


def test_a_report_whose_title_ends_like_an_event_is_prose() -> None:
    assert only(report("How Ink recovered", 6, "a")).phase is Phase.UPDATE


@pytest.mark.parametrize("text", ["Everything is back to normal.", "This incident has been resolved.", "Resolved"])
def test_an_all_clear_in_prose_is_no_end(text: str) -> None:  # P3
    assert only(report("Ink", 6, "a", text=text)).phase is Phase.UPDATE


def test_a_state_in_brackets_is_one_and_no_part_of_the_title() -> None:
    incident = only(report("[Resolved] Ink", 7, "b"), report("Ink", 6, "a"))

    assert (incident.phase, incident.title) == (Phase.RESOLVED, "Ink")
    assert only(report("[EU] Ink", 6, "a")).title == "[EU] Ink"


def test_the_updates_of_a_report_keep_the_platform_s_ids() -> None:
    incident = only(report("Ink", 7, "b"), report("Ink", 6, "a"))

    assert [update.id for update in incident.updates] == ["a", "b"]
    assert incident.id == "100"
    assert incident.partial


def test_events_have_no_ids_of_their_own() -> None:
    assert only(event("Ink went down")).updates[0].id == ""


def test_reports_under_the_link_of_the_page_are_told_apart_by_their_ids() -> None:
    reading = read(feed(event("Ink is thin", key="a"), event("Ink is thick", key="b")), "quill")

    assert [incident.id for incident in reading.incidents] == ["a", "b"]


def test_a_maintenance_has_a_number_of_its_own() -> None:
    link = f"{PAGE}maintenance/100"
    reading = read(feed(report("Ink", 6, "a"), entry(id=f"{link}#b", link=link)), "quill")

    assert [(each.id, each.kind) for each in reading.incidents] == [
        ("100", Kind.INCIDENT),
        ("maintenance/100", Kind.MAINTENANCE),
    ]


def test_an_item_without_a_key_costs_only_itself() -> None:
    reading = read(feed(entry(link=PAGE), entry(id=PAGE), entry(), event("Ink went down")), "quill")

    assert len(reading.incidents) == 1
    assert len(reading.skipped) == 3
