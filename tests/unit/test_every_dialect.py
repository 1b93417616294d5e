"""What holds for every dialect of feeds: two goldens at least, and each of them is claimed by its own dialect alone."""

from pathlib import Path

import pytest

from adapters.dialects.generic import GENERIC, LAST_RESORT
from adapters.dialects.table import DIALECTS
from adapters.parse import parse
from tests.entries import feed

FEEDS = Path(__file__).parent.parent / "feeds"
NAMES = [dialect.name for dialect in DIALECTS if dialect is not GENERIC]
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
MARGIN = 0.2  # how much surer than any other the right dialect has to be, where it is sure


@pytest.mark.parametrize("name", [path.stem for path in sorted(FEEDS.glob("*.xml"))])
def test_every_golden_is_claimed_by_its_own_dialect_and_ahead_of_any_other(name: str) -> None:
    golden = parse((FEEDS / f"{name}.xml").read_bytes(), f"https://status.acme.example/{name}")
    sure = {dialect.name: dialect.claim(golden).certainty for dialect in DIALECTS}
    own = sure.pop(name.split("-", maxsplit=1)[0])

    assert own >= LAST_RESORT
    assert own - max(sure.values()) > (MARGIN if own > 0.5 else 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_dialect_has_two_goldens(name: str) -> None:
    assert len(list(FEEDS.glob(f"{name}-*.xml"))) > 1


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_without_entries_and_names_is_nobody_s(name: str) -> None:
    assert BY_NAME[name].claim(feed(title="", url="https://status.acme.example/feed")).certainty == 0
