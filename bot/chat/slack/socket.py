"""Socket Mode: a connection of ours on which Slack tells what people do, so that nothing of us has to be reachable."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NoReturn

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.base import RefusedError, RetryError
from bot.chat.slack.errors import explain, not_slack
from bot.chat.slack.line import GOOD, USUAL, Heard, Pace
from bot.chat.slack.teams import client

log = structlog.get_logger()

LAST_WORDS = 2.0  # seconds for a goodbye: Slack may keep the connection open for longer than anybody waits
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


class SocketLine:
    """Listens with an app-level token, to every workspace that its app is installed in."""

    def __init__(self, app_token: str, *, api_url: str | None = None, pace: Pace = USUAL) -> None:
        self._app_token = app_token
        self._pace = pace
        self._heard = Heard()
        self._client = client(app_token, base_url=api_url, timeout=pace.answer)

    async def listen(self, app: AsyncApp, ready: asyncio.Event) -> NoReturn:
        """Hear what comes on one connection, until it is dead; raises a ChatError then, or where none can be made."""
        address = await self._address()

        async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            await self._hear(app, client, request)

        socket = Socket(self._app_token, address, self._client, hear, ping=self._pace.ping)
        try:
            await self._connect(socket)
            log.info("Slack's commands are heard")
            ready.set()
            await self._until_deaf(socket)
        finally:
            ready.clear()
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

    async def _connect(self, socket: "Socket") -> None:
        try:
            async with asyncio.timeout(self._pace.answer):
                await socket.connect()  # type: ignore[no-untyped-call] # the SDK says nothing
        except TimeoutError:
            why = f"could not listen to Slack: no connection within {self._pace.answer:.0f} s"
            raise RetryError(why, timedelta()) from None

    async def _until_deaf(self, socket: "Socket") -> None:
        """Wait until the connection is dead and the SDK has had time to make another."""
        alive = time.monotonic()
        while time.monotonic() < alive + self._pace.deaf:
            await asyncio.sleep(self._pace.look)
            if await socket.is_connected():
                alive = time.monotonic()

    async def _hear(self, app: AsyncApp, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope: hand it over, and give Slack its receipt; one that came before gets only that."""
        receipt = SocketModeResponse(envelope_id=request.envelope_id)
        if not self._heard.is_new(str(request.payload.get("event_id") or request.envelope_id)):
            await client.send_socket_mode_response(receipt)
            return
        answer = await run_async_bolt_app(app, request)
        if answer.status != GOOD:
            log.warning("Slack told something that nobody here understands", type=request.type, status=answer.status)
            await client.send_socket_mode_response(receipt)
            return
        await send_async_response(client, request, answer, time.time())


class Socket(SocketModeClient):
    """One connection to `address`, which apps.connections.open gave; it renews itself, and leaves nothing behind.

    To be made in a running loop.
    """

    def __init__(
        self,
        app_token: str,
        address: str,
        client: AsyncWebClient,
        hear: Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]],
        *,
        ping: float,
    ) -> None:
        super().__init__(app_token, web_client=client, ping_interval=ping)
        self.proxy = client.proxy  # the SDK would take one from the environment
        self.wss_uri = address
        self.socket_mode_request_listeners.append(hear)
        self._running: set[asyncio.Task[Any]] = set()

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """What the SDK starts a task for with every envelope; the task is remembered, so that it can be ended."""
        task = asyncio.current_task()
        if task:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await super().run_message_listeners(message, raw_message)

    async def close(self) -> None:
        """Say goodbye and end everything; the SDK's own leaves its tasks to end by themselves."""
        self.closed = True
        self.auto_reconnect_enabled = False
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self.disconnect()  # type: ignore[no-untyped-call] # the SDK says nothing
        except (TimeoutError, OSError):
            pass  # it was gone before
        ours = (self.message_processor, self.current_session_monitor, self.message_receiver)
        tasks = [task for task in (*ours, *self._running) if task and not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORDS)
        await self.aiohttp_client_session.close()


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
