"""Incidents as a terminal shows them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rich.text import Text

from adapters.model import Incident, IncidentUpdate, Kind
from bot.cli.terminal import HEAD, QUIET, joined, literal, moment
from bot.core.message import Message, Part
from bot.core.words import IMPACTS, PHASES, UNTITLED, duration
from bot.render.literal import line
from bot.render.looks import look

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_WIDEST_PHASE = max(map(len, PHASES.values()))


def newest_first(incidents: Iterable[Incident]) -> list[Incident]:
    """By the last word on each; those without any time last."""
    return sorted(incidents, key=lambda incident: incident.last_word or _LONG_AGO, reverse=True)


def in_full(incident: Incident, *, verbose: bool, utc: bool) -> Iterator[Text]:
    """The incident with its updates, newest first; without `verbose` an update takes one line, which may be cut."""
    yield headline(incident)
    yield from (literal(f"  {fact}", QUIET) for fact in _facts(incident, utc=utc))
    for update in reversed(incident.updates):
        yield from _update(update, verbose=verbose, utc=utc)


def headline(incident: Incident) -> Text:
    """A mark, the title, and where it stands."""
    looks = look(Message(Part.ROOT, incident.title, phase=incident.phase, impact=incident.impact))
    title = line(incident.title) or UNTITLED[incident.kind]
    return joined(
        Text(f"{looks.glyph} ", looks.style), literal(title, HEAD), Text(f"  {_standing(incident)}", looks.style)
    )


def _standing(incident: Incident) -> str:
    stands = [PHASES[incident.phase] if incident.phase.names_state else "No state told"]
    if incident.impact in IMPACTS:
        stands.append(f"{IMPACTS[incident.impact].lower()} impact")
    if incident.kind is Kind.MAINTENANCE:
        stands.append("maintenance")
    return ", ".join(stands)


def _facts(incident: Incident, *, utc: bool) -> Iterator[str]:
    yield from times(incident, utc=utc)
    if incident.window:
        end = f" to {moment(incident.window.end, utc=utc)}" if incident.window.end else ""
        yield f"planned for {moment(incident.window.start, utc=utc)}{end}"
    if incident.components:
        yield f"affects {', '.join(map(line, incident.components))}"
    if incident.partial:
        yield "the feed shows only the newest of its updates"
    if incident.url:
        yield line(incident.url)


def times(incident: Incident, *, utc: bool) -> Iterator[str]:
    """From when to when, a line, if anything is known of it."""
    began, ended = incident.started_at, incident.resolved_at
    if began and ended and incident.duration:
        yield f"from {moment(began, utc=utc)} to {moment(ended, utc=utc)}: {duration(incident.duration)}"
    elif ended:
        yield f"over at {moment(ended, utc=utc)}"
    elif began:
        yield f"since {moment(began, utc=utc)}"


def _update(update: IncidentUpdate, *, verbose: bool, utc: bool) -> Iterator[Text]:
    when = moment(update.at, utc=utc) if update.at else line(update.said) or "no time told"
    when_told, phase = literal(f"    {when}  ", QUIET), PHASES[update.phase]
    if not verbose:
        yield joined(when_told, Text(phase.ljust(_WIDEST_PHASE)), literal(f"  {line(update.text.plain)}"))
        return
    yield joined(when_told, Text(phase))
    yield from (literal(f"        {said}") for said in update.text.plain.splitlines())
