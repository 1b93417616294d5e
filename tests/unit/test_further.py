"""What a page tells beside its feed: how it is asked for, and that the feed carries on without it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from adapters import further
from adapters.dialects.beside import Told
from adapters.dialects.statuspage_api import STATUSPAGE_API
from adapters.fetch import Fetcher
from adapters.further import LARGEST, LONGEST_REST, MOST, Further
from adapters.model import Feed, Impact, Incident, Outcome, Poll, Reading, Validators
from adapters.poll import poll
from tests.fakes.clock import Seconds
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.incidentio import IncidentIoPage
from tests.fakes.page import Page
from tests.incidents import at

JSON = "application/json"
FEED = "/history.atom"
SUMMARY = "/api/v2/summary.json"
LIST = "/api/v2/incidents.json"
CODE = "open00000001"


@dataclass
class Place:
    """A server of feeds, and somebody who polls the one at FEED and keeps what was told beside it."""

    server: FeedServer
    fetcher: Fetcher
    seconds: Seconds
    further: Further = field(default_factory=lambda: Further(lambda: at("10:00")))
    validators: Validators = field(default_factory=Validators)

    async def look(self) -> Poll:
        seen = await poll(Feed("acme", self.server.at(FEED)), self.fetcher, self.validators, self.further)
        self.validators = seen.validators
        return seen

    def serve(self, page: Page | IncidentIoPage) -> None:
        self.server.serve(FEED, page.atom(), content_type=ATOM)

    def tell(self, *, impact: str, path: str = SUMMARY, etag: str | None = None) -> None:
        told = {"id": CODE, "name": "Errors", "impact": impact, "components": [{"id": "c1", "name": "API"}]}
        body = json.dumps({"page": {"id": "p"}, "incidents": [told], "scheduled_maintenances": []})
        self.server.serve(path, body, content_type=JSON, etag=etag)


async def with_news(place: Place, phase: str, words: str) -> None:
    """An incident goes on, of which the page tells more; and then something more is said of it."""
    page = with_open_incident()
    place.serve(page)
    place.tell(impact="major", etag='"1"')
    await place.look()
    page.say(CODE, at("09:10"), phase, words)
    place.serve(page)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    seconds = Seconds()
    async with FeedServer() as server, Fetcher(["127.0.0.1"], clock=seconds) as fetcher:
        yield Place(server, fetcher, seconds)


def with_open_incident() -> Page:
    page = Page()
    page.open(CODE, "Errors", at("09:00"), "We look.")
    return page


def only(seen: Poll) -> Incident:
    assert seen.reading is not None
    (incident,) = seen.reading.incidents
    return incident


# Where more is told at every look: Statuspage.


async def test_a_summary_that_is_as_it_was_costs_no_body(place: Place) -> None:  # P10
    await with_news(place, "Identified", "It is the disk.")

    seen = await place.look()

    assert [asked.get("If-None-Match") for asked in place.server.asked[SUMMARY]] == [None, '"1"']
    assert (len(only(seen).updates), only(seen).impact) == (2, Impact.MAJOR)


async def test_an_impact_that_changes_while_the_feed_does_not_is_seen(place: Place) -> None:
    place.serve(with_open_incident())
    place.tell(impact="minor")
    await place.look()
    same = await place.look()
    place.tell(impact="critical")

    seen = await place.look()

    assert (same.outcome, same.reading) == (Outcome.UNCHANGED, None)
    assert (seen.outcome, seen.dialect) == (Outcome.CHANGED, "statuspage")
    assert seen.why
    assert only(seen).impact is Impact.CRITICAL
    assert (await place.look()).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("trouble", ["error", "nonsense", "broken", "lost"])
async def test_what_was_told_stays_when_the_json_fails(place: Place, trouble: str) -> None:  # P3
    await with_news(place, "Identified", "It is the disk.")
    match trouble:
        case "error":
            place.server.fail(SUMMARY, 500)
        case "nonsense":
            place.server.serve(SUMMARY, "<!doctype html><title>Just a moment</title>", content_type="text/html")
        case "broken":
            place.server.serve(SUMMARY, '{"page": {"id": "p"}, "incidents": [', content_type=JSON)
        case "lost":
            place.server.drop(SUMMARY)

    seen = await place.look()

    assert seen.outcome is Outcome.CHANGED
    assert len(only(seen).updates) == 2
    assert (only(seen).impact, only(seen).components) == (Impact.MAJOR, ("API",))
    (unheard,) = seen.unheard
    assert (unheard.address, unheard.looks, unheard.is_ours) == (place.server.at(SUMMARY), 1, False)
    assert unheard.why
    assert (await place.look()).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("fault", [KeyError("impact"), AttributeError("no such thing")])
async def test_a_fault_of_ours_beside_the_feed_is_told_as_ours(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def added(_: Told) -> Reading:
        raise fault

    monkeypatch.setattr(further, "SOURCES", {"statuspage": replace(STATUSPAGE_API, added=added)})
    place.serve(with_open_incident())
    place.tell(impact="major")

    changed, unchanged = await place.look(), await place.look()

    assert (changed.outcome, unchanged.outcome) == (Outcome.CHANGED, Outcome.UNCHANGED)
    assert only(changed).impact is Impact.UNKNOWN
    for seen in (changed, unchanged):
        (unheard,) = seen.unheard
        assert unheard.is_ours
        assert type(fault).__name__ in unheard.why


async def test_what_is_told_in_full_leaves_nothing_unheard(place: Place) -> None:
    place.serve(with_open_incident())
    place.tell(impact="major")

    assert (await place.look()).unheard == ()


async def test_a_json_that_is_too_large_to_keep_is_none(place: Place) -> None:  # P14
    place.serve(with_open_incident())
    place.server.serve(SUMMARY, b'{"page": {"id": "p"}, "incidents": []}' + b" " * LARGEST, content_type=JSON)

    assert only(await place.look()).impact is Impact.UNKNOWN


async def test_a_json_that_wants_to_be_left_alone_does_not_make_the_feed_dark(place: Place) -> None:  # P3
    place.serve(with_open_incident())
    place.server.fail(SUMMARY, 429, headers={"Retry-After": "600"})

    looks = [await place.look() for _ in range(4)]
    asked = place.server.requests(SUMMARY)
    place.seconds.now += 601
    place.tell(impact="major")
    later = [await place.look() for _ in range(4)]

    assert [seen.outcome for seen in looks] == [Outcome.CHANGED, *[Outcome.UNCHANGED] * 3]
    assert asked == 1
    assert [only(seen).impact for seen in later if seen.reading] == [Impact.MAJOR]


async def test_a_feed_that_wants_to_be_left_alone_is_not_asked_beside_it_either(place: Place) -> None:
    place.serve(with_open_incident())
    place.tell(impact="major")
    await place.look()
    place.server.fail(FEED, 429, headers={"Retry-After": "600"})

    outcomes = [(await place.look()).outcome for _ in range(2)]

    assert outcomes == [Outcome.FAILED, Outcome.FAILED]
    assert (place.server.requests(FEED), place.server.requests(SUMMARY)) == (2, 1)


async def test_a_page_that_has_no_such_json_is_asked_less_and_less(place: Place) -> None:  # P10
    place.serve(with_open_incident())
    place.server.fail(SUMMARY, 404)

    for _ in range(4 * LONGEST_REST):
        await place.look()
    rare = place.server.requests(SUMMARY)
    place.tell(impact="major")
    for _ in range(LONGEST_REST):
        await place.look()
    found = place.server.requests(SUMMARY)
    await place.look()

    assert rare == len([1, 2, 4, 8, 16, 32, 64, 96, 128])
    assert found > rare
    assert place.server.requests(SUMMARY) == found + 1


async def test_the_news_does_not_wait_for_a_json_that_does_not_come(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:  # P7
    monkeypatch.setattr(further, "SECONDS", 0.05)
    place.serve(with_open_incident())
    place.server.hang(SUMMARY)

    seen = await place.look()

    assert seen.outcome is Outcome.CHANGED
    assert only(seen).impact is Impact.UNKNOWN
    assert [unheard.why for unheard in seen.unheard] == ["No whole answer came within 0.05 s."]


async def test_when_all_is_over_nothing_is_asked_or_remembered(place: Place) -> None:  # P10 P14
    await with_news(place, "Resolved", "Over.")
    place.tell(impact="minor")

    over = await place.look()
    await place.look()

    assert only(over).resolved_at == at("09:10")
    assert place.server.requests(SUMMARY) == 1
    assert (place.further._page, place.further._answers) == (None, {})


async def test_a_page_that_is_polled_by_its_api_is_asked_for_nothing_else(place: Place) -> None:
    told = {"id": CODE, "name": "Errors", "status": "investigating", "impact": "minor"}
    place.server.serve(LIST, json.dumps({"page": {"id": "p"}, "incidents": [told]}), content_type=JSON)

    seen = await poll(Feed("acme", place.server.at(LIST)), place.fetcher, Validators(), place.further)

    assert only(seen).is_open
    assert set(place.server.asked) == {LIST}


async def test_a_feed_that_moves_to_another_platform_leaves_the_old_one_s_json(place: Place) -> None:
    place.serve(with_open_incident())
    place.tell(impact="major")
    await place.look()
    page, identity = IncidentIoPage.with_story()
    place.serve(page)

    await place.look()

    assert place.server.requests(SUMMARY) == 1
    assert place.server.requests(own(identity)) == 1


# Where more is wanted only until it is told: incident.io.


def own(identity: str) -> str:
    return f"/proxy/127.0.0.1/incidents/{identity}"


async def test_a_history_is_asked_for_once_and_again_when_something_is_said(place: Place) -> None:  # P10
    page, identity = IncidentIoPage.with_story()
    place.serve(page)
    place.server.serve(own(identity), page.own(identity), content_type=JSON)
    first = await place.look()
    for _ in range(3):
        place.serve(page)
        place.server.serve(FEED, page.atom() + b"\n", content_type=ATOM)
        await place.look()
    asked = place.server.requests(own(identity))
    page.say(identity, at("09:40"), "Resolved", "Over.")
    place.serve(page)
    place.server.serve(own(identity), page.own(identity), content_type=JSON)

    last = await place.look()

    assert len(only(first).updates) == 3
    assert asked == 1
    assert place.server.requests(own(identity)) == 2
    assert place.server.requests(LIST) == 0
    assert len(only(last).updates) == 4
    assert not only(last).partial


async def test_a_history_that_is_behind_the_feed_is_asked_for_again_though_the_feed_stays(place: Place) -> None:
    page, identity = IncidentIoPage.with_story()
    behind = page.own(identity)
    page.say(identity, at("09:40"), "Resolved", "Over.")
    place.serve(page)
    place.server.serve(own(identity), behind, content_type=JSON)
    before = await place.look()
    place.server.serve(own(identity), page.own(identity), content_type=JSON)

    after = await place.look()

    assert only(before).lacks_earlier
    assert (after.outcome, len(only(after).updates)) == (Outcome.CHANGED, 4)
    assert not only(after).lacks_earlier


async def test_where_the_own_json_is_not_to_be_had_the_list_is_asked(place: Place) -> None:
    page, identity = IncidentIoPage.with_story()
    place.serve(page)
    place.server.serve(LIST, page.listed(), content_type=JSON)

    seen = await place.look()

    assert (place.server.requests(own(identity)), place.server.requests(LIST)) == (1, 1)
    assert len(only(seen).updates) == 3


async def test_a_look_asks_a_few_times_and_the_next_look_for_the_rest(place: Place) -> None:  # P10
    page = IncidentIoPage()
    for minute in range(MOST + 1):
        identity = page.open("Errors", at(f"09:{minute:02}"), "We look.")
        page.say(identity, at(f"09:{minute + 20}"), "Identified", "We know.")
        place.server.serve(own(identity), page.own(identity), content_type=JSON)
    place.serve(page)

    first, second = await place.look(), await place.look()

    assert first.reading is not None
    assert second.reading is not None
    assert [incident.partial for incident in first.reading.incidents] == [*[False] * MOST, True]
    assert [incident.partial for incident in second.reading.incidents] == [False] * (MOST + 1)


async def test_without_any_json_the_feed_is_read_as_it_is(place: Place) -> None:  # P3
    page, _ = IncidentIoPage.with_story()
    place.serve(page)

    seen = await place.look()

    assert only(seen).lacks_earlier
    assert [update.text.plain for update in only(seen).updates] == ["We watch."]


async def test_what_ended_before_yesterday_is_asked_for_no_more_and_forgotten(place: Place) -> None:  # P14
    page, identity = IncidentIoPage.with_story()
    page.say(identity, at("09:40"), "Resolved", "Over.")
    place.serve(page)
    place.further = Further(lambda: at("09:41") + timedelta(days=1))

    await place.look()

    assert set(place.server.asked) == {FEED}
