"""The fake Slack as it speaks to those who have no socket: signed requests to an address of theirs."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack_socket import LOOK_AGAIN, PATIENCE, RECEIPT, Json, ListeningSlack, NoReceiptError

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OK = 200
NO_MORE: Mapping[str, str] = {}


class CallingSlack(ListeningSlack):
    """A workspace that calls the app at `request_url`, and signs with `secret`. `statuses` are those of all answers."""

    def __init__(self) -> None:
        super().__init__()
        self.request_url = ""
        self.secret = SECRET
        self.statuses: list[int] = []

    async def until_reachable(self) -> None:
        """Wait until the app listens at its address."""
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientConnectionError):
                    async with session.get(self.request_url):
                        return
                await asyncio.sleep(LOOK_AGAIN)

    async def tell(self, kind: str, payload: Json, *, envelope: str | None = None) -> Json:
        """Call the app; returns what it answers. `envelope` says which delivery of the same event this is."""
        again = {"X-Slack-Retry-Num": envelope, "X-Slack-Retry-Reason": "http_timeout"} if envelope else {}
        if kind == "events_api":
            return await self.calls_with(json.dumps(payload), "application/json", headers=again)
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        return await self.calls_with(urlencode(form), "application/x-www-form-urlencoded", headers=again)

    async def calls_with(
        self, body: str | bytes, content_type: str, *, at: int | None = None, headers: Mapping[str, str] = NO_MORE
    ) -> Json:
        """Call with this body, signed `at` this second, or now; `headers` go before those that are right."""
        timestamp = str(int(time.time()) if at is None else at)
        content = body.encode() if isinstance(body, str) else body
        signed = SignatureVerifier(self.secret).generate_signature(timestamp=timestamp, body=content.decode("latin-1"))
        right = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signed or "",
        }
        timeout = aiohttp.ClientTimeout(total=RECEIPT)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.request_url, data=content, headers=right | dict(headers)) as answer,
            ):
                self.statuses.append(answer.status)
                return await _said(answer)
        except TimeoutError:
            raise NoReceiptError(f"no answer within {RECEIPT} s") from None


async def _said(answer: aiohttp.ClientResponse) -> Json:
    said = await answer.text()
    if answer.status != OK or not said.startswith("{"):
        return {}
    decoded: dict[str, Any] = json.loads(said)
    return decoded
