"""What is typed to us: `/statuswire ...`, and messages that mention us."""

import html
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.chat.slack import modals
from bot.chat.slack.answers import Seat
from bot.chat.slack.reception import Reception

COMMAND = "/statuswire"
UNSAID = "status"  # what somebody wants who only says our name
FORMS = frozenset({"settings", "subscribe"})  # commands that are easier filled in than said

_LINK = re.compile(r"<((?:https?|mailto):[^>|]*)(?:\|[^>]*)?>")
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def attach(app: AsyncApp, reception: Reception) -> None:
    """Answer what is typed."""

    async def said(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        seat = Seat(
            reception.place_of(context),
            context.user_id or "",
            str(body.get("user_name", "")),
            response_url=context.response_url,
        )
        text = typed(str(body.get("text") or ""))
        command = reception.answers.command(text)
        trigger = body.get("trigger_id")
        if command and command.name in FORMS and trigger:
            reception.begin(modals.offer(reception, seat, command, trigger))
            return
        reception.begin(reception.converse(seat, text))

    async def mentioned(event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("bot_id") or not event.get("user"):
            return  # two bots that answer each other never end
        seat = Seat(reception.place_of(context), event["user"], "", thread=event.get("thread_ts") or event["ts"])
        text = typed(_MENTION.sub("", str(event.get("text", "")), count=1))
        reception.begin(reception.converse(seat, text or UNSAID))

    app.command(COMMAND)(said)
    app.event("app_mention")(mentioned)


def typed(text: str) -> str:
    """What somebody typed, from how Slack writes it: links in angle brackets, and three characters as entities."""
    return html.unescape(_LINK.sub(r"\1", text)).strip()
