"""Forms: a command with its parameters to fill in, made from the command itself."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackClientError

from adapters.address import Address
from adapters.model import Provider
from bot.chat.slack.answers import Seat
from bot.chat.slack.errors import explain
from bot.chat.slack.reception import Reception
from bot.commands.request import Command, Fits, Param, Place, Request
from bot.render.literal import line
from bot.render.shorten import cut
from bot.render.slack import render

log = structlog.get_logger()

Json = dict[str, Any]

FORM = "statuswire:form"
FIELD = "statuswire:field"
PROVIDER = "statuswire:provider"

TITLE_LIMIT = 24  # docs.slack.dev/reference/views/modal-views
HINT_LIMIT = 2_000  # docs.slack.dev/reference/block-kit/blocks/input-block
TEXT_LIMIT = 3_000  # docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
OPTIONS_LIMIT = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
OPTION_LIMIT = 75  # docs.slack.dev/reference/block-kit/composition-objects/option-object; a value may be longer


def attach(app: AsyncApp, reception: Reception) -> None:
    """Take in forms, and offer providers while somebody types."""

    async def searched(ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        typed = str(body.get("value") or "")
        found = await reception.answers.search(reception.place_of(context), typed, OPTIONS_LIMIT - 1)
        await ack(options=options(found, typed))

    async def filled_in(ack: AsyncAck, body: Json, view: Json, context: AsyncBoltContext) -> None:
        await ack()
        command, seat = _sent(view, context.user_id or "", str((body.get("user") or {}).get("username", "")))
        reception.begin(reception.answer(seat, command, arguments(view)))

    app.options(PROVIDER)(searched)
    app.view(FORM)(filled_in)


async def offer(reception: Reception, seat: Seat, command: Command, trigger: str) -> None:
    """Open the form of a command; where Slack does not, answer in words.

    `trigger` is good for 3 seconds, so the form opens at once and what it shows of today comes after.
    """
    try:
        client = reception.teams.client_of(seat.place.workspace)
        opened = await client.views_open(trigger_id=trigger, view=form(command, seat))
        if any(param.required for param in command.params):
            return
        asker = await reception.askers.who(seat)
        today = await reception.answers.answer(command.name, Request(seat.place, asker))
        shown = render(replace(today.message, actions=(), menus=())).blocks
        view: Json = opened.get("view") or {}
        await client.views_update(view_id=view.get("id"), view=form(command, seat, shown))
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.info("a form could not be shown", command=command.name, why=str(explain(error, "show a form")))
        await reception.converse(seat, command.name)


def form(command: Command, seat: Seat, above: Sequence[Json] = ()) -> Json:
    """The form of a command, with `above` on top of it; where its answer goes travels with it."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(command.name.capitalize(), TITLE_LIMIT),
        "submit": _plain("Save", TITLE_LIMIT),
        "close": _plain("Cancel", TITLE_LIMIT),
        "private_metadata": json.dumps({"command": command.name, "seat": asdict(seat)}),
        "blocks": [*above, *(_input(param) for param in command.params)],
    }


def arguments(view: Json) -> dict[str, str]:
    """What was filled in, by the names of the parameters."""
    fields = {name: _value(next(iter(field.values()), {})) for name, field in view["state"]["values"].items()}
    return {name: value for name, value in fields.items() if value}


def options(found: Iterable[Provider], value: str) -> list[Json]:
    """The providers that may be meant; an address is offered as it is."""
    offered = [_option(provider.name, provider.slug) for provider in found]
    typed = line(value)
    if Address.of(typed) and len(typed) <= OPTION_LIMIT:
        offered.append(_option(typed, typed))
    return offered


def _sent(view: Json, user: str, name: str) -> tuple[str, Seat]:
    """The command of a form, and where its answer goes; who sent it is who sent it now."""
    kept = json.loads(view["private_metadata"])
    seat = kept["seat"]
    return kept["command"], Seat(**seat | {"place": Place(**seat["place"]), "user": user, "name": name or seat["name"]})


def _input(param: Param) -> Json:
    return {
        "type": "input",
        "block_id": param.name,
        "label": _plain(param.name.capitalize(), HINT_LIMIT),
        "hint": _plain(param.summary, HINT_LIMIT),
        "optional": not param.required,
        "element": _element(param),
    }


def _element(param: Param) -> Json:
    if param.kind is Fits.PROVIDER:
        hint = _plain("A name, or the address of a status page", OPTION_LIMIT)
        return {"type": "external_select", "action_id": PROVIDER, "min_query_length": 1, "placeholder": hint}
    if param.choices:
        listed = [_option(choice.capitalize(), choice) for choice in param.choices[:OPTIONS_LIMIT]]
        return {"type": "static_select", "action_id": FIELD, "options": listed}
    return {"type": "plain_text_input", "action_id": FIELD, "max_length": TEXT_LIMIT}


def _value(field: Json) -> str:
    chosen = field.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, dict) else field.get("value")
    return str(value or "").strip()


def _option(text: str, value: str) -> Json:
    return {"text": _plain(line(text) or value, OPTION_LIMIT), "value": value}


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}
