"""What a page of Atlassian Statuspage tells beside its feed: impact and components, from its public API, version 2.

Source: https://confluence.status.atlassian.com/api, `summary.json`: the incidents that are not over, and the
maintenance that is planned or under way, each under the code that ends its link.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from adapters.document import Element, distinct
from adapters.model import Impact, Incident, ParsedDocument, Reading, Window

PATH = "/api/v2/summary.json"
_IMPACTS = {
    "none": Impact.NONE,
    "minor": Impact.MINOR,
    "major": Impact.MAJOR,
    "critical": Impact.CRITICAL,
    "maintenance": Impact.MAINTENANCE,
}


def summary_of(feed_url: str) -> str:
    """The address of the summary of the page whose feed is at `feed_url`."""
    parts = urlsplit(feed_url)
    return urlunsplit((parts.scheme, parts.netloc, PATH, "", ""))


def with_summary(reading: Reading, summary: ParsedDocument) -> Reading:
    """The incidents with what the summary says of them; what it does not name stays as it is."""
    fields = summary.data if isinstance(summary.data, dict) else {}
    page = Element(fields)
    named = {
        element.word("id"): element for key in ("incidents", "scheduled_maintenances") for element in page.elements(key)
    }
    return replace(reading, incidents=tuple(_with(incident, named) for incident in reading.incidents))


def _with(incident: Incident, named: Mapping[str, Element]) -> Incident:
    told = named.get(incident.id)
    if told is None:
        return incident
    components = distinct(component.line("name") for component in told.elements("components"))
    return replace(
        incident,
        impact=_IMPACTS.get(told.word("impact"), incident.impact),
        components=components or incident.components,
        window=incident.window or _window(told),
    )


def _window(told: Element) -> Window | None:
    start = told.at("scheduled_for")
    return Window(start, told.at("scheduled_until")) if start else None
