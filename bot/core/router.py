"""Who cares about an incident."""

from collections.abc import Iterable

from adapters.model import Impact, Incident
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
    if not filters.components or not incident.components:
        return True
    named = {component.casefold() for component in filters.components}
    return any(component.casefold() in named for component in incident.components)


def _speaks_of(incident: Incident, words: Iterable[str]) -> bool:
    said = "\n".join([incident.title, *(update.text.plain for update in incident.updates)]).casefold()
    return any(word.casefold() in said for word in words)
