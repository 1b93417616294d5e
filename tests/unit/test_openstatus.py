"""What OpenStatus writes and how it is read, beyond what the goldens show."""

from adapters.dialects.openstatus import claim, read
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc


def report(title: str, body: str = "Investigating: We look.", *, link: str = "events/report/3") -> Entry:
    return entry(link=f"https://status.pebble.example/{link}", title=title, published=utc(3, 6, 9), body=body)


def only(*entries: Entry) -> Incident:
    (incident,) = read(feed(*entries), "pebble").incidents
    return incident


def phases(incident: Incident) -> list[str]:
    return [update.phase.value for update in incident.updates]


def test_a_feed_that_names_openstatus_is_its_own_even_when_empty() -> None:
    assert claim(feed(generator="OpenStatus - Status Page Updates")).certainty > 0.9
    assert claim(feed(generator="OpenStatus - Status Page updates")).certainty > 0.9
    assert claim(feed()).certainty == 0


def test_without_the_name_links_and_titles_make_it_likely() -> None:
    assert claim(feed(report("Resolved - Dust"))).certainty == 0.8
    assert claim(feed(report("Dust"))).certainty == 0


def test_the_title_s_word_goes_and_the_rest_stays_whole() -> None:
    assert only(report("Investigating - Dust - and sand")).title == "Dust - and sand"
    assert only(report("Dust")).title == "Dust"


def test_updates_have_no_times_and_none_are_made_up() -> None:  # P3
    incident = only(report("Resolved - Dust", "Investigating: We look.\n\nResolved: Over."))

    assert [update.at for update in incident.updates] == [None, None]
    assert (incident.started_at, incident.resolved_at, incident.duration) == (None, None, None)
    assert incident.revised_at == utc(3, 6, 9)


def test_the_title_tells_at_which_end_the_newest_stands() -> None:
    newest_last = only(report("Resolved - Dust", "Investigating: A.\n\nResolved: B."))
    newest_first = only(report("Resolved - Dust", "Resolved: B.\n\nInvestigating: A."))

    assert phases(newest_last) == phases(newest_first) == ["investigating", "resolved"]


def test_a_message_of_several_paragraphs_stays_one() -> None:
    incident = only(report("Identified - Dust", "Investigating: One.\n\nTwo: three.\n\nIdentified: Four.."))

    assert [update.text.plain for update in incident.updates] == ["One.\nTwo: three.", "Four."]


def test_a_text_without_labels_is_one_update_of_the_title_s_phase() -> None:
    incident = only(report("Monitoring - Dust", "Dust is settling."))

    assert phases(incident) == ["monitoring"]
    assert incident.updates[0].text.plain == "Dust is settling."


def test_a_maintenance_tells_no_state() -> None:
    incident = only(report("Planned Maintenance - A disk", "On Friday.", link="events/maintenance/3"))

    assert (incident.kind, incident.phase, incident.window) == (Kind.MAINTENANCE, Phase.UPDATE, None)
    assert incident.title == "A disk"


def test_reports_and_maintenances_are_counted_apart() -> None:
    reading = read(feed(report("Resolved - A"), report("Maintenance - B", link="events/maintenance/3")), "pebble")

    assert [incident.id for incident in reading.incidents] == ["report/3", "maintenance/3"]


def test_the_older_addresses_are_the_same_incidents() -> None:
    assert only(report("Resolved - A", link="reports/3")).id == only(report("Resolved - A")).id


def test_an_entry_without_a_number_costs_only_itself() -> None:
    reading = read(feed(report("Maintenance - B", link="events?filter=maintenances"), report("Resolved - A")), "pebble")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
