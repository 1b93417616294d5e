"""Impact and components from the page's own API, while something is open (P3: a page without it is read as ever)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from adapters.fetch import Fetcher
from adapters.model import Feed, Impact, Incident, Outcome, Validators
from adapters.poll import poll
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page

JSON = "application/json"
SUMMARY = "/api/v2/summary.json"


def summary(**more: object) -> bytes:
    told = {
        "id": "open00000001",
        "name": "Errors",
        "impact": "major",
        "components": [{"id": "c1", "name": "API"}, {"id": "c2", "name": "Web panel"}],
    }
    return json.dumps({"page": {"id": "p"}, "incidents": [told | more], "scheduled_maintenances": []}).encode()


@dataclass
class Place:
    server: FeedServer
    fetcher: Fetcher

    async def incidents(self) -> dict[str, Incident]:
        seen = await poll(Feed("acme", self.server.at("/history.atom")), self.fetcher, Validators())
        assert seen.outcome is Outcome.CHANGED
        assert seen.reading is not None
        return {incident.id: incident for incident in seen.reading.incidents}


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    page = Page()
    page.open("over00000001", "Old errors", datetime(2026, 3, 1, 9, tzinfo=UTC), "Errors.")
    page.say("over00000001", datetime(2026, 3, 1, 10, tzinfo=UTC), "Resolved", "Over.")
    page.open("open00000001", "Errors", datetime(2026, 3, 2, 9, tzinfo=UTC), "Errors.")
    async with FeedServer() as server, Fetcher(["127.0.0.1"]) as fetcher:
        server.serve("/history.atom", page.atom(), content_type=ATOM)
        yield Place(server, fetcher)


async def test_an_open_incident_gets_its_impact_and_components(place: Place) -> None:
    place.server.serve(SUMMARY, summary(), content_type=JSON)

    incidents = await place.incidents()

    assert incidents["open00000001"].impact is Impact.MAJOR
    assert incidents["open00000001"].components == ("API", "Web panel")
    assert incidents["over00000001"].impact is Impact.UNKNOWN


async def test_the_window_of_a_maintenance_is_taken_from_there_too(place: Place) -> None:
    window = {"scheduled_for": "2026-03-03T22:00:00.000Z", "scheduled_until": "2026-03-03T23:00:00.000Z"}
    place.server.serve(SUMMARY, summary(**window), content_type=JSON)

    shown = (await place.incidents())["open00000001"].window

    assert shown is not None
    assert (shown.start, shown.end) == (
        datetime(2026, 3, 3, 22, tzinfo=UTC),
        datetime(2026, 3, 3, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Not here</title>",
        b"[]",
        b"{",
        b'{"incidents": null}',
        b'{"incidents": [7, null, {"id": ["x"]}, {"id": "open00000001", "impact": 9, "components": "all"}]}',
        b'{"incidents": [{"id": "open00000001", "impact": "dreadful", "components": [null, {"name": 3.5}]}]}',
        b"[" * 100_000,
    ],
)
async def test_nonsense_there_leaves_the_feed_as_it_is(place: Place, body: bytes) -> None:  # P3 P7
    place.server.serve(SUMMARY, body, content_type=JSON)

    shown = (await place.incidents())["open00000001"]

    assert (shown.impact, shown.components) == (Impact.UNKNOWN, ())


async def test_without_the_api_the_feed_alone_carries_on(place: Place) -> None:
    place.server.fail(SUMMARY, 404)

    assert len(await place.incidents()) == 2


async def test_a_page_on_which_all_is_over_is_not_asked_for_more(place: Place) -> None:  # P10
    page = Page()
    page.open("over00000001", "Old errors", datetime(2026, 3, 1, 9, tzinfo=UTC), "Errors.")
    page.say("over00000001", datetime(2026, 3, 1, 10, tzinfo=UTC), "Resolved", "Over.")
    place.server.serve("/history.atom", page.atom(), content_type=ATOM)
    place.server.serve(SUMMARY, summary(), content_type=JSON)

    await place.incidents()

    assert place.server.requests(SUMMARY) == 0
