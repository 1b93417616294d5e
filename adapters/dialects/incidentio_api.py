"""What a page of incident.io tells beside its feed: all the updates of an incident, of which the feed shows the newest.

Two places may have them. The first is the incident's own JSON, as the page itself asks for it: under /proxy/ and the
page's name, which is its host, or the folder that it has on a host of many pages. The address is put together from
those that other readers use, `/proxy/<host>` and `/proxy/<name>/incidents/<id>`. The second is the list in
Statuspage's form, which some pages were seen to write without words.

Wanted is what goes on or has only just ended, where an update may have been missed: the newest in the feed is not the
first, and not among those that the page has told. What it tells is taken where it is whole: it begins when the incident
was opened, leaves out no words, and has the newest update of the feed.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from adapters.dialects import incidentio_json, statuspage_json
from adapters.dialects.beside import Beside, Told
from adapters.dialects.incidentio import AT_ONCE, opened_at
from adapters.model import Incident, IncidentUpdate, Reading

LIST = "api/v2/incidents.json"
JUST_ENDED = timedelta(hours=24)  # for so long an end may be news to somebody
FEW = 5  # incidents that are followed so at once, the newest ones


def wanted(told: Told) -> tuple[str, ...]:
    """The own JSON of every incident that is not told whole yet, the newest first, and the list of them all."""
    histories = _histories(told)
    missing = [_own(told.feed_url, incident.id) for incident in _followed(told) if incident.id not in histories]
    return (*missing, urljoin(told.feed_url, LIST)) if missing else ()


def added(told: Told) -> Reading:
    """The incidents with all their updates, where these are told whole."""
    histories = _histories(told)
    incidents = (
        _with(incident, histories[incident.id]) if incident.id in histories else incident
        for incident in told.reading.incidents
    )
    return replace(told.reading, incidents=tuple(incidents))


def _with(incident: Incident, updates: tuple[IncidentUpdate, ...]) -> Incident:
    return replace(incident, updates=updates, partial=False, lacks_earlier=False)


def _own(feed_url: str, identity: str) -> str:
    parts = urlsplit(feed_url)
    folder = parts.path.rpartition("/")[0].rpartition("/")[2]
    return urljoin(feed_url, f"/proxy/{folder or parts.hostname}/incidents/{identity}")


def _followed(told: Told) -> list[Incident]:
    """The few incidents of which updates may be wanted, the newest first."""
    partial = [incident for incident in told.reading.incidents if incident.partial and opened_at(incident.id)]
    spoken = [(word, incident) for incident in partial if (word := incident.last_word)]
    recent = [pair for pair in spoken if pair[1].is_open or told.now - pair[0] <= JUST_ENDED]
    return [incident for _, incident in sorted(recent, key=lambda pair: pair[0], reverse=True)][:FEW]


def _histories(told: Told) -> dict[str, tuple[IncidentUpdate, ...]]:
    """By its id, all that was said of each incident that the page has told whole."""
    listed: dict[str, list[Incident]] = {}
    for address, document in told.documents.items():
        form = statuspage_json if address == urljoin(told.feed_url, LIST) else incidentio_json
        for incident in form.read(document, "").incidents:
            listed.setdefault(incident.id, []).append(incident)
    wholes = [(shown.id, _whole(shown, incident)) for shown in _followed(told) for incident in listed.get(shown.id, ())]
    return {identity: updates for identity, updates in wholes if updates}


def _whole(shown: Incident, listed: Incident) -> tuple[IncidentUpdate, ...]:
    """All that was said of an incident that the feed shows; nothing if not all is.

    The newest is worded and dated as in the feed: it is known again if the page is not to be had next time.
    """
    newest, told = shown.updates[-1], listed.updates
    place = next((at for at in reversed(range(len(told))) if _is_same(newest, told[at])), None)
    if place is None or not all(update.text for update in told) or not _begins(shown.id, told[0]):
        return ()
    as_in_feed = replace(told[place], at=newest.at or told[place].at, text=newest.text or told[place].text)
    return (*told[:place], as_in_feed, *told[place + 1 :])


def _begins(identity: str, first: IncidentUpdate) -> bool:
    """Whether an incident was opened with this update; one that was entered later has older ones."""
    opened = opened_at(identity)
    return first.at is not None and opened is not None and first.at <= opened + AT_ONCE


def _is_same(shown: IncidentUpdate, listed: IncidentUpdate) -> bool:
    """Whether feed and page mean the same update; in RSS the date of an entry may not be that of its update."""
    same_minute = shown.at and listed.at and _minute(shown.at) == _minute(listed.at)
    same_words = shown.text and shown.text.plain.split() == listed.text.plain.split()
    return shown.phase is listed.phase and bool(same_minute or same_words)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


INCIDENTIO_API = Beside(wanted, added)
