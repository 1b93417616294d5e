"""What Cachet writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.cachet import claim, read
from adapters.model import Entry, Incident, Phase
from tests.entries import entry, feed, utc

LINK = "https://status.brook.example/status/incidents/0195a9d1"
FIRST = "Fri, 06 Mar 2026 09:00:00 +0000: <p>A pump is silent.</p>\n"


def item(label: str, *messages: str, version: str = "0" * 40, link: str = LINK) -> Entry:
    return entry(id=version, link=link, title=f"[{label}] Pumps", body="\n".join((FIRST, *messages)))


def message(label: str, minute: int, text: str = "Text.") -> str:
    return f"[{label}] Fri, 06 Mar 2026 09:{minute:02}:00 +0000: <p>{text}</p>\n"


def only(*entries: Entry, **more: str) -> Incident:
    (incident,) = read(feed(*entries, **more), "brook").incidents
    return incident


def notice(status: str, text: str, update: str, minute: int, tail: str = "") -> Entry:
    body = f"Pumps<br/><br/>Status: {status}<br/><br/>{text}{tail}"
    return entry(link=f"{LINK}#{update}", title="🚨 Brook - Incident update", published=utc(3, 6, 9, minute), body=body)


def test_versions_and_messages_are_what_it_is_known_by() -> None:
    assert claim(feed(item("Fixed"))).certainty > 0.9
    assert claim(feed(item("Fixed", version="abc"))).certainty == 0
    assert claim(feed(entry(id="0" * 40, body="A pump is silent."))).certainty == 0
    assert claim(feed()).certainty == 0


def test_the_feed_for_slack_names_cachet_even_when_empty() -> None:
    assert claim(feed(generator="Cachet")).certainty > 0.9


def test_a_new_version_is_the_same_incident() -> None:
    before = only(item("Investigating", version="a" * 40))
    after = only(item("Fixed", message("Fixed", 30), version="b" * 40))

    assert before.id == after.id == "0195a9d1"


@pytest.mark.parametrize(
    ("label", "phase"),
    [
        ("Investigating", Phase.INVESTIGATING),
        ("Watching", Phase.MONITORING),
        ("Fixed", Phase.RESOLVED),
        ("Reported", Phase.INVESTIGATING),
        ("Gemeldet", Phase.INVESTIGATING),
        ("Beobachtung", Phase.MONITORING),
        ("Problème identifié", Phase.IDENTIFIED),
        ("Solucionado", Phase.RESOLVED),
        ("Resolvido", Phase.RESOLVED),
    ],
)
def test_labels_are_read_in_the_languages_that_the_platform_speaks(label: str, phase: Phase) -> None:
    assert only(item(label)).phase is phase
    assert only(item("Reported", message(label, 30))).updates[-1].phase is phase


def test_the_first_message_has_the_title_s_label_only_while_it_stands_alone() -> None:
    assert [update.phase for update in only(item("Identified")).updates] == [Phase.IDENTIFIED]
    assert [update.phase for update in only(item("Watching", message("Watching", 5))).updates] == [
        Phase.UPDATE,
        Phase.MONITORING,
    ]


def test_a_label_that_nobody_knows_is_shown_and_not_guessed() -> None:
    alone = only(item("Rumbling"))
    later = only(item("Rumbling", message("Rumbling", 5)))

    assert (alone.phase, alone.updates[0].text.plain) == (Phase.UPDATE, "[Rumbling]\nA pump is silent.")
    assert (later.phase, later.updates[1].text.plain) == (Phase.UPDATE, "[Rumbling]\nText.")


def test_an_end_that_the_title_alone_tells_is_told() -> None:  # P4
    incident = only(item("Fixed", message("Watching", 5)))

    assert incident.phase is Phase.RESOLVED
    assert incident.resolved_at is None


def test_a_title_that_lags_behind_reopens_nothing() -> None:
    assert only(item("Investigating", message("Fixed", 5))).phase is Phase.RESOLVED


def test_brackets_and_dates_inside_a_message_part_nothing() -> None:
    inner = "See [Fixed] Fri, 06 Mar 2026 09:00:00 +0000: no."

    assert len(only(item("Watching", message("Watching", 5, inner))).updates) == 2


def test_an_item_without_messages_costs_only_itself() -> None:
    reading = read(feed(entry(id="0" * 40, link=LINK, title="[Fixed] Pumps", body="Prose."), item("Fixed")), "brook")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)


def test_the_items_of_the_feed_for_slack_are_the_updates_of_one_incident() -> None:
    newest = notice("Fixed", "<p>New.</p>", "update-7", 30, "<br/><br/>⚠️ Affected components: A, B")
    first = notice("Reported", "<p>Old.</p>", "reported", 0)

    incident = only(newest, first, generator="Cachet")

    assert [(update.id, update.phase, update.text.plain) for update in incident.updates] == [
        ("reported", Phase.INVESTIGATING, "Old."),
        ("update-7", Phase.RESOLVED, "New."),
    ]
    assert (incident.title, incident.components, incident.url) == ("Pumps", ("A", "B"), LINK)


def test_a_status_that_nobody_knows_stays_in_the_message() -> None:
    incident = only(notice("Rumbling", "<p>Text.</p>", "update-1", 0), generator="Cachet")

    assert incident.updates[0].text.plain == "Status: Rumbling\nText."


def test_a_notice_whose_link_names_no_update_costs_only_itself() -> None:
    reading = read(feed(entry(link=LINK), notice("Fixed", "T", "update-1", 0), generator="Cachet"), "brook")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
