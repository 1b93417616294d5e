"""The Home tab of the app: the board of all that is followed in the workspace."""

from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackClientError

from bot.chat.slack.errors import explain
from bot.chat.slack.reception import Reception
from bot.render.slack import render

log = structlog.get_logger()


def attach(app: AsyncApp, reception: Reception) -> None:
    """Show the board to whoever opens the tab."""

    async def opened(event: dict[str, Any], context: AsyncBoltContext) -> None:
        place = reception.place_of(context)
        if event.get("tab") == "home" and event.get("user") and not place.guest:
            reception.begin(_show(reception, place.workspace, event["user"]))

    app.event("app_home_opened")(opened)


async def _show(reception: Reception, workspace: str, user: str) -> None:
    view = {"type": "home", "blocks": list(render(await reception.answers.board(workspace)).blocks)}
    try:
        await reception.teams.client_of(workspace).views_publish(user_id=user, view=view)
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("the Home tab could not be shown", why=str(explain(error, "show the Home tab", reading=True)))
