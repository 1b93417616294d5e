"""`statuswire history`: what it answers to people, programs and spreadsheets."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.history import COLUMNS, Form, history
from bot.cli.terminal import Ending
from bot.core.history import Totals
from bot.core.notices import OURSELVES
from bot.core.record import Record
from tests.command_line import remember, statuswire
from tests.contract.made import HOSTILE
from tests.fakes.clock import HandClock
from tests.forty import FORTY, NOW, OF_LAST_30_DAYS, OF_LAST_DAY
from tests.incidents import at, incident, investigating, resolved

pytestmark = pytest.mark.usefixtures("nowhere")

ROOT = Path(__file__).parents[2]
TODAY = datetime.now(UTC)


@pytest.fixture
def forty(tmp_path: Path) -> None:
    remember(tmp_path, FORTY)


def known(title: str, *, provider: str = "github", url: str | None = None) -> Record:
    """An incident that went on for two of the last hours."""
    begun, over = TODAY - timedelta(hours=3), TODAY - timedelta(hours=1)
    updates = [replace(investigating("09:00"), at=begun), replace(resolved("11:00"), at=over)]
    told = replace(incident(*updates, id_=title, title=title, provider=provider), url=url)
    return Record(told, first_seen=begun, heard=over)


def as_json(capsys: pytest.CaptureFixture[str], days: int, provider: str | None = None) -> dict[str, Any]:
    assert history(provider, days, Form.JSON, utc=True, clock=HandClock(NOW)) is Ending.DONE
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def rows_of(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def in_json(numbers: Totals) -> dict[str, Any]:
    """Numbers that were worked out by hand, in the form that docs/operate.md promises."""

    def seconds(length: timedelta | None) -> float | None:
        return None if length is None else length.total_seconds()

    return {
        "incidents": numbers.incidents,
        "still_open": numbers.still_open,
        "maintenance": numbers.maintenance,
        "open_seconds": seconds(numbers.open_for),
        "open_seconds_by_impact": {impact.value: seconds(time) for impact, time in numbers.by_impact},
        "median_seconds_to_resolve": seconds(numbers.to_resolve),
        "median_seconds_to_identify": seconds(numbers.to_identify),
        "longest": numbers.longest and {"provider": numbers.longest.provider, "id": numbers.longest.id},
    }


# For people


@pytest.mark.usefixtures("forty")
def test_people_see_the_numbers_and_a_row_an_incident_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    ending = history(None, 30, Form.PEOPLE, utc=True, clock=HandClock(NOW))

    numbers, _, rows = capsys.readouterr().out.partition("\n\n")
    assert ending is Ending.DONE
    assert numbers.splitlines() == [
        "the last 30 days",
        "Incidents: 29, 3 still open",
        "Maintenance: 4",
        "Time with an incident open: 13 d 13 h",
        "By impact: critical 2 d, major 19 h, minor 2 d 15 h, unknown 8 d 2 h, none 30 m",
        "Median time to identify: 30 m",
        "Median time to resolve: 2 h 30 m",
        "Longest: 1 d 6 h: Trouble 11",
    ]
    cells = [row.split("\t") for row in rows.splitlines()]
    assert len(cells) == 29 + 4 + 1  # one was withdrawn
    assert cells[0] == ["2 Apr 2026, 00:00 UTC", "delta", "Trouble 34", "critical", "still open", "after 1 h"]
    assert ["26 Mar 2026, 09:00 UTC", "gamma", "Trouble 24", "unknown", "withdrawn", "-"] in cells
    assert ["12 Mar 2026, 22:00 UTC", "delta", "Trouble 31", "maintenance", "scheduled", "-"] in cells
    assert ["15 Mar 2026, 01:00 UTC", "acme", "Trouble 9", "maintenance", "1 h 30 m", "-"] in cells
    assert ["-", "gamma", "Trouble 23", "unknown", "-", "-"] in cells


def test_one_provider_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    remember(tmp_path, [known("Ours"), known("Theirs", provider="cloudflare")])

    result = statuswire("history", "GitHub", "--utc")

    assert result.exit_code == Ending.DONE
    assert result.stdout.startswith("GitHub: the last 30 days\nIncidents: 1\n")
    assert "Ours" in result.stdout
    assert "Theirs" not in result.stdout


def test_a_provider_that_is_known_no_more_is_still_remembered(tmp_path: Path) -> None:
    remember(tmp_path, [known("Gone", provider="zz-gone")])

    assert "Gone" in statuswire("history", "zz-gone").stdout


def test_a_provider_of_statuswire_toml_is_called_by_its_name(tmp_path: Path) -> None:
    own = """[[providers]]
slug = "zz-own"
name = "Our Own"
feed = "https://status.own.example/history.atom"

[[channels]]
platform = "slack"
id = "C0123ABCD"

[[channels.subscriptions]]
provider = "zz-own"
"""
    (tmp_path / "statuswire.toml").write_text(own, encoding="utf-8")
    remember(tmp_path, [known("Trouble", provider="zz-own")])

    assert statuswire("history", "our own").stdout.startswith("Our Own: the last 30 days")


def test_a_mistake_in_statuswire_toml_keeps_nobody_from_the_past(tmp_path: Path) -> None:
    (tmp_path / "statuswire.toml").write_text("[[channels]", encoding="utf-8")
    remember(tmp_path, [known("Trouble")])

    assert statuswire("history", "github").exit_code == Ending.DONE


def test_of_whom_nothing_is_remembered_it_says_so(tmp_path: Path) -> None:
    remember(tmp_path, [known("Trouble")])

    result = statuswire("history", "cloudflare")

    assert result.exit_code == Ending.DONE
    assert result.stdout == "Cloudflare: the last 30 days\nNo incident is remembered of that time.\n"


def test_our_own_notices_are_no_incident_of_anybody(tmp_path: Path) -> None:
    remember(tmp_path, [known("GitHub: the status page cannot be read", provider=OURSELVES)])

    assert "No incident is remembered" in statuswire("history").stdout


def test_what_is_open_is_told_though_nobody_has_spoken_of_it_since(tmp_path: Path) -> None:
    silent = Record(incident(investigating("09:00"), title="Forgotten"), first_seen=at("09:00"), heard=at("09:00"))
    remember(tmp_path, [silent])

    assert "Forgotten" in statuswire("history", "--days", "1").stdout


def test_a_title_cannot_drive_the_terminal_or_break_a_row(tmp_path: Path) -> None:  # P11
    remember(tmp_path, [known(f"[bold]x\t\n{HOSTILE}\x9b31m")])

    result = statuswire("history")

    (row,) = result.stdout.partition("\n\n")[2].splitlines()
    assert "[bold]x" in row.split("\t")[2]
    assert not set(result.stdout) & {"\u202e", "\x9b", "\x00"}


# For programs


@pytest.mark.usefixtures("forty")
@pytest.mark.parametrize(("days", "expected"), [(30, OF_LAST_30_DAYS), (1, OF_LAST_DAY)])
def test_the_numbers_in_json_are_those_worked_out_by_hand(
    days: int, expected: Totals, capsys: pytest.CaptureFixture[str]
) -> None:
    assert as_json(capsys, days)["totals"] == in_json(expected)


@pytest.mark.usefixtures("forty")
def test_json_tells_an_incident_as_poll_does_and_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    told = as_json(capsys, 30, "beta")

    by_id = {it["id"]: it for it in told["incidents"]}
    assert (told["provider"], told["since"], told["until"]) == ("beta", "2026-03-03T12:00:00Z", "2026-04-02T12:00:00Z")
    assert set(by_id["15"]) == {
        *("provider", "id", "title", "url", "kind", "phase", "impact", "components", "started_at", "resolved_at"),
        *("window", "updates", "duration_seconds", "seconds_to_identify", "withdrawn"),
    }
    assert (by_id["15"]["duration_seconds"], by_id["15"]["seconds_to_identify"]) == (3 * 3600, 30 * 60)
    assert (by_id["14"]["resolved_at"], by_id["14"]["duration_seconds"]) == (None, None)
    assert by_id["16"]["seconds_to_identify"] is None


def test_json_has_the_form_that_is_documented(tmp_path: Path) -> None:
    remember(tmp_path, [known("Trouble")])
    (shown,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/operate.md").read_text(encoding="utf-8"), re.DOTALL)

    promised, told = json.loads(shown), json.loads(statuswire("history", "github", "--json").stdout)

    assert list(promised) == list(told)
    assert list(promised["totals"]) == list(told["totals"])
    assert list(promised["incidents"][0]) == list(told["incidents"][0])
    assert list(promised["incidents"][0]["updates"][0]) == list(told["incidents"][0]["updates"][0])
    assert list(promised["totals"]["longest"]) == list(told["totals"]["longest"])


def test_json_of_nothing_is_whole(tmp_path: Path) -> None:
    remember(tmp_path)

    told = json.loads(statuswire("history", "--json").stdout)

    assert told["provider"] is None
    assert told["incidents"] == []
    assert told["totals"] == in_json(Totals())


def test_json_keeps_every_character_that_a_provider_wrote(tmp_path: Path) -> None:  # P11
    remember(tmp_path, [known(HOSTILE)])

    result = statuswire("history", "--json")

    assert result.exit_code == Ending.DONE
    assert json.loads(result.stdout)["incidents"][0]["title"] == HOSTILE


# For spreadsheets


@pytest.mark.usefixtures("forty")
def test_csv_has_a_row_an_incident_under_a_head(capsys: pytest.CaptureFixture[str]) -> None:
    history(None, 30, Form.CSV, utc=False, clock=HandClock(NOW))

    rows = {row["id"]: row for row in rows_of(capsys.readouterr().out)}
    assert len(rows) == 34
    assert tuple(rows["11"].values()) == (
        *("beta", "11", "Trouble 11", "incident", "critical", "resolved"),
        *("2026-03-17T12:00:00Z", "2026-03-18T18:00:00Z", str(30 * 3600), "7200", "false"),
        "https://status.beta.example/incidents/11",
    )
    assert tuple(rows["11"]) == COLUMNS
    assert (rows["23"]["started_at"], rows["23"]["duration_seconds"], rows["24"]["withdrawn"]) == ("", "", "true")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r\n=", " =", "\u200b=", "＝", "＠"])  # noqa: RUF001
def test_no_cell_is_a_formula_to_a_spreadsheet(sign: str, tmp_path: Path) -> None:  # P11
    remember(tmp_path, [known(f'{sign}HYPERLINK("https://evil.example")', url="=1+1")])

    result = statuswire("history", "--csv")

    (row,) = rows_of(result.stdout)
    assert len(result.stdout.splitlines()) == 2
    assert row["title"].startswith(f"'{sign.strip().strip(chr(0x200B))}HYPERLINK")
    assert row["url"] == "'=1+1"
    assert row["id"].startswith("'")


@pytest.mark.parametrize("before", ["Late;", "Late; ", "Late;\t", "Late;\n", 'Late;"', "Late;'", "A;B;"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])  # noqa: RUF001
def test_no_cell_is_a_formula_where_cells_are_parted_by_semicolons(
    before: str, sign: str, tmp_path: Path
) -> None:  # P11
    remember(tmp_path, [known(f"{before}{sign}1+1;and so on")])

    printed = statuswire("history", "--csv").stdout

    cells = [cell.lstrip(' "') for line in printed.splitlines() for cell in line.split(";")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))] == []  # noqa: RUF001


def test_every_cell_stands_in_quotes(tmp_path: Path) -> None:  # P11
    remember(tmp_path, [known("Late; very late")])

    (_, row) = statuswire("history", "--csv").stdout.splitlines()

    assert (row[0], row[-1]) == ('"', '"')
    assert len(row.split('","')) == len(COLUMNS)
    assert '"Late; very late"' in row


@pytest.mark.parametrize("title", ['a "quoted", title', "two\nlines", "half \ud83d of a pair", "null \x00"])
def test_csv_is_whole_whatever_a_title_holds(title: str, tmp_path: Path) -> None:  # P11
    remember(tmp_path, [known(title)])

    result = statuswire("history", "--csv")

    (row,) = rows_of(result.stdout)
    assert result.exit_code == Ending.DONE
    assert row["provider"] == "github"
    assert row["url"] == ""


def test_csv_of_nothing_is_its_head(tmp_path: Path) -> None:
    remember(tmp_path)

    assert statuswire("history", "--csv").stdout == ",".join(f'"{name}"' for name in COLUMNS) + "\n"


# What cannot be


def test_before_the_first_run_it_says_what_is_missing() -> None:
    result = statuswire("history")

    assert result.exit_code == Ending.FAILED
    assert result.stdout == ""
    assert "when Statuswire first runs" in result.stderr


def test_a_word_that_is_nobodys_name_is_misuse(tmp_path: Path) -> None:
    remember(tmp_path)

    result = statuswire("history", "githob")

    assert result.exit_code == Ending.MISUSE
    assert result.stdout == ""
    assert "github" in result.stderr
