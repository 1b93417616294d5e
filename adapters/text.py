"""Status HTML to Text: what somebody wrote as blocks of literal characters, and markup as tokens for dialects to walk.

The only user of selectolax. Nothing here trusts its input: scripts go, links are http or https, characters that are
not seen but act (controls, bidirectional overrides, zero widths) go, and no nesting or repetition makes it slow.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.model import Block, BlockKind, Run, Text

TEXT_LIMIT = MARKUP_LIMIT = 64 * 1024  # characters of one body; the longest in any captured feed has 4,700
NESTING_LIMIT = 200  # elements in one another, as read; the deepest in any captured feed is 4
TOKEN_LIMIT = 100_000  # steps through one body; more only where markup is made to grow while it is parsed
PAGE_LIMIT = 1024 * 1024  # characters of a whole page that are looked at; the head alone can have a hundred thousand
TAG_LIMIT = 5000  # tags of a page
ADDRESS_LIMIT = 2000  # characters; what browsers and both chats accept
SHORTENED = "… (shortened)"

_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls
    "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"  # zero widths
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidirectional marks, overrides and isolates
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"  # annotations, invisible tags, halves of pairs
)
_UNFIT_IN_ADDRESS = re.compile(r"[\s\\<>\"`]")

_INLINE = "a|abbr|b|big|cite|code|em|font|i|img|kbd|samp|small|span|strong|sub|sup|time|tt|u|var"
_BLOCKS = (
    "article|blockquote|center|dd|div|dl|dt|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tbody|td"
    "|tfoot|th|thead|tr|ul"
)
_ANY_TAG = re.compile(rf"</?(?:{_INLINE}|{_BLOCKS}|br|script|style)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BREAKING_TAG = re.compile(rf"</?(?:{_BLOCKS}|br)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BLOCK_NAME = re.compile(_BLOCKS)

# HTML reopens every unclosed formatting element in every following block: fifteen kilobytes of <b a=1><b a=2>... grow
# to half a gigabyte. It reopens at most three of a kind without attributes, so attributes go, and kinds we do not show.
_PLAIN_FORMATTING = re.compile(r"<(b|code|small|strong)[\s/][^>]*>", re.IGNORECASE)
_IDLE_FORMATTING = re.compile(r"</?(?:big|em|font|i|nobr|s|strike|tt|u)(?:[\s/][^>]*)?>", re.IGNORECASE)

# What stays open until it is closed, and so may nest as deep as somebody likes: a paragraph or an item does not.
_NESTING_TAG = re.compile(
    r"<(?P<close>/?)(?!(?:a|br|dd|dt|hr|img|li|p|tbody|td|tfoot|th|thead|tr|wbr)[\s/>])[a-z][^<>]*>", re.IGNORECASE
)

_UNREAD = frozenset({"embed", "head", "iframe", "math", "object", "script", "style", "svg", "template", "title"})
_BOLD = frozenset({"b", "strong"})
_CODE = frozenset({"code", "kbd", "samp"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ol", "ul"})
_CELLS = frozenset({"td", "th"})


class Mark(Enum):
    """What a token is."""

    OPEN = "open"
    CLOSE = "close"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class Token:
    """One step through markup: a tag that opens or closes (`value` is its name, lower case), or literal characters."""

    mark: Mark
    value: str
    attributes: tuple[tuple[str, str], ...] = ()

    def opens(self, *tags: str) -> bool:
        """Whether one of these elements begins here."""
        return self.mark is Mark.OPEN and self.value in tags

    def closes(self, *tags: str) -> bool:
        """Whether one of these elements ends here."""
        return self.mark is Mark.CLOSE and self.value in tags

    @property
    def is_blank(self) -> bool:
        """Whether it is white space and nothing else."""
        return self.mark is Mark.CHARACTERS and not self.value.strip()

    def get(self, attribute: str) -> str | None:
        """The value of an attribute, or None."""
        return dict(self.attributes).get(attribute)


def text_of(body: str) -> Text:
    """What a body says, be it HTML, HTML that was escaped once too often, or plain text; cut at TEXT_LIMIT, visibly."""
    cut = len(body) > TEXT_LIMIT
    body = body[:TEXT_LIMIT]
    if not _ANY_TAG.search(body):
        body = unescape(body)
    if not _ANY_TAG.search(body):
        return _shortened(_plain_text(body)) if cut else _plain_text(body)
    if not _BREAKING_TAG.search(body):
        body = body.replace("\n", "<br>")
    text = text_from(markup(body))
    return _shortened(text) if cut else text


def text_from(tokens: Iterable[Token]) -> Text:
    """What a stretch of markup says; tags that open or close outside it do no harm."""
    writer = _Writer()
    for token in tokens:
        if writer.written > TEXT_LIMIT:
            return _shortened(writer.finish())
        writer.take(token)
    return writer.finish()


def line_of(raw: str) -> str:
    """One line of plain characters, for titles and names: no markup, no line breaks, no hidden characters."""
    return visible(_SPACE.sub(" ", text_of(raw).plain)).strip()


def visible(characters: str) -> str:
    """The same characters without those that are not seen but act."""
    return _HIDDEN.sub("", characters)


def characters_of(tokens: Iterable[Token]) -> str:
    """The characters of a stretch of markup on one line."""
    joined = "".join(token.value for token in tokens if token.mark is Mark.CHARACTERS)
    return visible(_SPACE.sub(" ", joined)).strip()


def web_address(raw: str | None) -> str | None:
    """An http or https address that may be shown as a link, or None; none that carries a user or a password."""
    address = visible((raw or "").strip()).replace(" ", "%20")
    if not address or len(address) > ADDRESS_LIMIT or _UNFIT_IN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    return address


def markup(body: str) -> tuple[Token, ...]:
    """The tokens of an HTML body in reading order, every opened element closed; cut at MARKUP_LIMIT.

    Italics and their like are left out, and bold, code and small print have no attributes here.
    """
    html = body[:MARKUP_LIMIT].encode("utf-8", "ignore").decode("utf-8")
    # Only what stands before the last ">" can be a tag; so no pattern runs to the end in vain, again and again.
    head, close, tail = html.rpartition(">")
    head = _flattened(_PLAIN_FORMATTING.sub(r"<\1>", _IDLE_FORMATTING.sub("", head + close)))
    root = LexborHTMLParser(head + tail, is_fragment=True).root
    tokens: list[Token] = []
    for token in _walk(root):
        tokens.append(token)
        if len(tokens) >= TOKEN_LIMIT:
            break
    return tuple(tokens)


def tags_in(page: str, *names: str) -> tuple[Token, ...]:
    """The opening tags of these elements in a whole page, in reading order; what is commented out is left out.

    Each is parsed alone, so that nothing around it makes it slow or large. No more than TAG_LIMIT of them.
    """
    wanted = re.compile(rf"<(?:{'|'.join(names)})[\s/][^<>]*>", re.IGNORECASE)
    begun = page[:PAGE_LIMIT].split("<!--")
    shown = begun[0] + "".join(part.partition("-->")[2] for part in begun[1:])
    tags = islice(wanted.finditer(shown), TAG_LIMIT)
    nodes = (LexborHTMLParser(tag[0], is_fragment=True).root for tag in tags)
    return tuple(token for node in nodes if node is not None for token in _opening(node))


def _flattened(html: str) -> str:
    """The same without the tags below NESTING_LIMIT: what a parser takes grows with the square of the depth."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag["close"]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < NESTING_LIMIT else ""
        depth += 1
        return tag[0] if depth <= NESTING_LIMIT else ""

    return _NESTING_TAG.sub(kept, html)


def _walk(node: LexborNode | None) -> Iterator[Token]:
    """Every element and text of a fragment, without recursion."""
    while node is not None:
        yield from _opening(node)
        child = node.first_child if node.is_element_node else None
        if child is not None:
            node = child
            continue
        yield from _closing(node)
        while node.next is None:
            parent = node.parent
            if parent is None or not parent.is_element_node:
                return
            node = parent
            yield from _closing(node)
        node = node.next


def _opening(node: LexborNode) -> Iterator[Token]:
    if node.is_text_node:
        yield Token(Mark.CHARACTERS, node.text_content or "")
    elif node.is_element_node:
        attributes = tuple((name, value or "") for name, value in node.attributes.items())
        yield Token(Mark.OPEN, node.tag or "", attributes)


def _closing(node: LexborNode) -> Iterator[Token]:
    if node.is_element_node:
        yield Token(Mark.CLOSE, node.tag or "")


def _plain_text(body: str) -> Text:
    lines = [_SPACE.sub(" ", visible(line)).strip() for line in body.splitlines()]
    return Text.of("\n".join(lines))


def _shortened(text: Text) -> Text:
    return Text((*text.blocks, Block(BlockKind.PARAGRAPH, (Run(SHORTENED),))))


@dataclass(slots=True)
class _Writer:
    """Collects tokens into blocks. Counters, not a tree: a slice of markup may open or close what it does not hold."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the number of the next item, None in an unordered list
    item: tuple[int, int | None] | None = None  # level and number of the item that is being written
    link: str | None = None
    written: int = 0
    unread: int = 0
    bold: int = 0
    code: int = 0
    heading: int = 0
    quote: int = 0
    pre: int = 0

    def take(self, token: Token) -> None:
        if token.value in _UNREAD and token.mark is not Mark.CHARACTERS:
            self.unread = _counted(self.unread, token)
        elif self.unread:
            return
        elif token.mark is Mark.CHARACTERS:
            self.write(token.value)
        else:
            self.style(token)
            self.part(token)

    def finish(self) -> Text:
        self.end_block()
        return Text(tuple(self.blocks))

    def style(self, token: Token) -> None:
        """Note what changes the look of the characters that follow."""
        tag = token.value
        if tag in _BOLD:
            self.bold = _counted(self.bold, token)
        elif tag in _CODE:
            self.code = _counted(self.code, token)
        elif tag == "a":
            self.link = web_address(token.get("href")) if token.mark is Mark.OPEN else None
        elif token.opens("img"):
            self.write(token.get("alt") or "")

    def part(self, token: Token) -> None:
        """End a line or a block where the markup does."""
        tag = token.value
        if token.opens("br"):
            self.break_line()
        elif tag in _CELLS:
            self.write(" ")
        elif tag in _LISTS:
            self.end_block()
            self.turn_list(token)
        elif tag == "li":
            self.end_block()
            self.turn_item(token)
        elif _BLOCK_NAME.fullmatch(tag):
            self.turn_block(token)

    def turn_list(self, token: Token) -> None:
        self.item = None
        if token.mark is Mark.OPEN:
            start = token.get("start") or "1"
            first = int(start) if start.isdecimal() and len(start) < len("10000") else 1
            self.lists.append(first if token.value == "ol" else None)
        elif self.lists:
            self.lists.pop()

    def turn_item(self, token: Token) -> None:
        if token.mark is Mark.CLOSE:
            self.item = None
            return
        number = self.lists[-1] if self.lists else None
        self.item = (max(len(self.lists) - 1, 0), number)
        if number is not None:
            self.lists[-1] = number + 1

    def turn_block(self, token: Token) -> None:
        tag = token.value
        if self.item and tag not in {"pre", "blockquote"}:
            self.break_line()
            return
        self.end_block()
        if tag in _HEADINGS:
            self.heading = _counted(self.heading, token)
        elif tag == "blockquote":
            self.quote = _counted(self.quote, token)
        elif tag == "pre":
            self.pre = _counted(self.pre, token)

    def write(self, characters: str) -> None:
        if not self.pre:
            characters = _SPACE.sub(" ", characters)
            if self.last in {"", " ", "\n"}:
                characters = characters.removeprefix(" ")
        characters = visible(characters)
        if not characters:
            return
        self.written += len(characters)
        self.add(Run(characters, link=self.link, bold=self.bold > 0, code=self.code > 0 and not self.pre))

    def add(self, run: Run) -> None:
        last = self.runs[-1] if self.runs else None
        if last and (last.link, last.bold, last.code) == (run.link, run.bold, run.code):
            self.runs[-1] = Run(last.text + run.text, link=run.link, bold=run.bold, code=run.code)
        else:
            self.runs.append(run)

    @property
    def last(self) -> str:
        return self.runs[-1].text[-1:] if self.runs else ""

    def break_line(self) -> None:
        """A line break; a second one parts paragraphs."""
        if not self.runs:
            return
        if self.last == "\n" and not self.pre:
            if not self.item:
                self.end_block()
            return
        self.trim_end(" ")
        self.add(Run("\n", link=self.link, bold=self.bold > 0, code=self.code > 0 and not self.pre))

    def end_block(self) -> None:
        self.trim_end(" \n")
        if self.runs:
            self.blocks.append(self.block())
        self.runs = []

    def block(self) -> Block:
        runs = tuple(self.runs)
        if self.pre:
            return Block(BlockKind.CODE, runs)
        if self.item:
            level, number = self.item
            return Block(BlockKind.ITEM, runs, level=level, number=number)
        if self.heading:
            return Block(BlockKind.HEADING, runs)
        return Block(BlockKind.QUOTE if self.quote else BlockKind.PARAGRAPH, runs)

    def trim_end(self, characters: str) -> None:
        while self.runs:
            last = self.runs[-1]
            kept = last.text.rstrip(characters)
            if kept:
                self.runs[-1] = Run(kept, link=last.link, bold=last.bold, code=last.code)
                return
            self.runs.pop()


def _counted(depth: int, token: Token) -> int:
    return depth + 1 if token.mark is Mark.OPEN else max(depth - 1, 0)
