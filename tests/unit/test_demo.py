"""The demo's provider: a Statuspage that says what had been said, and no more."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import feedparser
import pytest

from bot.clock import Clock
from bot.demo import story
from bot.demo.clock import CurtainClock
from bot.demo.provider import DemoProvider, feed

PAGE = "http://127.0.0.1:1"


class StillClock(Clock):
    """A clock that stands until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def on_the_day(hour: int, minute: int) -> datetime:
    return datetime(2025, 11, 18, hour, minute, tzinfo=UTC)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(story.START)


@pytest.fixture
async def provider(clock: StillClock) -> AsyncIterator[DemoProvider]:
    async with DemoProvider(clock) as provider:
        yield provider


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class TestTheStory:
    def test_nothing_is_told_before_its_time(self) -> None:
        before = story.told_by(on_the_day(11, 47))
        after = story.told_by(on_the_day(11, 48))

        assert story.CODE not in [told.code for told in before]
        assert after[0].code == story.CODE

    def test_the_outage_is_told_in_the_order_and_at_the_times_of_the_record(self) -> None:
        outage = story.told_by(story.END)[0]

        named = [(f"{said.at:%H:%M}", said.state) for said in outage.said if said.state != "Update"]

        assert named == [
            ("11:48", "Investigating"),
            ("13:09", "Identified"),
            ("14:42", "Monitoring"),
            ("19:28", "Resolved"),
        ]
        assert [said.at for said in outage.said] == sorted(said.at for said in outage.said)

    def test_what_is_not_on_record_says_so_to_the_reader(self) -> None:
        outage, before = story.told_by(story.END)

        unsure = [said.text for said in outage.said if said.mark]

        assert len(unsure) == 1
        assert unsure[0].endswith("(time not on record)")
        assert before.title.endswith("(invented for the demo)")
        assert all(said.text.endswith("(invented for the demo)") for said in before.said)

    def test_it_begins_in_silence_and_ends_after_the_last_word(self) -> None:
        opening = story.told_by(story.START)
        whole = story.told_by(story.END)

        assert [told.said[-1].state for told in opening] == ["Resolved"]
        assert timedelta() < story.END - story.last_word(whole) < timedelta(minutes=10)


class TestTheFeed:
    def test_it_is_a_good_atom_feed_with_one_entry_an_incident(self) -> None:
        parsed = feedparser.parse(feed(on_the_day(12, 5), PAGE))

        assert (parsed.version, parsed.bozo) == ("atom10", False)
        assert [entry.title for entry in parsed.entries] == [
            "Cloudflare Global Network experiencing issues",
            "Analytics arrive late (invented for the demo)",
        ]
        assert parsed.entries[0].link == "https://www.cloudflarestatus.com/incidents/8gmgl950y3h7"
        assert parsed.entries[0].published == "2025-11-18T12:03:00Z"

    def test_the_newest_update_stands_first(self) -> None:
        body = feedparser.parse(feed(story.END, PAGE)).entries[0].content[0].value

        assert body.index("Resolved") < body.index("Monitoring") < body.index("Identified")

    def test_an_entry_keeps_its_id_while_it_grows(self) -> None:
        early = feedparser.parse(feed(on_the_day(11, 50), PAGE))
        late = feedparser.parse(feed(story.END, PAGE))

        assert [entry.id for entry in early.entries] == [entry.id for entry in late.entries]

    def test_a_markup_character_in_an_address_cannot_break_the_feed(self) -> None:
        parsed = feedparser.parse(feed(story.END, f'{PAGE}/"<&'))

        assert not parsed.bozo
        assert parsed.feed.link == f'{PAGE}/"<&'


class TestTheClock:
    def test_it_stands_until_it_begins_so_that_a_slow_start_misses_nothing(self) -> None:
        clock = CurtainClock(story.START, speed=1e9)

        assert clock.now() == story.START
        clock.begin()
        assert clock.now() > story.START

    def test_to_begin_again_does_not_turn_it_back(self) -> None:
        clock = CurtainClock(story.START, speed=1e9)
        clock.begin()
        reached = clock.now()

        clock.begin()

        assert clock.now() >= reached

    def test_a_pause_takes_as_much_less_as_it_is_faster(self) -> None:
        assert CurtainClock(story.START, speed=60).real(timedelta(minutes=1)) == timedelta(seconds=1)


class TestTheProvider:
    async def test_it_knows_whether_its_feed_was_looked_at(
        self, provider: DemoProvider, browser: aiohttp.ClientSession
    ) -> None:
        async with browser.get(provider.page_url):
            page_alone = provider.looked.is_set()
        async with browser.get(provider.feed_url):
            feed_too = provider.looked.is_set()

        assert (page_alone, feed_too) == (False, True)

    async def test_the_story_is_finished_when_somebody_who_has_seen_all_of_it_comes_back(
        self, clock: StillClock, provider: DemoProvider, browser: aiohttp.ClientSession
    ) -> None:
        finished = []
        for moment in (on_the_day(17, 45), on_the_day(19, 28), on_the_day(19, 28)):
            clock.moment = moment
            async with browser.get(provider.feed_url):
                finished.append(provider.finished.is_set())

        assert finished == [False, False, True]

    async def test_it_says_at_every_moment_what_had_been_said(
        self, clock: StillClock, provider: DemoProvider, browser: aiohttp.ClientSession
    ) -> None:
        async with browser.get(provider.feed_url) as answer:
            early = await answer.text()
        clock.moment = on_the_day(13, 10)
        async with browser.get(provider.feed_url) as answer:
            later = await answer.text()

        assert story.CODE not in early
        assert "Identified" in later
        assert "Monitoring" not in later

    async def test_an_unchanged_feed_answers_304(self, provider: DemoProvider, browser: aiohttp.ClientSession) -> None:
        async with browser.get(provider.feed_url) as first:
            tag = first.headers["ETag"]
        async with browser.get(provider.feed_url, headers={"If-None-Match": tag}) as second:
            status, body = second.status, await second.read()

        assert (status, body) == (304, b"")

    async def test_a_changed_feed_answers_in_full_though_asked_with_the_old_tag(
        self, clock: StillClock, provider: DemoProvider, browser: aiohttp.ClientSession
    ) -> None:
        async with browser.get(provider.feed_url) as first:
            tag = first.headers["ETag"]
        clock.moment = on_the_day(11, 50)
        async with browser.get(provider.feed_url, headers={"If-None-Match": tag}) as second:
            status, body = second.status, await second.text()

        assert status == 200
        assert story.CODE in body

    async def test_its_page_names_the_feed(self, provider: DemoProvider, browser: aiohttp.ClientSession) -> None:
        async with browser.get(provider.page_url) as answer:
            kind, text = answer.content_type, await answer.text()

        assert kind == "text/html"
        assert f'type="application/atom+xml" title="Atom Feed" href="{provider.feed_url}"' in text
