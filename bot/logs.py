"""Logs: one event a line to stderr, readable by people or, as JSON, by machines, and never with a secret in it."""

import logging
import os
import re
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

_OURS = ("adapters", "bot")
_HIDDEN = "[hidden]"

# The shapes of Slack's tokens and of Discord's: https://docs.slack.dev/authentication/tokens and
# https://docs.discord.com/developers/reference#authentication (three parts: id, time, signature).
_TOKENS = re.compile(
    r"\bxox[a-z](?:\.xox[a-z])?-[\w-]+|\bxapp-[\w-]+|(?<![\w-])[A-Za-z\d_-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
)
_WEBHOOKS = re.compile(r"(hooks\.slack\.com/\w+|/api/(?:v\d+/)?webhooks/\d+)/[\w/-]+")
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
_AUTHORIZATION = re.compile(r"\b(Bearer|Basic|Bot)\s+[\w.~+/=-]{12,}")
_QUERY = re.compile(
    r"([?&](?:code|[\w.-]*(?:token|key|secret|passw(?:or)?d|pwd|sig|auth|credential|session)[\w.-]*)=)[^&\s'\"#]+",
    re.IGNORECASE,
)


def set_up(level: str = "info", form: str = "console", stream: TextIO | None = None) -> None:
    """Send every log of the process, the libraries' warnings too, to `stream` (stderr).

    `level` is a name as in LOG_LEVEL, `form` is `console` or `json`. Raises ValueError for a level that does not exist.
    """
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    arriving: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=arriving,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_leaving(form, out), _redacted],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *arriving,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    _aim(handler, level)


def redact(line: str) -> str:
    """The line without anything that looks like a token, a password or a signed address."""
    line = _TOKENS.sub(_HIDDEN, line)
    line = _CREDENTIALS.sub(_HIDDEN, line)
    line = _WEBHOOKS.sub(rf"\1/{_HIDDEN}", line)
    line = _AUTHORIZATION.sub(rf"\1 {_HIDDEN}", line)
    return _QUERY.sub(rf"\1{_HIDDEN}", line)


def _aim(handler: logging.Handler, level: str) -> None:
    """Our own loggers speak from `level` on, the libraries' from warnings on, all through the one handler."""
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    root.setLevel(max(logging.WARNING, logging.getLogger(_OURS[0]).level))


def _leaving(form: str, out: TextIO) -> list[Processor]:
    tell_error: list[Processor] = [structlog.processors.format_exc_info, _traceback_as_a_field]
    if form == "json":
        return [*tell_error, structlog.processors.JSONRenderer(default=str)]
    colours = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return [*tell_error, _harmless, structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0, sort_keys=False)]


def _traceback_as_a_field(_: object, __: str, event: EventDict) -> EventDict:
    """A renderer writes `exception` below the event, over many lines; a field stays in its line."""
    if "exception" in event:
        event["traceback"] = event.pop("exception")
    return event


def _harmless(_: object, __: str, event: EventDict) -> EventDict:
    """What a feed said cannot break the line or drive the terminal; the renderer quotes fields with line breaks."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _visible(value, spared="" if key == "event" else "\n\t")
    return event


def _visible(text: str, spared: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in spared else ascii(sign)[1:-1] for sign in text)


def _redacted(_: object, __: str, line: str | bytes | MutableMapping[str, object]) -> str:
    """The last step: it sees the line as it will be written, whatever field a secret came in."""
    return redact(str(line))
