"""What Statuspage writes and how it is read, beyond what the goldens show."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dialects.identity import incident_code
from adapters.dialects.statuspage import claim, read, read_entry
from adapters.dialects.table import recognise
from adapters.errors import EntryError
from adapters.model import Entry, Incident, Kind, ParsedFeed, Phase, Window

PATIENCE = 5.0  # seconds; far more than the worst of these takes


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def note(when: str, state: str, text: str) -> str:
    day, clock = when.split(", ")
    month, number = day.split()
    hours, zone = clock.split()
    return (
        f"<p><small>{month} <var data-var='date'>{number:>2}</var>, <var data-var='time'>{hours}</var> {zone}</small>"
        f"<br><strong>{state}</strong> - {text}</p>"
    )


RESOLVED = note("Nov 2, 09:58 UTC", "Resolved", "Over.")
LOOKING = note("Nov 2, 09:05 UTC", "Investigating", "We look.")


NOW = utc(11, 2, 9, 58)


def entry(*notes: str, published: datetime | None = NOW, **more: object) -> Entry:
    """An entry of the given update paragraphs, newest first."""
    plain = Entry(
        0, "guid", "https://status.acme.example/incidents/abcdef123456", "Trouble", ("".join(notes),), published
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def feed(*entries: Entry) -> ParsedFeed:
    return ParsedFeed(
        "https://status.acme.example/history.rss", "rss20", "Acme Status - Incident History", entries=entries
    )


def incident(*notes: str, published: datetime | None = NOW, **more: object) -> Incident:
    return read_entry("acme", entry(*notes, published=published, **more))


@pytest.mark.parametrize(
    "link",
    [
        "https://status.acme.example/incidents/abcdef123456",
        "http://status.acme.example/incidents/abcdef123456/",
        "https://acme.statuspage.io/incidents/abcdef123456?from=feed#top",
        "https://status.acme.example//incidents/abcdef123456",
    ],
)
def test_the_code_at_the_end_of_the_link_identifies(link: str) -> None:
    assert incident_code(entry(link=link)) == "abcdef123456"


def test_without_a_link_the_entry_s_own_id_has_to_do() -> None:
    assert incident_code(entry(link=None, id="https://status.acme.example/incidents/abc")) == "abc"
    assert incident_code(entry(link=None, id="tag:acme,2005:Incident/7")) == "tag:acme,2005:Incident/7"
    assert incident_code(entry(link="https://status.acme.example/", id="7")) == "7"
    assert incident_code(entry(link=None, id="http://[broken")) == "http://[broken"


def test_an_entry_without_identity_costs_only_itself() -> None:  # P7
    reading = read(feed(entry(RESOLVED), entry(RESOLVED, link=None, id=None, title="Nameless")), "acme")

    assert [each.id for each in reading.incidents] == ["abcdef123456"]
    assert [(each.entry, "neither a link nor an id" in each.why) for each in reading.skipped] == [("Nameless", True)]


@pytest.mark.parametrize(
    "body", ["", "Over.", "<p><strong>Resolved</strong> - Over.</p>", "<p><small>Nov 2</small></p>"]
)
def test_an_entry_without_updates_is_skipped_and_not_guessed(body: str) -> None:  # P3
    with pytest.raises(EntryError, match="No update"):
        read_entry("acme", entry(body))


def test_updates_stand_oldest_first() -> None:
    found = incident(RESOLVED, LOOKING)

    assert [(update.at, update.phase) for update in found.updates] == [
        (utc(11, 2, 9, 5), Phase.INVESTIGATING),
        (utc(11, 2, 9, 58), Phase.RESOLVED),
    ]
    assert found.kind is Kind.INCIDENT
    assert not found.partial


def test_the_markup_of_2026_says_what_that_of_2025_said() -> None:
    spaced = (RESOLVED + LOOKING).replace("<p>", "\n<p> ").replace("<br>", "<br> ").replace("</p>", " </p> ")

    assert incident(spaced) == incident(RESOLVED, LOOKING)


def test_quotes_that_are_escaped_say_the_same() -> None:
    bare, escaped = note("Nov 2, 09:58 UTC", "Update", "We're"), note("Nov 2, 09:58 UTC", "Update", "We&#39;re")

    assert incident(bare) == incident(escaped)


@pytest.mark.parametrize(
    ("word", "phase"),
    [
        ("Investigating", Phase.INVESTIGATING),
        ("Identified", Phase.IDENTIFIED),
        ("Monitoring", Phase.MONITORING),
        ("Resolved", Phase.RESOLVED),
        ("Scheduled", Phase.SCHEDULED),
        ("In progress", Phase.IN_PROGRESS),
        ("Verifying", Phase.VERIFYING),
        ("Completed", Phase.COMPLETED),
        ("Update", Phase.UPDATE),
        ("Postmortem", Phase.POSTMORTEM),
        ("Resolvido", Phase.RESOLVED),
    ],
)
def test_every_state_word_is_a_phase(word: str, phase: Phase) -> None:
    (update,) = incident(note("Nov 2, 09:58 UTC", word, "Text.")).updates

    assert (update.phase, update.text.plain) == (phase, "Text.")


@pytest.mark.parametrize("word", ["Mitigated", "Not resolved", "Resolved?", "All clear"])
def test_an_unknown_word_is_shown_and_not_guessed(word: str) -> None:  # P3
    found = incident(note("Nov 2, 09:58 UTC", word, "Text."), LOOKING)

    assert found.updates[-1].phase is Phase.UPDATE
    assert found.updates[-1].text.plain == f"{word} - Text."
    assert found.is_open


def test_the_page_s_order_stands_where_authors_chose_other_times() -> None:
    found = incident(RESOLVED, note("Nov 2, 10:30 UTC", "Investigating", "We look."))

    assert found.phase is Phase.RESOLVED
    assert found.duration is None


def test_without_any_date_of_the_entry_the_words_are_kept() -> None:  # P13
    (update,) = incident(RESOLVED, published=None).updates

    assert update.at is None
    assert update.said == "Nov 2, 09:58 UTC"


def test_a_time_before_status_pages_is_kept_as_words() -> None:  # P13
    (update,) = incident(RESOLVED, published=datetime(1970, 11, 2, 10, tzinfo=UTC)).updates

    assert (update.at, update.said) == (None, "Nov 2, 09:58 UTC")


def test_a_zone_that_cannot_be_told_is_kept_as_words() -> None:  # P13
    found = incident(note("Nov 2, 09:58 IST", "Resolved", "Over."), published=utc(11, 2, 20))

    assert [(update.at, update.said) for update in found.updates] == [(None, "Nov 2, 09:58 IST")]
    assert found.resolved_at is None


def test_a_day_that_does_not_exist_spoils_only_its_update() -> None:  # P13
    found = incident(RESOLVED, note("Feb 31, 09:00 UTC", "Identified", "Odd."), LOOKING)

    assert [update.at for update in found.updates] == [utc(11, 2, 9, 5), None, utc(11, 2, 9, 58)]
    assert found.updates[1].said == "Feb 31, 09:00 UTC"


def test_the_zone_is_that_of_the_newest_time_that_exists() -> None:  # P13
    stamp = datetime(2026, 7, 9, 14, 48, tzinfo=timezone(timedelta(hours=8)))
    odd, resolved = note("Feb 31, 09:00 XYZ", "Update", "Odd."), note("Jul 9, 14:48 CST", "Resolved", "Over.")

    found = incident(odd, note("Jul 9, 15:30 CST", "Postmortem", "Why."), resolved, published=stamp)

    assert [update.at for update in found.updates] == [utc(7, 9, 6, 48), utc(7, 9, 7, 30), None]


def test_a_post_mortem_of_the_next_year_follows_the_end() -> None:  # P13
    report = note("Jan 9, 12:00 UTC", "Postmortem", "A disk.")

    found = incident(report, note("Nov 30, 10:00 UTC", "Resolved", "Over."), published=utc(11, 30, 10))

    assert [update.at for update in found.updates] == [utc(11, 30, 10), datetime(2027, 1, 9, 12, tzinfo=UTC)]
    assert found.resolved_at == utc(11, 30, 10)


def test_a_silent_edit_a_year_later_moves_no_update() -> None:  # P13
    found = incident(RESOLVED, updated=datetime(2027, 12, 1, tzinfo=UTC))

    assert found.resolved_at == utc(11, 2, 9, 58)
    assert found.revised_at == datetime(2027, 12, 1, tzinfo=UTC)


def test_the_entry_s_offset_is_that_of_its_page() -> None:  # P13
    stamp = datetime(2026, 7, 9, 14, 48, 3, tzinfo=timezone(timedelta(hours=-7)))

    found = incident(note("Jul 9, 14:48 PST", "Resolved", "Over."), published=stamp)

    assert found.resolved_at == utc(7, 9, 21, 48)
    assert found.revised_at == utc(7, 9, 21, 48) + timedelta(seconds=3)


BANNER = (
    "<p><strong>THIS IS A SCHEDULED EVENT Dec <var data-var='date'>9</var>, <var data-var='time'>14:00</var> - "
    "<var data-var='time'>18:00</var> UTC</strong></p>"
)
PLANNED = note("Nov 2, 09:58 UTC", "Scheduled", "We swap a disk.")


def test_a_banner_is_a_window_and_not_an_update() -> None:
    found = incident(BANNER, PLANNED, published=utc(12, 9, 14), updated=utc(11, 2, 10))

    assert found.window == Window(utc(12, 9, 14), utc(12, 9, 18))
    assert [update.text.plain for update in found.updates] == ["We swap a disk."]
    assert found.kind is Kind.MAINTENANCE
    assert found.revised_at == utc(11, 2, 10)
    assert found.started_at == utc(12, 9, 14)


def test_a_banner_over_the_new_year_ends_in_the_next() -> None:  # P13
    banner = BANNER.replace("Dec <var data-var='date'>9", "Dec <var data-var='date'>31").replace(
        "</var> - <var", "</var> UTC &nbsp;-&nbsp; Jan <var data-var='date'>1</var>, <var"
    )

    found = incident(banner, PLANNED, published=utc(12, 31, 14))

    assert found.window == Window(utc(12, 31, 14), datetime(2027, 1, 1, 18, tzinfo=UTC))


def test_the_date_of_a_scheduled_rss_item_is_its_start_and_no_revision() -> None:
    found = incident(PLANNED, published=utc(12, 9, 14))

    assert found.window == Window(utc(12, 9, 14), None)
    assert found.revised_at is None


def test_a_maintenance_that_is_dated_by_its_announcement_has_no_window() -> None:  # P3
    found = incident(PLANNED, published=utc(11, 2, 9, 58))

    assert found.window is None
    assert found.started_at is None


def test_a_planned_end_alone_makes_a_maintenance() -> None:
    found = incident(RESOLVED, extras=(("maintenanceenddate", "Mon, 02 Nov 2026 12:00:00 +0000"),))

    assert found.kind is Kind.MAINTENANCE
    assert found.window is None  # nothing says when it was planned to start


def test_a_planned_end_that_cannot_be_read_makes_nothing() -> None:  # P13
    found = incident(RESOLVED, extras=(("maintenanceenddate", "soon"),))

    assert found.kind is Kind.INCIDENT


def test_small_print_and_bold_words_in_prose_part_nothing() -> None:
    prose = "Since <small>Nov 1, 08:00 UTC</small> <strong>Resolved</strong> is near.<br><strong>Impact</strong> - none"

    (update,) = incident(note("Nov 2, 09:58 UTC", "Update", prose)).updates

    assert update.text.plain == "Since Nov 1, 08:00 UTC Resolved is near.\nImpact - none"


def test_a_text_without_a_dash_is_whole() -> None:
    (update,) = incident(RESOLVED.replace(" - Over.", "<br>Over - and out.")).updates

    assert update.text.plain == "Over - and out."


def test_an_empty_text_is_no_text() -> None:
    (update,) = incident(RESOLVED.replace(" - Over.", " - ")).updates

    assert not update.text


@pytest.mark.parametrize(
    "other",
    [
        "<p><small>May 13, 2017, 06:45 UTC</small><br><strong>Scheduled</strong> - With a year.</p>",
        "<p><small>Aug 28, 10:33 PM UTC</small><br/><strong>RESOLVED</strong> - With half days.</p>",
        "<p><small>Sep 25, <var data-var='time'>15:15:00</var> GMT+0</small><br><strong>Resolved</strong> - Over.</p>",
        "<small>June 4, 2026 05:15 PDT</small><br /><b>Investigating</b> - In another bold.",
        "<b>Status: Resolved</b><br/><br/>Over.",
        "Over.",
    ],
)
def test_its_imitators_are_not_taken_for_it(other: str) -> None:
    assert claim(feed(entry(other))).certainty == 0


def test_it_is_known_by_its_body_at_any_address() -> None:
    elsewhere = replace(feed(entry(RESOLVED)), url="https://status.incident.io/feed.rss", title="News", generator="x")

    dialect, found = recognise(elsewhere)

    assert dialect.name == "statuspage"
    assert found.certainty > 0.9
    assert "1 of 1" in found.why


def test_its_ids_make_it_certain() -> None:
    numbered = entry(RESOLVED, id="tag:status.acme.example,2005:Incident/3156689")

    assert claim(feed(numbered)).certainty > claim(feed(entry(RESOLVED))).certainty


def test_a_few_entries_of_its_form_do_not_make_it_sure() -> None:
    assert claim(feed(entry(RESOLVED), *[entry("Other.")] * 9)).certainty < 0.2


def test_an_empty_feed_is_claimed_by_its_names_and_not_surely() -> None:
    rss = replace(feed(), subtitle="Statuspage")
    atom = replace(feed(), id="tag:status.acme.example,2005:/history")

    assert 0 < claim(rss).certainty < claim(atom).certainty < 0.9
    assert claim(feed()).certainty == 0


def test_no_repetition_makes_it_slow() -> None:  # P11: bombs
    bodies = ("<small>" * 9000, "<small>Nov 2, 09:58 UTC</small><br>" * 1500, RESOLVED * 350)
    begun = time.process_time()

    read(feed(*(entry(body) for body in bodies)), "acme")

    assert time.process_time() - begun < PATIENCE


PIECES = st.sampled_from(
    [
        RESOLVED,
        LOOKING,
        BANNER,
        PLANNED,
        "<p>",
        "</p>",
        "<small>",
        "<strong>Resolved",
        "Nov 31, 25:00 CST",
        "<br>",
        " - ",
        "&nbsp;",
    ]
)


@given(
    notes=st.lists(PIECES, max_size=8),
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    end=st.text(max_size=10) | st.just("Mon, 02 Nov 2026 12:00:00 +0000"),
)
def test_whatever_an_entry_holds_it_is_read_or_skipped(
    notes: list[str], published: datetime | None, end: str
) -> None:  # P7
    reading = read(feed(entry(*notes, published=published, extras=(("maintenanceenddate", end),))), "acme")

    assert len(reading.incidents) + len(reading.skipped) == 1
