from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.fetch import Fetched, Fetcher
from adapters.links import USUAL_PATHS
from adapters.model import Feed, Outcome, Validators
from bot.resolve import SEARCH_AGAIN, Resolver
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago

HTML = "text/html"
LINKS = '<html><link rel="alternate" type="application/atom+xml" href="/odd.atom"></html>'


def statuspage() -> bytes:
    page = Page()
    page.open("lift00000001", "Lifts are stuck", minutes_ago(90), "They do not move.")
    page.say("lift00000001", minutes_ago(30), "Resolved", "They move.")
    return page.atom()


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def resolver() -> AsyncIterator[Resolver]:
    async with Fetcher(("127.0.0.1",)) as fetcher:
        yield Resolver(fetcher)


async def test_a_page_is_looked_at_where_its_feed_was_found(server: FeedServer, resolver: Resolver) -> None:
    server.serve("/odd.atom", statuspage(), content_type=ATOM, etag='"1"')
    given = Feed("acme", server.serve("/", LINKS, content_type=HTML))

    first = await resolver.look(given, Validators())
    second = await resolver.look(given, first.validators)

    assert (first.outcome, second.outcome) == (Outcome.CHANGED, Outcome.UNCHANGED)
    assert first.feed.url == second.feed.url == server.at("/odd.atom")
    assert first.reading is not None
    assert first.reading.incidents[0].provider == "acme"
    assert server.requests("/") == 1  # what was found is remembered


@pytest.mark.parametrize("feed", [Feed("acme", "/history.atom"), Feed("acme", "/", dialect="statuspage")])
async def test_what_is_surely_a_feed_is_never_searched_for_elsewhere(
    server: FeedServer, resolver: Resolver, feed: Feed
) -> None:
    server.serve("/odd.atom", statuspage(), content_type=ATOM)
    url = server.serve(feed.url, LINKS, content_type=HTML)

    seen = await resolver.look(Feed("acme", url, feed.dialect), Validators())

    assert seen.outcome is Outcome.FAILED
    assert list(server.asked) == [feed.url]


async def test_a_page_without_a_feed_fails_briefly_and_is_left_alone_for_long(
    server: FeedServer, resolver: Resolver
) -> None:
    known = Validators(etag='"1"')
    given = Feed("acme", server.serve("/", "<html>All is well.</html>", content_type=HTML))

    seen = await resolver.look(given, known)

    assert seen.outcome is Outcome.FAILED
    assert seen.feed is given
    assert seen.validators is known
    assert seen.wait == SEARCH_AGAIN
    assert seen.failure == f"No feed was found from {given.url}; `statuswire poll {given.url}` says what was tried."


async def test_a_page_in_trouble_fails_in_its_own_words_and_is_found_later(
    server: FeedServer, resolver: Resolver
) -> None:
    given = Feed("acme", server.fail("/", 503, headers={"Retry-After": "1"}))

    seen = await resolver.look(given, Validators())

    assert seen.outcome is Outcome.FAILED
    assert "503" in (seen.failure or "")
    assert seen.wait == timedelta(seconds=1)
    assert not set(USUAL_PATHS) & set(server.asked)


async def test_a_page_is_searched_again_until_its_feed_is_found(server: FeedServer, resolver: Resolver) -> None:
    given = Feed("acme", server.serve("/", LINKS, content_type=HTML))
    failed = await resolver.look(given, Validators())
    server.serve("/odd.atom", statuspage(), content_type=ATOM)

    seen = await resolver.look(given, failed.validators)

    assert (failed.outcome, seen.outcome) == (Outcome.FAILED, Outcome.CHANGED)


async def test_a_fault_of_ours_stops_nothing_else() -> None:
    class Faulty(Fetcher):
        async def get(self, url: str, validators: Validators | None = None) -> Fetched:
            raise ZeroDivisionError(f"{url} {validators}")

    seen = await Resolver(Faulty()).look(Feed("acme", "https://status.acme.example/"), Validators())

    assert seen.outcome is Outcome.FAILED
    assert "Statuswire itself failed" in (seen.failure or "")
