"""A bad day: incidents evolve, the program is killed again and again, and in the end all is said."""

import asyncio
import contextlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.integration.program import Program, until
from tests.integration.restless import RestlessPage

LIVES = 5
CODES = ("red00000001", "green000001", "blue0000001")
PHASES = ("Identified", "Monitoring", "Update", "Investigating")
WORDS = re.compile(r"Word \d+ of \w+(?:, and put better)*\.")

Threads = Sequence[tuple[str, list[str]]]  # what stands in a channel: each root, and under it the replies in order


@dataclass
class Story:
    """What happens on the page, chapter by chapter, and the chances of the day."""

    page: RestlessPage
    chance: random.Random

    def begin(self) -> None:
        """The first incident is under way before anybody looks."""
        self.page.open(CODES[0])

    def go_on(self) -> None:
        """One more chapter: something new, something more, something put otherwise."""
        missing = [code for code in CODES if code not in self.page.said]
        if missing:
            self.page.open(missing[0])
        for code in list(self.page.said):
            self.page.say(code, self.chance.choice(PHASES))
        code = self.chance.choice(list(self.page.said))
        place = self.chance.randrange(len(self.page.said[code]))
        if self.chance.choice([True, False]):
            self.page.reword(code, place)
        else:
            self.page.re_date(code, place)

    def end(self) -> None:
        """Everything is over, and the page answers as it should."""
        for code in self.page.said:
            self.page.say(code, "Resolved")
        self.page.calm = True


async def lives_through(story: Story, program: Program, shown: Callable[[], list[Threads]]) -> None:
    """Let the story happen while the program is started and killed; return when every channel has heard all of it."""
    story.begin()
    for _ in range(LIVES):
        await _one_life(story, program)
    story.end()
    story.page.restart()
    async with program.running():
        with contextlib.suppress(TimeoutError):
            await until(lambda: all(told(story, threads) == story.page.said for threads in shown()))
        await asyncio.sleep(1)  # what would be said twice is said now
    for threads in shown():
        assert told(story, threads) == story.page.said, f"{threads}\n{program.log}"
        titles = [root for root, _ in threads if "Trouble" in root and not _is_announcement(root)]
        assert len(titles) == len(story.page.said), f"{titles}\n{program.log}"
        announcements = [root for root, _ in threads if _is_announcement(root)]
        assert len(set(announcements)) == len(announcements), announcements


def _is_announcement(root: str) -> bool:
    """Whether it is the word in the channel that an incident is over, where a thread cannot be shown there."""
    return "**Resolved after" in root and root.lstrip().startswith("✅")


async def _one_life(story: Story, program: Program) -> None:
    """From the start to a kill at some moment after the first poll, with news in between."""
    story.page.restart()
    before = len(story.page.answered)
    async with program.running() as process:
        await until(lambda: len(story.page.answered) > before or process.returncode is not None)
        await asyncio.sleep(story.chance.uniform(0.1, 0.8))
        story.go_on()
        await asyncio.sleep(story.chance.uniform(0.1, 1.5))
        assert process.returncode is None, program.log


def told(story: Story, threads: Threads) -> dict[str, list[str]]:
    """The words under the root of each incident that is shown as over, in the order in which they stand."""
    return {
        code: [words for reply in replies for words in WORDS.findall(reply)]
        for code in story.page.said
        for root, replies in threads
        if f"Trouble {code}" in root and "Resolved" in root and not _is_announcement(root)
    }
