"""Logs: one event a line, and no secret in it."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from bot import logs


def joined(sign: str, *parts: str) -> str:
    """Put together here, so that no scanner takes these for real ones."""
    return sign.join(parts)


def fail(message: str) -> None:
    raise RuntimeError(message)


SLACK_BOT = joined("-", "xoxb", "123456789012", "1234567890123", "AbCdEfGhIjKlMnOpQrStUvWx")
SLACK_APP = joined("-", "xapp", "1", "A0123456789", "1234567890123", "0a1b2c3d4e5f")
DISCORD = joined(".", "MTIzNDU2Nzg5MDEyMzQ1Njc4", "GaBcDe", "abcdefghijklmnopqrstuvwxyz0123456789AB")


@pytest.fixture
def out() -> Iterator[StringIO]:
    root = logging.getLogger()
    before = root.level, root.handlers[:]
    yield StringIO()
    root.level, root.handlers = before
    structlog.reset_defaults()


class TestALine:
    def test_people_read_keys_and_values_on_one_line(self, out: StringIO) -> None:
        logs.set_up("info", "console", out)

        structlog.get_logger("bot.poller").info("polled", provider="github", new=2)

        (line,) = out.getvalue().splitlines()
        assert line.endswith("polled provider=github new=2")
        assert "[info" in line

    def test_machines_read_json(self, out: StringIO) -> None:
        logs.set_up("info", "json", out)

        structlog.get_logger("bot.poller").info("polled", provider="github", new=2)

        (line,) = out.getvalue().splitlines()
        told = json.loads(line)
        assert told.pop("timestamp").endswith("Z")
        assert told == {"event": "polled", "level": "info", "provider": "github", "new": 2}

    @pytest.mark.parametrize("form", ["console", "json"])
    def test_an_exception_stays_in_its_line(self, out: StringIO, form: str) -> None:
        logs.set_up("info", form, out)

        try:
            fail("the world ended")
        except RuntimeError:
            structlog.get_logger("bot.poller").exception("failed")

        (line,) = out.getvalue().splitlines()
        assert "Traceback" in line
        assert "the world ended" in line

    def test_what_a_feed_said_cannot_begin_a_line_or_drive_the_terminal(self, out: StringIO) -> None:  # P11
        logs.set_up("info", "console", out)

        structlog.get_logger("bot.poller").info("seen \x1b[2J\nforged", title="a\nb\x1b[31m\u202egnp")

        (line,) = out.getvalue().splitlines()
        assert line.isprintable()
        assert "seen \\x1b[2J\\nforged" in line

    def test_a_level_silences_what_is_below_it(self, out: StringIO) -> None:
        logs.set_up("warning", "console", out)

        structlog.get_logger("bot.poller").info("polled")
        structlog.get_logger("bot.poller").warning("dark")

        assert "polled" not in out.getvalue()
        assert "dark" in out.getvalue()

    def test_a_level_that_does_not_exist_is_refused(self, out: StringIO) -> None:
        with pytest.raises(ValueError, match="LOUD"):
            logs.set_up("loud", "console", out)


class TestOtherLibraries:
    def test_they_speak_from_warnings_on_in_the_same_form(self, out: StringIO) -> None:
        logs.set_up("debug", "json", out)

        logging.getLogger("discord.gateway").info("connected")
        logging.getLogger("slack_sdk").warning("slow: %s", "pong")

        (line,) = out.getvalue().splitlines()
        assert json.loads(line)["event"] == "slow: pong"
        assert json.loads(line)["level"] == "warning"

    def test_a_token_in_their_words_is_hidden_too(self, out: StringIO) -> None:  # P11
        logs.set_up("info", "console", out)

        logging.getLogger("slack_sdk").error("refused %s", SLACK_BOT)

        assert SLACK_BOT not in out.getvalue()
        assert "refused [hidden]" in out.getvalue()


class TestSecrets:  # P11
    @pytest.mark.parametrize("secret", [SLACK_BOT, SLACK_APP, DISCORD])
    @pytest.mark.parametrize("form", ["console", "json"])
    def test_a_token_is_hidden_in_whatever_field_it_comes(self, out: StringIO, form: str, secret: str) -> None:
        logs.set_up("info", form, out)

        structlog.get_logger("bot.app").info(f"began with {secret}", headers={"x": [secret]}, plain=secret)
        try:
            fail(secret)
        except RuntimeError:
            structlog.get_logger("bot.app").exception("failed")

        assert secret not in out.getvalue()
        assert out.getvalue().count("[hidden]") >= 4

    @pytest.mark.parametrize(
        ("line", "safe"),
        [
            ("GET https://a.example/feed?token=abc&page=2", "GET https://a.example/feed?token=[hidden]&page=2"),
            ("https://a.example/?page=2&X-Amz-Signature=abc", "https://a.example/?page=2&X-Amz-Signature=[hidden]"),
            ("https://a.example/?api_key=abc#top", "https://a.example/?api_key=[hidden]#top"),
            ("https://a.example/?code=abc", "https://a.example/?code=[hidden]"),
            ("postgresql+psycopg://me:pa55@db.example/s", "postgresql+psycopg://[hidden]@db.example/s"),
            ("https://hooks.slack.com/services/T0/B0/abc", "https://hooks.slack.com/services/[hidden]"),
            ("POST /api/v10/webhooks/123/abc-d_e", "POST /api/v10/webhooks/123/[hidden]"),
            ("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [hidden]"),
        ],
    )
    def test_a_secret_in_an_address_is_hidden_and_the_rest_stays(self, line: str, safe: str) -> None:
        assert logs.redact(line) == safe

    @pytest.mark.parametrize(
        "line",
        [
            "https://www.githubstatus.com/history.atom?page=2&status_code=500",
            "tag:status.claude.com,2005:Incident/31617588",
            "polled bot.adapters.dialects in 0.2 s, 25 entries",
            "2025-11-18T11:48:00Z Cloudflare Global Network experiencing issues",
        ],
    )
    def test_what_is_no_secret_stays_as_it_is(self, line: str) -> None:
        assert logs.redact(line) == line
