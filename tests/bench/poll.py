"""How long it takes to read a feed, beside feedparser alone on the same bytes; and what an unchanged answer costs.

Run by hand from the repository: `uv run --group dev python -m tests.bench.poll`.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import feedparser
from rich.console import Console
from rich.table import Table

from adapters.fetch import Fetcher
from adapters.model import Feed, Outcome, Validators
from adapters.poll import poll, read
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page

INCIDENTS = 50
ROUNDS = 40
BEGUN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FEED = Feed("acme", "https://status.acme.example/history.atom")


def feed() -> bytes:
    """A page's history as Statuspage writes it: four updates an incident, a paragraph each."""
    page = Page()
    for number in range(INCIDENTS):
        code, at = f"incident{number:04}", BEGUN + timedelta(days=number)
        page.open(code, f"Elevated errors {number} & timeouts", at, "We look into elevated errors <in the API>. " * 4)
        for later, phase in enumerate(("Identified", "Monitoring", "Resolved"), 1):
            page.say(code, at + timedelta(minutes=20 * later), phase, "A fix is on its way to all regions. " * 4)
    return page.atom()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


async def unchanged(body: bytes, *, etag: str | None) -> list[float]:
    """Milliseconds of each poll whose answer is what was known: a 304, or the same body again."""
    async with FeedServer() as server, Fetcher(["127.0.0.1"]) as fetcher:
        asked = Feed("acme", server.serve("/history.atom", body, content_type=ATOM, etag=etag))
        known = (await poll(asked, fetcher, Validators())).validators
        found = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            seen = await poll(asked, fetcher, known)
            found.append((time.perf_counter() - start) * 1000)
            if seen.outcome is not Outcome.UNCHANGED:
                raise RuntimeError(f"{seen.outcome}: {seen.failure}")
    return found


def measure() -> dict[str, list[float]]:
    """Milliseconds of each way, in rounds that take turns, so that all meet the same noise."""
    body = feed()
    found: dict[str, list[float]] = {"feedparser.parse, alone": [], "parse and read": []}
    for _ in range(ROUNDS):
        found["feedparser.parse, alone"].append(timed(lambda: feedparser.parse(BytesIO(body))))
        found["parse and read"].append(timed(lambda: read(body, FEED, content_type=ATOM)))
    found["a poll: the same body again"] = asyncio.run(unchanged(body, etag=None))
    found["a poll: 304 Not Modified"] = asyncio.run(unchanged(body, etag='"1"'))
    return found


def show(found: dict[str, list[float]]) -> None:
    """A table with the peer in its first row."""
    table = Table("what", "ms, median", "least", "most", "times the peer's time")
    peer = statistics.median(next(iter(found.values())))
    for what, times in found.items():
        median = statistics.median(times)
        table.add_row(what, f"{median:.2f}", f"{min(times):.2f}", f"{max(times):.2f}", f"{median / peer:.2f}")
    Console().print(f"{INCIDENTS} incidents of four updates, {len(feed()) / 1000:.0f} kB, {ROUNDS} rounds", table)


if __name__ == "__main__":
    show(measure())
