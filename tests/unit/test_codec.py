from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.types import TypeDecorator

from adapters.model import Block, BlockKind, Impact, Kind, Run, Text, Window
from bot.core.destination import Filters
from bot.store.codec import Instant, Value, Words, escape, unescape
from bot.store.keys import feed_key, incident_key, post_key

# SQLAlchemy leaves the constructor of one of them without types.
DIALECTS: list[Dialect] = [SQLiteDialect(), PGDialect()]  # type: ignore[no-untyped-call]
EVERY_CHARACTER = st.text(st.characters(codec=None))
AWARE_TIMES = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.timezones())  # noqa: DTZ001 Hypothesis adds one


def through(column: TypeDecorator[Any], value: object, dialect: Dialect) -> object:
    return column.process_result_value(column.process_bind_param(value, dialect), dialect)


def prose(text: str) -> Text:
    return Text(
        (Block(BlockKind.ITEM, (Run(text, link="https://example.org", bold=True), Run(text, code=True)), 2, 7),)
    )


@given(EVERY_CHARACTER)
def test_every_string_comes_back_from_characters_that_every_database_holds(text: str) -> None:
    stored = escape(text)

    assert "\x00" not in stored
    stored.encode()  # raises where half a surrogate pair is left
    assert unescape(stored) == text


def test_an_ordinary_text_is_stored_as_it_is() -> None:
    text = "Elevated errors in EU-West \u2013 \u202eright to left\u202c, 障害 🎉 'quotes' \\u0000"

    assert escape(text) == text


def test_a_nul_is_stored_visibly() -> None:
    assert escape("a\x00b") == "a\u241b0000b"


def test_the_escape_character_itself_comes_back() -> None:
    assert unescape(escape("\u241b0000 \u241b\u241b")) == "\u241b0000 \u241b\u241b"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
class TestEveryDialect:
    @given(moment=AWARE_TIMES)
    def test_an_aware_time_comes_back_as_the_same_moment_in_utc(self, dialect: Dialect, moment: datetime) -> None:
        back = through(Instant(), moment, dialect)

        assert isinstance(back, datetime)
        assert back == moment.astimezone(UTC)
        assert back.tzinfo is UTC

    def test_a_time_in_another_zone_is_stored_in_utc(self, dialect: Dialect) -> None:
        moment = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

        stored = Instant().process_bind_param(moment, dialect)

        assert stored is not None
        assert (stored.day, stored.hour) == (28, 20)

    def test_a_naive_time_is_refused(self, dialect: Dialect) -> None:
        with pytest.raises(ValueError, match="naive time cannot be stored: 2026-03-01T09:00:00"):
            Instant().process_bind_param(datetime(2026, 3, 1, 9), dialect)  # noqa: DTZ001 that is the point

    @pytest.mark.parametrize("column", [Words(), Instant(), Value(Text)], ids=["words", "instant", "value"])
    def test_nothing_stays_nothing(self, dialect: Dialect, column: TypeDecorator[Any]) -> None:
        assert column.process_bind_param(None, dialect) is None
        assert column.process_result_value(None, dialect) is None

    @given(text=EVERY_CHARACTER)
    def test_a_text_of_any_characters_comes_back(self, dialect: Dialect, text: str) -> None:
        assert through(Value(Text), prose(text), dialect) == prose(text)

    @pytest.mark.parametrize(
        "window",
        [
            Window(datetime(2026, 3, 1, 9, tzinfo=UTC)),
            Window(datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 11, 0, 0, 123456, tzinfo=UTC)),
        ],
    )
    def test_a_window_comes_back(self, dialect: Dialect, window: Window) -> None:
        assert through(Value(Window), window, dialect) == window

    @pytest.mark.parametrize(
        "filters",
        [Filters(), Filters(frozenset({"DNS", "C\x00DN"}), Impact.MINOR, frozenset({Kind.INCIDENT, Kind.MAINTENANCE}))],
    )
    def test_filters_come_back(self, dialect: Dialect, filters: Filters) -> None:
        assert through(Value(Filters), filters, dialect) == filters

    def test_components_come_back_in_their_order(self, dialect: Dialect) -> None:
        components = ("b", "a\x00", "b")

        assert through(Value(tuple[str, ...]), components, dialect) == components


def test_keys_are_the_same_in_every_run() -> None:
    assert incident_key("acme", "p3jk1") == incident_key("acme", "p3jk1")
    assert incident_key("acme", "p3jk1") == "zrbdy7zrtcihlfir"


def test_keys_are_short_whatever_they_stand_for() -> None:
    keys = [feed_key("https://example.org/" + "x" * 10_000), incident_key("", ""), post_key("a", "b", "\ud800" * 9_000)]

    assert [len(key) for key in keys] == [16, 16, 16]


def test_the_parts_of_a_key_do_not_run_together() -> None:
    assert incident_key("ab", "c") != incident_key("a", "bc")


def test_keys_of_different_things_differ() -> None:
    assert len({feed_key("x"), incident_key("x", ""), post_key("x", "", "")}) == 3
