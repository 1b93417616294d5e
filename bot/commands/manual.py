"""docs/commands.md, as the table has it."""

import sys
from collections.abc import Iterable

from bot.commands.request import Command, Param
from bot.commands.table import COMMANDS


def manual(commands: Iterable[Command]) -> str:
    """docs/commands.md, from the table; a test holds the file to it."""
    return "\n".join(_manual(commands)) + "\n"


def _manual(commands: Iterable[Command]) -> Iterable[str]:
    yield "# Commands"
    yield ""
    yield "What a team can say to Statuswire, in the same words on every platform. What stands in brackets may be left"
    yield "out; named words may stand in any order (`impact major`, `impact=major`), and lists have commas."
    yield "Written from the table in `bot/commands/table.py`; a test holds the two together."
    for command in commands:
        yield ""
        yield f"## `{command.usage}`"
        yield ""
        yield command.summary
        if command.changes:
            yield "Who may say it where it changes something is a setting of the channel (`settings who`)."
        if command.params:
            yield ""
            yield "| | |"
            yield "| --- | --- |"
            yield from (_row(param) for param in command.params)
        yield ""
        yield "```"
        yield from command.examples
        yield "```"
        if command.aliases:
            yield ""
            yield f"Also: {', '.join(f'`{alias}`' for alias in command.aliases)}."


def _row(param: Param) -> str:
    among = f" One of {', '.join(f'`{choice}`' for choice in param.choices)}." if param.choices else ""
    return f"| `{param.name}` | {param.summary}{among} |"


if __name__ == "__main__":
    sys.stdout.write(manual(COMMANDS))
