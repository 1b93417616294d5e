"""Times of the day, as people write them."""

import re
from datetime import time

BOUNDS = 2  # of a span of time
CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?(?![\d:])", re.IGNORECASE)


def times(said: str) -> list[time]:
    """The times of the day in it, as the clock on the wall has them; none where one of them does not exist."""
    try:
        return [_time(*match.groups()) for match in CLOCK.finditer(said)]
    except ValueError:
        return []


def _time(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:  # noqa: PLR2004 - a clock's face
            raise ValueError(hour)
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    return time(0 if hours == 24 and not minutes else hours, minutes)  # noqa: PLR2004 - midnight, from before
