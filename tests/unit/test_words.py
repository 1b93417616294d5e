"""The one table of words for phases, and what becomes of a word that is not in it."""

import json
import re
from pathlib import Path

import pytest

from adapters.dialects.words import phase_named, unnamed
from adapters.model import Feed, Phase, Reading
from adapters.poll import read
from adapters.show import as_json

FEEDS = Path(__file__).parents[1] / "feeds"
NOWHERE = "Zerlegung"  # no platform's word
# Goldens with the word of a phase in its own place, and that word.
PLACES = {
    "statuspage-2014.xml": b"Identified",
    "statuspage-2026.xml": b"Monitoring",
    "statuspage-json-incidents.json-in": b'"investigating"',
    "incidentio-atom.xml": b"Status: Identified",
    "instatus-rss.xml": b"Monitoring",
    "statusio-incidents.xml": b"Monitoring",
    "lambstatus-rss.xml": b"Monitoring",
    "onlineornot-midnight.xml": b"INVESTIGATING",
    "cachet-readers.xml": b"[Watching]",
    "cachet-slack.xml": b"Status: Watching",
    "hund-english.xml": b"[Monitoring]",
    "openstatus-rss.xml": b"Identified - ",
    "kener-incidents.xml": b"Status: INVESTIGATING",
    "checkly-same-guid.xml": b"Status: Investigating",
    "xai-active.xml": b"Status: ACTIVE",
    "sorry-all.json-in": b'"state": "resolved"',
    "heroku-incidents.json-in": b'"update_type": "resolved"',
    "slack-current.json-in": b'"status": "active"',
    "salesforce-incidents.json-in": b'"type": "update"',
}


def look(body: bytes, name: str) -> Reading:
    expected = json.loads((FEEDS / name).with_suffix(".json").read_bytes())
    reading, dialect, _ = read(body, Feed("acme", expected["feed"]))
    assert dialect == expected["dialect"]
    return reading


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (
            Phase.INVESTIGATING,
            ["Investigating", "Untersuchung", "En cours d\u2019investigation", "Investigando", "調査中"],
        ),
        (Phase.IDENTIFIED, ["Identified", "Identifiziert", "Identifié", "Identificado", "原因判明済み"]),
        (Phase.MONITORING, ["Monitoring", "Überwachung", "En surveillance", "Supervisando", "Monitorando", "監視中"]),
        (Phase.RESOLVED, ["Resolved", "Behoben", "Résolu", "Resuelto", "Resolvido", "解決済み"]),
        (Phase.SCHEDULED, ["Scheduled", "Geplant", "Programmé", "Programado", "Agendada", "予定"]),
        (Phase.IN_PROGRESS, ["In progress", "In Bearbeitung", "En cours", "En progreso", "Em andamento", "進行中"]),
        (Phase.VERIFYING, ["Verifying", "Vérification", "Verificando", "確認中"]),
        (Phase.COMPLETED, ["Completed", "Abgeschlossen", "Terminé", "Completado", "Concluído", "完了"]),
    ],
)
def test_each_phase_has_its_word_in_the_languages_that_platforms_write(phase: Phase, words: list[str]) -> None:
    assert [phase_named(word) for word in words] == [phase] * len(words)


@pytest.mark.parametrize(
    "word", ["in_progress", " In   Progress ", "IN PROGRESS", "Re\u0301solu", "En cours d'investigation"]
)
def test_case_spaces_underscores_apostrophes_and_composed_letters_do_not_matter(word: str) -> None:
    assert phase_named(word) is not None
    assert unnamed(word) == ""


@pytest.mark.parametrize("word", ["", "Active", "Ended", "Überprüfung", "Resolved soon", "Not resolved", NOWHERE])
def test_a_word_that_is_not_there_or_means_two_things_names_nothing(word: str) -> None:  # P3
    assert phase_named(word) is None
    assert unnamed(word) == word


@pytest.mark.parametrize(("name", "word"), PLACES.items(), ids=PLACES)
def test_an_unknown_word_in_the_place_of_a_phase_is_counted(name: str, word: bytes) -> None:  # P3
    body = (FEEDS / name).read_bytes()
    core = re.search(rb"(\w+)\W*\Z", word)
    assert core is not None

    reading = look(body.replace(word, word.replace(core[1], NOWHERE.encode())), name)

    assert NOWHERE in dict(reading.unknown_words)


def test_an_update_with_an_unknown_word_changes_no_phase_and_has_the_word_in_its_text() -> None:  # P3
    name = "statuspage-2026.xml"
    known = look((FEEDS / name).read_bytes(), name)
    reading = look((FEEDS / name).read_bytes().replace(b"Monitoring", NOWHERE.encode()), name)

    (update,) = (update for each in reading.incidents for update in each.updates if update.word)
    assert (update.phase, update.text.plain.split()[0]) == (Phase.UPDATE, NOWHERE)
    assert [incident.phase for incident in reading.incidents] != [incident.phase for incident in known.incidents]
    assert "word" not in json.dumps(as_json("", "acme", "statuspage", reading))
