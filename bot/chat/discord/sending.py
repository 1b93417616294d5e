"""Sending to Discord, over REST alone: no gateway is needed to post, edit, reply and look back."""

import asyncio
import io
from datetime import datetime
from typing import Any, TypeAlias

import discord
import structlog

from bot.chat.base import ChannelGoneError, ChatError, MessageGoneError, RefusedError, ThreadRefusedError, Traits
from bot.chat.discord import errors, forum
from bot.chat.discord.buttons import view_of
from bot.chat.discord.key import sign
from bot.chat.discord.looking import require_history, search
from bot.chat.discord.permissions import TO_POST, TO_SEND, TO_SHOW, TO_THREAD, channel_and_permissions, lacking
from bot.chat.discord.pointing import point_discord_at
from bot.chat.discord.reference import Reference
from bot.chat.discord.session import Session
from bot.core.message import Attachment, Message, Part
from bot.render import discord as rendering
from bot.render.literal import address, line
from bot.render.shorten import cut
from bot.render.theme import Theme

log = structlog.get_logger()

REQUEST_TIMEOUT = 40.0  # seconds; discord.py itself spends 25 of them on an answer of 5xx before it gives up
PUBLISHING = 5.0  # seconds; news must not wait for their own spreading
THREAD_NAME_LIMIT = 100  # characters; Discord's documentation, resources/channel, Start Thread from Message
UNTITLED_THREAD = "Updates"

Channel: TypeAlias = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread


class DiscordChat:
    """A Discord bot that posts, edits, replies and finds its own posts.

    Logs in with the first request, or with `start`. `api_url` and `gateway_url` are for proxies and tests; they hold
    for the whole process. `timeout` is in seconds and for one request. `close` it in the end.
    """

    platform = "discord"
    traits = Traits(threads=True, theme=Theme.DARK)  # as Discord is until somebody changes it

    def __init__(
        self,
        token: str,
        *,
        api_url: str | None = None,
        gateway_url: str | None = None,
        timeout: float = REQUEST_TIMEOUT,
    ) -> None:
        point_discord_at(api_url, gateway_url)
        self._session = Session(token, timeout=timeout)
        self._fetched: dict[int, Channel] = {}

    @property
    def session(self) -> Session:
        """The login, for who listens beside us."""
        return self._session

    async def start(self) -> None:
        """Log in. Raises ChannelGoneError where the token is refused, RetryError where Discord cannot be reached."""
        await self._session.client()

    async def check(self) -> str:
        """Who the bot is on Discord, for a person; raises as `start` does."""
        client = await self._session.client()
        return f"{client.user}"

    async def check_channel(self, channel: str) -> str:
        """What the channel is called, for a person, and what will not work there.

        Raises ChannelGoneError where nothing can be sent, with the permissions that are missing.
        """
        async with self._session.request() as client:
            found, granted = await channel_and_permissions(client, _number(channel))
        name = f"#{found.name} of {found.guild.name}"
        is_forum = isinstance(found, discord.ForumChannel)
        missing = lacking(granted, TO_POST if is_forum else TO_SEND)
        if missing:
            raise ChannelGoneError(f"the bot needs {missing} in {name}")
        said = [f"{name}, a forum: each incident is a post" if is_forum else name]
        if (no_threads := lacking(granted, TO_THREAD)) and not is_forum:
            said.append(f"without {no_threads} updates will be replies in the channel")
        if no_pictures := lacking(granted, TO_SHOW):
            said.append(f"without {no_pictures} digests will have no picture")
        return "; ".join(said)

    async def post(self, channel: str, message: Message, *, key: str) -> str:
        """Post to the channel; within Discord's window of minutes the same key is the same message, but in a forum.

        In a forum it begins a post. In an announcement channel a root is published to those who follow it, as far as
        Discord lets it.
        """
        number = _number(channel)
        place = await self._place(number)
        if isinstance(place, discord.ForumChannel):
            begun = await forum.begin(self._session, number, message, _body(message, key))
            return str(Reference(number, begun, key, thread=begun))
        sent = await self._send(number, message, key)
        if message.part is Part.ROOT and isinstance(place, discord.TextChannel) and place.is_news():
            await self._publish(number, sent)
        return str(Reference(number, sent, key))

    async def edit(self, ref: str, message: Message) -> None:
        """Make an earlier message say something else, even in an archived thread, which opens it again.

        The title and the tags of a post in a forum follow its first message.
        """
        target = Reference.of(ref)
        try:
            await self._edit(target, message)
        except RefusedError as refused:
            if not errors.is_about(refused, errors.THREAD_ARCHIVED):
                raise
            await self._reopen(target)
            await self._edit(target, message)
        if target.begins_post:
            await forum.follow(self._session, target, message)

    async def reply(
        self, root: str, message: Message, *, key: str, threaded: bool = True, announce: bool = False
    ) -> str:
        """Reply in the thread that starts at `root`, which is made where there is none, or else in the channel.

        Discord cannot show a threaded reply in the channel too: `announce` has no effect.
        """
        del announce
        start = Reference.of(root)
        if start.begins_post:
            return await self._reply_in_post(start, message, key)
        if not threaded:
            to = discord.MessageReference(message_id=start.message, channel_id=start.channel, fail_if_not_exists=True)
            return str(Reference(start.channel, await self._send(start.channel, message, key, to=to), key))
        try:
            sent = await self._send(start.message, message, key, in_thread=True)
        except ThreadRefusedError as refused:
            if not errors.is_about(refused, errors.UNKNOWN_CHANNEL):
                raise
            await self._open_thread(start, message.topic or message.title)
            sent = await self._send(start.message, message, key, in_thread=True)
        return str(Reference(start.channel, sent, key, thread=start.message))

    async def upload(self, root: str, picture: Attachment) -> None:
        """Show a picture on the message itself: whatever becomes of the answer, there are never two of it."""
        target = Reference.of(root)
        shown = discord.File(io.BytesIO(picture.png), picture.name, description=picture.words)
        try:
            async with self._session.request(in_thread=target.thread is not None, editing=True) as client:
                message = client.get_partial_messageable(target.place).get_partial_message(target.message)
                await message.edit(attachments=[shown])
        except ChatError as error:
            if errors.is_about(error, errors.MISSING_PERMISSIONS):
                raise RefusedError("the bot may show no pictures there: give it 'Attach Files'") from error
            raise

    async def find(self, channel: str, key: str, *, since: datetime, root: str | None = None) -> str | None:
        """Look through what was said since; raises ChannelGoneError where the bot may not read that."""
        if root is not None:
            found = await self._find_in_thread(Reference.of(root), key, since)
            if found:
                return found
        number = _number(channel)
        if isinstance(await self._place(number), discord.ForumChannel):
            found_in_post = await forum.find(self._session, number, key, since)
            return str(found_in_post) if found_in_post else None
        async with self._session.request() as client:
            said, sent = await search(client, number, key, since)
            if not said:
                await require_history(client, number)
        return str(Reference(number, sent, key)) if sent else None

    def announces(self, root: str) -> bool:
        """A reply in a thread is not seen in the channel, but a post in a forum is all that there is to see."""
        try:
            return Reference.of(root).begins_post
        except MessageGoneError:
            return False

    async def close(self) -> None:
        """Let go of every connection; nothing can be sent afterwards."""
        await self._session.close()

    async def _send(
        self,
        place: int,
        message: Message,
        key: str,
        *,
        to: discord.MessageReference | None = None,
        in_thread: bool = False,
    ) -> int:
        body = _body(message, key)
        if to:
            body["reference"] = to
        async with self._session.request(in_thread=in_thread) as client:
            sent = await client.get_partial_messageable(place).send(**body, nonce=key)
        return sent.id

    async def _place(self, number: int) -> Channel:
        """The channel, to tell of what kind it is: as we hear while we listen, else as it was when we first asked."""
        client = await self._session.client()
        if known := client.get_channel(number):
            return known
        if number not in self._fetched:
            async with self._session.request() as client:
                self._fetched[number] = await client.fetch_channel(number)
        return self._fetched[number]

    async def _reply_in_post(self, start: Reference, message: Message, key: str) -> str:
        """Say more in a post of a forum, which has one place for everything."""
        try:
            sent = await self._send(start.place, message, key, in_thread=True)
        except ThreadRefusedError as refused:
            raise errors.refused_in_post(refused) from refused
        return str(Reference(start.channel, sent, key, thread=start.thread))

    async def _publish(self, channel: int, message: int) -> None:
        """Publish a message of an announcement channel."""
        try:
            # A few an hour are allowed, shared with people: what is not published stands in the channel all the same.
            async with asyncio.timeout(PUBLISHING), self._session.request() as client:
                await client.get_partial_messageable(channel).get_partial_message(message).publish()
        except (ChatError, TimeoutError) as error:
            log.warning("an announcement was not published", channel=channel, why=str(error) or "no answer in time")

    async def _edit(self, target: Reference, message: Message) -> None:
        body = _body(message, target.key)
        async with self._session.request(in_thread=target.thread is not None, editing=True) as client:
            await client.get_partial_messageable(target.place).get_partial_message(target.message).edit(**body)

    async def _open_thread(self, start: Reference, title: str) -> None:
        """Make the thread of a message; that it is there already is as good."""
        name = cut(line(title), THREAD_NAME_LIMIT) or UNTITLED_THREAD
        async with self._session.request() as client:
            channel = await client.fetch_channel(start.channel)
        if not isinstance(channel, discord.TextChannel):
            raise ThreadRefusedError("this kind of Discord channel has no threads")
        try:
            async with self._session.request(in_thread=True):
                await channel.get_partial_message(start.message).create_thread(name=name)
        except RefusedError as refused:
            if not errors.is_about(refused, errors.THREAD_EXISTS):
                raise

    async def _reopen(self, target: Reference) -> None:
        async with self._session.request(in_thread=True, editing=True) as client:
            thread = await client.fetch_channel(target.place)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)

    async def _find_in_thread(self, start: Reference, key: str, since: datetime) -> str | None:
        try:
            async with self._session.request(in_thread=True) as client:
                _, sent = await search(client, start.message, key, since)
        except ThreadRefusedError as refused:
            if not errors.is_about(refused, errors.UNKNOWN_CHANNEL):
                raise
            return None
        return str(Reference(start.channel, sent, key, thread=start.message)) if sent else None


def _number(channel: str) -> int:
    if channel.isdecimal():
        return int(channel)
    raise ChannelGoneError(
        f"{channel!r} is not the id of a Discord channel, which is a number: switch on Discord's developer mode and "
        "copy the id from the menu of the channel"
    )


def _body(message: Message, key: str) -> dict[str, Any]:
    """The message as discord.py wants it. Content is sent even if empty: only then does it forbid mentions.

    So are buttons: what has none any more must lose those that it had.
    """
    payload = rendering.render(message)
    first, *others = payload["embeds"]
    embeds = [sign(first, key, url=address(message.url)), *others]
    return {
        "content": payload["content"] or None,
        "allowed_mentions": _allowed(rendering.called(payload["content"])),
        "embeds": [discord.Embed.from_dict(embed) for embed in embeds],
        "view": view_of(payload.get("components", ())),
    }


def _allowed(called: dict[str, Any]) -> discord.AllowedMentions:
    if not any(called.values()):
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=bool(called["parse"]),
        roles=[discord.Object(int(role)) for role in called["roles"]],
        users=[discord.Object(int(user)) for user in called["users"]],
        replied_user=False,
    )
