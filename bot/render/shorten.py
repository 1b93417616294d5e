"""Cutting what is too long, visibly: at a block, then at a word, never inside a link."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from adapters.model import Block, BlockKind, Run, Text
from bot.core.message import Message, Part
from bot.render.literal import line

ELLIPSIS = "…"
ENTRY_LIMIT = 100  # characters of a title in a list: a line there is for a glance


def units(text: str) -> int:
    """The length in UTF-16 units, the strictest way in which a platform may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, cut at a word and ending in an ellipsis where it was longer."""
    if units(text) <= limit:
        return text
    kept = text[:limit]
    while units(kept) > limit - 1:
        kept = kept[:-1]
    whole = kept.rsplit(None, 1)[0] if " " in kept[len(kept) // 2 :] else kept
    return whole.rstrip() + ELLIPSIS


def shorten(text: Text, fits: Callable[[Text], bool], *, more: str | None) -> Text:
    """The text, or as much of its beginning as fits together with a last line that says so and leads to `more`."""
    if not text or fits(text):
        return text
    ending = Block(BlockKind.PARAGRAPH, tuple(_ending(more)))
    blocks = text.blocks

    def whole(count: int) -> Text:
        return Text((*blocks[:count], ending))

    count = largest(len(blocks) - 1, lambda number: fits(whole(number)))
    following = blocks[count]

    def partial(length: int) -> Text:
        head = _head(following, length)
        return Text((*blocks[:count], *head, ending))

    return partial(largest(len(following.plain), lambda length: fits(partial(length))))


def glanced(message: Message) -> Message:
    """The message with no more of a title in its lines than is seen at a glance."""
    return replace(message, lines=tuple(replace(it, title=cut(line(it.title), ENTRY_LIMIT)) for it in message.lines))


def fewer(message: Message, fits: Callable[[Message], bool]) -> Message:
    """The message with as many of its lines as fit; a last one counts those that are left out."""
    lines = message.lines

    def first(count: int) -> Message:
        if count == len(lines):
            return message
        rest = Message(Part.NOTICE, f"{ELLIPSIS} and {len(lines) - count} more")
        return replace(message, lines=(*lines[:count], rest))

    return first(largest(len(lines), lambda count: fits(first(count))))


def _ending(more: str | None) -> Iterator[Run]:
    if more is None:
        yield Run(f"{ELLIPSIS} shortened")
        return
    yield Run(f"{ELLIPSIS} shortened, full text at ")
    yield Run(more, link=more)


def largest(highest: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `highest` that fits; 0 is taken to fit."""
    low = 0
    while low < highest:
        middle = (low + highest + 1) // 2
        low, highest = (middle, highest) if fits(middle) else (low, middle - 1)
    return low


def _head(block: Block, length: int) -> tuple[Block, ...]:
    """At most `length` characters of a block, up to the end of a word; nothing where not one word fits."""
    kept: list[Run] = []
    left = length
    for run in block.runs:
        if len(run.text) <= left:
            kept.append(run)
            left -= len(run.text)
            continue
        words = "" if run.link else _whole_words(run.text, left)
        kept += [replace(run, text=words)] if words else []
        break
    return (replace(block, runs=tuple(kept)),) if any(run.text.strip() for run in kept) else ()


def _whole_words(text: str, length: int) -> str:
    if length <= 0 or text[length].isspace():
        return text[:length].rstrip()
    words = text[:length]
    end = max(words.rfind(" "), words.rfind("\n"))
    # A script without spaces, or one endless word, is cut where it is.
    return words if end < 0 else words[:end].rstrip()
