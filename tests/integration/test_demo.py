"""The demo, as a newcomer runs it: a process of its own, with nothing set up."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Set up for real use: the demo must not touch any of it.
ELSEWHERE = {
    "SLACK_BOT_TOKEN": "xoxb-not-to-be-used",
    "STATUSWIRE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "STATUSWIRE_POLL_INTERVAL": "86400",
    "STATUSWIRE_LOG_LEVEL": "nonsense",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """One run, as fast as the command line lets it."""
    command = [sys.executable, "-m", "bot", "demo", "--speed", "5000"]
    place = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(  # noqa: S603
        command,
        cwd=tmp_path_factory.mktemp("anywhere"),
        env=os.environ | ELSEWHERE | place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )


def test_it_ends_by_itself_and_well(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.stderr == ""
    assert demo.returncode == 0


def test_the_outage_is_told_from_its_first_word_to_its_end(demo: subprocess.CompletedProcess[str]) -> None:
    told = demo.stdout

    assert "● Cloudflare Global Network experiencing issues" in told
    assert told.index("11:48 UTC") < told.index("13:09 UTC") < told.index("14:42 UTC") < told.index("19:28 UTC")
    assert "Resolved after 7 h 40 m" in told


def test_every_update_is_told_once(demo: subprocess.CompletedProcess[str]) -> None:  # P1 P2
    told = demo.stdout.splitlines()

    updates = [below.strip() for line, below in pairwise(told) if line.lstrip().startswith("└")]
    assert len(updates) == 20
    assert len(set(updates)) == 20
    assert updates[0].startswith("Investigating · ")


def test_history_stays_silent_at_the_first_look(demo: subprocess.CompletedProcess[str]) -> None:  # P5
    assert "Analytics arrive late" not in demo.stdout


def test_what_is_not_on_record_is_marked_where_it_is_told(demo: subprocess.CompletedProcess[str]) -> None:
    assert "(time not on record)" in " ".join(demo.stdout.split())


def test_it_says_what_to_do_next(demo: subprocess.CompletedProcess[str]) -> None:
    assert "statuswire run" in demo.stdout.splitlines()[-2]
