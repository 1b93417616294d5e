"""`statuswire export` and `statuswire import`, with files as they come."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from bot.cli.terminal import Ending
from bot.core.destination import Destination, Subscription
from tests.command_line import remember, statuswire
from tests.incidents import at, investigating, record, resolved

pytestmark = pytest.mark.usefixtures("nowhere")

PLACE = Destination("slack:C1", "slack", "C1")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of a program that remembers something."""
    told = record(investigating("09:00", "Half a pair \ud83d."), resolved("10:00"), now=at("10:01"))
    remember(tmp_path, [told], places=[PLACE], wishes=[Subscription("slack:C1", "acme")])
    return tmp_path


def into(database: Path, file: Path) -> Result:
    return statuswire("import", str(file), env={"STATUSWIRE_DATABASE_URL": f"sqlite:///{database}"})


def again(database: Path) -> bytes:
    """What is exported of a database."""
    return statuswire("export", env={"STATUSWIRE_DATABASE_URL": f"sqlite:///{database}"}).stdout_bytes


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_what_is_exported_can_be_imported_elsewhere(kept: Path, name: str) -> None:
    written = statuswire("export", "--out", str(kept / name))
    read = into(kept / "elsewhere" / "new.db", kept / name)

    assert (written.exit_code, read.exit_code) == (Ending.DONE, Ending.DONE)
    assert (written.stdout, read.stdout) == ("", "")
    assert "5 rows written to" in written.stderr
    assert "5 rows read into" in read.stderr
    assert again(kept / "elsewhere" / "new.db") == again(kept / "statuswire.db")


def test_without_a_file_it_goes_to_stdout(kept: Path) -> None:
    statuswire("export", "--out", str(kept / "all.jsonl"))

    result = statuswire("export")

    assert result.exit_code == Ending.DONE
    assert result.stdout_bytes == (kept / "all.jsonl").read_bytes()


def test_the_same_content_is_the_same_file_packed_too(kept: Path) -> None:
    for name in ("one.gz", "two.gz"):
        statuswire("export", "--out", str(kept / name))

    assert (kept / "one.gz").read_bytes() == (kept / "two.gz").read_bytes()
    assert gzip.decompress((kept / "one.gz").read_bytes()) == again(kept / "statuswire.db")


def test_an_export_that_fails_leaves_the_one_before_as_it_was(kept: Path) -> None:
    statuswire("export", "--out", str(kept / "all.jsonl"))
    before = (kept / "all.jsonl").read_bytes()
    with closing(sqlite3.connect(kept / "statuswire.db")) as database:
        database.execute("DROP TABLE digests")

    result = statuswire("export", "--out", str(kept / "all.jsonl"))

    assert result.exit_code == Ending.FAILED
    assert (kept / "all.jsonl").read_bytes() == before
    assert not (kept / "all.jsonl.part").exists()


def test_a_place_where_nothing_can_be_written_is_told(kept: Path) -> None:
    result = statuswire("export", "--out", str(kept / "nowhere" / "all.jsonl"))

    assert result.exit_code == Ending.FAILED
    assert "cannot be written" in result.stderr


def test_without_a_database_there_is_nothing_to_export(tmp_path: Path) -> None:
    result = statuswire("export", "--out", str(tmp_path / "all.jsonl"))

    assert result.exit_code == Ending.FAILED
    assert "no database" in result.stderr
    assert not (tmp_path / "all.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.jsonl", None, "not whole"),
        ("cut.jsonl.gz", None, "not whole"),
        ("plain.gz", b'{"statuswire": 1}\n', "not whole"),
        ("foreign.jsonl", b"a,b\n1,2\n", "no export of Statuswire"),
        ("packed.jsonl", gzip.compress(b"{}", mtime=0), "no export of Statuswire"),
        ("empty.jsonl", b"", "no export of Statuswire"),
    ],
)
def test_a_file_that_is_none_of_ours_makes_no_database(kept: Path, name: str, content: bytes | None, said: str) -> None:
    file = kept / name
    if content is None:
        statuswire("export", "--out", str(file))
        content = file.read_bytes()[:-20]
    file.write_bytes(content)

    result = into(kept / "new.db", file)

    assert result.exit_code == Ending.FAILED
    assert said in result.stderr
    assert not (kept / "new.db").exists()


def test_a_file_that_is_not_there_is_told(kept: Path) -> None:
    result = into(kept / "new.db", kept / "nothing.jsonl")

    assert result.exit_code == Ending.FAILED
    assert "cannot be read" in result.stderr


def test_nothing_is_imported_where_something_is_already(kept: Path) -> None:
    statuswire("export", "--out", str(kept / "all.jsonl"))
    before = again(kept / "statuswire.db")

    result = into(kept / "statuswire.db", kept / "all.jsonl")

    assert result.exit_code == Ending.FAILED
    assert "not empty" in result.stderr
    assert again(kept / "statuswire.db") == before


def test_many_rows_are_as_whole_as_few(tmp_path: Path) -> None:
    many = [record(investigating("09:00"), id_=f"i{number}") for number in range(1_200)]
    remember(tmp_path, many)
    statuswire("export", "--out", str(tmp_path / "all.jsonl.gz"))

    result = into(tmp_path / "new.db", tmp_path / "all.jsonl.gz")

    assert "2400 rows" in result.stderr
    assert again(tmp_path / "new.db") == again(tmp_path / "statuswire.db")
