"""Every kind of bad feed at once, beside a good one: each is named in the log, and the good one need not wait."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import FakeSlack
from tests.integration.program import Program, config, to_slack, until

MOST_MEMORY = 260  # MB at the peak, with thirteen bad feeds in hand at once
SOON = 10.0  # seconds from the news to the channel
MANY = 10_000

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY l0 "lol">{ENTITIES}]><feed><title>&l9;</title></feed>'
ITEM = "<item><title>Trouble {0}</title><guid>g{0}</guid><description>Words {0}.</description></item>"

HEAVY_ITEM = ITEM.replace("Words {0}.", "Words {0}. " + "&lt;p&gt;More of it.&lt;/p&gt; " * 180)


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad feed: how a server comes to serve it, and what the log says of it (a pattern)."""

    serve: Callable[[FeedServer], str]
    said: str


def rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Status</title>{items}</channel></rss>'


BAD = {
    "failing": Bad(lambda server: server.fail("/feed", 500), "in trouble itself"),
    "private": Bad(lambda _: "http://10.0.0.1/feed", "not a public address"),
    "loopback6": Bad(lambda _: "http://[::1]/feed", "not a public address"),
    "redirected": Bad(lambda server: server.redirect("/feed", "http://127.0.0.2/x"), "not a public address"),
    "packed": Bad(lambda server: server.bomb("/feed", "gzip", 64 * 2**20), "larger than 5 MB"),
    "page": Bad(lambda server: server.serve("/feed", "<html><title>Hi</title></html>"), "a web page"),
    "heavy": Bad(lambda server: server.serve("/feed", rss("".join(map(HEAVY_ITEM.format, range(900))))), ""),
    "large": Bad(lambda server: server.serve("/feed", rss("<item>") + "x" * 6 * 2**20), "larger than 5 MB"),
    "trickling": Bad(lambda server: server.trickle("/feed", rss("").encode(), pause=0.4), "within 20 s"),
    "dropping": Bad(lambda server: server.drop("/feed"), "broke off"),
    "breaking": Bad(lambda server: server.break_off("/feed", rss("").encode()), "broke off"),
    "entities": Bad(lambda server: server.serve("/feed", XML_BOMB, content_type=ATOM), ""),
    "numerous": Bad(lambda server: server.serve("/feed", rss("".join(map(ITEM.format, range(MANY))))), ""),
}


def peak(pid: int) -> float:
    """The most memory that a process ever had, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


async def test_bad_feeds_are_named_and_the_good_one_is_told_in_time(tmp_path: Path) -> None:  # P7 P8 P11 P14
    page = Page()
    page.open("first0000001", "Errors in the API", minutes_ago(50), "Word 1.")
    async with AsyncExitStack() as stack:
        servers = {name: await stack.enter_async_context(FeedServer()) for name in BAD}
        good = await stack.enter_async_context(FeedServer())
        slack = await stack.enter_async_context(FakeSlack())
        feeds = {name: bad.serve(servers[name]) for name, bad in BAD.items()}
        feeds["good"] = good.serve("/history.atom", page.atom())
        program = Program(tmp_path, config(feeds, [("slack", "C0STATUS")]), to_slack(slack))

        async with program.running(STATUSWIRE_POLL_INTERVAL="1") as process:
            await until(lambda: any("Word 1." in post.readable for post in slack.messages()))
            page.say("first0000001", minutes_ago(1), "Identified", "Word 2.")
            began = asyncio.get_running_loop().time()
            good.serve("/history.atom", page.atom())
            await until(lambda: any("Word 2." in post.readable for post in slack.messages()))
            seconds = asyncio.get_running_loop().time() - began
            await until(lambda: servers["numerous"].requests("/feed") > 1)
            await until(lambda: not unsaid(program, feeds), 40)
            memory = peak(process.pid)

    assert seconds < SOON, program.log
    assert memory < MOST_MEMORY
    assert "Traceback" not in program.log
    assert len(slack.messages()) == 3, [post.readable for post in slack.messages()]


def unsaid(program: Program, feeds: dict[str, str]) -> list[str]:
    """The bad feeds that the log does not name with a reason that fits."""
    lines = program.log.splitlines()
    told = {
        name
        for name, bad in BAD.items()
        if any(f"feed={feeds[name]}" in line and re.search(bad.said, line) for line in lines)
    }
    return sorted({name for name, bad in BAD.items() if bad.said} - told)
