import ssl
from pathlib import Path

import pytest

from adapters.errors import FetchError, ForbiddenAddressError
from adapters.fetch import MAX_REDIRECTS, Fetcher
from tests.fakes.feeds import FeedServer
from tests.fakes.names import Names
from tests.fakes.tls import self_signed

BODY = b"<rss version='2.0'><channel><title>Acme</title></channel></rss>"
LOOPBACK = ("127.0.0.1",)


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


async def test_a_feed_does_not_move_for_good_from_https_to_http(feeds: FeedServer, tmp_path: Path) -> None:
    async with FeedServer(tls=self_signed(tmp_path)) as secure:
        trusting = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
        secure.redirect("/a", "/b", 301)
        secure.redirect("/b", feeds.serve("/c", BODY), 301)

        async with Fetcher(LOOPBACK, tls=trusting) as fetcher:
            fetched = await fetcher.get(secure.at("/a"))

    assert fetched.body == BODY
    assert fetched.url == feeds.at("/c")
    assert fetched.moved_to == secure.at("/b")


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
