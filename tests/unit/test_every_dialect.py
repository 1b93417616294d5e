"""What holds for every dialect of a hosted platform: each knows its own, and nothing thrown at it makes it raise."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dialects.dialect import Dialect
from adapters.dialects.table import DIALECTS
from adapters.model import Entry, ParsedFeed, Reading
from adapters.parse import parse
from tests.entries import entry, feed

FEEDS = Path(__file__).parent.parent / "feeds"
HOSTED = (
    "betterstack",
    "cachet",
    "cstate",
    "hund",
    "incidentio",
    "instatus",
    "kener",
    "lambstatus",
    "openstatus",
    "statusio",
)
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
PATIENCE = 5.0  # seconds; far more than the worst of these takes
MARGIN = 0.2  # how much surer than any other the right dialect has to be

_LINKS = st.sampled_from([
    None,
    "https://status.acme.example/",
    "https://status.acme.example//incidents/01KQZ3W2M8VNWS146V0S09MF29",
    "https://status.acme.example/incident/cmkh4kc8h00s013pih51rz3uf",
    "https://status.io/pages/maintenance/5a0b1c2d3e4f5a6b7c8d9e0f/6a216c468614df05b0372d0d",
    "https://status.acme.example/incident/100",
    "https://status.acme.example/issues/a1",
    "https://status.acme.example/events/report/3",
    "https://status.acme.example/maintenances/bqoDstalneID",
    "https://status.acme.example/status/incidents/0195a9d1#update-7",
])  # fmt: skip
_IDS = st.sampled_from([
    None,
    "incident-12",
    "maintenance-7",
    "0" * 40,
    "https://status.acme.example/#aaa111",
    "https://status.acme.example/incident/100#beef",
    "tag:status.acme.example,2005:State::FeedNotifier::Entry/a1",
    "tag:status.acme.example,2005:Maintenance/cmkh4kc8h00s013pih51rz3uf",
])  # fmt: skip
_PIECES = st.sampled_from([
    "<b>Status: Resolved</b><br/>", "<b>", "</b>", "<ul>", "<li>A (B)</li>", "</ul>", "<b>Affected components</b>",
    "<small>Feb <var data-var='date'> 29</var>, <var data-var='time'>25:61:00</var> GMT+0</small><br>",
    "<small>June 4, 2026 05:15 PDT</small><br /><b>Active</b>", "<small>Jan 1, 0001, 00:00 UTC</small><br><strong>",
    "&lt;small&gt;", "Type: Maintenance", "Affected Components:", "<p>Monitoring - </p>", "31 Feb 2026 09:00", " - ",
    "[Fixed] Fri, 31 Feb 2026 09:00:00 +0000: ", "Fri, 06 Mar 2026 09:00:00 +9999: ", "Status: RESOLVED\n",
    "Scheduled: x → y\n", "Affected: a, , b\n", "Investigating: ", "\n\n", "\n", "..", "went down",
    "⚠️ Affected components: ",
])  # fmt: skip
_TITLES = st.one_of(
    st.text(max_size=20), st.sampled_from(["[Fixed] X", "[Ended] X", "Resolved - X", "X went down", "[Incident] X"])
)
_TIMES = st.one_of(
    st.none(),
    st.datetimes(timezones=st.just(UTC)),
    st.just(datetime(1, 1, 2, tzinfo=UTC)),
)
_BODIES = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=12).map("".join)
_ENTRIES = st.builds(
    Entry,
    position=st.just(0),
    id=_IDS,
    link=_LINKS,
    title=_TITLES,
    bodies=st.lists(_BODIES, max_size=2).map(tuple),
    published=_TIMES,
    updated=_TIMES,
    categories=st.lists(st.sampled_from(["2026-02-31 09:00:00", "<no value>", "x"]), max_size=2).map(tuple),
)


def parsed(name: str) -> ParsedFeed:
    return parse((FEEDS / f"{name}.xml").read_bytes(), f"https://status.acme.example/{name}")


def certainties(of: ParsedFeed) -> dict[str, float]:
    return {dialect.name: dialect.claim(of).certainty for dialect in DIALECTS}


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted(FEEDS.glob("*.xml")) if path.stem.split("-")[0] in HOSTED]
)
def test_every_golden_is_claimed_by_its_own_dialect_and_far_ahead_of_any_other(name: str) -> None:
    sure = certainties(parsed(name))
    own = sure.pop(name.split("-", maxsplit=1)[0])

    assert own > 0.5
    assert own - max(sure.values()) > MARGIN


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted(FEEDS.glob("*.xml")) if path.stem.split("-")[0] not in HOSTED]
)
def test_no_other_golden_is_claimed_by_a_hosted_dialect(name: str) -> None:
    sure = certainties(parsed(name))
    best = max(sure, key=sure.__getitem__)

    assert best not in HOSTED


@pytest.mark.parametrize("name", HOSTED)
def test_a_feed_without_entries_and_names_is_nobody_s(name: str) -> None:
    assert BY_NAME[name].claim(feed(title="", url="https://status.acme.example/feed")).certainty == 0


@pytest.mark.parametrize("name", HOSTED)
@given(entries=st.lists(_ENTRIES, max_size=4), generator=st.sampled_from(["", "Cachet", "github.com/cstate"]))
def test_nothing_makes_it_raise_or_lose_an_entry_silently(
    name: str, entries: list[Entry], generator: str
) -> None:  # P7
    dialect = BY_NAME[name]
    thrown = feed(*entries, generator=generator)

    dialect.claim(thrown)
    reading = dialect.read(thrown, "acme")

    assert len(reading.incidents) + len(reading.skipped) <= len(entries)
    assert bool(reading.incidents or reading.skipped) == bool(entries)
    assert all(incident.id and incident.updates for incident in reading.incidents)
    assert len({incident.id for incident in reading.incidents}) == len(reading.incidents) or name not in _GATHERS


_GATHERS = frozenset({"betterstack", "hund", "incidentio"})


@pytest.mark.parametrize("name", HOSTED)
@pytest.mark.parametrize(
    "body",
    [
        " " * 60_000 + "x",
        "\n" * 60_000 + "x",
        "<b>" * 20_000,
        "<small>June 4, 2026 05:15 PDT</small><br>" * 1500,
        "<ul><li>" * 8_000,
        "[a] " * 15_000,
        "Status: " * 8_000,
        "\n\nInvestigating: " * 3_000,
        "<p>Monitoring - x</p>" * 3_000,
        "&lt;small&gt;" * 4_000,
        "( " * 30_000,
    ],
    ids=lambda body: str(body)[:12].strip(),
)
def test_nothing_makes_it_slow(name: str, body: str) -> None:  # P7
    def took(act: Callable[[], object]) -> float:
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun

    dialect = BY_NAME[name]
    thrown = feed(entry(id="incident-1", link="https://status.acme.example/incident/1", title="[" * 2000, body=body))

    assert took(lambda: dialect.claim(thrown)) < PATIENCE
    assert took(lambda: read_as(dialect, thrown)) < PATIENCE


def read_as(dialect: Dialect, thrown: ParsedFeed) -> Reading:
    return dialect.read(thrown, "acme")
