"""Undoing content encodings piece by piece, so that no compressed bomb ever unfolds in memory."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

ACCEPTED = "gzip, deflate, br"
PIECE = 64 * 1024  # bytes that one step may unfold to

_GZIP = 16 + zlib.MAX_WBITS
_DEFLATE = zlib.MAX_WBITS
_BARE_DEFLATE = -zlib.MAX_WBITS


class UnpackError(Exception):
    """The bytes are not in the encoding they are said to be in, or not whole."""


class Unpacker(Protocol):
    """One answer's encoding, undone while it arrives."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` unfolds to, in pieces of about `PIECE` bytes; take each before the next is made."""
        ...

    def finish(self) -> None:
        """Raise UnpackError if the encoded bytes broke off before their end."""
        ...


def unpacker(encoding: str) -> Unpacker:
    """The unpacker for the value of a Content-Encoding header; raises UnpackError for what was never asked for."""
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Zlib(_GZIP)
        case "deflate":
            return _Zlib(None)
        case "br":
            return _Brotli()
    raise UnpackError("it is in an encoding that we did not ask for")


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Nothing is known of where plain bytes end."""


class _Zlib:
    """gzip or deflate; `window` None means deflate, with its header or, as some servers send it, without."""

    def __init__(self, window: int | None) -> None:
        self._window = window
        self._inflate = zlib.decompressobj(window or _DEFLATE)

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not data:
            return
        if self._window is None:
            self._window = _DEFLATE if data[0] & 0x0F == zlib.DEFLATED else _BARE_DEFLATE
            self._inflate = zlib.decompressobj(self._window)
        try:
            while piece := self._inflate.decompress(data, PIECE):
                yield piece
                data = self._inflate.unconsumed_tail
        except zlib.error as error:
            raise UnpackError("its compression is damaged") from error
        if self._inflate.unused_data.strip(b"\0"):
            raise UnpackError("it goes on after its end")

    def finish(self) -> None:
        if not self._inflate.eof:
            raise UnpackError("it breaks off")


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            # It can hold output back even when it says that it takes more input; only an empty piece is the last.
            while piece := self._decompressor.process(data, output_buffer_limit=PIECE):
                yield piece
                data = b""
        except brotli.error as error:
            raise UnpackError("its compression is damaged") from error

    def finish(self) -> None:
        if not self._decompressor.is_finished():
            raise UnpackError("it breaks off")
