"""Upptime, which has no feed: GitHub's JSON of the issues in its repository (api.github.com/repos/OWNER/NAME/issues).

An issue with the label `status` is an incident, and one with the label `maintenance` a maintenance, whose window stands
in a comment within its text; what it is about are its other labels. It is over when it is closed. What was said in
between stands in the comments, which this address does not have. Other issues and pull requests are left out.

Known from Upptime's and GitHub's documentation. The address is to ask for `state=all`: without it GitHub answers with
the open ones alone, and when what is missing ended is not told. GitHub answers with one page of a list, 30 issues if it
is not asked for more: only where all the open ones stand on it, what is missing has ended. Many repositories have
issues: Upptime's has one with its marks, or an address with them, while there is no incident; or it was known before.
"""

import re
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from adapters.dialects.components import names_in
from adapters.dialects.dated import window_of
from adapters.dialects.dialect import Claim, JsonDialect, read_elements
from adapters.dialects.elements import items_of, listed
from adapters.dialects.markdown import markdown_text
from adapters.document import Element, distinct
from adapters.errors import EntryError
from adapters.model import Absence, Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading, Text, Window
from adapters.text import TEXT_LIMIT
from adapters.times import read_stamp

NAME = "upptime"

_SIGNS = frozenset({"number", "title", "state", "html_url", "labels"})
_KINDS = {"status": Kind.INCIDENT, "maintenance": Kind.MAINTENANCE}
_VALUES = frozenset({"start", "end", "expectedDown", "expectedDegraded"})
_REPOSITORY = re.compile(r"/repos/[^/]+/[^/]*(?:uptime|upptime|status)[^/]*/issues/?", re.IGNORECASE)
# Issues of a page, where none or too many are asked for: https://docs.github.com/rest/issues/issues
_PAGE, _LARGEST_PAGE = 30, 100
_NUMBER = re.compile(r"[0-9]{1,6}")


def claim(document: ParsedDocument) -> Claim:
    """Sure by issues of which one has the marks of Upptime; a little where only the address has them, or once had."""
    issues = [element for element in listed(document) if element.fields.keys() >= _SIGNS]
    if any(_is_marked(issue) for issue in issues):
        return Claim(0.9, "issues at GitHub with the labels of Upptime")
    is_issues = bool(issues) or document.data == []
    is_ours = is_issues and (document.expected == NAME or _is_marked_address(document.url))
    return Claim(0.3 if is_ours else 0, "a list of issues, none of which is Upptime's")


def claim_open(document: ParsedDocument) -> Claim:
    """Surer of the same where these are the open ones alone, and all of them."""
    told = claim(document)
    is_whole = told.certainty and _is_all_that_is_open(document)
    return Claim(told.certainty + 0.05 if is_whole else 0, f"{told.why}, all the open ones")


def read(document: ParsedDocument, provider: str) -> Reading:
    """Every issue of Upptime's as an incident of `provider`."""
    issues = [issue.fields for issue in listed(document) if _kind(issue)]
    return read_elements(issues, partial(_incident, provider))


def _is_marked(issue: Element) -> bool:
    """Whether an issue is surely Upptime's: many repositories have a label `maintenance`, but not with such values."""
    kind = _kind(issue)
    return kind is Kind.INCIDENT or (kind is Kind.MAINTENANCE and bool(_values(_parts(issue)[1])))


def _is_marked_address(url: str) -> bool:
    """Whether an address asks for the label of Upptime's incidents, or is of a repository that is called after it."""
    address = urlsplit(url)
    labels = dict(parse_qsl(address.query)).get("labels", "")
    return "status" in labels.split(",") or _REPOSITORY.fullmatch(address.path) is not None


def _is_all_that_is_open(document: ParsedDocument) -> bool:
    """Whether the address asks for the open issues, however old, and the list ends before its page does."""
    asked = dict(parse_qsl(urlsplit(document.url).query))
    is_open = asked.get("state", "open") == "open" and asked.get("page", "1") == "1" and "since" not in asked
    room = asked.get("per_page", str(_PAGE))
    return is_open and bool(_NUMBER.fullmatch(room)) and len(items_of(document)) < min(int(room), _LARGEST_PAGE)


def _kind(issue: Element) -> Kind | None:
    if "pull_request" in issue.fields:
        return None
    return next((_KINDS[name] for name in _labels(issue) if name in _KINDS), None)


def _labels(issue: Element) -> tuple[str, ...]:
    return distinct(label.line("name") for label in issue.elements("labels"))


def _incident(provider: str, issue: Element) -> Incident:
    number = issue.word("number")
    if not number:
        raise EntryError("It has no number, so nothing tells which issue it is.")
    kind = _kind(issue) or Kind.INCIDENT
    values = _values(_parts(issue)[1])
    expected = names_in(f"{values.get('expectedDown', '')},{values.get('expectedDegraded', '')}")
    return Incident(
        provider=provider,
        id=number,
        title=issue.line("title"),
        url=issue.address("html_url"),
        kind=kind,
        components=distinct((*(name for name in _labels(issue) if name not in _KINDS), *expected)),
        updates=_updates(issue, kind),
        window=_window(values) if kind is Kind.MAINTENANCE else None,
        revised_at=issue.at("updated_at"),
        partial=True,
    )


def _updates(issue: Element, kind: Kind) -> tuple[IncidentUpdate, ...]:
    """What was said first, and that it is over."""
    begun, ended = (
        (Phase.INVESTIGATING, Phase.RESOLVED) if kind is Kind.INCIDENT else (Phase.SCHEDULED, Phase.COMPLETED)
    )
    said = markdown_text(_parts(issue)[0])
    first = IncidentUpdate(issue.at("created_at"), begun, said)
    if issue.word("state") != "closed":
        return (first,)
    return (first, IncidentUpdate(issue.at("closed_at"), ended, Text()))


def _parts(issue: Element) -> tuple[str, str]:
    """What an issue says to people, and what its first comment in HTML says to Upptime."""
    body = issue.raw("body")[:TEXT_LIMIT]
    before, opened, rest = body.partition("<!--")
    hidden, closed, after = rest.partition("-->")
    return (f"{before}{after}", hidden) if opened and closed else (body, "")


def _values(hidden: str) -> dict[str, str]:
    told = (line.partition(":") for line in hidden.splitlines())
    pairs = ((name.strip(), value.strip()) for name, _, value in told)
    return {name: value for name, value in pairs if name in _VALUES and value}


def _window(values: dict[str, str]) -> Window | None:
    start, end = (read_stamp(values.get(name)) for name in ("start", "end"))
    return window_of(start, end)


UPPTIME = JsonDialect(NAME, claim, read)
UPPTIME_OPEN = JsonDialect(NAME, claim_open, read, Absence.ENDED)
