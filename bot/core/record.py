"""What we remember of an incident beside what the provider said, and what changed about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.model import Incident


@dataclass(frozen=True, slots=True)
class Record:
    """An incident as merged from every poll so far.

    In it every update has an id, ours where the provider gave none. `first_seen` and `heard` (when the provider last
    said something new) are our times, UTC. `missed` counts the good polls in a row in which it was gone although
    older entries stood. `after_the_fact` says that it was over already when we first saw it.
    """

    incident: Incident
    first_seen: datetime
    heard: datetime
    missed: int = 0
    withdrawn: bool = False
    after_the_fact: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it goes on, or is planned, as far as anyone has said."""
        return self.incident.is_open and not self.withdrawn

    @property
    def is_over(self) -> bool:
        """Whether it has ended, as far as anyone has said; where nobody says how it stands it is neither."""
        return self.incident.phase.is_final or self.withdrawn


class Reason(StrEnum):
    """What happened to an incident."""

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a poll changed about an incident, with the ids of the updates that tell it, oldest first."""

    reason: Reason
    updates: tuple[str, ...] = ()

    @property
    def alerts(self) -> bool:
        """Whether people should hear of it; an edit they need only see."""
        return self.reason is not Reason.EDITED
