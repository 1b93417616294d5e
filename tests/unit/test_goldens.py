"""Every feed in tests/feeds, and what it says, written down by hand beside it."""

import json
from pathlib import Path

import pytest

from adapters.dialects.table import recognise
from adapters.parse import parse
from adapters.show import as_json

FEEDS = Path(__file__).parent.parent / "feeds"
GOLDENS = sorted(path.stem for path in FEEDS.glob("*.xml"))


@pytest.mark.parametrize("name", GOLDENS)
def test_a_feed_says_what_is_written_beside_it(name: str) -> None:
    expected = json.loads((FEEDS / f"{name}.json").read_text(encoding="utf-8"))

    parsed = parse((FEEDS / f"{name}.xml").read_bytes(), expected["feed"])
    dialect, _ = recognise(parsed)
    reading = dialect.read(parsed, expected["provider"])

    assert as_json(expected["feed"], expected["provider"], dialect.name, reading) == expected


def test_every_expectation_has_its_feed() -> None:
    expectations = {path.stem for path in FEEDS.glob("*.json")}

    assert expectations == set(GOLDENS)


def test_rss_and_atom_of_one_page_say_the_same() -> None:
    rss, atom = (json.loads((FEEDS / f"statuspage-pair-{kind}.json").read_text("utf-8")) for kind in ("rss", "atom"))

    assert rss["incidents"] == atom["incidents"]
