"""Somebody who answers whatever is asked on Slack, and a listener that asks them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.model import Provider, Text
from bot.chat.slack.answers import Answers
from bot.chat.slack.line import Line, Pace
from bot.chat.slack.listening import SlackListener
from bot.chat.slack.sending import SlackChat
from bot.chat.slack.socket import SocketLine
from bot.chat.slack.teams import Teams
from bot.chat.slack.workspaces import Workspaces
from bot.commands.request import Asker, Command, Desk, Fits, Param, Place, Reply, Request
from bot.core.message import Message, Part
from tests.fakes.slack_socket import TEAM, ListeningSlack
from tests.fakes.whereabouts import Hearer

QUICK = Pace(answer=2.0, ping=0.05, look=0.02, deaf=0.3, pause=0.05)
HOSTILE = "<!channel> <@U1> *bold* <https://evil.example|bank.example> @everyone"
HERE = Place("slack", TEAM, "C0STATUS")


async def _unused(_: Request, __: Desk) -> Reply:
    raise AssertionError("the clerk answers")


SUBSCRIBE = Command(
    "subscribe",
    "Follow a provider here.",
    _unused,
    params=(
        Param("provider", "Its name.", required=True, kind=Fits.PROVIDER, leads=True),
        Param("impact", "The least.", kind=Fits.IMPACT, choices=("minor", "major")),
        Param("words", "What it mentions."),
    ),
    aliases=("follow",),
)
SETTINGS = Command("settings", "How it is told.", _unused, params=(Param("timezone", "A zone."),))
STATUS = Command("status", "What is open.", _unused)


class Clerk:
    """Answers everything, and remembers what was asked and by whom; `block` holds every answer up."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Place, Asker]] = []
        self.asked: list[tuple[str, Request]] = []
        self.reply = Reply(Message(Part.NOTICE, "Nothing is open", body=Text.of("All is well.")))
        self.boards: list[str] = []
        self.searched: list[str] = []
        self.failure: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.whereabouts = Hearer()
        self.providers = [Provider(f"acme-{number}", f"Acme {number}", None, ()) for number in range(200)]

    @property
    def answers(self) -> Answers:
        return Answers((SUBSCRIBE, SETTINGS, STATUS), self.answer, self.converse, self.search, self.board)

    async def converse(self, text: str, place: Place, asker: Asker) -> Reply:
        self.said.append((text, place, asker))
        return await self._reply()

    async def answer(self, name: str, request: Request) -> Reply:
        self.asked.append((name, request))
        return await self._reply()

    async def search(self, place: Place, words: str, limit: int) -> list[Provider]:
        self.searched.append(place.workspace)
        return [provider for provider in self.providers if words.casefold() in provider.name.casefold()][:limit]

    async def board(self, workspace: str) -> Message:
        self.boards.append(workspace)
        return Message(Part.NOTICE, "2 incidents open", body=Text.of(HOSTILE))

    async def _reply(self) -> Reply:
        await self.open.wait()
        if self.failure:
            raise self.failure
        return self.reply


def listener(slack: ListeningSlack, clerk: Clerk, line: Line | None = None) -> SlackListener:
    """A listener for all whom the fake has, on a socket unless it is told another line."""
    tokens = [slack.token, *slack.neighbours]
    return SlackListener(
        line or SocketLine(slack.app_token, api_url=slack.url, pace=QUICK),
        Teams(tokens, base_url=slack.url, timeout=QUICK.answer),
        chat=Workspaces([SlackChat(token, base_url=slack.url, buttons=True) for token in tokens]),
        answers=clerk.answers,
        whereabouts=clerk.whereabouts,
        pace=QUICK,
    )


@asynccontextmanager
async def listening(slack: ListeningSlack, clerk: Clerk, line: Line | None = None) -> AsyncIterator[SlackListener]:
    """A listener that can be spoken to; nothing of it is left afterwards."""
    before = asyncio.all_tasks()
    heard = listener(slack, clerk, line)
    running = asyncio.create_task(heard.run())
    async with asyncio.timeout(5):
        await heard.ready.wait()
    try:
        yield heard
    finally:
        running.cancel()
        async with asyncio.timeout(5):
            await asyncio.wait([running])
        assert heard.ready.is_set() is False
        left = {repr(task.get_coro()) for task in asyncio.all_tasks() - before - {asyncio.current_task()}}
        assert all("RequestHandler" in name for name in left), left  # the fake's own
