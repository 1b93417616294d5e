"""Sorry's JSON (/api/v1/notices on the page's host), the only form in which its pages tell of incidents.

A notice is planned or unplanned; its states and those of its updates are Sorry's own words: recovering is monitoring,
underway is in progress. Planned work gets under way at its time, also where nobody says a word of it. A request for the
notices of the present holds what goes on, so that what is missing has ended; only the address tells that it was one.
Known from another reader's notes, not from a capture.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit

from adapters.dialects.dated import window_of
from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import identity_of, root_of, updates_of
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.document import Element, distinct
from adapters.model import Absence, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading

NAME = "sorry"

_WORDS = {"recovering": Phase.MONITORING, "underway": Phase.IN_PROGRESS}
_SIGNS = frozenset({"timeline_state", "subject"})
_PRESENT = "filter[timeline_state_eq]"


def claim(document: ParsedDocument) -> Claim:
    """Sure by notices with a subject and a place in time; of an empty list by the address."""
    root = root_of(document)
    notices = root.elements("notices")
    if any(notice.fields.keys() >= _SIGNS for notice in notices):
        return Claim(0.9, "notices as Sorry tells them")
    is_empty = root.has_list("notices") and not notices and urlsplit(document.url).path.endswith("/api/v1/notices")
    return Claim(0.6 if is_empty else 0, "an empty list where Sorry keeps its notices")


def claim_present(document: ParsedDocument) -> Claim:
    """Surer of the same where only the present was asked for."""
    told = claim(document)
    asked = parse_qs(urlsplit(document.url).query).get(_PRESENT)
    return replace(told, certainty=told.certainty + 0.05) if told.certainty and asked == ["present"] else Claim(0, "")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every notice as an incident of `provider`."""
    return read_elements(root_of(document).items("notices"), partial(_incident, provider))


def _phase(word: str) -> Phase | None:
    return _WORDS.get(word.casefold()) or phase_named(word)


def _incident(provider: str, element: Element) -> Incident:
    identity = identity_of(element)
    is_planned = element.word("type") == "planned"
    begin, end = element.at("began_at", "begins_at"), element.at("ended_at", "ends_at")
    standing = _phase(element.word("state"))
    updates = updates_of(
        element.elements("updates"),
        text="content",
        times=("created_at",),
        word="state",
        phase=lambda told: _phase(told.word("state")),
    )
    if not updates:
        updates = (IncidentUpdate(element.at("updated_at", "created_at") or begin, Phase.UPDATE),)
    if standing:
        updates = standing_at(updates, standing)
    return Incident(
        provider=provider,
        id=identity,
        title=element.line("subject"),
        url=element.address("url"),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        components=distinct(component.line("name") for component in element.elements("components")),
        updates=_as_it_stands(updates, standing, begin, element.at("ended_at")) if is_planned and standing else updates,
        window=window_of(begin, end) if is_planned else None,
        stated_start=None if is_planned else begin,
        stated_end=None if is_planned else end,
        revised_at=element.at("updated_at"),
    )


def _as_it_stands(
    updates: tuple[IncidentUpdate, ...], standing: Phase, begin: datetime | None, end: datetime | None
) -> tuple[IncidentUpdate, ...]:
    """The updates of planned work, with its beginning or its end where they only announce it."""
    if any(update.phase not in (Phase.SCHEDULED, Phase.UPDATE) for update in updates):
        return updates
    if standing is Phase.IN_PROGRESS:
        return (*updates, IncidentUpdate(begin, standing))
    return (*updates, IncidentUpdate(end, standing)) if standing.is_final else updates


SORRY = JsonDialect(NAME, claim, read)
SORRY_PRESENT = JsonDialect(NAME, claim_present, read, Absence.ENDED)
