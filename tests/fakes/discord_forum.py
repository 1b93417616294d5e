"""The forums of the fake Discord: posts with a first message and tags, found among the active threads or the archived.

Discord's documentation, resources/channel (Start Thread in Forum or Media Channel, Forum Tag Object), topics/threads.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from tests.fakes import discord_forms as forms
from tests.fakes.discord_forms import Json, Permission, Place, RefusedError, Sent

NAME_LIMIT = 100
TAGS_LIMIT = 5

Handler = Callable[[web.Request], Awaitable[Any]]


class Server(Protocol):
    """What the forums need to know of the rest."""

    places: dict[str, Place]

    def place(self, request: web.Request) -> Place:
        """The channel of a request."""
        ...

    def require(self, place: Place, permission: Permission) -> None:
        """Refuse what the bot may not do."""
        ...

    def keep(self, place: Place, sent: Sent) -> Sent:
        """Keep a message."""
        ...

    def new_id(self) -> str:
        """A snowflake of now."""
        ...


class Forum:
    """All posts of all forums; each is a thread that has the id of its first message."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def routes(self) -> list[tuple[str, str, str, Handler]]:
        """The addresses at which posts are made and found."""
        return [
            ("POST", "/channels/{channel}/threads", "forum post", self._begin),
            ("GET", "/guilds/{guild}/threads/active", "active threads", self._active),
            ("GET", "/channels/{channel}/threads/archived/public", "archived threads", self._archived),
        ]

    async def _begin(self, request: web.Request) -> Json:
        forum, body = self._server.place(request), request[forms.BODY]
        if forum.kind != forms.FORUM:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        self._server.require(forum, Permission.SEND_MESSAGES)
        self._server.require(forum, Permission.EMBED_LINKS)
        require_name(body.get("name", ""))
        tags = require_tags(forum, body.get("applied_tags") or [])
        told = body["message"]
        forms.require_form(told)
        number = self._server.new_id()
        post = Place(number, body["name"], forms.THREAD, parent=forum.id, applied=tags)
        self._server.places[number] = post
        sent = Sent(number, number, told.get("content") or "", told.get("embeds") or [])
        sent.components, sent.may_ping = told.get("components") or [], forms.may_ping(told)
        self._server.keep(post, sent)
        return post.as_json() | {"message": sent.as_json()}

    async def _active(self, _: web.Request) -> Json:
        return self._listed(lambda place: not place.archived)

    async def _archived(self, request: web.Request) -> Json:
        forum = self._server.place(request)
        self._server.require(forum, Permission.READ_MESSAGE_HISTORY)
        return self._listed(lambda place: place.archived and place.parent == forum.id)

    def _listed(self, fits: Callable[[Place], bool]) -> Json:
        threads = [place for place in self._server.places.values() if place.parent and fits(place)]
        return {"threads": [place.as_json() for place in reversed(threads)], "members": [], "has_more": False}


def require_name(name: str) -> None:
    """Refuse what is no name of a thread."""
    if not 0 < len(name) <= NAME_LIMIT:
        raise RefusedError(400, 50035, "Invalid Form Body", errors={"name": {"_errors": []}})


def require_tags(forum: Place, wanted: list[str]) -> list[str]:
    """The tags as they are kept; refuses those that the forum does not have, or that only moderators may use."""
    known = {tag["id"]: tag for tag in forum.tags}
    if len(wanted) > TAGS_LIMIT or not set(wanted) <= set(known):
        raise RefusedError(400, 50035, "Invalid Form Body", errors={"applied_tags": {"_errors": []}})
    if any(known[tag]["moderated"] for tag in wanted):
        raise RefusedError(403, 50013, "Missing Permissions")
    if forum.requires_tag and not wanted:
        raise RefusedError(400, 40067, "A tag is required to create a forum post in this channel")
    return wanted
