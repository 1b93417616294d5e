"""What providers write, made harmless for every platform: no invisible tricks, no link that hides where it leads.

A renderer gets literal characters and addresses that it can write as they are; what is markup on its own platform it
escapes itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from adapters.model import Block, BlockKind, Run, Text
from adapters.text import ADDRESS_LIMIT, visible, web_address

TEXT_LIMIT = 32_000  # characters; no platform shows half of it, and the rest would only cost time

_BREAKS = str.maketrans(
    {"\r": "\n", "\t": " ", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)

_ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]()]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_NAME_OF_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9._-]+")
_URL_SAFE = "!$&'*+,;=:/?%~-._"


def clean(text: str) -> str:
    """The same characters without those that are not seen but act; every kind of line break is a newline."""
    return visible(text.replace("\r\n", "\n").translate(_BREAKS))


def line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(clean(text).split())


def address(url: str | None) -> str | None:
    """An http or https address that can stand in any markup, or None where it is none or could mislead.

    The host is in its ASCII form, so that no letter is taken for another; what could be markup is percent-encoded.
    """
    raw = web_address(url)
    if raw is None:
        return None
    parts = urlsplit(raw)
    try:
        name = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not _HOST.fullmatch(name):
        return None
    place = f"{name}:{parts.port}" if parts.port else name
    path, query, fragment = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    encoded = urlunsplit((parts.scheme, place, path, query, fragment))
    return encoded if len(encoded) <= ADDRESS_LIMIT else None


def host(url: str) -> str:
    """The host of an address that `address` has let through."""
    return urlsplit(url).hostname or ""


def literal(text: Text, *, home: str | None = None) -> Text:
    """The text, clean, with every link checked and its host shown; addresses in plain words become links.

    Links to the host of `home`, an address that the message shows anyway, are not followed by their host.
    """
    shown_host = host(home) if home else ""
    return Text(tuple(block for block in (_block(raw, shown_host) for raw in _capped(text)) if block.plain.strip()))


def _capped(text: Text) -> Iterator[Block]:
    left = TEXT_LIMIT
    for block in text.blocks:
        if left <= 0:
            return
        runs = []
        for run in block.runs:
            runs.append(replace(run, text=run.text[:left]))
            left = max(0, left - len(run.text))
        yield replace(block, runs=tuple(runs))


def _block(block: Block, shown_host: str) -> Block:
    cleaned = [replace(run, text=clean(run.text)) for run in block.runs]
    if block.kind is BlockKind.CODE:
        return replace(block, runs=(Run("".join(run.text for run in cleaned).strip("\n")),))
    runs = [piece for run in cleaned for piece in _pieces(run, shown_host) if piece.text]
    return replace(block, runs=tuple(_trimmed(_merged(runs))))


def _pieces(run: Run, shown_host: str) -> Iterator[Run]:
    if run.link:
        yield from _checked(run, shown_host)
    elif run.code:
        yield run
    else:
        yield from _addresses_linked(run)


def _checked(run: Run, shown_host: str) -> Iterator[Run]:
    target = address(run.link)
    if target is None:
        yield from _addresses_linked(replace(run, link=None))
        return
    name = host(target)
    words = " ".join(run.text.split())
    if address(words) == target:
        yield replace(run, text=target, link=target, code=False)
        return
    if not words or "://" in words or _is_other_host(words, name):
        yield replace(run, text=name, link=target, code=False)
        return
    yield replace(run, text=words, link=target, code=False)
    named = _NAME_OF_HOST.findall(words.lower())
    if name not in named and (named or name != shown_host):
        yield replace(run, text=f" ({name})", link=None, code=False)


def _is_other_host(words: str, name: str) -> bool:
    named = _NAME_OF_HOST.match(words)
    return named is not None and " " not in words and named.group().lower() not in {name, name.removeprefix("www.")}


def _addresses_linked(run: Run) -> Iterator[Run]:
    at = 0
    for match in _ADDRESS.finditer(run.text):
        written = match.group().rstrip(_TRAILING)
        target = address(written)
        if target is None:
            continue
        yield replace(run, text=run.text[at : match.start()])
        yield replace(run, text=target, link=target)
        at = match.start() + len(written)
    yield replace(run, text=run.text[at:])


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        if merged and run.link is None and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        else:
            merged.append(run)
    return merged


def _trimmed(runs: list[Run]) -> Iterator[Run]:
    last = len(runs) - 1
    for place, run in enumerate(runs):
        text = run.text.lstrip() if place == 0 else run.text
        text = text.rstrip() if place == last else text
        if text:
            yield replace(run, text=text)
