"""Listening to Slack: commands, mentions, buttons, forms and the Home tab, over Socket Mode."""

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.base import Chat, ChatError, RefusedError, RetryError
from bot.chat.slack import buttons, commands, home, modals
from bot.chat.slack.answers import Answers
from bot.chat.slack.errors import explain, not_slack
from bot.chat.slack.reception import Reception
from bot.chat.slack.socket import Socket

log = structlog.get_logger()

REMEMBERED = 1000  # envelopes; Slack repeats one within minutes
GOOD = 200
# What Slack says of an app-level token that is no good (docs.slack.dev/reference/methods/apps.connections.open).
TOKEN_FAULTS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: for one answer of Slack, between pings, between looks at the connection, and how long it may be dead.

    The last is the pause before everything is tried anew.
    """

    answer: float = 10.0
    ping: float = 10.0
    look: float = 5.0
    deaf: float = 60.0
    pause: float = 30.0


class SlackListener:
    """Hears what people say to our app, in every workspace that it is installed in, and has `answers` answer it.

    `chat` posts what is not an answer to one person. Listening needs `app_token`; everything that is answered goes
    out with `bot_token`. `ready` is set while Slack can be heard.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        *,
        chat: Chat,
        answers: Answers,
        api_url: str | None = None,
        pace: Pace = Pace(),
    ) -> None:
        self.ready = asyncio.Event()
        self._bot_token = bot_token
        self._app_token = app_token
        self._chat = chat
        self._answers = answers
        self._pace = pace
        self._heard: deque[str] = deque(maxlen=REMEMBERED)
        self._client = AsyncWebClient(
            bot_token,
            base_url=api_url or AsyncWebClient.BASE_URL,
            timeout=pace.answer,  # type: ignore[arg-type] # the SDK says int, and hands it to aiohttp, which takes any
            retry_handlers=[],  # the SDK's own would post again after a lost answer: two copies
        )
        self._client.proxy = None  # the SDK would take one from the environment

    async def run(self) -> None:
        """Listen until cancelled, and let go of everything then; ends by itself where Slack refuses the token for good.

        What can pass is waited for. That Slack cannot be heard holds up no message that we send.
        """
        async with asyncio.TaskGroup() as tasks:
            app = self._app(Reception(self._client, self._chat, self._answers, tasks))
            while True:
                try:
                    await self._listen(app)
                except RetryError as error:
                    seconds = max(self._pace.pause, error.after.total_seconds())
                    log.warning("Slack's commands cannot be heard; sending goes on", why=str(error), seconds=seconds)
                    await asyncio.sleep(seconds)
                except ChatError as error:
                    log.error("Slack's commands are off; sending goes on", why=str(error))  # noqa: TRY400 - the words say all
                    return

    async def _listen(self, app: AsyncApp) -> NoReturn:
        """Hear what comes on one connection, until it is dead; raises a ChatError then, or where none can be made."""
        address = await self._address()

        async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            await self._hear(app, client, request)

        socket = Socket(self._app_token, address, self._client, hear, ping=self._pace.ping)
        try:
            await self._connect(socket)
            log.info("Slack's commands are heard")
            self.ready.set()
            await self._until_deaf(socket)
        finally:
            self.ready.clear()
            await socket.close()
        raise RetryError(f"no connection for {self._pace.deaf:.0f} s", timedelta())

    async def _address(self) -> str:
        """Where to connect. Asked for here first: the SDK would ask for ever with a token that is no good."""
        doing = "listen to Slack"
        try:
            answer = await self._client.apps_connections_open(app_token=self._app_token)
            url = answer.get("url")
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _refused(error) or explain(error, doing, reading=True) from None
        except (AttributeError, TypeError, ValueError):  # the SDK takes every answer for a JSON object
            raise not_slack(doing, reading=True) from None
        if not isinstance(url, str):
            raise not_slack(doing, reading=True)
        return url

    async def _connect(self, socket: Socket) -> None:
        try:
            async with asyncio.timeout(self._pace.answer):
                await socket.connect()  # type: ignore[no-untyped-call] # the SDK says nothing
        except TimeoutError:
            why = f"could not listen to Slack: no connection within {self._pace.answer:.0f} s"
            raise RetryError(why, timedelta()) from None

    async def _until_deaf(self, socket: Socket) -> None:
        """Wait until the connection is dead and the SDK has had time to make another."""
        alive = time.monotonic()
        while time.monotonic() < alive + self._pace.deaf:
            await asyncio.sleep(self._pace.look)
            if await socket.is_connected():
                alive = time.monotonic()

    async def _hear(self, app: AsyncApp, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope: hand it over, and give Slack its receipt; one that came before gets only that."""
        name = str(request.payload.get("event_id") or request.envelope_id)
        receipt = SocketModeResponse(envelope_id=request.envelope_id)
        if name in self._heard:
            await client.send_socket_mode_response(receipt)
            return
        self._heard.append(name)
        answer = await run_async_bolt_app(app, request)
        if answer.status != GOOD:
            log.warning("Slack told something that nobody here understands", type=request.type, status=answer.status)
            await client.send_socket_mode_response(receipt)
            return
        await send_async_response(client, request, answer, time.time())

    def _app(self, reception: Reception) -> AsyncApp:
        """Bolt's part: what goes to whom."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            # Bolt's own would call auth.test before the receipt: Slack waits for that for 3 seconds and no longer.
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=self._bot_token)

        app = AsyncApp(
            name="statuswire",
            logger=_quiet(),
            client=_without_token(self._client),
            authorize=authorize,
            process_before_response=True,  # handlers only begin the work; so there is nothing for Bolt to do beside
            request_verification_enabled=False,  # there is no signature on a socket
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )
        for attach in (commands.attach, buttons.attach, modals.attach, home.attach):
            attach(app, reception)
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


def _refused(error: Exception) -> RefusedError | None:
    """What is wrong with the app-level token, if that is what Slack says."""
    data = error.response.data if isinstance(error, SlackApiError) and hasattr(error.response, "data") else None
    code = data.get("error") if isinstance(data, dict) else None
    if code not in TOKEN_FAULTS:
        return None
    return RefusedError(
        f"Slack does not accept the app-level token ({code}); set SLACK_APP_TOKEN to one of this app (xapp-...) "
        "that has the scope connections:write, and start again"
    )
