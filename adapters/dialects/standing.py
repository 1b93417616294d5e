"""Phases where a platform tells only whether an incident goes on, and not what each of its updates was."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.model import IncidentUpdate, Phase


def standing_at(updates: Sequence[IncidentUpdate], standing: Phase) -> tuple[IncidentUpdate, ...]:
    """The updates, oldest first, where all that is known is where the incident stands now.

    What stands anywhere was open, or planned, with the first of several updates; where it stands it came to with the
    newest. A phase that the platform tells of an update itself holds.
    """
    told = list(updates)
    beginning = Phase.SCHEDULED if standing.is_planned else Phase.INVESTIGATING
    if told and told[0].phase is Phase.UPDATE and (len(told) > 1 or standing is beginning):
        told[0] = replace(told[0], phase=beginning)
    is_told = any(update.phase is standing for update in told)
    if told and told[-1].phase is Phase.UPDATE and standing is not beginning and not is_told:
        told[-1] = replace(told[-1], phase=standing)
    return tuple(told)
