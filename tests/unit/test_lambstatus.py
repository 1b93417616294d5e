"""What LambStatus writes and how it is read, beyond what the goldens show."""

from adapters.dialects.lambstatus import claim, read
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc


def said(shown: str, word: str) -> str:
    return f"<p><small>{shown}</small><br><strong>{word}</strong> - Text.</p>"


def told(*updates: str, what: str = "incidents", **more: object) -> Entry:
    return entry(link=f"https://status.wool.example/{what}/bqoDstalneID", body="".join(updates), **more)


def incident(*updates: str, **more: object) -> Incident:
    return read(feed(told(*updates, **more)), "wool").incidents[0]  # type: ignore[arg-type]


def test_links_and_times_with_a_year_are_what_it_is_known_by() -> None:
    assert claim(feed(told(said("May 13, 2017, 06:45 UTC", "Resolved")))).certainty > 0.9
    assert claim(feed(told(said("May 13, 06:45 UTC", "Resolved")))).certainty == 0


def test_an_empty_feed_is_known_by_its_id() -> None:
    assert claim(feed(id="tag:https://status.wool.example,2018:/history")).certainty == 0.6
    assert claim(feed(id="tag:status.wool.example,2005:/history")).certainty == 0


def test_the_newest_update_stands_first() -> None:
    read_one = incident(said("May 13, 2017, 06:50 UTC", "Resolved"), said("May 13, 2017, 06:40 UTC", "Investigating"))

    assert [update.at for update in read_one.updates] == [utc(5, 13, 6, 40, year=2017), utc(5, 13, 6, 50, year=2017)]
    assert read_one.id == "bqoDstalneID"


def test_the_dates_of_the_entry_date_nothing() -> None:
    update = said("May 13, 2017, 06:45 UTC", "Scheduled")
    read_one = incident(update, what="maintenances", published=utc(10, 15, 6, 45, year=2017))

    assert read_one.updates[0].at == utc(5, 13, 6, 45, year=2017)
    assert (read_one.window, read_one.revised_at) == (None, None)


def test_in_atom_the_two_dates_stand_in_each_other_s_place() -> None:
    read_one = incident(
        said("May 13, 2017, 06:45 UTC", "Resolved"),
        updated=utc(5, 13, 6, year=2017),
        published=utc(5, 13, 6, 45, year=2017),
    )

    assert read_one.revised_at == utc(5, 13, 6, 45, year=2017)


def test_link_or_word_tell_a_maintenance() -> None:
    update = said("May 13, 2017, 06:45 UTC", "Monitoring")

    assert incident(update, what="maintenances").kind is Kind.MAINTENANCE
    assert incident(said("May 13, 2017, 06:45 UTC", "In Progress")).kind is Kind.MAINTENANCE
    assert incident(update).kind is Kind.INCIDENT


def test_a_word_that_nobody_knows_is_shown_and_not_guessed() -> None:
    read_one = incident(said("May 13, 2017, 06:45 UTC", "Rumbling"))

    assert (read_one.phase, read_one.updates[0].text.plain) == (Phase.UPDATE, "Rumbling - Text.")


def test_an_entry_without_updates_costs_only_itself() -> None:
    reading = read(feed(told("Prose."), told(said("May 13, 2017, 06:45 UTC", "Resolved"))), "wool")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
