"""Pictures as they come out: their size, their colours, and where things stand in them."""

import io
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from adapters.model import Impact, Kind
from bot.core.chart import hours_chart, timeline
from bot.core.period import Period
from bot.core.record import Record
from bot.render import looks
from bot.render.chart import can_draw, draw_hours, draw_timeline
from bot.render.theme import Theme
from tests.forty import FORTY
from tests.incidents import at, identified, incident, investigating, resolved

MOST_BYTES = 200_000
WIDTH = 936  # pixels: 390 points of a phone with 2.4 pixels each
HOSTILE = ("$x^2$ \\frac{1}{0}", "障害 🎉", "W" * 200, "\u202eright to left", "a\nb", "<b>&amp;</b>", "$", "\u200b")
DAY = Period(at("00:00"), at("00:00", day=3), at("00:00", day=3))

Drawn: TypeAlias = Callable[[list[Record], Period, Mapping[str, str], Theme], bytes]


def drawn_timeline(records: list[Record], period: Period, names: Mapping[str, str], theme: Theme) -> bytes:
    return draw_timeline(timeline(records, period), names, ZoneInfo("Europe/Berlin"), theme)


def drawn_hours(records: list[Record], period: Period, names: Mapping[str, str], theme: Theme) -> bytes:
    return draw_hours(hours_chart(records, period), names, ZoneInfo("Europe/Berlin"), theme)


def one(impact: Impact, begun: str, over: str = "", *, provider: str = "acme", kind: Kind = Kind.INCIDENT) -> Record:
    ends = [resolved(over)] if over else []
    told = incident(investigating(begun), *ends, provider=provider, id_=provider + begun, kind=kind)
    return Record(replace(told, impact=impact), first_seen=at(begun), heard=at(begun))


def storm(providers: int) -> list[Record]:
    """A day with five incidents at each, one of every impact."""
    impacts = [Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.UNKNOWN, Impact.NONE]
    return [
        one(impact, f"{3 * hour:02}:{number:02}", f"{3 * hour + 4:02}:{number:02}", provider=f"p{number}")
        for number in range(providers)
        for hour, impact in enumerate(impacts)
    ]


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Rows of columns of red, green and blue."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour.removeprefix("#")))


def stretch(png: bytes, impact: Impact) -> tuple[int, int]:
    """The first and the last column that has the colour of an impact above the legend; (0, 0) where none has."""
    picture = pixels(png)
    field = picture[: round(len(picture) * 0.6)]
    columns = np.flatnonzero((field == rgb(looks.colour(impact))).all(axis=2).any(axis=0))
    return (int(columns[0]), int(columns[-1])) if columns.size else (0, 0)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("draw", [drawn_timeline, drawn_hours])
@pytest.mark.parametrize("providers", [0, 1, 8, 40])
def test_a_picture_fits_a_phone_and_every_platform(providers: int, draw: Drawn, theme: Theme) -> None:
    png = draw(storm(providers), DAY, {}, theme)

    picture = pixels(png)
    assert len(png) < MOST_BYTES
    assert picture.shape[1] == WIDTH
    assert picture.shape[0] < 2 * WIDTH
    assert picture[0, 0].tolist() == rgb(theme.ink.paper)


@pytest.mark.parametrize("draw", [drawn_timeline, drawn_hours])
def test_every_impact_has_its_colour_and_a_pattern_in_it(draw: Drawn) -> None:
    png = draw(storm(1), DAY, {}, Theme.LIGHT)

    for impact in (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.UNKNOWN, Impact.NONE):
        first, last = stretch(png, impact)
        assert last - first > 50, impact
    assert stretch(png, Impact.MAINTENANCE) == (0, 0)


def test_patterns_tell_impacts_apart_where_colours_do_not() -> None:
    def grey(impact: Impact) -> bytes:
        picture = pixels(drawn_timeline([one(impact, "06:00", "18:00")], DAY, {}, Theme.LIGHT))
        return (picture[: round(len(picture) * 0.6)] > 180).all(axis=2).tobytes()  # what is paper above the legend

    impacts = [Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.UNKNOWN, Impact.NONE]

    assert len({grey(impact) for impact in impacts}) == len(impacts)


def test_a_bar_stands_where_its_times_are() -> None:
    whole = stretch(drawn_timeline([one(Impact.MINOR, "00:00", "23:59")], DAY, {}, Theme.DARK), Impact.MINOR)
    half = stretch(drawn_timeline([one(Impact.MINOR, "12:00", "18:00")], DAY, {}, Theme.DARK), Impact.MINOR)

    left, width = whole[0], whole[1] - whole[0]
    assert half[0] == pytest.approx(left + width / 2, abs=4)
    assert half[1] == pytest.approx(left + width * 3 / 4, abs=4)


def test_what_is_open_has_an_arrow_beyond_the_end() -> None:
    over = stretch(drawn_timeline([one(Impact.MINOR, "12:00", "23:59")], DAY, {}, Theme.DARK), Impact.MINOR)
    still = stretch(drawn_timeline([one(Impact.MINOR, "12:00")], DAY, {}, Theme.DARK), Impact.MINOR)

    assert still[1] > over[1] + 10


def test_a_minute_of_a_month_can_be_seen() -> None:
    month = Period(at("00:00", day=1), at("00:00", day=31), at("00:00", day=31))

    first, last = stretch(drawn_timeline([one(Impact.MINOR, "12:00", "12:01")], month, {}, Theme.DARK), Impact.MINOR)

    assert 5 < last - first < 20


def test_maintenance_is_an_outline() -> None:
    planned = replace(incident(identified("12:00"), resolved("18:00"), kind=Kind.MAINTENANCE), stated_start=at("12:00"))
    record = Record(planned, first_seen=at("12:00"), heard=at("12:00"))

    picture = pixels(drawn_timeline([record], DAY, {}, Theme.LIGHT))

    first, last = stretch(drawn_timeline([record], DAY, {}, Theme.LIGHT), Impact.MAINTENANCE)
    inside = picture[: len(picture) // 2, first + 20 : last - 20]
    blue = (inside == rgb(looks.colour(Impact.MAINTENANCE))).all(axis=2).mean()
    assert last - first > 100
    assert 0 < blue < 0.05


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("draw", [drawn_timeline, drawn_hours])
def test_no_name_is_taken_for_anything_but_letters(draw: Drawn, name: str) -> None:
    png = draw(storm(1), DAY, {"p0": name}, Theme.LIGHT)

    names = pixels(png)[:, : round(WIDTH * 0.29)]
    assert (names < 100).any()  # something is written there
    assert not (pixels(png)[:2] < 100).any()  # and nothing beyond the edge


def test_a_name_without_letters_for_it_is_told_by_its_slug() -> None:
    def called(name: str) -> bytes:
        return drawn_timeline(storm(1), DAY, {"p0": name}, Theme.LIGHT)

    assert called("障害") == called("p0") != called("other")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (at("00:00", day=29), at("00:00", day=30)),  # the clocks go forward
        (at("00:00"), at("00:00", day=9)),
        (at("00:00", day=1), at("00:00", day=31)),
        (datetime.fromisoformat("2025-03-01T00:00Z"), at("00:00", day=31)),
        (at("00:00"), at("00:01")),
    ],
)
@pytest.mark.parametrize("draw", [drawn_timeline, drawn_hours])
def test_a_period_of_any_length_has_its_times(draw: Drawn, since: datetime, until: datetime) -> None:
    png = draw(list(FORTY), Period(since, until, until), {}, Theme.LIGHT)

    assert len(png) < MOST_BYTES


def test_the_same_is_drawn_the_same() -> None:
    assert drawn_hours(storm(3), DAY, {}, Theme.DARK) == drawn_hours(storm(3), DAY, {}, Theme.DARK)


def test_threads_that_draw_side_by_side_draw_what_one_alone_would() -> None:
    sizes = [1, 5, 9, 13]
    alone = [drawn_timeline(storm(size), DAY, {}, Theme.DARK) for size in sizes]

    with ThreadPoolExecutor(len(sizes)) as threads:
        together = list(threads.map(lambda size: drawn_timeline(storm(size), DAY, {}, Theme.DARK), sizes))

    assert together == alone


def test_it_is_known_whether_pictures_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_draw()

    monkeypatch.setitem(sys.modules, "matplotlib", None)

    assert not can_draw()
