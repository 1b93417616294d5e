"""What Instatus writes and how it is read, beyond what the goldens show."""

from datetime import datetime

from adapters.dialects.instatus import claim, read
from adapters.dialects.table import recognise
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc

LINK = "https://status.harbour.example/incident/cmkh4kc8h00s013pih51rz3uf"
START = utc(6, 4, 21)
HEAD = "<p><strong>Type:</strong> {}</p><p><strong>Duration:</strong> 1 hour</p>"


def said(month: str, day: int, clock: str, word: str, text: str = "Text..", zone: str = "GMT+0") -> str:
    return (
        f"<p><small>{month} <var data-var='date'> {day}</var>, <var data-var='time'>{clock}</var> {zone}</small><br />"
        f"<strong>{word}</strong> -\n  {text}</p>"
    )


def told(*updates: str, kind: str = "Incident", start: datetime | None = START, **more: object) -> Entry:
    return entry(link=more.pop("link", LINK), published=start, body=HEAD.format(kind) + "".join(updates), **more)


def incident(*updates: str, **more: object) -> Incident:
    return read(feed(told(*updates, **more)), "harbour").incidents[0]  # type: ignore[arg-type]


def test_two_of_its_three_marks_suffice() -> None:
    update = said("Jun", 4, "21:00:00", "Resolved")

    assert claim(feed(told(update))).certainty > 0.9
    assert claim(feed(told(update, link="https://status.harbour.example/x"))).certainty > 0.9
    assert claim(feed(entry(link=LINK, body=update))).certainty > 0.9
    assert claim(feed(entry(link=LINK, body="Type: Incident\nDuration: 1 hour"))).certainty > 0.9
    assert claim(feed(entry(link=LINK, body="Text"))).certainty == 0


def test_an_empty_feed_is_told_from_statuspage_by_one_letter() -> None:
    assert claim(feed(title="Harbour Status - Incident history")).certainty == 0.5
    assert claim(feed(title="Harbour Status - Incident History")).certainty == 0


def test_its_copy_of_statuspage_is_not_taken_for_statuspage() -> None:
    dialect, _ = recognise(feed(told(said("Jun", 4, "21:00:00", "Resolved"))))

    assert dialect.name == "instatus"


def test_the_words_of_the_head_are_no_phases() -> None:
    read_one = incident(said("Jun", 4, "21:00:00", "Investigating"))

    assert [update.phase for update in read_one.updates] == [Phase.INVESTIGATING]


def test_updates_out_of_order_are_put_in_order_of_time() -> None:
    read_one = incident(
        said("Jun", 4, "21:10:00", "Identified"),
        said("Jun", 4, "22:00:00", "Resolved"),
        said("Jun", 4, "21:00:00", "Investigating"),
    )

    assert [update.phase.value for update in read_one.updates] == ["investigating", "identified", "resolved"]


def test_of_one_second_the_page_s_order_stands_whichever_way_it_runs() -> None:
    newest_first = incident(
        said("Jun", 4, "22:00:00", "Resolved"),
        said("Jun", 4, "21:00:00", "Update", "B"),
        said("Jun", 4, "21:00:00", "Update", "A"),
    )

    assert [update.text.plain for update in newest_first.updates] == ["A", "B", "Text."]


def test_a_long_incident_is_dated_forwards_from_its_start() -> None:
    read_one = incident(
        said("Mar", 1, "08:00:00", "Investigating"), said("Feb", 27, "08:00:00", "Resolved"), start=utc(3, 1, 8)
    )

    assert [update.at for update in read_one.updates] == [utc(3, 1, 8), utc(2, 27, 8, year=2027)]


def test_a_maintenance_is_dated_as_near_to_its_window_as_can_be() -> None:
    read_one = incident(
        said("Dec", 20, "10:00:00", "Scheduled"),
        said("Jan", 5, "03:00:00", "Completed"),
        kind="Maintenance",
        start=utc(1, 5, 2),
    )

    assert [update.at for update in read_one.updates] == [utc(12, 20, 10, year=2025), utc(1, 5, 3)]
    assert read_one.window is not None
    assert read_one.window.start == utc(1, 5, 2)


def test_an_offset_of_another_zone_counts() -> None:
    assert incident(said("Jun", 4, "23:30:00", "Investigating", zone="GMT+2")).updates[0].at == utc(6, 4, 21, 30)


def test_without_a_date_of_its_own_the_times_are_kept_as_they_stand() -> None:
    read_one = incident(said("Jun", 4, "21:00:00", "Investigating"), start=None)

    assert read_one.updates[0].at is None
    assert read_one.updates[0].said == "Jun 4, 21:00:00 GMT+0"
    assert read_one.started_at is None


def test_the_start_is_the_stated_one() -> None:
    read_one = incident(said("Jun", 4, "22:00:00", "Resolved"))

    assert (read_one.started_at, read_one.resolved_at) == (utc(6, 4, 21), utc(6, 4, 22))


def test_the_kind_is_read_from_head_link_or_id() -> None:
    update = said("Jun", 4, "21:00:00", "Completed")
    maintenance = LINK.replace("/incident/", "/maintenance/")
    atom_id = "tag:status.harbour.example,2005:Maintenance/cmkh4kc8h00s013pih51rz3uf"

    assert incident(update, kind="Maintenance").kind is Kind.MAINTENANCE
    assert read(feed(entry(link=maintenance, body=update)), "h").incidents[0].kind is Kind.MAINTENANCE
    assert read(feed(entry(link=LINK, id=atom_id, body=update)), "h").incidents[0].kind is Kind.MAINTENANCE
    assert incident(update).kind is Kind.INCIDENT


def test_one_component_may_hold_a_comma_and_several_are_parted() -> None:
    def components(marked: str, plain: str) -> tuple[str, ...]:
        body = f"<p><strong>Affected Components:</strong> {marked}</p>{said('Jun', 4, '21:00:00', 'Resolved')}"
        bodies = (HEAD.format("Incident") + body, f"Type: Incident\n\n    Affected Components: {plain}\n    Jun 4")
        return read(feed(entry(link=LINK, published=utc(6, 4, 21), bodies=bodies)), "h").incidents[0].components

    assert components("", "Washington, D.C.") == ("Washington, D.C.",)
    assert components(", , ", "Lists, Map, Lists") == ("Lists", "Map")
    assert components("A &amp; B, C", "") == ("A & B", "C")
    assert components("", "") == ()


def test_an_entry_without_updates_costs_only_itself() -> None:
    reading = read(feed(told(), told(said("Jun", 4, "21:00:00", "Resolved"))), "harbour")

    assert len(reading.incidents) == len(reading.skipped) == 1
    assert "Instatus" in reading.skipped[0].why


def test_a_word_that_nobody_knows_is_shown_and_not_guessed() -> None:
    read_one = incident(said("Jun", 4, "21:00:00", "Rumbling", "It rumbles."))

    assert read_one.phase is Phase.UPDATE
    assert read_one.updates[0].text.plain == "Rumbling -\nIt rumbles."


def test_a_maintenance_that_has_not_started_is_scheduled_in_the_words_of_pages_and_of_the_api() -> None:
    spellings = ["Not started yet", "NOTSTARTEDYET"]

    phases = [incident(said("Jun", 4, "21:00:00", word, "We will work.")).phase for word in spellings]

    assert phases == [Phase.SCHEDULED, Phase.SCHEDULED]
