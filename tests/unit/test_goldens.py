"""Every feed in tests/feeds, and what it says, written down by hand beside it."""

import json
from pathlib import Path

import pytest

from adapters.model import Feed
from adapters.poll import read
from adapters.show import as_json

FEEDS = Path(__file__).parent.parent / "feeds"
GOLDENS = {path.stem: path for path in sorted(FEEDS.iterdir()) if path.suffix in {".xml", ".json-in"}}


@pytest.mark.parametrize("name", GOLDENS)
def test_a_feed_says_what_is_written_beside_it(name: str) -> None:
    expected = json.loads((FEEDS / f"{name}.json").read_text(encoding="utf-8"))

    reading, dialect, _ = read(GOLDENS[name].read_bytes(), Feed(expected["provider"], expected["feed"]))

    assert as_json(expected["feed"], expected["provider"], dialect, reading) == expected


def test_every_expectation_has_its_feed() -> None:
    expectations = {path.stem for path in FEEDS.glob("*.json")}

    assert expectations == set(GOLDENS)


def test_rss_and_atom_of_one_page_say_the_same() -> None:
    rss, atom = (json.loads((FEEDS / f"statuspage-pair-{kind}.json").read_text("utf-8")) for kind in ("rss", "atom"))

    assert rss["incidents"] == atom["incidents"]
