"""A Discord that runs on this machine: real HTTP and a real websocket, a memory, and the limits of the real one."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Json, Permission, Place, RefusedError, Sent
from tests.fakes.discord_forum import Forum, require_name, require_tags
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_interactions import Interactions

CHANNEL = "1000000000000000"
TOKEN = "fake.discord.token"
SENDING = frozenset({"post", "edit", "forum post"})
BY_THEIR_TOKEN = frozenset({"callback", "follow-up", "edit of answer"})  # these carry it in the address

Handler = Callable[[web.Request], Awaitable[Any]]


@dataclass(frozen=True)
class Trouble:
    """What becomes of a request instead of Discord's usual answer.

    `done`: only after it was carried out. `status` 0 stands for no answer: the connection is dropped, or with `hangs`
    held until the fake ends. `via` marks an answer as Discord's own; without it a 429 is Cloudflare's.
    """

    status: int = 0
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    hangs: bool = False
    via: bool = True
    text: str | None = None

    @classmethod
    def refused(cls, status: int, code: int, message: str = "", **further: object) -> Self:
        """An answer with one of Discord's codes."""
        return cls(status, {"code": code, "message": message, **further})

    @classmethod
    def rate_limited(cls, wait: float, *, everywhere: bool = False, code: int = 0, via: bool = True) -> Self:
        """An answer of 429; the header is wrong on purpose where Discord's is: the body counts."""
        body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere, "code": code}
        return cls(429, body, {"Retry-After": "1" if via else f"{wait:.0f}"}, via=via)


class FakeDiscord:
    """A server "Acme" with the channel #status, reached at `api_url` and `gateway_url` with `token`.

    `guilds` are the ids of the servers that the bot is in: this one, and those that a test adds to have commands.
    `calls` are the requests so far: their name and their body. `nonce_window` is how many seconds a nonce is
    remembered. `headers` go with every answer to a send or an edit.
    """

    def __init__(self, *, token: str = TOKEN) -> None:
        self.token = token
        self.api_url = ""
        self.gateway_url = ""
        self.nonce_window = 300.0
        self.headers: dict[str, str] = {}
        self.calls: list[tuple[str, Json]] = []
        self.places: dict[str, Place] = {}
        self.guilds = {forms.GUILD}
        self.gateway = Gateway(self)
        self.interactions = Interactions(self)
        self.forum = Forum(self)
        self._troubles: list[tuple[Trouble, frozenset[str]]] = []
        self._nonces: dict[tuple[str, str], tuple[float, Sent]] = {}
        self._arrivals: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._last_id = 0
        self._over = asyncio.Event()
        self.add_channel(CHANNEL, "status")

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.handle)
        for method, path, name, handler in self._routes():
            app.router.add_route(method, f"/api/v10{path}", self._answering(name, handler))
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.api_url = f"http://{host}:{port}/api/v10"
        self.gateway_url = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self.gateway.close()
        await self._runner.cleanup()

    def add_channel(self, number: str, name: str, *, kind: int = forms.TEXT) -> Place:
        """A new channel in the server."""
        self.places[number] = Place(number, name, kind)
        return self.places[number]

    def deny(self, permission: Permission, channel: str = CHANNEL) -> None:
        """Take a permission from the bot in a channel and its threads."""
        self.places[channel].granted &= ~permission

    def delete_channel(self, channel: str) -> None:
        """Delete a channel, or a thread, as a person would; threads go with their channel."""
        self.places = {number: place for number, place in self.places.items() if channel not in (number, place.parent)}

    def delete(self, message: str) -> None:
        """Delete a message as a person would; its thread stays."""
        for place in self.places.values():
            place.messages = [kept for kept in place.messages if kept.id != message]

    def say(self, content: str, channel: str = CHANNEL) -> Sent:
        """A person writes something."""
        return self.keep(self.places[channel], Sent(self.new_id(), channel, content, [], author=forms.PERSON))

    def fail(self, trouble: Trouble, *, times: int = 1, on: frozenset[str] = SENDING) -> None:
        """Answer the next `times` requests of those names so."""
        self._troubles += [(trouble, on)] * times

    def messages(self, channel: str = CHANNEL) -> list[Sent]:
        """What stands in a channel and its threads, in the order of posting."""
        places = [place for place in self.places.values() if channel in (place.id, place.parent)]
        told = (message for place in places for message in place.messages if message.kind != forms.THREAD_STARTER)
        return sorted(told, key=lambda message: int(message.id))

    def called(self, name: str) -> list[Json]:
        """The bodies of the requests of that name."""
        return [body for called, body in self.calls if called == name]

    async def arrival(self, name: str) -> None:
        """Wait for the first request of that name."""
        await self._arrivals[name].wait()

    def _routes(self) -> list[tuple[str, str, str, Handler]]:
        channel, message = "/channels/{channel}", "/channels/{channel}/messages/{message}"
        return [
            ("GET", "/users/@me", "me", self._me),
            ("GET", "/oauth2/applications/@me", "application", self._application),
            ("GET", "/guilds/{guild}", "guild", self._guild),
            ("GET", "/guilds/{guild}/members/{user}", "member", self._member),
            ("GET", channel, "channel", self._channel),
            ("PATCH", channel, "thread edit", self._edit_thread),
            ("GET", f"{channel}/messages", "history", self._history),
            ("POST", f"{channel}/messages", "post", self._post),
            ("PATCH", message, "edit", self._edit),
            ("POST", f"{message}/threads", "thread", self._thread),
            ("POST", f"{message}/crosspost", "publish", self._publish),
            *self.forum.routes(),
            *self.interactions.routes(),
        ]

    def _answering(self, name: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            request[forms.BODY] = await forms.body_of(request)
            self.calls.append((name, request[forms.BODY]))
            self._arrivals[name].set()
            if name not in BY_THEIR_TOKEN and request.headers.get("Authorization") != f"Bot {self.token}":
                return _json(401, {"code": 0, "message": "401: Unauthorized"})
            trouble = self._trouble(name, request)
            try:
                if trouble and not trouble.done:
                    return await self._spoiled(request, trouble)
                done = await handler(request)
                if trouble:
                    return await self._spoiled(request, trouble)
            except RefusedError as refused:
                return _json(refused.status, refused.body)
            return _json(200, done, self.headers if name in SENDING else {})

        return answer

    def _trouble(self, name: str, request: web.Request) -> Trouble | None:
        """The trouble that was ordered for this request; one for a place that does not exist has its own."""
        channel = request.match_info.get("channel")
        if channel is not None and channel not in self.places:
            return None
        for place, (trouble, names) in enumerate(self._troubles):
            if name in names:
                del self._troubles[place]
                return trouble
        return None

    async def _spoiled(self, request: web.Request, trouble: Trouble) -> web.Response:
        if trouble.hangs:
            await self._over.wait()
        if not trouble.status:
            if request.transport:
                request.transport.close()
            return web.Response()
        if trouble.text is not None:
            return web.Response(status=trouble.status, text=trouble.text, content_type="text/html")
        return _json(trouble.status, trouble.body, trouble.headers, via=trouble.via)

    async def _me(self, _: web.Request) -> Json:
        return forms.user()

    async def _application(self, _: web.Request) -> Json:
        return forms.application()

    async def _guild(self, _: web.Request) -> Json:
        return forms.guild()

    async def _member(self, _: web.Request) -> Json:
        return forms.member()

    async def _channel(self, request: web.Request) -> Json:
        return self.place(request).as_json()

    async def _history(self, request: web.Request) -> list[Json]:
        place = self.place(request)
        if Permission.READ_MESSAGE_HISTORY not in self._granted(place):
            return []  # as Discord does: no error, and nothing to see
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 50))
        later = [message for message in place.messages if int(message.id) > after]
        return [message.as_json() for message in reversed(later[:limit])]

    async def _post(self, request: web.Request) -> Json:
        place, body = self.place(request), request[forms.BODY]
        self.require(place, Permission.SEND_MESSAGES_IN_THREADS if place.parent else Permission.SEND_MESSAGES)
        self.require(place, Permission.EMBED_LINKS)
        if place.kind in (forms.FORUM, forms.CATEGORY):
            raise RefusedError(400, 50008, "Cannot send messages in a non-text channel")
        if place.archived and place.locked:
            raise RefusedError(400, 50083, "Thread is archived")
        root = self._replied_to(place, body)
        forms.require_form(body)
        known = self._known(place, body)
        if known:
            return known.as_json() | {"nonce": known.nonce}
        place.archived = False
        kind = forms.REPLY if root else forms.DEFAULT
        sent = Sent(self.new_id(), place.id, body.get("content") or "", body.get("embeds") or [], kind)
        sent.replies_to, sent.nonce, sent.may_ping = root, body.get("nonce"), forms.may_ping(body)
        sent.components = body.get("components") or []
        if sent.nonce:
            self._nonces[place.id, sent.nonce] = (time.monotonic(), sent)
        return self.keep(place, sent).as_json() | {"nonce": sent.nonce}

    async def _edit(self, request: web.Request) -> Json:
        place, body = self.place(request), request[forms.BODY]
        sent = self._message(place, request)
        if place.archived:
            raise RefusedError(400, 50083, "Thread is archived")
        if "attachments" in body:
            self.require(place, Permission.ATTACH_FILES)
            forms.require_files(body["attachments"])
            sent.files = [{**file, "id": self.new_id()} for file in body["attachments"]]
        else:
            forms.require_form(body)
        sent.content = (body["content"] or "") if "content" in body else sent.content
        sent.embeds = (body["embeds"] or []) if "embeds" in body else sent.embeds
        sent.components = (body["components"] or []) if "components" in body else sent.components
        sent.may_ping = sent.may_ping or forms.may_ping(body)
        sent.edits += 1
        return sent.as_json()

    async def _thread(self, request: web.Request) -> Json:
        place, body = self.place(request), request[forms.BODY]
        if place.kind not in (forms.TEXT, forms.ANNOUNCEMENT):
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        self.require(place, Permission.CREATE_PUBLIC_THREADS)
        root = self._message(place, request)
        if root.id in self.places:
            raise RefusedError(400, 160004, "A thread has already been created for this message")
        require_name(body.get("name", ""))
        thread = Place(root.id, body["name"], forms.THREAD, parent=place.id)
        self.places[root.id] = thread
        starter = Sent(self.new_id(), root.id, "", [], forms.THREAD_STARTER, replies_to=root.id)
        self.keep(thread, starter)
        return thread.as_json()

    async def _publish(self, request: web.Request) -> Json:
        place = self.place(request)
        if place.kind != forms.ANNOUNCEMENT:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        sent = self._message(place, request)
        if sent.published:
            raise RefusedError(400, 40033, "This message has already been crossposted")
        sent.published += 1
        return sent.as_json()

    async def _edit_thread(self, request: web.Request) -> Json:
        place, body = self.place(request), request[forms.BODY]
        if place.locked:
            raise RefusedError(403, 50013, "Missing Permissions")
        place.archived = bool(body.get("archived", place.archived))
        if place.archived and body.keys() - {"archived"}:
            raise RefusedError(400, 50083, "Thread is archived")
        if "name" in body:
            require_name(body["name"])
            place.name = body["name"]
        if "applied_tags" in body:
            place.applied = require_tags(self.places[place.parent or ""], body["applied_tags"])
        return place.as_json()

    def place(self, request: web.Request) -> Place:
        """The channel of a request; refuses one that does not exist, or that the bot does not see."""
        place = self.places.get(request.match_info["channel"])
        if place is None:
            raise RefusedError(404, 10003, "Unknown Channel")
        if Permission.VIEW_CHANNEL not in self._granted(place):
            raise RefusedError(403, 50001, "Missing Access")
        return place

    def _granted(self, place: Place) -> Permission:
        return self.places[place.parent].granted if place.parent else place.granted

    def require(self, place: Place, permission: Permission) -> None:
        """Refuse what the bot may not do."""
        if permission not in self._granted(place):
            raise RefusedError(403, 50013, "Missing Permissions")

    def _message(self, place: Place, request: web.Request) -> Sent:
        wanted = request.match_info["message"]
        sent = next((message for message in place.messages if message.id == wanted), None)
        if sent is None:
            raise RefusedError(404, 10008, "Unknown Message")
        return sent

    def _replied_to(self, place: Place, body: Json) -> str | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        wanted = str(reference["message_id"])
        if any(message.id == wanted for message in place.messages):
            return wanted
        if reference.get("fail_if_not_exists", True):
            unknown = {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}
            raise RefusedError(400, 50035, "Invalid Form Body", errors={"message_reference": unknown})
        return None

    def _known(self, place: Place, body: Json) -> Sent | None:
        """The message that was sent with the same nonce a short while ago."""
        at, sent = self._nonces.get((place.id, str(body.get("nonce"))), (0.0, None))
        fresh = body.get("enforce_nonce") and time.monotonic() - at < self.nonce_window
        return sent if fresh and sent in place.messages else None

    def keep(self, place: Place, sent: Sent) -> Sent:
        """Keep a message."""
        place.messages.append(sent)
        return sent

    def new_id(self) -> str:
        """A snowflake of now, and later than the last."""
        self._last_id = max(self._last_id + 1, (int(time.time() * 1000) - forms.EPOCH) << 22)
        return str(self._last_id)


def _json(status: int, body: object, headers: dict[str, str] | None = None, *, via: bool = True) -> web.Response:
    # discord.py wants exactly this type, without a charset, and knows Discord's own 429 by `Via`.
    sent = {"Content-Type": "application/json", **(headers or {}), **({"Via": "1.1 fake"} if via else {})}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=sent)
