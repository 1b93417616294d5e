"""What a parser of status feeds must survive, in the form in which most pages write it: Statuspage's, RSS and Atom."""

from datetime import datetime

import pytest

from adapters.dialects.table import recognise
from adapters.model import Incident, Kind, Phase, Window
from adapters.parse import parse
from bot.core.record import Reason
from tests.entries import utc
from tests.incidents import followed

URL = "https://status.forge.example/history.rss"


def note(when: str, word: str, text: str) -> str:
    month, day, clock = when.split()
    shown = f"{month} <var data-var='date'>{day:>2}</var>, <var data-var='time'>{clock}</var> UTC"
    return f"<p><small>{shown}</small><br><strong>{word}</strong> - {text}</p>"


def item(*notes: str, date: str, code: str = "abcdef123456", further: str = "") -> str:
    link = f"https://status.forge.example/incidents/{code}"
    return (
        f"<item><title>The bellows leak</title><description><![CDATA[{''.join(notes)}]]></description>"
        f"<pubDate>{date}</pubDate><link>{link}</link><guid>{link}</guid>{further}</item>"
    )


def read(*items: str) -> tuple[Incident, ...]:
    head = "<title>Forge Status - Incident History</title><description>Statuspage</description>"
    parsed = parse(f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode(), URL)
    dialect, _ = recognise(parsed)
    assert dialect.name == "statuspage"
    return dialect.read(parsed, "forge").incidents


LOOKING = note("Mar 2 09:05", "Investigating", "We look.")
FOUND = note("Mar 2 09:30", "Identified", "A hole.")
OVER = note("Mar 2 09:58", "Resolved", "Mended.")


def test_the_year_turns_within_one_incident() -> None:  # P13
    (found,) = read(
        item(
            note("Jan 1 00:40", "Resolved", "Mended."),
            note("Dec 31 23:50", "Identified", "A hole."),
            note("Dec 30 08:00", "Investigating", "We look."),
            date="Thu, 01 Jan 2026 00:40:11 +0000",
        )
    )

    assert [update.at for update in found.updates] == [
        utc(12, 30, 8, year=2025),
        utc(12, 31, 23, 50, year=2025),
        utc(1, 1, 0, 40),
    ]


def test_a_date_that_moves_with_each_update_moves_none_that_was_there() -> None:  # P2
    (before,) = read(item(LOOKING, date="Mon, 02 Mar 2026 09:05:01 +0000"))
    (after,) = read(item(OVER, LOOKING, date="Mon, 02 Mar 2026 09:58:01 +0000"))

    record, changes = followed(before, after)

    assert [change.reason for change in changes] == [Reason.OPENED, Reason.RESOLVED]
    assert [update.at for update in record.incident.updates] == [utc(3, 2, 9, 5), utc(3, 2, 9, 58)]


def test_in_whatever_order_the_incidents_stand_each_says_the_same() -> None:
    first = item(LOOKING, date="Mon, 02 Mar 2026 09:05:01 +0000")
    second = item(OVER, FOUND, date="Mon, 02 Mar 2026 09:58:01 +0000", code="fedcba654321")

    assert read(first, second) == tuple(reversed(read(second, first)))


@pytest.mark.parametrize(
    ("words", "phase", "is_open"),
    [
        (["Investigating", "Update", "Update"], Phase.INVESTIGATING, True),
        (["Investigating", "Resolved"], Phase.RESOLVED, False),
        (["Identified", "Investigating"], Phase.INVESTIGATING, True),
        (["Monitoring", "Monitoring", "Update"], Phase.MONITORING, True),
        (["Investigating", "Resolved", "Investigating"], Phase.INVESTIGATING, True),
        (["Investigating", "Resolved", "Update"], Phase.RESOLVED, False),
    ],
)
def test_phases_may_be_kept_left_out_repeated_reversed_and_come_back(
    words: list[str], phase: Phase, *, is_open: bool
) -> None:
    notes = [note(f"Mar 2 09:{minute:02}", word, f"Word {minute}.") for minute, word in enumerate(words)]

    (found,) = read(item(*reversed(notes), date="Mon, 02 Mar 2026 09:58:01 +0000"))

    assert [str(update.phase) for update in found.updates] == [word.lower() for word in words]
    assert (found.phase, found.is_open) == (phase, is_open)


def test_what_was_only_ever_told_as_over_has_an_end_and_no_length() -> None:  # P3
    (found,) = read(item(OVER, date="Mon, 02 Mar 2026 09:58:00 +0000"))

    assert (found.is_open, found.resolved_at, found.duration) == (False, utc(3, 2, 9, 58), None)


@pytest.mark.parametrize(("clock", "end"), [("21:30", utc(3, 2, 21, 30)), ("23:59", utc(3, 2, 23, 59))])
def test_a_maintenance_ends_when_it_is_said_to_and_not_when_it_was_planned_to(clock: str, end: datetime) -> None:
    done = note(f"Mar 2 {clock}", "Completed", "Done.")
    begun = note("Mar 2 20:00", "In progress", "It begins.")
    planned_end = "<maintenanceEndDate>Mon, 02 Mar 2026 23:00:00 +0000</maintenanceEndDate>"

    (found,) = read(item(done, begun, date=f"Mon, 02 Mar 2026 {clock}:00 +0000", further=planned_end))

    assert (found.kind, found.started_at, found.resolved_at) == (Kind.MAINTENANCE, utc(3, 2, 20), end)


def test_a_window_may_go_on_past_midnight_with_its_blanks_escaped_twice() -> None:  # P13
    banner = (
        "<p><strong>THIS IS A SCHEDULED EVENT Mar <var data-var='date'> 5</var>, <var data-var='time'>21:00</var> "
        "&amp;nbsp;-&amp;nbsp; Mar <var data-var='date'> 6</var>, <var data-var='time'>01:00</var> UTC</strong></p>"
    )
    planned = note("Mar 2 09:58", "Scheduled", "We swap the bellows.")

    (found,) = read(item(banner, planned, date="Thu, 05 Mar 2026 21:00:00 +0000"))

    assert found.window == Window(utc(3, 5, 21), utc(3, 6, 1))
