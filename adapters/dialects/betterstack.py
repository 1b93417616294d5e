"""Better Stack (Better Uptime), RSS under whatever name: one item is one update, the newest first.

A report that somebody writes has a link of its own, `/incident/100`, and its updates differ behind the `#` of the id.
An incident that a monitor opened has the page as its link, and one id, `https://status.example/#aaa111`, for both of
its items, "NAME went down" and "NAME recovered"; some pages write reports in that form too. So the link is the key
where it is more than the page, else what stands behind the `#`.

There is no word of a state: only those two exact titles tell one, and a title that begins with "[Resolved]", as the
vendor's documentation shows and no capture does. All else is `update`, however much it reads like an end. Old updates
fall out of the feed. Known from fixtures that mirror live feeds, and from an empty capture.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from adapters.dialects.dated import update_at
from adapters.dialects.dialect import Claim, Dialect, read_groups
from adapters.dialects.title import parted
from adapters.dialects.words import phase_named
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, Kind, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "betterstack"

_FEED_TITLE = "Incidents | "
_FEED_SUBTITLE = "Incidents reported on status page"
_REPORT = re.compile(
    r"https?://[^/?#]+/(?:[^?#]*/)?(?P<what>incident|maintenance)s?/(?P<code>[\w\-]+)/?(?:#(?P<update>.+))?"
)
_KEYED = re.compile(r"https?://[^/?#]+/?#(?P<code>[^#/\s]+)")
_MONITOR = re.compile(r"(?P<name>.+) (?P<event>went down|recovered)")
_EVENTS = {"went down": Phase.INVESTIGATING, "recovered": Phase.RESOLVED}


@dataclass(frozen=True, slots=True)
class Headline:
    """What the title of an item tells: the title of the incident, the phase, and the monitor if it was one."""

    title: str
    phase: Phase
    monitor: str | None = None


def claim(feed: ParsedFeed) -> Claim:
    """Sure where the feed has the name that Better Stack gives it, and its items have its ids."""
    named = feed.title.startswith(_FEED_TITLE)
    if not feed.entries:
        return Claim(0.9 if named and feed.subtitle == _FEED_SUBTITLE else 0.5 * named, "no items; names of the feed")
    reports = sum(1 for entry in feed.entries if _update_id(entry))
    keyed = [entry for entry in feed.entries if _KEYED.fullmatch(entry.id or "")]
    share = (reports + len(keyed)) / len(feed.entries)
    if named:
        return Claim(0.95 * share, f"a name of Better Stack, and its ids in {reports + len(keyed)} items")
    told = reports or any(_MONITOR.fullmatch(entry.title) for entry in keyed)
    return Claim(0.6 * share if told else 0, f"ids of Better Stack in {reports + len(keyed)} items, but no name of it")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The items of one incident as an incident of `provider`."""
    return read_groups(feed, _identity, partial(_incident, provider))


def _identity(entry: Entry) -> str:
    """What the items of an incident share. Raises EntryError where an item has neither a link nor an id of its own."""
    for address in (entry.link, entry.id):
        report = _REPORT.fullmatch(address or "")
        if report:
            return report["code"] if report["what"] == "incident" else f"{report['what']}/{report['code']}"
    keyed = _KEYED.fullmatch(entry.id or "")
    if keyed:
        return keyed["code"]
    raise EntryError("Neither its link nor its id tells which incident it is.")


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    headlines = [_headline(entry) for entry in entries]
    monitors = dict.fromkeys(headline.monitor for headline in headlines if headline.monitor)
    report = _REPORT.fullmatch(entries[-1].link or "")
    return Incident(
        provider=provider,
        id=identity,
        title=headlines[-1].title,
        url=entries[-1].link,
        kind=Kind(report["what"]) if report else Kind.INCIDENT,
        components=tuple(monitors),
        updates=tuple(_update(entry, headline) for entry, headline in zip(entries, headlines, strict=True)),
        partial=True,
    )


def _headline(entry: Entry) -> Headline:
    """A monitor's incident keeps the title that it began with, though only its end may still be in the feed."""
    event = _MONITOR.fullmatch(entry.title)
    if event and not _REPORT.fullmatch(entry.link or ""):
        return Headline(f"{event['name']} went down", _EVENTS[event["event"]], event["name"])
    word, rest = parted(entry.title)
    phase = phase_named(word)
    return Headline(rest, phase) if phase else Headline(entry.title, Phase.UPDATE)


def _update(entry: Entry, headline: Headline) -> IncidentUpdate:
    return update_at(entry.published, headline.phase, text_of(entry.body), own_id=_update_id(entry))


def _update_id(entry: Entry) -> str:
    """The platform's own id of an update: what stands behind the `#` in the id of a report."""
    report = _REPORT.fullmatch(entry.id or "")
    return report["update"] or "" if report else ""


BETTERSTACK = Dialect(NAME, claim, read)
