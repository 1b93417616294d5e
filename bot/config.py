"""What is set outside the program: the environment and `.env`. bot/config_file.py reads statuswire.toml."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.guard import Guard

PREFIX = "STATUSWIRE_"
DATABASE_FILE = "statuswire.db"
CONFIG_FILE = "statuswire.toml"
ENV_FILE = ".env"
LOG_FORMATS = ("console", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")
LONGEST_INTERVAL = timedelta(days=1)
KEPT = timedelta(days=730)  # two years
LEAST_KEPT = timedelta(days=62)  # on the last day of a month, its reports reach back to the beginning of the one before
MOST_KEPT = timedelta(days=36_500)  # no longer than dates can be reckoned with
FOR_EVER = ("0", "forever")
LONGEST_SNOWFLAKE = 20  # digits; docs.discord.com/developers/reference#snowflakes
# The least likeness, from 0 to 1, at which a name is taken for a misspelt other; all ours begin alike.
LIKENESS = 0.8

# What people write, and the driver that serves it.
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One mistake in what was configured: where it stands, what is wrong, and what to write instead.

    `file` is None and `key` the name of the variable where it comes from the environment; `line` counts from 1.
    """

    file: str | None
    line: int | None
    key: str | None
    what: str
    instead: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = ": ".join(part for part in (place, self.key) if part)
        return f"{where}: {self.what} {self.instead}".strip()


class ConfigError(Exception):
    """Nothing can start with this configuration; the message has all its problems, one a line."""

    def __init__(self, problems: Iterable[ConfigProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def _wrong(what: str, instead: str) -> PydanticCustomError:
    """A mistake in our words; neither may contain a value that could be a secret."""
    return PydanticCustomError("statuswire", "{what}", {"what": what, "instead": instead})


def _one_of(*choices: str) -> AfterValidator:
    def check(value: str) -> str:
        if value.lower() not in choices:
            raise _wrong(f"{value[:40]!r} is none of the words that are known.", f"Write one of: {', '.join(choices)}.")
        return value.lower()

    return AfterValidator(check)


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST_INTERVAL.total_seconds():
        most = int(LONGEST_INTERVAL.total_seconds())
        raise _wrong(f"{value[:40]!r} is no time between two looks.", f"Write seconds, like 60; at most {most}.")
    return timedelta(seconds=seconds)


def _days(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lower() in FOR_EVER:
        return None
    days = int(value) if value.isascii() and value.isdecimal() and len(value) <= LONGEST_SNOWFLAKE else 0
    if not LEAST_KEPT.days <= days <= MOST_KEPT.days:
        what = f"{value[:40]!r} is no time for which incidents can be kept."
        raise _wrong(what, f"Write days, like {KEPT.days}, at least {LEAST_KEPT.days}; or forever.")
    return timedelta(days=days)


def _public_exceptions(value: object) -> object:
    if not isinstance(value, str):
        return value
    entries = tuple(entry.strip() for entry in value.split(",") if entry.strip())
    for entry in entries:
        try:
            Guard.allowing([entry])
        except ValueError:
            what = f"{entry!r} is neither a host name nor a network."
            raise _wrong(
                what, "Write hosts and networks with commas between, like status.internal, 10.0.0.0/8."
            ) from None
    return entries


def _guilds(value: object) -> object:
    if not isinstance(value, str):
        return value
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    for entry in entries:
        if not (entry.isascii() and entry.isdecimal() and len(entry) <= LONGEST_SNOWFLAKE):
            what = f"{entry[:40]!r} is not the id of a Discord server, which is a number."
            instead = "Switch on Discord's developer mode and copy the id from the menu of the server."
            raise _wrong(what, f"{instead} Put commas between several.")
    return tuple(dict.fromkeys(map(int, entries)))


def _base_of(*schemes: str) -> AfterValidator:
    beginnings = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            complete = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            complete = False
        if not complete:
            raise _wrong("This is no complete address.", f"Write one that begins with {beginnings}.")
        return value

    return AfterValidator(check)


def parts(secrets: SecretStr | None) -> tuple[str, ...]:
    """The secrets of a variable that takes several, with commas between."""
    said = secrets.get_secret_value().split(",") if secrets else ()
    return tuple(secret.strip() for secret in said if secret.strip())


def _slack_token(kind: str, name: str) -> AfterValidator:
    """Refuse the two kinds of token in each other's place; whether one is valid only Slack can say."""
    other = {"xoxb": "xapp", "xapp": "xoxb"}[kind]

    def check(token: SecretStr) -> SecretStr:
        if any(part.startswith(f"{other}-") for part in parts(token)):
            what = f"This is the other of Slack's two tokens: it begins with {other}-."
            raise _wrong(what, f"Put {name} here, which begins with {kind}-.")
        if not parts(token):
            raise _wrong("There is no token in it.", f"Put {name} here, or several with commas between.")
        return token

    return AfterValidator(check)


def _host_and_port(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        address = urlsplit(f"//{value}")
        host, port = address.hostname, address.port
    except ValueError:
        host = port = None
    if not host or not port or address.netloc != value:
        raise _wrong("This is no address to listen at.", "Write a host and a port, like 127.0.0.1:3000.")
    return host, port


def _discord_token(token: SecretStr) -> SecretStr:
    if token.get_secret_value().lower().startswith("bot "):
        raise _wrong('The word "Bot" stands before the token.', "Leave it out: Statuswire adds it.")
    return token


class Settings(BaseSettings):
    """What the environment and `.env` say; an empty variable counts as not set.

    Making one raises ConfigError with every variable that is wrong. `poll_interval` is None where nobody chose one,
    and the addresses of the platforms are None where they are the platforms' own. Slack's tokens and secrets may be
    several (`parts`). `slack_http` is the host and port at which Slack's requests come. `discord_guilds` are the
    servers that alone know the commands; without any, all do. `keep_days` is None where all is kept for ever.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    slack_bot_token: Annotated[SecretStr, _slack_token("xoxb", "the bot token")] | None = Field(
        default=None, validation_alias="SLACK_BOT_TOKEN"
    )
    slack_app_token: Annotated[SecretStr, _slack_token("xapp", "the app-level token")] | None = Field(
        default=None, validation_alias="SLACK_APP_TOKEN"
    )
    slack_signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    discord_token: Annotated[SecretStr, AfterValidator(_discord_token)] | None = Field(
        default=None, validation_alias="DISCORD_TOKEN"
    )
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("statuswire", appauthor=False))
    database_url: str = Field(
        default_factory=lambda settings: f"sqlite+aiosqlite:///{settings['data_dir'] / DATABASE_FILE}", repr=False
    )
    config: Path | None = None
    log_format: Annotated[str, _one_of(*LOG_FORMATS)] = "console"
    log_level: Annotated[str, _one_of(*LOG_LEVELS)] = "info"
    poll_interval: Annotated[timedelta | None, BeforeValidator(_seconds)] = None
    keep_days: Annotated[timedelta | None, BeforeValidator(_days)] = KEPT
    fetch_allow: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_public_exceptions)] = ()
    slack_api_url: Annotated[str, _base_of("https", "http")] | None = None
    slack_http: Annotated[tuple[str, int] | None, NoDecode, BeforeValidator(_host_and_port)] = None
    discord_api_url: Annotated[str, _base_of("https", "http")] | None = None
    discord_guilds: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_guilds)] = ()
    discord_gateway_url: Annotated[str, _base_of("wss", "ws")] | None = None

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - whatever BaseSettings takes
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ConfigError(map(_problem, _causes(error))) from None
        except UnicodeDecodeError:
            what = "This file is not written in UTF-8."
            raise ConfigError([ConfigProblem(ENV_FILE, None, None, what, "Save it as UTF-8.")]) from None

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
        return {key: value for key, value in stripped.items() if value != ""}

    @field_validator("data_dir", "config")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        driver = DRIVERS.get(scheme.lower())
        if not separator or driver is None:
            raise _wrong(
                "This is no database that Statuswire can use.",
                "Write postgresql://user:password@host/name, or leave it out to keep a file in the data directory.",
            )
        return f"{driver}://{rest}"

    @field_validator("slack_http")
    @classmethod
    def _with_secret(cls, address: tuple[str, int] | None, info: ValidationInfo) -> tuple[str, int] | None:
        if address and not parts(info.data.get("slack_signing_secret")):
            what = "Requests that come there cannot be told from anybody's without Slack's signing secret."
            raise _wrong(what, f"Set {variable('slack_signing_secret')} as well.")
        return address

    @property
    def hears_slack(self) -> bool:
        """Whether anything is set with which people on Slack can be heard."""
        return bool(self.slack_app_token or self.slack_http)

    @property
    def platforms(self) -> frozenset[str]:
        """The platforms that can be sent to: those with a token, and the terminal."""
        tokens = {"slack": self.slack_bot_token, "discord": self.discord_token}
        return frozenset({"console", *(platform for platform, token in tokens.items() if token)})


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """What is wrong, without what only follows from it."""
    details = error.errors(include_url=False, include_input=False)
    return [detail for detail in details if detail["type"] != "default_factory_not_called"]


def _problem(detail: ErrorDetails) -> ConfigProblem:
    context = detail.get("ctx", {})
    what = context.get("what") or f"{detail['msg']}."
    return ConfigProblem(None, None, variable(str(detail["loc"][0])), what, context.get("instead", ""))


def strangers(names: Iterable[str]) -> tuple[ConfigProblem, ...]:
    """Variables that look like ours and are not: a misspelt one would otherwise be passed over in silence."""
    known = [variable(field) for field in Settings.model_fields]
    strange = sorted({name for name in map(str.upper, names) if name.startswith(PREFIX)} - set(known))
    return tuple(_stranger(name, known) for name in strange)


def _stranger(name: str, known: list[str]) -> ConfigProblem:
    likely = process.extractOne(name, known, scorer=OSA.normalized_similarity, score_cutoff=LIKENESS)
    instead = f"Did you mean {likely[0]}?" if likely else "All that there are stand in .env.example."
    return ConfigProblem(None, None, name, "There is no such variable.", instead)


def variable(field: str) -> str:
    """The environment variable that fills a field of Settings."""
    alias = Settings.model_fields[field].validation_alias if field in Settings.model_fields else field
    return alias if isinstance(alias, str) else f"{PREFIX}{field.upper()}"
