"""incident.io's widget (/api/v1/summary): what goes on now and what is planned, each with its newest update.

    {"page_title": "...", "page_url": "...", "ongoing_incidents": [{"id": "01K...", "name": "...", "url": "...",
     "status": "identified", "last_update_at": "...", "last_update_message": "...",
     "current_worst_impact": "partial_outage", "affected_components": [{"name": "...", "current_status": "..."}]}],
     "in_progress_maintenances": [{"started_at": "...", "scheduled_end_at": "...", "status": "maintenance_..."}],
     "scheduled_maintenances": [{"status": "maintenance_scheduled", "starts_at": "...", "ends_at": "..."}]}

What is missing has ended. Known from the types that several readers of it keep, and from a fixture of one more, which
has `created_at` and `updated_at` in place of the other times, and states without "maintenance_".
"""

from functools import partial

from adapters.dialects.dated import window_of
from adapters.dialects.dialect import Claim, JsonDialect
from adapters.dialects.elements import identity_of, read_lists, root_of
from adapters.dialects.incidentio import NAME
from adapters.dialects.words import phase_named, unnamed
from adapters.document import Element, distinct
from adapters.model import Absence, Impact, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading

_LISTS = {
    "ongoing_incidents": Kind.INCIDENT,
    "in_progress_maintenances": Kind.MAINTENANCE,
    "scheduled_maintenances": Kind.MAINTENANCE,
}
_SIGNS = frozenset({"ongoing_incidents", "in_progress_maintenances"})
_PLANNED = "maintenance_"
_IMPACTS = {
    "degraded_performance": Impact.MINOR,
    "partial_outage": Impact.MAJOR,
    "full_outage": Impact.CRITICAL,
}


def claim(document: ParsedDocument) -> Claim:
    """Sure by the names of its lists, which nobody else uses."""
    is_ours = root_of(document).fields.keys() >= _SIGNS
    return Claim(0.9 if is_ours else 0, "what goes on now, as incident.io's widget tells it")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every incident and maintenance as an incident of `provider`."""
    return read_lists(document, _LISTS, partial(_incident, provider))


def _incident(provider: str, kind: Kind, element: Element) -> Incident:
    word = element.line("status").removeprefix(_PLANNED)
    said_at = element.at("last_update_at", "updated_at")
    update = IncidentUpdate(
        at=said_at,
        phase=phase_named(word) or Phase.UPDATE,
        text=element.text("last_update_message"),
        word=unnamed(word),
    )
    start, end = element.at("started_at", "starts_at"), element.at("scheduled_end_at", "ends_at")
    return Incident(
        provider=provider,
        id=identity_of(element),
        title=element.line("name"),
        url=element.address("url"),
        kind=kind,
        impact=_IMPACTS.get(element.word("current_worst_impact"), Impact.UNKNOWN),
        components=distinct(component.line("name") for component in element.elements("affected_components")),
        updates=(update,),
        window=window_of(start, end) if kind is Kind.MAINTENANCE else None,
        stated_start=element.at("created_at") if kind is Kind.INCIDENT else None,
        revised_at=said_at,
        partial=True,
    )


INCIDENTIO_WIDGET = JsonDialect(NAME, claim, read, Absence.ENDED)
