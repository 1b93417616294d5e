"""incidents.json of Google's dashboards: open and closed incidents, each with its updates, newest first.

An incident is open as long as it has no `end`. An update says how much works (`AVAILABLE` is the end), not in which
phase the work is; texts are Markdown. A report that comes days after the end is a post-mortem. `modified` of an old
update is only when the next was posted. The id is that of the feeds.
"""

import re
from functools import partial
from urllib.parse import urljoin

from adapters.dialects.dialect import Claim, JsonDialect, by_time, read_elements
from adapters.dialects.elements import identity_of, items_of, listed
from adapters.dialects.gcp import NAME
from adapters.dialects.markdown import markdown_text
from adapters.dialects.standing import standing_at
from adapters.document import Element, distinct
from adapters.model import Impact, Incident, IncidentUpdate, ParsedDocument, Phase, Reading
from adapters.text import line_of, web_address

_SIGNS = frozenset({"id", "begin", "external_desc"})
_FILE = "incidents.json"
_IMPACTS = {"SERVICE_DISRUPTION": Impact.MAJOR, "SERVICE_OUTAGE": Impact.CRITICAL}  # INFORMATION says no degree
_REPORT = re.compile(r"[\s#*\\]*(?:Mini |Preliminary )?Incident Report\b", re.IGNORECASE)
# At the beginning of a line whose blanks are single ones: so nothing can make it slow.
_LABEL = re.compile(r"[*]{0,2} ?(?:title|summary|description) ?:? ?[*]{0,2} ?:? ?", re.IGNORECASE)


def claim(document: ParsedDocument) -> Claim:
    """Sure by elements with a begin and a description; a little of an empty list under its usual name."""
    elements = listed(document)
    ours = sum(1 for element in elements if element.fields.keys() >= _SIGNS)
    if ours:
        return Claim(0.9 * ours / len(elements), "incidents as Google's dashboards tell them")
    is_empty = document.data == [] and document.url.partition("?")[0].endswith(f"google.com/{_FILE}")
    return Claim(0.3 if is_empty else 0, "an empty list where Google's dashboards keep their incidents")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every element as an incident of `provider`."""
    return read_elements(items_of(document), partial(_incident, provider, document.url))


def _incident(provider: str, url: str, element: Element) -> Incident:
    identity = identity_of(element)
    begin, end = element.at("begin"), element.at("end")
    updates = _updates(element)
    return Incident(
        provider=provider,
        id=identity,
        title=_title(element),
        url=_address(url, element.word("uri")),
        impact=_IMPACTS.get(element.word("status_impact"), Impact.UNKNOWN),
        components=_components(element),
        updates=standing_at(updates, Phase.RESOLVED if end else Phase.INVESTIGATING),
        stated_start=begin,
        stated_end=end,
        revised_at=element.at("modified"),
    )


def _address(page: str, uri: str) -> str | None:
    """Where an incident stands, from its place below the page; None for what is no address."""
    try:
        return web_address(urljoin(page, uri)) if uri else None
    except ValueError:
        return None


def _title(element: Element) -> str:
    """The first line of the description that is no label; all of it is the first update's text."""
    lines = (_without_label(line).replace("**", "") for line in element.word("external_desc").splitlines())
    return next((line for written in lines if (line := line_of(written))), element.line("service_name"))


def _components(element: Element) -> tuple[str, ...]:
    products = [product.line("title") for product in element.elements("affected_products")]
    fields = ("currently_affected_locations", "previously_affected_locations")
    locations = (location.line("title") for field in fields for location in element.elements(field))
    return distinct([*(products or [element.line("service_name")]), *locations])


def _updates(element: Element) -> tuple[IncidentUpdate, ...]:
    """The updates, oldest first; where none is told, the newest alone, or the description and an end without words."""
    told = by_time(_update(update) for update in element.elements("updates"))
    newest = element.element("most_recent_update")
    if not told and newest.fields:
        told = (_update(newest),)
    if told:
        return told
    first = IncidentUpdate(element.at("created", "begin"), Phase.UPDATE, markdown_text(element.raw("external_desc")))
    end = element.at("end")
    return (first, IncidentUpdate(end, Phase.RESOLVED)) if end else (first,)


def _update(element: Element) -> IncidentUpdate:
    written = element.raw("text")
    phase = Phase.RESOLVED if element.word("status") == "AVAILABLE" else Phase.UPDATE
    return IncidentUpdate(
        at=element.at("when", "created"),
        phase=Phase.POSTMORTEM if _REPORT.match(written) else phase,
        text=markdown_text(written),
    )


def _without_label(line: str) -> str:
    plain = " ".join(line.split())
    label = _LABEL.match(plain)
    return plain[label.end() :] if label else plain


GCP_JSON = JsonDialect(NAME, claim, read)
