"""JSON from outside: bytes to a document, and a document to values that can be asked without fear.

Nothing is trusted: a field that is missing, null or of another type than expected answers with nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.errors import BrokenFeedError
from adapters.model import ParsedDocument, Text
from adapters.text import line_of, text_of, visible, web_address
from adapters.times import believable, read_stamp

ELEMENT_LIMIT = 1000  # of one list; the longest seen has some fifty incidents (Statuspage, Google Workspace)
FIELD_LIMIT = 2000  # characters of an id, a name or a state
NUMBER_LIMIT = 20  # digits of a number that is an id or a time

_OPENING = re.compile(r"\s*[{\[]")


def document_in(body: bytes, url: str) -> ParsedDocument | None:
    """The JSON document that came from `url`, or None where this is none.

    The first character decides, not the Content-Type: providers serve either under the name of the other. UTF-8,
    UTF-16 and UTF-32 are known by their bytes (AWS writes UTF-16). Raises BrokenFeedError where it begins as JSON and
    cannot be read.
    """
    try:
        written = body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    if not _OPENING.match(written):
        return None
    try:
        return ParsedDocument(url, json.loads(written))
    except (ValueError, RecursionError) as error:
        raise BrokenFeedError(f"{url} answered with JSON that is broken or cut off.") from error


def elements_of(value: object) -> "tuple[Element, ...]":
    """The objects of a JSON list, at most ELEMENT_LIMIT; none where it is no list."""
    if not isinstance(value, list):
        return ()
    return tuple(Element(item) for item in value[:ELEMENT_LIMIT] if isinstance(item, dict))


@dataclass(frozen=True, slots=True)
class Element:
    """One JSON object; every question about a field is answered, if need be with nothing."""

    fields: Mapping[str, object]

    def word(self, name: str) -> str:
        """A short string, or a whole number as one: ids are written as either; empty where it is neither."""
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < 10**NUMBER_LIMIT else ""
        return visible(value).strip()[:FIELD_LIMIT] if isinstance(value, str) else ""

    def line(self, name: str) -> str:
        """One line of plain characters, for titles and names."""
        return line_of(self.word(name))

    def text(self, name: str) -> Text:
        """What somebody wrote, HTML or plain."""
        return text_of(self.raw(name))

    def raw(self, name: str) -> str:
        """A string of any length as it stands."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def address(self, name: str) -> str | None:
        """An address that may be shown as a link."""
        return web_address(self.word(name))

    def at(self, *names: str) -> datetime | None:
        """The first of these times that can be believed, UTC; written out as ISO 8601."""
        stamps = (read_stamp(self.word(name)) for name in names)
        return next((stamp.astimezone(UTC) for stamp in stamps if stamp and believable(stamp)), None)

    def seconds(self, name: str, *, unit: int = 1) -> datetime | None:
        """A time in seconds since 1970, or `unit` parts of a second, as a number or a string; UTC."""
        digits = self.word(name)
        if not digits.isdecimal():
            return None
        try:
            stamp = datetime.fromtimestamp(int(digits) / unit, tz=UTC)
        except (OverflowError, ValueError, OSError):
            return None
        return stamp if believable(stamp) else None

    def element(self, name: str) -> "Element":
        """The object in a field; one without fields where there is none."""
        value = self.fields.get(name)
        return Element(value if isinstance(value, dict) else {})

    def elements(self, name: str) -> "tuple[Element, ...]":
        """The objects of the list in a field."""
        return elements_of(self.fields.get(name))

    def lines(self, name: str) -> tuple[str, ...]:
        """The strings of the list in a field, as lines, none twice."""
        words = self.items(name)[:ELEMENT_LIMIT]
        return distinct(line_of(word[:FIELD_LIMIT]) for word in words if isinstance(word, str))

    def items(self, name: str) -> list[object]:
        """What stands in the list in a field, whatever it is."""
        value = self.fields.get(name)
        return value if isinstance(value, list) else []

    def has_list(self, name: str) -> bool:
        """Whether there is a list in a field, be it empty."""
        return isinstance(self.fields.get(name), list)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names in their order, without those that are empty or stood before."""
    return tuple(dict.fromkeys(name for name in names if name))
