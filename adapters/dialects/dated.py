"""What is dated by the times that an entry or an element tells: an update, and the window of a maintenance."""

from datetime import UTC, datetime

from adapters.model import IncidentUpdate, Phase, Text, Window
from adapters.times import believable


def update_at(stamp: datetime | None, phase: Phase, text: Text, *, own_id: str = "", word: str = "") -> IncidentUpdate:
    """What was said at `stamp` (aware); a time before any status page is kept as it was written."""
    at = utc(stamp)
    said = at.isoformat() if at and not believable(at) else ""
    return IncidentUpdate(at=None if said else at, phase=phase, text=text, id=own_id, said=said, word=word)


def window_of(start: datetime | None, end: datetime | None) -> Window | None:
    """The planned time between the two; none without a start, and one without an end where that is not later."""
    first, last = utc(start), utc(end)
    return Window(first, last if last and last > first else None) if first else None


def utc(stamp: datetime | None) -> datetime | None:
    """An aware time as UTC, or None."""
    return stamp.astimezone(UTC) if stamp else None
