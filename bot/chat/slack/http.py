"""Requests of Slack's to us, for those who cannot use Socket Mode: each is signed, and what is not is refused."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.chat.base import RetryError
from bot.chat.slack.line import GOOD, USUAL, Heard, Pace

log = structlog.get_logger()

PATH = "/slack/events"  # for everything: commands, clicks, forms and events
BODY_LIMIT = 1_000_000  # bytes; the largest is a form with all that was typed into it
LAST_WORDS = 2.0  # seconds for answers that are being given at the end
SIGNATURE, TIMESTAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"


class HttpLine:
    """Listens at an address for requests that are signed with one of the secrets, no longer than 5 minutes ago."""

    def __init__(self, host: str, port: int, secrets: Sequence[str], *, pace: Pace = USUAL) -> None:
        self._host = host
        self._port = port
        self._verifiers = [SignatureVerifier(secret) for secret in secrets]
        self._pace = pace
        self._heard = Heard()

    async def listen(self, app: AsyncApp, ready: asyncio.Event) -> NoReturn:
        """Answer requests until cancelled; raises RetryError where the address cannot be had."""

        async def hear(request: web.Request) -> web.Response:
            return await self._hear(app, request)

        server = web.Application(client_max_size=BODY_LIMIT)
        server.add_routes([web.post(PATH, hear), web.get(PATH, _here)])
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=LAST_WORDS)
        try:
            await runner.setup()
            await self._open(runner)
            log.info("Slack's commands are heard", at=f"{self._host}:{self._port}", path=PATH)
            ready.set()
            while True:
                await asyncio.Event().wait()
        finally:
            ready.clear()
            await runner.cleanup()

    async def _open(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            why = f"could not listen at {self._host}:{self._port}: {error.strerror or error}"
            raise RetryError(why, timedelta()) from error

    async def _hear(self, app: AsyncApp, request: web.Request) -> web.Response:
        """One request: hand it over, and answer at once; one that came before is only answered."""
        try:
            async with asyncio.timeout(self._pace.answer):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
        if not self._is_signed(body, timestamp, signature):
            log.warning("a request that Slack did not sign was refused", address=request.remote)
            return web.Response(status=401)
        try:
            told = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        except (AttributeError, TypeError, ValueError):  # Bolt takes every body for one of Slack's
            return web.Response(status=400)
        if not self._heard.is_new(str(told.body.get("event_id") or signature)):
            return web.Response()
        answer = await app.async_dispatch(told)
        if answer.status != GOOD:
            log.warning("Slack told something that nobody here understands", status=answer.status)
            return web.Response()
        return await to_aiohttp_response(answer)

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            return any(verifier.is_valid(body, timestamp, signature) for verifier in self._verifiers)
        except (TypeError, ValueError):  # the SDK takes every timestamp for a number, and every text for ASCII or UTF-8
            return False


async def _here(_: web.Request) -> web.Response:
    """For whoever looks whether the address is right."""
    return web.Response(text="Statuswire hears Slack here.")
