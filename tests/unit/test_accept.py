"""`statuswire accept`, from a database that the poller shares."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.core.schedule import FeedState
from bot.store import feeds
from bot.store.database import Database
from tests.incidents import at

FEED = "https://www.githubstatus.com/history.atom"
SUSPECT = replace(FeedState(FEED, "github"), suspect="it is empty", suspect_since=at("09:00"))
WELL = FeedState("https://status.acme.example/history.atom", "acme")


def accepted(*words: str) -> Result:
    return CliRunner().invoke(app, ["accept", *words])


async def opened(folder: Path) -> Database:
    return await Database.open(f"sqlite+aiosqlite:///{folder / 'statuswire.db'}")


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATUSWIRE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    database = await opened(tmp_path)
    async with database.transaction() as tx:
        await feeds.save(tx, [SUSPECT, WELL])
    await database.close()
    return tmp_path


@pytest.mark.parametrize("name", [FEED, "github", "gh", "GitHub"])
def test_a_suspect_feed_is_accepted_by_its_address_or_its_provider(folder: Path, name: str) -> None:  # P6
    result = accepted(name)

    assert folder.exists()
    assert result.exit_code == 0
    assert f"accepted: {FEED}" in result.stdout


@pytest.mark.parametrize("name", ["acme", "gitlab", "https://status.acme.example/history.atom", "no such thing"])
def test_what_is_not_suspect_needs_no_acceptance(folder: Path, name: str) -> None:
    result = accepted(name)

    assert folder.exists()
    assert result.exit_code == 1
    assert "is held as suspect" in result.stderr


def test_without_a_database_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSWIRE_DATA_DIR", str(tmp_path))

    assert accepted("github").exit_code == 1
