"""A server of feeds on loopback that can misbehave in every way that real ones do, and remembers who asked for what."""

import asyncio
import contextlib
import gzip
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Self

import brotli  # type: ignore[import-untyped]
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

RSS = "application/rss+xml"
ATOM = "application/atom+xml"

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]

_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}


class FeedServer:
    """Serves what it was told to, at 127.0.0.1 on a port of its own; every other path is 404. Use `async with`.

    What a path answers can be changed at any time by telling it again. `asked[path]` are the headers of the requests
    so far, `busiest` is the largest number of requests that were under way at once, `connections` how many clients
    have connected. `tls` makes it https.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.url = ""
        self.asked: dict[str, list[CIMultiDictProxy[str]]] = {}
        self.busiest = 0
        self._busy = 0
        self._peers: set[object] = set()
        self._transports: set[asyncio.Transport] = set()
        self._firsts: dict[str, asyncio.Event] = {}
        self._tls = tls
        self._paths: dict[str, Respond] = {}
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"{'https' if self._tls else 'http'}://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()
        self._transports.clear()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.url.rpartition(":")[2])

    @property
    def connections(self) -> int:
        """How many connections have been made to it; requests over one that was kept alive count once."""
        return len(self._peers)

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.url}{path}"

    def requests(self, path: str) -> int:
        """How often a path was asked for."""
        return len(self.asked.get(path, ()))

    def hang_up(self) -> None:
        """Close every connection that is open, as servers do when one is idle for a while."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()

    async def asked_for(self, path: str) -> None:
        """Wait until a path has been asked for at least once."""
        await self._firsts.setdefault(path, asyncio.Event()).wait()

    def serve(
        self,
        path: str,
        body: bytes | str,
        *,
        content_type: str = RSS,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        encoding: str | None = None,
    ) -> str:
        """Answer with `body`, or with 304 if a request shows that it knows it; returns the whole address.

        `encoding` (gzip, deflate or br) compresses the body. `headers` win over all others.
        """
        plain = body.encode() if isinstance(body, str) else body
        data = _COMPRESS[encoding](plain) if encoding else plain
        fields: CIMultiDict[str] = CIMultiDict({"Content-Type": content_type})
        for name, value in (("ETag", etag), ("Last-Modified", last_modified), ("Content-Encoding", encoding)):
            if value is not None:
                fields[name] = value
        fields.update(headers or {})

        async def respond(request: web.Request) -> web.StreamResponse:
            if status == web.HTTPOk.status_code and _knows(request, etag, last_modified):
                kept = {name: value for name, value in fields.items() if not name.startswith("Content-")}
                return web.Response(status=304, headers=kept)
            return web.Response(body=data, status=status, headers=fields)

        return self.respond(path, respond)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Send whoever asks for `path` to the address, or path, `to`."""
        return self.serve(path, b"", status=status, headers={"Location": to})

    def fail(self, path: str, status: int, *, headers: Mapping[str, str] | None = None) -> str:
        """Answer with an error page."""
        page = f"<html><body><h1>Error {status}</h1></body></html>"
        return self.serve(path, page, content_type="text/html", status=status, headers=headers)

    def bomb(self, path: str, encoding: str, size: int) -> str:
        """Answer with a few bytes that unfold to `size` bytes of blanks."""
        return self.serve(path, b" " * size, encoding=encoding)

    def hang(self, path: str) -> str:
        """Take requests and never answer them."""

        async def respond(_: web.Request) -> web.StreamResponse:
            await self._closing.wait()
            return web.Response(status=503)

        return self.respond(path, respond)

    def drop(self, path: str) -> str:
        """Close the connection without a word."""

        async def respond(request: web.Request) -> web.StreamResponse:
            _disconnect(request)
            return web.Response()

        return self.respond(path, respond)

    def break_off(self, path: str, body: bytes, *, content_type: str = RSS) -> str:
        """Promise the whole of `body`, send half of it and close the connection."""

        async def respond(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": content_type, "Content-Length": str(len(body))})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            _disconnect(request)
            return response

        return self.respond(path, respond)

    def trickle(self, path: str, body: bytes, *, pause: float) -> str:
        """Send one byte of `body` every `pause` seconds."""

        async def respond(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": RSS})
            await response.prepare(request)
            with contextlib.suppress(ConnectionError):
                for position in range(len(body)):
                    await response.write(body[position : position + 1])
                    await asyncio.sleep(pause)
            return response

        return self.respond(path, respond)

    def respond(self, path: str, respond: Respond) -> str:
        """Answer with whatever `respond` makes of a request; returns the whole address."""
        self._paths[path] = respond
        return self.at(path)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.setdefault(request.path, []).append(request.headers)
        self._firsts.setdefault(request.path, asyncio.Event()).set()
        if request.transport is not None:
            self._peers.add(request.transport.get_extra_info("peername"))
            self._transports.add(request.transport)
        respond = self._paths.get(request.path)
        if respond is None:
            return web.Response(status=404, text="Nothing here.")
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            return await respond(request)
        finally:
            self._busy -= 1


def _knows(request: web.Request, etag: str | None, last_modified: str | None) -> bool:
    """Whether the request is conditional and its condition says that nothing is new (RFC 9110, 13.2.2)."""
    if (asked := request.headers.get("If-None-Match")) is not None:
        return etag is not None and asked.removeprefix("W/") == etag.removeprefix("W/")
    since = request.headers.get("If-Modified-Since")
    if since is None or last_modified is None:
        return False
    return parsedate_to_datetime(last_modified) <= parsedate_to_datetime(since)


def _disconnect(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
