"""What a chart says in words, for those who do not see it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from adapters.model import Impact
from bot.core import words
from bot.core.chart import HoursChart, Row, Timeline
from bot.core.period import Period
from bot.render.literal import line
from bot.render.shorten import cut, units

ALT_LIMIT = 1000  # UTF-16 units; Discord takes 1,024: docs.discord.com/developers/resources/message#attachment-object
NAME_LIMIT = 30
NOTHING = "Nothing"


def when(period: Period, zone: tzinfo) -> str:
    """A period on the clock of a zone: `2 Mar 2026, 09:00 UTC to 3 Mar 2026, 09:00 UTC`."""
    return f"{_moment(period.since, zone)} to {_moment(period.until, zone)}"


def timeline_in_words(timeline: Timeline, names: Mapping[str, str], zone: tzinfo) -> str:
    """What a timeline shows, in at most ALT_LIMIT units."""
    rows = [f"{name(row.provider, names)}: {', '.join(_told(row))}." for row in timeline.rows]
    return _in_words(f"Timeline of incidents, {when(timeline.period, zone)}", rows, timeline.left_out)


def hours_in_words(chart: HoursChart, names: Mapping[str, str], zone: tzinfo) -> str:
    """What a chart of hours shows, in at most ALT_LIMIT units."""
    rows = [f"{name(provider, names)}: {words.hours(by_impact)}." for provider, by_impact in chart.rows]
    return _in_words(f"Time with an incident open, {when(chart.period, zone)}", rows, chart.left_out)


def name(provider: str, names: Mapping[str, str]) -> str:
    """What a provider is called, on one line and not too long."""
    return cut(line(names.get(provider, "")) or provider, NAME_LIMIT)


def note(chart: Timeline | HoursChart) -> str:
    """What a picture has to say below its bars."""
    said = [_left_out(chart.left_out)] if chart.left_out else []
    if isinstance(chart, Timeline) and any(bar.goes_on for row in chart.rows for bar in row.bars):
        said.append("\N{BLACK RIGHT-POINTING TRIANGLE} still open")
    return "    ".join(said)


def _in_words(head: str, rows: Sequence[str], more: int) -> str:
    """The head and the rows; those for which there is no room are counted with the others that are left out."""
    said = " ".join([f"{head}.", *(rows or [f"{NOTHING}."]), *([f"{_left_out(more).capitalize()}."] if more else [])])
    if units(said) <= ALT_LIMIT or not rows:
        return said
    return _in_words(head, rows[:-1], more + 1)


def _left_out(number: int) -> str:
    return f"and {words.counted(number, 'more provider')}"


def _told(row: Row) -> Iterator[str]:
    """What stands in a row: how many incidents, how long at which impact, what goes on, and what was planned."""
    incidents = [bar for bar in row.bars if bar.impact is not Impact.MAINTENANCE]
    if incidents:
        yield words.counted(len(incidents), "incident")
        yield words.hours(row.by_impact)
    if still_open := sum(bar.goes_on for bar in incidents):
        yield f"{still_open} still open"
    if planned := len(row.bars) - len(incidents):
        yield f"{planned} maintenance"


def _moment(at: datetime, zone: tzinfo) -> str:
    return words.moment(at.astimezone(zone))
