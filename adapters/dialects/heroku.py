"""Heroku's JSON (/api/v4/current-status and /api/v4/incidents): incidents with updates, newest first.

`state` tells where an incident stands; `resolved` is wrong at times and is not read. Planned work stands in a list of
its own and keeps the state "upcoming" long after an update said in prose that it is complete, so that it is shown as
scheduled until it leaves the list; its window stands in prose alone.
"""

from functools import partial

from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import identity_of, items_of, listed, read_lists, root_of, updates_of
from adapters.dialects.standing import standing_at
from adapters.dialects.words import phase_named
from adapters.document import Element, distinct
from adapters.model import Absence, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading

NAME = "heroku"

_LISTS = {"incidents": Kind.INCIDENT, "scheduled": Kind.MAINTENANCE}
_SIGNS = frozenset({"title", "state", "updates", "systems"})
_PLANNED = {"upcoming": Phase.SCHEDULED, "open": Phase.IN_PROGRESS, "resolved": Phase.COMPLETED}
_KINDS = frozenset({"issue", "scheduled"})  # types of update that say what kind of incident it is, and no phase


def claim_current(document: ParsedDocument) -> Claim:
    """Sure by the three lists of the current status."""
    is_ours = all(root_of(document).has_list(name) for name in ("status", "incidents", "scheduled"))
    return Claim(0.9 if is_ours else 0, "systems, incidents and scheduled work, as Heroku tells them")


def claim_history(document: ParsedDocument) -> Claim:
    """Sure by incidents with a state, systems and updates."""
    ours = any(element.fields.keys() >= _SIGNS for element in listed(document))
    return Claim(0.9 if ours else 0, "incidents with systems and updates, as Heroku tells them")


def read_current(document: ParsedDocument, provider: str) -> Reading:
    """What goes on, and what is planned, as incidents of `provider`."""
    return read_lists(document, _LISTS, partial(_incident, provider))


def read_history(document: ParsedDocument, provider: str) -> Reading:
    """Every element as an incident of `provider`."""
    return read_elements(items_of(document), partial(_incident, provider, Kind.INCIDENT))


def _incident(provider: str, kind: Kind, element: Element) -> Incident:
    identity = identity_of(element)
    updates = updates_of(
        element.elements("updates"), text="contents", times=("created_at",), word="update_type", phase=_phase
    )
    if not updates:
        updates = (IncidentUpdate(element.at("updated_at", "created_at"), Phase.UPDATE),)
    return Incident(
        provider=provider,
        id=identity,
        title=element.line("title"),
        url=element.address("full_url"),
        kind=kind,
        components=distinct((*(each.line("name") for each in element.elements("systems")), *element.lines("tags"))),
        updates=standing_at(updates, _standing(element.word("state"), kind)),
        stated_start=None if kind is Kind.MAINTENANCE else element.at("created_at"),
        revised_at=element.at("updated_at"),
    )


def _standing(state: str, kind: Kind) -> Phase:
    """The phase of the whole: what is not said to be over is open."""
    if kind is Kind.MAINTENANCE and state in _PLANNED:
        return _PLANNED[state]
    return phase_named(state) or Phase.INVESTIGATING


def _phase(update: Element) -> Phase | None:
    word = update.word("update_type")
    return Phase.UPDATE if word in _KINDS else phase_named(word)


HEROKU_CURRENT = JsonDialect(NAME, claim_current, read_current, Absence.ENDED)
HEROKU_HISTORY = JsonDialect(NAME, claim_history, read_history)
