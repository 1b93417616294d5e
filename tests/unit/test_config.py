import re
from datetime import timedelta
from pathlib import Path

import platformdirs
import pytest
from dotenv import dotenv_values
from pydantic import SecretStr

from bot.config import PREFIX, ConfigError, ConfigProblem, Settings, parts, strangers, variable

EXAMPLE = Path(__file__).parents[2] / ".env.example"
VARIABLES = [variable(field) for field in Settings.model_fields]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def problems(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as error:
        Settings()
    assert str(error.value) == "\n".join(map(str, error.value.problems))
    return [str(problem) for problem in error.value.problems]


def test_with_nothing_set_everything_has_its_default() -> None:
    settings = Settings()

    data_dir = platformdirs.user_data_path("statuswire", appauthor=False)
    assert settings.data_dir == data_dir
    assert settings.database_url == f"sqlite+aiosqlite:///{data_dir / 'statuswire.db'}"
    assert settings.config is None
    assert (settings.log_format, settings.log_level) == ("console", "info")
    assert settings.poll_interval is None
    assert settings.keep_days == timedelta(days=730)
    assert settings.fetch_allow == ()
    assert settings.slack_bot_token is settings.slack_app_token is settings.discord_token is None
    assert settings.slack_api_url is settings.discord_api_url is settings.discord_gateway_url is None
    assert settings.platforms == {"console"}


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-made-up\n",
        "SLACK_APP_TOKEN": "xapp-made-up",
        "SLACK_SIGNING_SECRET": "made-up",
        "STATUSWIRE_SLACK_HTTP": "127.0.0.1:3000",
        "DISCORD_TOKEN": "made.up",
        "STATUSWIRE_DATA_DIR": str(tmp_path / "data"),
        "STATUSWIRE_CONFIG": "teams.toml",
        "STATUSWIRE_LOG_FORMAT": "JSON",
        "STATUSWIRE_LOG_LEVEL": "Debug",
        "STATUSWIRE_POLL_INTERVAL": "0.5",
        "STATUSWIRE_FETCH_ALLOW": "status.internal, 10.0.0.0/8,,127.0.0.1",
        "STATUSWIRE_SLACK_API_URL": "https://slack-gov.com/api/",
        "STATUSWIRE_DISCORD_API_URL": "http://127.0.0.1:8080/api/v10",
        "STATUSWIRE_DISCORD_GUILDS": "123456789012345678, 42,,42",
        "STATUSWIRE_DISCORD_GATEWAY_URL": "ws://127.0.0.1:8081",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    settings = Settings()

    assert settings.slack_bot_token == SecretStr("xoxb-made-up")
    assert settings.slack_http == ("127.0.0.1", 3000)
    assert settings.platforms == {"slack", "discord", "console"}
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path / 'data' / 'statuswire.db'}"
    assert settings.config == tmp_path / "teams.toml"
    assert (settings.log_format, settings.log_level) == ("json", "debug")
    assert settings.poll_interval == timedelta(seconds=0.5)
    assert settings.fetch_allow == ("status.internal", "10.0.0.0/8", "127.0.0.1")
    assert settings.slack_api_url == "https://slack-gov.com/api/"
    assert settings.discord_guilds == (123456789012345678, 42)
    assert settings.discord_gateway_url == "ws://127.0.0.1:8081"


def test_several_workspaces_have_a_token_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-one, xoxb-two,,")

    assert parts(Settings().slack_bot_token) == ("xoxb-one", "xoxb-two")
    assert parts(Settings().slack_app_token) == ()


@pytest.mark.parametrize(("name", "value"), [("SLACK_APP_TOKEN", "xapp-1"), ("STATUSWIRE_SLACK_HTTP", "[::1]:3000")])
def test_slack_is_heard_over_a_socket_or_over_http(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "made-up")
    before = Settings().hears_slack

    monkeypatch.setenv(name, value)

    assert (before, Settings().hears_slack) == (False, True)


@pytest.mark.parametrize(
    "address", ["3000", "127.0.0.1", ":3000", "here:soon", "a:0", "a:99999", "http://a:1", "a:1/x"]
)
def test_what_is_no_address_to_listen_at_is_told(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "made-up")
    monkeypatch.setenv("STATUSWIRE_SLACK_HTTP", address)

    with pytest.raises(ConfigError, match=r"STATUSWIRE_SLACK_HTTP: .* like 127\.0\.0\.1:3000"):
        Settings()


def test_nobody_listens_for_requests_that_could_be_anybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSWIRE_SLACK_HTTP", "127.0.0.1:3000")

    with pytest.raises(ConfigError, match="Set SLACK_SIGNING_SECRET as well"):
        Settings()


def test_a_file_named_env_is_read_and_the_environment_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("STATUSWIRE_LOG_LEVEL=debug\nSTATUSWIRE_LOG_FORMAT=json\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("STATUSWIRE_LOG_LEVEL", "error")

    settings = Settings()

    assert (settings.log_level, settings.log_format) == ("error", "json")


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    nothing_set = Settings()
    for name in VARIABLES:
        monkeypatch.setenv(name, empty)

    assert Settings() == nothing_set


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://bot:secret@db/wire", "postgresql+psycopg://bot:secret@db/wire"),
        ("postgresql://bot:secret@db/wire?sslmode=require", "postgresql+psycopg://bot:secret@db/wire?sslmode=require"),
        ("postgresql+psycopg://db/wire", "postgresql+psycopg://db/wire"),
        ("sqlite:///wire.db", "sqlite+aiosqlite:///wire.db"),
        ("sqlite+aiosqlite:////var/wire.db", "sqlite+aiosqlite:////var/wire.db"),
    ],
)
def test_a_database_may_be_written_the_usual_ways(monkeypatch: pytest.MonkeyPatch, written: str, meant: str) -> None:
    monkeypatch.setenv("STATUSWIRE_DATABASE_URL", written)

    assert Settings().database_url == meant


def test_a_home_directory_may_be_written_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STATUSWIRE_DATA_DIR", "~/wire")

    assert Settings().data_dir == tmp_path / "wire"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "STATUSWIRE_LOG_LEVEL",
            "loud",
            "'loud' is none of the words that are known. Write one of: debug, info, warning, error.",
        ),
        ("STATUSWIRE_LOG_FORMAT", "xml", "'xml' is none of the words that are known. Write one of: console, json."),
        (
            "STATUSWIRE_POLL_INTERVAL",
            "60s",
            "'60s' is no time between two looks. Write seconds, like 60; at most 86400.",
        ),
        ("STATUSWIRE_POLL_INTERVAL", "0", "'0' is no time between two looks. Write seconds, like 60; at most 86400."),
        (
            "STATUSWIRE_POLL_INTERVAL",
            "nan",
            "'nan' is no time between two looks. Write seconds, like 60; at most 86400.",
        ),
        (
            "STATUSWIRE_POLL_INTERVAL",
            "inf",
            "'inf' is no time between two looks. Write seconds, like 60; at most 86400.",
        ),
        (
            "STATUSWIRE_FETCH_ALLOW",
            "10.0.0.0/8,http://status.internal",
            (
                "'http://status.internal' is neither a host name nor a network. "
                "Write hosts and networks with commas between, like status.internal, 10.0.0.0/8."
            ),
        ),
        (
            "STATUSWIRE_DISCORD_GUILDS",
            "42, acme",
            (
                "'acme' is not the id of a Discord server, which is a number. Switch on Discord's developer mode and "
                "copy the id from the menu of the server. Put commas between several."
            ),
        ),
        (
            "STATUSWIRE_DATABASE_URL",
            "mysql://bot:secret@db/wire",
            (
                "This is no database that Statuswire can use. Write postgresql://user:password@host/name, "
                "or leave it out to keep a file in the data directory."
            ),
        ),
        (
            "STATUSWIRE_SLACK_API_URL",
            "slack.com/api",
            "This is no complete address. Write one that begins with https:// or http://.",
        ),
        (
            "STATUSWIRE_DISCORD_GATEWAY_URL",
            "https://gateway.discord.gg",
            "This is no complete address. Write one that begins with wss:// or ws://.",
        ),
        (
            "STATUSWIRE_DISCORD_API_URL",
            "https://discord.com:99999/api",
            "This is no complete address. Write one that begins with https:// or http://.",
        ),
        (
            "SLACK_BOT_TOKEN",
            "xapp-made-up",
            (
                "This is the other of Slack's two tokens: it begins with xapp-. "
                "Put the bot token here, which begins with xoxb-."
            ),
        ),
        (
            "SLACK_APP_TOKEN",
            "xoxb-made-up",
            (
                "This is the other of Slack's two tokens: it begins with xoxb-. "
                "Put the app-level token here, which begins with xapp-."
            ),
        ),
        (
            "DISCORD_TOKEN",
            "Bot made.up",
            'The word "Bot" stands before the token. Leave it out: Statuswire adds it.',
        ),
    ],
)
def test_a_mistake_names_the_variable_what_is_wrong_and_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    assert problems(monkeypatch, **{name: value}) == [f"{name}: {message}"]


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(monkeypatch, STATUSWIRE_LOG_LEVEL="loud", DISCORD_TOKEN="bot x", STATUSWIRE_POLL_INTERVAL="-1")

    assert [line.partition(":")[0] for line in told] == [
        "DISCORD_TOKEN",
        "STATUSWIRE_LOG_LEVEL",
        "STATUSWIRE_POLL_INTERVAL",
    ]


def test_a_file_named_env_in_another_encoding_is_a_mistake_that_is_told() -> None:
    Path(".env").write_bytes("STATUSWIRE_LOG_LEVEL=größer\n".encode("latin-1"))

    with pytest.raises(ConfigError) as error:
        Settings()

    assert str(error.value) == ".env: This file is not written in UTF-8. Save it as UTF-8."


# P11: no token in logs


def test_no_secret_is_ever_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-hidden")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hidden")
    monkeypatch.setenv("DISCORD_TOKEN", "a.hidden")
    monkeypatch.setenv("STATUSWIRE_DATABASE_URL", "postgresql://bot:hidden@db/wire")

    settings = Settings()

    assert "hidden@" in settings.database_url
    assert "hidden" not in repr(settings) + str(settings)


def test_no_secret_stands_in_the_message_of_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(
        monkeypatch,
        SLACK_BOT_TOKEN="xapp-secret",
        SLACK_APP_TOKEN="xoxb-secret",
        DISCORD_TOKEN="Bot a.secret",
        STATUSWIRE_DATABASE_URL="mysql://bot:secret@db/wire",
        STATUSWIRE_SLACK_API_URL="ftp://bot:secret@slack.example",
    )

    assert len(told) == 5
    assert "secret" not in "".join(told)


def test_a_problem_says_where_it_stands_as_far_as_that_is_known() -> None:
    assert (
        str(ConfigProblem("a.toml", 3, "channels.id", "Wrong.", "Write X.")) == "a.toml:3: channels.id: Wrong. Write X."
    )
    assert str(ConfigProblem("a.toml", None, None, "Wrong.", "")) == "a.toml: Wrong."
    assert str(ConfigProblem(None, None, "TOKEN", "Wrong.", "Write X.")) == "TOKEN: Wrong. Write X."


def test_a_misspelt_variable_is_noticed_and_a_strange_one_of_others_is_not() -> None:
    told = strangers(["STATUSWIRE_POLL_INTERVALL", "STATUSWIRE_COLOUR", "STATUSWIRE_DATA_DIR", "SLACK_COLOUR"])

    assert [str(problem) for problem in told] == [
        "STATUSWIRE_COLOUR: There is no such variable. All that there are stand in .env.example.",
        "STATUSWIRE_POLL_INTERVALL: There is no such variable. Did you mean STATUSWIRE_POLL_INTERVAL?",
    ]


@pytest.mark.parametrize(
    ("said", "kept"), [("62", timedelta(days=62)), ("3650", timedelta(days=3650)), ("0", None), ("Forever", None)]
)
def test_how_long_incidents_are_kept_is_days_or_for_ever(
    monkeypatch: pytest.MonkeyPatch, said: str, kept: timedelta | None
) -> None:
    monkeypatch.setenv("STATUSWIRE_KEEP_DAYS", said)

    assert Settings().keep_days == kept


@pytest.mark.parametrize("said", ["61", "-1", "1.5", "two years", "²", "9" * 5000, "36501"])
def test_a_time_for_which_nothing_can_be_kept_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("STATUSWIRE_KEEP_DAYS", said)

    with pytest.raises(ConfigError, match="at least 62; or forever"):
        Settings()


# .env.example


@pytest.fixture
def example() -> dict[str, str | None]:
    return dotenv_values(EXAMPLE)


def test_the_example_lists_every_variable_and_no_other(example: dict[str, str | None]) -> None:
    assert sorted(example) == sorted(VARIABLES)
    assert {name for name in VARIABLES if not name.startswith(PREFIX)} == {
        "DISCORD_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    }


def test_the_example_changes_nothing() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


def test_the_example_has_one_line_of_explanation_with_the_default_above_each_variable() -> None:
    blocks = re.findall(r"^# (.+)\n(\w+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [name for _, name, _ in blocks] == list(dotenv_values(EXAMPLE))
    for explanation, name, value in blocks:
        assert re.search(r"\(.+\)$", explanation), name
        assert not value or explanation.endswith(f"({value})"), name
