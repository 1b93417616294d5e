"""`help`: everything that can be said, or all about one command."""

from collections.abc import Iterable

from adapters.model import Block
from bot.commands.prose import heading, item, paragraph, reply
from bot.commands.request import Choice, Command, Reply

_BEGIN = (
    "Statuswire follows the status pages of the providers that you depend on, and keeps one message an incident true."
)


def overview(commands: Iterable[Command]) -> Reply:
    """Every command on a line."""
    lines = [item(f"- {command.summary}", head=command.usage) for command in commands]
    first = Choice("Follow GitHub", "subscribe", {"provider": "github"})
    return reply(
        "What can be said to Statuswire",
        paragraph(_BEGIN),
        *lines,
        paragraph("More about one: help followed by its name. Where to begin: subscribe github"),
        choices=[first, Choice("What is open", "status")],
    )


def about(command: Command) -> Reply:
    """All about one command: what it takes, and how it may be said."""
    return reply(f"How to say {command.name}", *_about(command))


def _about(command: Command) -> Iterable[Block]:
    yield paragraph(command.summary)
    for param in command.params:
        needed = "" if param.required else " (may be left out)"
        among = f" One of {', '.join(param.choices)}." if param.choices else ""
        yield item(f"- {param.summary}{among}{needed}", head=param.name)
    yield heading("For example")
    for example in command.examples:
        yield item(example)
