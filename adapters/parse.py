"""Bytes to entries. The only user of feedparser.

feedparser reads what is nearly a feed, and says nothing when it is none: an HTML page and an empty body give it no
entries and no error. So what came is looked at first, and what a hostile document could do is taken out of it before:
declarations (and with them every entity), characters that XML forbids, and more entries than a feed should have.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from adapters.errors import BrokenFeedError, EmptyBodyError, NotAFeedError
from adapters.model import Entry, ParsedFeed
from adapters.text import MARKUP_LIMIT, SHORTENED, line_of, web_address
from adapters.times import read_stamp

ENTRY_LIMIT = 1000  # the longest feeds seen have some hundred (Kener 100, DatoCMS and OpenAI all of their history)
HEAD_LENGTH = 4096  # characters in which the first element of a feed has to begin
TITLE_LIMIT = 80  # characters of a page's title that a message repeats
FIELD_LIMIT = 2000  # characters of a title, an id or an extra element

_SAFE_ENCODING = re.compile(
    r"(?:utf[-_]?(?:8|16|32)(?:[-_]?[bl]e)?|us-ascii|ascii|iso[-_]?8859[-_]\d{1,2}|latin[-_]?1|(?:windows-|cp)125\d"
    r"|gb2312|gbk|gb18030|big5|shift[-_]jis|euc[-_](?:jp|kr)|koi8[-_][ru])",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.\-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.\-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED_UTF_16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|(\d{1,20}));")
_UNREADABLE_REFERENCE = re.compile(r"&#(?![xX][0-9a-fA-F]{1,20};|\d{1,20};)")
_HIGHEST_CHARACTER = 0x10FFFF

_ROOT = re.compile(r"<(?:[A-Za-z][\w.\-]*:)?(?:rss|feed|RDF)(?=[\s>])")
_ROOT_END = re.compile(r"</(?:[A-Za-z][\w.\-]*:)?(?:rss|feed|RDF)\s*>")
_ENTRY_START = re.compile(r"<(?:[A-Za-z][\w.\-]*:)?(?:item|entry)(?=[\s>])")
_ENTRY_END = re.compile(r"</(?:[A-Za-z][\w.\-]*:)?(?:item|entry)\s*>")

# feedparser compares every tag of an entry with every other, and some elements hold as many as they have commas.
CATEGORY_LIMIT = 10_000  # in a whole feed; 10 for each of ENTRY_LIMIT entries
_CATEGORY = re.compile(r"(</?(?:[A-Za-z][\w.\-]*:)?)(?=category\b)", re.IGNORECASE)
_TAG_LIST = re.compile(r"(</?(?:[A-Za-z][\w.\-]*:)?)(?=(?:tags|keywords|subject)\b)", re.IGNORECASE)

_FIRST_TAG = re.compile(r"<([A-Za-z][\w.:\-]*)")
_PAGE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|_cf_chl_opt|are you (?:a robot|human)|access denied"
    r"|request (?:blocked|unsuccessful)|ddos protection",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"type=[\"']?password|<title[^>]{0,200}>[^<]{0,200}\b(?:log|sign)[ -]?(?:in|on)\b", re.IGNORECASE)

# What feedparser raises depends on what it is fed; these are the kinds that mangled input has made it raise.
_PARSER_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

_STANDARD = frozenset({
    "author", "authors", "author_detail", "comments", "content", "contributors", "created", "expired", "guidislink",
    "href", "id", "language", "link", "links", "published", "publisher", "rights", "source", "subtitle", "summary",
    "tags", "title", "updated",
})  # fmt: skip


def parse(body: bytes, url: str, *, content_type: str | None = None) -> ParsedFeed:
    """Read a feed that came from `url`, with the Content-Type that it came with.

    A feed that was cut off gives the entries that are whole. Raises EmptyBodyError, NotAFeedError (a page, JSON) or
    BrokenFeedError (began as a feed, nothing in it can be read).
    """
    document = _FORBIDDEN.sub("", _decoded(body, content_type))
    if not document.strip():
        raise EmptyBodyError(f"{url} answered with nothing at all.")
    feed = _mended(_feed_in(document, url), url)
    parsed = _parsed(feed, url)
    entries = _distinct(_entries(parsed["entries"], url))
    if not entries and _ENTRY_START.search(feed):
        raise BrokenFeedError(f"{url} answered with a feed whose entries cannot be read.")
    head = dict(parsed["feed"])
    return ParsedFeed(
        url=url,
        format=parsed["version"] or "unknown",
        title=line_of(_word(head.get("title"))),
        subtitle=line_of(_word(head.get("subtitle"))),
        generator=line_of(_word(head.get("generator"))),
        id=_word(head.get("id")),
        link=_address(head.get("link"), url),
        entries=entries,
        left_out=max(0, len(_ENTRY_END.findall(document)) - ENTRY_LIMIT),
    )


def _decoded(body: bytes, content_type: str | None) -> str:
    """The characters of a document; a byte that does not fit its encoding is taken for Windows-1252."""
    for encoding in _encodings(body, content_type):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", errors="windows-1252")


def _encodings(body: bytes, content_type: str | None) -> Iterator[str]:
    """What the document says its encoding is, surest first; only such as decode in linear time."""
    yield from (encoding for bom, encoding in _BOMS if body.startswith(bom))
    yield from (encoding for start, encoding in _UNMARKED_UTF_16 if body.startswith(start))
    charset = _CHARSET.search(content_type or "")
    declared = _DECLARED.match(body)
    for name in (charset[1] if charset else "", declared[1].decode("ascii") if declared else ""):
        if _SAFE_ENCODING.fullmatch(name):
            yield name
    yield "utf-8"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _as_windows_1252)


def _feed_in(document: str, url: str) -> str:
    """The document from the feed's first element on; declarations, and what servers print before, are left out."""
    start = document.lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        raise NotAFeedError(f"{url} answered with JSON, not with a feed.")
    root = _ROOT.search(start, 0, HEAD_LENGTH)
    first = _FIRST_TAG.search(start)
    is_page = first is not None and first[1].lower() in {"html", "head", "body", "title", "script", "meta"}
    if root and not is_page:
        return start[root.start() :]
    if is_page or "</html" in start[-HEAD_LENGTH:].lower():
        raise NotAFeedError(f"{url} answered with {_page_kind(start)}, not with a feed.")
    what = (
        f"a document of another kind (<{first[1][:TITLE_LIMIT]}>)" if first and start.startswith("<") else "plain text"
    )
    raise NotAFeedError(f"{url} answered with {what}, not with a feed.")


def _page_kind(page: str) -> str:
    title = _PAGE_TITLE.search(page)
    named = f" titled “{line_of(title[1])[:TITLE_LIMIT]}”" if title else ""
    if _CHALLENGE.search(page):
        return f"a page that challenges or blocks programs{named}"
    if _LOGIN.search(page):
        return f"a page that asks to log in{named}"
    return f"a web page{named}"


def _mended(feed: str, url: str) -> str:
    """The feed with its end in place: at most ENTRY_LIMIT entries, and an entry that was cut off left out.

    Whatever is not well formed after this, feedparser reads as loosely as it can.
    """
    ends = [end.end() for end in _ENTRY_END.finditer(feed)]
    root_end = _ROOT_END.search(feed, ends[-1] if ends else 0)
    if root_end is None and not ends:
        raise BrokenFeedError(f"{url} answered with the beginning of a feed, cut off before its first entry ends.")
    if root_end is None:
        feed = feed[: ends[:ENTRY_LIMIT][-1]] + _closing_tags(feed)
    elif len(ends) > ENTRY_LIMIT:
        feed = feed[: ends[ENTRY_LIMIT - 1]] + feed[ends[-1] : root_end.end()]
    else:
        feed = feed[: root_end.end()]
    feed = _TAG_LIST.sub(r"\1other-", feed)
    if sum(1 for _ in _CATEGORY.finditer(feed)) > 2 * CATEGORY_LIMIT:  # each has its end
        feed = _CATEGORY.sub(r"\1other-", feed)
    feed = _REFERENCE.sub(_kept_reference, feed)
    return _UNREADABLE_REFERENCE.sub("&amp;#", feed)


def _closing_tags(feed: str) -> str:
    root = re.match(r"<([\w.:\-]+)", feed)
    name = root[1] if root else "rss"
    return f"</channel></{name}>" if name == "rss" else f"</{name}>"


def _kept_reference(reference: re.Match[str]) -> str:
    """A numeric reference as it stands, or nothing where it names a character that XML forbids."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code > _HIGHEST_CHARACTER or _FORBIDDEN.match(chr(code)):
        return ""
    return reference[0]


def _parsed(feed: str, url: str) -> dict[str, Any]:
    """What feedparser makes of it. It gets a stream: bytes that happen to name a file it would open."""
    try:
        return dict(feedparser.parse(BytesIO(feed.encode("utf-8")), sanitize_html=False, resolve_relative_uris=False))
    except _PARSER_ERRORS as error:
        raise BrokenFeedError(f"{url} answered with a feed that cannot be read ({type(error).__name__}).") from error


def _entries(items: list[dict[str, Any]], url: str) -> Iterator[Entry]:
    for position, item in enumerate(items[:ENTRY_LIMIT]):
        raw = dict(item)  # a plain dict: feedparser's own answers "updated" with "published"
        yield Entry(
            position=position,
            id=_word(raw.get("id")) or None,
            link=_address(raw.get("link"), url),
            title=line_of(_word(raw.get("title"))),
            bodies=tuple(_bodies(raw)),
            published=read_stamp(_word(raw.get("published"))),
            updated=read_stamp(_word(raw.get("updated"))),
            categories=tuple(word for tag in raw.get("tags", ()) if (word := _word(tag.get("term")))),
            extras=tuple(_extras(raw)),
        )


def _distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without exact copies of an earlier one: what a feed lists twice it says once."""
    found: dict[Entry, Entry] = {}
    for entry in entries:
        found.setdefault(replace(entry, position=0), entry)
    return tuple(found.values())


def _bodies(raw: dict[str, Any]) -> list[str]:
    contents = [content.get("value") for content in raw.get("content", ())]
    texts = dict.fromkeys(_cut(text) for text in (*contents, raw.get("summary")) if isinstance(text, str))
    return sorted((text for text in texts if text.strip()), key=len, reverse=True)


def _cut(body: str) -> str:
    return body if len(body) <= MARKUP_LIMIT else f"{body[: MARKUP_LIMIT - len(SHORTENED) - 1]} {SHORTENED}"


def _extras(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in raw.items():
        if name not in _STANDARD and not name.endswith(("_parsed", "_detail")) and isinstance(value, str):
            yield name.lower(), _word(value)


def _word(value: object) -> str:
    return value.strip()[:FIELD_LIMIT] if isinstance(value, str) else ""


def _address(raw: object, url: str) -> str | None:
    """A link made whole against the feed's own address; some feeds leave out the scheme, or the host as well."""
    written = _word(raw)
    if not written:
        return None
    if re.match(r"[\w\-]+(?:\.[\w\-]+)+/", written):
        return web_address(f"https://{written}")
    try:
        return web_address(urljoin(url, written))
    except ValueError:
        return None
