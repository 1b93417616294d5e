import asyncio
import gc
import gzip
import hashlib
import random
import shutil
import socket
import ssl
import subprocess
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.errors import FetchError, ForbiddenAddressError, TooLargeError
from adapters.fetch import BODY_LIMIT, MAX_REDIRECTS, Fetcher, freshness, retry_after
from adapters.model import Validators
from adapters.unpack import PIECE, UnpackError, unpacker
from tests.fakes.feeds import FeedServer

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)
NOON = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)


class Names(AbstractResolver):
    """A name server with memory: each question about a host is answered with its next set of addresses."""

    def __init__(self, **hosts: list[list[str]]) -> None:
        self.hosts = {name.replace("_", "."): answers for name, answers in hosts.items()}
        self.asked: list[str] = []
        self.closed = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        self.asked.append(host)
        if host not in self.hosts:
            raise OSError(None, "no such host")
        answers = self.hosts[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        self.closed = True


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def feeds() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(LOOPBACK) as fetcher:
        yield fetcher


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


async def test_we_say_who_we_are_and_bring_no_cookies(feeds: FeedServer, fetcher: Fetcher) -> None:  # P10
    url = feeds.serve("/feed", BODY, headers={"Set-Cookie": "tracked=yes"})

    await fetcher.get(url)
    await fetcher.get(url)

    asked = feeds.asked["/feed"][1]
    assert asked["User-Agent"] == f"Statuswire/{version('statuswire')} (+https://github.com/statuswire/statuswire)"
    assert asked["Accept-Encoding"] == "gzip, deflate, br"
    assert "application/atom+xml" in asked["Accept"]
    assert "Cookie" not in asked
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


# Encodings.


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_compressed_body_is_unpacked(feeds: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    body = noise(3 * PIECE) + b" " * PIECE

    fetched = await fetcher.get(feeds.serve("/feed", body, encoding=encoding))

    assert fetched.body == body


async def test_deflate_without_its_header_is_unpacked(feeds: FeedServer, fetcher: Fetcher) -> None:
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = bare.compress(BODY) + bare.flush()

    fetched = await fetcher.get(feeds.serve("/feed", data, headers={"Content-Encoding": "deflate"}))

    assert fetched.body == BODY


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_an_empty_body_in_any_encoding_is_empty(feeds: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    fetched = await fetcher.get(feeds.serve("/feed", b"", headers={"Content-Encoding": encoding}))

    assert fetched.body == b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_compressed_body_that_breaks_off_is_a_failure(
    feeds: FeedServer, fetcher: Fetcher, encoding: str
) -> None:  # P3
    body = noise(1000)
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding](body)
    url = feeds.serve("/feed", packed[:500], headers={"Content-Encoding": encoding})

    with pytest.raises(FetchError, match="cannot be unpacked: it breaks off"):
        await fetcher.get(url)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_body_that_is_not_in_its_encoding_is_a_failure(
    feeds: FeedServer, fetcher: Fetcher, encoding: str
) -> None:
    url = feeds.serve("/feed", BODY, headers={"Content-Encoding": encoding})

    with pytest.raises(FetchError, match="cannot be unpacked: its compression is damaged"):
        await fetcher.get(url)


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress"])
async def test_an_encoding_that_was_not_asked_for_is_a_failure(
    feeds: FeedServer, fetcher: Fetcher, encoding: str
) -> None:
    url = feeds.serve("/feed", BODY, headers={"Content-Encoding": encoding})

    with pytest.raises(FetchError, match="did not ask for"):
        await fetcher.get(url)


async def test_a_second_body_behind_the_first_is_a_failure(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve("/feed", gzip.compress(BODY) + gzip.compress(BODY), headers={"Content-Encoding": "gzip"})

    with pytest.raises(FetchError, match="goes on after its end"):
        await fetcher.get(url)


def test_zeros_that_pad_a_compressed_body_are_ignored() -> None:
    unpack = unpacker("gzip")

    body = b"".join([*unpack.feed(gzip.compress(BODY)), *unpack.feed(b"\0" * 8)])
    unpack.finish()

    assert body == BODY


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_comes_byte_by_byte_is_unpacked(encoding: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding](BODY)
    unpack = unpacker(encoding)

    body = b"".join(piece for byte in packed for piece in unpack.feed(bytes([byte])))
    unpack.finish()

    assert body == BODY


def test_an_unpacker_says_when_nothing_whole_came() -> None:
    unpack = unpacker("br")
    list(unpack.feed(b""))

    with pytest.raises(UnpackError, match="breaks off"):
        unpack.finish()


# Sizes. P11: no bomb goes off.


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_bomb_is_refused_before_it_unfolds(feeds: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    url = feeds.bomb("/feed", encoding, 20 * BODY_LIMIT)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError, match="larger than 5 MB"):
            await fetcher.get(url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 3 * BODY_LIMIT


async def test_a_body_that_is_too_large_is_refused_by_its_stated_length(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.serve("/feed", b" " * (BODY_LIMIT + 1))

    with pytest.raises(TooLargeError):
        await fetcher.get(url)


async def test_a_body_without_a_length_is_read_no_further_than_the_limit(feeds: FeedServer, fetcher: Fetcher) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        while sent < 20 * BODY_LIMIT:
            await response.write(b" " * PIECE)
            sent += PIECE
        return response

    with pytest.raises(TooLargeError):
        await fetcher.get(feeds.respond("/feed", endless))

    assert sent < 4 * BODY_LIMIT


async def test_a_body_of_just_the_limit_is_read(feeds: FeedServer, fetcher: Fetcher) -> None:
    fetched = await fetcher.get(feeds.serve("/feed", b" " * BODY_LIMIT, encoding="gzip"))

    assert fetched.body is not None
    assert len(fetched.body) == BODY_LIMIT


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
    clock = Clock()

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


async def test_no_message_repeats_what_may_be_secret(feeds: FeedServer, fetcher: Fetcher) -> None:  # P11
    feeds.fail("/feed", 404)

    with pytest.raises(FetchError) as caught:
        await fetcher.get(feeds.at("/feed?token=geheim"))

    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(caught.value.__cause__)


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(feeds: FeedServer, fetcher: Fetcher, status: int) -> None:
    feeds.serve("/new", BODY)

    fetched = await fetcher.get(feeds.redirect("/old", "new", status))

    assert fetched.body == BODY
    assert fetched.url == feeds.at("/new")
    assert fetched.moved_to == (feeds.at("/new") if status in {301, 308} else None)


async def test_a_feed_has_moved_as_far_as_its_redirects_are_permanent(feeds: FeedServer, fetcher: Fetcher) -> None:
    feeds.redirect("/a", "/b", 301)
    feeds.redirect("/b", "/c#top", 308)
    feeds.redirect("/c", "/d", 302)
    feeds.redirect("/d", "/e", 301)
    feeds.serve("/e", BODY, etag='"1"')

    fetched = await fetcher.get(feeds.at("/a"))
    again = await fetcher.get(feeds.at("/a"), fetched.validators)

    assert fetched.url == feeds.at("/e")
    assert fetched.moved_to == again.moved_to == feeds.at("/c")
    assert again.is_unchanged


async def test_redirects_come_to_an_end(feeds: FeedServer, fetcher: Fetcher) -> None:
    url = feeds.redirect("/loop", "/loop", 301)

    with pytest.raises(FetchError, match="redirects more than 5 times"):
        await fetcher.get(url)

    assert feeds.requests("/loop") == MAX_REDIRECTS + 1


async def test_five_redirects_are_not_too_many(feeds: FeedServer, fetcher: Fetcher) -> None:
    for hop in range(MAX_REDIRECTS):
        feeds.redirect(f"/{hop}", f"/{hop + 1}")
    feeds.serve(f"/{MAX_REDIRECTS}", BODY)

    assert (await fetcher.get(feeds.at("/0"))).body == BODY


async def test_a_redirect_to_nowhere_is_a_failure(feeds: FeedServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=r"cannot be a feed \(HTTP 302\)"):
        await fetcher.get(feeds.fail("/feed", 302))
    with pytest.raises(FetchError, match="redirects to something that is no address"):
        await fetcher.get(feeds.redirect("/feed", "http://[::1"))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret",
        "http://2130706434:{port}/secret",
        "http://0x7f000002:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[::ffff:127.0.0.2]:{port}/secret",
        "http://169.254.169.254/latest/meta-data",
        "http://inside.example:{port}/secret",
        "http://anna:geheim@127.0.0.1:{port}/secret",
        "file:///etc/passwd",
        "ftp://127.0.0.1/secret",
    ],
)
async def test_a_redirect_leads_to_no_private_address(feeds: FeedServer, target: str) -> None:  # P11
    feeds.serve("/secret", BODY)
    url = feeds.redirect("/feed", target.format(port=feeds.port), 301)

    async with Fetcher(LOOPBACK, resolver=Names(inside_example=[["127.0.0.2"]])) as fetcher:
        with pytest.raises(ForbiddenAddressError):
            await fetcher.get(url)

    assert feeds.requests("/secret") == 0


# Names.


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "::ffff:7f00:1"]])
async def test_a_name_with_any_private_address_is_not_connected_to(
    feeds: FeedServer, addresses: list[str]
) -> None:  # P11
    feeds.serve("/feed", BODY)

    async with Fetcher(resolver=Names(status_example=[addresses])) as fetcher:
        with pytest.raises(ForbiddenAddressError, match=r"status\.example leads to 127\.0\.0\.1"):
            await fetcher.get(f"http://status.example:{feeds.port}/feed")

    assert feeds.connections == 0


async def test_a_name_is_not_asked_again_between_the_check_and_the_connection(feeds: FeedServer) -> None:  # P11
    names = Names(status_example=[["127.0.0.1"], ["127.0.0.2"]])
    feeds.serve("/feed", BODY)

    async with Fetcher(LOOPBACK, resolver=names) as fetcher:
        fetched = await fetcher.get(f"http://status.example:{feeds.port}/feed")

    assert fetched.body == BODY
    assert names.asked == ["status.example"]
    assert names.closed


async def test_a_private_address_is_not_connected_to_by_number(feeds: FeedServer) -> None:  # P11
    async with Fetcher() as fetcher:
        with pytest.raises(ForbiddenAddressError, match="STATUSWIRE_FETCH_ALLOW"):
            await fetcher.get(feeds.serve("/feed", BODY))

    assert feeds.connections == 0


async def test_localhost_is_private_unless_it_is_allowed(feeds: FeedServer) -> None:
    feeds.serve("/feed", BODY)
    for name in ("localhost", "LOCALHOST"):
        async with Fetcher() as fetcher:
            with pytest.raises(ForbiddenAddressError):
                await fetcher.get(f"http://{name}:{feeds.port}/feed")
        async with Fetcher(["localhost"]) as fetcher:
            fetched = await fetcher.get(f"http://{name}:{feeds.port}/feed")

            assert fetched.body == BODY


def test_a_list_of_the_allowed_that_cannot_be_understood_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="neither a host name nor a network"):
        Fetcher(["http://status.internal/"])


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


async def test_hosts_do_not_wait_for_each_other(feeds: FeedServer, fetcher: Fetcher) -> None:  # P7
    async with FeedServer() as other:
        stuck = asyncio.create_task(fetcher.get(feeds.hang("/feed")))
        await feeds.asked_for("/feed")

        fetched = await fetcher.get(other.serve("/feed", BODY))

        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
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
    clock = Clock()
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


def noise(size: int) -> bytes:
    """Bytes that cannot be compressed, the same every time."""
    return random.Random(7).randbytes(size)  # noqa: S311 - no secret


def open_sockets() -> int:
    """How many sockets of this process are open, on either side."""
    return sum(isinstance(thing, socket.socket) and thing.fileno() != -1 for thing in gc.get_objects())


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate of its own making; skips where none can be made."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    making = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *making, *names, *files], check=True, capture_output=True)  # noqa: S603 - nothing of a stranger's
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
