"""What is configured, or a way out that says what is wrong with it."""

from collections.abc import Iterable

import typer
from rich.console import Console

from adapters.catalogue import Catalogue, load
from bot.cli.terminal import BAD, QUIET, Ending, asides, joined, literal
from bot.config import ConfigError, ConfigProblem, Settings
from bot.config_file import path_of, read_config
from bot.logs import redact


def settings() -> Settings:
    """The settings of this environment; ends the command where they are wrong."""
    try:
        return Settings()
    except ConfigError as error:
        complain_of(error.problems, asides())
        raise typer.Exit(Ending.FAILED) from None


def catalogue(settings: Settings) -> Catalogue:
    """The providers that are known by name, those of statuswire.toml among them unless something in it is wrong."""
    path, known = path_of(settings), load()
    try:
        return read_config(path, known).catalogue if path else known
    except ConfigError:
        return known


def complain_of(problems: Iterable[ConfigProblem], console: Console) -> None:
    """Say where each problem is, what is wrong, and what to write instead."""
    for problem in problems:
        console.print(joined(literal("error: ", BAD), literal(place(problem)), literal(problem.what)))
        if problem.instead:
            console.print(literal(problem.instead, QUIET))


def memory(settings: Settings) -> str:
    """Where the data is, as a person may see it: a file, or an address without its password."""
    return redact(settings.database_url.removeprefix("sqlite+aiosqlite:///").replace("+psycopg", "", 1))


def place(problem: ConfigProblem) -> str:
    """Where a problem is, in the form that editors jump to."""
    file = f"{problem.file}:{problem.line}" if problem.file and problem.line else problem.file
    where = ": ".join(part for part in (file, problem.key) if part)
    return f"{where}: " if where else ""
