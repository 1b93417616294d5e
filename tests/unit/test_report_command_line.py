"""`statuswire report`: what it writes, where, and what it says to wrong input."""

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.model import Impact, Provider
from bot.cli.report import Asked, Form, report
from bot.cli.terminal import Ending
from bot.core.destination import Destination, Filters, Subscription
from bot.core.notices import OURSELVES, darkness
from bot.core.record import Record
from bot.core.schedule import FeedState
from tests.command_line import remember, statuswire
from tests.contract.made import HOSTILE
from tests.fakes.clock import HandClock
from tests.forty import ACME, BETA, FORTY, NOW, PROVIDERS, moment

pytestmark = pytest.mark.usefixtures("nowhere")

WELL = [FeedState(f"https://{slug}.example/feed", slug, first_good_at=moment("01-01 00:00")) for slug in PROVIDERS]
CHANNEL = Destination("slack:C1", "slack", "C1", timezone="Europe/Berlin")


@pytest.fixture
def forty(tmp_path: Path) -> None:
    remember(tmp_path, FORTY, states=WELL)


def written(capsys: pytest.CaptureFixture[str], asked: Asked, ending: Ending = Ending.DONE) -> str:
    assert report(asked, clock=HandClock(NOW)) is ending
    return capsys.readouterr().out


def of_march(
    form: Form = Form.MARKDOWN, *providers: str, channel: str | None = None, timezone: str | None = None
) -> Asked:
    return Asked(date(2026, 3, 1), form, providers, channel, timezone)


# What it writes


@pytest.mark.usefixtures("forty")
def test_the_numbers_are_those_worked_out_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    told = written(capsys, of_march())

    assert told.startswith("# Status report, Mar 2026\n\nWhat 5 providers said on their own status pages.\n\n- ")
    for line in (
        "- **Incidents:** 30, 3 still open",
        "- **Maintenance:** 4",
        "- **Time with an incident open:** 12 d 8 h",
        "- **By impact:** critical 1 d 12 h, major 19 h, minor 1 d 22 h, unknown 8 d 2 h, none 30 m",
        "- **Median time to identify:** 30 m",
        "- **Median time to resolve:** 2 h 30 m",
        "- **Longest:** 1 d 6 h: Trouble 11",
        "| beta | 95.22 % | 1 d 11 h | - | 6 |",
        "| acme | 97.98 % | 15 h | - | 9 |",
        "| gamma | - | 0 | 9 d 22 h | 6 |",
        "| 18 Mar | 20 h 30 m | 22 h 30 m | beta, omega |",
        "| beta | 40 m | 45 m | 4 h |",
    ):
        assert f"\n{line}\n" in told


@pytest.mark.usefixtures("forty")
def test_without_a_month_it_is_on_the_last_whole_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(capsys, Asked()) == written(capsys, of_march())


@pytest.mark.usefixtures("forty")
def test_html_has_its_charts_with_their_words_in_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    html = LexborHTMLParser(written(capsys, of_march(Form.HTML)))

    pictures = html.css("img")
    words = {picture.attributes["alt"] or "" for picture in pictures}
    assert len(pictures) == 4
    assert all((picture.attributes["src"] or "").startswith("data:image/png;base64,iVBOR") for picture in pictures)
    assert sorted(word.partition(",")[0] for word in words) == ["Time with an incident open", "Timeline of incidents"]
    assert any("beta: critical 1 d 6 h, major 5 h 30 m, minor 1 d 20 h." in word for word in words)


@pytest.mark.usefixtures("forty")
def test_without_the_extra_html_comes_without_charts_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    ending = report(of_march(Form.HTML), clock=HandClock(NOW))

    told = capsys.readouterr()
    assert ending is Ending.DONE
    assert "<img" not in told.out
    assert "Status report, Mar 2026" in told.out
    assert "pictures" in told.err


@pytest.mark.usefixtures("forty")
def test_markdown_needs_no_extra_and_misses_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    report(of_march(), clock=HandClock(NOW))

    assert capsys.readouterr().err == ""


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    remember(tmp_path, FORTY, states=WELL)

    result = statuswire("report", "--month", "2026-03", "--format", "html", "--out", "march.html")

    assert result.exit_code == Ending.DONE
    assert result.stdout == ""
    assert "march.html" in result.stderr
    assert (tmp_path / "march.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_title_that_no_file_holds_is_written_all_the_same(tmp_path: Path) -> None:  # P11
    (first, *_) = FORTY
    remember(tmp_path, [replace(first, incident=replace(first.incident, title=HOSTILE))])

    result = statuswire("report", "--month", "2026-03", "--out", "march.md")

    assert result.exit_code == Ending.DONE
    assert "right to left" in (tmp_path / "march.md").read_text(encoding="utf-8")


# Whom it is on


@pytest.mark.usefixtures("forty")
def test_it_can_be_on_some_providers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    told = written(capsys, of_march(Form.MARKDOWN, ACME, BETA))

    assert "What 2 providers said" in told
    assert "- **Incidents:** 15, 2 still open\n" in told
    assert "gamma" not in told


def test_who_is_followed_is_in_it_though_nothing_happened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = FeedState("https://www.githubstatus.com/history.atom", "github", first_good_at=moment("01-01 00:00"))
    remember(tmp_path, states=[state], places=[CHANNEL], wishes=[Subscription(CHANNEL.id, "github")])

    told = written(capsys, of_march())

    assert "Nothing was reported." in told
    assert "| GitHub | 100 % | 0 | - | 0 |" in told


def test_a_channels_report_has_what_it_follows_by_its_filters_on_its_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = [
        Subscription(CHANNEL.id, ACME, Filters(impact=Impact.MAJOR)),
        Subscription("slack:C2", BETA),
    ]
    other = Destination("slack:C2", "slack", "C2")
    remember(tmp_path, FORTY, states=WELL, places=[CHANNEL, other], wishes=wishes)

    told = written(capsys, of_march(channel="C1"))

    assert told.startswith("# Status report, Mar 2026: slack C1\n\nWhat 1 provider said")
    assert "- **Incidents:** 5, 1 still open\n" in told  # 1, 2, 4, 6 and 7
    assert "| 2 Mar 2026, 10:00 CET | acme |" in told
    assert told.rstrip().endswith("Times and days are on the clock of Europe/Berlin.")


def test_a_provider_that_is_asked_for_is_told_whole_though_the_channel_does_not_follow_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(tmp_path, FORTY, states=WELL, places=[CHANNEL], wishes=[Subscription(CHANNEL.id, ACME)])

    told = written(capsys, of_march(Form.MARKDOWN, BETA, channel="slack:C1"))

    assert "- **Incidents:** 6, 1 still open\n" in told
    assert "acme" not in told


# What could not be seen


def test_what_could_not_be_seen_is_told_of_its_provider(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state, *_) = WELL
    failing = replace(state, failing_since=moment("03-09 10:00"), failure="No answer.")
    notice = darkness(failing, Provider(ACME, "Acme", None, ()), ended_at=moment("03-09 12:00"))
    assert notice
    remember(tmp_path, [Record(notice, NOW, NOW)], states=[replace(state, first_good_at=moment("03-05 08:00"))])

    told = written(capsys, of_march(Form.MARKDOWN, ACME))

    assert "acme: its feed has been read since 5 Mar 2026, 08:00 UTC." in told
    assert "| 9 Mar 2026, 10:00 UTC | Acme: the status page cannot be read | 2 h |" in told
    assert OURSELVES not in told


# What cannot be


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--month", "2026-13"), "2026-13 is no month. Say it as in 2026-11."),
        (("--month", "March"), "March is no month"),
        (("--month", "9999-12"), "has not begun"),
        (("--month", "0001-01"), "as old as"),
        (("--format", "pdf"), "pdf"),
        (("--provider", "githob"), "github"),
        (("--channel", "C9"), "C1"),
        (("--timezone", "Berln"), "Europe/Berlin"),
        (("--timezone", "../../etc/passwd"), "no time zone"),
    ],
)
def test_misuse_ends_with_2_and_says_what_can_be(words: tuple[str, str], said: str, tmp_path: Path) -> None:
    remember(tmp_path, places=[CHANNEL])

    result = statuswire("report", *words)

    assert result.exit_code == Ending.MISUSE
    assert result.stdout == ""
    assert said in re.sub(r"[│\s]+", " ", result.stderr)


def test_before_the_first_run_it_says_what_is_missing() -> None:
    result = statuswire("report")

    assert result.exit_code == Ending.FAILED
    assert "when Statuswire first runs" in result.stderr


def test_a_file_that_cannot_be_written_fails_with_a_reason(tmp_path: Path) -> None:
    remember(tmp_path)

    result = statuswire("report", "--out", "nowhere/march.md")

    assert result.exit_code == Ending.FAILED
    assert "nowhere/march.md" in result.stderr


def test_this_month_is_told_as_far_as_it_has_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remember(tmp_path)

    told = written(capsys, Asked(date(2026, 4, 1)))

    assert "The month is not over: this is how it stood on 2 Apr 2026, 12:00 UTC." in told
