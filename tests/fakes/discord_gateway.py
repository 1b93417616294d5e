"""The websocket of the fake Discord: enough of it for a client to connect, stay and come back."""

import asyncio
import json
from typing import Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Json, Place

# Discord's documentation, topics/opcodes-and-status-codes, Gateway Opcodes and Close Event Codes.
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 9, 10, 11
UNKNOWN_ERROR, AUTHENTICATION_FAILED = 4000, 4004


class Server(Protocol):
    """What the gateway needs to know of the rest."""

    token: str
    gateway_url: str
    places: dict[str, Place]


class Gateway:
    """Greets, knows the token, shows the server and answers heartbeats. `intents` are those of each IDENTIFY.

    What it has told since the last IDENTIFY is told again to whoever RESUMEs and has not heard it; `resumed` counts
    those. With `forgetful` it knows no session any more, and with `closing` it ends each connection that identifies
    with that code.
    """

    def __init__(self, server: Server) -> None:
        self.intents: list[int] = []
        self.resumed = 0
        self.forgetful = False
        self.closing: int | None = None
        self.ready = asyncio.Event()
        self._server = server
        self._open: set[web.WebSocketResponse] = set()
        self._listening: set[web.WebSocketResponse] = set()
        self._told: list[tuple[str, Json]] = []

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.add(socket)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for frame in socket:
            await self._answer(socket, frame)
        self._open.discard(socket)
        self._listening.discard(socket)
        return socket

    @property
    def listeners(self) -> int:
        """How many connections hear what happens."""
        return len(self._listening)

    async def tell_all(self, event: str, data: Json) -> None:
        """Something happens; whoever is away hears of it after a RESUME."""
        self._told.append((event, data))
        for socket in list(self._listening):
            await self._send(socket, len(self._told))

    async def drop(self, code: int = UNKNOWN_ERROR) -> None:
        """End every connection; until somebody comes back, nobody hears anything."""
        self.ready.clear()
        for socket in list(self._open):
            self._listening.discard(socket)
            await socket.close(code=code)

    async def close(self) -> None:
        """Drop every connection."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _answer(self, socket: web.WebSocketResponse, frame: WSMessage) -> None:
        if frame.type is not WSMsgType.TEXT:
            return
        said = json.loads(frame.data)
        match said["op"]:
            case op if op in (IDENTIFY, RESUME) and said["d"]["token"] != self._server.token:
                await socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            case op if op == IDENTIFY and self.closing:
                await socket.close(code=self.closing)
            case op if op == IDENTIFY:
                self.intents.append(said["d"]["intents"])
                self._told = [("READY", self._ready()), ("GUILD_CREATE", self._guild())]
                await self._begin(socket, 0)
            case op if op == RESUME and self.forgetful:
                self.forgetful = False
                await socket.send_json({"op": INVALID_SESSION, "d": False})
            case op if op == RESUME:
                self.resumed += 1
                self._told.append(("RESUMED", {}))
                await self._begin(socket, said["d"]["seq"] or 0)
            case op if op == HEARTBEAT:
                await socket.send_json({"op": HEARTBEAT_ACK})

    async def _begin(self, socket: web.WebSocketResponse, heard: int) -> None:
        """Tell all that has not been heard, and from now on everything."""
        self._listening.add(socket)
        for number in range(heard + 1, len(self._told) + 1):
            await self._send(socket, number)
        self.ready.set()

    async def _send(self, socket: web.WebSocketResponse, number: int) -> None:
        event, data = self._told[number - 1]
        await socket.send_json({"op": DISPATCH, "t": event, "s": number, "d": data})

    def _ready(self) -> Json:
        return {
            "v": 10,
            "user": forms.user(),
            "session_id": "session",
            "resume_gateway_url": self._server.gateway_url,
            "application": {"id": forms.BOT["id"], "flags": 0},
            "guilds": [{"id": forms.GUILD, "unavailable": True}],
        }

    def _guild(self) -> Json:
        channels = [place.as_json() for place in self._server.places.values() if place.parent is None]
        return {**forms.guild(), "channels": channels, "members": [forms.member()], "member_count": 2, "threads": []}
