"""A Slack that runs on this machine: real HTTP, channels with a memory, the limits and the moods of the real one."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack_blocks import fault, is_mismatch, pings
from tests.fakes.slack_channel import SlackChannel, SlackPost
from tests.fakes.slack_files import Files

OUR_USER, OUR_BOT = "U0STATUS", "B0STATUS"
ALL_SCOPES = frozenset(
    {"chat:write", "channels:history", "groups:history", "channels:read", "groups:read", "channels:join", "files:write"}
)
UPLOADING = frozenset({"files.completeUploadExternal"})  # the last of its steps: only it shows the file
SENDING = frozenset({"chat.postMessage", "chat.update"})


class Trouble(StrEnum):
    """What becomes of a request instead of Slack's usual answer."""

    RATE_LIMITED = "HTTP 429 with Retry-After; not done"
    UNAVAILABLE = "HTTP 503; not done"
    BROKEN = "HTTP 200 and text that calls itself JSON; not done"
    PROXY_PAGE = "HTTP 200 and a page of HTML; not done"
    PROXY_TEXT = "HTTP 200 and plain text; not done"
    PROXY_REFUSAL = "HTTP 403 and a page of HTML; not done"
    NOT_AN_OBJECT = "HTTP 200 and JSON that is no object; not done"
    EMPTY = "HTTP 200 and JSON that says ok and nothing else; not done"
    ZIPPED = "HTTP 200 and bytes that call themselves gzip; not done"
    LOST_REPLY = "done, and the connection dropped"
    SLOW_REPLY = "done, and no answer for as long as the fake lives"
    FATAL_ERROR = "done, and answered with fatal_error"


class CodeError(Exception):
    """An answer with `ok: false` and this code."""

    def __init__(self, code: str, **further: object) -> None:
        super().__init__(code)
        self.body = {"ok": False, "error": code, **further}


class FakeSlack:
    """A workspace with the channel `C0STATUS` (#status), reached at `url` with `token`.

    `calls` are all requests so far, by method and arguments. `neighbours` are other workspaces, by the tokens with
    which they are reached at the same address. `page_size` is the most that a page of history holds.
    `pace` is the least number of seconds between two messages in a channel.
    """

    token = "xoxb-1-fake-token"
    team = "T0ACME"

    def __init__(self, *, pace: float = 0.0, retry_after: str = "1") -> None:
        self.url = ""
        self.pace = pace
        self.retry_after = retry_after
        self.page_size = 1000
        self.scopes = ALL_SCOPES
        self.token_fault: str | None = None
        self.channels: dict[str, SlackChannel] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.neighbours: dict[str, FakeSlack] = {}
        self._files = Files()
        self._troubles: list[tuple[str, frozenset[str]]] = []
        self._last_ts = 0.0
        self._over = asyncio.Event()
        self.add_channel("C0STATUS", "status")

    async def __aenter__(self) -> Self:
        app = web.Application()
        self._add_routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"
        return self

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/api/{method}", self._handle)
        app.router.add_post("/upload/{file}", self._receive)

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._runner.cleanup()

    def add_channel(
        self, channel: str, name: str, *, private: bool = False, member: bool = True, archived: bool = False
    ) -> SlackChannel:
        """Make a channel; `member` says that the bot is in it."""
        self.channels[channel] = SlackChannel(channel, name, private, member, archived)
        return self.channels[channel]

    def neighbour(self, team: str) -> Self:
        """Another workspace at the same address, which also has a channel `C0STATUS`."""
        other = type(self)()
        other.team, other.token, other.url, other.scopes = team, f"xoxb-{team}-fake-token", self.url, self.scopes
        other._files = self._files  # what is sent there comes to this address
        self.neighbours[other.token] = other
        return other

    def messages(self, channel: str = "C0STATUS") -> list[SlackPost]:
        """Every message there is now, oldest first, without tombstones."""
        found = self.channels.get(channel)
        return [post for post in found.posts if not post.is_tombstone] if found else []

    def say(self, text: str, *, channel: str = "C0STATUS", under: str | None = None, key: str | None = None) -> str:
        """Let somebody else's app post; with `key` it carries metadata like ours."""
        metadata = {"event_type": "statuswire_post", "event_payload": {"key": key}} if key else None
        post = SlackPost(self._next_ts(), text, [], "U0OTHER", "B0OTHER", metadata, under)
        self.channels[channel].posts.append(post)
        return post.ts

    def fail(self, trouble: str, *, times: int = 1, methods: Iterable[str] = SENDING) -> None:
        """Let a `Trouble` befall the next `times` calls of these methods, or refuse them with a code of Slack's."""
        self._troubles += [(trouble, frozenset(methods))] * times

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of `method` so far."""
        return [arguments for called, arguments in self.calls if called == method]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.neighbours:
            return await self.neighbours[token]._handle(request)
        self.calls.append((method, arguments))
        trouble = self._trouble_for(method)
        if instead := self._instead(trouble):
            return instead
        answer = self._answer(method, arguments, request.headers.get("Authorization", ""))
        if trouble == Trouble.LOST_REPLY and request.transport:
            request.transport.abort()
        if trouble == Trouble.SLOW_REPLY:
            await self._over.wait()
        if trouble == Trouble.FATAL_ERROR:
            return web.json_response({"ok": False, "error": "fatal_error"})
        return answer

    def _trouble_for(self, method: str) -> str | None:
        for index, (trouble, methods) in enumerate(self._troubles):
            if method in methods:
                del self._troubles[index]
                return trouble
        return None

    def _instead(self, trouble: str | None) -> web.Response | None:
        """The answer to a request that is not carried out, or None where it is."""
        if trouble is None or trouble in {Trouble.LOST_REPLY, Trouble.SLOW_REPLY, Trouble.FATAL_ERROR}:
            return None
        page = "<html><title>Please log in to the network</title></html>"
        bodies: Mapping[str, Callable[[], web.Response]] = {
            Trouble.RATE_LIMITED: self._slow_down,
            Trouble.UNAVAILABLE: lambda: web.json_response({"ok": False, "error": "service_unavailable"}, status=503),
            Trouble.BROKEN: lambda: web.Response(body=b'{"ok": tr', content_type="application/json"),
            Trouble.PROXY_PAGE: lambda: web.Response(text=page, content_type="text/html"),
            Trouble.PROXY_TEXT: lambda: web.Response(text="It works!"),
            Trouble.PROXY_REFUSAL: lambda: web.Response(status=403, text=page, content_type="text/html"),
            Trouble.NOT_AN_OBJECT: lambda: web.json_response(["ok"]),
            Trouble.EMPTY: lambda: web.json_response({"ok": True}),
            Trouble.ZIPPED: lambda: web.Response(body=b"\x1f\x8b", content_type="application/gzip"),
        }
        make = bodies.get(trouble)
        return make() if make else web.json_response({"ok": False, "error": str(trouble)})

    def _slow_down(self) -> web.Response:
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": self.retry_after}
        )

    def _answer(self, method: str, arguments: dict[str, Any], authorization: str) -> web.Response:
        carry_out = self._methods().get(method, _unknown)
        try:
            self._admit(method, authorization)
            body = carry_out(arguments)
        except CodeError as error:
            return web.json_response(error.body)
        except _TooFastError:
            return self._slow_down()
        return web.json_response({"ok": True, **body}, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _methods(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        return {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "conversations.join": self._join,
            "conversations.info": self._info,
            "files.getUploadURLExternal": self._expect_file,
            "files.completeUploadExternal": self._show_files,
        }

    def _admit(self, method: str, authorization: str) -> None:
        del method
        if self.token_fault:
            raise CodeError(self.token_fault)
        if authorization != f"Bearer {self.token}":
            raise CodeError("invalid_auth")

    def _need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise CodeError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def _channel(self, arguments: dict[str, Any], *, to_write: bool = False) -> SlackChannel:
        channel = self.channels.get(arguments.get("channel", ""))
        if channel is None or (channel.private and not channel.member):
            raise CodeError("channel_not_found")
        if to_write and not channel.member:
            raise CodeError("not_in_channel")
        if to_write and channel.archived:
            raise CodeError("is_archived")
        return channel

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        workspace = {"url": "https://acme.slack.example/", "team": "Acme", "team_id": self.team}
        return workspace | {"user": "statuswire", "user_id": OUR_USER, "bot_id": OUR_BOT}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("chat:write")
        channel = self._channel(arguments, to_write=True)
        post = SlackPost(self._next_ts(), "", [], OUR_USER, OUR_BOT, arguments.get("metadata"))
        self._write(post, arguments, parse="none")
        self._keep_pace(channel)
        root = channel.post(arguments.get("thread_ts"))
        if root:  # a reply to what is not there becomes a message of its own, without an error
            post.thread_ts, post.broadcast = root.thread_ts or root.ts, bool(arguments.get("reply_broadcast"))
        channel.posts.append(post)
        return {"channel": channel.id, "ts": post.ts, "message": post.as_json(with_metadata=True)}

    def _update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("chat:write")
        channel = self._channel(arguments, to_write=True)
        post = self._own_post(channel, arguments, otherwise="cant_update_message")
        if is_mismatch(post.blocks, arguments.get("blocks") or []):
            raise CodeError("block_mismatch")
        self._write(post, arguments, parse="client")
        post.edits += 1
        post.metadata = arguments.get("metadata", post.metadata)
        return {"channel": channel.id, "ts": post.ts, "text": post.text}

    def _delete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("chat:write")
        channel = self._channel(arguments)
        channel.delete(self._own_post(channel, arguments, otherwise="cant_delete_message").ts)
        return {"channel": channel.id, "ts": arguments["ts"]}

    def _own_post(self, channel: SlackChannel, arguments: dict[str, Any], *, otherwise: str) -> SlackPost:
        post = channel.post(arguments.get("ts"))
        if post is None or post.is_tombstone:
            raise CodeError("message_not_found")
        if post.bot != OUR_BOT:
            raise CodeError(otherwise)
        return post

    def _write(self, post: SlackPost, arguments: dict[str, Any], *, parse: str) -> None:
        text, blocks = arguments.get("text", ""), arguments.get("blocks") or []
        if wrong := fault(text, blocks):
            raise CodeError(wrong)
        post.text, post.blocks = text, blocks
        post.called += pings(
            text, blocks, parse=arguments.get("parse", parse), link_names=bool(arguments.get("link_names"))
        )

    def _keep_pace(self, channel: SlackChannel) -> None:
        now = time.monotonic()
        if now - channel.last_post_at < self.pace:
            raise _TooFastError
        channel.last_post_at = now

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._readable_channel(arguments)
        return self._page([post for post in channel.posts if post.in_channel], arguments, newest_first=True)

    def _replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._readable_channel(arguments)
        root = channel.post(arguments.get("ts"))
        if root is None:
            raise CodeError("thread_not_found")
        return self._page(channel.replies(root.ts), arguments, always=[root])

    def _readable_channel(self, arguments: dict[str, Any]) -> SlackChannel:
        channel = self._channel(arguments)
        self._need("groups:history" if channel.private else "channels:history")
        if not channel.member:
            raise CodeError("not_in_channel")
        return channel

    def _page(
        self,
        posts: list[SlackPost],
        arguments: dict[str, Any],
        *,
        always: Iterable[SlackPost] = (),
        newest_first: bool = False,
    ) -> dict[str, Any]:
        """A page of what is newer than `oldest`, nearest to it first, as Slack does where no `latest` is told."""
        oldest = float(arguments.get("oldest") or 0)
        newer = [post for post in posts if float(post.ts) > oldest]
        start = int(arguments.get("cursor") or 0)
        end = start + min(int(arguments.get("limit") or 100), self.page_size)
        page = [*always, *newer[start:end]] if start == 0 else newer[start:end]
        with_metadata = arguments.get("include_all_metadata") in {"1", "true", True}
        shown = [post.as_json(with_metadata=with_metadata) for post in page]
        cursor = str(end) if end < len(newer) else ""
        messages = shown[::-1] if newest_first else shown
        return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}

    def _join(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("channels:join")
        channel = self._channel(arguments)
        if channel.private:
            raise CodeError("method_not_supported_for_channel_type")
        if channel.archived:
            raise CodeError("is_archived")
        channel.member = True
        return {"channel": {"id": channel.id}}

    def _info(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments)
        self._need("groups:read" if channel.private else "channels:read")
        facts = {"is_member": channel.member, "is_private": channel.private, "is_archived": channel.archived}
        return {"channel": {"id": channel.id, "name": channel.name, **facts}}

    def _expect_file(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("files:write")
        file = self._files.expect(arguments)
        if isinstance(file, str):
            raise CodeError(file)
        return {"upload_url": self.url.replace("/api/", f"/upload/{file.id}"), "file_id": file.id}

    async def _receive(self, request: web.Request) -> web.Response:
        """Take the bytes of a file; who knows the address needs no token."""
        number, data = request.match_info["file"], await request.read()
        self.calls.append(("upload", {"file": number}))
        if instead := self._instead(self._trouble_for("upload")):
            return instead
        is_right = self._files.take(number, data)
        return web.Response(text=f"OK - {len(data)}") if is_right else web.Response(status=400, text="not as promised")

    def _show_files(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._need("files:write")
        channel = self._channel({"channel": arguments.get("channel_id", "")}, to_write=True)
        files = self._files.complete(arguments)
        if isinstance(files, str):
            raise CodeError(files)
        post = SlackPost(self._next_ts(), "", [], OUR_USER, OUR_BOT, thread_ts=arguments.get("thread_ts"), files=files)
        channel.posts.append(post)
        return {"files": [file.as_json() for file in files]}

    def _next_ts(self) -> str:
        self._last_ts = max(time.time(), self._last_ts + 0.000_01)
        return f"{self._last_ts:.6f}"


class _TooFastError(Exception):
    """More than one message in a channel within the pace."""


async def _arguments(request: web.Request) -> dict[str, Any]:
    """What the request says, in its address, its form or its JSON."""
    body: Mapping[str, Any] = (
        await request.json() if request.content_type == "application/json" else await request.post()
    )
    return {**request.query, **body}


def _unknown(_: dict[str, Any]) -> dict[str, Any]:
    raise CodeError("unknown_method")
