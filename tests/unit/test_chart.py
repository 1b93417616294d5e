"""What charts show, as values and in words."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from adapters.model import Impact, Incident, Kind, Phase, Window
from bot.core.chart import MOST_LANES, MOST_ROWS, Bar, HoursChart, Timeline, hours_chart, timeline
from bot.core.period import Period, Span
from bot.core.record import Record
from bot.render.chart_words import ALT_LIMIT, hours_in_words, note, timeline_in_words
from bot.render.shorten import units
from tests.forty import ACME, BETA, DELTA, FORTY, GAMMA, MARCH, OF_PROVIDERS, OMEGA
from tests.incidents import at, incident, investigating, resolved, said

NOW = at("12:00")
DAY = Period.last(timedelta(days=1), NOW)
NAMES = {"acme": "Acme"}


def known(*incidents: Incident) -> list[Record]:
    return [Record(it, first_seen=NOW, heard=NOW) for it in incidents]


def rated(impact: Impact, begun: str, over: str = "", *, provider: str = "acme", id_: str = "1") -> Incident:
    ends = [resolved(over)] if over else []
    return replace(incident(investigating(begun), *ends, id_=id_, provider=provider), impact=impact)


def many(count: int, begun: str = "09:00", over: str = "10:00") -> list[Record]:
    return known(*(rated(Impact.MINOR, begun, over, provider=f"p{number:02}") for number in range(count)))


# The timeline


def test_a_bar_is_an_incident_within_the_period() -> None:
    (row,) = timeline(known(rated(Impact.MAJOR, "09:00", "10:00")), Period(at("09:30"), NOW, NOW)).rows

    assert row.bars == (Bar(Span(at("09:30"), at("10:00")), Impact.MAJOR),)


def test_what_is_open_goes_on_and_what_is_over_does_not() -> None:
    (row,) = timeline(known(rated(Impact.MAJOR, "11:00"), rated(Impact.MINOR, "09:00", "10:00", id_="2")), DAY).rows

    assert [(bar.impact, bar.goes_on) for bar in row.bars] == [(Impact.MINOR, False), (Impact.MAJOR, True)]


def test_what_goes_on_at_once_stands_in_lanes_and_a_lane_is_used_again() -> None:
    first = rated(Impact.MINOR, "08:00", "10:00", id_="1")
    second = rated(Impact.MINOR, "09:00", "11:00", id_="2")
    third = rated(Impact.MINOR, "10:00", "11:30", id_="3")

    (row,) = timeline(known(third, second, first), DAY).rows

    assert [bar.lane for bar in row.bars] == [0, 1, 0]
    assert row.lanes == 2


def test_a_storm_shares_the_last_lane() -> None:
    storm = known(*(rated(Impact.MINOR, f"09:{number:02}", "11:00", id_=f"{number:02}") for number in range(20)))

    (row,) = timeline(storm, DAY).rows

    assert row.lanes == MOST_LANES
    assert len(row.bars) == 20


def test_maintenance_has_its_own_kind_of_bar_and_no_hours() -> None:
    window = Window(at("09:00"), at("10:00"))
    planned = replace(incident(said(Phase.SCHEDULED, "08:00"), kind=Kind.MAINTENANCE), window=window)

    (row,) = timeline(known(replace(planned, impact=Impact.CRITICAL)), DAY).rows

    assert row.bars == (Bar(Span(window.start, at("10:00")), Impact.MAINTENANCE),)
    assert row.by_impact == ()
    assert hours_chart(known(planned), DAY) == HoursChart(DAY)


def test_what_was_withdrawn_or_has_no_length_is_not_drawn() -> None:
    (withdrawn,) = known(rated(Impact.MAJOR, "09:00"))
    (at_once,) = known(rated(Impact.MAJOR, "09:00", "09:00"))

    assert timeline([replace(withdrawn, withdrawn=True), at_once], DAY) == Timeline(DAY)


def test_who_was_down_longest_stands_first_and_only_the_worst_are_shown() -> None:
    storm = [
        *many(MOST_ROWS + 12),
        *known(
            rated(Impact.CRITICAL, "09:00", "09:01", provider="down"),
            rated(Impact.UNKNOWN, "01:00", "11:00", provider="long"),
        ),
    ]

    drawn, counted = timeline(storm, DAY), hours_chart(storm, DAY)

    assert [row.provider for row in drawn.rows[:3]] == ["down", "long", "p00"]
    assert [provider for provider, _ in counted.rows] == [row.provider for row in drawn.rows]
    assert len(drawn.rows) == MOST_ROWS
    assert drawn.left_out == counted.left_out == 14


def test_the_forty_are_drawn_as_they_were_worked_out_by_hand() -> None:
    drawn, counted = timeline(FORTY, MARCH), hours_chart(FORTY, MARCH)

    assert [row.provider for row in drawn.rows] == [BETA, ACME, OMEGA, DELTA, GAMMA]
    assert {row.provider: row.by_impact for row in drawn.rows} == dict(counted.rows)
    assert dict(counted.rows) == {provider: numbers.by_impact for provider, numbers in OF_PROVIDERS.items()}
    # Without 22, 23, 25 and 40, which have no length, 30, which was cancelled, and 24, which was withdrawn.
    assert sum(len(row.bars) for row in drawn.rows) == 30 + 4 - 4 - 1


# In words


def test_the_words_tell_what_the_timeline_shows() -> None:
    window = Window(at("09:00"), at("10:00"))
    planned = replace(incident(said(Phase.SCHEDULED, "08:00"), kind=Kind.MAINTENANCE, id_="3"), window=window)
    shown = timeline(known(rated(Impact.MAJOR, "11:00"), rated(Impact.MINOR, "09:00", "10:00", id_="2"), planned), DAY)

    assert timeline_in_words(shown, NAMES, ZoneInfo("Europe/Berlin")) == (
        "Timeline of incidents, 1 Mar 2026, 13:00 CET to 2 Mar 2026, 13:00 CET. "
        "Acme: 2 incidents, major 1 h, minor 1 h, 1 still open, 1 maintenance."
    )
    assert note(shown) == "▶ still open"


def test_the_words_tell_the_hours_that_a_chart_shows() -> None:
    shown = hours_chart(known(rated(Impact.MAJOR, "11:00"), rated(Impact.UNKNOWN, "09:00", "09:30", id_="2")), DAY)

    assert hours_in_words(shown, NAMES, UTC).endswith("Acme: major 1 h, unknown 30 m.")
    assert note(shown) == ""


def test_the_words_tell_that_there_is_nothing_and_that_there_is_more() -> None:
    assert timeline_in_words(Timeline(DAY), {}, UTC).endswith(". Nothing.")
    assert timeline_in_words(timeline(many(13), DAY), {}, UTC).endswith(
        "p11: 1 incident, minor 1 h. And 1 more provider."
    )
    assert note(hours_chart(many(14), DAY)) == "and 2 more providers"


def test_what_no_platform_has_room_for_is_counted() -> None:
    names = {f"p{number:02}": f"障害 {number} " + "x" * 100 for number in range(40)}
    ratings = [Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.UNKNOWN, Impact.NONE]
    storm = known(
        *(
            rated(impact, f"0{hour}:00", f"0{hour}:47", provider=f"p{number:02}", id_=impact)
            for number in range(40)
            for hour, impact in enumerate(ratings)
        )
    )

    told = timeline_in_words(timeline(storm, DAY), names, UTC)

    shown = told.count("5 incidents")
    assert units(told) <= ALT_LIMIT
    assert 5 < shown < MOST_ROWS
    assert told.endswith(f"And {40 - shown} more providers.")


def test_a_name_is_one_line_without_tricks() -> None:
    assert "\n" not in timeline_in_words(timeline(many(1), DAY), {"p00": "A\n\u202eb"}, UTC)
    assert "p00: 1 incident" in timeline_in_words(timeline(many(1), DAY), {"p00": "\u200b"}, UTC)
