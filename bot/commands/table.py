"""The one list of commands, and the one way to have one answered, whatever the platform."""

import structlog
from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.errors import AdapterError
from bot.commands import help as helping
from bot.commands import words
from bot.commands.accept import ACCEPT
from bot.commands.acknowledge import ACKNOWLEDGE
from bot.commands.channel import here
from bot.commands.components import COMPONENTS
from bot.commands.digest import DIGEST
from bot.commands.history import HISTORY
from bot.commands.mute import MUTE, UNMUTE
from bot.commands.playbook import PLAYBOOK
from bot.commands.prose import joined, paragraph, quoted, reply, unreachable
from bot.commands.request import (
    Asker,
    Choice,
    Command,
    CommandError,
    Desk,
    Fits,
    Param,
    Place,
    Reply,
    Request,
)
from bot.commands.settings import RANKS, SETTINGS, WHO
from bot.commands.sight import seen_from
from bot.commands.status import STATUS
from bot.commands.subscribe import SUBSCRIBE, UNSUBSCRIBE
from bot.commands.subscriptions import SUBSCRIPTIONS
from bot.commands.test import TEST
from bot.store.errors import StoreError

log = structlog.get_logger()

LIKENESS = 0.6  # from 0 to 1, at which a word is taken for a mistyped command


async def _help(request: Request, desk: Desk) -> Reply:
    """What can be said, or how one command is said."""
    del desk
    word = request.arguments.get("command", "")
    return helping.about(find(word)) if word else helping.overview(COMMANDS)


HELP = Command(
    "help",
    "What can be said, or how one command is said.",
    _help,
    params=(Param("command", "Only this one.", leads=True),),
    anywhere=True,
    aliases=("?", "usage", "commands"),
    examples=("help", "help subscribe"),
)

COMMANDS: tuple[Command, ...] = (
    SUBSCRIBE,
    UNSUBSCRIBE,
    COMPONENTS,
    SUBSCRIPTIONS,
    STATUS,
    HISTORY,
    ACKNOWLEDGE,
    MUTE,
    UNMUTE,
    PLAYBOOK,
    SETTINGS,
    DIGEST,
    ACCEPT,
    TEST,
    HELP,
)


def find(name: str) -> Command:
    """The command of that name; raises CommandError that offers the nearest."""
    wanted = name.strip().strip("/").casefold()
    for command in COMMANDS:
        if wanted in (command.name, *command.aliases):
            return command
    near = process.extract(wanted, _names(), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=2)
    meant = list(dict.fromkeys(_names()[said] for said, _, _ in near))
    likely = f" Did you mean {joined(meant, 'or')}?" if meant else ""
    raise CommandError(
        f"There is no command {quoted(name)}.{likely} All that there are: help",
        choices=tuple(Choice(f"How to say {each}", "help", {"command": each}) for each in (*meant, "help")[:2]),
    )


def _names() -> dict[str, str]:
    return {said: command.name for command in COMMANDS for said in (command.name, *command.aliases)}


async def converse(text: str, place: Place, asker: Asker, desk: Desk) -> Reply:
    """Answer what was typed behind our name: the name of a command, and what it takes; nothing asks for help."""
    name, *rest = text.split(maxsplit=1)[:2] or [HELP.name]
    try:
        command = find(name)
        arguments = words.arguments(command, *rest)
    except CommandError as error:
        return _refusal(error)
    return await answer(command.name, Request(place, asker, arguments), desk)


async def answer(name: str, request: Request, desk: Desk) -> Reply:
    """Answer a request; whatever goes wrong, the reply says what happened and what to do next."""
    try:
        command = find(name)
        _check(command, request)
        if command is not HELP:  # which names nobody, and can be had without the database
            desk = await seen_from(request.place, desk)
        await _permit(command, request, desk)
        told = await command.handler(request, desk)
        if command.asks_for_change(request.arguments):
            desk.memory.forget("offers", request.place.id)
            desk.memory.forget("followed", request.place.platform, request.place.workspace)
    except CommandError as error:
        return _refusal(error)
    except AdapterError as error:
        again = Choice("Try again", name, request.arguments)
        said = paragraph("Nothing was changed. Check the address, or give that of the feed itself.")
        return reply("That did not work", paragraph(str(error)), said, choices=[again])
    except StoreError:
        log.exception("a command could not reach the database", command=name)
        return unreachable(choices=[Choice("Try again", name, request.arguments)])
    except Exception:
        log.exception("a command failed", command=name, arguments=dict(request.arguments))
        return reply(
            "Statuswire made a mistake",
            paragraph("Sorry: this should not have happened, and it is in the log of whoever runs Statuswire."),
        )
    else:
        return told


def _check(command: Command, request: Request) -> None:
    """It can be said there, what is needed is there too, and nothing is that means nothing."""
    if request.place.private and not command.anywhere:
        raise CommandError(
            f"{command.name} is for channels, and Statuswire is in none here: only you have it with you. Whoever "
            "manages the server can invite it. Everywhere you can say, for example: status github"
        )
    strange = [name for name in request.arguments if name not in {param.name for param in command.params}]
    if strange:
        raise CommandError(f"{command.name} takes no {joined(strange, 'or')}. It is said: {command.usage}")
    lacking = words.missing(command, request.arguments)
    if lacking is None:
        return
    raise CommandError(
        f"{_asked_for(lacking)} Say for example: {command.examples[0]}",
        choices=(Choice(f"How to say {command.name}", "help", {"command": command.name}),),
    )


def _asked_for(param: Param) -> str:
    return "Which provider?" if param.kind is Fits.PROVIDER else f"Which {param.name.replace('what', 'one')}?"


async def _permit(command: Command, request: Request, desk: Desk) -> None:
    if not command.asks_for_change(request.arguments):
        return
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
    changers = place.destination.changers
    if request.asker.rank < RANKS[changers]:
        if request.asker.unsure:
            raise CommandError(
                f"It cannot be seen just now whether you may say {command.name} here. Try again in a minute; if it "
                "stays so, whoever runs Statuswire finds the cause in its log.",
                choices=(Choice("Try again", command.name, request.arguments),),
            )
        raise CommandError(
            f"{command.name} can be said here by {WHO[changers]} alone. Ask one of them; they can also let others: "
            "settings who anyone",
        )


def _refusal(error: CommandError) -> Reply:
    return reply("That did not work", paragraph(str(error)), choices=error.choices)
