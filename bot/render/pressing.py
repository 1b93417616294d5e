"""What a button carries, so that a click on it means the same after a restart: the command and what is said to it."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlencode

MARK = "sw:"
_SAFE = ":/"  # as they are: an address is shorter so


def button_id(command: str, arguments: Iterable[tuple[str, str]] | Mapping[str, str]) -> str:
    """The command and its arguments, as a platform keeps them with a button and tells them when it is pressed."""
    pairs = arguments.items() if isinstance(arguments, Mapping) else arguments
    return f"{MARK}{quote(command)}?{urlencode(list(pairs), quote_via=quote, safe=_SAFE)}"


def pressed(identifier: str) -> tuple[str, dict[str, str]] | None:
    """The command and its arguments again; None where the button is none of ours."""
    command, question, said = identifier.removeprefix(MARK).partition("?")
    if not identifier.startswith(MARK) or not command or not question:
        return None
    return command, dict(parse_qsl(said))
