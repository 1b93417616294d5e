"""Forum channels: an incident is a post there, a thread whose first message is the living one.

Such a thread has the id of that message, and everything that follows stands in it.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import discord
import structlog

from bot.chat.base import ChannelGoneError, ChatError
from bot.chat.discord.looking import CLOCK_MARGIN, require_history, search
from bot.chat.discord.reference import Reference
from bot.chat.discord.session import Session
from bot.chat.discord.tags import tags_for
from bot.core.message import Message
from bot.render import looks
from bot.render.shorten import cut

log = structlog.get_logger()

NAME_LIMIT = 100  # characters; Discord's documentation, resources/channel, Start Thread in Forum or Media Channel
FOLLOWING = 5.0  # seconds; news must not wait for the title above them
ARCHIVED_LIMIT = 50  # posts; ours was begun a moment ago, and is among the last that were archived if at all


async def begin(session: Session, number: int, message: Message, body: dict[str, Any]) -> int:
    """Make a post whose first message is `body`; returns the id of both."""
    async with session.request() as client:
        forum = await _forum(client, number)
        said = {part: content for part, content in body.items() if content is not None}
        begun = await forum.create_thread(name=_name(message), applied_tags=tags_for(message.phase, forum), **said)
    return begun.thread.id


async def follow(session: Session, post: Reference, message: Message) -> None:
    """Give a post the tags and the title that its incident has by now; people's own tags stay.

    Discord lets a title change twice in ten minutes. What it does not do is done with the next edit.
    """
    try:
        async with asyncio.timeout(FOLLOWING), session.request(in_thread=True, editing=True) as client:
            thread, forum = await client.fetch_channel(post.place), await _forum(client, post.channel)
            if isinstance(thread, discord.Thread):
                await _bring_up_to_date(thread, forum, message)
    except (ChatError, TimeoutError) as error:
        log.warning("a forum post keeps its title and tags", post=post.place, why=str(error) or "no answer in time")


async def find(session: Session, number: int, key: str, since: datetime) -> Reference | None:
    """Our message that carries the key, in whatever post of the forum; raises ChannelGoneError as others do."""
    async with session.request() as client:
        await require_history(client, number)
    async with session.request(in_thread=True) as client:
        async for thread in _spoken_in(await _forum(client, number), since):
            _, sent = await search(client, thread.id, key, since)
            if sent:
                return Reference(number, sent, key, thread=thread.id)
    return None


async def _bring_up_to_date(thread: discord.Thread, forum: discord.ForumChannel, message: Message) -> None:
    # `applied_tags` is empty where the forum is not in discord.py's cache, which is so while we do not listen.
    applied = list(thread._applied_tags)  # noqa: SLF001
    tags = tags_for(message.phase, forum, applied)
    if {tag.id for tag in tags} != set(applied):
        await thread.edit(applied_tags=tags)
    if thread.name != (name := _name(message)):
        await thread.edit(name=name)


async def _spoken_in(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """The posts of a forum in which something was said since."""
    earliest = discord.utils.time_snowflake(since - CLOCK_MARGIN)
    active = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    archived = [thread async for thread in forum.archived_threads(limit=ARCHIVED_LIMIT)]
    for thread in (*active, *archived):
        if max(thread.id, thread.last_message_id or 0) >= earliest:
            yield thread


async def _forum(client: discord.Client, number: int) -> discord.ForumChannel:
    channel = await client.fetch_channel(number)
    if isinstance(channel, discord.ForumChannel):
        return channel
    raise ChannelGoneError("the Discord channel is no forum any more: choose another one")


def _name(message: Message) -> str:
    """Whose trouble it is, and which: a forum is a list of such lines."""
    return cut(looks.name(message), NAME_LIMIT)
