"""statuswire.toml: who is told of what, read whole or not at all."""

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from adapters.catalogue import STARTER, Catalogue
from adapters.errors import UnknownProviderError
from adapters.model import Feed, Provider
from bot.config import CONFIG_FILE, ENV_FILE, ConfigError, ConfigProblem, Settings, strangers, variable
from bot.config_tables import ChannelTable, Document, Known, ProviderTable, explain, meant_by
from bot.core.destination import Destination, Filters, Subscription
from bot.toml_lines import KeyPath, TomlLines

TERMINAL = "terminal"
TOKENS = {"slack": variable("slack_bot_token"), "discord": variable("discord_token")}
EXAMPLE = """\
[[channels]]
platform = "slack"      # slack, discord or console
id = "C0123ABCD"

[[channels.subscriptions]]
provider = "cloudflare"\
"""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that was configured, without a mistake in it; `warnings` are what is right but surely not meant.

    `catalogue` has the file's own providers, and those that a subscription gave the address of. `file` is where it
    was read, None where nothing was.
    """

    catalogue: Catalogue
    destinations: tuple[Destination, ...]
    subscriptions: tuple[Subscription, ...]
    warnings: tuple[ConfigProblem, ...] = ()
    file: Path | None = None


def configure(settings: Settings, catalogue: Catalogue) -> Config:
    """What statuswire.toml says; with no file nothing, for people can ask in the chat; with no token either the starter
    set, shown in the terminal.

    Raises ConfigError with all that is wrong.
    """
    path = path_of(settings)
    misspelt = strangers([*os.environ, *dotenv_values(ENV_FILE)])
    if path:
        config = read_config(path, catalogue, platforms=settings.platforms)
        return replace(config, warnings=misspelt + config.warnings)
    if settings.platforms - {"console"}:
        return Config(catalogue, (), (), warnings=misspelt)
    return replace(starting(catalogue), warnings=misspelt)


def path_of(settings: Settings) -> Path | None:
    """The file that the settings name, else the one in the folder of the start, else in the data directory."""
    usual = (Path(CONFIG_FILE), settings.data_dir / CONFIG_FILE)
    return settings.config or next(filter(Path.exists, usual), None)


def starting(catalogue: Catalogue) -> Config:
    """The terminal follows the starter set."""
    terminal = Destination(f"console:{TERMINAL}", "console", TERMINAL, notices=True)
    return Config(catalogue, (terminal,), tuple(Subscription(terminal.id, slug) for slug in STARTER))


def read_config(path: Path, catalogue: Catalogue, *, platforms: Collection[str] | None = None) -> Config:
    """Read statuswire.toml against the providers of `catalogue`.

    `platforms` are those that can be sent to; None leaves that unchecked. Raises ConfigError with every mistake in
    the file; a file that is no TOML has one, as nothing after it can be understood.
    """
    text = _text_of(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_no_toml(str(path), text, str(error))]) from None
    return _Reader(path, TomlLines.of(text), document).read(catalogue, platforms)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        what, instead = "This file is not written in UTF-8.", "Save it as UTF-8."
    except FileNotFoundError:
        what = "There is no such file."
        instead = f"Write it, or let {variable('config')} name another; for example:\n\n{EXAMPLE}"
    except OSError as error:
        what, instead = f"This file cannot be read: {error.strerror}.", f"Is {variable('config')} right?"
    raise ConfigError([ConfigProblem(str(path), None, None, what, instead)])


def _no_toml(file: str, text: str, message: str) -> ConfigProblem:
    """A mistake in the grammar; tomllib tells the place at the end of its message."""
    what, _, place = message.removesuffix(")").rpartition(" (at ")
    told = re.match(r"line (\d+)", place)
    line = int(told[1]) if told else text.rstrip().count("\n") + 1
    return ConfigProblem(file, line, None, f"This is no TOML: {what}.", "Text stands in quotes, lists in brackets.")


@dataclass(frozen=True, slots=True)
class _Reader:
    """One file: what tomllib made of it, and where each key stands."""

    path: Path
    lines: TomlLines
    document: Mapping[str, Any]

    def read(self, catalogue: Catalogue, platforms: Collection[str] | None) -> Config:
        """Everything, or ConfigError."""
        declared = frozenset(str(table.get("slug")) for _, table in _tables(self.document, "providers"))
        own, problems = self._own_providers(Known(catalogue, declared))
        catalogue = catalogue.with_own(own)
        channels: list[ChannelTable] = []
        try:
            channels = Document.model_validate(self.document, context=Known(catalogue, declared)).channels
        except ValidationError as error:
            problems += self._explained(error)
        problems += self._repeated("providers", ("slug",))
        problems += self._repeated("channels", ("platform", "id"))
        problems += self._repeated_subscriptions(catalogue)
        problems += self._without_token(platforms)
        if not problems and not channels and platforms is not None and not set(platforms) & TOKENS.keys():
            problems.append(self._problem((), "Nobody is told of anything.", f"Add a channel:\n\n{EXAMPLE}"))
        if problems:
            raise ConfigError(sorted(problems, key=lambda problem: problem.line or 0))
        subscriptions = list(_subscriptions(channels))
        met = [provider for _, provider in reversed(subscriptions) if provider.slug not in catalogue]
        return Config(
            catalogue=catalogue.with_brought(met),
            destinations=tuple(map(_destination, channels)),
            subscriptions=tuple(subscription for subscription, _ in subscriptions),
            warnings=tuple(self._idle(channels)),
            file=self.path,
        )

    def _own_providers(self, known: Known) -> tuple[list[Provider], list[ConfigProblem]]:
        own: list[Provider] = []
        problems: list[ConfigProblem] = []
        for path, table in _tables(self.document, "providers"):
            try:
                own.append(_own_provider(ProviderTable.model_validate(table, context=known), known.catalogue))
            except ValidationError as error:
                problems += self._explained(error, path)
            except _NamelessError:
                problems.append(self._problem((*path, "name"), "The key name is missing.", 'Write name = "Acme".'))
        return own, problems

    def _repeated(self, name: str, keys: tuple[str, ...]) -> Iterator[ConfigProblem]:
        """Tables that are about the same thing as an earlier one."""
        first: dict[tuple[object, ...], KeyPath] = {}
        for path, table in _tables(self.document, name):
            identity = tuple(table.get(key) for key in keys)
            if not all(isinstance(part, str) for part in identity):
                continue
            if identity in first:
                what = f'"{identity[-1]}" stands here already, on line {self.lines.line(first[identity])}.'
                yield self._problem((*path, keys[-1]), what, "Make one table of the two.")
            first.setdefault(identity, path)

    def _repeated_subscriptions(self, catalogue: Catalogue) -> Iterator[ConfigProblem]:
        """Those that say nothing new; to follow a provider twice, with different filters, may well be meant."""
        for channel, table in _tables(self.document, "channels"):
            first: dict[str, KeyPath] = {}
            for path, subscription in _tables(table, "subscriptions", channel):
                who = _who(subscription.get("provider"), catalogue)
                identity = repr(sorted((subscription | {"provider": who}).items()))
                if who and identity in first:
                    what = f"This channel follows {who[0]} just so already, on line {self.lines.line(first[identity])}."
                    yield self._problem((*path, "provider"), what, "Take one of the two out.")
                first.setdefault(identity, path)

    def _without_token(self, platforms: Collection[str] | None) -> Iterator[ConfigProblem]:
        """The first channel of every platform that cannot be sent to."""
        told = {None, *TOKENS} if platforms is None else {None, *platforms}
        for path, table in _tables(self.document, "channels"):
            platform = table.get("platform")
            if not isinstance(platform, str) or platform in told or platform not in TOKENS:
                continue
            told.add(platform)
            what = f"There is no token for {platform.title()}."
            yield self._problem((*path, "platform"), what, f"Set {TOKENS[platform]} in the environment or in .env.")

    def _idle(self, channels: Iterable[ChannelTable]) -> Iterator[ConfigProblem]:
        for index, channel in enumerate(channels):
            if not channel.subscriptions and not channel.notices:
                what = "This channel follows nothing."
                instead = "Add [[channels.subscriptions]] below it, or take it out."
                yield self._problem(("channels", index), what, instead)

    def _explained(self, error: ValidationError, around: KeyPath = ()) -> list[ConfigProblem]:
        details = error.errors(include_url=False)
        located: list[ErrorDetails] = [{**detail, "loc": (*around, *detail["loc"])} for detail in details]
        return [self._problem(detail["loc"], *explain(detail)) for detail in located]

    def _problem(self, place: KeyPath, what: str, instead: str) -> ConfigProblem:
        key = ".".join(part for part in place if isinstance(part, str))
        return ConfigProblem(str(self.path), self.lines.line(place), key or None, what, instead)


class _NamelessError(Exception):
    """A provider that nobody knows has no name."""


def _tables(table: Mapping[str, Any], name: str, around: KeyPath = ()) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """The tables of an array of tables, as far as it is one, with their paths."""
    tables = table.get(name)
    for index, inner in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(inner, dict):
            yield (*around, name, index), inner


def _own_provider(table: ProviderTable, catalogue: Catalogue) -> Provider:
    """The provider of a table; what a correction leaves out is as it was known."""
    known = catalogue.get(table.slug)
    if known is None and table.name is None:
        raise _NamelessError
    base = known or Provider(table.slug, table.name or table.slug, None, ())
    return replace(
        base,
        name=table.name or base.name,
        page=table.page or base.page,
        feeds=(Feed(table.slug, table.feed),) if table.feed else base.feeds,
        aliases=base.aliases if table.aliases is None else tuple(table.aliases),
        depends_on=base.depends_on if table.depends_on is None else tuple(table.depends_on),
    )


def _who(word: object, catalogue: Catalogue) -> tuple[str, ...]:
    """The provider that a subscription names, and its parts; nothing where it names none."""
    if not isinstance(word, str):
        return ()
    try:
        meant = meant_by(word, catalogue)
    except UnknownProviderError:
        return ()
    return (meant.provider.slug, *sorted(meant.parts.services), *sorted(meant.parts.regions))


def _destination(channel: ChannelTable) -> Destination:
    return Destination(
        id=_id(channel),
        platform=channel.platform,
        channel=channel.id,
        timezone=channel.timezone,
        manner=channel.updates,
        notices=channel.notices,
        digest=channel.digest,
        storm=channel.storm,
    )


def _subscriptions(channels: Iterable[ChannelTable]) -> Iterator[tuple[Subscription, Provider]]:
    for channel in channels:
        for table in channel.subscriptions:
            parts, provider = table.parts, table.provider.provider
            filters = Filters(parts.services, table.impact, frozenset(table.kinds), regions=parts.regions)
            yield Subscription(_id(channel), provider.slug, filters), provider


def _id(channel: ChannelTable) -> str:
    return f"{channel.platform}:{channel.id}"
