"""Listening to Slack: commands, mentions, buttons, forms, the Home tab, and what becomes of channels."""

import asyncio
import logging

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.base import Chat, ChatError, RetryError, Whereabouts
from bot.chat.slack import buttons, channels, commands, home, modals
from bot.chat.slack.answers import Answers
from bot.chat.slack.line import USUAL, Line, Pace
from bot.chat.slack.reception import Reception
from bot.chat.slack.teams import Teams

log = structlog.get_logger()


class SlackListener:
    """Hears on a line what people say to our app, in every workspace that has it, and has `answers` answer it.

    `chat` posts what is not an answer to one person; what is goes out with the tokens of `teams`. `whereabouts` is told
    what becomes of channels. `ready` is set while Slack can be heard.
    """

    def __init__(
        self,
        line: Line,
        teams: Teams,
        *,
        chat: Chat,
        answers: Answers,
        whereabouts: Whereabouts,
        pace: Pace = USUAL,
    ) -> None:
        self.ready = asyncio.Event()
        self._line = line
        self._teams = teams
        self._chat = chat
        self._answers = answers
        self._whereabouts = whereabouts
        self._pace = pace

    async def run(self) -> None:
        """Listen until cancelled, and let go of everything then; ends by itself where Slack refuses us for good.

        What can pass is waited for. That Slack cannot be heard holds up no message that we send.
        """
        async with asyncio.TaskGroup() as tasks:
            app = self._app(Reception(self._teams, self._chat, self._answers, tasks))
            while True:
                try:
                    await self._teams.learn()
                    await self._line.listen(app, self.ready)
                except RetryError as error:
                    seconds = max(self._pace.pause, error.after.total_seconds())
                    log.warning("Slack's commands cannot be heard; sending goes on", why=str(error), seconds=seconds)
                    await asyncio.sleep(seconds)
                except ChatError as error:
                    log.error("Slack's commands are off; sending goes on", why=str(error))  # noqa: TRY400 - the words say all
                    return

    def _app(self, reception: Reception) -> AsyncApp:
        """Bolt's part: what goes to whom."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            # Bolt's own would call auth.test before the receipt: Slack waits for that for 3 seconds and no longer.
            token = self._teams.client_of(team_id or "").token
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

        app = AsyncApp(
            name="statuswire",
            logger=_quiet(),
            client=_without_token(self._teams.home),
            authorize=authorize,
            process_before_response=True,  # handlers only begin the work; so there is nothing for Bolt to do beside
            request_verification_enabled=False,  # the line has looked at the signature, where there is one
        )
        for attach in (commands.attach, buttons.attach, modals.attach, home.attach):
            attach(app, reception)
        channels.attach(app, reception, self._whereabouts)
        return app


def _quiet() -> logging.Logger:
    """Bolt warns that it does not use a token of the environment; ours comes as a value. What it misses, we log."""
    logger = logging.getLogger("bot.chat.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    """What Bolt makes its own clients after: it takes the token from whom it asks for authorisation."""
    bare = AsyncWebClient(base_url=client.base_url, timeout=client.timeout, retry_handlers=[])
    bare.proxy = client.proxy
    return bare
