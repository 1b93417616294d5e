"""AWS Health in JSON: /public/currentevents (UTF-16, what is open now) and the events of /public/events.

    {"arn": "arn:aws:health:...", "service": "ec2-us-east-1", "status": "3", "date": "1772369485",
     "event_log": [{"summary": "...", "message": "...", "status": 1, "timestamp": 1772369485}]}

Numbers are written as strings here and as numbers there. In the second kind the log is itself JSON in a string, and
the times around it are in thousandths of a second. `status` stays at its level when an event is resolved: the end is
told in the summary as in the feed, or by an `endTime`. Not certain: whether /public/events forgets, so that absence
says nothing there.
"""

import json
from datetime import datetime
from functools import partial

from adapters.dialects.aws import NAME, components_of, is_end, subject_of
from adapters.dialects.dialect import Claim, JsonDialect, by_time, read_elements
from adapters.dialects.elements import items_of, listed
from adapters.dialects.standing import standing_at
from adapters.document import Element, distinct, elements_of
from adapters.errors import EntryError
from adapters.model import Absence, Impact, Incident, IncidentUpdate, ParsedDocument, Phase, Reading

PAGE = "https://health.aws.amazon.com/health/status"  # events have no address of their own
THOUSANDTHS = 1000

_IMPACTS = {"2": Impact.MINOR, "3": Impact.MAJOR}  # degraded and disrupted; 0 is well and 1 informs


def claim_current(document: ParsedDocument) -> Claim:
    """Sure by events with a log; a little of an empty list under its usual name."""
    if any({"event_log", "service"} <= element.fields.keys() for element in listed(document)):
        return Claim(0.9, "events with their log, as AWS tells what is current")
    is_empty = document.data == [] and document.url.partition("?")[0].endswith("/public/currentevents")
    return Claim(0.3 if is_empty else 0, "an empty list where AWS keeps its current events")


def claim_events(document: ParsedDocument) -> Claim:
    """Sure by events with a type code and the log among their metadata."""
    ours = any({"typeCode", "metadata"} <= element.fields.keys() for element in listed(document))
    return Claim(0.9 if ours else 0, "events with a type code, as AWS tells them")


def read_current(document: ParsedDocument, provider: str) -> Reading:
    """What goes on as incidents of `provider`."""
    return read_elements(items_of(document), partial(_current, provider))


def read_events(document: ParsedDocument, provider: str) -> Reading:
    """Every event as an incident of `provider`."""
    return read_elements(items_of(document), partial(_event, provider))


def _current(provider: str, element: Element) -> Incident:
    place, date = element.word("service"), element.word("date")
    identity = element.word("arn") or (f"{place}_{date}" if place and date else "")
    if not identity:
        raise EntryError("It has neither an ARN nor a service and a date, so nothing tells which event it is.")
    impacted = element.element("impacted_services").fields.values()
    names = (Element(service).line("service_name") for service in impacted if isinstance(service, dict))
    standing = Phase.RESOLVED if element.word("status") == "0" else Phase.INVESTIGATING
    return Incident(
        provider=provider,
        id=identity,
        title=subject_of(element.line("summary")) or element.line("service_name"),
        url=PAGE,
        impact=_IMPACTS.get(element.word("status"), Impact.UNKNOWN),
        components=distinct((*components_of(place), *names)),
        updates=standing_at(_updates(element.elements("event_log"), element.seconds("date")), standing),
        stated_start=element.seconds("date"),
    )


def _event(provider: str, element: Element) -> Incident:
    start, code = element.word("startTime"), element.word("typeCode")
    service, region = element.line("service").lower(), element.line("region")
    if not element.word("arn") and not (start and code):
        raise EntryError("It has neither an ARN nor a type and a start, so nothing tells which event it is.")
    log = _log(element.element("metadata").raw("EVENT_LOG"))
    began, end = (element.seconds(name, unit=THOUSANDTHS) for name in ("startTime", "endTime"))
    return Incident(
        provider=provider,
        id=element.word("arn") or f"{code}_{region}_{start}",
        title=subject_of(log[-1].line("summary")) if log else code,
        url=PAGE,
        impact=_IMPACTS.get(log[-1].word("status"), Impact.UNKNOWN) if log else Impact.UNKNOWN,
        components=distinct((service, region)),
        updates=standing_at(_updates(log, began), Phase.RESOLVED if end else Phase.INVESTIGATING),
        stated_start=began,
        stated_end=end,
        revised_at=element.seconds("lastUpdatedTime", unit=THOUSANDTHS),
    )


def _log(written: str) -> tuple[Element, ...]:
    """The log that is JSON in a string."""
    try:
        return elements_of(json.loads(written)) if written else ()
    except (ValueError, RecursionError):
        return ()


def _updates(log: tuple[Element, ...], began: datetime | None) -> tuple[IncidentUpdate, ...]:
    """The log, oldest first; without one, only that it began."""
    told = by_time(
        IncidentUpdate(
            at=each.seconds("timestamp"),
            phase=Phase.RESOLVED if is_end(each.line("summary"), each.raw("message")) else Phase.UPDATE,
            text=each.text("message"),
        )
        for each in log
    )
    return told or (IncidentUpdate(began, Phase.UPDATE),)


AWS_CURRENT = JsonDialect(NAME, claim_current, read_current, Absence.ENDED)
AWS_EVENTS = JsonDialect(NAME, claim_events, read_events)
