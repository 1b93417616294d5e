"""Salesforce Trust's JSON (/v1/incidents and /v1/incidents/active), which has neither a title nor an address.

What an incident is called here is made of what it tells: the type of its impact and its services. Times of the impact
are stated apart from the events, and an empty string stands for one that is not known. An event's type may be a phase;
mostly it is "update". Known from other readers' tests, not from a capture.
"""

import re
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import identity_of, items_of, listed, updates_of
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.document import Element, distinct
from adapters.model import Absence, Impact, Incident, IncidentUpdate, ParsedDocument, Phase, Reading

NAME = "salesforce"
PAGE = "https://status.salesforce.com/incidents"

_SIGNS = frozenset({"IncidentEvents", "IncidentImpacts"})
_IMPACTS = {"minor": Impact.MINOR, "major": Impact.MAJOR, "critical": Impact.CRITICAL}
_STATES = {"active": Phase.INVESTIGATING, "resolved": Phase.RESOLVED}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def claim(document: ParsedDocument) -> Claim:
    """Sure by incidents with events and impacts."""
    ours = any(element.fields.keys() >= _SIGNS for element in listed(document))
    return Claim(0.9 if ours else 0, "incidents with events and impacts, as Salesforce Trust tells them")


def claim_active(document: ParsedDocument) -> Claim:
    """Surer where the address says that only the active were asked for, also when there is none."""
    is_active = urlsplit(document.url).path.rstrip("/").endswith("/v1/incidents/active")
    if not is_active or not (document.data == [] or claim(document).certainty):
        return Claim(0, "not the list of the active")
    return Claim(0.95 if document.data else 0.3, "the active incidents of Salesforce Trust")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every element as an incident of `provider`."""
    return read_elements(items_of(document), partial(_incident, provider))


def _incident(provider: str, element: Element) -> Incident:
    identity = identity_of(element)
    impacts = element.elements("IncidentImpacts")
    ends = [impact.at("endTime") for impact in impacts]
    standing = _STATES.get(element.word("status").casefold())
    updates = updates_of(
        element.elements("IncidentEvents"),
        text="message",
        times=("createdAt", "updatedAt"),
        word="type",
        phase=lambda event: phase_named(event.word("type")),
    )
    if not updates:
        updates = (IncidentUpdate(element.at("updatedAt", "createdAt"), Phase.UPDATE),)
    return Incident(
        provider=provider,
        id=identity,
        title=_title(element, impacts),
        url=f"{PAGE}/{identity}" if identity.isdecimal() else None,
        impact=max((_impact(impact) for impact in impacts), key=lambda impact: impact.rank, default=Impact.UNKNOWN),
        components=distinct((*element.lines("serviceKeys"), *element.lines("instanceKeys"))),
        updates=standing_at(updates, standing) if standing else updates,
        stated_start=min((start for impact in impacts if (start := impact.at("startTime"))), default=None),
        stated_end=max((end for end in ends if end), default=None) if all(ends) else None,
        revised_at=element.at("updatedAt"),
    )


def _impact(impact: Element) -> Impact:
    return _IMPACTS.get(impact.word("severity").casefold(), Impact.UNKNOWN)


def _title(element: Element, impacts: Sequence[Element]) -> str:
    """What the impact is, in words, and of which services: "Service disruption: coreService"."""
    types = (_HUMP.sub(" ", word).capitalize() for impact in impacts if (word := impact.line("type")))
    what = next(types, element.line("type")) or f"Incident {element.word('id')}"
    services = ", ".join(element.lines("serviceKeys"))
    return f"{what}: {services}" if services else what


SALESFORCE = JsonDialect(NAME, claim, read)
SALESFORCE_ACTIVE = JsonDialect(NAME, claim_active, read, Absence.ENDED)
