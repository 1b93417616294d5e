"""When a digest comes, as people say it and as it is told them: `weekdays at 9am`, `mon-thu 16:30`, `weekly`."""

import re
from datetime import time

from bot.commands.daytime import CLOCK, times
from bot.commands.prose import joined
from bot.core.destination import Destination
from bot.core.occasion import DAYS, EVERY_DAY, WEEKDAYS, Rhythm

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
USUAL_TIME = time(9, 0)
USUAL_DAY = frozenset({DAYS.index("mon")})  # once a week

_DAY = rf"(?:{'|'.join(DAYS)})[a-z]*"
_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|\u2013|to|through)\s*({_DAY})")
_SETS = {
    **dict.fromkeys(("daily", "day", "days"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WEEKDAYS),
    **dict.fromkeys(("weekend", "weekends"), EVERY_DAY - WEEKDAYS),
    **dict.fromkeys(("weekly", "week", "a", "and", "at", "each", "every", "on", "once"), frozenset[int]()),
}


def rhythm(said: str) -> Rhythm | None:
    """The rhythm that is meant; None where a word or a time in it cannot be."""
    plain = said.casefold()
    at, rest = times(plain), CLOCK.sub(" ", plain)
    days = [_days(word) for word in re.findall(r"[^\s,;&]+", _RANGE.sub(_listed, rest))]
    named = [found for found in days if found is not None]
    if len(named) < len(days) or len(at) > 1 or (not at and CLOCK.search(plain)):
        return None
    usual = USUAL_DAY if "week" in re.sub("week(day|end)", "", plain) else EVERY_DAY
    return Rhythm(at[0] if at else USUAL_TIME, frozenset().union(*named) or usual)


def told(place: Destination) -> str:
    """When the digest of a channel comes: `Mondays and Thursdays at 16:30 (Europe/Berlin), but for quiet days`."""
    if place.digest is None:
        return "Off"
    kept = Rhythm.of(place.digest)
    but = ", but for quiet days" if kept.unless_quiet else ""
    return f"{_named(kept.days)} at {kept.at:%H:%M} ({place.timezone}){but}"


def by_the_clock(place: Destination) -> str:
    """By which clock times of the day are meant in a channel, for whoever has said one that was not understood."""
    return f"Times are by the clock of {place.timezone}; another: settings timezone followed by its name, or a city's."


def _named(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "Every day"
    return "Weekdays" if days == WEEKDAYS else joined(f"{NAMES[day]}s" for day in sorted(days))


def _days(word: str) -> frozenset[int] | None:
    """The days that a word names; none where it only stands between others, and None where it means nothing here."""
    if word in _SETS:
        return _SETS[word]
    day = _day(word)
    return None if day is None else frozenset({day})


def _day(word: str) -> int | None:
    """`mon`, `monday`, `mondays`: any beginning of a name from its third letter on."""
    if word[:3] not in DAYS:
        return None
    day = DAYS.index(word[:3])
    return day if NAMES[day].casefold().startswith(word.removesuffix("s")) else None


def _listed(match: re.Match[str]) -> str:
    """`mon-wed` as `mon,tue,wed`."""
    first, last = _day(match[1]), _day(match[2])
    if first is None or last is None:
        return match[0]
    return ",".join(DAYS[(first + number) % 7] for number in range((last - first) % 7 + 1))
