"""What a page of Atlassian Statuspage tells beside its feed: impact and components, from its public API, version 2.

Source: https://confluence.status.atlassian.com/api, `summary.json`: the incidents that are not over, and the
maintenance that is planned or under way, each under the code that ends its link.

People change the impact of an incident and the components that it touches apart from its updates, and neither stands in
the feed. So while something is open the summary is wanted at every look, also where the feed is as it was.
"""

from dataclasses import replace
from urllib.parse import urljoin

from adapters.dialects import statuspage_json
from adapters.dialects.beside import Beside, Told
from adapters.model import Impact, Incident, Reading

SUMMARY = "/api/v2/summary.json"
_API = "/api/"


def wanted(told: Told) -> tuple[str, ...]:
    """The summary, while something is open; a page that is polled by its API tells everything there."""
    is_feed = not told.feed_url.startswith(urljoin(told.feed_url, _API))
    is_open = any(incident.is_open for incident in told.reading.incidents)
    return (urljoin(told.feed_url, SUMMARY),) if is_open and is_feed else ()


def added(told: Told) -> Reading:
    """The incidents with what the summary says of them; what it does not name stays as it is."""
    summary = told.documents.get(urljoin(told.feed_url, SUMMARY))
    if summary is None:
        return told.reading
    named = {incident.id: incident for incident in statuspage_json.read(summary, "").incidents}
    incidents = (_with(incident, named.get(incident.id)) for incident in told.reading.incidents)
    return replace(told.reading, incidents=tuple(incidents))


def _with(incident: Incident, named: Incident | None) -> Incident:
    if named is None:
        return incident
    return replace(
        incident,
        impact=incident.impact if named.impact is Impact.UNKNOWN else named.impact,
        components=named.components or incident.components,
        window=incident.window or named.window,
    )


STATUSPAGE_API = Beside(wanted, added, always=True)
