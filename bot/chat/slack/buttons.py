"""Clicks on our buttons and menus: each says itself for what command it stands, also after a restart."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.chat.slack.answers import Seat
from bot.chat.slack.reception import Reception
from bot.render.pressing import pressed
from bot.render.slack import BUTTON, MENU


def attach(app: AsyncApp, reception: Reception) -> None:
    """Answer clicks."""

    async def clicked(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asked = _asked(action)
        if asked is None:
            return
        name = str((body.get("user") or {}).get("username", ""))
        seat = Seat(
            reception.place_of(context),
            context.user_id or "",
            name,
            response_url=context.response_url,
            thread=_thread(body.get("container") or {}),
        )
        command, arguments = asked
        reception.begin(reception.answer(seat, command, arguments))

    app.action(re.compile(f"^(?:{re.escape(BUTTON)}(?::|$)|{re.escape(MENU)})"))(clicked)


def _asked(action: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    """What a click asks for: a button says it in its value, a menu in its id, and beside it what was picked."""
    name = str(action.get("action_id", ""))
    if not name.startswith(MENU):
        return pressed(str(action.get("value", "")))
    picked = action.get("selected_options") or [action.get("selected_option")]
    return pressed(name.removeprefix(MENU), [str(option["value"]) for option in picked if option])


def _thread(container: dict[str, Any]) -> str | None:
    """The thread of the message with the button; what only one person sees has none."""
    if container.get("is_ephemeral"):
        return None
    return container.get("thread_ts") or container.get("message_ts")
