import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import FetchError
from adapters.fetch import Fetcher, _address
from adapters.guard import Guard
from tests.fakes.clock import Seconds
from tests.fakes.feeds import FeedServer
from tests.fakes.names import Names
from tests.fakes.tls import self_signed

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)


# Failures, each in words for a person.


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (202, "cannot be a feed"),
        (204, "cannot be a feed"),
        (400, "cannot be a feed"),
        (401, "does not let us in"),
        (403, "does not let us in"),
        (404, "nothing at this address"),
        (410, "nothing at this address"),
        (429, "wants fewer requests"),
        (500, "in trouble itself"),
        (503, "in trouble itself"),
    ],
)
async def test_a_status_without_a_feed_is_a_failure(
    feeds: FeedServer, fetcher: Fetcher, status: int, words: str
) -> None:  # P3
    url = feeds.fail("/feed", status)

    with pytest.raises(FetchError, match=rf"^127\.0\.0\.1:{feeds.port} .*{words}.* \(HTTP {status}\)\.$") as caught:
        await fetcher.get(url)

    assert caught.value.wait is None


async def test_a_host_without_an_address_is_named() -> None:
    async with Fetcher(resolver=Names()) as fetcher:
        with pytest.raises(FetchError, match=r"^status\.example has no address"):
            await fetcher.get("https://status.example/feed")


async def test_a_name_with_an_impossible_label_is_a_failure() -> None:
    async with Fetcher() as fetcher:
        with pytest.raises(FetchError, match="has no address"):
            await fetcher.get(f"https://{'a' * 64}.example/feed")


async def test_a_refused_connection_is_named(fetcher: Fetcher) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        with pytest.raises(FetchError, match=rf"^127\.0\.0\.1:{port} refuses connections"):
            await fetcher.get(f"http://127.0.0.1:{port}/feed")


async def test_https_where_there_is_none_is_named(feeds: FeedServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="no secure connection"):
        await fetcher.get(f"https://127.0.0.1:{feeds.port}/feed")


async def test_a_certificate_that_nobody_trusts_is_named(fetcher: Fetcher, tmp_path: Path) -> None:
    async with FeedServer(tls=self_signed(tmp_path)) as feeds:
        url = feeds.serve("/feed", BODY)

        with pytest.raises(FetchError, match=r"certificate that cannot be trusted \(.*self.signed"):
            await fetcher.get(url)

        assert feeds.requests("/feed") == 0


async def test_a_server_that_never_answers_costs_no_more_than_the_timeout(feeds: FeedServer) -> None:
    async with Fetcher(LOOPBACK, timeout=timedelta(seconds=0.05)) as fetcher:
        with pytest.raises(FetchError, match=r"gave no whole answer within 0\.05 s"):
            await fetcher.get(feeds.hang("/feed"))


async def test_a_server_that_trickles_costs_no_more_than_the_timeout(feeds: FeedServer) -> None:
    async with Fetcher(LOOPBACK, timeout=timedelta(seconds=0.1)) as fetcher:
        with pytest.raises(FetchError, match="gave no whole answer"):
            await fetcher.get(feeds.trickle("/feed", BODY * 100, pause=0.01))


async def test_the_timeout_is_for_all_hops_together(feeds: FeedServer) -> None:
    clock = Seconds()

    async def slow(_: web.Request) -> web.StreamResponse:
        clock.now += 15
        return web.Response(status=302, headers={"Location": "/feed"})

    async with Fetcher(LOOPBACK, clock=clock) as fetcher:
        url = feeds.respond("/feed", slow)

        with pytest.raises(FetchError, match="gave no whole answer within 20 s"):
            await fetcher.get(url)

    assert feeds.requests("/feed") == 2


@pytest.mark.parametrize("how", ["drop", "break_off"])
async def test_a_lost_connection_is_a_failure(feeds: FeedServer, fetcher: Fetcher, how: str) -> None:  # P3
    url = feeds.drop("/feed") if how == "drop" else feeds.break_off("/feed", BODY)

    with pytest.raises(FetchError, match="broke off the connection"):
        await fetcher.get(url)


async def test_what_does_not_speak_http_is_a_failure(fetcher: Fetcher) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        with pytest.raises(FetchError, match="does not answer in proper HTTP"):
            await fetcher.get(f"http://127.0.0.1:{port}/feed")


@pytest.mark.parametrize("url", ["", "status.example/feed", "http://[::1", "http://a:99999/", "file:///etc/passwd"])
async def test_what_is_no_address_is_a_failure(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        await fetcher.get(url)


@given(st.one_of(st.text(), st.text().map("http://{}/feed".format), st.text().map("http://status.example/{}".format)))
def test_any_text_is_an_address_with_a_host_or_refused_in_words(text: str) -> None:  # P7
    said = ""
    host = None
    try:
        address = _address(text)
        Guard().check_url(address)
        host = address.raw_host
    except FetchError as error:
        said = str(error)

    assert host or said.endswith(".")
    assert said.isascii()


async def test_no_message_repeats_what_may_be_secret(feeds: FeedServer, fetcher: Fetcher) -> None:  # P11
    feeds.fail("/feed", 404)

    with pytest.raises(FetchError) as caught:
        await fetcher.get(feeds.at("/feed?token=geheim"))

    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(caught.value.__cause__)
