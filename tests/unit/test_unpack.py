import gzip
import random
import tracemalloc
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp import web

from adapters.errors import FetchError, TooLargeError
from adapters.fetch import BODY_LIMIT, Fetcher
from adapters.unpack import PIECE, UnpackError, unpacker
from tests.fakes.feeds import FeedServer

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)


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


async def test_a_body_that_never_unfolds_to_anything_is_read_no_further_than_the_limit(
    feeds: FeedServer, fetcher: Fetcher
) -> None:
    empty_block = b"\x00\x00\x00\xff\xff"  # RFC 1951, 3.2.4: stored, of no length

    async def nothing(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": "deflate"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(b"\x78\x9c" + empty_block * (BODY_LIMIT // len(empty_block)))
        return response

    with pytest.raises(TooLargeError):
        await fetcher.get(feeds.respond("/feed", nothing))


async def test_a_body_of_just_the_limit_is_read(feeds: FeedServer, fetcher: Fetcher) -> None:
    fetched = await fetcher.get(feeds.serve("/feed", b" " * BODY_LIMIT, encoding="gzip"))

    assert fetched.body is not None
    assert len(fetched.body) == BODY_LIMIT


def noise(size: int) -> bytes:
    """Bytes that cannot be compressed, the same every time."""
    return random.Random(7).randbytes(size)  # noqa: S311 - no secret
