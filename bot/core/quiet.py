"""When a channel wants to be left in peace, and until when."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
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
    end = _moment(day, quiet.end, zone)
    return end if end > now else None


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When (UTC) the clock on the wall shows this first that day; where it never does, when it is put beyond it."""
    wall = datetime.combine(day, clock, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    as_after_the_change = wall.replace(fold=1)
    earliest, offset = as_after_the_change.astimezone(UTC), as_after_the_change.utcoffset()

    def is_changed(seconds: int) -> bool:
        return (earliest + timedelta(seconds=seconds)).astimezone(zone).utcoffset() == offset

    skipped = int((moment - earliest).total_seconds())
    return earliest + timedelta(seconds=bisect_left(range(skipped), True, key=is_changed))


def _is_within(clock: time, quiet: QuietHours) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end
