"""Several entries of one incident, as one: for feeds in which an entry is one update, and for ids that stand twice."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adapters.model import Incident, Kind


def gathered(entries: Iterable[Incident]) -> tuple[Incident, ...]:
    """The incidents of a feed, each once, in the order in which their ids first appear."""
    entries_of: dict[str, list[Incident]] = {}
    for entry in entries:
        entries_of.setdefault(entry.id, []).append(entry)
    return tuple(joined(entries) for entries in entries_of.values())


def joined(entries: Sequence[Incident]) -> Incident:
    """The entries of one incident as one; what the newest says of the whole holds.

    Feeds put the newest first; where times tell otherwise, they decide.
    """
    told = entries[::-1]
    times = [incident.last_word for incident in told if incident.last_word]
    if len(times) == len(told):
        told = [incident for _, incident in sorted(zip(times, told, strict=True), key=lambda pair: pair[0])]
    planned = any(incident.kind is Kind.MAINTENANCE for incident in told)
    updates = tuple(update for incident in told for update in incident.updates)
    return replace(told[-1], kind=Kind.MAINTENANCE if planned else Kind.INCIDENT, updates=updates)
