"""The words, marks and colours in which incidents are told, the same on every platform."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from adapters.model import Impact, Kind, Phase
from bot.core.history import Hours
from bot.render.literal import line
from bot.render.message import Message

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


@dataclass(frozen=True, slots=True)
class Look:
    """How something looks at a glance: an emoji, a 24-bit colour, and a glyph with its colour in a terminal."""

    emoji: str
    colour: int
    glyph: str
    style: str


_ALARM = Look("🔴", 0xE01E5A, "●", "red")
_FOUND = Look("🟠", 0xE8912D, "●", "bright_red")
_WATCHED = Look("🟡", 0xECB22E, "●", "yellow")
_OVER = Look("✅", 0x2EB67D, "✓", "green")
_PLANNED = Look("📅", 0x3A7BD5, "○", "blue")
_AT_WORK = Look("🔧", 0x3A7BD5, "●", "blue")
_OFF = Look("⚪", 0x8D8D8D, "×", "bright_black")  # noqa: RUF001 - a cross is what is meant
_SAID = Look("🔵", 0x5B7FA6, "•", "cyan")
_NOTED = Look("📝", 0x5B7FA6, "•", "cyan")
_OWN = Look("📣", 0x8D8D8D, "*", "bright_black")

_BY_PHASE = {
    Phase.INVESTIGATING: _ALARM,
    Phase.IDENTIFIED: _FOUND,
    Phase.MONITORING: _WATCHED,
    Phase.RESOLVED: _OVER,
    Phase.SCHEDULED: _PLANNED,
    Phase.IN_PROGRESS: _AT_WORK,
    Phase.VERIFYING: _AT_WORK,
    Phase.COMPLETED: _OVER,
    Phase.CANCELLED: _OFF,
    Phase.UPDATE: _SAID,
    Phase.POSTMORTEM: _NOTED,
}
_GOES_ON = frozenset({Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING})
_BY_IMPACT = {Impact.MINOR: _WATCHED, Impact.MAJOR: _FOUND, Impact.CRITICAL: _ALARM}
_IN_PICTURES = _BY_IMPACT | {Impact.UNKNOWN: _OFF, Impact.NONE: _SAID, Impact.MAINTENANCE: _PLANNED}


def look(message: Message) -> Look:
    """The look of a message: the mark says where the incident stands, and the colour how bad it is while it goes on.

    Where nobody said the one, both follow the other.
    """
    if message.phase is None:
        return _OWN
    by_impact = _BY_IMPACT.get(message.impact)
    if message.phase is Phase.UPDATE:
        return by_impact or _SAID
    by_phase = _BY_PHASE[message.phase]
    if by_impact is None or message.phase not in _GOES_ON:
        return by_phase
    return replace(by_phase, colour=by_impact.colour, style=by_impact.style)


def colour(impact: Impact) -> str:
    """The colour of an impact where nothing but colour tells it: `#e01e5a`."""
    return f"#{_IN_PICTURES[impact].colour:06x}"


def title(message: Message) -> str:
    """What it is about, on one line and never empty."""
    return line(message.title) or UNTITLED[message.kind]


def name(message: Message) -> str:
    """Who and what: `Cloudflare: Elevated errors`, without saying the name twice."""
    who, what = line(message.provider), title(message)
    if not who or what.casefold().startswith(who.casefold()):
        return what
    return f"{who}: {what}"


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
