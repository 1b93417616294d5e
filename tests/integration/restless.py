"""A provider's page on a bad day: what it says moves on, and what it answers is often something else."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta

from aiohttp import web

from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago

MINUTE = timedelta(minutes=1)
OLD = "old{:09}"
HISTORY = 4  # old incidents, all over: so many that a feed without them is suspicious


class RestlessPage:
    """Incidents that evolve, served well or badly as chance will have it.

    `said[code]` are the words of an incident's updates as they read in the end, oldest first. While `calm`, every
    answer is the truth. `answered` are the moods of the answers so far.
    """

    def __init__(self, seed: int) -> None:
        self.calm = False
        self.said: dict[str, list[str]] = {}
        self.answered: list[str] = []
        self._known: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self._page = Page()
        self._former: list[Page] = []
        self._chance = random.Random(seed)  # noqa: S311 - it only has to be the same every time
        self._newest = minutes_ago(120)
        for number in range(HISTORY):
            began = minutes_ago(60 * 24 * (number + 3))
            self._page.open(OLD.format(number), f"Old story {number}", began, "Long ago.")
            self._page.say(OLD.format(number), minutes_ago(60 * 24 * (number + 3) - 30), "Resolved", "Long over.")

    def serve(self, server: FeedServer, path: str = "/history.atom") -> str:
        """Answer there from now on; returns the address."""
        return server.respond(path, self._respond)

    def restart(self) -> None:
        """Whoever asks next is somebody else, and may not have taken in the last answer."""
        self._shown = {}

    def open(self, code: str) -> None:
        """Something goes wrong."""
        self._keep()
        words = f"Word 1 of {code}."
        self._page.open(code, f"Trouble {code}", self._next(), words)
        self.said[code] = [words]

    def say(self, code: str, phase: str) -> None:
        """Say more about it."""
        self._keep()
        words = f"Word {len(self.said[code]) + 1} of {code}."
        self._page.say(code, self._next(), phase, words)
        self.said[code].append(words)

    def reword(self, code: str, place: int) -> None:
        """Write an update anew."""
        self._keep()
        words = f"{self.said[code][place].removesuffix('.')}, and put better."
        self._page.reword(code, place, words)
        self.said[code][place] = words

    def re_date(self, code: str, place: int) -> None:
        """Put another time on an update: the same words a minute earlier, as people do who write protocols later."""
        self._keep()
        _, updates = self._page.incidents[code]
        at, phase, words = updates[place]
        updates[place] = (at - MINUTE, phase, words)

    def _next(self) -> datetime:
        """A time two minutes after the last: minutes tell updates apart, and none is in the future."""
        self._newest += 2 * MINUTE
        return self._newest

    def _keep(self) -> None:
        self._former.append(deepcopy(self._page))

    async def _respond(self, _: web.Request) -> web.StreamResponse:
        self._known |= self._shown  # who asks again has taken in what it was answered before
        self._shown = {}
        moods: dict[str, Callable[[], web.Response]] = {
            "truth": self._truth,
            "stale": self._stale,
            "cut incidents": self._with_updates_cut,
            "cut feed": self._with_entries_cut,
            "shuffled": self._shuffled,
            "page": lambda: _answer(b"<!doctype html><html><title>Just a moment</title></html>", "text/html"),
            "error": lambda: web.Response(status=503, text="Service Unavailable"),
            "nothing": lambda: _answer(b""),
            "half": lambda: _answer(self._page.atom()[: len(self._page.atom()) * 2 // 3]),
        }
        weights = [6, 2, 2, 2, 2, 1, 1, 1, 1]
        (mood,) = ["truth"] if self.calm else self._chance.choices(list(moods), weights)
        self.answered.append(mood)
        return moods[mood]()

    def _truth(self) -> web.Response:
        self._shown = {code: len(updates) for code, (_, updates) in self._page.incidents.items()}
        return _answer(self._page.atom())

    def _stale(self) -> web.Response:
        page = self._chance.choice(self._former[-6:]) if self._former else self._page
        return _answer(page.atom())

    def _with_updates_cut(self) -> web.Response:
        """Only the newest of each incident's updates, and those never shown yet: what comes late stands last."""
        page = deepcopy(self._page)
        for code, (title, updates) in page.incidents.items():
            most = max(0, len(updates) - self._chance.randint(1, 2))
            page.incidents[code] = (title, updates[min(most, self._known.get(code, 0)) :])
        return _answer(page.atom())

    def _with_entries_cut(self) -> web.Response:
        """Only the newest entries."""
        codes = list(self._page.incidents)
        return _answer(self._page.atom(codes[-self._chance.randint(3, len(codes)) :]))

    def _shuffled(self) -> web.Response:
        """The entries in any order."""
        page = deepcopy(self._page)
        codes = list(page.incidents)
        self._chance.shuffle(codes)
        page.incidents = {code: page.incidents[code] for code in codes}
        return _answer(page.atom())


def _answer(body: bytes, content_type: str = ATOM) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": content_type})
