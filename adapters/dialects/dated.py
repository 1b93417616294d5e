"""An update with the time that its entry tells, where that can be believed."""

from datetime import UTC, datetime

from adapters.model import IncidentUpdate, Phase, Text
from adapters.times import believable


def update_at(stamp: datetime | None, phase: Phase, text: Text, *, own_id: str = "", word: str = "") -> IncidentUpdate:
    """What was said at `stamp` (aware); a time before any status page is kept as it was written."""
    at = utc(stamp)
    said = at.isoformat() if at and not believable(at) else ""
    return IncidentUpdate(at=None if said else at, phase=phase, text=text, id=own_id, said=said, word=word)


def utc(stamp: datetime | None) -> datetime | None:
    """An aware time as UTC, or None."""
    return stamp.astimezone(UTC) if stamp else None
