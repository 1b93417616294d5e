import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.errors import FetchError
from adapters.fetch import Fetched, Fetcher, freshness, retry_after
from tests.fakes.clock import Seconds
from tests.fakes.feeds import FeedServer
from tests.fakes.names import Names

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)
NOON = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)


# Politeness. P10.


async def test_one_request_at_a_time_goes_to_one_host(feeds: FeedServer, fetcher: Fetcher) -> None:
    urls = [feeds.serve(f"/{number}", BODY) for number in range(20)]

    await asyncio.gather(*(fetcher.get(url) for url in urls))

    assert feeds.busiest == 1
    assert feeds.connections == 1


async def test_nothing_is_remembered_of_hosts_that_nobody_asks(feeds: FeedServer, fetcher: Fetcher) -> None:  # P14
    await fetcher.get(feeds.serve("/feed", BODY))
    gc.collect()

    assert len(fetcher._turns) == 0
    assert not fetcher._left_alone


@contextlib.asynccontextmanager
async def stuck(asking: Coroutine[Any, Any, Fetched], feeds: FeedServer, path: str) -> AsyncIterator[None]:
    """While somebody asks for an answer that does not come."""
    task = asyncio.create_task(asking)
    await feeds.asked_for(path)
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_hosts_do_not_wait_for_each_other(feeds: FeedServer, fetcher: Fetcher) -> None:  # P7
    async with FeedServer() as other, stuck(fetcher.get(feeds.hang("/feed")), feeds, "/feed"):
        fetched = await fetcher.get(other.serve("/feed", BODY))

    assert fetched.body == BODY


async def test_not_too_many_requests_are_under_way_at_once() -> None:
    names = Names(a_example=[["127.0.0.1"]], b_example=[["127.0.0.1"]], c_example=[["127.0.0.1"]])
    async with FeedServer() as feeds, Fetcher(LOOPBACK, concurrency=2, resolver=names) as fetcher:
        under_way = asyncio.Event()

        async def pause(_: web.Request) -> web.StreamResponse:
            if feeds.busiest > 1:
                under_way.set()
            await under_way.wait()
            return web.Response(body=BODY)

        feeds.respond("/feed", pause)
        await asyncio.gather(
            *(fetcher.get(f"http://{host}:{feeds.port}/feed") for host in ("a.example", "b.example", "c.example"))
        )

        assert feeds.busiest == 2


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_host_that_asks_for_it_is_left_alone_with_all_its_feeds(feeds: FeedServer, status: int) -> None:
    clock = Seconds()
    feeds.fail("/a", status, headers={"Retry-After": "60"})
    feeds.serve("/b", BODY)

    async with Fetcher(LOOPBACK, clock=clock) as fetcher:
        with pytest.raises(FetchError) as first:
            await fetcher.get(feeds.at("/a"))
        clock.now += 20
        with pytest.raises(FetchError, match="left alone for another 40 s") as second:
            await fetcher.get(feeds.at("/b"))
        clock.now += 40
        fetched = await fetcher.get(feeds.at("/b"))

    assert first.value.wait == timedelta(seconds=60)
    assert second.value.wait == timedelta(seconds=40)
    assert fetched.body == BODY
    assert feeds.requests("/b") == 1


async def test_an_address_that_is_asked_apart_is_left_alone_by_itself(feeds: FeedServer) -> None:
    feeds.fail("/api", 503, headers={"Retry-After": "60"})
    feeds.serve("/feed", BODY)

    async with Fetcher(LOOPBACK, clock=Seconds()) as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError):
                await fetcher.get_apart(feeds.at("/api"))
        fetched = await fetcher.get(feeds.at("/feed"))

    assert fetched.body == BODY
    assert feeds.requests("/api") == 1


async def test_an_address_that_is_asked_apart_takes_no_room_of_feeds(feeds: FeedServer) -> None:  # P7
    async with (
        FeedServer() as other,
        Fetcher(LOOPBACK, concurrency=1) as fetcher,
        stuck(fetcher.get_apart(feeds.hang("/api")), feeds, "/api"),
    ):
        fetched = await fetcher.get(other.serve("/feed", BODY))

    assert fetched.body == BODY


async def test_a_date_to_come_back_at_is_obeyed(feeds: FeedServer, fetcher: Fetcher) -> None:
    headers = {"Retry-After": "Tue, 18 Nov 2025 12:02:00 GMT", "Date": "Tue, 18 Nov 2025 12:00:00 GMT"}

    with pytest.raises(FetchError) as caught:
        await fetcher.get(feeds.fail("/feed", 429, headers=headers))

    assert caught.value.wait == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("86400", timedelta(hours=1)),
        ("Tue, 18 Nov 2025 12:02:00 GMT", timedelta(minutes=2)),
        ("Tue, 18 Nov 2025 12:02:00 -0000", timedelta(minutes=2)),
        ("Tue, 18 Nov 2025 11:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(hours=1)),
        ("Fri, 31 Dec 9999 23:59:59 -2359", timedelta(hours=1)),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 5000, None),
        ("１２０", None),  # noqa: RUF001 - the point of the test
        ("Tue, 99 Nov 2025 12:02:00 GMT", None),
    ],
)
def test_only_a_sensible_wait_is_obeyed(value: str, wait: timedelta | None) -> None:
    assert retry_after({"Retry-After": value}, now=NOON) == wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Cache-Control": "public"}, None),
        ({"Cache-Control": "max-age=10"}, timedelta(seconds=10)),
        ({"Cache-Control": "public, MAX-AGE=10 , s-maxage=15"}, timedelta(seconds=10)),
        ({"Cache-Control": 'max-age="10"'}, timedelta(seconds=10)),
        ({"Cache-Control": "s-maxage=15, stale-if-error=3600"}, None),
        ({"Cache-Control": "max-age=10", "Age": "4"}, timedelta(seconds=6)),
        ({"Cache-Control": "max-age=10", "Age": "24"}, None),
        ({"Cache-Control": "max-age=10", "Age": "old"}, timedelta(seconds=10)),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age=86400"}, timedelta(minutes=5)),
        ({"Cache-Control": "max-age=" + "9" * 5000}, None),
    ],
)
def test_an_answer_is_fresh_as_long_as_it_says_within_reason(headers: dict[str, str], wait: timedelta | None) -> None:
    assert freshness(headers) == wait
