"""How bad an incident is beside others."""

from datetime import datetime

from adapters.model import Impact
from bot.core.record import Record

# Nobody knows how bad the unknown was: it may have been more than none.
WORST_FIRST = (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.UNKNOWN, Impact.NONE, Impact.MAINTENANCE)


def gravity(record: Record) -> tuple[bool, int, datetime]:
    """To sort by: what is open stands first, then the worst, then what began first."""
    incident = record.incident
    return (not record.is_open, WORST_FIRST.index(incident.impact), incident.started_at or record.first_seen)
