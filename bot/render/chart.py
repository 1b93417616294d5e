"""Charts as pictures: slow, for a thread. They need matplotlib, the extra `pictures`; without it there are none.

Made for a phone. Colour is never alone: every impact has a pattern as well.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta, tzinfo
from importlib.util import find_spec
from threading import Lock

from adapters.model import Impact
from bot.core import words
from bot.core.chart import HoursChart, Timeline
from bot.core.gravity import WORST_FIRST
from bot.core.history import open_for
from bot.core.message import Attachment
from bot.render import chart_words
from bot.render.page import Picture
from bot.render.theme import Theme

_ONE_AT_A_TIME = Lock()  # matplotlib promises nothing to threads that draw side by side


def can_draw() -> bool:
    """Whether pictures can be drawn at all: whether the extra is installed."""
    return find_spec("matplotlib") is not None


def attachment(chart: Timeline | HoursChart, names: Mapping[str, str], zone: tzinfo, theme: Theme) -> Attachment:
    """A chart for one kind of screen, to go with a message, and in words."""
    if isinstance(chart, Timeline):
        png, said = draw_timeline(chart, names, zone, theme), chart_words.timeline_in_words(chart, names, zone)
        return Attachment("timeline.png", png, said)
    png, said = draw_hours(chart, names, zone, theme), chart_words.hours_in_words(chart, names, zone)
    return Attachment("hours.png", png, said)


def timeline_picture(timeline: Timeline, names: Mapping[str, str], zone: tzinfo) -> Picture:
    """A timeline for both kinds of screen, and in words."""
    light, dark = (draw_timeline(timeline, names, zone, theme) for theme in Theme)
    return Picture(chart_words.timeline_in_words(timeline, names, zone), light, dark)


def hours_picture(chart: HoursChart, names: Mapping[str, str], zone: tzinfo) -> Picture:
    """A chart of hours for both kinds of screen, and in words."""
    light, dark = (draw_hours(chart, names, zone, theme) for theme in Theme)
    return Picture(chart_words.hours_in_words(chart, names, zone), light, dark)


def draw_timeline(timeline: Timeline, names: Mapping[str, str], zone: tzinfo, theme: Theme) -> bytes:
    """A timeline as PNG, its times on the clock of `zone`; `names` are those of providers by their slugs."""
    from bot.render.sheet import ARROWS, Sheet

    rows = timeline.rows
    impacts = _in_order(bar.impact for row in rows for bar in row.bars)
    with _ONE_AT_A_TIME:
        sheet = Sheet([row.lanes for row in rows], impacts, chart_words.note(timeline), theme, right=ARROWS)
        sheet.write_title("Incidents", chart_words.when(timeline.period, zone))
        sheet.mark_times(timeline.period, zone)
        if not rows:
            sheet.write_name(0, chart_words.NOTHING)
        for number, row in enumerate(rows):
            sheet.write_name(number, chart_words.name(row.provider, names), row.provider)
            for bar in row.bars:
                sheet.draw_bar(number, bar)
        return sheet.png()


def draw_hours(chart: HoursChart, names: Mapping[str, str], zone: tzinfo, theme: Theme) -> bytes:
    """A chart of hours as PNG; how many there are stands behind each row."""
    from bot.render.sheet import LENGTHS, Sheet

    lengths = [open_for(by_impact) for _, by_impact in chart.rows]
    impacts = _in_order(impact for _, by_impact in chart.rows for impact, _ in by_impact)
    with _ONE_AT_A_TIME:
        sheet = Sheet([1] * len(chart.rows), impacts, chart_words.note(chart), theme, right=LENGTHS)
        sheet.write_title("Time with an incident open", chart_words.when(chart.period, zone))
        sheet.mark_hours(max(lengths, default=timedelta(hours=1)))
        if not chart.rows:
            sheet.write_name(0, chart_words.NOTHING)
        for number, ((provider, by_impact), length) in enumerate(zip(chart.rows, lengths, strict=True)):
            sheet.write_name(number, chart_words.name(provider, names), provider)
            sheet.draw_stack(number, by_impact)
            sheet.write_behind(number, words.duration(length))
        return sheet.png()


def _in_order(impacts: Iterable[Impact]) -> list[Impact]:
    return sorted(set(impacts), key=WORST_FIRST.index)
