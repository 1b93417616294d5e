"""The words in which incidents are told, the same on every platform."""

from datetime import date, datetime, timedelta

from adapters.model import Impact, Kind, Phase
from bot.core.history import Hours

PHASES = {
    Phase.INVESTIGATING: "Investigating",
    Phase.IDENTIFIED: "Identified",
    Phase.MONITORING: "Monitoring",
    Phase.RESOLVED: "Resolved",
    Phase.SCHEDULED: "Scheduled",
    Phase.IN_PROGRESS: "In progress",
    Phase.VERIFYING: "Verifying",
    Phase.COMPLETED: "Completed",
    Phase.CANCELLED: "Cancelled",
    Phase.UPDATE: "Update",
    Phase.POSTMORTEM: "Postmortem",
}

# Only what the provider said about the size of it: an unknown impact is not told, and a maintenance says so by itself.
IMPACTS = {
    Impact.NONE: "None",
    Impact.MINOR: "Minor",
    Impact.MAJOR: "Major",
    Impact.CRITICAL: "Critical",
}

HARMS = frozenset({Impact.MINOR, Impact.MAJOR, Impact.CRITICAL})

UNTITLED = {Kind.INCIDENT: "Incident without a title", Kind.MAINTENANCE: "Maintenance without a title"}


def duration(span: timedelta) -> str:
    """A length of time in its two largest units: `45 m`, `7 h 40 m`, `3 d 2 h`.

    humanize writes "7 hours and 40 minutes" and has no short form, which a status line needs.
    """
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (0 if days else minutes, "m")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def hours(by_impact: Hours) -> str:
    """Times by impact, in a list: `critical 2 h, minor 45 m, unknown 3 h`."""
    return ", ".join(f"{impact} {duration(time)}" for impact, time in by_impact)


def moment(at: datetime) -> str:
    """A time written out in the zone that it carries: `18 Nov 2025, 11:48 UTC`."""
    return f"{day(at)} {at:%Y, %H:%M} {at.tzname()}"


def day(on: date) -> str:
    """A day of a year that everybody knows: `18 Nov`."""
    return f"{on.day} {_MONTHS[on.month - 1]}"


def month(of: date) -> str:
    """The month that a day is in: `Nov 2025`."""
    return f"{_MONTHS[of.month - 1]} {of.year}"


def counted(number: int, noun: str) -> str:
    """So many of something: `1 incident`, `25 incidents`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# Not strftime's %b, which follows the locale of the process.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
