"""Columns for the values that no database holds as they are: every one comes back as it went in."""

import json
import re
from datetime import UTC, datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

V = TypeVar("V")

# PostgreSQL holds no NUL and neither database half a surrogate pair; both come from feeds. They are written as a
# visible U+241B and four hex digits, as is U+241B itself: nothing is lost, and an id with a NUL still equals itself.
_UNSTORABLE = re.compile("[\x00\u241b\ud800-\udfff]")
_ESCAPED = re.compile("\u241b([0-9a-f]{4})")


def escape(text: str) -> str:
    """The text in characters that every database holds."""
    return _UNSTORABLE.sub(lambda match: f"\u241b{ord(match[0]):04x}", text)


def unescape(stored: str) -> str:
    """The text that `escape` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), stored)


class Words(TypeDecorator[str]):
    """A string of any characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102  SQLAlchemy's
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102  SQLAlchemy's
        return None if value is None else unescape(value)


class Instant(TypeDecorator[datetime]):
    """A moment: aware in, UTC out. A naive datetime is refused, for nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102  SQLAlchemy's
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"A naive time cannot be stored: {value.isoformat()} has no zone. Make it aware first.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102  SQLAlchemy's
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Value(TypeDecorator[V], Generic[V]):
    """A frozen value of type `shape`, as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: type[V]) -> None:
        super().__init__()
        self.shape = shape
        self._adapter = TypeAdapter(shape)

    def process_bind_param(self, value: V | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102  SQLAlchemy's
        if value is None:
            return None
        plain = self._adapter.dump_python(value, mode="json")
        return escape(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> V | None:  # noqa: ARG002, D102  SQLAlchemy's
        # Not validate_json: it refuses the half surrogate pairs that json and the dataclasses let pass.
        return None if value is None else self._adapter.validate_python(json.loads(unescape(value)))
