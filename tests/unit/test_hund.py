"""What Hund writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.hund import claim, read
from adapters.model import Entry, Incident, Phase
from tests.entries import entry, feed, utc


def notice(title: str, code: str = "a1", hour: int = 9, *, issue: str = "i1") -> Entry:
    return entry(
        id=f"tag:status.vaulted.example,2005:State::FeedNotifier::Entry/{code}",
        link=f"https://status.vaulted.example/issues/{issue}",
        title=title,
        published=utc(5, 16, 8),
        updated=utc(5, 16, hour),
        body="Text.",
    )


def only(*entries: Entry) -> Incident:
    (incident,) = read(feed(*entries), "vaulted").incidents
    return incident


def test_its_ids_are_what_it_is_known_by() -> None:
    assert claim(feed(notice("[Ended] Doors"))).certainty > 0.9
    assert claim(feed(entry(id="tag:status.vaulted.example,2005:Incident/1"))).certainty == 0


def test_an_empty_feed_is_known_by_its_id() -> None:
    assert claim(feed(id="tag:status.vaulted.example,2005:/state_feed/feed")).certainty == 0.9
    assert claim(feed(id="tag:status.vaulted.example,2005:/history")).certainty == 0


@pytest.mark.parametrize(
    ("word", "phase"),
    [
        ("Investigating", Phase.INVESTIGATING),
        ("Resolved", Phase.RESOLVED),
        ("Ended", Phase.RESOLVED),
        ("Beendet", Phase.RESOLVED),
        ("Behoben", Phase.RESOLVED),
        ("Gelöst", Phase.RESOLVED),
        ("Information", Phase.UPDATE),
    ],
)
def test_the_word_in_brackets_is_the_phase_and_no_part_of_the_title(word: str, phase: Phase) -> None:
    incident = only(notice(f"[{word}] Doors [north]"))

    assert (incident.phase, incident.title) == (phase, "Doors [north]")


def test_a_word_that_nobody_knows_stays_in_the_title() -> None:
    incident = only(notice("[Rumpelt] Doors"))

    assert (incident.phase, incident.title) == (Phase.UPDATE, "[Rumpelt] Doors")


def test_it_shows_only_the_newest_text_and_says_so() -> None:
    incident = only(notice("[Ended] Doors"))

    assert incident.partial
    assert (incident.started_at, incident.resolved_at) == (utc(5, 16, 8), utc(5, 16, 9))
    assert incident.revised_at == utc(5, 16, 9)


def test_notices_of_one_issue_are_one_incident() -> None:
    incident = only(notice("[Ended] Doors", "b2", 10), notice("[Investigating] Doors", "a1", 9))

    assert [update.phase for update in incident.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert incident.id == "i1"


def test_an_entry_without_link_and_id_costs_only_itself() -> None:
    reading = read(feed(entry(title="[Ended] Doors"), notice("[Ended] Doors")), "vaulted")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
