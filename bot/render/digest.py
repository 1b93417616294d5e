"""The digest as a message: what a channel sees in ten seconds, and how much more there is."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from adapters.model import Block, BlockKind, Incident, Kind, Run, Text, Window
from bot.core import words
from bot.core.digest import BEFORE, Digest
from bot.core.message import Action, Fact, Message, Part
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.core.words import counted
from bot.render import console, discord, slack
from bot.render.lines import heading, item, joined, moment, paragraph, span, standing
from bot.render.literal import line
from bot.render.shorten import cut, largest

SECTION_SHOWN = 10  # lines: all of it is to be seen in ten seconds
NAME_SHOWN = 40  # characters of a provider's name
TITLE_SHOWN = 120  # characters of an incident's title
LINK_SHOWN = 200  # characters of an address: each counts against the limits of a message
NAMES_COUNTED = 6  # providers that are named where lines are left out


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a section: `whole` names the provider, and `short` stands below its name."""

    name: str
    whole: Block
    short: Block


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading and the lines below it, what matters most first; `more` is the command that shows all of them."""

    title: str
    more: str
    lines: tuple[_Line, ...]


def message(digest: Digest, *, zone: tzinfo, names: Mapping[str, str]) -> Message:
    """The digest, with as many lines as are read and as every platform can show; a quiet day is one line.

    Times are written in `zone`; `names` are the providers' by slug.
    """
    if digest.is_quiet:
        return Message(Part.ANNOUNCEMENT, _quiet(digest, zone), status="All quiet")
    whole = Message(
        Part.NOTICE,
        f"Digest: {_headline(digest)}",
        status=span(Window(digest.since, digest.until), zone),
        facts=tuple(_numbers(digest)),
        actions=(
            Action("What is open now", "status"),
            Action("History", "history", (("days", _back(digest)),)),
        ),
    )
    sections = tuple(section for section in _sections(digest, zone, names) if section.lines)
    ahead = [paragraph(_CATCHES_UP)] if digest.catches_up else []
    behind = [paragraph(f"{_name(slug, names)} is muted until {moment(at, zone)}.") for slug, at in digest.muted]

    def with_lines(most: int) -> Message:
        return replace(whole, body=Text((*ahead, *_listed(sections, most), *behind)))

    return with_lines(largest(SECTION_SHOWN, lambda number: _fits_everywhere(with_lines(number))))


_CATCHES_UP = "No digest came in between: this one covers all of that time."


def _fits_everywhere(message: Message) -> bool:
    return slack.fits(message) and discord.fits(message) and console.fits(message)


def _headline(digest: Digest) -> str:
    said = [f"{len(digest.open)} open" if digest.open else "nothing open"]
    said += [f"{len(digest.ended)} ended"] if digest.ended else []
    said += [f"{len(digest.reported)} reported"] if digest.reported else []
    said += [f"{len(digest.planned)} planned"] if digest.planned else []
    said += [f"{counted(len(digest.blind), 'feed')} not seen"] if digest.blind else []
    return ", ".join(said)


def _quiet(digest: Digest, zone: tzinfo) -> str:
    since = f"{'the last digest, ' if digest.catches_up else ''}{moment(digest.since, zone)}"
    said = [f"nothing new at {counted(len(digest.providers), 'provider')} since {since}"]
    said += [f"{counted(digest.before.incidents, 'incident')} in the {BEFORE.days} days before"]
    said += [f"{len(digest.stale)} open without a word for days"] if digest.stale else []
    return "; ".join(said)


def _numbers(digest: Digest) -> Iterator[Fact]:
    """How many incidents there were, and for how long, against the seven days before."""
    per = 1 if digest.covers_a_week else BEFORE.days
    usual = f"{'' if per == 1 else 'a day '}in the {BEFORE.days} days before"
    rate = f"{digest.before.incidents / per:.1f}".removesuffix(".0")
    yield Fact("Incidents", f"{digest.totals.incidents} ({rate} {usual})")
    open_for, before = _length(digest.totals.open_for), _length(digest.before.open_for / per)
    yield Fact("Time with one open", f"{open_for} ({before} {usual})")


def _length(span: timedelta) -> str:
    return words.duration(span) if span else "none"


def _back(digest: Digest) -> str:
    return counted(max(1, math.ceil((digest.until - digest.since) / timedelta(days=1))), "day")


def _sections(digest: Digest, zone: tzinfo, names: Mapping[str, str]) -> Iterator[_Section]:
    now = digest.until

    def lines(records: Iterable[Record], said: Callable[[Record], Iterable[str]]) -> tuple[_Line, ...]:
        return tuple(_line(record.incident, _name(record.incident.provider, names), said(record)) for record in records)

    yield _Section("Open now", "status", lines(digest.open, lambda it: _open(it, now, zone)))
    yield _Section("Not seen: silence there means nothing", "subscriptions", _unseen(digest.blind, zone, names))
    yield _Section("Maintenance in the next 48 hours", "status", lines(digest.planned, lambda it: _planned(it, zone)))
    yield _Section(
        "Reported, but not where it stands", "history", lines(digest.reported, lambda it: _reported(it, zone))
    )
    yield _Section("Ended since the last digest", "history", lines(digest.ended, _ended))
    yield _Section("Open, but without a word for days", "status", lines(digest.stale, lambda it: _stale(it, now)))


def _open(record: Record, now: datetime, zone: tzinfo) -> Iterator[str]:
    incident = record.incident
    yield from standing(incident)
    yield f"for {words.duration(now - (incident.started_at or record.first_seen))}"
    if incident.kind is Kind.MAINTENANCE and incident.window and incident.window.end:
        yield f"planned until {moment(incident.window.end, zone)}"


def _planned(record: Record, zone: tzinfo) -> Iterator[str]:
    incident = record.incident
    if incident.window:
        yield span(incident.window, zone)
    else:
        yield f"from {moment(incident.started_at, zone)}" if incident.started_at else "at a time that is not told"


def _reported(record: Record, zone: tzinfo) -> Iterator[str]:
    yield moment(record.incident.last_word or record.heard, zone)


def _ended(record: Record) -> Iterator[str]:
    incident = record.incident
    phase, *impact = standing(incident)
    yield f"{phase} after {words.duration(incident.duration)}" if incident.duration else phase
    yield from impact
    yield counted(len(incident.updates), "update")
    if record.after_the_fact:
        yield "reported after the fact"


def _stale(record: Record, now: datetime) -> Iterator[str]:
    yield from standing(record.incident)
    yield f"last word {words.duration(now - (record.incident.last_word or record.heard))} ago"


def _line(incident: Incident, name: str, said: Iterable[str]) -> _Line:
    title = cut(line(incident.title), TITLE_SHOWN) or words.UNTITLED[incident.kind]
    link = incident.url if incident.url and len(incident.url) <= LINK_SHOWN else None
    facts = f"- {', '.join(said)}"
    whole, short = (item(facts, head=head, link=link) for head in (f"{name}: {title}", title))
    return _Line(name, whole, replace(short, level=1))


def _unseen(blind: Iterable[FeedState], zone: tzinfo, names: Mapping[str, str]) -> tuple[_Line, ...]:
    """A line a provider, whatever number of its feeds is in trouble."""
    by_name: dict[str, list[FeedState]] = {}
    for state in blind:
        by_name.setdefault(_name(state.provider, names), []).append(state)
    found = []
    for name, states in sorted(by_name.items(), key=lambda it: it[0].casefold()):
        among = f"{len(states)} feeds, among them one that " if len(states) > 1 else ""
        whole = item(f"- {among}{_trouble(min(states, key=_since), zone)}", head=name)
        found.append(_Line(name, whole, replace(whole, level=1)))
    return tuple(found)


def _since(state: FeedState) -> datetime:
    return state.failing_since or state.suspect_since or datetime.max.replace(tzinfo=UTC)


def _trouble(state: FeedState, zone: tzinfo) -> str:
    if state.failing_since:
        why = cut(line(state.failure or "no answer").rstrip("."), TITLE_SHOWN)
        return f"cannot be read since {moment(state.failing_since, zone)}: {why}"
    if state.suspect_since:
        why = cut(line(state.suspect or "it does not fit"), TITLE_SHOWN)
        return f"is held as suspect since {moment(state.suspect_since, zone)}: {why}"
    return "was not read yet"


def _listed(sections: Iterable[_Section], most: int) -> Iterator[Block]:
    """Every section with so many of its lines at the most; what is left out is counted."""
    for section in sections:
        shown, rest = section.lines[:most], section.lines[most:]
        yield heading(section.title)
        yield from _grouped(shown)
        if rest:
            yield item(f"... and {len(rest)} more (say {section.more}): {_counts(rest)}")


def _grouped(lines: Iterable[_Line]) -> Iterator[Block]:
    """Lines of one provider stand together below its name, one alone beside it."""
    by_name: dict[str, list[_Line]] = {}
    for each in lines:
        by_name.setdefault(each.name, []).append(each)
    for name, group in by_name.items():
        if len(group) == 1:
            yield group[0].whole
            continue
        yield Block(BlockKind.ITEM, (Run(name, bold=True),))
        yield from (each.short for each in group)


def _counts(lines: Iterable[_Line]) -> str:
    counts = Counter(each.name for each in lines)
    named = [f"{name} {number}" for name, number in counts.most_common(NAMES_COUNTED)]
    others = len(counts) - len(named)
    return joined([*named, *([f"{counted(others, 'other provider')}"] if others else [])])


def _name(slug: str, names: Mapping[str, str]) -> str:
    return cut(line(names.get(slug, slug)), NAME_SHOWN)
