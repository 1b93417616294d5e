"""How long something takes, as people write it."""

import re
from datetime import timedelta

UNITS = {
    timedelta(minutes=1): ("m", "min", "mins", "minute", "minutes"),
    timedelta(hours=1): ("h", "hr", "hrs", "hour", "hours"),
    timedelta(days=1): ("d", "day", "days"),
    timedelta(weeks=1): ("w", "week", "weeks"),
    timedelta(days=30): ("month", "months"),
    timedelta(days=365): ("y", "year", "years"),
}
LENGTHS = {word: unit for unit, words in UNITS.items() for word in words}
LONGEST = timedelta(days=3650)
_PART = re.compile(r"(\d+(?:[.,]\d+)?|an?|half an?)\s*([a-z]+)")
_BETWEEN = re.compile(r"[\s,]*(?:and\s+)?")
_NUMBERS = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5}


def duration(said: str, *, bare: timedelta | None = None) -> timedelta | None:
    """`2h`, `1h30m`, `2 hours and 15 min`, `half an hour`; None where it is none, or none that can be meant.

    `bare` is the unit of a number that stands alone.
    """
    text = said.strip().casefold()
    if bare and text.isascii() and text.isdigit():
        return _sane(min(float(text), 1e9) * bare.total_seconds())
    total, at = 0.0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part[2] not in LENGTHS:
            return None
        number = _NUMBERS.get(part[1]) or min(float(part[1].replace(",", ".")), 1e9)
        total += number * LENGTHS[part[2]].total_seconds()
        between = _BETWEEN.match(text, part.end())
        at = between.end() if between else part.end()
    return _sane(total)


def begins_duration(word: str) -> bool:
    """Whether a word may begin one, or be a whole one: `30`, `2h`, and not `1password`."""
    return word.isascii() and (word.isdigit() or duration(word) is not None)


def _sane(seconds: float) -> timedelta | None:
    return timedelta(seconds=seconds) if 0 < seconds <= LONGEST.total_seconds() else None
