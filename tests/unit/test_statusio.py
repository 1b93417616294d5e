"""What Status.io writes and how it is read, beyond what the goldens show."""

from adapters.dialects.statusio import claim, read
from adapters.model import Entry, Incident, Kind, Phase
from tests.entries import entry, feed, utc

PAGE = "5a0b1c2d3e4f5a6b7c8d9e0f"
CODE = "6a216c468614df05b0372d0d"


def said(shown: str, word: str, text: str = "Text.") -> str:
    return f"<small>{shown}</small><br /><b>{word}</b> - {text}<br /><br />"


def told(*updates: str, what: str = "incident", **more: object) -> Entry:
    return entry(link=f"https://status.io/pages/{what}/{PAGE}/{CODE}", id=CODE, body="".join(updates), **more)


def incident(*updates: str, **more: object) -> Incident:
    return read(feed(told(*updates, **more)), "crate").incidents[0]  # type: ignore[arg-type]


def test_the_links_are_what_it_is_known_by() -> None:
    elsewhere = entry(link="https://status.crate.example/incident/1", body=said("June 4, 2026 05:15 PDT", "Resolved"))

    assert claim(feed(told())).certainty > 0.9
    assert claim(feed(elsewhere)).certainty == 0


def test_an_empty_feed_is_half_known_by_its_address() -> None:
    assert claim(feed(url=f"https://status.crate.example/pages/{PAGE}/rss")).certainty == 0.5
    assert claim(feed()).certainty == 0


def test_the_oldest_update_stands_first() -> None:
    read_one = incident(said("June 4, 2026 05:15 PDT", "Investigating"), said("June 4, 2026 06:43 PDT", "Resolved"))

    assert [update.at for update in read_one.updates] == [utc(6, 4, 12, 15), utc(6, 4, 13, 43)]
    assert read_one.id == CODE


def test_an_abbreviation_names_the_zone_of_the_page_and_not_the_offset_of_the_day() -> None:
    assert incident(said("June 4, 2026 05:15 PST", "Investigating")).updates[0].at == utc(6, 4, 12, 15)
    assert incident(said("January 4, 2026 05:15 PDT", "Investigating")).updates[0].at == utc(1, 4, 13, 15)


def test_a_page_s_clock_that_looks_like_the_date_in_greenwich_is_still_the_page_s() -> None:
    read_one = incident(said("June 4, 2026 13:43 PDT", "Investigating"), published=utc(6, 4, 13, 45))

    assert read_one.updates[0].at == utc(6, 4, 20, 43)


def test_the_item_s_date_decides_between_zones_of_one_name() -> None:
    shanghai = incident(said("March 3, 2026 16:50 CST", "Resolved"), published=utc(3, 3, 8, 50))
    chicago = incident(said("March 3, 2026 16:50 CST", "Resolved"), published=utc(3, 3, 22, 50))

    assert (shanghai.updates[0].at, chicago.updates[0].at) == (utc(3, 3, 8, 50), utc(3, 3, 22, 50))


def test_where_nothing_decides_the_time_is_kept_as_it_stands() -> None:
    read_one = incident(said("March 3, 2026 16:50 CST", "Resolved"))

    assert read_one.updates[0].at is None
    assert read_one.updates[0].said == "March 3, 2026 16:50 CST"


def test_active_is_under_way_of_a_maintenance_and_a_word_like_any_other_of_an_incident() -> None:
    update = said("June 4, 2026 05:15 UTC", "Active")

    assert incident(update, what="maintenance").phase is Phase.IN_PROGRESS
    assert incident(update).phase is Phase.UPDATE
    assert incident(update).updates[0].text.plain == "Active - Text."


def test_the_link_tells_a_maintenance() -> None:
    update = said("June 4, 2026 05:15 UTC", "Monitoring")

    assert incident(update, what="maintenance").kind is Kind.MAINTENANCE
    assert incident(update).kind is Kind.INCIDENT
    assert incident(said("June 4, 2026 05:15 UTC", "Scheduled")).kind is Kind.MAINTENANCE


def test_prose_that_looks_like_an_update_is_part_of_one() -> None:
    read_one = incident(
        said("June 4, 2026 05:15 UTC", "Monitoring", "<b>Note</b> - <small>see below</small><br /><b>x</b>")
    )

    assert len(read_one.updates) == 1


def test_a_day_that_no_calendar_has_is_kept_as_it_stands() -> None:
    assert incident(said("February 30, 2026 05:15 UTC", "Monitoring")).updates[0].at is None
