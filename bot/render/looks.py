"""How a message looks at a glance: its mark, its colour, and what stands at its head."""

from dataclasses import dataclass, replace

from adapters.model import Impact, Phase
from bot.core import words
from bot.core.message import Message
from bot.render.literal import line


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
    return line(message.title) or words.UNTITLED[message.kind]


def name(message: Message) -> str:
    """Who and what: `Cloudflare: Elevated errors`, without saying the name twice."""
    who, what = line(message.provider), title(message)
    if not who or what.casefold().startswith(who.casefold()):
        return what
    return f"{who}: {what}"
