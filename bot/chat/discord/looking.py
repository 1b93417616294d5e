"""Looking for our own messages, by the key that they show."""

from datetime import datetime, timedelta

import discord

from bot.chat.base import ChannelGoneError
from bot.chat.discord.key import carries
from bot.chat.discord.permissions import TO_READ_BACK, channel_and_permissions, lacking

CLOCK_MARGIN = timedelta(seconds=5)  # by which Discord's clock may be behind ours
HISTORY_LIMIT = 1000  # messages looked through; ours is among the first since we tried, or it is not there


async def search(client: discord.Client, place: int, key: str, since: datetime) -> tuple[bool, int | None]:
    """Whether anything was said since, and the id of our message that carries the key."""
    said = False
    history = client.get_partial_messageable(place).history(
        limit=HISTORY_LIMIT, after=since - CLOCK_MARGIN, oldest_first=True
    )
    async for message in history:
        said = True
        if message.author == client.user and carries(message, key):
            return True, message.id
    return said, None


async def require_history(client: discord.Client, channel: int) -> None:
    """Raise ChannelGoneError unless the bot may read back: to one that may not, every history is empty."""
    found, granted = await channel_and_permissions(client, channel)
    missing = lacking(granted, TO_READ_BACK)
    if missing:
        raise ChannelGoneError(f"the bot cannot look for its own messages: give it {missing} in #{found.name}")
