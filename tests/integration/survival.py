"""A bad day: incidents evolve, the program is killed again and again, and in the end all is said."""

import asyncio
import contextlib
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.integration.program import Program, until
from tests.integration.restless import RestlessPage

LIVES = 5
CODES = ("red00000001", "green000001", "blue0000001")
PHASES = ("Identified", "Monitoring", "Update", "Investigating")
WORDS = re.compile(r"Word \d+ of (\w+)(?:, and put better)*\.")

Threads = Sequence[tuple[str, list[str]]]  # what stands in a channel: each root, and under it the replies in order
Shown = Callable[[], list[Threads]]  # what stands in each channel now


@dataclass
class Story:
    """What happens on the pages, chapter by chapter, and the chances of the day.

    `codes` are the incidents in the order in which they begin, each with its page; `pace` of them begin in a chapter.
    `roots` is how many messages a channel needs to show all of them. Every life but the last ends in a kill.
    """

    codes: Mapping[str, RestlessPage]
    chance: random.Random
    roots: int
    pace: int = 1
    lives: int = LIVES

    @property
    def pages(self) -> list[RestlessPage]:
        """Each page once."""
        return list(dict.fromkeys(self.codes.values()))

    @property
    def said(self) -> dict[str, list[str]]:
        """The words of every incident that has begun, as they read now."""
        return {code: words for page in self.pages for code, words in page.said.items()}

    def begin(self) -> None:
        """The first incident is under way before anybody looks."""
        first = next(iter(self.codes))
        self.codes[first].open(first)

    def go_on(self) -> None:
        """One more chapter: something new, something more, something put otherwise."""
        missing = [code for code in self.codes if code not in self.said]
        for code in missing[: self.pace]:
            self.codes[code].open(code)
        for code in self.said:
            self.codes[code].say(code, self.chance.choice(PHASES))
        code = self.chance.choice(list(self.said))
        place = self.chance.randrange(len(self.said[code]))
        if self.chance.choice([True, False]):
            self.codes[code].reword(code, place)
        else:
            self.codes[code].re_date(code, place)

    def end(self) -> None:
        """Everything is over, and the pages answer as they should."""
        for code in self.said:
            self.codes[code].say(code, "Resolved")
        for page in self.pages:
            page.calm = True

    def restart(self) -> None:
        """Whoever asks next is somebody else."""
        for page in self.pages:
            page.restart()

    async def last_moments(self, shown: "Shown") -> None:
        """From a chapter to the end of a life."""
        del shown
        await asyncio.sleep(self.chance.uniform(0.1, 1.5))


async def lives_through(story: Story, program: Program, shown: Shown) -> None:
    """Let the story happen while the program is started and killed; return when every channel has heard all of it."""
    story.begin()
    for _ in range(story.lives):
        await _one_life(story, program, shown)
    story.end()
    story.restart()
    async with program.running():
        with contextlib.suppress(TimeoutError):
            await until(lambda: all(told(story, threads) == story.said for threads in shown()))
        await asyncio.sleep(1)  # what would be said twice is said now
    for threads in shown():
        assert told(story, threads) == story.said, f"{threads}\n{program.log}"
        titles = [root for root, _ in threads if "Trouble" in root and not _is_announcement(root)]
        assert len(titles) == story.roots, f"{titles}\n{program.log}"
        announcements = [root for root, _ in threads if _is_announcement(root)]
        assert len(set(announcements)) == len(announcements), announcements


def _is_announcement(root: str) -> bool:
    """Whether it is the word in the channel that something is over, where a thread cannot be shown there."""
    return root.lstrip().startswith("✅ **")


async def _one_life(story: Story, program: Program, shown: Shown) -> None:
    """From the start to a kill at some moment after the first poll of every page, with news in between."""
    story.restart()
    before = [len(page.answered) for page in story.pages]
    async with program.running() as process:
        await until(
            lambda: (
                all(len(page.answered) > so_far for page, so_far in zip(story.pages, before, strict=True))
                or process.returncode is not None
            )
        )
        await asyncio.sleep(story.chance.uniform(0.1, 0.8))
        story.go_on()
        await story.last_moments(shown)
        assert process.returncode is None, program.log


def told(story: Story, threads: Threads) -> dict[str, list[str]]:
    """The words about each incident under a root that shows it as over, in the order in which they stand."""
    return {
        code: [
            words[0]
            for root, replies in threads
            if f"Trouble {code}" in root and _is_over(root)
            for reply in replies
            for words in WORDS.finditer(reply)
            if words[1] == code
        ]
        for code in story.said
    }


def _is_over(root: str) -> bool:
    return not _is_announcement(root) and ("Resolved" in root if " more " not in root else " over after" in root)
