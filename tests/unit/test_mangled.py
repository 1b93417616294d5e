"""Every golden, mangled: read as far as it can be, or refused by an AdapterError; nothing else comes out (P7)."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.dialects.table import recognise
from adapters.errors import AdapterError
from adapters.model import Feed, Reading
from adapters.parse import ENTRY_LIMIT, parse
from adapters.poll import read

FEEDS = Path(__file__).parents[1] / "feeds"
URL = "https://status.acme.example/feed"
XML = sorted(FEEDS.glob("*.xml"))
JSON = sorted(FEEDS.glob("*.json-in"))
EVERY_FEED = pytest.mark.parametrize("path", XML, ids=lambda path: path.stem)
EVERY_DOCUMENT = pytest.mark.parametrize("path", JSON, ids=lambda path: path.stem)
STEP = 97  # bytes between two places at which a feed is cut off
MANY = 10_000  # entries
ROOM = 384 * 2**20  # bytes of memory that reading may take, together with Python and its libraries; half would do

MANGLERS: dict[str, Callable[[bytes], bytes]] = {
    "latin-1 among utf-8": lambda body: body.replace(b"e", b"\xe9", 40),
    "said to be utf-16": lambda body: body.replace(b"UTF-8", b"UTF-16"),
    "null bytes": lambda body: body.replace(b" ", b"\x00", 50),
    "control characters": lambda body: body.replace(b" ", b"\x1b", 50),
    "no ids": lambda body: (
        body.replace(b"<guid", b"<gild").replace(b"<id>", b"<ib>").replace(b"</id>", b"</ib>").replace(b'"id"', b'"ib"')
    ),
    "no dates": lambda body: body.replace(b"<pubDate>", b"<pubDate>never ").replace(b"<updated>", b"<updated>soon "),
    "dates of the year 0": lambda body: body.replace(b"202", b"000"),
    "dates of the far future": lambda body: body.replace(b"202", b"992"),
    "no titles": lambda body: body.replace(b"<title", b"<tide").replace(b"</title", b"</tide"),
    "unclosed markup": lambda body: body.replace(b"&lt;/", b"&lt;"),
    "nested 5,000 deep": lambda body: body.replace(b"&lt;", b"&lt;div&gt;" * 5000 + b"&lt;", 1),
    "escaped twice": lambda body: body.replace(b"&lt;", b"&amp;lt;"),
    "upside down": lambda body: b"\n".join(reversed(body.split(b"\n"))),
}
NO_LIST_OF_INCIDENTS = ("incidentio-own", "upptime")  # one incident alone, and issues among which incidents stand
NO_INCIDENTS: tuple[object, ...] = (None, 7, "x", [], {}, {"id": {}})

READ_ALL = """
import resource, sys
from adapters.model import Feed
from adapters.poll import read

resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
for path in sys.argv[2:]:
    read(open(path, "rb").read(), Feed("acme", "https://status.acme.example/feed"))
"""


def outcome(body: bytes, url: str = URL) -> Reading | None:
    """What is read; None where it is refused as a feed should be."""
    try:
        return read(body, Feed("acme", url))[0]
    except AdapterError:
        return None


def whole(path: Path, body: bytes | None = None) -> Reading:
    """What a golden says, or another body at its address."""
    url = json.loads(path.with_suffix(".json").read_bytes())["feed"]
    reading = outcome(path.read_bytes() if body is None else body, url)
    assert reading is not None
    return reading


def entries_of(body: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the entries of a feed, these, and what stands behind them."""
    tag = b"item" if b"<item" in body else b"entry"
    start, end = body.find(b"<" + tag), body.rfind(b"</" + tag + b">") + len(tag) + 3
    if start < 0:
        pytest.skip("a feed without entries")
    return body[:start], body[start:end], body[end:]


def with_further(path: Path, further: Callable[[list[object]], Sequence[object]]) -> bytes:
    """A document in which every list of incidents goes on with others."""
    data = json.loads(path.read_bytes())
    if isinstance(data, list):
        data = [*data, *further(data)]
    else:
        data = {name: [*told, *further(told)] if isinstance(told, list) else told for name, told in data.items()}
    return json.dumps(data).encode()


@pytest.mark.parametrize("path", [*XML, *JSON], ids=lambda path: path.stem)
def test_a_feed_cut_off_anywhere_is_read_or_refused(path: Path) -> None:
    body, told = path.read_bytes(), whole(path)
    most = len(told.incidents) + len(told.skipped)

    for end in range(0, len(body), STEP):
        cut = outcome(body[:end])
        assert cut is None or len(cut.incidents) <= max(most, 1)


@pytest.mark.parametrize("mangle", MANGLERS.values(), ids=MANGLERS)
def test_a_mangled_feed_is_read_or_refused(mangle: Callable[[bytes], bytes]) -> None:
    for path in (*XML, *JSON):
        outcome(mangle(path.read_bytes()))


@EVERY_FEED
def test_every_entry_twice_makes_no_more_incidents(path: Path) -> None:  # P2
    before, entries, behind = entries_of(path.read_bytes())

    twice = whole(path, before + entries + entries + behind)

    assert {incident.id for incident in twice.incidents} == {incident.id for incident in whole(path).incidents}


@EVERY_DOCUMENT
def test_every_element_twice_makes_no_more_incidents(path: Path) -> None:  # P2
    twice = whole(path, with_further(path, lambda elements: elements))

    assert {incident.id for incident in twice.incidents} == {incident.id for incident in whole(path).incidents}


@EVERY_FEED
def test_good_entries_beside_a_bad_one_are_read_and_the_bad_one_is_seen(path: Path) -> None:  # P7
    before, entries, behind = entries_of(path.read_bytes())
    tag = b"item" if entries.startswith(b"<item") else b"entry"
    bad = b"<%b><title>\x00</title><link>javascript:0</link><description>&lt;&lt;p</description></%b>" % (tag, tag)

    told, seen = whole(path), whole(path, before + bad + entries + behind)

    assert set(told.incidents) <= set(seen.incidents)
    assert len(seen.incidents) + len(seen.skipped) == len(told.incidents) + len(told.skipped) + 1


@EVERY_DOCUMENT
def test_good_elements_beside_what_is_none_are_read_and_that_is_seen(path: Path) -> None:  # P7
    told = whole(path)
    if not told.incidents:
        pytest.skip("a document without elements")

    seen = whole(path, with_further(path, lambda _: NO_INCIDENTS))

    assert set(told.incidents) == set(seen.incidents)
    assert len(seen.skipped) >= len(NO_INCIDENTS) or path.stem.startswith(NO_LIST_OF_INCIDENTS)


@pytest.mark.parametrize("path", [FEEDS / f"{name}.xml" for name in ("statuspage-pair-rss", "statuspage-pair-atom")])
def test_ten_thousand_entries_are_read_as_far_as_any_page_needs_and_the_rest_is_counted(path: Path) -> None:  # P11
    before, entries, behind = entries_of(path.read_bytes())
    times = MANY // len(whole(path).incidents)
    many = b"".join(entries.replace(b"</title>", b" %d</title>" % time) for time in range(times))

    reading = whole(path, before + many + behind)

    assert reading.skipped[-1].entry == f"{MANY - ENTRY_LIMIT} entries at the end"


@pytest.mark.parametrize("path", [FEEDS / f"{name}.json-in" for name in ("salesforce-incidents", "heroku-current")])
def test_ten_thousand_elements_are_read_as_far_as_any_page_needs_and_the_rest_is_counted(path: Path) -> None:  # P11
    reading = whole(path, with_further(path, lambda elements: elements[:1] * MANY))

    assert reading.skipped[-1].entry.endswith("entries at the end")


@pytest.mark.parametrize(
    "path", {path.stem.partition("-")[0]: path for path in XML}.values(), ids=lambda path: path.stem
)
def test_many_entries_lose_no_incident(path: Path) -> None:  # P11
    feed = parse(path.read_bytes(), URL)
    dialect, _ = recognise(feed)
    many = replace(feed, entries=feed.entries * (ENTRY_LIMIT // 4 // max(len(feed.entries), 1)))

    told, seen = dialect.read(feed, "acme"), dialect.read(many, "acme")

    assert {incident.id for incident in told.incidents} <= {incident.id for incident in seen.incidents}


def test_the_worst_that_a_feed_can_hold_takes_no_more_room_than_a_small_machine_has(tmp_path: Path) -> None:  # P11
    body = (FEEDS / "statuspage-pair-rss.xml").read_bytes()
    before, entries, behind = entries_of(body)
    feeds = {
        "many": before + entries * (MANY // 2) + behind,
        "deep": MANGLERS["nested 5,000 deep"](body),
        "reopened": before + entries.replace(b"&lt;", b"&lt;b a=1&gt;&lt;i&gt;" * 5000 + b"&lt;p&gt;&lt;", 1) + behind,
        "entities": b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" + body.replace(b"&lt;", b"&b;"),
        "empty": b'{"page": {"id": "x"}, "incidents": [%b{"id": 1}]}' % (b"{}," * MANY),
    }
    for name, fed in feeds.items():
        (tmp_path / name).write_bytes(fed)

    paths = [str(tmp_path / name) for name in feeds]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", READ_ALL, str(ROOM), *paths], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
