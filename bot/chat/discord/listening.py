"""Listening to Discord: commands, half-typed words and clicks, and which servers and channels are ours."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeAlias

import aiohttp
import discord
import structlog

from bot.chat.base import ChannelGoneError, RetryError, Whereabouts
from bot.chat.discord.answering import asker_of, converse, place_of
from bot.chat.discord.autocomplete import Suggest
from bot.chat.discord.buttons import buttons_that
from bot.chat.discord.errors import LOGIN_REFUSED, UNREACHABLE_PAUSE
from bot.chat.discord.session import Session
from bot.chat.discord.told import Told
from bot.chat.discord.tree import BROKEN, Tree
from bot.commands.request import Command, Place, Reply, Request
from bot.core.message import Message, Part

log = structlog.get_logger()

PLATFORM = "discord"
GRACE = 2.0  # seconds: for the last answers, and for the goodbye to Discord
# Discord's documentation, topics/opcodes-and-status-codes, Gateway Close Event Codes.
AUTHENTICATION_FAILED = 4004
INVALID_INTENTS, DISALLOWED_INTENTS = 4013, 4014
FOR_GOOD = frozenset({AUTHENTICATION_FAILED, 4010, 4011, 4012, INVALID_INTENTS, DISALLOWED_INTENTS})

REMOVED = "the bot was removed from the Discord server: invite it again"
DELETED = "the Discord channel was deleted: choose another one"

Answer: TypeAlias = Callable[[str, Request], Awaitable[Reply]]


class DiscordListener:
    """Answers what people say and click on Discord, over one gateway connection.

    `session` is that of the DiscordChat that sends. `answer` is asked with a command and its request, `suggest` with
    what is half typed, and `whereabouts` is told in which servers we are and which channels are gone. `told` knows
    which commands Discord was told, and where.
    """

    def __init__(
        self,
        session: Session,
        commands: Sequence[Command],
        *,
        answer: Answer,
        suggest: Suggest,
        whereabouts: Whereabouts,
        told: Told,
    ) -> None:
        self.ready = asyncio.Event()
        self._session = session
        self._commands = commands
        self._answer = answer
        self._suggest = suggest
        self._whereabouts = whereabouts
        self._told = told
        self._tree: Tree | None = None
        self._at_work: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Listen until cancelled, or until Discord refuses us for good: then sending goes on without."""
        while True:
            try:
                await self._listen()
            except ChannelGoneError as refused:
                _give_up(refused)
                return
            except RetryError as trouble:
                log.warning("Discord cannot be listened to for now", why=str(trouble), seconds=_seconds(trouble.after))
                await asyncio.sleep(_seconds(trouble.after))

    async def on_ready(self) -> None:
        """Discord has shown us our servers."""
        self.ready.set()
        client = self._tree.client if self._tree else None
        log.info("listening to Discord", servers=len(client.guilds) if client else 0)
        await self._tell_where_we_are()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """We were invited to a server, perhaps not for the first time."""
        await self._tell_where_we_are()
        if self._tree is not None and guild.id in self._told.guilds:
            await self._told.tell(self._tree, anew=guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed from a server, or it was deleted."""
        await self._kept(self._whereabouts.leave(PLATFORM, str(guild.id), REMOVED))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        await self._kept(self._whereabouts.pause(_place(channel.guild, channel.id).id, DELETED))

    async def on_thread_delete(self, thread: discord.Thread) -> None:
        """A thread was deleted, which may be one that was chosen for news."""
        await self._kept(self._whereabouts.pause(_place(thread.guild, thread.id).id, DELETED))

    async def _listen(self) -> None:
        """One connection, with all the reconnecting that discord.py does by itself.

        Raises ChannelGoneError where there is no hope, RetryError where there is.
        """
        client = await self._session.client()
        tree = self._attached(client)
        await self._told.tell(tree)
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise ChannelGoneError("Discord wants privileged intents for what needs none") from error
        except discord.ConnectionClosed as closed:
            raise _end(closed) from closed
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise RetryError(f"the connection to Discord broke: {error}", UNREACHABLE_PAUSE) from error
        except AttributeError as error:
            if client.ws is not None:
                raise
            # discord.py falls over its own missing connection where not even the first one could be made.
            raise RetryError("Discord's gateway cannot be reached", UNREACHABLE_PAUSE) from error
        finally:
            await self._hang_up(client)
        raise RetryError("the connection to Discord is closed", UNREACHABLE_PAUSE)

    def _attached(self, client: discord.Client) -> Tree:
        """Our commands and buttons on this client; Session makes a new one where discord.py has closed the last."""
        if self._tree is None or self._tree.client is not client:
            self._tree = Tree(client, self._commands, ask=self._ask, suggest=self._suggest, guilds=self._told.guilds)
            client.add_dynamic_items(buttons_that(self._ask_once))
            for heard in (
                self.on_ready,
                self.on_guild_join,
                self.on_guild_remove,
                self.on_guild_channel_delete,
                self.on_thread_delete,
            ):
                client.event(heard)
        return self._tree

    async def _ask_once(self, interaction: discord.Interaction, command: str, arguments: Mapping[str, str]) -> None:
        """A click, unless it was heard before; of commands the tree makes sure."""
        if self._tree is not None and self._tree.is_new(interaction):
            await self._ask(interaction, command, arguments)

    async def _ask(self, interaction: discord.Interaction, command: str, arguments: Mapping[str, str]) -> None:
        """Have something answered."""
        task = asyncio.current_task()
        if task:
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        request = Request(place_of(interaction), asker_of(interaction), arguments)
        await converse(interaction, self._answered(command, request))

    async def _answered(self, command: str, request: Request) -> Reply:
        """An answer in any case: nobody is left looking at three dots."""
        try:
            return await self._answer(command, request)
        except Exception:
            log.exception("a command could not be answered", command=command)
            return Reply(Message(Part.NOTICE, BROKEN))

    async def _tell_where_we_are(self) -> None:
        client = self._tree.client if self._tree else None
        if client is None:
            return

        def where(channel: str) -> str | None:
            known = client.get_channel(int(channel)) if channel.isdecimal() else None
            return str(known.guild.id) if isinstance(known, discord.abc.GuildChannel | discord.Thread) else None

        servers = {str(guild.id) for guild in client.guilds}
        await self._kept(self._whereabouts.stay(PLATFORM, servers, where, in_no_other=True))

    async def _kept(self, telling: Coroutine[Any, Any, None]) -> None:
        try:
            await telling
        except Exception:
            log.exception("what has become of a channel or a server could not be remembered")

    async def _hang_up(self, client: discord.Client) -> None:
        """Hear nothing more, let the last answers be given, and say goodbye; the login stays, for who sends."""
        self.ready.clear()
        if client.ws is not None and client.ws.open:  # type: ignore[redundant-expr] # it is None before the first
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await client.ws.close(code=1000)
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=GRACE)
        for task in self._at_work:
            task.cancel()
        if self._at_work:
            await asyncio.wait(self._at_work)


def _place(server: discord.Guild, channel: int) -> Place:
    return Place(PLATFORM, str(server.id), str(channel))


def _give_up(refused: ChannelGoneError) -> None:
    log.error("nobody can be listened to on Discord; what can be sent is sent", why=str(refused))


def _end(closed: discord.ConnectionClosed) -> ChannelGoneError | RetryError:
    """What it means that Discord has ended the connection and discord.py does not reconnect."""
    if closed.code == AUTHENTICATION_FAILED:
        return ChannelGoneError(LOGIN_REFUSED)
    if closed.code in FOR_GOOD:
        return ChannelGoneError(f"Discord ended the connection for good, with code {closed.code}")
    return RetryError(f"Discord ended the connection, with code {closed.code}", UNREACHABLE_PAUSE)


def _seconds(pause: timedelta) -> float:
    return pause.total_seconds()
