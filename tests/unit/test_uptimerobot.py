"""How monitors that go down and come up become incidents."""

from datetime import UTC, datetime, timedelta

from adapters.dialects.uptimerobot import read
from adapters.model import Entry, Incident, ParsedFeed, Phase

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def item(minutes: int, state: str, monitor: str = "Shop") -> Entry:
    title = f"{monitor} is {state} (https://shop.acme.example)"
    return Entry(minutes, None, None, title, (state,), published=NINE + timedelta(minutes=minutes))


def incidents(*items: Entry) -> tuple[Incident, ...]:
    return read(ParsedFeed("https://rss.uptimerobot.example/u1", "rss20", "x", entries=items), "acme").incidents


def test_each_time_it_goes_down_is_an_incident_of_its_own() -> None:
    later, first = incidents(item(60, "DOWN"), item(10, "UP"), item(0, "DOWN"))

    assert [update.phase for update in first.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert first.duration == timedelta(minutes=10)
    assert later.is_open
    assert first.id != later.id


def test_an_end_whose_beginning_fell_out_is_named_by_an_update_that_was_known() -> None:
    (whole,) = incidents(item(10, "UP"), item(0, "DOWN"))
    (cut,) = incidents(item(10, "UP"))

    assert cut.id == whole.updates[1].id
    assert cut.duration is None  # P3: one time is no duration


def test_two_monitors_do_not_end_each_other() -> None:
    shop, wiki = incidents(item(10, "UP"), item(5, "DOWN", "Wiki"), item(0, "DOWN"))

    assert shop.phase is Phase.RESOLVED
    assert wiki.is_open
