"""The websocket of the fake Discord: enough of it for a client to connect, stay and come back."""

import json
from typing import Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Json, Place

# Discord's documentation, topics/opcodes-and-status-codes, Gateway Opcodes and Close Event Codes.
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 10, 11
AUTHENTICATION_FAILED = 4004


class Server(Protocol):
    """What the gateway needs to know of the rest."""

    token: str
    gateway_url: str
    places: dict[str, Place]


class Gateway:
    """Greets, knows the token, shows the server and answers heartbeats. `intents` are those of each IDENTIFY."""

    def __init__(self, server: Server) -> None:
        self.intents: list[int] = []
        self._server = server
        self._open: set[web.WebSocketResponse] = set()
        self._sequence = 0

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.add(socket)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for frame in socket:
            await self._answer(socket, frame)
        self._open.discard(socket)
        return socket

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
            case op if op == IDENTIFY:
                self.intents.append(said["d"]["intents"])
                await self._tell(socket, "READY", self._ready())
                await self._tell(socket, "GUILD_CREATE", self._guild())
            case op if op == RESUME:
                await self._tell(socket, "RESUMED", {})
            case op if op == HEARTBEAT:
                await socket.send_json({"op": HEARTBEAT_ACK})

    async def _tell(self, socket: web.WebSocketResponse, event: str, data: Json) -> None:
        self._sequence += 1
        await socket.send_json({"op": DISPATCH, "t": event, "s": self._sequence, "d": data})

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
