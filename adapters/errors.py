"""Everything that can go wrong outside, as one small tree; each message is fit to show a user."""

from datetime import timedelta

WORDS_SHOWN = 60  # characters of what somebody typed that a message repeats


class AdapterError(Exception):
    """A provider could not be read; the message says what happened and to what."""


class FetchError(AdapterError):
    """No good answer came.

    `wait` is how long the server asked to be left alone, if it did; `status` is the HTTP status of what came instead.
    """

    def __init__(self, message: str, *, wait: timedelta | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait
        self.status = status


class ForbiddenAddressError(FetchError):
    """The address, or one that it leads to, is not public."""


class TooLargeError(FetchError):
    """The answer is larger than any feed should be."""


class NotAFeedError(AdapterError):
    """The answer is a page, or something else that is no feed."""


class EmptyBodyError(NotAFeedError):
    """The answer has no content at all."""


class BrokenFeedError(AdapterError):
    """The answer began as a feed but cannot be read."""


class DiscoveryError(AdapterError):
    """No feed could be found from an address. `tried` are the addresses that were asked, and what each answered."""

    def __init__(self, message: str, *, tried: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.tried = tried


class EntryError(AdapterError):
    """One entry cannot be understood; the others can."""


class UnknownProviderError(AdapterError):
    """No provider of that name. `nearest` are slugs that were perhaps meant, best first."""

    def __init__(self, message: str, *, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


class UnknownPartError(UnknownProviderError):
    """A provider that is known has no part of that name. `parts` were perhaps meant, best first."""

    def __init__(self, message: str, *, provider: str, word: str, parts: tuple[str, ...] = ()) -> None:
        super().__init__(message, nearest=(provider,))
        self.provider = provider
        self.word = word
        self.parts = parts


def either(names: tuple[str, ...]) -> str:
    """Names to choose from, in a sentence: `aws, azure or gcp`."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def repeated(typed: str) -> str:
    """What somebody typed, fit to be repeated to them."""
    return "".join(character for character in typed.strip() if character.isprintable())[:WORDS_SHOWN]
