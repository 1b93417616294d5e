"""incident.io in JSON, as its pages ask for it themselves: one incident or a list of them, each with its updates.

    /proxy/<page>/incidents/<id>   {"incident": {"id": "01K...", "name": "...", "type": "incident", "updates": [...]}}
    /proxy/<page>/incidents        {"incidents": [...]}

    update: {"id": "01K...", "published_at": "...", "to_status": "identified", "message_string": "...", ...}

Documented nowhere; known from what other readers of these pages keep. The updates stand oldest first, the states of a
maintenance begin with "maintenance_", components are told by their ids alone, and nothing tells an impact. In the lists
that were kept an incident has only its first update though it is resolved: what its own status says beyond the updates
is read as one more, without words and time, and the incident as one that is not told in full.
"""

from functools import partial
from urllib.parse import urljoin

from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import identity_of, root_of, updates_of
from adapters.dialects.incidentio import NAME
from adapters.dialects.words import phase_named
from adapters.document import Element, elements_of
from adapters.model import Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading
from adapters.text import web_address

_SIGNS = frozenset({"id", "published_at", "status_page_id", "updates"})
_PLANNED = "maintenance_"


def claim(document: ParsedDocument) -> Claim:
    """Sure by incidents with their page, the time they were published at, and updates."""
    is_ours = any(element.fields.keys() >= _SIGNS for element in elements_of(_items(document)))
    return Claim(0.9 if is_ours else 0, "incidents with updates, as incident.io tells them")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every incident and maintenance as an incident of `provider`."""
    return read_elements(_items(document), partial(_incident, provider, document.url))


def _items(document: ParsedDocument) -> list[object]:
    root = root_of(document)
    one = root.element("incident")
    return [one.fields] if one.fields else root.items("incidents")


def _incident(provider: str, address: str, element: Element) -> Incident:
    identity = identity_of(element)
    told = updates_of(
        element.elements("updates"),
        text="message_string",
        times=("published_at",),
        word="to_status",
        phase=lambda update: _phase(update.word("to_status")),
    )
    standing = _phase(element.word("status"))
    is_told = standing is None or any(update.phase is standing for update in told)
    planned = element.word("type") == Kind.MAINTENANCE or element.word("status").startswith(_PLANNED)
    return Incident(
        provider=provider,
        id=identity,
        title=element.line("name"),
        url=web_address(urljoin(address, f"/incidents/{identity}")),
        kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
        updates=told if is_told else (*told, IncidentUpdate(None, standing or Phase.UPDATE)),
        partial=not is_told,
    )


def _phase(word: str) -> Phase | None:
    return phase_named(word.removeprefix(_PLANNED))


INCIDENTIO_JSON = JsonDialect(NAME, claim, read)
