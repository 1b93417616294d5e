"""A report as people read it, in Markdown and in HTML; what providers write is literal in both."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from adapters.model import Impact, Incident, Provider, Run
from bot.core.message import Fact
from bot.core.period import Period
from bot.core.record import Record
from bot.core.report import compose
from bot.render import report_html, report_md
from bot.render.page import Column, Page, Picture, Section, Table
from bot.render.report import page
from tests.contract.made import HOSTILE
from tests.forty import FORTY, MARCH, PROVIDERS
from tests.incidents import at, identified, incident, investigating, resolved

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ACME = Provider("acme", "Acme", "https://status.acme.example", ())
BEARING = (
    "<script>alert(1)</script>",
    "</td></table><h1>x",
    '" onmouseover="x',
    "{{ 7 * 7 }}",
    "{% raw %}",
    "&lt;b&gt;",
)
MARKED = (
    "| a | b |", "`code` ``", "*bold* _it_ **b** ~~gone~~", "[x](https://evil.example)", "![x](https://evil.example/i)",
    "<https://evil.example>", "https://evil.example/x", "www.evil.example", "a@evil.example", "@everyone @team",
    "# head", "- item", "1. item", "2) item", "+ item", "> quote", "=== ---", "\\| \\\\ \\", "&amp; &#35;", "$x$",
    ":bomb: http://x", "[^1] [x]: y", "***", "    code",
)  # fmt: skip


def written(*records: Record, providers: tuple[Provider, ...] = (ACME,), period: Period = MARCH, of: str = "") -> Page:
    seen = {provider.slug: LONG_AGO for provider in providers}
    report = compose(records, [], period, providers=["acme"], seen_since=seen, zone=UTC)
    return page(report, {provider.slug: provider for provider in providers}, zone=UTC, of=of)


def known(told: Incident) -> Record:
    return Record(told, first_seen=at("09:00"), heard=at("09:00"))


def titled(title: str, url: str | None = None) -> Record:
    told = incident(investigating("09:00"), identified("09:10"), resolved("10:00"), title=title)
    return known(replace(told, url=url, impact=Impact.MAJOR))


def in_every_place(said: str) -> Page:
    """A page with these characters everywhere where a page has any."""
    table = Table((Column(said), Column("n", is_number=True)), (((Run(said),), (Run(said), Run(said))),))
    section = Section(said, (said,), Picture(said, b"light", b"dark"), table)
    return Page(said, (said,), (Fact(said, said),), (section,), (said,))


def rows(told: Page, title: str) -> list[list[str]]:
    (section,) = (section for section in told.sections if section.title == title)
    assert section.table
    return [["".join(run.text for run in cell) for cell in row] for row in section.table.rows]


def html_of_markdown(markdown: str) -> LexborHTMLParser:
    return LexborHTMLParser(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def texts(html: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text().strip() for node in html.css(selector)]


# What it says


def test_a_page_has_the_numbers_in_the_names_of_providers() -> None:
    told = written(titled("Errors", "https://status.acme.example/incidents/1"))

    assert told.title == "Status report, Mar 2026"
    assert told.said == ("What 1 provider said on their own status pages.",)
    assert told.facts[0] == Fact("Incidents", "1")
    assert rows(told, "Availability, as providers told it") == [["Acme", "99.86 %", "1 h", "-", "1"]]
    assert rows(told, "Worst days") == [["2 Mar", "1 h", "1 h", "Acme"]]
    assert rows(told, "How soon providers spoke") == [["Acme", "not told", "10 m", "1 h"]]
    assert rows(told, "Incidents") == [["2 Mar 2026, 09:00 UTC", "Acme", "Errors", "major", "1 h"]]
    assert told.foot[-1] == "Times and days are on the clock of UTC."


def test_a_quiet_month_says_so_and_shows_who_was_asked() -> None:
    told = written()

    assert told.said[-1] == "Nothing was reported."
    assert [section.title for section in told.sections] == ["Availability, as providers told it"]
    assert rows(told, "Availability, as providers told it") == [["Acme", "100 %", "0", "-", "0"]]


def test_where_nobody_is_followed_there_is_nothing_to_report_on() -> None:
    told = page(compose([], [], MARCH, providers=[], seen_since={}, zone=UTC), {}, zone=UTC)

    assert told.said == ("Nobody is followed, and nobody has said a word.",)
    assert told.sections == ()


def test_a_month_that_goes_on_says_how_far_it_has_come() -> None:
    told = written(period=Period(MARCH.since, at("12:00", day=9), at("12:00", day=9)))

    assert told.said[1] == "The month is not over: this is how it stood on 9 Mar 2026, 12:00 UTC."


def test_the_whole_of_the_forty_is_told_on_the_clock_of_a_zone() -> None:
    report = compose(FORTY, [], MARCH, providers=PROVIDERS, seen_since=dict.fromkeys(PROVIDERS, LONG_AGO), zone=UTC)

    told = page(report, {}, zone=ZoneInfo("Europe/Berlin"), of="slack C1")

    assert told.title == "Status report, Mar 2026: slack C1"
    assert rows(told, "Availability, as providers told it")[0] == ["beta", "95.22 %", "1 d 11 h", "-", "6"]
    assert rows(told, "Availability, as providers told it")[-1] == ["gamma", "-", "0", "9 d 22 h", "6"]
    assert rows(told, "Worst days")[2] == ["31 Mar", "5 h", "2 d 5 h", "acme, omega, beta and 1 more"]
    assert rows(told, "How soon providers spoke")[0] == ["beta", "40 m", "45 m", "4 h"]
    assert rows(told, "Incidents")[0][0] == "28 Feb 2026, 23:00 CET"
    assert ["22 Mar 2026, 11:00 CET", "gamma", "Trouble 21 (status.gamma.example)", "unknown", "still open"] in rows(
        told, "Incidents"
    )
    assert rows(told, "Maintenance")[0][2:] == ["Trouble 30 (status.delta.example)", "Cancelled", "-"]
    assert told.foot[-1] == "Times and days are on the clock of Europe/Berlin."


def test_what_could_not_be_seen_is_said() -> None:
    dark = replace(incident(investigating("09:00"), resolved("10:00"), title="Acme: cannot be read"), provider="acme")
    seen_since = {"acme": at("12:00", day=9), "beta": MARCH.until}
    report = compose([], [dark], MARCH, providers=["acme", "beta"], seen_since=seen_since, zone=UTC)

    told = page(report, {"acme": ACME}, zone=UTC)

    late, never = told.sections[-1].said
    assert late.startswith("Acme: its feed has been read since 9 Mar 2026, 12:00 UTC. Of the time before")
    assert never == "beta: its feed had not been read yet."
    assert rows(told, "What could not be seen") == [["2 Mar 2026, 09:00 UTC", "Acme: cannot be read", "1 h"]]


@pytest.mark.parametrize(
    ("title", "url", "shown", "links"),
    [
        ("Errors", "https://status.acme.example/1", "Errors", ["https://status.acme.example/1"]),
        ("Errors", "https://evil.example/1", "Errors (evil.example)", ["https://evil.example/1"]),
        ("https://bank.example", "https://evil.example/1", "evil.example", ["https://evil.example/1"]),
        ("Errors", "javascript:alert(1)", "Errors", []),
        ("Errors", None, "Errors", []),
        ("", None, "Incident without a title", []),
        ("\u202eErr\n\nors\x00", None, "Err ors", []),
    ],
)
def test_a_link_shows_where_it_leads(title: str, url: str | None, shown: str, links: list[str]) -> None:
    told = written(titled(title, url))

    (section,) = (section for section in told.sections if section.title == "Incidents")
    assert section.table
    cell = section.table.rows[0][2]
    assert "".join(run.text for run in cell) == shown
    assert [run.link for run in cell if run.link] == links


# In Markdown


def test_in_markdown_a_host_stands_apart_from_its_link() -> None:
    told = report_md.render(written(titled("Errors", "https://evil.example/1"), titled("See https://a.example now")))

    assert "| [Errors](https://evil.example/1) (evil.example) |" in told
    assert "| See [https\\://a.example](https://a.example) now |" in told


def test_markdown_reads_as_it_was_meant() -> None:
    html = html_of_markdown(report_md.render(written(titled("Errors", "https://status.acme.example/incidents/1"))))

    assert texts(html, "h1") == ["Status report, Mar 2026"]
    assert texts(html, "h2")[0] == "Availability, as providers told it"
    assert texts(html, "h2")[-1] == "How to read this"
    assert texts(html, "li")[0] == "Incidents: 1"
    assert texts(html, "table")[0].split() == [
        *("Provider", "Availability", "Down", "Of", "unknown", "impact", "Incidents"),
        *("Acme", "99.86", "%", "1", "h", "-", "1"),
    ]
    assert [(a.text(), a.attributes["href"]) for a in html.css("a")] == [
        ("Errors", "https://status.acme.example/incidents/1")
    ]


@pytest.mark.parametrize("said", [*BEARING, *MARKED])
def test_nothing_is_markup_in_markdown(said: str) -> None:  # P11
    html = html_of_markdown(report_md.render(in_every_place(said)))

    def letters(shown: str) -> str:
        return re.sub(r"[\u2060\s]", "", shown)

    places = [*texts(html, "h1"), *texts(html, "h2")[:1], *texts(html, "p"), *texts(html, "th")[:1], *texts(html, "td")]
    assert {letters(place) for place in places} == {letters(said), letters(said + said)}
    assert not html.css("a, img, script, em, code, pre, blockquote, del, h3, hr, ol")
    assert len(html.css("table")) == len(html.css("ul")) == 1
    assert len(html.css("td")) == 2


@pytest.mark.parametrize(
    "said", ["https://evil.example", "www.evil.example", "WWW.evil.example", "@team", "a@b.example"]
)
def test_nothing_becomes_a_link_or_calls_somebody_by_itself(said: str) -> None:
    written_out = report_md.escape(said)

    assert not re.search(r"https?://|www\.|@\w", written_out, re.IGNORECASE)


# In HTML


def test_html_has_all_of_the_page() -> None:
    told = written(titled("Errors", "https://status.acme.example/incidents/1"))
    drawn = replace(
        told, sections=(*told.sections, Section("Timeline", picture=Picture("In words.", b"day", b"night")))
    )

    html = LexborHTMLParser(report_html.render(drawn))

    assert texts(html, "title") == texts(html, "h1") == ["Status report, Mar 2026"]
    assert texts(html, "h2") == [*(section.title for section in drawn.sections), "How to read this"]
    assert texts(html, "dt") == [fact.label for fact in told.facts]
    assert texts(html, "td")[:3] == ["Acme", "99.86 %", "1 h"]
    assert {td.attributes["data-column"] for td in html.css("td")} == set(texts(html, "th"))
    assert [(img.attributes["class"], img.attributes["alt"]) for img in html.css("img")] == [
        ("light", "In words."),
        ("dark", "In words."),
    ]
    assert html.css("img")[0].attributes["src"] == "data:image/png;base64,ZGF5"
    assert [a.attributes["href"] for a in html.css("a")] == ["https://status.acme.example/incidents/1"]


@pytest.mark.parametrize("said", [*BEARING, *MARKED])
def test_nothing_is_markup_in_html(said: str) -> None:  # P11
    html = LexborHTMLParser(report_html.render(in_every_place(said)))

    for place in ("title", "h1", "main h2", "main p", "dt", "dd", "footer p"):
        assert texts(html, place) == [said.strip()], place
    assert texts(html, "td") == [said.strip(), (said + said).strip()]
    assert html.css("td")[0].attributes["data-column"] == html.css("img")[0].attributes["alt"] == said
    assert not html.css("script, iframe, a, form, link, object")
    assert not [node for node in html.css("*") if any(name.startswith("on") for name in node.attributes)]


def test_html_asks_nobody_for_anything_and_lets_nothing_act() -> None:
    rendered = report_html.render(written(titled(HOSTILE, "https://status.acme.example/incidents/1")))

    html = LexborHTMLParser(rendered)
    (policy,) = html.css('meta[http-equiv="Content-Security-Policy"]')
    assert "default-src 'none'" in (policy.attributes["content"] or "")
    assert not re.findall(r"(?:src|srcset|url|@import)[=(\s]\W*https?:", rendered)
    assert not html.css("script")


@pytest.mark.parametrize("render", [report_md.render, report_html.render])
def test_whatever_a_provider_writes_can_be_saved(render: object) -> None:
    assert callable(render)
    hostile = [replace(titled(HOSTILE), incident=replace(titled(HOSTILE).incident, id=name)) for name in ("1", "2")]
    named = Provider("acme", HOSTILE, None, ())

    assert render(written(*hostile, providers=(named,), of=HOSTILE)).encode("utf-8")


def test_a_page_holds_any_number_of_incidents() -> None:
    many = [known(replace(it.incident, id=f"{number}")) for number, it in enumerate([titled("Errors")] * 500)]

    told = written(*many)

    assert len(rows(told, "Incidents")) == 500
    assert told.facts[0].value == "500"
