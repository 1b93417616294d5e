"""Clicks on our buttons: each stands for a command and its arguments, and says so itself, also after a restart."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.chat.slack.answers import Seat
from bot.chat.slack.commands import place_of
from bot.chat.slack.reception import Reception
from bot.render.pressing import pressed
from bot.render.slack import BUTTON


def attach(app: AsyncApp, reception: Reception) -> None:
    """Answer clicks."""

    async def clicked(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asked = pressed(str(action.get("value", "")))
        if asked is None:
            return
        name = str((body.get("user") or {}).get("username", ""))
        seat = Seat(
            place_of(context),
            context.user_id or "",
            name,
            response_url=context.response_url,
            thread=_thread(body.get("container") or {}),
        )
        command, arguments = asked
        reception.begin(reception.answer(seat, command, arguments))

    app.action(re.compile(f"^{re.escape(BUTTON)}(?::|$)"))(clicked)


def _thread(container: dict[str, Any]) -> str | None:
    """The thread of the message with the button; what only one person sees has none."""
    if container.get("is_ephemeral"):
        return None
    return container.get("thread_ts") or container.get("message_ts")
