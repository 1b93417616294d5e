"""When a channel wants to be left in peace, and until when."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.destination import QuietHours


def quiet_until(quiet: QuietHours | None, timezone: str, *, now: datetime) -> datetime | None:
    """The end (UTC) of the quiet hours that `now` falls into, by the clock on the channel's wall; None outside them.

    Where the clocks change an end that does not exist that day is the moment of the change, and one that exists twice
    is the first of the two.
    """
    if quiet is None or quiet.start == quiet.end:
        return None
    zone = ZoneInfo(timezone)
    here = now.astimezone(zone)
    if not _is_within(here.time(), quiet):
        return None
    day = here.date() if here.time() < quiet.end else here.date() + timedelta(days=1)
    end = datetime.combine(day, quiet.end, zone).astimezone(UTC)
    return end if end > now else None


def _is_within(clock: time, quiet: QuietHours) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end
