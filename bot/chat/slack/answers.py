"""What the listener needs of the house, and where in Slack something was asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from adapters.model import Provider
from bot.commands.request import Asker, Command, Place, Reply, Request
from bot.core.message import Message


@dataclass(frozen=True, slots=True)
class Answers:
    """Who knows the answers: `answer` to a command by its name, `converse` to what was typed behind our name.

    Neither raises: what went wrong stands in the reply. `search` finds providers by words that are typed somewhere, in
    time, best first and at most so many. `board` is what is open among all that is followed in a workspace.
    """

    commands: Sequence[Command]
    answer: Callable[[str, Request], Awaitable[Reply]]
    converse: Callable[[str, Place, Asker], Awaitable[Reply]]
    search: Callable[[Place, str, int], Awaitable[Sequence[Provider]]]
    board: Callable[[str], Awaitable[Message]]

    def command(self, word: str) -> Command | None:
        """The command of that name, or None."""
        wanted = word.casefold()
        return next((each for each in self.commands if wanted in (each.name, *each.aliases)), None)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asked something where, and the ways back: `response_url` for half an hour, `thread` the ts of a message.

    Where both are given, what the whole channel should see goes into the thread.
    """

    place: Place
    user: str
    name: str
    response_url: str | None = None
    thread: str | None = None
