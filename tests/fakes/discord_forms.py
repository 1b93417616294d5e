"""What things look like on Discord's wire, what its limits are, and what a reader sees of a message."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntFlag
from typing import Any

from aiohttp import web

Json = dict[str, Any]
BODY: web.RequestKey[Json] = web.RequestKey("body", dict)
FILE_LIMIT = 10 * 1024 * 1024  # reference, Uploading Files
WORDS_LIMIT = 1024  # resources/message, Attachment Object

EPOCH = 1_420_070_400_000  # milliseconds; Discord's documentation, reference, Snowflakes
GUILD = "9000000000000000"
BOT = {"id": "7000000000000000", "username": "statuswire", "discriminator": "0", "avatar": None, "bot": True}
PERSON = {"id": "7000000000000001", "username": "alice", "discriminator": "0", "avatar": None}
TEXT, VOICE, CATEGORY, ANNOUNCEMENT, THREAD, FORUM = 0, 2, 4, 5, 11, 15
REQUIRES_TAG = 1 << 4  # resources/channel, Channel Flags
DEFAULT, REPLY, THREAD_STARTER = 0, 19, 21
BUTTON, MENU = 2, 3  # components/reference
MENTION = re.compile(r"@everyone|@here|<@[!&]?\d+>")


class RefusedError(Exception):
    """An answer of 4xx with one of Discord's codes."""

    def __init__(self, status: int, code: int, message: str, **further: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, **further}


class Permission(IntFlag):
    """Bits of Discord's documentation, topics/permissions."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = Permission(sum(Permission)) & ~(
    Permission.ADMINISTRATOR | Permission.MANAGE_CHANNELS | Permission.MANAGE_GUILD
)


@dataclass
class Sent:
    """A message as Discord keeps it."""

    id: str
    place: str
    content: str
    embeds: list[Json]
    kind: int = DEFAULT
    author: Json = field(default_factory=lambda: BOT)
    replies_to: str | None = None
    nonce: str | None = None
    may_ping: bool = False
    edits: int = 0
    components: list[Json] = field(default_factory=list)
    published: int = 0
    files: list[Json] = field(default_factory=list)

    @property
    def readable(self) -> str:
        """What a reader sees, without what only leads somewhere."""
        return "\n".join([self.content, *(part for embed in self.embeds for part in _words(embed))])

    @property
    def called(self) -> list[str]:
        """Everybody whom the message has pinged; embeds never ping."""
        return MENTION.findall(self.content) if self.may_ping else []

    def as_json(self) -> Json:
        """The message as history shows it: without the nonce."""
        reference = {"message_id": self.replies_to, "channel_id": self.place} if self.replies_to else None
        return {
            "id": self.id,
            "channel_id": self.place,
            "type": self.kind,
            "content": self.content,
            "embeds": [{"type": "rich", **embed} for embed in self.embeds],
            "author": self.author,
            "timestamp": moment(self.id),
            "edited_timestamp": moment(self.id) if self.edits else None,
            "components": self.components,
            "flags": int(self.published > 0),
            "attachments": [_attachment(file) for file in self.files],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            **({"message_reference": reference} if reference else {}),
        }


def _attachment(file: Json) -> Json:
    size, address = len(file["data"]), f"https://cdn.discord.example/{file['id']}/{file['filename']}"
    named = {name: file[name] for name in ("id", "filename", "description")}
    return {**named, "size": size, "url": address, "proxy_url": address, "content_type": "image/png"}


@dataclass
class Place:
    """A channel, or a thread, which has a `parent`; `granted` is what the bot may do there.

    A forum has `tags`, and a post in it those that are `applied`.
    """

    id: str
    name: str
    kind: int = TEXT
    parent: str | None = None
    archived: bool = False
    locked: bool = False
    granted: Permission = EVERYTHING
    tags: list[Json] = field(default_factory=list)
    requires_tag: bool = False
    applied: list[str] = field(default_factory=list)
    messages: list[Sent] = field(default_factory=list)

    def tag(self, name: str, *, moderated: bool = False) -> str:
        """A new tag in a forum; returns its id."""
        number = f"{self.id}{len(self.tags)}"
        self.tags.append({"id": number, "name": name, "moderated": moderated, "emoji_id": None, "emoji_name": None})
        return number

    def as_json(self) -> Json:
        """The channel as the API shows it; the bot's permissions are a rule of its own in the channel."""
        denied = EVERYTHING & ~self.granted
        rule = {"id": BOT["id"], "type": 1, "allow": str(int(self.granted)), "deny": str(int(denied))}
        shown = {"id": self.id, "type": self.kind, "guild_id": GUILD, "name": self.name, "position": 0}
        if self.parent is None:
            return {
                **shown,
                "parent_id": None,
                "nsfw": False,
                "permission_overwrites": [rule],
                "bitrate": 64_000,
                "user_limit": 0,
                "available_tags": self.tags,
                "flags": REQUIRES_TAG if self.requires_tag else 0,
            }
        metadata = {"archived": self.archived, "locked": self.locked, "auto_archive_duration": 1440}
        return {
            **shown,
            "parent_id": self.parent,
            "owner_id": BOT["id"],
            "last_message_id": self.messages[-1].id if self.messages else None,
            "applied_tags": self.applied,
            "message_count": len(self.messages),
            "member_count": 1,
            "thread_metadata": {**metadata, "archive_timestamp": moment(self.id)},
        }


def moment(snowflake: str) -> str:
    """When the thing of that id was made."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + EPOCH) / 1000, UTC).isoformat()


def user() -> Json:
    """Who the bot is."""
    return {**BOT, "verified": True, "mfa_enabled": True, "locale": "en-US", "flags": 0, "email": None}


def application() -> Json:
    """The application behind the bot."""
    return {
        "id": BOT["id"],
        "name": "Statuswire",
        "description": "",
        "icon": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "owner": PERSON,
        "verify_key": "",
        "flags": 0,
    }


def guild() -> Json:
    """The server, in which nobody may do anything unless a channel grants it."""
    everyone = {"id": GUILD, "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
    flags = {"hoist": False, "managed": False, "mentionable": False, "flags": 0, "icon": None, "unicode_emoji": None}
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    role = {**everyone, **flags, "colors": colors}
    return {"id": GUILD, "name": "Acme", "owner_id": PERSON["id"], "roles": [role], "emojis": [], "features": []}


def member() -> Json:
    """The bot as a member of the server."""
    joined = "2026-01-01T00:00:00+00:00"
    return {"user": BOT, "roles": [], "joined_at": joined, "deaf": False, "mute": False, "flags": 0}


def buttons(components: list[Json]) -> dict[str, str]:
    """What each button of a message says, and the id behind it."""
    return {
        each["label"]: each["custom_id"] for row in components for each in row["components"] if each["type"] == BUTTON
    }


def menus(components: list[Json]) -> dict[str, Json]:
    """What each menu of a message says, and the menu itself."""
    return {each["placeholder"]: each for row in components for each in row["components"] if each["type"] == MENU}


def faults(body: Json) -> Json:
    """What is wrong with the form of a message, by field; empty where all is well.

    Limits: Discord's documentation, resources/message, Create Message and Embed Limits; components/reference.
    """
    found: Json = {}
    if _break_a_limit(body.get("components") or []):
        found["components"] = _fault("BASE_TYPE_BAD_LENGTH", "Buttons are too many, too long or alike.")
    embeds = body.get("embeds") or []
    if len(body.get("content") or "") > 2000:
        found["content"] = _fault("BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
    if len(str(body.get("nonce") or "")) > 25:
        found["nonce"] = _fault("BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    if len(embeds) > 10:
        found["embeds"] = _fault("BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    if any(_breaks_a_limit(embed) for embed in embeds):
        found["embeds"] = _fault("BASE_TYPE_MAX_LENGTH", "A part of an embed is too long.")
    if sum(len(words) for embed in embeds for words in _words(embed)) > 6000:
        found["embeds"] = _fault("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
    return found


async def body_of(request: web.Request) -> Json:
    """What a request says; each of its attachments has its `data` (reference, Uploading Files)."""
    if request.content_type != "multipart/form-data":
        raw = await request.text()
        return json.loads(raw) if raw else {}
    form = await request.post()
    body: Json = json.loads(str(form["payload_json"]))
    for attachment in body.get("attachments", []):
        sent = form[f"files[{attachment['id']}]"]
        attachment["data"] = sent.file.read() if isinstance(sent, web.FileField) else b""
    return body


def require_files(attachments: list[Json]) -> None:
    """Refuse files that are too large, or told in too many words."""
    if any(len(file["data"]) > FILE_LIMIT for file in attachments):
        raise RefusedError(413, 40005, "Request entity too large")
    if any(len(file.get("description") or "") > WORDS_LIMIT for file in attachments):
        raise RefusedError(400, 50035, "Invalid Form Body", errors={"attachments": {"_errors": []}})


def require_form(body: Json) -> None:
    """Refuse a message that breaks a limit or says nothing."""
    wrong = faults(body)
    if wrong:
        raise RefusedError(400, 50035, "Invalid Form Body", errors=wrong)
    if not body.get("content") and not body.get("embeds"):
        raise RefusedError(400, 50006, "Cannot send an empty message")


def may_ping(body: Json) -> bool:
    """Whether anybody may be called by what is sent so."""
    allowed = body.get("allowed_mentions")
    return allowed is None or bool(allowed.get("parse") or allowed.get("users") or allowed.get("roles"))


def _fault(code: str, message: str) -> Json:
    return {"_errors": [{"code": code, "message": message}]}


def _break_a_limit(rows: list[Json]) -> bool:
    components = [component for row in rows for component in row["components"]]
    ids = [component["custom_id"] for component in components]
    return (
        len(rows) > 5
        or any(not 0 < len(row["components"]) <= (1 if _has_menu(row) else 5) for row in rows)
        or any(not 0 < len(identifier) <= 100 for identifier in ids)
        or any(_is_wrong_menu(it) if it["type"] == MENU else not 0 < len(it["label"]) <= 80 for it in components)
        or len(set(ids)) < len(ids)
    )


def _has_menu(row: Json) -> bool:
    return any(component["type"] == MENU for component in row["components"])


def _is_wrong_menu(menu: Json) -> bool:
    options, values = menu["options"], {option["value"] for option in menu["options"]}
    return (
        not 0 < len(options) <= 25
        or len(values) < len(options)
        or any(not 0 < len(option[part]) <= 100 for option in options for part in ("label", "value"))
        or len(menu.get("placeholder", "")) > 150
        or not 0 <= menu["min_values"] <= menu["max_values"] <= len(options)
        or sum(option["default"] for option in options) > menu["max_values"]
    )


def _breaks_a_limit(embed: Json) -> bool:
    fields = embed.get("fields", [])
    return (
        len(embed.get("title", "")) > 256
        or len(embed.get("description", "")) > 4096
        or len(embed.get("url", "")) > 2048
        or len(embed.get("footer", {}).get("text", "")) > 2048
        or len(embed.get("author", {}).get("name", "")) > 256
        or len(fields) > 25
        or any(not 0 < len(entry["name"]) <= 256 or not 0 < len(entry["value"]) <= 1024 for entry in fields)
    )


def _words(embed: Json) -> list[str]:
    """The words of an embed that a reader sees, which are those that count towards its size."""
    pairs = [word for entry in embed.get("fields", []) for word in (entry["name"], entry["value"])]
    around = [embed.get("author", {}).get("name", ""), embed.get("title", ""), embed.get("description", "")]
    return [*around, *pairs, embed.get("footer", {}).get("text", "")]
