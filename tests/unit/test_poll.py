import asyncio
from datetime import timedelta

import pytest

from adapters.dialects.dialect import Claim, Dialect
from adapters.errors import BrokenFeedError, EmptyBodyError, NotAFeedError
from adapters.fetch import Fetched, Fetcher
from adapters.model import Feed, Outcome, ParsedFeed, Phase, Poll, Reading, Validators
from adapters.parse import ENTRY_LIMIT
from adapters.poll import poll, read
from tests.fakes.feeds import ATOM, FeedServer

LOOPBACK = ("127.0.0.1",)
KNOWN = Validators(etag='"then"', last_modified="Tue, 18 Nov 2025 11:48:00 GMT", body_hash="0" * 64)
PAGE = "<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.acme.example,2005:/history</id>
  <link rel="alternate" type="text/html" href="https://status.acme.example"/>
  <title>Acme Status - Incident History</title>
  <updated>2025-11-18T14:30:00Z</updated>
  <entry>
    <id>tag:status.acme.example,2005:Incident/101</id>
    <published>2025-11-18T11:48:00Z</published>
    <updated>2025-11-18T14:30:00Z</updated>
    <link rel="alternate" type="text/html" href="https://status.acme.example/incidents/abc123def456"/>
    <title>Widgets answer slowly</title>
    <content type="html">&lt;p&gt;&lt;small&gt;Nov &lt;var data-var='date'&gt;18&lt;/var&gt;, &lt;var data-var='time'&gt;14:30&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - All widgets are quick again.&lt;/p&gt;&lt;p&gt;&lt;small&gt;Nov &lt;var data-var='date'&gt;18&lt;/var&gt;, &lt;var data-var='time'&gt;11:48&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - We look into slow widgets.&lt;/p&gt;</content>
  </entry>
</feed>
"""  # noqa: E501 - a feed has long lines


class FaultyFetcher(Fetcher):
    """A fetcher with a fault that nobody foresaw."""

    async def get(self, url: str, validators: Validators | None = None) -> Fetched:
        raise ZeroDivisionError(f"{url} {validators} " + "x" * 1000)


async def test_a_new_body_is_read(feeds: FeedServer, fetcher: Fetcher) -> None:
    feed = Feed("acme", feeds.serve("/history.atom", FEED, content_type=ATOM, etag='"now"'))

    polled = await poll(feed, fetcher, KNOWN)

    assert polled.outcome is Outcome.CHANGED
    assert polled.feed is feed
    assert polled.dialect == "statuspage"
    assert polled.why
    assert polled.failure is None
    assert polled.validators.etag == '"now"'
    assert polled.validators.last_modified is None
    assert polled.reading is not None
    (incident,) = polled.reading.incidents
    assert incident.provider == "acme"
    assert incident.title == "Widgets answer slowly"
    assert [update.phase for update in incident.updates] == [Phase.INVESTIGATING, Phase.RESOLVED]


async def test_what_is_known_is_not_read_again(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve("/feed", FEED, content_type=ATOM, etag='"1"', headers={"Cache-Control": "max-age=30"})
    first = await poll(Feed("acme", url), fetcher, Validators())

    second = await poll(Feed("acme", url), fetcher, first.validators)

    assert second.outcome is Outcome.UNCHANGED
    assert second.reading is None
    assert second.failure is None
    assert second.validators == first.validators
    assert second.wait == first.wait == timedelta(seconds=30)


async def test_a_feed_that_has_moved_says_where_to(feeds: FeedServer, fetcher: Fetcher) -> None:
    target = feeds.serve("/new", FEED, content_type=ATOM)

    first = await poll(Feed("acme", feeds.redirect("/old", "/new", 301)), fetcher, Validators())
    second = await poll(Feed("acme", feeds.at("/old")), fetcher, first.validators)

    assert (first.outcome, first.moved_to) == (Outcome.CHANGED, target)
    assert (second.outcome, second.moved_to) == (Outcome.UNCHANGED, target)


async def test_a_page_that_it_redirects_to_is_no_new_address(feeds: FeedServer, fetcher: Fetcher) -> None:  # P3
    feeds.serve("/home", PAGE, content_type="text/html")

    polled = await poll(Feed("acme", feeds.redirect("/feed", "/home", 301)), fetcher, KNOWN)

    assert_failed(polled)
    assert polled.moved_to is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", ATOM),
        ("  \n", ATOM),
        (PAGE, "text/html"),
        (PAGE, ATOM),
        ('{"page": {}, "incidents": []}', "application/json"),
        ("Service unavailable", "text/plain"),
        (bytes(range(256)), "application/octet-stream"),
    ],
)
async def test_an_answer_that_is_no_feed_is_a_failure_and_never_a_recovery(
    feeds: FeedServer, fetcher: Fetcher, body: str | bytes, content_type: str
) -> None:  # P3
    url = feeds.serve("/feed", body, content_type=content_type, etag='"page"', headers={"Cache-Control": "max-age=60"})

    polled = await poll(Feed("acme", url), fetcher, KNOWN)

    assert_failed(polled)
    assert polled.wait == timedelta(seconds=60)


async def test_the_good_body_after_a_bad_one_is_read(feeds: FeedServer, fetcher: Fetcher) -> None:  # P1
    url = feeds.serve("/feed", FEED, content_type=ATOM, etag='"1"')
    first = await poll(Feed("acme", url), fetcher, Validators())
    feeds.serve("/feed", PAGE, content_type="text/html", etag='"2"')
    second = await poll(Feed("acme", url), fetcher, first.validators)
    feeds.serve("/feed", FEED.replace("quick again", "quick again, and stay so"), content_type=ATOM, etag='"2"')

    third = await poll(Feed("acme", url), fetcher, second.validators)

    assert second.validators == first.validators
    assert third.outcome is Outcome.CHANGED


async def test_a_failed_answer_is_told_in_its_words(feeds: FeedServer, fetcher: Fetcher) -> None:  # P8
    url = feeds.fail("/feed", 429, headers={"Retry-After": "120"})

    polled = await poll(Feed("acme", url), fetcher, KNOWN)

    assert_failed(polled)
    assert polled.failure == f"127.0.0.1:{feeds.port} wants fewer requests (HTTP 429)."
    assert polled.wait == timedelta(minutes=2)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://[::1", "http://169.254.169.254/latest/meta-data"])
async def test_an_address_that_may_not_be_fetched_is_a_failure(fetcher: Fetcher, url: str) -> None:  # P11
    polled = await poll(Feed("acme", url), fetcher, KNOWN)

    assert_failed(polled)


async def test_a_lost_connection_is_a_failure(feeds: FeedServer, fetcher: Fetcher) -> None:  # P3
    assert_failed(await poll(Feed("acme", feeds.drop("/a")), fetcher, KNOWN))
    assert_failed(await poll(Feed("acme", feeds.break_off("/b", FEED.encode())), fetcher, KNOWN))


async def test_a_fault_of_ours_is_said_to_be_ours() -> None:  # P7
    polled = await poll(Feed("acme", "https://status.acme.example/feed"), FaultyFetcher(), KNOWN)

    assert_failed(polled)
    assert polled.failure is not None
    assert "Statuswire itself failed" in polled.failure
    assert "ZeroDivisionError" in polled.failure
    assert len(polled.failure) < 400


async def test_a_fault_in_a_dialect_costs_only_this_look(
    feeds: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:  # P7
    def fall(_feed: ParsedFeed, _provider: str) -> Reading:
        raise KeyError("guid")

    faulty = Dialect("faulty", lambda _: Claim(1, "certain"), fall)
    monkeypatch.setattr("adapters.poll.recognise", lambda _: (faulty, Claim(1, "certain")))

    polled = await poll(Feed("acme", feeds.serve("/feed", FEED, content_type=ATOM)), fetcher, KNOWN)

    assert_failed(polled)
    assert polled.failure is not None
    assert "KeyError: 'guid'" in polled.failure


async def test_a_look_can_be_cancelled(feeds: FeedServer, fetcher: Fetcher) -> None:
    looking = asyncio.create_task(poll(Feed("acme", feeds.hang("/feed")), fetcher, KNOWN))
    await feeds.asked_for("/feed")

    looking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await looking


def test_a_file_is_read_as_an_answer_is() -> None:
    reading, dialect, why = read(FEED.encode(), Feed("acme", "https://status.acme.example/history.atom"))

    assert dialect == "statuspage"
    assert why
    assert [incident.title for incident in reading.incidents] == ["Widgets answer slowly"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyBodyError),
        (PAGE.encode(), NotAFeedError),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><item><tit', (NotAFeedError, BrokenFeedError)),
    ],
)
def test_a_file_that_is_no_feed_is_refused(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(body, Feed("acme", "https://status.acme.example/history.atom"))


def assert_failed(polled: Poll) -> None:
    """It failed with a sentence, and left what was known as it was."""
    assert polled.outcome is Outcome.FAILED
    assert polled.failure
    assert polled.failure.endswith(".")
    assert polled.reading is None
    assert polled.validators == KNOWN


def test_entries_that_are_too_many_are_counted_and_said() -> None:  # P1
    item = "<item><title>Errors</title><guid>{0}</guid><description>We look into {0}.</description></item>"
    items = "".join(item.format(number) for number in range(ENTRY_LIMIT + 7))
    body = f'<rss version="2.0"><channel><title>Acme</title>{items}</channel></rss>'.encode()

    reading, _, _ = read(body, Feed("acme", "https://status.acme.example/feed"))

    assert len(reading.incidents) == ENTRY_LIMIT
    assert [skipped.entry for skipped in reading.skipped] == ["7 entries at the end"]
