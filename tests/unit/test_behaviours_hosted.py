"""What a parser of status feeds must survive, as far as hosted pages of many platforms bring it."""

from html import escape

import pytest

from adapters.dialects.table import recognise
from adapters.model import Incident, Phase
from adapters.parse import parse
from bot.core.record import Reason
from tests.entries import utc
from tests.incidents import followed

URL = "https://status.acme.example/feed"


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


def mosaic(date: str, *updates: str) -> bytes:
    link = "https://status.mosaic.example/incidents/2026-03-02-tiles-are-late"
    body = "\n".join(f"<p><strong>{word}</strong> \u2014 <p>Tiles.</p>\n</p>" for word in updates)
    return rss(item("Tiles are late", body, link=link, guid=link, date=date))


def test_the_times_of_a_page_that_dates_its_newest_update_alone_are_kept() -> None:  # P1
    looks = [
        only(mosaic("Mon, 02 Mar 2026 09:00:00 GMT", "Investigating"), "datocms"),
        only(mosaic("Mon, 02 Mar 2026 09:30:00 GMT", "Resolved", "Investigating"), "datocms"),
    ]
    record, changes = followed(*looks)

    assert [change.reason for change in changes] == [Reason.OPENED, Reason.RESOLVED]
    assert [update.at for update in looks[1].updates] == [None, utc(3, 2, 9, 30)]
    assert [update.at for update in record.incident.updates] == [utc(3, 2, 9), utc(3, 2, 9, 30)]


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
