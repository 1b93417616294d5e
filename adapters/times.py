"""Times as feeds write them, made whole: the year that is not written, the zone that is only a name.

Nothing here knows what time it is now: every guess is anchored to a date that the entry itself carries, and where
that does not decide, the answer is None.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)  # no hosted status page is as old
SLACK = timedelta(
    days=31
)  # how far a shown time may lie after the entry's own date: notes are added, dates stay behind
SAME_CLOCK = timedelta(minutes=20)  # less than the smallest step between two zones, more than publishing ever took
LEAP_CYCLE = 8  # years within which every date of the calendar comes back, also around 2100

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}

_SHOWN = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?:(?P<year>\d{4}),?\s+)?(?:at\s+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*\(?(?P<zone>[A-Za-z][A-Za-z0-9:+\-]*|[+\-]\d{2}(?::?\d{2})?)\)?)?"
)
_OFFSET = re.compile(r"(?:GMT|UTC)?(?P<sign>[+\-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE)
_TWELVE_HOURS = re.compile(r"\b(?P<hour>\d{1,2})(?P<rest>(?::\d{2}){1,2}) ?(?P<half>[AP])\.?M\b\.?", re.IGNORECASE)
_RFC_822_ZONE = re.compile(r"^(?P<rest>.*\d)\s+\(?(?P<zone>[A-Za-z]{1,5}(?:[+\-]\d{1,2}(?::?\d{2})?)?)\)?$")

# A name stands for the zone of the page, not for that day's offset: pages print PST on a day of PDT.
# Where a name has several zones, something else has to decide between them.
_ZONES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "UCT"), ("UTC",)),
    **dict.fromkeys(("PST", "PDT", "PT"), ("America/Los_Angeles",)),
    "MST": ("America/Denver", "America/Phoenix"),
    **dict.fromkeys(("MDT", "MT"), ("America/Denver",)),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Mexico_City"),
    **dict.fromkeys(("CDT", "CT"), ("America/Chicago",)),
    **dict.fromkeys(("EST", "EDT", "ET"), ("America/New_York",)),
    "AST": ("America/Halifax", "Asia/Riyadh", "America/Puerto_Rico"),
    "ADT": ("America/Halifax",),
    **dict.fromkeys(("NST", "NDT"), ("America/St_Johns",)),
    **dict.fromkeys(("AKST", "AKDT"), ("America/Anchorage",)),
    "HST": ("Pacific/Honolulu",),
    "BRT": ("America/Sao_Paulo",),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    "BST": ("Europe/London",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "IDT": ("Asia/Jerusalem",),
    **dict.fromkeys(("CET", "CEST", "MET", "MEST"), ("Europe/Berlin",)),
    **dict.fromkeys(("EET", "EEST"), ("Europe/Helsinki",)),
    "MSK": ("Europe/Moscow",),
    "SAST": ("Africa/Johannesburg",),
    "PKT": ("Asia/Karachi",),
    "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    "ACST": ("Australia/Adelaide", "Australia/Darwin"),
    "ACDT": ("Australia/Adelaide",),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    **dict.fromkeys(("NZST", "NZDT"), ("Pacific/Auckland",)),
}

_RFC_822_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # section 5.1


@dataclass(frozen=True, slots=True)
class Shown:
    """A time as a text shows it: the year is often missing, the zone a name or empty; `said` is what stood there."""

    month: int
    day: int
    hour: int
    minute: int
    second: int = 0
    year: int | None = None
    zone: str = ""
    said: str = ""

    def in_year(self, year: int) -> datetime | None:
        """The clock time in that year, without a zone; None where the calendar has no such day."""
        try:
            return datetime(year, self.month, self.day, self.hour, self.minute, self.second)  # noqa: DTZ001
        except ValueError:
            return None


def read_shown(said: str) -> Shown | None:
    """Read "Nov  5, 03:25 PST", "June 4, 2026 05:15 PDT", "Aug 28, 10:33 PM UTC" and their like."""
    found = _SHOWN.fullmatch(said.strip())
    month = _MONTHS.get(found["month"][:3].lower()) if found else None
    if found is None or month is None:
        return None
    return Shown(
        month=month,
        day=int(found["day"]),
        hour=_hour_of_day(int(found["hour"]), found["half"]),
        minute=int(found["minute"]),
        second=int(found["second"] or 0),
        year=int(found["year"]) if found["year"] else None,
        zone=found["zone"] or "",
        said=" ".join(said.split()),
    )


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def dated_before(shown: Shown, limit: datetime) -> datetime | None:
    """The latest clock time that fits what is shown and is not after `limit`; both without a zone."""
    if shown.year is not None:
        return shown.in_year(shown.year)
    years = (shown.in_year(limit.year - back) for back in range(LEAP_CYCLE + 1))
    return next((clock for clock in years if clock and clock <= limit), None)


def dated_after(shown: Shown, limit: datetime) -> datetime | None:
    """The earliest clock time that fits what is shown and is not before `limit`; both without a zone."""
    if shown.year is not None:
        return shown.in_year(shown.year)
    years = (shown.in_year(limit.year + on) for on in range(LEAP_CYCLE + 1))
    return next((clock for clock in years if clock and clock >= limit), None)


def zone_of(name: str, clock: datetime, stamps: Iterable[datetime]) -> tzinfo | None:
    """The zone that a page writes as `name`, or None where nothing decides.

    `clock` is a time as shown (no zone) that should be about one of `stamps`, the entry's own dates (aware). A stamp
    whose wall clock agrees knows the offset better than the name; otherwise the name decides, and of several zones
    with one name the one that makes `clock` the instant of a stamp, or that has the stamp's offset.
    """
    stamps = tuple(stamps)
    zones = zones_named(name)
    for stamp in stamps:
        offset = stamp.utcoffset()
        if offset is not None and abs(stamp.replace(tzinfo=None) - clock) <= SAME_CLOCK:
            return next((zone for zone in zones if _offset(zone, clock) == offset), timezone(offset))
    if len(zones) <= 1:
        return next(iter(zones), None)
    by_instant = (zone for stamp in stamps for zone in zones if abs(stamp - clock.replace(tzinfo=zone)) <= SAME_CLOCK)
    local = [stamp for stamp in stamps if stamp.utcoffset()]  # an offset of zero is how feeds write dates, not a place
    by_offset = (
        zone for stamp in local for zone in zones if _offset(zone, stamp.replace(tzinfo=None)) == stamp.utcoffset()
    )
    decided = next(chain(by_instant, by_offset), None)
    if decided is None and len({_offset(zone, clock) for zone in zones}) == 1:
        return zones[0]
    return decided


@lru_cache(maxsize=256)
def zones_named(name: str) -> tuple[tzinfo, ...]:
    """Every zone that pages mean by an abbreviation or an offset ("PST", "GMT+08:00", "-03"); none if it is unknown."""
    offset = _OFFSET.fullmatch(name.strip())
    if offset is None:
        return tuple(ZoneInfo(key) for key in _ZONES.get(name.strip().upper(), ()))
    hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
    if hours > 14 or minutes > 59:  # noqa: PLR2004  # the easternmost zone is UTC+14
        return ()
    ahead = timedelta(hours=hours, minutes=minutes)
    return (timezone(-ahead if offset["sign"] == "-" else ahead),)


def to_utc(clock: datetime, zone: tzinfo, name: str = "") -> datetime:
    """A clock time of a zone as UTC; in the hour that comes twice the printed abbreviation tells which."""
    first, second = (clock.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    meant = second if second.tzname() == name.upper() and first.tzname() != name.upper() else first
    return meant.astimezone(UTC)


def believable(at: datetime | None, *, latest: datetime | None = None) -> bool:
    """Whether a provider can have said something then: not before EARLIEST, and not after `latest`."""
    return at is not None and at >= EARLIEST and (latest is None or at <= latest)


def read_stamp(said: str | None) -> datetime | None:
    """The date of an entry, aware and in the offset it was written with; None where it cannot be read.

    Takes ISO 8601 and RFC 822, with names of zones and with the days and spaces that feeds get wrong. A date without
    a zone, or with -0000, is UTC: that is what both say.
    """
    if not said or not said.strip():
        return None
    written = _TWELVE_HOURS.sub(_in_twenty_four, " ".join(said.split()))
    stamp = _iso_8601(written) or _rfc_822(written)
    if stamp is None:
        return None
    aware = stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    try:
        aware.astimezone(UTC)
    except (OverflowError, ValueError):  # the first and last days of the calendar
        return None
    return aware


def _in_twenty_four(clock: re.Match[str]) -> str:
    """A time of twelve hours as feeds should write it: what reads dates knows no halves of the day."""
    return f"{_hour_of_day(int(clock['hour']), clock['half']):02}{clock['rest']}"


def _iso_8601(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _rfc_822(written: str) -> datetime | None:
    named = _RFC_822_ZONE.match(written)
    try:
        stamp = parsedate_to_datetime(named["rest"] if named else written)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if named is None or stamp.tzinfo:
        return stamp
    offset = _stamped_offset(named["zone"].upper(), stamp)
    return None if offset is None else stamp.replace(tzinfo=timezone(offset))


def _stamped_offset(name: str, clock: datetime) -> timedelta | None:
    """The offset that a name in a date stands for; None where it is unknown or its zones do not agree."""
    if name in _RFC_822_HOURS:
        return timedelta(hours=_RFC_822_HOURS[name])
    offsets = {_offset(zone, clock) for zone in zones_named(name)}
    return offsets.pop() if len(offsets) == 1 else None


def _offset(zone: tzinfo, clock: datetime) -> timedelta | None:
    return clock.replace(tzinfo=zone).utcoffset()
