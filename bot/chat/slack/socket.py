"""The connection on which Slack tells us what people do: the SDK's own, made to leave nothing behind."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

LAST_WORDS = 2.0  # seconds for a goodbye: Slack may keep the connection open for longer than anybody waits


class Socket(SocketModeClient):
    """One connection to `address`, which apps.connections.open gave; it renews itself. To be made in a running loop."""

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
