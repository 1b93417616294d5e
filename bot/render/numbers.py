"""What a period adds up to, in words: the same in chat, on the command line and in reports."""

from collections.abc import Iterator

from adapters.model import Impact
from bot.core import words
from bot.core.history import Totals
from bot.core.message import Fact
from bot.render.literal import line


def facts(counts: Totals) -> Iterator[Fact]:
    """The numbers, those that say nothing left out."""
    still = f", {counts.still_open} still open" if counts.still_open else ""
    yield Fact("Incidents", f"{counts.incidents}{still}")
    if counts.maintenance:
        yield Fact("Maintenance", str(counts.maintenance))
    if counts.open_for:
        yield Fact("Time with an incident open", words.duration(counts.open_for))
    if any(impact is not Impact.UNKNOWN for impact, _ in counts.by_impact):
        yield Fact("By impact", words.hours(counts.by_impact))
    if counts.to_identify is not None:
        yield Fact("Median time to identify", words.duration(counts.to_identify))
    if counts.to_resolve:
        yield Fact("Median time to resolve", words.duration(counts.to_resolve))
    if counts.longest and counts.longest.duration:
        title = line(counts.longest.title) or words.UNTITLED[counts.longest.kind]
        yield Fact("Longest", f"{words.duration(counts.longest.duration)}: {title}")
