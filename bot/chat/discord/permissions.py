"""What the bot may do in a channel, and what it lacks."""

from typing import cast

import discord

from bot.chat.base import ChannelGoneError

# As Discord's settings call them, where that is not what discord.py calls them.
_NAMES = {"read_messages": "View Channel", "send_messages_in_threads": "Send Messages in Threads"}

TO_READ_BACK = discord.Permissions(view_channel=True, read_message_history=True)
TO_SEND = discord.Permissions(view_channel=True, send_messages=True, embed_links=True, read_message_history=True)
TO_POST = TO_SEND | discord.Permissions(send_messages_in_threads=True)  # in a forum, where nothing is said but in posts
TO_SHOW = discord.Permissions(attach_files=True)
TO_THREAD = discord.Permissions(create_public_threads=True, send_messages_in_threads=True)


async def channel_and_permissions(
    client: discord.Client, number: int
) -> tuple[discord.abc.GuildChannel, discord.Permissions]:
    """The channel (of a thread, the one that it belongs to) and what the bot may do there.

    Raises ChannelGoneError for a channel that is not one for text in a server.
    """
    channel = await client.fetch_channel(number)
    in_server = isinstance(channel, discord.abc.GuildChannel | discord.Thread)
    if not in_server or not isinstance(channel, discord.abc.Messageable | discord.ForumChannel):
        raise ChannelGoneError("the Discord channel is not one for text in a server: choose another one")
    # Only a channel of a server that was fetched with its roles can tell permissions.
    server = await client.fetch_guild(channel.guild.id, with_counts=False)
    own = await server.fetch_member(cast("discord.ClientUser", client.user).id)
    home = await server.fetch_channel(channel.parent_id if isinstance(channel, discord.Thread) else number)
    return cast("discord.abc.GuildChannel", home), home.permissions_for(own)


def lacking(granted: discord.Permissions, needed: discord.Permissions) -> str:
    """The permissions that are needed and not granted, as Discord's settings name them; empty where none is."""
    names = (name for name, wanted in needed if wanted and not getattr(granted, name))
    return " and ".join(f"'{_NAMES.get(name, name.replace('_', ' ').title())}'" for name in names)
