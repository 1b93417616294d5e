"""`statuswire status`: the board, read from the database while `run` may be running."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from rich.console import Console
from rich.text import Text

from bot.cli.configured import settings
from bot.cli.incidents import headline, times
from bot.cli.terminal import BAD, GOOD, HEAD, QUIET, WARNS, Ending, complain, joined, literal, moment, results
from bot.core.destination import Destination
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.store import deliveries, feeds, incidents, subscriptions
from bot.store.database import Database
from bot.store.deliveries import Counts, Refusal
from bot.store.errors import StoreError

REFUSED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Board:
    """What the database knows of the world, and of ourselves."""

    open: tuple[Record, ...]
    feeds: tuple[FeedState, ...]
    owed: Counts
    refused: tuple[Refusal, ...]
    destinations: Mapping[str, Destination]


def status(*, utc: bool) -> Ending:
    """Show the board of what this machine's configuration points at."""
    try:
        board = asyncio.run(_read(settings().database_url))
    except StoreError as error:
        complain(str(error), "the board fills while `statuswire run` is running.")
        return Ending.FAILED
    console = results()
    _show_open(board.open, console, utc=utc)
    _show_feeds(board.feeds, console, utc=utc)
    _show_owed(board.owed, console, utc=utc)
    _show_refused(board.refused, console, utc=utc)
    _show_channels(board.destinations.values(), console)
    return Ending.DONE


async def _read(url: str) -> Board:
    database = await Database.open(url, exclusive=False)
    try:
        async with database.transaction() as tx:
            return Board(
                open=tuple((await incidents.open_now(tx)).values()),
                feeds=tuple((await feeds.load(tx)).values()),
                owed=await deliveries.counts(tx),
                refused=await deliveries.refusals(tx, now=datetime.now(UTC)),
                destinations=await subscriptions.destinations(tx),
            )
    finally:
        await database.close()


def _show_open(records: Iterable[Record], console: Console, *, utc: bool) -> None:
    by_provider = sorted(records, key=lambda record: record.incident.provider)
    if not by_provider:
        console.print(joined(Text("✓ ", GOOD), Text("nothing is open", HEAD)))
    for provider, group in groupby(by_provider, key=lambda record: record.incident.provider):
        console.print(literal(provider, HEAD))
        for record in group:
            console.print(joined(Text("  "), headline(record.incident)))
            for line in times(record.incident, utc=utc):
                console.print(literal(f"    {line}; last word {moment(record.incident.last_word, utc=utc)}", QUIET))


def _show_feeds(states: Iterable[FeedState], console: Console, *, utc: bool) -> None:
    states = sorted(states, key=lambda state: (state.provider, state.url))
    well = sum(not (state.failing_since or state.suspect_since) for state in states)
    console.print(f"\nfeeds: {well} of {len(states)} well")
    for state in states:
        if state.failing_since:
            trouble = f"nothing good since {moment(state.failing_since, utc=utc)}: {state.failure or 'no reason known'}"
            console.print(_trouble("!", state.provider, trouble, WARNS))
        if state.suspect_since:
            trouble = f"held since {moment(state.suspect_since, utc=utc)}: {state.suspect or 'no reason known'}"
            console.print(_trouble("?", state.provider, trouble, WARNS))


def _show_owed(owed: Counts, console: Console, *, utc: bool) -> None:
    since = f", the oldest due since {moment(owed.oldest, utc=utc)}" if owed.oldest else ""
    console.print(f"messages: {owed.waiting} waiting ({owed.retrying} after a failure){since}; {owed.held} held")
    if owed.unsure or owed.refused:
        console.print(f"  {owed.unsure} without an answer yet, {owed.refused} refused for good")


def _show_refused(refused: Sequence[Refusal], console: Console, *, utc: bool) -> None:
    for refusal in refused[:REFUSED_SHOWN]:
        what = f"{moment(refusal.at, utc=utc)}, one message: {refusal.why}"
        console.print(_trouble("x", refusal.destination, what, WARNS))
    if len(refused) > REFUSED_SHOWN:
        console.print(f"  ... and {len(refused) - REFUSED_SHOWN} more")


def _show_channels(destinations: Iterable[Destination], console: Console) -> None:
    known = list(destinations)
    paused = [destination for destination in known if destination.paused]
    console.print(f"channels: {len(known) - len(paused)} of {len(known)} well")
    for destination in paused:
        console.print(_trouble("x", f"{destination.platform} {destination.channel}", destination.paused or "", BAD))


def _trouble(mark: str, who: str, what: str, style: str) -> Text:
    return joined(Text(f"  {mark} ", style), literal(f"{who}: ", HEAD), literal(what))
