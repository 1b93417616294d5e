"""How the command line speaks: results to stdout, words about them to stderr, times in the reader's own zone."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import IntEnum

from rich.console import Console
from rich.text import Text

from adapters.model import Reading
from bot.core import words
from bot.render.literal import clean, line

GOOD = "green"
BAD = "red"
WARNS = "yellow"
HEAD = "bold"
QUIET = "dim"

_HALF = re.compile("[\ud800-\udfff]")


class Ending(IntEnum):
    """What the program answers to the shell."""

    DONE = 0
    FAILED = 1
    MISUSE = 2


def results() -> Console:
    """Where results go: a pipe gets whole lines, a terminal wraps them; NO_COLOR is honoured."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def screen() -> Console:
    """Where the terminal shows what a channel would: as wide as it is, or 80 columns in a pipe."""
    return Console(highlight=False)


def asides() -> Console:
    """Where everything goes that is not a result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def complain(what: str, hint: str = "") -> None:
    """Say what failed and, where it is known, what to do."""
    console = asides()
    console.print(joined(Text("error: ", BAD), literal(what)))
    if hint:
        console.print(joined(Text("hint:  ", QUIET), literal(hint)))


def print_json(value: object) -> None:
    """One JSON value to stdout, the same wherever it goes; half of a surrogate pair, no character, is escaped."""
    told = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.write(_HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", told) + "\n")


def print_rows(rows: Iterable[Sequence[str]]) -> None:
    """Rows for another program: one a line, the values parted by tabs."""
    for row in rows:
        sys.stdout.write("\t".join(line(value) for value in row) + "\n")


def literal(said: str, style: str = "") -> Text:
    """Words from outside: no mark-up of ours, and nothing in them that could drive the terminal."""
    return Text(clean(said), style)


def joined(*parts: Text) -> Text:
    """The parts in a row, each in its own style (with `+` the first one's would hold for all)."""
    return Text.assemble(*parts)


def not_understood(reading: Reading) -> str:
    """What of a reading was left out or not known, to be said behind what was: nothing where all was understood."""
    told = [f"{len(reading.skipped)} not understood"] if reading.skipped else []
    unknown = ", ".join(f"“{word}” ({times})" for word, times in reading.unknown_words)
    told += [f"unknown words: {unknown}"] if unknown else []
    return "".join(f", {each}" for each in told)


def moment(at: datetime | None, *, utc: bool) -> str:
    """A time (UTC) as the reader's clock shows it, or a dash."""
    return words.moment(at.astimezone(UTC if utc else None)) if at else "-"
