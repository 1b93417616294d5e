"""What cState writes and how it is read, beyond what the goldens show."""

import pytest

from adapters.dialects.cstate import claim, read
from adapters.model import Entry, Incident, Phase
from tests.entries import entry, feed, utc


def post(title: str, body: str = "<p>Text.</p>", *, ended: str = "") -> Entry:
    return entry(
        link="https://status.onion.example/issues/2026-03-06-tears/",
        title=title,
        published=utc(3, 6, 9),
        categories=(ended,) if ended else (),
        body=body,
    )


def only(*posts: Entry) -> Incident:
    (incident,) = read(feed(*posts), "onion").incidents
    return incident


def phases(incident: Incident) -> list[str]:
    return [update.phase.value for update in incident.updates]


def test_its_generator_is_what_it_is_known_by() -> None:
    assert claim(feed(generator="github.com/cstate")).certainty > 0.9
    assert claim(feed(post("[Resolved] Tears"))).certainty == 0


@pytest.mark.parametrize(
    "word", ["Resolved", "Gelöst", "Résolu", "Resuelto", "Resolvido", "解決済み", "Opgelost", "Решено"]
)
def test_the_end_is_known_in_the_platform_s_languages(word: str) -> None:
    incident = only(post(f"[{word}] Tears"))

    assert (incident.phase, incident.title) == (Phase.RESOLVED, "Tears")


def test_what_is_open_names_no_state_and_none_is_guessed() -> None:
    incident = only(post("Tears", "<p>We are currently investigating. Resolved soon.</p>"))

    assert phases(incident) == ["update"]
    assert incident.started_at == utc(3, 6, 9)


@pytest.mark.parametrize(
    ("category", "ended"),
    [
        ("2026-03-06 17:22:00", utc(3, 6, 17, 22)),
        ("2026-03-06 17:22:00 +0100", utc(3, 6, 16, 22)),
        ("2026-03-06 17:22:00 +0000 UTC", utc(3, 6, 17, 22)),
        ("2026-03-06T17:22:00Z", utc(3, 6, 17, 22)),
        ("<no value>", None),
        ("2026-13-06 17:22:00", None),
        ("network", None),
    ],
)
def test_the_category_is_when_it_ended(category: str, ended: object) -> None:
    assert only(post("[Resolved] Tears", ended=category)).resolved_at == ended


def test_an_end_without_a_word_of_its_own_has_none() -> None:
    incident = only(post("[Resolved] Tears", ended="2026-03-06 17:22:00"))

    assert [(update.phase, update.text.plain) for update in incident.updates] == [
        (Phase.UPDATE, "Text."),
        (Phase.RESOLVED, ""),
    ]


def test_a_category_alone_is_an_end_too() -> None:
    assert only(post("Tears", ended="2026-03-06 17:22:00")).phase is Phase.RESOLVED


def test_paragraphs_that_begin_with_a_state_are_updates_newest_first() -> None:
    body = "<p><em>Monitoring</em> - Dry.</p><p>Still dry.</p><p><strong>Investigating</strong> - Wet.</p>"

    incident = only(post("Tears", body))

    assert phases(incident) == ["investigating", "monitoring"]
    assert incident.updates[1].text.plain == "Dry.\nStill dry."


def test_they_may_stand_oldest_first_where_the_end_stands_last() -> None:
    body = "<p>Investigating - Wet.</p><p>Resolved - Dry.</p>"

    incident = only(post("[Resolved] Tears", body, ended="2026-03-06 17:22:00"))

    assert phases(incident) == ["investigating", "resolved"]
    assert incident.resolved_at == utc(3, 6, 17, 22)


def test_their_times_decide_where_every_one_is_told() -> None:
    body = (
        "<p>Investigating - Wet.</p><p>06 Mar 2026 09:00</p><p>Identified - An onion.</p><p>06 Mar 2026 09:30</p>"
        "<p>Update - Two.</p><p>06 Mar 2026 09:10</p>"
    )

    incident = only(post("Tears", body))

    assert phases(incident) == ["investigating", "update", "identified"]
    assert [update.at for update in incident.updates] == [utc(3, 6, 9), utc(3, 6, 9, 10), utc(3, 6, 9, 30)]


@pytest.mark.parametrize("time", ["31 Feb 2026 09:00", "06 Mrz 2026 09:00", "06 Mar 2026 25:00"])
def test_what_is_no_time_is_text(time: str) -> None:
    incident = only(post("Tears", f"<p>Monitoring - Dry.</p><p>{time}</p>"))

    assert incident.updates[0].at is None
    assert time in incident.updates[0].text.plain


def test_a_post_mortem_comes_after_the_end() -> None:
    body = "<p><em>Post-mortem</em></p><p>A knife.</p><p>Update - Dry.</p>"

    assert phases(only(post("[Resolved] Tears", body))) == ["update", "resolved", "postmortem"]


def test_brackets_around_any_other_word_are_part_of_the_title() -> None:
    assert only(post("[Mail] is late")).title == "[Mail] is late"


def test_a_post_without_link_and_id_costs_only_itself() -> None:
    reading = read(feed(entry(title="Tears"), post("Tears")), "onion")

    assert (len(reading.incidents), len(reading.skipped)) == (1, 1)
