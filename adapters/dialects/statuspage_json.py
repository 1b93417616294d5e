"""Statuspage's API v2 in JSON, for pages that are polled so: summary, incidents, unresolved, scheduled-maintenances.

An incident's id is the code that ends its link in the feeds. Each update has its own id, phase and time, newest first;
the API has no phase "update": one that changes nothing repeats the phase. incident.io serves the same form, with null
for an empty list. Some answers leave out of an update all but its text; then it has no time, and the incident's phase.

The summary and the unresolved incidents hold what goes on now, so that what is missing has ended. By its body the list
of the unresolved cannot be told from that of the last fifty: its address tells.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from adapters.dialects.dated import window_of
from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import identity_of, root_of, updates_of
from adapters.dialects.statuspage import NAME
from adapters.dialects.words import phase_named, unnamed
from adapters.document import Element, distinct
from adapters.model import Absence, Impact, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading
from adapters.text import web_address

_LISTS = ("incidents", "scheduled_maintenances")
_CURRENT = ("/unresolved.json", "/upcoming.json", "/active.json")
_IMPACTS = {impact.value: impact for impact in Impact if impact is not Impact.UNKNOWN}


def claim(document: ParsedDocument) -> Claim:
    """Sure by a page with an id and a list of incidents or of maintenances."""
    page = root_of(document).element("page")
    is_ours = page.word("id") and any(name in root_of(document).fields for name in _LISTS)
    return Claim(0.9 if is_ours else 0, "a page and its incidents, as Statuspage's API tells them")


def claim_current(document: ParsedDocument) -> Claim:
    """Surer of the same where the document holds only what goes on."""
    told = claim(document)
    is_summary = {"components", "status", *_LISTS} <= root_of(document).fields.keys()
    is_current = is_summary or urlsplit(document.url).path.endswith(_CURRENT)
    return replace(told, certainty=0.95) if told.certainty and is_current else Claim(0, "not a summary")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every incident and maintenance as an incident of `provider`."""
    root = root_of(document)
    page = root.element("page").address("url")
    items = [item for name in _LISTS for item in root.items(name)]
    return read_elements(items, partial(_incident, provider, page))


def _incident(provider: str, page: str | None, element: Element) -> Incident:
    code = identity_of(element)
    start, end = element.at("scheduled_for"), element.at("scheduled_until")
    is_planned = start is not None or element.word("impact") == Impact.MAINTENANCE
    link = web_address(f"{page.rstrip('/')}/incidents/{code}") if page else None
    return Incident(
        provider=provider,
        id=code,
        title=element.line("name"),
        url=link or element.address("shortlink"),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=_IMPACTS.get(element.word("impact"), Impact.UNKNOWN),
        components=_components(element),
        updates=_updates(element),
        window=window_of(start, end),
        stated_start=None if is_planned else _start(element),
        stated_end=element.at("resolved_at"),
        revised_at=element.at("updated_at"),
    )


def _start(element: Element) -> datetime | None:
    """When it began; where no update is told, it was opened no later than it was written down."""
    fields = ("started_at",) if element.elements("incident_updates") else ("started_at", "created_at")
    return element.at(*fields)


def _components(element: Element) -> tuple[str, ...]:
    affected = (
        each for update in element.elements("incident_updates") for each in update.elements("affected_components")
    )
    return distinct(each.line("name") for each in (*element.elements("components"), *affected))


def _updates(element: Element) -> tuple[IncidentUpdate, ...]:
    """The updates, oldest first; where there is none, the incident itself is one."""
    standing = phase_named(element.word("status")) or Phase.UPDATE
    told = updates_of(
        element.elements("incident_updates"),
        text="body",
        times=("display_at", "created_at", "updated_at"),
        word="status",
        phase=lambda update: phase_named(update.word("status")) if update.word("status") else standing,
    )
    alone = IncidentUpdate(
        element.at("updated_at", "started_at", "created_at"), standing, word=unnamed(element.line("status"))
    )
    return told or (alone,)


STATUSPAGE_JSON = JsonDialect(NAME, claim, read)
STATUSPAGE_CURRENT = JsonDialect(NAME, claim_current, read, Absence.ENDED)
