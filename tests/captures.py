"""Real feeds of other people, for tests that check facts in them; they are not part of this repository."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from adapters.dialects.table import recognise
from adapters.model import Incident, ParsedFeed, Reading
from adapters.parse import parse

CAPTURES = Path(__file__).parents[2] / "shared" / "feeds"
only_with_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captured feeds are not beside this checkout")


@cache
def parsed(name: str) -> ParsedFeed:
    return parse((CAPTURES / name).read_bytes(), f"https://status.example/{name}")


@cache
def read(name: str) -> Reading:
    dialect, _ = recognise(parsed(name))
    return dialect.read(parsed(name), "captured")


def incident(name: str, code: str) -> Incident:
    return next(incident for incident in read(name).incidents if incident.id == code)


def utc(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
