"""What a page links and betrays, read from its source alone."""

import pytest

from adapters.links import is_of_news, page_at
from tests.markup import link, page


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([link("/a.rss", "History", "rss"), link("/a.atom", "History")], ["/a.atom", "/a.rss"]),
        ([link("/a.atom", "Acme"), link("/i.rss", "Incidents", "rss")], ["/i.rss", "/a.atom"]),
        ([link("/blog/feed.atom", "Acme Blog"), link("/a.rss", "", "rss")], ["/a.rss"]),
        ([link("/comments/feed", "Acme » Comments Feed", "rss"), link("/h", "Status")], ["/h"]),
        ([link("/news.atom", "News"), link("/feed.json", "History", "feed")], []),
        (["<!--", link("/old.atom", "History"), "-->", link("/new.atom", "History")], ["/new.atom"]),
        (["<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='/up'>"], ["/up"]),
        (['<link rel="stylesheet" type="application/atom+xml" href="/no">'], []),
        ([link("javascript:alert(1)", "History"), link("http://[::1", "History"), link("", "History")], []),
        ([link("https://user:secret@acme.example/feed", "History")], []),
        (["<script>\"<a href='/feed.rss'>\"</script>"], ["/feed.rss"]),
        (["<a href=/feed.rss>RSS</a><a href=/pricing>Pricing</a><a href=/blog/feed>Blog</a>"], ["/feed.rss"]),
        (["<a href=https://elsewhere.example/feed.rss>Theirs</a>"], []),
        ([link("https://feeds.example/acme", "Acme status", "rss")], ["https://feeds.example/acme"]),
    ],
)
def test_links_to_feeds_of_incidents_come_first_and_atom_before_rss(links: list[str], expected: list[str]) -> None:
    told = page_at("https://status.acme.example/", page(*links))

    linked = [candidate.url for candidate in told.candidates if "link" in candidate.how]
    assert [url.removeprefix("https://status.acme.example") for url in linked] == expected


@pytest.mark.parametrize("words", ["Acme Blog", "press /news/feed.rss", "Comments on Acme", "/category/feed"])
def test_words_of_news(words: str) -> None:
    assert is_of_news(words)


@pytest.mark.parametrize("words", ["Acme", "Acme News Status", "/history.atom", "Tagged", "News Incident History"])
def test_words_that_are_not_of_news(words: str) -> None:
    assert not is_of_news(words)


def test_a_page_that_loads_itself_anew_forwards_nowhere() -> None:
    assert page_at("https://a.example/", page('<meta http-equiv=refresh content="60">')).forward is None
    assert page_at("https://a.example/", page('<meta http-equiv=refresh content="60; url=/">')).forward is None


@pytest.mark.parametrize(
    ("url", "href", "follows"),
    [
        ("https://acme.example/", "https://status.acme.example/", True),
        ("https://www.acme.example/docs", "https://acmestatus.example", True),
        ("https://acme.example/", "https://acme.statuspage.io/", True),
        ("https://acme.example/", "https://www.other-status.example/", False),
        ("https://acme.example/", "https://status.other.example/", False),
        ("https://acme.example/", "https://www.atlassian.com/software/statuspage", False),
        ("https://acme.statuspage.io/", "https://www.statuspage.io", False),
        ("https://status.acme.example/", "https://status.acme.example/history", False),
    ],
)
def test_only_a_status_page_of_the_same_name_is_followed(url: str, href: str, *, follows: bool) -> None:
    told = page_at(url, page(f'<a href="{href}">Status</a>'))

    assert bool(told.status_pages) is follows


@pytest.mark.parametrize("bomb", ["<!--", "<a ", "<link rel=alternate href=", "<b a=1>", "status.", "/pages/", "a.b-"])
def test_a_hostile_page_is_read_in_little_time(bomb: str) -> None:  # P11
    source = bomb * (2 * 1024 * 1024 // len(bomb))

    assert page_at("https://status.acme.example/", source).candidates


def test_the_hostile_page_with_the_right_link_is_read_all_the_same() -> None:
    source = page("<b a=1>" * 10_000, link("/odd.atom", "History"))

    assert page_at("https://status.acme.example/", source).candidates[0].url == "https://status.acme.example/odd.atom"
