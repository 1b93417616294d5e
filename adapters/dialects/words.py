"""The words of phases that mean the same on every platform. A word that is not here is shown, never guessed.

Words of other languages are those that a page was seen to write, or that a platform's own translations have. A word
that means different things on two platforms ("active", "ended") is known to their dialects alone.
"""

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
    "complete": Phase.COMPLETED,  # incident.io, as other readers of its feeds name it
    "cancelled": Phase.CANCELLED,
    "canceled": Phase.CANCELLED,
    "update": Phase.UPDATE,
    "postmortem": Phase.POSTMORTEM,
    "post-mortem": Phase.POSTMORTEM,
    # Instatus, the names of its API without a space, and as its pages show them
    "notstartedyet": Phase.SCHEDULED,
    "not started yet": Phase.SCHEDULED,
    "inprogress": Phase.IN_PROGRESS,
    # Cachet 3 (its English translations)
    "watching": Phase.MONITORING,
    "fixed": Phase.RESOLVED,
    # German
    "gelöst": Phase.RESOLVED,  # Hund's pages; cState's translations
    "behoben": Phase.RESOLVED,  # Hund's pages; Cachet's translations
    "untersuchung": Phase.INVESTIGATING,  # Cachet's translations
    "identifiziert": Phase.IDENTIFIED,  # Cachet's translations
    "beobachtung": Phase.MONITORING,  # Cachet's translations
    # French
    "résolu": Phase.RESOLVED,  # cState's and Cachet's translations
    "en cours d’investigation": Phase.INVESTIGATING,  # noqa: RUF001  # Cachet's translations, with this apostrophe
    "problème identifié": Phase.IDENTIFIED,  # Cachet's translations
    "en surveillance": Phase.MONITORING,  # Cachet's translations
    # Spanish
    "resuelto": Phase.RESOLVED,  # cState's translations
    "monitoreando": Phase.MONITORING,  # Cachet's translations
    "solucionado": Phase.RESOLVED,  # Cachet's translations
    # Portuguese, and the first two Spanish as well
    "investigando": Phase.INVESTIGATING,  # RD Station's page (incident.io); Cachet's translations
    "identificado": Phase.IDENTIFIED,  # RD Station's page (incident.io); Cachet's translations
    "monitorando": Phase.MONITORING,  # RD Station's page (incident.io); Cachet's translations
    "resolvido": Phase.RESOLVED,  # RD Station's page (incident.io); cState's and Cachet's translations
    "em andamento": Phase.IN_PROGRESS,  # RD Station's page (incident.io)
    "concluído": Phase.COMPLETED,  # RD Station's page (incident.io)
    # Japanese
    "解決済み": Phase.RESOLVED,  # cState's and Kener's translations
    # Dutch and Russian
    "opgelost": Phase.RESOLVED,  # cState's translations
    "решено": Phase.RESOLVED,  # cState's translations
}


def phase_named(word: str) -> Phase | None:
    """The phase that a feed's own word names, or None; case, underscores and spaces do not matter."""
    return _WORDS.get(" ".join(word.replace("_", " ").split()).casefold())
