"""Line breaks where a platform puts what somebody typed into markup as it is, and means it to be read line by line."""

from collections.abc import Iterable, Iterator

from adapters.text import Mark, Token

_BREAK = (Token(Mark.OPEN, "br"), Token(Mark.CLOSE, "br"))


def with_lines(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens with every line break in their characters as an element."""
    return tuple(_broken(tokens))


def _broken(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.mark is not Mark.CHARACTERS:
            yield token
            continue
        for number, line in enumerate(token.value.split("\n")):
            if number:
                yield from _BREAK
            yield Token(Mark.CHARACTERS, line)
