"""Every golden, mangled: read as far as it can be, or refused by an AdapterError; nothing else comes out (P7)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.errors import AdapterError
from adapters.model import Feed, Reading
from adapters.poll import read

GOLDENS = sorted(path for path in (Path(__file__).parents[1] / "feeds").iterdir() if path.suffix == ".xml")
STEP = 97  # bytes between two places at which a feed is cut off

MANGLERS: dict[str, Callable[[bytes], bytes]] = {
    "latin-1 among utf-8": lambda body: body.replace(b"e", b"\xe9", 40),
    "said to be utf-16": lambda body: body.replace(b"UTF-8", b"UTF-16"),
    "null bytes": lambda body: body.replace(b" ", b"\x00", 50),
    "control characters": lambda body: body.replace(b" ", b"\x1b", 50),
    "no ids": lambda body: body.replace(b"<guid", b"<gild").replace(b"<id>", b"<ib>").replace(b"</id>", b"</ib>"),
    "no dates": lambda body: body.replace(b"<pubDate>", b"<pubDate>never ").replace(b"<updated>", b"<updated>soon "),
    "dates of the year 0": lambda body: body.replace(b"202", b"000"),
    "no titles": lambda body: body.replace(b"<title", b"<tide").replace(b"</title", b"</tide"),
    "unclosed markup": lambda body: body.replace(b"&lt;/", b"&lt;"),
    "escaped twice": lambda body: body.replace(b"&lt;", b"&amp;lt;"),
    "upside down": lambda body: b"\n".join(reversed(body.split(b"\n"))),
}


def outcome(body: bytes) -> Reading | None:
    """What is read; None where it is refused as a feed should be."""
    try:
        return read(body, Feed("acme", "https://status.acme.example/feed"))[0]
    except AdapterError:
        return None


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_a_feed_cut_off_anywhere_is_read_or_refused(path: Path) -> None:
    body = path.read_bytes()
    whole = outcome(body)
    assert whole is not None
    told = {incident.id for incident in whole.incidents} | {skipped.entry for skipped in whole.skipped}

    for end in range(0, len(body), STEP):
        cut = outcome(body[:end])
        assert cut is None or len(cut.incidents) <= max(len(told), 1)


@pytest.mark.parametrize("mangle", MANGLERS.values(), ids=MANGLERS)
def test_a_mangled_feed_is_read_or_refused(mangle: Callable[[bytes], bytes]) -> None:
    for path in GOLDENS:
        outcome(mangle(path.read_bytes()))


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_every_entry_twice_makes_no_more_incidents(path: Path) -> None:  # P2
    body = path.read_bytes()
    tag = b"item" if b"<item" in body else b"entry"
    start, end = body.find(b"<" + tag), body.rfind(b"</" + tag + b">")
    if start < 0:
        pytest.skip("a feed without entries")
    entries = body[start : end + len(tag) + 3]

    once = outcome(body)
    twice = outcome(body[:start] + entries + entries + body[start + len(entries) :])

    assert once is not None
    assert twice is not None
    assert {incident.id for incident in twice.incidents} == {incident.id for incident in once.incidents}
