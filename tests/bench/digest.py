"""How long it takes to compose a digest on a bad day, and how much room it takes on each platform.

A channel follows 200 providers; 60 incidents were open in a day, and as many on each of the seven before. Measured is
the time of the processor, so that nothing else that runs counts. Run by hand from the repository:
`uv run --group dev python -m tests.bench.digest`.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.model import Impact, Incident, IncidentUpdate, Phase, Text
from bot.briefing import brief
from bot.core.destination import Destination, Subscription
from bot.core.digest import compose
from bot.core.edition import Span
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.render import digest as rendering
from bot.render import discord, slack
from bot.store import feeds, incidents, subscriptions
from bot.store.database import Database

PROVIDERS, A_DAY, DAYS, ROUNDS = 200, 60, 8, 30
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPAN = Span(NOW - timedelta(days=1))
PLACE = Destination("slack:C1", "slack", "C1", timezone="Europe/Berlin", digest="09:00")
SLUGS = [f"provider{number}" for number in range(PROVIDERS)]
NAMES = {slug: slug.title() for slug in SLUGS}
WISHES = [Subscription(PLACE.id, slug) for slug in SLUGS]
STATES = [
    FeedState(f"https://{slug}.example/history.atom", slug, first_good_at=NOW - timedelta(days=99), last_good_at=NOW)
    for slug in SLUGS
]


def record(number: int) -> Record:
    """One of the incidents: four updates, a paragraph each; of the newest a quarter are still open."""
    began = NOW - timedelta(minutes=30 + number * 24 * 60 / A_DAY)
    phases = [Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING, Phase.RESOLVED]
    if number < A_DAY and number % 4 == 0:
        phases.pop()
    updates = tuple(
        IncidentUpdate(
            began + timedelta(minutes=5 * place), phase, Text.of("A fix is on its way. " * 12), id=f"{place}"
        )
        for place, phase in enumerate(phases)
    )
    slug = SLUGS[number * 7 % PROVIDERS]
    impact = (Impact.MINOR, Impact.MAJOR, Impact.CRITICAL)[number % 3]
    title = f"Elevated error rates of the API in all regions {number}"
    url = f"https://status.{slug}.example/incidents/abcdefghijkl{number}"
    incident = Incident(slug, f"i{number}", title, url, impact=impact, updates=updates)
    return Record(incident, first_seen=began, heard=updates[-1].at or began)


RECORDS = [record(number) for number in range(A_DAY * DAYS)]


def timed(work: Callable[[], object]) -> list[float]:
    """Milliseconds of the processor, of each round."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return found


async def from_the_database() -> list[float]:
    """The same of each briefing, all of it read from SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{Path(folder) / 'statuswire.db'}")
        async with database.transaction() as tx:
            await subscriptions.declare(tx, [PLACE], WISHES)
            await feeds.save(tx, STATES)
            for state in STATES:
                own = [it for it in RECORDS if it.incident.provider == state.provider]
                await incidents.save(tx, state.url, own, now=NOW)
        found = []
        for _ in range(ROUNDS):
            start = time.process_time()
            await brief(database, PLACE, SPAN, names=NAMES, now=NOW)
            found.append((time.process_time() - start) * 1000)
        await database.close()
    return found


def main() -> None:
    """Measure and print."""
    digest = compose(RECORDS, STATES, WISHES, SPAN, now=NOW, muted={})
    message = rendering.message(digest, zone=UTC, names=NAMES)
    on_slack, on_discord = slack.render(message), discord.render(message)
    table = Table("what", "ms of CPU, median", "least", "most")
    for what, times in (
        ("say what it says", timed(lambda: compose(RECORDS, STATES, WISHES, SPAN, now=NOW, muted={}))),
        ("write it so that it fits", timed(lambda: rendering.message(digest, zone=UTC, names=NAMES))),
        ("show it on Slack", timed(lambda: slack.render(message))),
        ("show it on Discord", timed(lambda: discord.render(message))),
        ("all of it from the database", asyncio.run(from_the_database())),
    ):
        table.add_row(what, f"{statistics.median(times):.1f}", f"{min(times):.1f}", f"{max(times):.1f}")
    blocks = len(json.dumps(on_slack.blocks, ensure_ascii=False, separators=(",", ":")))
    description = len(on_discord["embeds"][0]["description"])
    Console().print(
        table,
        f"{len(digest.open)} open, {len(digest.ended)} ended of {len(RECORDS)} records",
        f"Slack: {blocks:,} of {slack.BLOCKS_LIMIT:,} characters of blocks",
        f"Discord: {description:,} of {discord.DESCRIPTION_LIMIT:,} characters of a description",
        sep="\n",
    )


if __name__ == "__main__":
    main()
