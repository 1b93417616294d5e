"""What Statuswire has to say of itself, told as incidents of its own: so nothing of it is lost, or said twice."""

from datetime import datetime

from adapters.model import Incident, IncidentUpdate, Phase, Provider, Text
from bot.core.schedule import FeedState

OURSELVES = "statuswire"


def darkness(state: FeedState, provider: Provider, *, ended_at: datetime | None = None) -> Incident | None:
    """A feed that cannot be reached, and its return at `ended_at`; None while it is well and was."""
    since = state.failing_since
    if since is None:
        return None
    name = provider.name
    said = [
        IncidentUpdate(since, Phase.INVESTIGATING, Text.of(f"{state.failure or 'No answer.'}\n\n{_BLIND.format(name)}"))
    ]
    if ended_at:
        said.append(IncidentUpdate(ended_at, Phase.RESOLVED, Text.of(_SEEING.format(name))))
    return _notice(
        f"dark {state.url} {since:%Y%m%dT%H%M%S}", f"{name}: the status page cannot be read", provider.page, said
    )


def doubt(state: FeedState, provider: Provider, *, ended_at: datetime | None = None) -> Incident | None:
    """A feed whose answers are held because they do not fit; and the end of it at `ended_at`."""
    since = state.suspect_since
    if since is None:
        return None
    name = provider.name
    held = f"{name}'s feed no longer fits what it said before: {state.suspect}.\n\n{_HELD.format(provider.slug)}"
    said = [IncidentUpdate(since, Phase.INVESTIGATING, Text.of(held))]
    if ended_at:
        said.append(IncidentUpdate(ended_at, Phase.RESOLVED, Text.of(f"{name}'s feed is believed again.")))
    return _notice(
        f"{_DOUBT}{state.url} {since:%Y%m%dT%H%M%S}", f"{name}: the feed is held as suspect", provider.page, said
    )


def feed_of(notice: Incident) -> str:
    """The address of the feed that a notice is about."""
    return notice.id.partition(" ")[2].rpartition(" ")[0]


def doubted_feed(notice: Incident) -> str | None:
    """The address of the feed that a notice says is held; None where it says something else."""
    is_doubt = notice.provider == OURSELVES and notice.id.startswith(_DOUBT)
    return feed_of(notice) if is_doubt else None


def silence(where: str, reason: str, *, since: datetime, ended_at: datetime | None = None) -> Incident:
    """A channel or workspace that cannot be told anything since then, and the end of it at `ended_at`."""
    said = [IncidentUpdate(since, Phase.INVESTIGATING, Text.of(f"{reason[:1].upper()}{reason[1:]}.\n\n{_OWED}"))]
    if ended_at:
        said.append(IncidentUpdate(ended_at, Phase.RESOLVED, Text.of(_PAID)))
    return _notice(f"silence {where} {since:%Y%m%dT%H%M%S}", f"{where} cannot be told anything", None, said)


_DOUBT = "doubt "
_BLIND = "Until it answers again, silence about {0} means nothing."
_SEEING = "{0}'s status page can be read again. What was said there meanwhile follows in the usual way."
_HELD = (
    "Nothing of it is passed on until it fits again, and incidents stay as they are. "
    "If the provider has moved to another platform, accept the feed as it is now: by the button, or by the words "
    "accept {0}; where Statuswire runs, by statuswire accept {0}"
)
_OWED = "What it is owed is kept, and follows when it can be told again."
_PAID = "It can be told again."


def _notice(id_: str, title: str, page: str | None, said: list[IncidentUpdate]) -> Incident:
    return Incident(OURSELVES, id_, title, url=page, updates=tuple(said))
