from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discover import MAX_ASKED, Found, discover
from adapters.errors import DiscoveryError, FetchError, ForbiddenAddressError
from adapters.fetch import Fetcher
from adapters.links import USUAL_PATHS
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.names import Names
from tests.fakes.page import Page, minutes_ago
from tests.markup import link, page

LOOPBACK = ("127.0.0.1",)
HTML = "text/html; charset=utf-8"
NUMBER = "5f3a9c0e1b2d4a6f8c7e9d01"


def statuspage() -> bytes:
    """A feed of incidents."""
    page = Page()
    page.open("lift00000001", "Lifts are stuck", minutes_ago(30), "They do not move.")
    return page.atom()


def rss(title: str, generator: str = "", item: str = "") -> str:
    """A feed of no platform that is known."""
    item = item or "<item><title>Resolved: Doors are stuck</title><guid>7</guid></item>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>https://acme.example</link>'
        f"<description>{title}</description><generator>{generator}</generator>{item}</channel></rss>"
    )


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


async def found_at(server: FeedServer, fetcher: Fetcher, path: str = "/") -> Found:
    return await discover(server.at(path), fetcher, provider="acme")


# What a page links


async def test_an_address_that_is_a_feed_is_its_own_answer(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/here", statuspage(), content_type=ATOM)

    found = await discover(url, fetcher, provider="acme")

    assert (found.feed.url, found.feed.provider, found.dialect, found.how) == (url, "acme", "statuspage", "")
    assert [incident.title for incident in found.reading.incidents] == ["Lifts are stuck"]
    assert found.reading.incidents[0].provider == "acme"
    assert found.why
    assert list(server.asked) == ["/here"]


async def test_without_a_provider_the_feed_is_named_after_the_address(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/here", statuspage(), content_type=ATOM)

    found = await discover(url, fetcher)

    assert found.feed.provider == f"127-0-0-1-{server.port}-here"


async def test_the_feed_that_a_page_links_is_found_and_nothing_else_is_asked(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.serve("/", page(link("/odd/place", "Acme Status History - Atom Feed")), content_type=HTML)
    server.serve("/odd/place", statuspage(), content_type=ATOM)

    found = await found_at(server, fetcher)

    assert found.feed.url == server.at("/odd/place")
    assert found.how == "as the page links it (“Acme Status History - Atom Feed”)"
    assert list(server.asked) == ["/", "/odd/place"]


async def test_a_link_that_is_dead_is_no_end(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page(link("/gone.atom"), link("/here.rss", kind="rss")), content_type=HTML)
    server.serve("/here.rss", statuspage())

    found = await found_at(server, fetcher)

    assert found.feed.url == server.at("/here.rss")


async def test_a_feed_of_news_is_left_alone(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page(link("/feed", "RSS", "rss")), content_type=HTML)
    server.serve("/feed", rss("The Acme Blog"))
    server.serve("/rss", rss("Acme", "https://wordpress.org/?v=6.9"))
    server.serve("/rss.xml", rss("Acme Status"))

    found = await found_at(server, fetcher)

    assert found.feed.url == server.at("/rss.xml")


async def test_a_feed_of_news_that_is_asked_for_by_name_is_given(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/feed", rss("The Acme Blog"))

    assert (await found_at(server, fetcher, "/feed")).dialect == "generic"


# What a page betrays


@pytest.mark.parametrize(
    ("sign", "path"),
    [
        ('<script src="https://cdn.statuspage.io/x.js"></script>', "/history.atom"),
        ('<a href="https://incident.io">Powered by incident.io</a>', "/feed.atom"),
        ('<a href="https://instatus.com">Instatus</a>', "/history.rss"),
        ('<a href="https://betterstack.com/">Better Stack</a>', "/feed.rss"),
        ('<a href="https://hund.io">hund.io</a>', "/state_feed/feed.atom"),
        ('<img src="https://x.statuscast.com/logo.png">', "/rss"),
        ('<meta name="generator" content="github.com/cstate/cstate">', "/index.xml"),
        ("<p>powered by openstatus.dev</p>", "/feed/atom"),
        ('<a href="https://cachethq.io">Cachet</a>', "/rss"),
        ("<p>Made with Kener</p>", "/rss.xml"),
        ('<link href="https://assets.sorryapp.com/page.css">', "/api/v1/notices"),
        (f'<a href="/pages/history/{NUMBER}">History</a>', f"/pages/{NUMBER}/rss"),
        (f"<script>var page = '/pages/{NUMBER}';</script>", f"/pages/{NUMBER}/rss"),
    ],
)
async def test_a_page_shows_its_platform_and_with_it_where_the_feed_is(
    server: FeedServer, fetcher: Fetcher, sign: str, path: str
) -> None:
    server.serve("/", page(sign), content_type=HTML)
    server.serve(path, statuspage(), content_type=ATOM)

    found = await found_at(server, fetcher)

    assert found.feed.url == server.at(path)
    assert list(server.asked) == ["/", path]  # the likeliest is asked first


@pytest.mark.parametrize("path", USUAL_PATHS)
async def test_a_page_without_any_sign_has_its_feed_at_a_usual_place(
    server: FeedServer, fetcher: Fetcher, path: str
) -> None:
    server.serve("/", page("All systems go."), content_type=HTML)
    server.serve(path, statuspage(), content_type=ATOM)

    found = await found_at(server, fetcher)

    assert (found.feed.url, found.how) == (server.at(path), "at a usual place")


async def test_a_page_below_another_is_asked_for_its_own_feed_first(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/united-states", page("powered by incident.io"), content_type=HTML)
    server.serve("/united-states/feed.atom", statuspage(), content_type=ATOM)
    server.serve("/feed.atom", statuspage(), content_type=ATOM)

    found = await found_at(server, fetcher, "/united-states")

    assert found.feed.url == server.at("/united-states/feed.atom")


async def test_the_page_of_one_incident_leads_to_the_feed_of_all(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/incidents/abc123", page("powered by instatus.com"), content_type=HTML)
    server.serve("/history.rss", statuspage())

    assert (await found_at(server, fetcher, "/incidents/abc123")).feed.url == server.at("/history.rss")


# Where a page leads


async def test_the_page_that_an_address_redirects_to_is_searched(server: FeedServer, fetcher: Fetcher) -> None:
    async with FeedServer() as hosted:
        server.redirect("/status", hosted.serve("/acme", page(link("feed.atom")), content_type=HTML))
        hosted.serve("/feed.atom", statuspage(), content_type=ATOM)

        found = await found_at(server, fetcher, "/status")

        assert found.feed.url == hosted.at("/feed.atom")


async def test_a_page_that_forwards_by_itself_is_followed(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page('<meta http-equiv="Refresh" content="0; URL=\'/new\'">'), content_type=HTML)
    server.serve("/new", page(link("/odd.atom", "History")), content_type=HTML)
    server.serve("/odd.atom", statuspage(), content_type=ATOM)

    assert (await found_at(server, fetcher)).feed.url == server.at("/odd.atom")


async def test_pages_that_forward_to_each_other_for_ever_come_to_an_end(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/a", page('<meta http-equiv=refresh content="0;url=/b">'), content_type=HTML)
    server.serve("/b", page('<meta http-equiv=refresh content="0;url=/a">'), content_type=HTML)

    with pytest.raises(DiscoveryError):
        await found_at(server, fetcher, "/a")

    assert server.requests("/a") == server.requests("/b") == 1


async def test_a_front_page_leads_to_the_status_page_that_it_links() -> None:
    async with FeedServer() as server:
        names = Names(acme_example=[["127.0.0.1"]], status_acme_example=[["127.0.0.1"]])
        target = f"http://status.acme.example:{server.port}/board"
        server.serve("/", page(f'<a href="{target}">Status</a>'), content_type=HTML)
        server.serve("/board", page(link("/deep/h.atom", "History")), content_type=HTML)
        server.serve("/deep/h.atom", statuspage(), content_type=ATOM)

        async with Fetcher(("acme.example", "status.acme.example"), resolver=names) as fetcher:
            found = await discover(f"http://acme.example:{server.port}/", fetcher)

        assert found.feed.url == f"http://status.acme.example:{server.port}/deep/h.atom"


# What must not fool it


async def test_a_server_that_answers_every_path_with_its_page_fools_nobody(
    server: FeedServer, fetcher: Fetcher
) -> None:  # P3
    shell = page('<div id="root"></div>')
    for path in ("/", *USUAL_PATHS):
        server.serve(path, shell, content_type=ATOM)

    with pytest.raises(DiscoveryError) as error:
        await found_at(server, fetcher)

    assert "a web page titled “Acme”" in str(error.value)


async def test_nothing_found_says_what_was_asked_and_answered(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page(link("/empty.atom"), link("/broken.atom"), link("/blog.atom")), content_type=HTML)
    server.serve("/empty.atom", b"", content_type=ATOM)
    server.serve("/broken.atom", '<feed xmlns="http://www.w3.org/2005/Atom"><entry>', content_type=ATOM)
    server.serve("/blog.atom", rss("Acme Blog"))
    server.fail("/rss", 403)

    with pytest.raises(DiscoveryError) as error:
        await found_at(server, fetcher)

    tried = {url.removeprefix(server.url): answer for url, answer in error.value.tried}
    assert tried["/"] == "a web page titled “Acme”"
    assert tried["/empty.atom"] == "nothing at all"
    assert tried["/broken.atom"] == "a feed that cannot be read"
    assert tried["/history.atom"] == "HTTP 404"
    assert tried["/rss"] == "HTTP 403"
    assert "/blog.atom" not in tried  # its name says that it is of something else
    assert str(error.value).startswith(f"No feed was found from {server.at('/')}: ")
    assert "/history.atom, /history.rss" in str(error.value)


async def test_a_page_full_of_links_is_asked_for_no_more_than_a_few(server: FeedServer, fetcher: Fetcher) -> None:
    links = [link(f"/{number}.atom") for number in range(500)]
    server.serve("/", page(*links), content_type=HTML)

    with pytest.raises(DiscoveryError):
        await found_at(server, fetcher)

    assert sum(map(server.requests, server.asked)) == MAX_ASKED


async def test_a_page_that_is_private_may_have_a_feed_that_is_not(server: FeedServer, fetcher: Fetcher) -> None:
    server.fail("/", 403)
    server.serve("/history.atom", statuspage(), content_type=ATOM)

    assert (await found_at(server, fetcher)).feed.url == server.at("/history.atom")


async def test_a_wrong_path_is_mended_by_the_first_page_of_the_host(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page(link("/odd.atom", "History")), content_type=HTML)
    server.serve("/odd.atom", statuspage(), content_type=ATOM)

    assert (await found_at(server, fetcher, "/histroy.atom")).feed.url == server.at("/odd.atom")


# When nobody is to be asked


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_host_in_trouble_is_asked_once(server: FeedServer, fetcher: Fetcher, status: int) -> None:
    server.fail("/", status)

    with pytest.raises(FetchError, match=str(status)):
        await found_at(server, fetcher)

    assert list(server.asked) == ["/"]


async def test_a_host_that_wants_fewer_requests_is_left_alone_in_the_midst_of_it(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.serve("/", page("nothing"), content_type=HTML)
    server.fail("/history.rss", 429, headers={"Retry-After": "60"})

    with pytest.raises(DiscoveryError, match="HTTP 429"):
        await found_at(server, fetcher)

    assert list(server.asked) == ["/", "/history.atom", "/history.rss"]


async def test_a_page_cannot_lead_to_what_is_not_public(server: FeedServer) -> None:  # P11
    names = Names(status_example=[["127.0.0.1"]])
    secret = server.serve("/secret.atom", statuspage(), content_type=ATOM)
    server.serve("/", page(link(secret, "History")), content_type=HTML)

    async with Fetcher(("status.example",), resolver=names) as fetcher:
        with pytest.raises(DiscoveryError, match="not a public address"):
            await discover(f"http://status.example:{server.port}/", fetcher)

    assert server.requests("/secret.atom") == 0


async def test_an_address_that_is_not_public_is_refused_as_such(server: FeedServer) -> None:  # P11
    async with Fetcher() as fetcher:
        with pytest.raises(ForbiddenAddressError):
            await discover(server.at("/"), fetcher)

    assert not server.asked


@pytest.mark.parametrize("url", ["ftp://status.example/", "https://", "nonsense", "file:///etc/passwd"])
async def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        await discover(url, fetcher)


async def test_a_search_that_takes_too_long_says_how_far_it_came(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/", page(link("/slow.atom", "History")), content_type=HTML)
    server.hang("/slow.atom")

    with pytest.raises(DiscoveryError, match=r"given up after 0\.1 s") as error:
        await discover(server.at("/"), fetcher, patience=timedelta(seconds=0.1))

    assert dict(error.value.tried)[server.at("/slow.atom")] == "no answer in time"
