"""Which of our bot tokens is for which workspace, and so how a channel there is called."""

import asyncio
from collections.abc import Sequence

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.base import ChatError, RetryError, Whereabouts, WorkspaceGoneError
from bot.chat.slack.errors import explain, not_slack
from bot.commands.request import Place

log = structlog.get_logger()

PLATFORM = "slack"
ASK_AGAIN = 3600.0  # seconds; that we were removed is told at once, but only to who listens
BETWEEN = "/"  # between a workspace and a channel in it


def client(token: str, *, base_url: str | None = None, timeout: float) -> AsyncWebClient:
    """The SDK's client, made to do nothing by itself."""
    made = AsyncWebClient(
        token,
        base_url=base_url or AsyncWebClient.BASE_URL,
        timeout=timeout,  # type: ignore[arg-type] # the SDK says int, and hands it to aiohttp, which takes any
        retry_handlers=[],  # the SDK's own would post again after a lost answer: two copies
    )
    made.proxy = None  # the SDK would take one from the environment
    return made


class Teams:
    """The workspaces that we have a token for; the first token's is home.

    A channel at home is called by its id alone, one elsewhere by its workspace and its id, "T0123/C0123": Slack's ids
    of channels are unique within a workspace only. Who comes from a workspace without a token came to us through a
    channel that is shared with one that has one: they count as being at home. But while a token is no good, they may
    come from where it is for, and count as being there: what they ask for waits until that workspace can be told.
    """

    def __init__(self, tokens: Sequence[str], *, base_url: str | None = None, timeout: float = 10.0) -> None:
        self._clients = [client(token, base_url=base_url, timeout=timeout) for token in tokens]
        self._known: dict[int, str] = {}  # the workspace of each token, by its place in the row

    @property
    def home(self) -> AsyncWebClient:
        """The client of the first token."""
        return self._clients[0]

    def client_of(self, workspace: str) -> AsyncWebClient:
        """Who speaks with a workspace."""
        return next((self._clients[at] for at, known in self._known.items() if known == workspace), self.home)

    def place(self, workspace: str, channel: str) -> Place:
        """Where something was asked, from Slack's ids."""
        home, known = self._known.get(0), set(self._known.values())
        is_guest = workspace not in known and len(self._known) == len(self._clients)
        served = home or workspace if is_guest else workspace
        is_at_home = served == home if home else served not in known
        called = channel if is_at_home else f"{served}{BETWEEN}{channel}"
        return Place(PLATFORM, served, called, guest=is_guest and served != workspace)

    def workspace_of(self, channel: str) -> str | None:
        """The workspace that a channel is in, by what we call the channel; None where that is not known yet."""
        workspace, slash, _ = channel.partition(BETWEEN)
        return workspace if slash else self._known.get(0)

    async def learn(self) -> None:
        """Find out what workspaces the tokens are for. Raises RetryError where one could not be asked."""
        for at in range(len(self._clients)):
            if at not in self._known:
                await self._ask(at)

    async def look_after(self, whereabouts: Whereabouts) -> None:
        """Tell which workspaces we are in, now and then."""
        while True:
            try:
                await self._tell(whereabouts)
            except RetryError as error:
                log.warning("it is not known which Slack workspaces we are in", why=str(error))
                await asyncio.sleep(error.after.total_seconds())
            else:
                await asyncio.sleep(ASK_AGAIN)

    async def _tell(self, whereabouts: Whereabouts) -> None:
        faults = [await self._ask(at) for at in range(len(self._clients))]
        here = {self._known[at] for at, fault in enumerate(faults) if fault is None}
        await whereabouts.stay(PLATFORM, here, self.workspace_of, in_no_other=False)
        for at, fault in enumerate(faults):
            if isinstance(fault, WorkspaceGoneError) and at in self._known:
                await whereabouts.leave(PLATFORM, self._known[at], str(fault))

    async def _ask(self, at: int) -> ChatError | None:
        """Ask which workspace a token is for; returns what is wrong with the token, if anything is."""
        doing = "ask which workspace a bot token is for"
        try:
            workspace = (await self._clients[at].auth_test()).get("team_id")
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            fault = explain(error, doing, reading=True)
        except (AttributeError, TypeError, ValueError):  # the SDK takes every answer for a JSON object
            fault = not_slack(doing, reading=True)
        else:
            if isinstance(workspace, str):
                self._known[at] = workspace
                return None
            fault = not_slack(doing, reading=True)
        if isinstance(fault, RetryError):
            raise fault
        log.error("a bot token of Slack is no good", token=at + 1, why=str(fault))
        return fault
