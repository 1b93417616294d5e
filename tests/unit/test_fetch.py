import asyncio
import gc
import hashlib
import socket
from datetime import timedelta
from importlib.metadata import version

import pytest

from adapters.errors import FetchError
from adapters.fetch import BODY_LIMIT, Fetcher
from adapters.model import Validators
from tests.fakes.feeds import FeedServer
from tests.fakes.names import Names

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)


# What a good answer is.


async def test_a_body_comes_with_all_that_is_known_of_it(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve(
        "/history.rss",
        BODY,
        content_type="application/rss+xml; charset=ISO-8859-1",
        etag='W/"1"',
        last_modified="Tue, 18 Nov 2025 11:48:00 GMT",
        headers={"Cache-Control": "max-age=10, public, s-maxage=15", "Age": "4"},
    )

    fetched = await fetcher.get(url)

    assert fetched.body == BODY
    assert not fetched.is_unchanged
    assert fetched.url == url
    assert fetched.content_type == "application/rss+xml; charset=ISO-8859-1"
    assert fetched.charset == "ISO-8859-1"
    assert fetched.wait == timedelta(seconds=6)
    assert fetched.moved_to is None
    assert fetched.validators == Validators(
        etag='W/"1"', last_modified="Tue, 18 Nov 2025 11:48:00 GMT", body_hash=hashlib.sha256(BODY).hexdigest()
    )


async def test_no_cookie_is_brought_back(feeds: FeedServer) -> None:
    feeds.serve("/feed", BODY, headers={"Set-Cookie": "tracked=yes"})

    async with Fetcher(LOOPBACK, resolver=Names(status_example=[["127.0.0.1"]])) as fetcher:
        for _ in range(2):
            await fetcher.get(f"http://status.example:{feeds.port}/feed")

    assert "Cookie" not in feeds.asked["/feed"][1]


async def test_we_say_who_we_are_and_what_we_take(feeds: FeedServer, fetcher: Fetcher) -> None:  # P10
    await fetcher.get(feeds.serve("/feed", BODY))

    (asked,) = feeds.asked["/feed"]
    assert asked["User-Agent"] == f"Statuswire/{version('statuswire')} (+https://github.com/statuswire/statuswire)"
    assert asked["Accept-Encoding"] == "gzip, deflate, br"
    assert "application/atom+xml" in asked["Accept"]
    assert "If-None-Match" not in asked
    assert "If-Modified-Since" not in asked


async def test_a_proxy_of_the_environment_is_not_used(
    feeds: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)

    fetched = await fetcher.get(feeds.serve("/feed", BODY))

    assert fetched.body == BODY


async def test_a_connection_is_kept_for_the_next_request(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve("/feed", BODY)

    for _ in range(3):
        await fetcher.get(url)

    assert feeds.requests("/feed") == 3
    assert feeds.connections == 1


async def test_a_kept_connection_that_the_server_has_dropped_is_replaced(fetcher: Fetcher) -> None:  # P14
    async with FeedServer() as feeds:
        url = feeds.serve("/feed", BODY)
        await fetcher.get(url)
        feeds.hang_up()

        fetched = await fetcher.get(url)

        assert fetched.body == BODY
        assert feeds.connections == 2


# What is unchanged.


async def test_an_etag_is_sent_back_and_304_means_unchanged(feeds: FeedServer, fetcher: Fetcher) -> None:  # P10
    url = feeds.serve("/feed", BODY, etag='W/"1"', headers={"Cache-Control": "max-age=30"})
    first = await fetcher.get(url)

    second = await fetcher.get(url, first.validators)

    assert feeds.asked["/feed"][1]["If-None-Match"] == 'W/"1"'
    assert second.is_unchanged
    assert second.validators == first.validators
    assert second.wait == timedelta(seconds=30)


async def test_a_date_is_sent_back_and_304_means_unchanged(feeds: FeedServer, fetcher: Fetcher) -> None:  # P10
    url = feeds.serve("/feed", BODY, last_modified="Tue, 18 Nov 2025 11:48:00 GMT")
    first = await fetcher.get(url)

    second = await fetcher.get(url, first.validators)

    assert feeds.asked["/feed"][1]["If-Modified-Since"] == "Tue, 18 Nov 2025 11:48:00 GMT"
    assert second.is_unchanged
    assert second.validators == first.validators


async def test_the_same_body_without_validators_is_unchanged(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve("/feed", BODY)
    first = await fetcher.get(url)

    second = await fetcher.get(url, first.validators)

    assert second.is_unchanged
    assert second.validators == first.validators


async def test_the_same_body_under_a_new_etag_is_unchanged_and_the_etag_is_kept(
    feeds: FeedServer, fetcher: Fetcher
) -> None:
    first = await fetcher.get(feeds.serve("/feed", BODY, etag='"1"'))

    second = await fetcher.get(feeds.serve("/feed", BODY, etag='"2"'), first.validators)

    assert second.is_unchanged
    assert second.validators.etag == '"2"'


async def test_validators_of_two_answers_are_never_mixed(feeds: FeedServer, fetcher: Fetcher) -> None:
    first = await fetcher.get(feeds.serve("/feed", BODY, etag='"1"', last_modified="Tue, 18 Nov 2025 11:48:00 GMT"))

    second = await fetcher.get(feeds.serve("/feed", BODY + b"\n"), first.validators)

    assert second.body == BODY + b"\n"
    assert second.validators.etag is None
    assert second.validators.last_modified is None


async def test_304_that_nobody_asked_for_is_a_failure(feeds: FeedServer, fetcher: Fetcher) -> None:  # P3
    url = feeds.serve("/feed", b"", status=304)

    with pytest.raises(FetchError, match=r"cannot be a feed \(HTTP 304\)"):
        await fetcher.get(url, Validators(body_hash="abc"))


async def test_an_etag_with_strange_characters_is_not_kept(feeds: FeedServer, fetcher: Fetcher) -> None:
    first = await fetcher.get(feeds.serve("/feed", BODY, etag='"für"'))

    second = await fetcher.get(feeds.at("/feed"), first.validators)

    assert first.validators.etag is None
    assert second.is_unchanged


# The end.


async def test_a_closed_fetcher_leaves_nothing_open() -> None:  # P14
    async with FeedServer() as feeds:
        urls = [feeds.serve("/feed", BODY), feeds.fail("/sick", 500), feeds.bomb("/bomb", "gzip", 2 * BODY_LIMIT)]
        gc.collect()
        before = open_sockets()

        async with Fetcher(LOOPBACK) as fetcher:
            for url in urls:
                await asyncio.gather(fetcher.get(url), return_exceptions=True)
            during = open_sockets()
        await asyncio.sleep(0.02)
        gc.collect()

        assert during > before
        assert open_sockets() == before


async def test_a_fetch_that_is_cancelled_leaves_nothing_open_and_its_turn_to_the_next(feeds: FeedServer) -> None:
    async with Fetcher(LOOPBACK) as fetcher:
        stuck = asyncio.create_task(fetcher.get(feeds.hang("/stuck")))
        await feeds.asked_for("/stuck")
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck

        fetched = await fetcher.get(feeds.serve("/feed", BODY))

        assert fetched.body == BODY


def open_sockets() -> int:
    """How many sockets of this process are open, on either side."""
    return sum(isinstance(thing, socket.socket) and thing.fileno() != -1 for thing in gc.get_objects())
