"""Where everything that was asked is worked on, after Slack has its receipt, and the answer brought back."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.base import Chat, ChatError, RetryError
from bot.chat.slack.answers import Answers, Seat
from bot.chat.slack.askers import Askers
from bot.chat.slack.errors import TOO_MANY_REQUESTS, asked_pause
from bot.chat.slack.teams import Teams
from bot.commands.request import Place, Reply, Request
from bot.core.message import Action, Message
from bot.render.slack import render

log = structlog.get_logger()

AT_ONCE = 20  # requests; the socket hands over whatever comes, and people wait rather than the database
TRIES = 3
LONGEST_PAUSE = 60.0  # seconds; an answer that comes later helps nobody
KEY_BYTES = 12  # 24 hexadecimal characters, as the keys of all posts
GOOD = 200


@dataclass
class Reception:
    """Works on requests as tasks of `tasks`; none of them can harm another, or whoever listens."""

    teams: Teams
    chat: Chat
    answers: Answers
    tasks: asyncio.TaskGroup
    askers: Askers = field(init=False)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def __post_init__(self) -> None:
        self.askers = Askers(self.teams)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let this be done beside everything else."""
        self.tasks.create_task(self._done(work))

    def place_of(self, context: AsyncBoltContext, channel: str | None = None) -> Place:
        """Where something comes from, or where `channel` is; an app of an organisation may be told no workspace."""
        return self.teams.place(context.team_id or context.enterprise_id or "", channel or context.channel_id or "")

    async def answer(self, seat: Seat, command: str, arguments: Mapping[str, str]) -> None:
        """Answer a command where it was asked."""
        asker = await self.askers.who(seat)
        await self.tell(seat, await self.answers.answer(command, Request(seat.place, asker, arguments)))

    async def converse(self, seat: Seat, text: str) -> None:
        """Answer what somebody typed where they typed it."""
        asker = await self.askers.who(seat)
        await self.tell(seat, await self.answers.converse(text, seat.place, asker))

    async def tell(self, seat: Seat, reply: Reply) -> None:
        """Bring a reply back: to the asker alone, or to the channel where it is for all."""
        message = replace(reply.message, actions=_actions(reply))
        if seat.response_url:
            await self._respond(seat.response_url, _response(message, seat, public=reply.public))
        elif seat.thread:
            await self._reply(seat, seat.thread, message)

    async def _done(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._places:
            try:
                await work
            except Exception:
                log.exception("something that was asked on Slack could not be answered")

    async def _respond(self, url: str, response: Mapping[str, Any]) -> None:
        """Post to the address that came with the request; only what surely was not done is tried again."""
        webhook = AsyncWebhookClient(url, retry_handlers=[])
        webhook.proxy = None  # the SDK would take one from the environment
        try:
            answer = await webhook.send_dict(dict(response))
            for _ in range(TRIES - 1):
                if answer.status_code != TOO_MANY_REQUESTS:
                    break
                await _pause(asked_pause(answer.headers).total_seconds())
                answer = await webhook.send_dict(dict(response))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("an answer may not have reached Slack", why=type(error).__name__)
            return
        if answer.status_code != GOOD:
            log.warning("Slack did not take an answer", status=answer.status_code, why=answer.body[:200])

    async def _reply(self, seat: Seat, thread: str, message: Message) -> None:
        """Reply in the thread of what was said."""
        key = blake2b(f"{seat.place.id}|{thread}|{message.title}".encode(), digest_size=KEY_BYTES).hexdigest()
        for attempt in range(TRIES):
            try:
                await self.chat.reply(f"{seat.place.channel}:{thread}", message, key=key)
            except RetryError as error:
                if attempt == TRIES - 1:
                    log.warning("an answer did not reach Slack", why=str(error))
                    return
                await _pause(error.after.total_seconds())
            except ChatError as error:
                log.warning("an answer may not have reached Slack", why=str(error))
                return
            else:
                return


async def _pause(seconds: float) -> None:
    await asyncio.sleep(min(seconds, LONGEST_PAUSE))


def _actions(reply: Reply) -> tuple[Action, ...]:
    ways_on = (Action(choice.label, choice.command, tuple(choice.arguments.items())) for choice in reply.choices)
    return (*reply.message.actions, *ways_on)


def _response(message: Message, seat: Seat, *, public: bool) -> dict[str, Any]:
    shown = render(message)
    response = {"text": shown.text, "blocks": list(shown.blocks), "replace_original": False}
    if not public:
        return response | {"response_type": "ephemeral"}
    return response | {"response_type": "in_channel"} | ({"thread_ts": seat.thread} if seat.thread else {})
