"""What a parser of status feeds must survive: where each of 52 behaviours is held, and those of hosted pages."""

from datetime import datetime
from html import escape
from pathlib import Path

import pytest

from adapters.dialects.table import recognise
from adapters.model import Incident, Phase
from adapters.parse import parse
from bot.core.record import Change, Reason, Record
from bot.core.tracker import track
from tests.entries import utc

HERE = Path(__file__).parent
URL = "https://status.acme.example/feed"
NOW = utc(12, 1, 12)

HELD = {
    1: "tracker::test_a_truncated_entry_un_says_nothing",
    2: "behaviours_hosted::test_a_feed_that_shows_only_the_newest_update_tells_each_once",
    3: "behaviours_clouds::test_one_item_an_update_and_no_id_of_the_incident",
    4: "behaviours_clouds::test_one_item_an_update_and_all_with_one_guid",
    5: "behaviours_hosted::test_items_whose_ids_differ_behind_one_link_are_one_incident",
    6: "behaviours_hosted::test_an_id_that_is_new_at_every_update_is_the_same_incident",
    7: "goldens::test_rss_and_atom_of_one_page_say_the_same",
    8: "behaviours_hosted::test_whichever_update_stands_first_the_oldest_is_told_first",
    9: "times::test_a_missing_year_is_counted_backwards",
    10: "times::test_a_shown_time_is_read_as_it_stands",
    11: "statusio::test_an_abbreviation_names_the_zone_of_the_page_and_not_the_offset_of_the_day",
    12: "behaviours_clouds::test_a_time_of_day_without_a_date_goes_on_to_the_next_day",
    13: "behaviours_hosted::test_updates_without_times_are_told_once_each",
    14: "tracker::test_a_time_in_the_future_is_kept_as_text_and_orders_by_place",
    15: "behaviours_hosted::test_an_entry_whose_date_never_moves_still_grows",
    16: "statuspage::test_a_silent_edit_a_year_later_moves_no_update",
    17: "tracker::test_a_reworded_update_edits_and_alerts_nobody",
    18: "behaviours_hosted::test_a_feed_that_is_dated_anew_says_nothing_new",
    19: "captures::test_the_page_s_order_stands_where_its_times_do_not_ascend",
    20: "statuspage::test_the_markup_of_2026_says_what_that_of_2025_said",
    21: "statuspage::test_small_print_and_bold_words_in_prose_part_nothing",
    22: "tracker::test_an_update_after_the_resolution_reopens_the_same_incident",
    23: "captures::test_a_back_dated_incident_starts_and_ends_at_once",
    24: "behaviours_clouds::test_a_report_after_the_end_reopens_nothing",
    25: "captures::test_a_window_is_read_from_its_banner_across_midnight",
    26: "behaviours_clouds::test_elements_that_no_standard_names_are_used",
    27: "parse::test_a_body_that_is_told_twice_is_one",
    28: "text::test_html_that_was_escaped_twice_is_read",
    29: "text::test_broken_nesting_is_survived",
    30: "statuspage::test_quotes_that_are_escaped_say_the_same",
    31: "incidentio::test_the_id_is_the_ulid_and_the_address_has_single_slashes",
    32: "generic::test_a_link_identifies_where_no_id_does",
    33: "behaviours_clouds::test_an_empty_channel_means_well_on_one_page_and_nothing_on_another",
    34: "source::test_an_open_incident_that_fell_off_the_end_of_the_feed_is_not_withdrawn",
    35: "source::test_the_first_look_remembers_everything_and_tells_only_what_is_under_way",
    36: "behaviours_hosted::test_titles_that_repeat_or_hold_other_words_decide_nothing",
    37: "behaviours_hosted::test_a_title_that_carries_the_state_changes_neither_title_nor_identity",
    38: "behaviours_clouds::test_one_event_in_several_regions_is_one_incident_each",
    39: "aws::test_service_and_region_are_told_apart_though_both_have_hyphens",
    40: "behaviours_clouds::test_resolved_in_the_title_while_work_continues_is_no_end",
    41: "times::test_the_date_of_an_entry_keeps_its_offset",
    42: "incidentio::test_components_lose_their_state_and_their_repetitions",
    43: "cachet::test_labels_are_read_in_the_languages_that_the_platform_speaks",
    44: "betterstack::test_an_all_clear_in_prose_is_no_end",
    45: "poll::test_an_answer_that_is_no_feed_is_a_failure_and_never_a_recovery",
    46: "fetch::test_the_same_body_without_validators_is_unchanged",
    47: "behaviours_clouds::test_utf_16_and_numbers_as_strings_are_read_and_null_is_an_empty_list",
    48: "behaviours_hosted::test_rss_under_the_name_of_atom_is_rss",
    49: "behaviours_hosted::test_an_announcement_of_no_state_is_neither_open_nor_over",
    50: "behaviours_hosted::test_look_alikes_and_raw_line_breaks_are_kept",
    51: "parse::test_what_a_server_prints_before_the_feed_is_skipped",
    52: "aws::test_an_event_that_stays_open_for_months_is_one_incident",
}


@pytest.mark.parametrize(("number", "place"), HELD.items())
def test_every_behaviour_is_held_by_a_test(number: int, place: str) -> None:
    file, name = place.split("::")

    assert f"def {name}(" in (HERE / f"test_{file}.py").read_text(encoding="utf-8")
    assert len(HELD) == 52
    assert number in range(1, 53)


def rss(*items: str, head: str = "<title>Acme</title>") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{inner}</channel></rss>'.encode()


def item(title: str, body: str, *, link: str, guid: str, date: str) -> str:
    return (
        f"<title><![CDATA[{title}]]></title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{body}]]></description>"
    )


def only(body: bytes, dialect: str, *, url: str = URL) -> Incident:
    parsed = parse(body, url)
    found, _ = recognise(parsed)
    (incident,) = found.read(parsed, "acme").incidents
    assert found.name == dialect
    return incident


def followed(*looks: Incident, now: datetime = NOW) -> tuple[Record, list[Change]]:
    """What is remembered, and what was told, after these looks at one incident."""
    record: Record | None = None
    changes: list[Change] = []
    for seen in looks:
        tracked = track(record, seen, now=now)
        record = tracked.record
        changes += [tracked.change] if tracked.change else []
    assert record is not None
    return record, changes


def orbit(word: str, text: str, minute: int) -> bytes:
    link = "https://status.orbit.example//incidents/01KQZ3W2M8VNWS146V0S09MF29"
    body = f"<b>Status: {word}</b><br/><br/>{text}"
    return rss(item("Slow", body, link=link, guid=link, date=f"Wed, 06 May 2026 09:{minute:02}:00 GMT"))


def test_a_feed_that_shows_only_the_newest_update_tells_each_once() -> None:  # P1, P2
    first, second = orbit("Investigating", "We look.", 0), orbit("Resolved", "Over.", 30)

    looks = [only(body, "incidentio") for body in (first, first, second, second)]
    record, changes = followed(*looks)

    assert [update.phase for update in record.incident.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert [change.reason for change in changes] == [Reason.OPENED, Reason.RESOLVED]


def test_items_whose_ids_differ_behind_one_link_are_one_incident() -> None:
    link = "https://status.anvil.example/incident/101"
    items = [
        item("Slow", text, link=link, guid=f"{link}#{update}", date=f"Sat, 16 May 2026 {hour}:00:00 -0000")
        for text, update, hour in (("Back.", "b", 13), ("Slow.", "a", 12))
    ]

    incident = only(rss(*items, head="<title>Incidents | Anvil</title>"), "betterstack")

    assert [(update.id, update.at) for update in incident.updates] == [("a", utc(5, 16, 12)), ("b", utc(5, 16, 13))]


def brook(title: str, body: str, version: str) -> bytes:
    link = "https://status.brook.example/status/incidents/0195a9d1"
    return rss(item(title, body, link=link, guid=version, date="Fri, 06 Mar 2026 10:00:00 +0000"))


def test_an_id_that_is_new_at_every_update_is_the_same_incident() -> None:  # P2
    first = "\nFri, 06 Mar 2026 09:00:00 +0000: <p>It drips.</p>\n"
    then = f"{first}\n[Fixed] Fri, 06 Mar 2026 10:00:00 +0000: <p>It is dry.</p>\n"

    looks = [
        only(brook("[Investigating] A leak", first, "a" * 40), "cachet"),
        only(brook("[Fixed] A leak", then, "b" * 40), "cachet"),
    ]
    record, changes = followed(*looks)

    assert [change.reason for change in changes] == [Reason.OPENED, Reason.RESOLVED]
    assert [update.text.plain for update in record.incident.updates] == ["It drips.", "It is dry."]


def harbour(*updates: str) -> bytes:
    link = "https://status.harbour.example/incident/cmkh4kc8h00s013pih51rz3uf"
    body = "<p><strong>Type:</strong> Incident</p>" + "".join(updates)
    return rss(item("Ships", body, link=link, guid=link, date="Fri, 4 Sep 2026 18:00:00 +0000"))


def docked(hour: int, word: str, text: str) -> str:
    time = f"Sep <var data-var='date'> 4</var>, <var data-var='time'>{hour}:00:00</var> GMT+0"
    return escape(f"<p><small>{time}</small><br><strong>{word}</strong> -\n  {text}</p>")


FIRST, LAST = docked(18, "Investigating", "We look.."), docked(20, "Resolved", "They sail..")


def test_whichever_update_stands_first_the_oldest_is_told_first() -> None:
    told = [only(harbour(*updates), "instatus") for updates in ((FIRST, LAST), (LAST, FIRST))]

    assert told[0] == told[1]
    assert [update.at for update in told[0].updates] == [utc(9, 4, 18), utc(9, 4, 20)]


def test_an_entry_whose_date_never_moves_still_grows() -> None:  # P1
    _, changes = followed(only(harbour(FIRST), "instatus"), only(harbour(FIRST, LAST), "instatus"))

    assert [change.reason for change in changes] == [Reason.OPENED, Reason.RESOLVED]


def pebble(title: str, body: str, *, built: str = "12") -> bytes:
    named = "<title>Pebble</title><generator>OpenStatus - Status Page Updates</generator>"
    head = f"{named}<lastBuildDate>Fri, 06 Mar 2026 {built}:00:00 GMT</lastBuildDate>"
    link = "https://status.pebble.example/events/report/3"
    return rss(item(title, body, link=link, guid=link, date="Fri, 06 Mar 2026 09:00:00 GMT"), head=head)


def test_updates_without_times_are_told_once_each() -> None:  # P2
    one = pebble("Investigating - Dust", "Investigating: We look.")
    two = pebble("Identified - Dust", "Investigating: We look.\n\nIdentified: Sand.")
    three = pebble("Resolved - Dust", "Investigating: We look.\n\nIdentified: Sand.\n\nResolved: Swept.")

    record, changes = followed(*(only(body, "openstatus") for body in (one, one, two, two, three, three)))

    assert [change.reason for change in changes] == [Reason.OPENED, Reason.UPDATED, Reason.RESOLVED]
    assert [update.text.plain for update in record.incident.updates] == ["We look.", "Sand.", "Swept."]


def test_a_feed_that_is_dated_anew_says_nothing_new() -> None:  # P2
    looks = [
        only(pebble("Investigating - Dust", "Investigating: We look.", built=hour), "openstatus")
        for hour in ("12", "13")
    ]

    assert looks[0] == looks[1]


def vaulted(title: str) -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:status.vaulted.example,2005:/state_feed/feed</id><entry>'
        f"<id>tag:status.vaulted.example,2005:State::FeedNotifier::Entry/a1</id><title>{title}</title>"
        f'<link href="https://status.vaulted.example/issues/a1"/><updated>2026-05-16T11:30:00-04:00</updated></entry></feed>'
    ).encode()


def onion(title: str) -> bytes:
    link = "https://status.onion.example/issues/tears/"
    head = "<title>Onion</title><generator>github.com/cstate</generator>"
    return rss(item(title, "<p>Wet.</p>", link=link, guid=link, date="Tue, 25 Jan 2022 06:00:00 +0000"), head=head)


@pytest.mark.parametrize(
    ("before", "after", "dialect"),
    [
        (vaulted("[Investigating] Doors"), vaulted("[Ended] Doors"), "hund"),
        (onion("Tears"), onion("[Resolved] Tears"), "cstate"),
        (
            pebble("Monitoring - Dust", "Monitoring: A."),
            pebble("Resolved - Dust", "Monitoring: A.\n\nResolved: B."),
            "openstatus",
        ),
    ],
)
def test_a_title_that_carries_the_state_changes_neither_title_nor_identity(
    before: bytes, after: bytes, dialect: str
) -> None:
    was, now_is = only(before, dialect), only(after, dialect)
    _, changes = followed(was, now_is)

    assert (was.id, was.title) == (now_is.id, now_is.title)
    assert changes[-1].reason is Reason.RESOLVED


def test_titles_that_repeat_or_hold_other_words_decide_nothing() -> None:
    link = "https://status.orbit.example//incidents/01KQZ3W2M8VNWS146V0S09MF2{}"
    items = [
        item(
            "Investigating \U0001f525 errors [API] ",
            "<b>Status: Resolved</b><br/>Over.",
            link=link.format(end),
            guid=link.format(end),
            date="Wed, 06 May 2026 09:00:00 GMT",
        )
        for end in "AB"
    ]
    parsed = parse(rss(*items), URL)

    incidents = recognise(parsed)[0].read(parsed, "acme").incidents

    assert [(each.title, each.phase) for each in incidents] == [
        ("Investigating \U0001f525 errors [API]", Phase.RESOLVED)
    ] * 2


def test_rss_under_the_name_of_atom_is_rss() -> None:
    root = "https://status.quill.example/"
    event = item("Ink went down", "Ink went down", link=root, guid=f"{root}#a", date="Wed, 29 Jul 2026 06:44:18 +0000")

    incident = only(rss(event, head="<title>Incidents | Quill</title>"), "betterstack", url=f"{root}feed.atom")

    assert incident.phase is Phase.INVESTIGATING


def test_an_announcement_of_no_state_is_neither_open_nor_over() -> None:
    notice = only(vaulted("[Information] A word on doors"), "hund")

    assert (notice.phase, notice.is_open, notice.phase.is_final) == (Phase.UPDATE, False, False)


def test_look_alikes_and_raw_line_breaks_are_kept() -> None:
    told = only(orbit("Resolved", "From 16\u223655 on.\nAll is well.", 0), "incidentio")

    assert told.updates[0].text.plain == "From 16\u223655 on.\nAll is well."
