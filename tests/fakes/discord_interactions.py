"""What people do in the fake Discord: commands, words half typed, clicks; and what they get to see of the answers."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol, cast

from aiohttp import web

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Json, Place, RefusedError, Sent

# Discord's documentation, interactions/receiving-and-responding.
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, CHOICES = 4, 5, 6, 8
EPHEMERAL = 1 << 6
FIRST_ANSWER = 3.0  # seconds
IN_SERVER, IN_DM = 0, 1

COMMANDS_LIMIT, OPTIONS_LIMIT, DESCRIPTION_LIMIT, COMMAND_LIMIT = 100, 25, 100, 8000
_NAME = re.compile(r"[-_'\w]{1,32}")

Handler = Callable[[web.Request], Awaitable[Any]]


@dataclass(frozen=True)
class Person:
    """Who does something, where, and what they may do there; without a channel it is the first of the server.

    `brings` the bot: they have installed it for themselves, and it is in no server of theirs but those it is in.
    """

    name: str = "alice"
    permissions: int = 0
    channel: str = ""
    context: int = IN_SERVER
    server: str = forms.GUILD
    brings: bool = False


@dataclass
class Answer:
    """A message that answers; `seen_by_all` unless it is for the asker alone."""

    content: str
    embeds: list[Json]
    components: list[Json]
    seen_by_all: bool

    @property
    def readable(self) -> str:
        """What a reader sees."""
        return Sent("0", "", self.content, self.embeds).readable

    @property
    def buttons(self) -> dict[str, str]:
        """What each button says, and the id behind it."""
        return forms.buttons(self.components)

    @property
    def menus(self) -> dict[str, list[str]]:
        """What each menu says, and the values in it."""
        told = forms.menus(self.components)
        return {label: [option["value"] for option in menu["options"]] for label, menu in told.items()}


@dataclass
class Asked:
    """One thing that a person has done, and how it was answered; `first` is the type of the first answer."""

    id: str
    token: str
    kind: int
    data: Json
    at: float = field(default_factory=time.monotonic)
    first: int | None = None
    first_after: float = 0.0
    answers: list[Answer] = field(default_factory=list)
    choices: list[Json] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self, number: int = 1) -> Answer:
        """The first answer that says something, or a later one."""
        while len(self.said) < number:
            self.changed.clear()
            await self.changed.wait()
        return self.said[number - 1]

    async def offered(self) -> list[str]:
        """What is offered while somebody types."""
        while self.choices is None:
            self.changed.clear()
            await self.changed.wait()
        return [choice["value"] for choice in self.choices]

    async def acknowledged(self) -> None:
        """Wait for the first answer, be it that one follows."""
        while self.first is None:
            self.changed.clear()
            await self.changed.wait()

    @property
    def said(self) -> list[Answer]:
        """The answers that say something."""
        return [answer for answer in self.answers if answer.readable.strip()]


class Server(Protocol):
    """What this part of the fake needs to know of the rest."""

    places: dict[str, Place]
    guilds: set[str]
    gateway: Any


class Interactions:
    """Everything that people do; `commands` are those that the application has registered, `syncs` counts how often,
    and `synced` is set each time. `own` are the commands of single servers, by their id.
    """

    def __init__(self, server: Server) -> None:
        self.commands: list[Json] = []
        self.own: dict[str, list[Json]] = {}
        self.syncs = 0
        self.synced = asyncio.Event()
        self.asked: dict[str, Asked] = {}
        self._server = server
        self._ids = count(1)

    def routes(self) -> list[tuple[str, str, str, Handler]]:
        """The addresses at which answers arrive."""
        webhook = "/webhooks/{application}/{token}"
        return [
            ("PUT", "/applications/{application}/commands", "commands", self._put_commands),
            ("PUT", "/applications/{application}/guilds/{guild}/commands", "own commands", self._put_commands),
            ("POST", "/interactions/{id}/{token}/callback", "callback", self._callback),
            ("POST", webhook, "follow-up", self._follow_up),
            ("PATCH", f"{webhook}/messages/@original", "edit of answer", self._edit_original),
        ]

    async def command(self, name: str, options: Mapping[str, str] | None = None, by: Person | None = None) -> Asked:
        """Somebody says a command."""
        given = [{"name": each, "type": 3, "value": value} for each, value in (options or {}).items()]
        data = {"id": "1", "name": name, "type": 1, "options": given, **self._registered(name)}
        return await self._tell(COMMAND, data, by)

    async def types(
        self,
        name: str,
        option: str,
        typed: str,
        options: Mapping[str, str] | None = None,
        by: Person | None = None,
    ) -> Asked:
        """Somebody has typed a part of an option."""
        given = [{"name": each, "type": 3, "value": value} for each, value in (options or {}).items()]
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        data = {"id": "1", "name": name, "type": 1, "options": [*given, focused], **self._registered(name)}
        return await self._tell(AUTOCOMPLETE, data, by)

    async def press(self, message: Sent, label: str, by: Person | None = None) -> Asked:
        """Somebody clicks on a button of a message."""
        data = {"custom_id": forms.buttons(message.components)[label], "component_type": forms.BUTTON}
        return await self._tell(COMPONENT, data, by, message)

    async def press_answer(self, answer: Answer, label: str, by: Person | None = None) -> Asked:
        """Somebody clicks on a button of an answer."""
        return await self.press(self._message_of(answer), label, by)

    async def pick(self, answer: Answer, menu: str, values: list[str], by: Person | None = None) -> Asked:
        """Somebody picks values from a menu of an answer."""
        chosen = forms.menus(answer.components)[menu]
        assert chosen["min_values"] <= len(values) <= chosen["max_values"]
        assert set(values) <= {option["value"] for option in chosen["options"]}
        data = {"custom_id": chosen["custom_id"], "component_type": forms.MENU, "values": values}
        return await self._tell(COMPONENT, data, by, self._message_of(answer))

    async def repeat(self, asked: Asked) -> None:
        """The gateway tells the same thing once more."""
        await self._server.gateway.tell_all("INTERACTION_CREATE", asked.data)

    def _message_of(self, answer: Answer) -> Sent:
        place = next(iter(self._server.places))
        return Sent("6000000000000000", place, answer.content, answer.embeds, components=answer.components)

    def _registered(self, name: str) -> Json:
        """In which server a command is registered, unless it is everywhere."""
        own = next((guild for guild, known in self.own.items() if name in {it["name"] for it in known}), None)
        return {"guild_id": own} if own else {}

    async def _tell(self, kind: int, data: Json, by: Person | None = None, message: Sent | None = None) -> Asked:
        number = str(5_000_000_000_000_000 + next(self._ids))
        asked = Asked(number, f"token-{number}", kind, {})
        asked.data = self._event(asked, data, message, by or Person())
        self.asked[asked.token] = asked
        await self._server.gateway.tell_all("INTERACTION_CREATE", asked.data)
        return asked

    def _event(self, asked: Asked, data: Json, message: Sent | None, by: Person) -> Json:
        """What the gateway tells."""
        place = self._server.places[by.channel or (message.place if message else "") or next(iter(self._server.places))]
        person = {**forms.PERSON, "username": by.name, "global_name": by.name}
        told: Json = {
            "id": asked.id,
            "application_id": forms.BOT["id"],
            "type": asked.kind,
            "token": asked.token,
            "version": 1,
            "data": data,
            "context": by.context,
            "locale": "en-US",
            "channel_id": place.id,
            "channel": place.as_json(),
            "app_permissions": "0",
            "entitlements": [],
            "authorizing_integration_owners": self._installed(by),
            "attachment_size_limit": 1,
        }
        if message:
            told["message"] = message.as_json()
        if by.context == IN_DM:
            return told | {"user": person, "channel": {"id": place.id, "type": 1, "recipients": [person]}}
        member = {**forms.member(), "user": person, "permissions": str(int(by.permissions))}
        return told | {"guild_id": by.server, "guild": {"id": by.server, "features": []}, "member": member}

    def _installed(self, by: Person) -> Json:
        """Where the app is installed that somebody uses: by type, the id of the server or of the person."""
        in_server = {"0": by.server} if by.context == IN_SERVER and by.server in self._server.guilds else {}
        return in_server | ({"1": forms.PERSON["id"]} if by.brings else {})

    async def _put_commands(self, request: web.Request) -> list[Json]:
        commands = cast("list[Json]", request[forms.BODY])
        wrong = {str(place): faults(command) for place, command in enumerate(commands) if faults(command)}
        if wrong or len(commands) > COMMANDS_LIMIT:
            raise RefusedError(400, 50035, "Invalid Form Body", errors=wrong)
        guild = request.match_info.get("guild")
        if guild is None:
            self.commands = commands
        elif guild not in self._server.guilds:
            raise RefusedError(403, 50001, "Missing Access")
        else:
            self.own[guild] = commands
        self.syncs += 1
        self.synced.set()
        known = {"application_id": forms.BOT["id"], "version": "1", "default_member_permissions": None}
        return [{"id": str(place + 1), **known, **command} for place, command in enumerate(commands)]

    async def _callback(self, request: web.Request) -> Json:
        asked = self._asked(request, unknown=10062)
        waited = time.monotonic() - asked.at
        if waited > FIRST_ANSWER:
            raise RefusedError(404, 10062, "Unknown interaction")
        if asked.first is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        body = request[forms.BODY]
        told = body.get("data") or {}
        if body["type"] == CHOICES:
            _require_choices(told["choices"])
            asked.choices = told["choices"]
        if body["type"] == MESSAGE:
            forms.require_form(told)
        asked.first, asked.first_after = body["type"], waited
        if body["type"] in (MESSAGE, DEFERRED):
            asked.answers.append(_answer(told))
        asked.changed.set()
        resource = {"type": body["type"]}
        if body["type"] == MESSAGE:
            resource["message"] = self._as_message(asked, asked.answers[0])
        return {"interaction": {"id": asked.id, "type": asked.kind}, "resource": resource}

    async def _follow_up(self, request: web.Request) -> Json:
        asked = self._asked(request, unknown=10015)
        if asked.first is None:
            raise RefusedError(404, 10015, "Unknown Webhook")
        forms.require_form(request[forms.BODY])
        if asked.first == DEFERRED and not asked.said:
            return await self._edit_original(
                request
            )  # whatever it asks for: only the asker may see what was deferred so
        asked.answers.append(_answer(request[forms.BODY]))
        asked.changed.set()
        return self._as_message(asked, asked.answers[-1])

    async def _edit_original(self, request: web.Request) -> Json:
        asked = self._asked(request, unknown=10015)
        if asked.first not in (MESSAGE, DEFERRED):
            raise RefusedError(404, 10008, "Unknown Message")
        body = request[forms.BODY]
        forms.require_form(body)
        original = asked.answers[0]
        original.content = body.get("content") or ""
        original.embeds = body.get("embeds", original.embeds)
        original.components = body.get("components", original.components)
        asked.changed.set()
        return self._as_message(asked, original)

    def _asked(self, request: web.Request, *, unknown: int) -> Asked:
        asked = self.asked.get(request.match_info["token"])
        if asked is None:
            raise RefusedError(404, unknown, "Unknown")
        return asked

    def _as_message(self, asked: Asked, answer: Answer) -> Json:
        channel = asked.data["channel_id"]
        sent = Sent(asked.id, channel, answer.content, answer.embeds, components=answer.components)
        return sent.as_json() | {"webhook_id": forms.BOT["id"], "application_id": forms.BOT["id"]}


def faults(command: Json) -> Json:
    """What is wrong with a command; empty where all is well. Limits: interactions/application-commands."""
    options = command.get("options", [])
    named = [command, *options]
    found: Json = {}
    if any(not _NAME.fullmatch(each["name"]) or each["name"] != each["name"].lower() for each in named):
        found["name"] = "APPLICATION_COMMAND_INVALID_NAME"
    if any(not 0 < len(each["description"]) <= DESCRIPTION_LIMIT for each in named):
        found["description"] = "BASE_TYPE_BAD_LENGTH"
    if len(options) > OPTIONS_LIMIT or any(len(option.get("choices", [])) > OPTIONS_LIMIT for option in options):
        found["options"] = "BASE_TYPE_MAX_LENGTH"
    if any(option.get("choices") and option.get("autocomplete") for option in options):
        found["options"] = "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        found["options"] = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
    words = [each[part] for each in named for part in ("name", "description")]
    if sum(map(len, words)) > COMMAND_LIMIT:
        found["options"] = "APPLICATION_COMMAND_TOO_LARGE"
    return found


def _require_choices(choices: list[Json]) -> None:
    too_long = any(not 0 < len(choice[part]) <= 100 for choice in choices for part in ("name", "value"))
    if len(choices) > OPTIONS_LIMIT or too_long:
        raise RefusedError(400, 50035, "Invalid Form Body", errors={"choices": {"_errors": []}})


def _answer(told: Json) -> Answer:
    seen_by_all = not told.get("flags", 0) & EPHEMERAL
    return Answer(told.get("content") or "", told.get("embeds") or [], told.get("components") or [], seen_by_all)
