"""`statuswire report`: a month of providers, as a file that a team can forward."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.errors import UnknownProviderError
from bot.cli.remembered import Past, past
from bot.cli.terminal import Ending, asides, complain, literal
from bot.clock import Clock
from bot.core import words
from bot.core.chart import hours_chart, timeline
from bot.core.destination import Destination
from bot.core.period import Period
from bot.core.record import Record
from bot.core.report import compose, month
from bot.core.router import route
from bot.core.tracker import EARLIEST
from bot.render import chart, report_html, report_md
from bot.render.page import Section
from bot.render.report import page
from bot.store.errors import StoreError

FARTHEST_ZONE = timedelta(days=1)  # a month begins nowhere earlier than so long before it does in UTC


class Form(StrEnum):
    """What a report is written in."""

    MARKDOWN = "md"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: the month by its first day, None for the last whole one.

    Without `providers` it is on those that `channel` follows, without a channel on all. Without `timezone` the clock
    is the channel's, or UTC.
    """

    month: date | None = None
    form: Form = Form.MARKDOWN
    providers: Sequence[str] = ()
    channel: str | None = None
    timezone: str | None = None
    out: Path | None = None


class _MisuseError(Exception):
    """What was asked for cannot be; the message says why, `hint` what can be."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


def report(asked: Asked, *, clock: Clock | None = None) -> Ending:
    """Write the report that is asked for, to its file or to stdout."""
    try:
        written = _written(asked, (clock or Clock()).now())
    except (_MisuseError, UnknownProviderError) as error:
        hint = error.hint if isinstance(error, _MisuseError) else "`statuswire providers` lists those that are known."
        complain(str(error), hint)
        return Ending.MISUSE
    except StoreError as error:
        complain(str(error))
        return Ending.FAILED
    if asked.out is None:
        sys.stdout.write(written)
        return Ending.DONE
    try:
        asked.out.write_text(written, encoding="utf-8")
    except OSError as error:
        complain(f"The report cannot be written to {asked.out}: {error.strerror}.")
        return Ending.FAILED
    asides().print(literal(f"written to {asked.out}"))
    return Ending.DONE


def _written(asked: Asked, now: datetime) -> str:
    """The report in its form. Raises StoreError, UnknownProviderError and _MisuseError."""
    first = _first_day(asked.month, now)
    found = past(datetime.combine(first, time(), tzinfo=UTC) - FARTHEST_ZONE, asked.providers)
    place = _channel(asked.channel, found.destinations) if asked.channel else None
    zone = _zone(asked.timezone or (place.timezone if place else "UTC"))
    period = month(first, zone, now)
    if not period.length:
        raise _MisuseError(f"{words.month(first)} has not begun.")
    records = [record for record in found.records if place is None or _is_wanted(record, place, found)]
    told = compose(
        records,
        found.notices,
        period,
        providers=found.chosen or _followed(found, place),
        seen_since=found.seen_since,
        zone=zone,
    )
    pictures = _pictures(records, period, found.directory.names, zone) if asked.form is Form.HTML else ()
    of = f"{place.platform} {place.channel}" if place else ""
    render = report_html.render if asked.form is Form.HTML else report_md.render
    return render(page(told, found.directory, zone=zone, of=of, pictures=pictures))


def _first_day(asked: date | None, now: datetime) -> date:
    """Of the month that is meant, if there can be anything in it."""
    if asked is None:
        return (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if asked > (now + FARTHEST_ZONE).date():
        raise _MisuseError(f"{words.month(asked)} has not begun.")
    if asked < EARLIEST.date():
        raise _MisuseError(f"No status page is as old as {words.month(asked)}.")
    return asked


def _channel(said: str, places: Mapping[str, Destination]) -> Destination:
    found = [place for place in places.values() if said in (place.id, place.channel)]
    if not found:
        known = ", ".join(place.channel for place in places.values()) or "none"
        raise _MisuseError(f"No channel {said} is known.", f"those that are known: {known}.")
    return found[0]


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _MisuseError(f"{name} is no time zone.", "write an IANA name like Europe/Berlin.") from None


def _is_wanted(record: Record, place: Destination, found: Past) -> bool:
    """Whether a channel is told of it; of a provider that it does not follow but was asked for, all is wanted."""
    if record.incident.provider in found.chosen and record.incident.provider not in _followed(found, place):
        return True
    return place.id in route(record.incident, found.wishes)


def _followed(found: Past, place: Destination | None) -> tuple[str, ...]:
    wishes = (wish for wish in found.wishes if place is None or wish.destination == place.id)
    return tuple(dict.fromkeys(wish.provider for wish in wishes))


def _pictures(records: Sequence[Record], period: Period, names: Mapping[str, str], zone: tzinfo) -> Sequence[Section]:
    """The charts, if they can be drawn and there is something to draw."""
    drawn, counted = timeline(records, period), hours_chart(records, period)
    if not chart.can_draw():
        asides().print("The charts are left out: they need the extra `pictures`, see docs/operate.md.")
        return ()
    return (
        *([Section("Timeline", picture=chart.timeline_picture(drawn, names, zone))] if drawn.rows else []),
        *([Section("Hours", picture=chart.hours_picture(counted, names, zone))] if counted.rows else []),
    )
