"""What becomes of channels, and of the app in a workspace, as Slack tells it."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.chat.base import Whereabouts
from bot.chat.slack.reception import Reception
from bot.chat.slack.teams import PLATFORM
from bot.commands.request import Place

ARCHIVED = "the channel is archived; unarchive it, or let another one follow"
DELETED = "the channel was deleted; let another one follow"
REMOVED = "the bot was removed from the channel; type /invite and the bot's name there"
UNINSTALLED = "the app was removed from the workspace; install it again and renew SLACK_BOT_TOKEN"

# A channel that was private from the beginning is called a group (docs.slack.dev/reference/events).
LOST: Mapping[str, str] = {
    "channel_archive": ARCHIVED,
    "group_archive": ARCHIVED,
    "channel_deleted": DELETED,
    "group_deleted": DELETED,
}
BACK = ("channel_unarchive", "group_unarchive")
# channel_left "is sometimes sent, it is sometimes withheld", says Slack: so both kinds are heard.
LEFT = ("channel_left", "group_left", "member_left_channel")
JOINED = ("member_joined_channel",)
MOVED = ("channel_id_changed",)
GONE = ("app_uninstalled", "tokens_revoked")
EVENTS = (*LOST, *BACK, *LEFT, *JOINED, *MOVED, *GONE)

Json = dict[str, Any]


def attach(app: AsyncApp, reception: Reception, whereabouts: Whereabouts) -> None:
    """Hear of it; a channel's name is of no importance, for we know it by its id."""
    hearing = _Hearing(reception, whereabouts)
    heard = {
        hearing.lost: LOST,
        hearing.back: BACK,
        hearing.left: LEFT,
        hearing.joined: JOINED,
        hearing.moved: MOVED,
        hearing.removed: GONE,
    }
    for listener, events in heard.items():
        for name in events:
            app.event(name)(listener)


@dataclass(frozen=True)
class _Hearing:
    """One method for each kind of event."""

    reception: Reception
    whereabouts: Whereabouts

    async def lost(self, event: Json, context: AsyncBoltContext) -> None:
        """A channel can be used no more."""
        self._begin(self.whereabouts.pause(self._place(context, event).id, LOST[event["type"]]))

    async def back(self, event: Json, context: AsyncBoltContext) -> None:
        """A channel can be used again."""
        self._begin(self.whereabouts.resume(self._place(context, event).id))

    async def left(self, event: Json, body: Json, context: AsyncBoltContext) -> None:
        """Somebody was removed from a channel; we, perhaps."""
        if _is_about_us(event, body):
            self._begin(self.whereabouts.pause(self._place(context, event).id, REMOVED, dismissed=True))

    async def joined(self, event: Json, body: Json, context: AsyncBoltContext) -> None:
        """Somebody has come into a channel; we, perhaps."""
        if _is_about_us(event, body):
            self._begin(self.whereabouts.resume(self._place(context, event).id))

    async def moved(self, event: Json, context: AsyncBoltContext) -> None:
        """A channel has another id: a private one, when it is shared with another organisation."""
        before = self._place(context, event, "old_channel_id")
        after = self._place(context, event, "new_channel_id")

        def ref(of: str) -> str:
            return f"{after.channel}:{of.rpartition(':')[2]}"

        self._begin(self.whereabouts.move(before.id, after.id, after.channel, ref))

    async def removed(self, event: Json, context: AsyncBoltContext) -> None:
        """A workspace has uninstalled us, or taken tokens back; of those of people we use none.

        It is meant as Slack calls it: where we never had a token, it is not home that has removed us.
        """
        tokens = event.get("tokens")
        if event["type"] == "tokens_revoked" and not (isinstance(tokens, dict) and tokens.get("bot")):
            return
        self._begin(self.whereabouts.leave(PLATFORM, context.team_id or context.enterprise_id or "", UNINSTALLED))

    def _place(self, context: AsyncBoltContext, event: Json, name: str = "channel") -> Place:
        return self.reception.place_of(context, str(event.get(name, "")))

    def _begin(self, telling: Coroutine[Any, Any, None]) -> None:
        self.reception.begin(telling)


def _is_about_us(event: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether it is the bot that came or went; an event that names nobody is about whom it is told to."""
    ours = {told.get("user_id") for told in body.get("authorizations") or () if isinstance(told, dict)}
    return "user" not in event or event["user"] in ours
