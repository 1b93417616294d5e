"""Who asks on Slack, and what they may do.

A bot cannot see who manages a channel, and on Slack every full member may make channels, rename them and invite apps
unless the workspace says otherwise. So full members count as managers, and the default of a channel, "managers", means
the team itself: neither guests nor people of other organisations. Administrators and owners count as administrators.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.chat.slack.answers import Seat
from bot.chat.slack.errors import explain
from bot.chat.slack.teams import Teams
from bot.commands.request import Asker, Rank
from bot.render.literal import line

log = structlog.get_logger()

KNOWN_FOR = 300.0  # seconds
KNOWN_AT_ONCE = 1000  # people


def rank_of(user: Mapping[str, Any], workspace: str) -> Rank:
    """The rank in a workspace of a user as users.info shows them."""
    if user.get("is_stranger") or user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Rank.MEMBER
    if workspace not in _workspaces(user):
        return Rank.MEMBER
    if user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"):
        return Rank.ADMIN
    return Rank.MANAGER


def _workspaces(user: Mapping[str, Any]) -> list[Any]:
    """Where somebody belongs: to one workspace, or to several of an organisation."""
    organised = user.get("enterprise_user")
    teams = organised.get("teams") if isinstance(organised, Mapping) else None
    return [user.get("team_id"), *(teams if isinstance(teams, list) else [])]


@dataclass
class Askers:
    """Asks Slack who somebody is, and remembers it for some minutes. `now` counts seconds."""

    teams: Teams
    now: Callable[[], float] = time.monotonic
    _known: dict[tuple[str, str], tuple[float, Asker]] = field(default_factory=dict)

    async def who(self, seat: Seat) -> Asker:
        """Who asks; somebody whom Slack does not tell us about is a member without further rights."""
        key = (seat.place.workspace, seat.user)
        until, known = self._known.get(key, (0.0, None))
        if known and self.now() < until:
            return known
        try:
            asker = await self._ask(seat)
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError, TypeError) as error:
            why = explain(error, "ask who somebody is", reading=True)
            log.warning("somebody counts as a member without further rights", user=seat.user, why=str(why))
            return known or Asker(seat.user, line(seat.name) or seat.user, unsure=True)
        self._known.pop(key, None)
        self._known[key] = (self.now() + KNOWN_FOR, asker)
        while len(self._known) > KNOWN_AT_ONCE:
            del self._known[next(iter(self._known))]
        return asker

    async def _ask(self, seat: Seat) -> Asker:
        workspace = seat.place.workspace
        user = (await self.teams.client_of(workspace).users_info(user=seat.user)).get("user")
        if not isinstance(user, dict):
            raise TypeError("users.info told of nobody")
        profile = user.get("profile")
        named = profile.get("display_name") if isinstance(profile, dict) else None
        name = next(
            filter(None, (line(str(said or "")) for said in (named, user.get("real_name"), seat.name))), seat.user
        )
        return Asker(seat.user, name, rank_of(user, workspace))
