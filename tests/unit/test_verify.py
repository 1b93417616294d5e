import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.catalogue import Catalogue
from adapters.fetch import Fetcher
from adapters.model import Feed, Provider
from bot.cli.terminal import Ending
from bot.cli.verify import AT_ONCE, Verdict, examine, search, verify
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago

HTML = "<!doctype html><html><head><title>Acme</title></head></html>"
EMPTY = '<?xml version="1.0"?><rss version="2.0"><channel><title>Acme</title></channel></rss>'


def statuspage() -> bytes:
    page = Page()
    page.open("lift00000001", "Lifts are stuck", minutes_ago(30), "They do not move.")
    return page.atom()


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(("127.0.0.1",)) as fetcher:
        yield fetcher


async def verified(*feeds: Feed, words: tuple[str, ...] = (), as_json: bool = False) -> Ending:
    """The command, with a catalogue of providers that have one feed each."""
    catalogue = Catalogue.of(Provider(feed.provider, feed.provider.title(), None, (feed,)) for feed in feeds)
    return await asyncio.to_thread(verify, words, as_json=as_json, catalogue=catalogue)


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:  # noqa: ANN401
    monkeypatch.setenv("STATUSWIRE_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.chdir(tmp_path)


# One feed


@pytest.mark.parametrize("dialect", ["statuspage", None])
async def test_a_feed_that_is_as_it_was_is_well(server: FeedServer, fetcher: Fetcher, dialect: str | None) -> None:
    url = server.serve("/history.atom", statuspage(), content_type=ATOM)

    finding = await examine(Feed("acme", url, dialect), fetcher)

    assert (finding.verdict, finding.dialect) == (Verdict.WELL, "statuspage")
    assert finding.why == "1 incident (statuspage)"


async def test_what_is_not_understood_of_a_feed_is_counted(server: FeedServer, fetcher: Fetcher) -> None:
    page = Page()
    page.open("lift00000001", "Lifts are stuck", minutes_ago(30), "They do not move.")
    page.say("lift00000001", minutes_ago(20), "Zerlegung", "We take one apart.")
    bad = page.atom().replace(b"</entry>", b"</entry><entry><title>Prose</title></entry>")

    finding = await examine(Feed("acme", server.serve("/history.atom", bad, content_type=ATOM)), fetcher)

    assert finding.why == "1 incident (statuspage), 1 not understood, unknown words: \u201cZerlegung\u201d (1)"


async def test_a_feed_of_another_platform_is_told_with_what_it_was_known_by(
    server: FeedServer, fetcher: Fetcher
) -> None:
    url = server.serve("/history.atom", statuspage(), content_type=ATOM)

    finding = await examine(Feed("acme", url, "hund"), fetcher)

    assert finding.verdict is Verdict.OTHER_PLATFORM
    assert finding.why.startswith("was hund, is statuspage (ids of Statuspage")


async def test_an_empty_feed_does_not_betray_that_the_platform_changed(server: FeedServer, fetcher: Fetcher) -> None:
    finding = await examine(Feed("acme", server.serve("/rss", EMPTY), "statuscast"), fetcher)

    assert finding.verdict is Verdict.WELL


async def test_a_feed_that_moved_for_good_is_told_with_its_new_address(server: FeedServer, fetcher: Fetcher) -> None:
    new = server.serve("/new", statuspage(), content_type=ATOM)

    finding = await examine(Feed("acme", server.redirect("/old", "/new", 301), "statuspage"), fetcher)

    assert (finding.verdict, finding.moved_to, finding.why) == (Verdict.MOVED, new, f"to {new}")


async def test_a_feed_that_is_elsewhere_for_now_is_well(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/new", statuspage(), content_type=ATOM)

    finding = await examine(Feed("acme", server.redirect("/old", "/new", 302), "statuspage"), fetcher)

    assert finding.verdict is Verdict.WELL


@pytest.mark.parametrize("body", [HTML, "", "<rss><channel><item>", '{"page": 1}'])
async def test_what_answers_with_something_else_is_no_feed(server: FeedServer, fetcher: Fetcher, body: str) -> None:
    finding = await examine(Feed("acme", server.serve("/rss", body), "statuspage"), fetcher)

    assert finding.verdict is Verdict.NO_FEED
    assert finding.asked in finding.why


@pytest.mark.parametrize("status", [404, 403, 500])
async def test_what_refuses_is_dead_and_it_is_told_why(server: FeedServer, fetcher: Fetcher, status: int) -> None:
    finding = await examine(Feed("acme", server.fail("/rss", status)), fetcher)

    assert finding.verdict is Verdict.DEAD
    assert f"HTTP {status}" in finding.why


# A page without a known feed


async def test_a_page_that_has_a_feed_by_now_is_told_with_the_feed(server: FeedServer, fetcher: Fetcher) -> None:
    page = server.serve("/", HTML, content_type="text/html")
    feed = server.serve("/history.atom", statuspage(), content_type=ATOM)

    finding = await search("acme", page, fetcher)

    assert (finding.verdict, finding.dialect) == (Verdict.HAS_A_FEED, "statuspage")
    assert finding.why.startswith(f"{feed}, found at a usual place (statuspage: ids of Statuspage")


async def test_a_page_that_has_no_feed_as_before_is_well(server: FeedServer, fetcher: Fetcher) -> None:
    finding = await search("acme", server.serve("/", HTML, content_type="text/html"), fetcher)

    assert finding.verdict is Verdict.WELL


async def test_a_page_that_cannot_be_asked_or_is_gone_is_dead(server: FeedServer, fetcher: Fetcher) -> None:
    gone = await search("acme", server.fail("/gone", 410), fetcher)
    dark = await search("acme", server.drop("/"), fetcher)

    assert (gone.verdict, gone.why) == (Verdict.DEAD, "HTTP 410")
    assert (dark.verdict, dark.asked) == (Verdict.DEAD, server.at("/"))


# The command


async def test_only_what_is_wrong_is_told_and_the_command_fails(
    server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Feed("good", server.serve("/good", statuspage(), content_type=ATOM), "statuspage")
    gone = Feed("gone", server.fail("/gone", 404), "statuspage")

    ending = await verified(good, gone)

    said = capsys.readouterr().out
    assert ending is Ending.FAILED
    assert "dead: gone" in said
    assert "/good" not in said
    assert said.endswith("2 pages: 1 well, 1 dead\n")


async def test_where_all_is_well_it_ends_well(server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    ending = await verified(Feed("good", server.serve("/good", statuspage(), content_type=ATOM), "statuspage"))

    assert ending is Ending.DONE
    assert capsys.readouterr().out == "1 page: 1 well\n"


async def test_json_has_every_feed_in_the_order_of_the_catalogue(
    server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = Feed("zeta", server.fail("/gone", 404), "statuspage")
    good = Feed("acme", server.serve("/good", statuspage(), content_type=ATOM), "statuspage")

    ending = await verified(gone, good, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert ending is Ending.FAILED
    assert [(each["provider"], each["verdict"]) for each in told] == [("acme", "well"), ("zeta", "dead")]
    assert told[0].keys() == {"provider", "asked", "verdict", "why", "dialect", "moved_to"}


async def test_who_has_no_feed_is_asked_for_one_too(server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    page = server.serve("/", HTML, content_type="text/html")
    server.serve("/history.atom", statuspage(), content_type=ATOM)
    catalogue = Catalogue.of([Provider("acme", "Acme", page, ()), Provider("own", "Own", None, ())])

    ending = await asyncio.to_thread(verify, (), as_json=False, catalogue=catalogue)

    assert ending is Ending.FAILED
    assert "has a feed: acme" in capsys.readouterr().out


async def test_only_those_named_are_asked(server: FeedServer) -> None:
    feeds = [Feed(name, server.serve(f"/{name}", statuspage(), content_type=ATOM)) for name in ("acme", "beta")]

    await verified(*feeds, words=("Beta",))

    assert list(server.asked) == ["/beta"]


async def test_a_name_that_nobody_has_is_misuse_and_nobody_is_asked(
    server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    ending = await verified(Feed("acme", server.serve("/acme", statuspage())), words=("acne",))

    assert ending is Ending.MISUSE
    assert "Did you mean acme" in capsys.readouterr().err
    assert not server.asked


async def test_a_host_is_asked_one_thing_at_a_time(server: FeedServer) -> None:
    names = [f"acme-{number}" for number in range(3 * AT_ONCE)]
    feeds = [Feed(name, server.serve(f"/{name}", statuspage(), content_type=ATOM)) for name in names]

    ending = await verified(*feeds)

    assert ending is Ending.DONE
    assert server.busiest == 1
