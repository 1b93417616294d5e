"""`statuswire history`: what was, how long it took, and what it adds up to; the numbers are those of the chat."""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from rich.table import Table

from adapters import show
from adapters.errors import UnknownProviderError
from adapters.model import Kind, Phase
from bot.cli.remembered import Past, past
from bot.cli.terminal import HEAD, Ending, complain, literal, moment, print_json, print_rows, results
from bot.clock import Clock
from bot.core import words
from bot.core.history import Totals, to_identify, totals
from bot.core.period import Period
from bot.core.record import Record
from bot.render.literal import line
from bot.render.numbers import facts
from bot.store.errors import StoreError

COLUMNS = (
    *("provider", "id", "title", "kind", "impact", "phase", "started_at", "resolved_at"),
    *("duration_seconds", "seconds_to_identify", "withdrawn", "url"),
)
LEAST_ROOM = 12  # characters of a terminal's line, for what may take more than one
# Where a spreadsheet takes what follows for a formula: owasp.org/www-community/attacks/CSV_Injection. Some begin a cell
# at a semicolon, within quotes or not; tabs and line breaks there are none.
_FORMULA = re.compile(r"(?:^|(?<=;))(?=[\s\"']*[=+\-@＝＋－＠])")  # noqa: RUF001 - the wide forms are what is meant


class Form(StrEnum):
    """What the history is printed for."""

    PEOPLE = "people"
    JSON = "json"
    CSV = "csv"


def history(provider: str | None, days: int, form: Form, *, utc: bool, clock: Clock | None = None) -> Ending:
    """Show the past of one provider, or of all that are remembered."""
    period = Period.last(timedelta(days=days), (clock or Clock()).now())
    try:
        found = past(period.since, [provider] if provider else [])
    except UnknownProviderError as error:
        complain(str(error), "`statuswire providers` lists those that are known.")
        return Ending.MISUSE
    except StoreError as error:
        complain(str(error))
        return Ending.FAILED
    records = sorted(filter(period.holds, found.records), key=_began, reverse=True)
    counts = totals(records, period)
    if form is Form.JSON:
        print_json(_plain(records, counts, period, found.chosen))
    elif form is Form.CSV:
        _print_csv(records)
    else:
        _print(records, counts, f"the last {words.counted(days, 'day')}", found, utc=utc)
    return Ending.DONE


def _began(record: Record) -> datetime:
    return record.incident.started_at or record.first_seen


def _plain(records: Sequence[Record], counts: Totals, period: Period, chosen: Sequence[str]) -> dict[str, Any]:
    """The form that docs/operate.md promises."""
    return {
        "provider": chosen[0] if chosen else None,
        "since": show.time(period.since),
        "until": show.time(period.until),
        "incidents": [_plain_incident(record) for record in records],
        "totals": {
            "incidents": counts.incidents,
            "still_open": counts.still_open,
            "maintenance": counts.maintenance,
            "open_seconds": _seconds(counts.open_for),
            "open_seconds_by_impact": {str(impact): _seconds(time) for impact, time in counts.by_impact},
            "median_seconds_to_resolve": _seconds(counts.to_resolve),
            "median_seconds_to_identify": _seconds(counts.to_identify),
            "longest": {"provider": counts.longest.provider, "id": counts.longest.id} if counts.longest else None,
        },
    }


def _plain_incident(record: Record) -> dict[str, Any]:
    incident = record.incident
    return {
        "provider": incident.provider,
        **show.plain(incident),
        "duration_seconds": _seconds(incident.duration),
        "seconds_to_identify": _seconds(to_identify(incident)),
        "withdrawn": record.withdrawn,
    }


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _print_csv(records: Sequence[Record]) -> None:
    rows = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writeheader()
    for record in records:
        rows.writerow({name: _harmless(value) for name, value in _plain_incident(record).items()})


def _harmless(value: object) -> object:
    """What a program reads as it is, and a spreadsheet does not take for a formula wherever it parts the cells."""
    if isinstance(value, bool):
        return str(value).lower()
    return _FORMULA.sub("'", line(value)) if isinstance(value, str) else value


def _print(records: Sequence[Record], counts: Totals, when: str, found: Past, *, utc: bool) -> None:
    console = results()
    whose = [found.directory.names.get(slug, slug) for slug in found.chosen]
    console.print(literal(": ".join([*whose, when]), HEAD))
    if not records:
        console.print("No incident is remembered of that time.")
        return
    for fact in facts(counts):
        console.print(literal(f"{fact.label}: {fact.value}"))
    console.print()
    rows = [tuple(_cells(record, utc=utc)) for record in records]
    if not console.is_terminal:
        print_rows(rows)
        return
    table = Table(box=None, pad_edge=False, header_style=HEAD)
    for heading in ("began", "provider", "incident", "impact", "lasted", "identified"):
        wraps = heading in {"began", "incident"}
        table.add_column(heading, overflow="fold", no_wrap=not wraps, min_width=LEAST_ROOM if wraps else None)
    for row in rows:
        table.add_row(*map(literal, row))
    console.print(table)


def _cells(record: Record, *, utc: bool) -> Iterator[str]:
    """An incident in a row: when it began, whose it is, what, how bad, how long, and how soon its cause was found."""
    incident = record.incident
    yield moment(incident.started_at, utc=utc)
    yield incident.provider
    yield line(incident.title) or words.UNTITLED[incident.kind]
    yield incident.impact if incident.kind is Kind.INCIDENT else incident.kind
    yield _lasted(record)
    yield _identified(to_identify(incident))


def _lasted(record: Record) -> str:
    if record.withdrawn:
        return "withdrawn"
    if record.incident.phase is Phase.SCHEDULED:
        return "scheduled"
    if record.incident.is_open:
        return "still open"
    return words.duration(record.incident.duration) if record.incident.duration else "-"


def _identified(after: timedelta | None) -> str:
    if after is None:
        return "-"
    return f"after {words.duration(after)}" if after else "at once"
