"""Phases where a platform tells only whether an incident goes on, and not what each of its updates was."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.model import IncidentUpdate, Phase

_BEGINNINGS = frozenset({Phase.INVESTIGATING, Phase.SCHEDULED})


def standing_at(updates: Sequence[IncidentUpdate], standing: Phase) -> tuple[IncidentUpdate, ...]:
    """The updates, oldest first, with the one phase that is known of them all, where the incident stands now.

    What is open or planned was so from its first update; any other phase came with the newest. What a platform says
    of an update itself holds.
    """
    if not updates or any(update.phase is standing for update in updates):
        return tuple(updates)
    told = list(updates)
    place = 0 if standing in _BEGINNINGS else -1
    if told[place].phase is Phase.UPDATE:
        told[place] = replace(told[place], phase=standing)
    return tuple(told)
