"""The Home tab of the app: the board of all that is followed on Slack."""

from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError

from bot.chat.slack.errors import explain
from bot.chat.slack.reception import Reception
from bot.render.slack import render

log = structlog.get_logger()


def attach(app: AsyncApp, reception: Reception) -> None:
    """Show the board to whoever opens the tab."""

    async def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home" and event.get("user"):
            reception.begin(_show(reception, event["user"]))

    app.event("app_home_opened")(opened)


async def _show(reception: Reception, user: str) -> None:
    blocks = render(await reception.answers.board()).blocks
    try:
        await reception.client.views_publish(user_id=user, view={"type": "home", "blocks": list(blocks)})
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("the Home tab could not be shown", why=str(explain(error, "show the Home tab", reading=True)))
