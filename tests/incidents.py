"""Incidents in a few words, for tests: everything happens on 2026-03-02, UTC, unless a day is named."""

from datetime import UTC, datetime

from adapters.model import Incident, IncidentUpdate, Kind, Phase, Text
from bot.core.record import Change, Record
from bot.core.tracker import track


def at(clock: str, *, day: int = 2) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 3, day, int(hour), int(minute), tzinfo=UTC)


def said(phase: Phase, clock: str | None, words: str = "", *, id_: str = "", day: int = 2) -> IncidentUpdate:
    return IncidentUpdate(at(clock, day=day) if clock else None, phase, Text.of(words), id=id_)


def investigating(clock: str | None, words: str = "We look into errors.", *, day: int = 2) -> IncidentUpdate:
    return said(Phase.INVESTIGATING, clock, words, day=day)


def identified(clock: str | None, words: str = "We found the cause.", *, day: int = 2) -> IncidentUpdate:
    return said(Phase.IDENTIFIED, clock, words, day=day)


def monitoring(clock: str | None, words: str = "We watch the fix.", *, day: int = 2) -> IncidentUpdate:
    return said(Phase.MONITORING, clock, words, day=day)


def resolved(clock: str | None, words: str = "It is over.", *, day: int = 2) -> IncidentUpdate:
    return said(Phase.RESOLVED, clock, words, day=day)


def incident(
    *updates: IncidentUpdate,
    id_: str = "abc123",
    provider: str = "acme",
    title: str = "Errors in the API",
    revised_at: datetime | None = None,
    partial: bool = False,
    kind: Kind = Kind.INCIDENT,
) -> Incident:
    return Incident(
        provider,
        id_,
        title,
        url=f"https://status.acme.example/incidents/{id_}",
        kind=kind,
        updates=updates,
        revised_at=revised_at,
        partial=partial,
    )


def record(*updates: IncidentUpdate, now: datetime | None = None, id_: str = "abc123") -> Record:
    """What we remember after one look at such an incident."""
    return track(None, incident(*updates, id_=id_), now=now or at("09:01")).record


def followed(*looks: Incident) -> tuple[Record, list[Change]]:
    """What is remembered, and what was told, after these looks at one incident, at the end of the year."""
    known: Record | None = None
    changes: list[Change] = []
    for seen in looks:
        tracked = track(known, seen, now=datetime(2026, 12, 1, tzinfo=UTC))
        known = tracked.record
        changes += [tracked.change] if tracked.change else []
    assert known is not None
    return known, changes
