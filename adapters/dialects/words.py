"""The words of phases that mean the same on every platform. Any other word is shown and counted, never guessed.

Words of other languages are those that a page was seen to write, or that a platform's own published translations have:

- Cachet, https://github.com/cachethq/core, resources/lang; for Japanese of 2.x, https://github.com/cachethq/cachet
- cState, https://github.com/cstate/cstate, i18n
- Instatus, https://github.com/instatushq/languages
- Kener, https://github.com/rajnandan1/kener, src/lib/locales

A word that means different things on two platforms, or two things on one ("active", "ended", Instatus's German
"Überprüfung"), is known to their dialects alone. Statuspage's and incident.io's translations are not published.
"""

from unicodedata import normalize

from adapters.model import Phase

_WORDS = {
    # English: Statuspage's feeds and API (https://support.atlassian.com/statuspage), which most others imitate
    "investigating": Phase.INVESTIGATING,
    "identified": Phase.IDENTIFIED,
    "monitoring": Phase.MONITORING,
    "resolved": Phase.RESOLVED,
    "scheduled": Phase.SCHEDULED,
    "in progress": Phase.IN_PROGRESS,
    "verifying": Phase.VERIFYING,
    "completed": Phase.COMPLETED,
    "update": Phase.UPDATE,
    "postmortem": Phase.POSTMORTEM,
    "post-mortem": Phase.POSTMORTEM,  # Instatus (English)
    "complete": Phase.COMPLETED,  # incident.io, as other readers of its feeds name it; Cachet (English)
    "cancelled": Phase.CANCELLED,  # Slack's API
    "canceled": Phase.CANCELLED,
    "notstartedyet": Phase.SCHEDULED,  # Instatus, the names of its API, and as its pages show them
    "not started yet": Phase.SCHEDULED,
    "inprogress": Phase.IN_PROGRESS,
    "watching": Phase.MONITORING,  # Cachet 3 (English)
    "fixed": Phase.RESOLVED,  # Cachet (English)
    # German
    "untersuchung": Phase.INVESTIGATING,  # Cachet; Kener
    "analyse": Phase.INVESTIGATING,  # Instatus
    "identifiziert": Phase.IDENTIFIED,  # Cachet; Kener
    "identifizierung": Phase.IDENTIFIED,  # Instatus
    "beobachtung": Phase.MONITORING,  # Cachet
    "überwachung": Phase.MONITORING,  # Kener
    "gelöst": Phase.RESOLVED,  # Hund's pages; cState; Kener
    "behoben": Phase.RESOLVED,  # Hund's pages; Cachet
    "problem gelöst": Phase.RESOLVED,  # Instatus
    "geplant": Phase.SCHEDULED,  # Instatus
    "in bearbeitung": Phase.IN_PROGRESS,  # Instatus
    "abgeschlossen": Phase.COMPLETED,  # Instatus; Cachet
    # French
    "en cours d'investigation": Phase.INVESTIGATING,  # Kener; Cachet, with the other apostrophe
    "détecté": Phase.INVESTIGATING,  # Instatus
    "identifié": Phase.IDENTIFIED,  # Instatus; Kener
    "problème identifié": Phase.IDENTIFIED,  # Cachet
    "surveillé": Phase.MONITORING,  # Instatus
    "en surveillance": Phase.MONITORING,  # Cachet; Kener
    "résolu": Phase.RESOLVED,  # cState; Cachet; Instatus; Kener
    "programmé": Phase.SCHEDULED,  # Instatus
    "pas encore commencé": Phase.SCHEDULED,  # Instatus
    "en cours": Phase.IN_PROGRESS,  # Instatus
    "vérification": Phase.VERIFYING,  # Instatus
    "terminé": Phase.COMPLETED,  # Instatus
    "mettre à jour": Phase.UPDATE,  # Instatus
    # Spanish
    "monitoreando": Phase.MONITORING,  # Cachet
    "supervisando": Phase.MONITORING,  # Instatus
    "resuelto": Phase.RESOLVED,  # cState; Instatus
    "solucionado": Phase.RESOLVED,  # Cachet
    "programado": Phase.SCHEDULED,  # Instatus
    "programada": Phase.SCHEDULED,  # Instatus
    "en progreso": Phase.IN_PROGRESS,  # Instatus
    "completado": Phase.COMPLETED,  # Instatus
    # Spanish and Portuguese
    "investigando": Phase.INVESTIGATING,  # Cachet; Instatus; RD Station's page (incident.io)
    "identificado": Phase.IDENTIFIED,  # Cachet; Instatus; RD Station's page (incident.io)
    "verificando": Phase.VERIFYING,  # Instatus
    # Portuguese
    "monitorando": Phase.MONITORING,  # RD Station's page (incident.io); Cachet; Kener
    "monitoramento": Phase.MONITORING,  # Instatus (Brazil)
    "resolvido": Phase.RESOLVED,  # RD Station's page (incident.io); cState; Cachet; Instatus; Kener
    "agendada": Phase.SCHEDULED,  # Instatus (Brazil)
    "ainda não iniciou": Phase.SCHEDULED,  # Instatus (Brazil)
    "em andamento": Phase.IN_PROGRESS,  # RD Station's page (incident.io)
    "em curso": Phase.IN_PROGRESS,  # Instatus (Brazil)
    "concluído": Phase.COMPLETED,  # RD Station's page (incident.io); Instatus (Brazil)
    # Spanish and Portuguese, where the English word was taken for a command
    "actualizar": Phase.UPDATE,  # Instatus
    "atualizar": Phase.UPDATE,  # Instatus (Brazil)
    # Japanese
    "調査中": Phase.INVESTIGATING,  # Instatus; Kener; Cachet 2
    "原因判明済み": Phase.IDENTIFIED,  # Instatus
    "識別済み": Phase.IDENTIFIED,  # Kener
    "特定済み": Phase.IDENTIFIED,  # Cachet 2
    "監視中": Phase.MONITORING,  # Instatus; Cachet 2
    "モニタリング中": Phase.MONITORING,  # Kener
    "解決済み": Phase.RESOLVED,  # cState; Instatus; Kener
    "修正済み": Phase.RESOLVED,  # Cachet 2
    "予定": Phase.SCHEDULED,  # Instatus
    "進行中": Phase.IN_PROGRESS,  # Instatus; Cachet 2
    "確認中": Phase.VERIFYING,  # Instatus
    "完了": Phase.COMPLETED,  # Instatus; Cachet 2
    "更新": Phase.UPDATE,  # Instatus
    # Dutch and Russian
    "opgelost": Phase.RESOLVED,  # cState
    "решено": Phase.RESOLVED,  # cState
}
_APOSTROPHE = "\u2019"


def phase_named(word: str) -> Phase | None:
    """The phase that a feed's own word names, or None; case, underscores, spaces and apostrophes do not matter."""
    plain = normalize("NFC", word).replace("_", " ").replace(_APOSTROPHE, "'")
    return _WORDS.get(" ".join(plain.split()).casefold())


def unnamed(word: str) -> str:
    """A word that a platform puts where a phase stands, if it names none that is known; else nothing."""
    return "" if phase_named(word) else " ".join(word.split())
