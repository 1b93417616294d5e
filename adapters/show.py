"""What was read of a feed as plain data: the form that `statuswire poll --json` promises (docs/design.md)."""

from datetime import UTC, datetime
from typing import Any

from adapters.model import Incident, IncidentUpdate, Reading, Skipped, Window


def as_json(feed_url: str, provider: str, dialect: str, reading: Reading) -> dict[str, Any]:
    """A reading as values that JSON knows: times in UTC with `Z`, updates oldest first, null where unknown."""
    return {
        "provider": provider,
        "feed": feed_url,
        "dialect": dialect,
        "incidents": [_incident(incident) for incident in reading.incidents],
        "skipped": [_skipped(skipped) for skipped in reading.skipped],
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "title": incident.title,
        "url": incident.url,
        "kind": incident.kind.value,
        "phase": incident.phase.value,
        "impact": incident.impact.value,
        "components": list(incident.components),
        "started_at": _time(incident.started_at),
        "resolved_at": _time(incident.resolved_at),
        "window": _window(incident.window),
        "updates": [_update(update) for update in incident.updates],
    }


def _update(update: IncidentUpdate) -> dict[str, Any]:
    return {"at": _time(update.at), "phase": update.phase.value, "text": update.text.plain}


def _window(window: Window | None) -> dict[str, Any] | None:
    return {"start": _time(window.start), "end": _time(window.end)} if window else None


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"entry": skipped.entry, "why": skipped.why}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
