"""The words of phases that mean the same on every platform. A word that is not here is shown, never guessed."""

from adapters.model import Phase

_WORDS = {
    "investigating": Phase.INVESTIGATING,
    "identified": Phase.IDENTIFIED,
    "monitoring": Phase.MONITORING,
    "resolved": Phase.RESOLVED,
    "scheduled": Phase.SCHEDULED,
    "in progress": Phase.IN_PROGRESS,
    "verifying": Phase.VERIFYING,
    "completed": Phase.COMPLETED,
    "cancelled": Phase.CANCELLED,
    "canceled": Phase.CANCELLED,
    "update": Phase.UPDATE,
    "postmortem": Phase.POSTMORTEM,
    "post-mortem": Phase.POSTMORTEM,
    # Portuguese, as RD Station's page writes them
    "investigando": Phase.INVESTIGATING,
    "identificado": Phase.IDENTIFIED,
    "monitorando": Phase.MONITORING,
    "resolvido": Phase.RESOLVED,
    "em andamento": Phase.IN_PROGRESS,
    "concluído": Phase.COMPLETED,
    # German, as Hund's pages write them
    "gelöst": Phase.RESOLVED,
    "behoben": Phase.RESOLVED,
}


def phase_named(word: str) -> Phase | None:
    """The phase that a feed's own word names, or None; case, underscores and spaces do not matter."""
    return _WORDS.get(" ".join(word.replace("_", " ").split()).casefold())
