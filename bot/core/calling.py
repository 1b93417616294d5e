"""Whom an incident calls: when it opens, and when it turns out to be worse; at nothing else."""

from collections.abc import Iterable

from adapters.model import Impact, Incident, Kind
from bot.core.destination import Mention


def called_at_opening(mentions: Iterable[Mention], incident: Incident) -> tuple[str, ...]:
    """Whom a new incident calls. A maintenance calls nobody; an impact that nobody tells counts as minor."""
    if incident.kind is Kind.MAINTENANCE or not incident.is_open:
        return ()
    return _reached(mentions, above=-1, up_to=_weight(incident.impact))


def called_at_raise(mentions: Iterable[Mention], incident: Incident, *, before: Impact) -> tuple[str, ...]:
    """Whom a raised impact calls: those whose mark it passes only now."""
    if incident.kind is Kind.MAINTENANCE:
        return ()
    return _reached(mentions, above=_weight(before), up_to=_weight(incident.impact))


def _weight(impact: Impact) -> int:
    """How much an impact weighs; one that nobody tells counts as minor."""
    return Impact.MINOR.rank if impact is Impact.UNKNOWN else impact.rank


def _reached(mentions: Iterable[Mention], *, above: int, up_to: int) -> tuple[str, ...]:
    whom = (mention.whom for mention in mentions if above < mention.impact.rank <= up_to)
    return tuple(dict.fromkeys(whom))
