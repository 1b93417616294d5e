"""Incidents as plain data: the form that `statuswire poll --json` and `history --json` promise (docs/design.md)."""

from datetime import UTC, datetime
from typing import Any

from adapters.model import Incident, IncidentUpdate, Reading, Skipped, Window


def as_json(feed_url: str, provider: str, dialect: str, reading: Reading) -> dict[str, Any]:
    """A reading as values that JSON knows: times in UTC with `Z`, updates oldest first, null where unknown."""
    return {
        "provider": provider,
        "feed": feed_url,
        "dialect": dialect,
        "incidents": [plain(incident) for incident in reading.incidents],
        "skipped": [_skipped(skipped) for skipped in reading.skipped],
    }


def plain(incident: Incident) -> dict[str, Any]:
    """An incident as values that JSON knows."""
    return {
        "id": incident.id,
        "title": incident.title,
        "url": incident.url,
        "kind": incident.kind.value,
        "phase": incident.phase.value,
        "impact": incident.impact.value,
        "components": list(incident.components),
        "started_at": time(incident.started_at),
        "resolved_at": time(incident.resolved_at),
        "window": _window(incident.window),
        "updates": [_update(update) for update in incident.updates],
    }


def _update(update: IncidentUpdate) -> dict[str, Any]:
    return {"at": time(update.at), "phase": update.phase.value, "text": update.text.plain}


def _window(window: Window | None) -> dict[str, Any] | None:
    return {"start": time(window.start), "end": time(window.end)} if window else None


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"entry": skipped.entry, "why": skipped.why}


def time(at: datetime | None) -> str | None:
    """A time in UTC with `Z`, or null."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
