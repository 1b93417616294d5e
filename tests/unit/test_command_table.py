from pathlib import Path

from bot.commands import words
from bot.commands.manual import manual
from bot.commands.request import Fits
from bot.commands.table import COMMANDS, find

MANUAL = Path(__file__).parents[2] / "docs" / "commands.md"

# Names and lengths as Discord takes them for slash commands and their options, the narrower of the two platforms:
# https://docs.discord.com/developers/interactions/application-commands
NAME_LIMIT = 32
DESCRIPTION_LIMIT = 100
OPTIONS_LIMIT = 25


def test_every_command_has_names_of_its_own() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]

    assert len(names) == len(set(names))
    assert all(find(name) for name in names)


def test_every_parameter_has_words_of_its_own_and_at_most_one_leads() -> None:
    for command in COMMANDS:
        said = [word for param in command.params for word in param.words]
        assert len(said) == len(set(said)), command.name
        assert sum(param.leads for param in command.params) <= 1
        assert not [param for param in command.params if param.kind is Fits.CHOICE and not param.choices]


def test_every_name_and_summary_fits_on_every_platform() -> None:
    for command in COMMANDS:
        assert len(command.params) <= OPTIONS_LIMIT
        for name, summary in [(command.name, command.summary), *((it.name, it.summary) for it in command.params)]:
            assert name.isalpha()
            assert name.islower()
            assert len(name) <= NAME_LIMIT
            assert len(summary) <= DESCRIPTION_LIMIT, summary
        needed = [param.required for param in command.params]
        assert needed == sorted(needed, reverse=True), "what is required stands first"


def test_every_example_is_understood_and_says_all_that_is_needed() -> None:
    for command in COMMANDS:
        assert command.examples, command.name
        for example in command.examples:
            name, _, rest = example.partition(" ")
            assert find(name) is command
            assert words.missing(command, words.arguments(command, rest)) is None


def test_the_manual_says_what_the_table_says() -> None:
    assert MANUAL.read_text(encoding="utf-8") == manual(COMMANDS), "python -m bot.commands.manual > docs/commands.md"
