"""The other half of the fake Slack: people who type, click and fill in, and the socket on which an app hears of it."""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any, Self

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.slack import OUR_USER, CodeError, FakeSlack
from tests.fakes.slack_blocks import fault, readable

TEAM, ANNA = "T0ACME", "U0ANNA"
RECEIPT = 3.0  # seconds in which an app has to say that it has heard
PATIENCE = 15.0  # seconds for everything that a test waits for
LOOK_AGAIN = 0.002
TITLE_LIMIT, METADATA_LIMIT, OPTIONS_LIMIT, OPTION_LIMIT = 24, 3000, 100, 75
NAMELESS = "response_url"

Json = dict[str, Any]


class NoReceiptError(AssertionError):
    """The app did not say in time that it has heard: a person sees `operation_timeout`."""


class ListeningSlack(FakeSlack):
    """A workspace whose people speak to the app.

    `users` are its people as users.info shows them; `receipts` what the app acknowledged, by envelope; `answers` what
    came to response_urls; `views` the forms and tabs that are shown, by id. `deaf` lets no new socket be opened.
    """

    app_token = "xapp-1-fake-token"

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, Json] = {ANNA: person(ANNA, "anna")}
        self.receipts: dict[str, list[Json]] = {}
        self.answers: list[Json] = []
        self.views: dict[str, Json] = {}
        self.app_token_fault: str | None = None
        self.deaf = False
        self.connections = 0
        self._sockets: list[web.WebSocketResponse] = []
        self._numbers = itertools.count(1)

    async def __aexit__(self, *_: object) -> None:
        for socket in self._sockets:
            await socket.close()
        await super().__aexit__()

    def neighbour(self, team: str) -> Self:
        """Another workspace at the same address, with an Anna of its own."""
        other = super().neighbour(team)
        other.users = {ANNA: person(ANNA, "anna", team=team)}
        return other

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something can be seen here."""
        async with asyncio.timeout(PATIENCE):
            while not seen():  # noqa: ASYNC110 - there is nobody who could tell: what is seen may be anything
                await asyncio.sleep(LOOK_AGAIN)

    async def answered(self, count: int = 1) -> Json:
        """The newest answer, as soon as there are so many."""
        await self.until(lambda: len(self.answers) >= count)
        return self.answers[-1]

    async def hang_up(self, *, abruptly: bool = False) -> None:
        """Close every socket, as Slack does every few hours, or as a broken line does."""
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            if abruptly and socket._req and socket._req.transport:
                socket._req.transport.abort()
                continue
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def types(self, text: str, *, user: str = ANNA, channel: str = "C0STATUS", team: str = TEAM) -> Json:
        """Somebody types `/statuswire` and these words; returns what the receipt says."""
        return await self.tell("slash_commands", self.slash(text, user=user, channel=channel, team=team))

    def slash(self, text: str, *, user: str = ANNA, channel: str = "C0STATUS", team: str = TEAM) -> Json:
        """What Slack tells of somebody who types."""
        words = {"command": "/statuswire", "text": text, "team_id": team, "channel_id": channel, "user_id": user}
        more = {"user_name": user.lower(), "channel_name": "status", "is_enterprise_install": "false"}
        return words | more | {"response_url": self._response_url(), "trigger_id": f"trigger-{next(self._numbers)}"}

    async def mentions(self, text: str, *, user: str = ANNA, channel: str = "C0STATUS", **more: object) -> str:
        """Somebody writes a message that mentions the app; returns its ts."""
        ts = self.say(text, channel=channel)
        event = {"type": "app_mention", "user": user, "text": text, "ts": ts, "channel": channel, "event_ts": ts}
        await self.tell("events_api", self._event(event | more))
        return ts

    async def opens_home(self, user: str = ANNA, *, team: str = TEAM) -> None:
        """Somebody opens the app's Home tab."""
        event = {"type": "app_home_opened", "user": user, "channel": "D0ANNA", "tab": "home", "event_ts": "1.1"}
        await self.tell("events_api", self._event(event, team=team))

    async def clicks(
        self, button: Mapping[str, Any], *, user: str = ANNA, ts: str = "", ephemeral: bool = False
    ) -> None:
        """Somebody clicks a button of a message."""
        container = {"type": "message", "message_ts": ts, "channel_id": "C0STATUS", "is_ephemeral": ephemeral}
        payload = {"type": "block_actions", "actions": [dict(button) | {"block_id": "b"}], "container": container}
        channel = {"id": "C0STATUS", "name": "status"}
        url = {"response_url": self._response_url(), "trigger_id": f"trigger-{next(self._numbers)}"}
        await self.tell("interactive", payload | self._who(user) | url | {"channel": channel})

    async def searches(self, action: str, value: str, *, user: str = ANNA) -> list[Json]:
        """Somebody types into a select; returns what it offers."""
        payload = {"type": "block_suggestion", "action_id": action, "block_id": "provider", "value": value}
        offered: list[Json] = (await self.tell("interactive", payload | self._who(user)))["options"]
        assert len(offered) <= OPTIONS_LIMIT
        assert all(
            0 < len(option[part]["text"] if part == "text" else option[part]) <= OPTION_LIMIT
            for option in offered
            for part in ("text", "value")
        )
        return offered

    async def submits(self, view: Json, values: Mapping[str, str], *, user: str = ANNA) -> Json:
        """Somebody fills in a form and sends it; returns what the receipt says."""
        state = {
            block["block_id"]: {block["element"]["action_id"]: _filled(block["element"], values.get(block["block_id"]))}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        payload = {"type": "view_submission", "view": view | {"state": {"values": state}}}
        return await self.tell("interactive", payload | self._who(user))

    async def tell(self, kind: str, payload: Json, *, envelope: str | None = None) -> Json:
        """Send an envelope to the app; returns what it answers with the receipt."""
        await self.until(lambda: bool(self._sockets))
        name = envelope or f"envelope-{next(self._numbers)}"
        before = len(self.receipts.get(name, []))
        accepts = kind != "events_api"
        sent = {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": accepts}
        await self._sockets[-1].send_str(json.dumps(sent))
        try:
            async with asyncio.timeout(RECEIPT):
                await self.until(lambda: len(self.receipts.get(name, [])) > before)
        except TimeoutError:
            raise NoReceiptError(f"no receipt for {kind} within {RECEIPT} s") from None
        return self.receipts[name][-1]

    async def disconnects(self) -> None:
        """Ask the app to come back on another socket, as Slack does when it moves."""
        await self._sockets[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def shown(self, answer: Json) -> str:
        """What a reader sees of an answer or a view."""
        return readable(answer.get("text", ""), answer.get("blocks", []))

    def buttons(self, answer: Json) -> list[Json]:
        """The buttons of an answer or a message."""
        return [each for block in answer["blocks"] if block["type"] == "actions" for each in block["elements"]]

    def _add_routes(self, app: web.Application) -> None:
        super()._add_routes(app)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{number}", self._respond)

    def _methods(self) -> dict[str, Callable[[Json], Json]]:
        more: dict[str, Callable[[Json], Json]] = {
            "apps.connections.open": self._open_connection,
            "users.info": self._user,
            "views.open": self._open_view,
            "views.update": self._update_view,
            "views.publish": self._publish,
        }
        return super()._methods() | more

    def _admit(self, method: str, authorization: str) -> None:
        if method != "apps.connections.open":
            super()._admit(method, authorization)
            return
        if self.app_token_fault:
            raise CodeError(self.app_token_fault)
        if authorization != f"Bearer {self.app_token}":
            raise CodeError("invalid_auth")

    def _open_connection(self, _: Json) -> Json:
        ticket = next(self._numbers)
        return {"url": f"{self.url.replace('http', 'ws').removesuffix('api/')}link?ticket={ticket}"}

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        if self.deaf:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        self._sockets.append(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                receipt = json.loads(message.data)
                self.receipts.setdefault(receipt["envelope_id"], []).append(receipt.get("payload") or {})
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _respond(self, request: web.Request) -> web.Response:
        if instead := self._instead(self._trouble_for(NAMELESS)):
            return instead
        body: Json = await request.json()
        if fault(body.get("text", ""), body.get("blocks", [])):
            return web.Response(status=400, text="invalid_blocks")
        self.answers.append(body | {"number": request.match_info["number"]})
        return web.Response(text="ok")

    def _user(self, arguments: Json) -> Json:
        self._need("users:read")
        if arguments.get("user") not in self.users:
            raise CodeError("user_not_found")
        return {"user": self.users[arguments["user"]]}

    def _open_view(self, arguments: Json) -> Json:
        if not str(arguments.get("trigger_id", "")).startswith("trigger-"):
            raise CodeError("invalid_trigger_id")
        return self._keep_view(f"V{next(self._numbers)}", arguments)

    def _update_view(self, arguments: Json) -> Json:
        if arguments.get("view_id") not in self.views:
            raise CodeError("not_found")
        return self._keep_view(arguments["view_id"], arguments)

    def _publish(self, arguments: Json) -> Json:
        return self._keep_view(f"home:{arguments['user_id']}", arguments)

    def _keep_view(self, name: str, arguments: Json) -> Json:
        view = arguments["view"]
        view = json.loads(view) if isinstance(view, str) else view
        titles = [view[part]["text"] for part in ("title", "submit", "close") if part in view]
        told = [block for block in view["blocks"] if block["type"] != "input"]
        if any(len(title) > TITLE_LIMIT for title in titles) or len(view.get("private_metadata", "")) > METADATA_LIMIT:
            raise CodeError("invalid_arguments")
        if told and fault("", told):
            raise CodeError("invalid_blocks")
        self.views[name] = view | {"id": name}
        return {"view": self.views[name]}

    def _event(self, event: Json, *, team: str = TEAM) -> Json:
        name = f"Ev{next(self._numbers)}"
        bot = [{"enterprise_id": None, "team_id": team, "user_id": OUR_USER, "is_bot": True}]
        return {"type": "event_callback", "team_id": team, "event_id": name, "event": event, "authorizations": bot}

    def _who(self, user: str) -> Json:
        name = user.lower()
        return {"team": {"id": TEAM, "domain": "acme"}, "user": {"id": user, "username": name, "team_id": TEAM}}

    def _response_url(self) -> str:
        return f"{self.url.removesuffix('api/')}respond/{next(self._numbers)}"


def person(id_: str, name: str, *, team: str = TEAM, **more: object) -> Json:
    """Somebody as users.info shows them: a full member unless `more` says otherwise."""
    return {"id": id_, "team_id": team, "name": name, "real_name": name, "profile": {"display_name": name}, **more}


def _filled(element: Mapping[str, Any], value: str | None) -> Json:
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": value}
    return {"type": element["type"], "selected_option": {"value": value} if value else None}
