"""How long an update takes from the feed to the chat: `statuswire run` in a process of its own, a fake Slack.

The peer is the least that any program can do at this interval: half of it, on the average, goes by before it asks.
Run by hand from the repository: `uv run --group dev python -m tests.bench.deliver`.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import FakeSlack
from tests.integration.program import POLL_INTERVAL, Program, config, to_slack

UPDATES = 50
CODE = "first0000001"


async def measure(folder: Path) -> list[float]:
    """Milliseconds from the change of the feed to the post, one for each update."""
    page = Page()
    page.open(CODE, "Errors in the API", minutes_ago(120), "Word 0.")
    async with FeedServer() as feeds, FakeSlack() as slack:
        url = feeds.serve("/history.atom", page.atom(), content_type=ATOM)
        program = Program(folder, config({"acme": url}, [("slack", "C0STATUS")]), to_slack(slack))
        async with program.running():
            await posts(slack, 2)
            found = []
            for number in range(1, UPDATES + 1):
                page.say(CODE, minutes_ago(120 - number), "Update", f"Word {number}.")
                start = time.perf_counter()
                feeds.serve("/history.atom", page.atom(), content_type=ATOM)
                await posts(slack, 2 + number)
                found.append((time.perf_counter() - start) * 1000)
                await asyncio.sleep(POLL_INTERVAL * (number % 7) / 7)
    return found


async def posts(slack: FakeSlack, number: int) -> None:
    """Wait until the channel has so many messages, in threads and out of them."""
    async with asyncio.timeout(30):
        while len(slack.messages()) < number:  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.001)


def show(found: list[float]) -> None:
    """A table with the peer in its first row."""
    least = POLL_INTERVAL * 1000 / 2
    table = Table("what", "ms, p50", "p95", "most", "times the peer's p50")
    table.add_row("waiting for the poll alone", f"{least:.0f}", f"{least * 1.9:.0f}", f"{least * 2:.0f}", "1.0")
    middle, slow = statistics.median(found), statistics.quantiles(found, n=20)[-1]
    table.add_row("feed to post", f"{middle:.0f}", f"{slow:.0f}", f"{max(found):.0f}", f"{middle / least:.1f}")
    Console().print(f"{len(found)} updates, polled every {POLL_INTERVAL} s", table)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        show(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
