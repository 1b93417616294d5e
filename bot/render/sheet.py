"""The paper that charts are drawn on: a title, rows of bars with names before them, a legend; all of matplotlib.

Lengths are inches, of letters points; a phone shows the width as some 390 of its own points.
"""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import accumulate
from math import ceil
from typing import Any, Literal

from matplotlib.dates import DayLocator, HourLocator, MonthLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import FuncFormatter, Locator, MaxNLocator

from adapters.model import Impact
from bot.core import words
from bot.core.chart import Bar
from bot.core.history import Hours
from bot.core.period import Period
from bot.render import looks
from bot.render.shorten import ELLIPSIS
from bot.render.theme import PATTERNS, Ink, Theme

WIDTH, DOTS_PER_INCH = 3.9, 240
LETTERS, SMALL = 8, 7
HEAD, NAMES, ARROWS, LENGTHS = 0.45, 1.15, 0.18, 0.68
LEAST_ROW, LANE, GAP = 0.2, 0.13, 0.09
TICKS, NOTE, LEGEND_LINE, EDGE = 0.28, 0.2, 0.2, 0.08
LEAST_BAR, ARROW = 0.035, 0.1  # of a shorter bar nobody would see anything
IN_LEGEND_LINE, SWATCH = 3, 0.26
_POINTS = 72  # an inch
_HOUR = timedelta(hours=1)


class Sheet:
    """A chart that is being drawn. `lanes` has how many lanes each row has; `right` is left free behind the bars."""

    def __init__(
        self, lanes: Sequence[int], impacts: Sequence[Impact], note: str, theme: Theme, *, right: float
    ) -> None:
        self._ink = theme.ink
        self._lanes = lanes
        self._tops = (0.0, *accumulate(max(LEAST_ROW, count * LANE) + GAP for count in lanes or (1,)))
        self._bottom = HEAD + self._tops[-1]
        self._legend = LEGEND_LINE * ceil(len(impacts) / IN_LEGEND_LINE)
        self._height = self._bottom + TICKS + (NOTE if note else 0) + self._legend + EDGE
        self._bars = WIDTH - NAMES - right
        self._figure = Figure((WIDTH, self._height), dpi=DOTS_PER_INCH, facecolor=self._ink.paper)
        self._rule()
        if note:
            self._write(EDGE, self._bottom + TICKS + NOTE / 2, note, size=SMALL)
        self._explain(impacts)

    def write_title(self, subject: str, when: str) -> None:
        """What it shows, and of which time."""
        self._write(EDGE, 0.13, subject, weight="bold")
        self._write(EDGE, 0.3, when, size=SMALL)

    def write_name(self, row: int, name: str, otherwise: str = "") -> None:
        """Who a row is of; `otherwise` in place of a name for which the font has no letters."""
        shown = next(filter(_has_letters_for, (name, otherwise)), "?")
        self._write(EDGE, self._middle(row), _fitted(shown, NAMES - 2 * EDGE))

    def write_behind(self, row: int, said: str) -> None:
        """A few words behind the bars of a row."""
        self._write(WIDTH - EDGE, self._middle(row), said, align="right")

    def mark_times(self, period: Period, zone: tzinfo) -> None:
        """Let the bars stand on the clock of `zone`."""
        self._axes.set_xlim(date2num(period.since), date2num(period.until))
        self._axes.xaxis.set_major_locator(_locator(period.length, zone))
        self._axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: _tick(num2date(at, zone), period.length)))

    def mark_hours(self, longest: timedelta) -> None:
        """Let the bars stand on hours from 0 on."""
        self._axes.set_xlim(0, longest / _HOUR)
        self._axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        self._axes.xaxis.set_major_formatter(FuncFormatter(lambda hours, _: f"{hours:g} h"))

    def draw_bar(self, row: int, bar: Bar) -> None:
        """From its start to its end; one that goes on has an arrow behind it."""
        start, end = date2num(bar.span.start), date2num(bar.span.end)
        lane = (self._tops[row + 1] - self._tops[row] - GAP) / self._lanes[row]
        top = self._tops[row] + GAP / 2 + bar.lane * lane
        self._draw(start, end, top, lane, bar.impact)
        if bar.goes_on:
            tip = end + ARROW * self._unit
            corners = [(end, top), (tip, top + lane / 2), (end, top + lane)]
            self._axes.add_patch(Polygon(corners, facecolor=looks.colour(bar.impact), clip_on=False, linewidth=0))

    def draw_stack(self, row: int, by_impact: Hours) -> None:
        """The hours of a row, one impact behind the other."""
        start = 0.0
        for impact, time in by_impact:
            self._draw(start, start + time / _HOUR, self._tops[row] + GAP / 2, LEAST_ROW, impact)
            start += time / _HOUR

    def png(self) -> bytes:
        """The picture."""
        picture = io.BytesIO()
        self._figure.savefig(picture, format="png", dpi=DOTS_PER_INCH)
        return picture.getvalue()

    @property
    def _unit(self) -> float:
        """What an inch is on the scale of the bars."""
        left, right = self._axes.get_xlim()
        return (right - left) / self._bars

    def _middle(self, row: int) -> float:
        return HEAD + (self._tops[row] + self._tops[row + 1]) / 2

    def _rule(self) -> None:
        """The field of the bars, with a line between two rows."""
        left, below = NAMES / WIDTH, 1 - self._bottom / self._height
        field = (left, below, self._bars / WIDTH, self._tops[-1] / self._height)
        self._axes = self._figure.add_axes(field, facecolor=self._ink.paper, ylim=(self._tops[-1], 0), yticks=[])
        self._axes.spines[:].set_visible(False)
        self._axes.grid(visible=True, axis="x", color=self._ink.lines, linewidth=0.6)
        self._axes.set_axisbelow(True)
        self._axes.tick_params(labelcolor=self._ink.letters, labelsize=SMALL, length=0)
        for top in self._tops:
            self._axes.axhline(top, color=self._ink.lines, linewidth=0.6, zorder=0, clip_on=False)

    def _draw(self, start: float, end: float, top: float, height: float, impact: Impact) -> None:
        left, right = self._axes.get_xlim()
        width = max(end - start, LEAST_BAR * self._unit)
        at = max(left, min(start, right - width))
        self._axes.add_patch(Rectangle((at, top), width, height, **_look(impact, self._ink)))

    def _explain(self, impacts: Sequence[Impact]) -> None:
        """Which colour and pattern is which impact, in lines below all else."""
        for number, impact in enumerate(impacts):
            line, column = divmod(number, IN_LEGEND_LINE)
            x = EDGE + column * (WIDTH - EDGE) / IN_LEGEND_LINE
            y = self._height - self._legend - EDGE + line * LEGEND_LINE
            size = (SWATCH / WIDTH, LANE / self._height)
            place = (x / WIDTH, 1 - (y + LANE) / self._height)
            self._figure.add_artist(
                Rectangle(place, *size, transform=self._figure.transFigure, **_look(impact, self._ink))
            )
            self._write(x + SWATCH + EDGE, y + LANE / 2, impact, size=SMALL)

    def _write(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: int = LETTERS,
        weight: Literal["bold", "normal"] = "normal",
        align: Literal["left", "right"] = "left",
    ) -> None:
        """Literal characters, never mathematics; `x` and `y` from the upper left corner."""
        self._figure.text(
            x / WIDTH,
            1 - y / self._height,
            said,
            color=self._ink.letters,
            fontsize=size,
            fontweight=weight,
            horizontalalignment=align,
            verticalalignment="center_baseline",
            parse_math=False,
        )


def _look(impact: Impact, ink: Ink) -> dict[str, Any]:
    colour = looks.colour(impact)
    is_planned = impact is Impact.MAINTENANCE
    return {
        "facecolor": ink.paper if is_planned else colour,
        "edgecolor": colour,
        "linewidth": 0.8,
        "hatch": PATTERNS[impact],
        "hatchcolor": ink.paper,
        "hatch_linewidth": 0.45,
    }


def _locator(length: timedelta, zone: tzinfo) -> Locator:
    """Where times are marked, so that their names have room."""
    if length <= timedelta(days=2):
        return HourLocator(byhour=range(0, 24, 6), tz=zone)
    if length <= timedelta(days=10):
        return DayLocator(tz=zone)
    if length <= timedelta(days=62):
        return DayLocator(bymonthday=(1, 8, 15, 22), tz=zone)
    return MonthLocator(tz=zone)


def _tick(at: datetime, length: timedelta) -> str:
    if at.hour or at.minute:
        return f"{at:%H:%M}"
    return f"{at.day}" if timedelta(days=2) < length <= timedelta(days=10) else words.day(at)


def _has_letters_for(said: str) -> bool:
    return get_font(findfont(FontProperties())).get_charmap().keys() >= set(map(ord, said))


def _fitted(said: str, room: float) -> str:
    """As much of it as has room, in inches."""
    font = get_font(findfont(FontProperties()))
    font.set_size(LETTERS, _POINTS)

    def width(shown: str) -> float:
        font.set_text(shown)
        return font.get_width_height()[0] / 64 / _POINTS  # it counts in 64ths of a point

    if width(said) <= room:
        return said
    kept = said
    while kept and width(kept + ELLIPSIS) > room:
        kept = kept[:-1].rstrip()
    return kept + ELLIPSIS
