"""Who cares about an incident."""

from collections.abc import Iterable

from adapters.clouds import vocabulary_of
from adapters.model import Impact, Incident
from adapters.parts import is_vague, plain
from bot.core.destination import Filters, Subscription


def route(incident: Incident, subscriptions: Iterable[Subscription]) -> frozenset[str]:
    """The ids of the destinations that asked to hear of this incident."""
    return frozenset(
        subscription.destination
        for subscription in subscriptions
        if subscription.provider == incident.provider and wants(subscription.filters, incident)
    )


def wants(filters: Filters, incident: Incident) -> bool:
    """Whether an incident passes the filters; what the provider does not tell keeps nothing back."""
    if filters.kinds and incident.kind not in filters.kinds:
        return False
    if filters.impact and incident.impact is not Impact.UNKNOWN and incident.impact.rank < filters.impact.rank:
        return False
    if filters.words and not _speaks_of(incident, filters.words):
        return False
    return _is_of(incident, filters.components) and _is_in(incident, filters.regions)


def _is_of(incident: Incident, components: frozenset[str]) -> bool:
    """Whether it is in one of these components, or tells of none."""
    vocabulary = vocabulary_of(incident.provider)
    telling = [name for name in incident.components if not is_vague(name) and not vocabulary.regions_in(name)]
    if not components or not telling:
        return True
    wanted = {component.casefold() for component in components}
    if any(name.casefold() in wanted for name in incident.components):
        return True
    return any(vocabulary.services_in(name) & components for name in telling)


def _is_in(incident: Incident, regions: frozenset[str]) -> bool:
    """Whether it is in one of these regions, or tells of none.

    Where nobody knows what the provider's regions are called, components tell them, or any other part.
    """
    vocabulary = vocabulary_of(incident.provider)
    told = (incident.title, *incident.components)
    named = {plain(region) for text in told for region in vocabulary.regions_in(text)}
    wanted = {plain(region) for region in regions}
    if not wanted or named:
        return not wanted or bool(named & wanted)
    if vocabulary.has_regions or not incident.components:
        return True
    return any(region in plain(text) for text in told for region in wanted)


def _speaks_of(incident: Incident, words: Iterable[str]) -> bool:
    said = "\n".join([incident.title, *(update.text.plain for update in incident.updates)]).casefold()
    return any(word.casefold() in said for word in words)
