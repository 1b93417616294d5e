"""Instatus's /summary.json: what goes on now and what is planned, with where it stands and without its words.

    {"page": {"name": "...", "url": "...", "status": "HASISSUES"},
     "activeIncidents": [{"id": "cm...", "name": "...", "status": "IDENTIFIED", "impact": "MAJOROUTAGE", "url": "...",
      "started": "...", "updatedAt": "..."}],
     "activeMaintenances": [{"id": "cm...", "name": "...", "status": "NOTSTARTEDYET", "url": "...", "start": "...",
      "duration": "60", "updatedAt": "..."}]}

A list that would be empty is not there; what is missing has ended. A duration is counted in minutes. A capture has the
page alone; what is in the lists is known from other readers.
"""

from datetime import timedelta
from functools import partial

from adapters.dialects.dialect import Claim, JsonDialect
from adapters.dialects.elements import identity_of, read_lists, root_of
from adapters.dialects.instatus import NAME
from adapters.dialects.words import phase_named, unnamed
from adapters.document import Element
from adapters.model import Absence, Impact, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading, Window

LONGEST = timedelta(days=366)  # of a maintenance; more is a mistake

_LISTS = {"activeIncidents": Kind.INCIDENT, "activeMaintenances": Kind.MAINTENANCE}
_STATES = frozenset({"UP", "HASISSUES", "UNDERMAINTENANCE", "ALLUNDERMAINTENANCE"})  # of a page as a whole
_IMPACTS = {
    "OPERATIONAL": Impact.NONE,
    "DEGRADEDPERFORMANCE": Impact.MINOR,
    "MINOROUTAGE": Impact.MINOR,
    "PARTIALOUTAGE": Impact.MAJOR,
    "MAJOROUTAGE": Impact.CRITICAL,
}


def claim(document: ParsedDocument) -> Claim:
    """Sure by a page with a state in Instatus's words."""
    page = root_of(document).element("page")
    is_ours = page.word("status") in _STATES and page.word("url")
    return Claim(0.9 if is_ours else 0, "a page and its state, as Instatus tells them")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every incident and maintenance as an incident of `provider`."""
    return read_lists(document, _LISTS, partial(_incident, provider))


def _incident(provider: str, kind: Kind, element: Element) -> Incident:
    identity, word, spoken = identity_of(element), element.line("status"), element.at("updatedAt")
    return Incident(
        provider=provider,
        id=identity,
        title=element.line("name"),
        url=element.address("url"),
        kind=kind,
        impact=_IMPACTS.get(element.word("impact"), Impact.UNKNOWN),
        updates=(IncidentUpdate(spoken, phase_named(word) or Phase.UPDATE, word=unnamed(word)),),
        window=_window(element) if kind is Kind.MAINTENANCE else None,
        stated_start=element.at("started"),
        revised_at=spoken,
        partial=True,
    )


def _window(element: Element) -> Window | None:
    start, minutes = element.at("start"), element.word("duration")
    if start is None:
        return None
    length = timedelta(minutes=int(minutes)) if minutes.isdecimal() and len(minutes) < len("1000000") else timedelta()
    return Window(start, start + length if timedelta() < length < LONGEST else None)


INSTATUS_JSON = JsonDialect(NAME, claim, read, Absence.ENDED)
