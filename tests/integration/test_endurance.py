"""Forty providers and nothing new: it stays small, writes hardly anything and leaves the processor alone (P10, P14)."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import FakeSlack
from tests.integration.program import Program, asked_to_stop, config, to_slack, until

PROVIDERS = 40
POLLS = 1000  # unchanged ones, by all the feeds together
INCIDENTS = 25  # a page; Statuspage shows as many
MOST_MEMORY = 120  # MB
MOST_WRITES = 3  # one batch of health every half minute, and what the start leaves behind
MOST_PROCESSOR = 0.01  # seconds for an unchanged poll, the other end's work not counted


def page(number: int) -> bytes:
    """A page with a history, all of it over."""
    page = Page(host=f"status{number}.example")
    for incident in range(INCIDENTS):
        code = f"i{number:03}{incident:08}"
        hours = 24 * 5 + (INCIDENTS - incident) * 10
        page.open(code, f"Trouble {incident} at {number}", minutes_ago(60 * hours), "We look into it. " * 20)
        page.say(code, minutes_ago(60 * hours - 20), "Identified", "It was the disk. " * 20)
        page.say(code, minutes_ago(60 * hours - 40), "Resolved", "All is well. " * 20)
    return page.atom()


def memory(pid: int) -> float:
    """What a process has in memory, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def processor(pid: int) -> float:
    """The seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_forty_quiet_providers_cost_little_memory_few_writes_and_hardly_any_work(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FeedServer()) for _ in range(PROVIDERS)]
        slack = await stack.enter_async_context(FakeSlack())
        feeds = {
            f"p{number:02}": server.serve("/history.atom", page(number), content_type=ATOM, etag=f'"{number}"')
            for number, server in enumerate(servers)
        }
        program = Program(tmp_path, config(feeds, [("slack", "C0STATUS")]), to_slack(slack))

        async with program.running(STATUSWIRE_POLL_INTERVAL="0.5") as process:
            await until(lambda: min(server.requests("/history.atom") for server in servers) >= 3)
            with closing(sqlite3.connect(program.database)) as onlooker:
                before, spent = polls(servers), processor(process.pid)
                writes = await written_until(onlooker, lambda: polls(servers) >= before + POLLS)
                done, spent = polls(servers) - before, processor(process.pid) - spent
            size = memory(process.pid)
            await asked_to_stop(process)

    assert slack.messages() == []
    assert size < MOST_MEMORY
    assert writes <= MOST_WRITES
    assert spent / done < MOST_PROCESSOR
    assert sum(server.connections for server in servers) == PROVIDERS


def polls(servers: list[FeedServer]) -> int:
    """How often all the feeds have been asked for."""
    return sum(server.requests("/history.atom") for server in servers)


async def written_until(onlooker: sqlite3.Connection, what: Callable[[], bool]) -> int:
    """How many commits of other connections were seen until `what()` was true, looked for many times a second."""
    versions = set()
    async with asyncio.timeout(60):
        while not what():
            versions.add(onlooker.execute("PRAGMA data_version").fetchone()[0])
            await asyncio.sleep(0.02)
    return len(versions) - 1
