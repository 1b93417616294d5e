"""Slack's JSON (/api/v2.0.0/current and /history): incidents with their notes, which are dated but have no phase.

Where an incident stands is told of the whole (active, resolved, scheduled, completed, cancelled). Its id is that of
the feeds. What is current is missing once it is over.
"""

from dataclasses import replace
from functools import partial

from adapters.dialects.dialect import Claim, JsonDialect, by_time, fingerprint, read_elements
from adapters.dialects.elements import items_of, listed, root_of
from adapters.dialects.slack import NAME, impact_of, incident_id, phase_in
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.document import Element
from adapters.errors import EntryError
from adapters.model import Absence, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading

_PLANNED = frozenset({"scheduled", "completed"})


def claim_current(document: ParsedDocument) -> Claim:
    """Sure by the list of active incidents."""
    is_ours = root_of(document).has_list("active_incidents")
    return Claim(0.9 if is_ours else 0, "active incidents, as Slack's API tells them")


def claim_history(document: ParsedDocument) -> Claim:
    """Sure by incidents with notes and services."""
    elements = listed(document)
    ours = [element for element in elements if {"notes", "services", "date_created"} <= element.fields.keys()]
    return Claim(0.9 if ours else 0, "incidents with notes, as Slack's API tells them")


def read_current(document: ParsedDocument, provider: str) -> Reading:
    """What is active as incidents of `provider`."""
    return read_elements(root_of(document).items("active_incidents"), partial(_incident, provider))


def read_history(document: ParsedDocument, provider: str) -> Reading:
    """What was, as incidents of `provider`."""
    return read_elements(items_of(document), partial(_incident, provider))


def _incident(provider: str, element: Element) -> Incident:
    identity = incident_id(element.word("url")) or element.word("id")
    if not identity:
        raise EntryError("It has neither an address nor an id, so nothing tells which incident it is.")
    word = element.word("status")
    standing = Phase.INVESTIGATING if word == "active" else phase_named(word)
    notes = by_time(_note(note) for note in element.elements("notes"))
    updates = notes or (IncidentUpdate(element.at(*_alone(standing)), Phase.UPDATE),)
    if standing is None:
        updates = (*updates[:-1], replace(updates[-1], word=word))
    return Incident(
        provider=provider,
        id=identity,
        title=element.line("title"),
        url=element.address("url"),
        kind=Kind.MAINTENANCE if word in _PLANNED else Kind.INCIDENT,
        impact=impact_of(element.word("type")),
        components=element.lines("services"),
        updates=standing_at(updates, standing) if standing else updates,
        stated_start=None if word in _PLANNED else element.at("date_created"),
        revised_at=element.at("date_updated"),
    )


def _alone(standing: Phase | None) -> tuple[str, ...]:
    """Which dates tell when that was so, where nothing was said of it: what is over was not when it began."""
    return ("date_updated",) if standing and standing.is_final else ("date_created",)


def _note(element: Element) -> IncidentUpdate:
    at, text = element.at("date_created"), element.text("body")
    return IncidentUpdate(at, phase_in(text), text, id="" if at else fingerprint(text.plain))


SLACK_CURRENT = JsonDialect(NAME, claim_current, read_current, Absence.ENDED)
SLACK_HISTORY = JsonDialect(NAME, claim_history, read_history)
