"""A report as a page that a team would forward: every figure with what it means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import floor

from adapters.model import Block, BlockKind, Impact, Incident, Provider, Run, Text
from bot.core import words
from bot.core.history import outage
from bot.core.period import Period
from bot.core.report import BadDay, ProviderMonth, Report
from bot.render.literal import line, literal
from bot.render.numbers import facts
from bot.render.page import Cell, Column, Page, Section, Table

NAMED = 3  # providers of a day; the others are counted

_HOW_TO_READ = """\
Availability is the share of the month in which a provider had no incident of major or critical impact open, by its own
word. It is no measurement. Minor incidents and maintenance take nothing from it.

Where a provider does not say how bad an incident is, its impact is unknown: that time stands apart and is never taken
for an outage. Where a provider said it of none of its incidents, there is no figure.

An incident is open from its stated start, or else the first word on it, until its provider said that it was over; one
that was opened again was open all the while. What is still open counts up to the end of the month, or up to now. Where
incidents overlap, a moment counts once, for the worst impact that was open then.

Worst days are those with the most time down, that of all providers added up.

How soon providers spoke is told in medians. The time up to the first word is known only of incidents whose provider
states when they began, apart from when it first spoke of them, in a feed that shows all that it said."""

_STANDINGS = (
    Column("Provider"),
    Column("Availability", is_number=True),
    Column("Down", is_number=True),
    Column("Of unknown impact", is_number=True),
    Column("Incidents", is_number=True),
)
_DAYS = (Column("Day"), Column("Down", is_number=True), Column("Incident open", is_number=True), Column("Providers"))
_PROMPTNESS = (
    Column("Provider"),
    Column("Start to first word", is_number=True),
    Column("First word to identified", is_number=True),
    Column("First word to resolved", is_number=True),
)
_INCIDENTS = (Column("Began"), Column("Provider"), Column("Incident"), Column("Impact"), Column("Lasted"))
_MAINTENANCE = (Column("Began"), Column("Provider"), Column("Maintenance"), Column("Phase"), Column("Lasted"))
_UNSEEN = (Column("Since"), Column("What"), Column("For"))


def page(
    report: Report, providers: Mapping[str, Provider], *, zone: tzinfo, of: str = "", pictures: Sequence[Section] = ()
) -> Page:
    """The report on a month, its times on the clock of `zone`; `of` says whose it is, where it is not on everybody."""
    writer = _Writer(report.period, providers, zone)
    sections = (
        writer.standings(report.providers),
        *pictures,
        writer.worst_days(report.worst_days),
        writer.promptness(report.providers),
        writer.incidents(report.incidents),
        writer.maintenance(report.maintenance),
        writer.unseen(report),
    )
    month = words.month(report.period.since.astimezone(zone))
    return Page(
        title=f"Status report, {month}{f': {line(of)}' if line(of) else ''}",
        said=tuple(writer.lead(report)),
        facts=tuple(facts(report.totals)),
        sections=tuple(section for section in sections if section.said or section.picture or section.table),
        foot=(*_paragraphs(_HOW_TO_READ), f"Times and days are on the clock of {zone}."),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the sections of a page, in the names of providers and on a clock."""

    period: Period
    providers: Mapping[str, Provider]
    zone: tzinfo

    def lead(self, report: Report) -> Iterator[str]:
        """What is to be known before all else."""
        who = words.counted(len(report.providers), "provider") if report.providers else ""
        yield (
            f"What {who} said on their own status pages." if who else "Nobody is followed, and nobody has said a word."
        )
        if self.period.until == self.period.now:
            yield f"The month is not over: this is how it stood on {self._moment(self.period.now)}."
        if who and not report.incidents and not report.maintenance:
            yield "Nothing was reported."

    def standings(self, months: Iterable[ProviderMonth]) -> Section:
        """How much of the month each provider was available, by its own word."""
        rows = (
            (
                self._name(month.provider),
                _cell("-" if month.availability is None else percent(month.availability)),
                _time(outage(month.totals.by_impact)),
                _time(dict(month.totals.by_impact).get(Impact.UNKNOWN)),
                _cell(str(month.totals.incidents)),
            )
            for month in months
        )
        return Section("Availability, as providers told it", table=_table(_STANDINGS, rows))

    def worst_days(self, days: Iterable[BadDay]) -> Section:
        """When most was down, and at whom."""
        rows = (
            (_cell(words.day(bad.day)), _time(bad.outage), _time(bad.open_for), self._names(bad.providers))
            for bad in days
        )
        return Section("Worst days", table=_table(_DAYS, rows))

    def promptness(self, months: Iterable[ProviderMonth]) -> Section:
        """How soon providers told their users, found the cause, and came to an end."""
        rows = (
            (
                self._name(month.provider),
                _time(month.told_after, unknown="not told"),
                _time(month.totals.to_identify),
                _time(month.resolved_after),
            )
            for month in months
            if month.totals.incidents
        )
        return Section("How soon providers spoke", table=_table(_PROMPTNESS, rows))

    def incidents(self, told: Iterable[Incident]) -> Section:
        """Every incident."""
        rows = ((*self._head(it), _cell(it.impact), _cell(self._lasted(it))) for it in told)
        return Section("Incidents", table=_table(_INCIDENTS, rows))

    def maintenance(self, told: Iterable[Incident]) -> Section:
        """Every maintenance."""
        rows = ((*self._head(it), _cell(words.PHASES[it.phase]), _time(it.duration)) for it in told)
        return Section("Maintenance", table=_table(_MAINTENANCE, rows))

    def unseen(self, report: Report) -> Section:
        """Of what nothing is known, so that silence is not taken for health."""
        said = tuple(self._blind_spots(report.providers))
        rows = (
            (_cell(self._moment(it.started_at)), _cell(line(it.title)), _cell(self._lasted(it))) for it in report.unseen
        )
        return Section("What could not be seen", said, table=_table(_UNSEEN, rows))

    def _blind_spots(self, months: Iterable[ProviderMonth]) -> Iterator[str]:
        for month in months:
            name = self._called(month.provider)
            if month.seen_since is None or month.seen_since >= self.period.until:
                yield f"{name}: its feed had not been read yet."
            elif month.seen_since > self.period.since:
                since = self._moment(month.seen_since)
                yield (
                    f"{name}: its feed has been read since {since}. "
                    "Of the time before, only what it told then is known."
                )

    def _head(self, incident: Incident) -> tuple[Cell, Cell, Cell]:
        return (_cell(self._moment(incident.started_at)), self._name(incident.provider), self._title(incident))

    def _title(self, incident: Incident) -> Cell:
        """The title with its link; the host is shown where it is not that of the provider's own page."""
        title = Run(line(incident.title) or words.UNTITLED[incident.kind], link=incident.url)
        provider = self.providers.get(incident.provider)
        home = provider.page if provider else None
        (told,) = literal(Text((Block(BlockKind.PARAGRAPH, (title,)),)), home=home).blocks
        return told.runs

    def _lasted(self, incident: Incident) -> str:
        if incident.is_open:
            return "still open"
        return words.duration(incident.duration) if incident.duration else "-"

    def _called(self, slug: str) -> str:
        provider = self.providers.get(slug)
        return line(provider.name) if provider else slug

    def _name(self, slug: str) -> Cell:
        return _cell(self._called(slug))

    def _names(self, slugs: Sequence[str]) -> Cell:
        more = len(slugs) - NAMED
        return _cell(", ".join(map(self._called, slugs[:NAMED])) + (f" and {more} more" if more > 0 else ""))

    def _moment(self, at: datetime | None) -> str:
        return words.moment(at.astimezone(self.zone)) if at else "-"


def percent(share: float) -> str:
    """A share in hundredths of a percent, rounded down: what is not whole is never 100 %."""
    if share == 1:
        return "100 %"
    return f"{floor(round(share * 10_000, 6)) / 100:.2f} %"  # 0.9998 is a little less than that to a computer


def _paragraphs(said: str) -> Iterator[str]:
    return (" ".join(paragraph.split()) for paragraph in said.split("\n\n"))


def _table(columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> Table | None:
    """A table, or nothing where it has no row."""
    told = tuple(rows)
    return Table(columns, told) if told else None


def _cell(said: str) -> Cell:
    return (Run(said),)


def _time(length: timedelta | None, *, unknown: str = "-") -> Cell:
    if length is None:
        return _cell(unknown)
    return _cell(words.duration(length) if length else "0")
