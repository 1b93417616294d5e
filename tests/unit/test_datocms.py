"""DatoCMS's entries: undated updates under one date, that of the newest, or of the plan while nothing else is said."""

from datetime import datetime

import pytest

from adapters.dialects.datocms import claim, read
from adapters.model import Incident, Kind, Phase, Window
from tests.entries import entry, feed, utc

LINK = "https://status.pantry.example/incidents/2026-09-01-labels-are-blank/"
AT = utc(9, 2, 13, 11)


def said(word: str, text: str) -> str:
    return f"<p><strong>{word}</strong> \u2014 <p>{text}</p>\n</p>"


def incident(*updates: str, at: datetime | None = AT) -> Incident:
    (found,) = read(feed(entry(link=LINK, title="Labels", body="".join(updates), published=at)), "pantry").incidents
    return found


def test_only_the_newest_update_has_a_time() -> None:  # P3
    found = incident(said("Monitoring", "We watch."), said("Investigating", "We look."))

    assert [(update.at, update.phase) for update in found.updates] == [
        (None, Phase.INVESTIGATING),
        (AT, Phase.MONITORING),
    ]
    assert found.started_at is None


def test_an_announcement_alone_is_dated_by_its_plan_and_said_at_no_time() -> None:  # P13
    planned = incident(said("Scheduled", "We paint."))

    assert (planned.kind, planned.window) == (Kind.MAINTENANCE, Window(AT))
    assert planned.updates[0].at is None
    assert planned.revised_at is None


def test_bold_words_in_the_text_of_an_update_begin_none() -> None:
    found = incident(said("Investigating", "We look.</p><p><strong>Jars</strong> \u2014 not cans."))

    assert [update.text.plain for update in found.updates] == ["We look.\nJars \u2014 not cans."]


@pytest.mark.parametrize("word", ["Simmering", "Under observation"])
def test_a_word_that_nobody_knows_is_shown_and_not_guessed(word: str) -> None:  # P3
    (update,) = incident(said(word, "It is warm.")).updates

    assert (update.phase, update.word) == (Phase.UPDATE, word)
    assert update.text.plain.startswith(word)


def test_an_unknown_word_below_the_newest_begins_an_update_of_its_own() -> None:  # P3
    found = incident(said("Resolved", "Over."), said("Simmering", "It is warm."), said("Investigating", "We look."))

    assert [(update.phase, update.word) for update in found.updates] == [
        (Phase.INVESTIGATING, ""),
        (Phase.UPDATE, "Simmering"),
        (Phase.RESOLVED, ""),
    ]
    assert "It is warm." in found.updates[1].text.plain


def test_an_entry_without_updates_costs_only_itself() -> None:  # P7
    reading = read(feed(entry(link=LINK, body="Nothing."), entry(link=LINK, body=said("Resolved", "Over."))), "pantry")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)


def test_links_without_a_day_are_not_its_own() -> None:
    other = entry(link="https://status.acme.example/incidents/labels-are-blank", body=said("Resolved", "Over."))

    assert claim(feed(other)).certainty == 0
