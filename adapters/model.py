"""The vocabulary of the whole program: what providers say, as frozen values.

Every `datetime` here is timezone-aware; incidents and updates carry UTC, entries keep the offset they came with.
The words are those of docs/glossary.md.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """Something that went wrong, or something that is planned."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class Phase(StrEnum):
    """Where an incident stands, in the provider's own word; never guessed."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UPDATE = "update"
    POSTMORTEM = "postmortem"

    @property
    def is_final(self) -> bool:
        """Whether the incident is over."""
        return self in _FINAL

    @property
    def names_state(self) -> bool:
        """Whether the word says where the incident stands: all but `update` and `postmortem` do."""
        return self not in _STATELESS

    @property
    def is_planned(self) -> bool:
        """Whether only a maintenance has this phase."""
        return self in _PLANNED


_FINAL = frozenset({Phase.RESOLVED, Phase.COMPLETED, Phase.CANCELLED})
_STATELESS = frozenset({Phase.UPDATE, Phase.POSTMORTEM})
_PLANNED = frozenset({Phase.SCHEDULED, Phase.IN_PROGRESS, Phase.VERIFYING, Phase.COMPLETED})


class Impact(StrEnum):
    """How bad the provider says it is; `unknown` where it does not say."""

    UNKNOWN = "unknown"
    NONE = "none"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """A number to compare by: unknown 0, none 1, ... critical 5."""
        return list(Impact).index(self)


class BlockKind(StrEnum):
    """What a block of text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of literal characters in one style; `link` is an http or https address."""

    text: str
    link: str | None = None
    bold: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text. A line break inside it is a newline in a run; `level` is the depth of a list item."""

    kind: BlockKind
    runs: tuple[Run, ...]
    level: int = 0
    number: int | None = None

    @property
    def plain(self) -> str:
        """The characters alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote, as blocks of literal characters: no markup of any kind survives in it."""

    blocks: tuple[Block, ...] = ()

    @classmethod
    def of(cls, plain: str) -> Self:
        """A text of plain paragraphs, parted by blank lines."""
        parts = (part.strip() for part in plain.split("\n\n"))
        return cls(tuple(Block(BlockKind.PARAGRAPH, (Run(part),)) for part in parts if part))

    @property
    def plain(self) -> str:
        """The characters alone, one line or more a block."""
        return "\n".join(block.plain for block in self.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)


@dataclass(frozen=True, slots=True)
class Window:
    """The planned time of a maintenance, UTC; the end is not always told."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncidentUpdate:
    """One thing a provider said about an incident.

    `at` is the provider's own time in UTC; None where it told none that can be believed, and then `said` keeps
    what it wrote in its place. `id` is the provider's own id of the update, empty where the feed has none. `word` is
    what stood in the place of a phase and names none that is known: for maintainers, and no part of what was said.
    """

    at: datetime | None
    phase: Phase
    text: Text = field(default_factory=Text)
    id: str = ""
    said: str = ""
    word: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something wrong, or planned, at a provider; `provider` and `id` together identify it for ever.

    `updates` stand oldest first. `stated_start` and `stated_end` are times that the provider states apart from its
    updates. `revised_at` is when the provider says that it last touched the entry. `partial` says of what a feed shows
    that these may be only the newest of the updates, and `lacks_earlier` that there surely are some before them; of
    what we remember, `partial` says that updates may be missing. `formerly` are other ids by which we may know it while
    it is open, where an id holds something that can change.
    """

    provider: str
    id: str
    title: str
    url: str | None = None
    kind: Kind = Kind.INCIDENT
    impact: Impact = Impact.UNKNOWN
    components: tuple[str, ...] = ()
    updates: tuple[IncidentUpdate, ...] = ()
    window: Window | None = None
    stated_start: datetime | None = None
    stated_end: datetime | None = None
    revised_at: datetime | None = None
    partial: bool = False
    lacks_earlier: bool = False
    formerly: tuple[str, ...] = field(default=(), compare=False)

    @property
    def phase(self) -> Phase:
        """The phase now: of the newest update that names one; `update` where none does."""
        standing = self._standing
        return standing.phase if standing else Phase.UPDATE

    @property
    def is_open(self) -> bool:
        """Whether the provider says that it goes on, or that it is planned."""
        return self.phase.names_state and not self.phase.is_final

    @property
    def started_at(self) -> datetime | None:
        """When it began.

        Of an incident the stated start, else the first update. Of a maintenance the first time it was said to be in
        progress, else the start of its window: the day it was announced is not its beginning.
        """
        if self.stated_start:
            return self.stated_start
        if self.kind is Kind.MAINTENANCE:
            begun = (update.at for update in self.updates if update.phase is Phase.IN_PROGRESS)
            return next(begun, None) or (self.window.start if self.window else None)
        return self.updates[0].at if self.updates else None

    @property
    def resolved_at(self) -> datetime | None:
        """When it ended, or None while it has not or nobody said when."""
        standing = self._standing
        if standing is None or not standing.phase.is_final:
            return None
        return self.stated_end or standing.at

    @property
    def duration(self) -> timedelta | None:
        """From the start to the end; None where either is unknown, or both are the one time that was told."""
        start, end = self.started_at, self.resolved_at
        if start is None or end is None or end <= start:
            return None
        return end - start

    @property
    def last_word(self) -> datetime | None:
        """The newest time of any update."""
        return max((update.at for update in self.updates if update.at), default=None)

    @property
    def _standing(self) -> IncidentUpdate | None:
        """The update that says where it stands: the newest with a phase; an end that was said again counts once.

        A wording fix after the end repeats the final phase; the first of that unbroken run is when it ended.
        """
        named = [update for update in self.updates if update.phase.names_state]
        if not named:
            return None
        standing = named[-1]
        for update in reversed(named):
            if update.phase is not standing.phase or not update.phase.is_final:
                break
            standing = update
        return standing


@dataclass(frozen=True, slots=True)
class Feed:
    """One address of a provider; `dialect` is the one expected there, a hint and no more."""

    provider: str
    url: str
    dialect: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Whoever runs a service that others depend on."""

    slug: str
    name: str
    page: str | None
    feeds: tuple[Feed, ...]
    aliases: tuple[str, ...] = ()
    category: str | None = None
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item or entry of a feed, whatever its format; strings are as the feed wrote them, unescaped once.

    `published` and `updated` are aware and keep the offset that the feed wrote. `bodies` are the texts of content and
    summary, longest first, without repetition; `extras` are elements that no standard names, in lower case.
    """

    position: int
    id: str | None
    link: str | None
    title: str
    bodies: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> str:
        """The fullest text of the entry, often HTML."""
        return self.bodies[0] if self.bodies else ""

    @property
    def label(self) -> str:
        """What to call the entry when speaking of it to a person."""
        return self.title or self.link or self.id or f"entry {self.position + 1}"


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as parsed, before any dialect has read it. `format` is feedparser's word: rss20, atom10, ...

    `left_out` is how many entries there were more than are read.
    """

    url: str
    format: str
    title: str
    subtitle: str = ""
    generator: str = ""
    id: str = ""
    link: str | None = None
    entries: tuple[Entry, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A JSON document as parsed; `data` can be of any type at any depth. `expected` is the dialect of its feed."""

    url: str
    data: object
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that could not be understood, and why, fit to show a person."""

    entry: str
    why: str


class Absence(StrEnum):
    """What it means that an incident, told before, is not in a feed any more."""

    NOTHING = "nothing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a dialect made of a feed: the incidents in the feed's order, and what it could not understand.

    `absence` says what it means that an incident is not among them.
    """

    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...] = ()
    absence: Absence = Absence.NOTHING

    @property
    def unknown_words(self) -> tuple[tuple[str, int], ...]:
        """The words that stood in the place of a phase and name none that is known, and how many updates have each."""
        words = Counter(update.word for incident in self.incidents for update in incident.updates if update.word)
        return tuple(words.most_common())


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional, and an unchanged body known: all of it as the last answer had it."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


class Outcome(StrEnum):
    """How a poll ended."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Unheard:
    """Where a page may tell more, and why that could not be had, `looks` times in a row; or the fault is ours."""

    address: str
    why: str
    looks: int = 1
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """One look at one feed.

    `reading` is there if and only if it changed, and `failure`, a sentence for a person, if and only if it failed.
    `wait` is the least time before the next look that the server asked for. `moved_to` is the address to use from now
    on, after a permanent redirect. `why` says what the dialect was known by. `unheard` could not be had beside it.
    """

    feed: Feed
    outcome: Outcome
    validators: Validators = field(default_factory=Validators)
    reading: Reading | None = None
    dialect: str | None = None
    why: str = ""
    failure: str | None = None
    wait: timedelta | None = None
    moved_to: str | None = None
    unheard: tuple[Unheard, ...] = ()
