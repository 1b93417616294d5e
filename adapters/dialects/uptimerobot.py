"""UptimeRobot's feed of monitors: one item each time that one goes down or comes up; nothing names the incident.

    <title>Website is DOWN (https://www.acme.example)</title>

An incident begins when a monitor goes down and ends when it comes up; its id is the monitor and the second of its
first item. The address is what is monitored: a host or a number as often as a page. Not certain: what the guid is (it
is not used), and what `details:duration` is the length of.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from adapters.dialects.dialect import Claim, Dialect, fingerprint, oldest_first, read_groups, share_of, time_of
from adapters.errors import EntryError
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of, web_address

NAME = "uptimerobot"

_TITLE = re.compile(r"(?P<monitor>.+) is (?P<state>DOWN|UP) \((?P<address>[^()]*)\)")
_PHASES = {"DOWN": Phase.INVESTIGATING, "UP": Phase.RESOLVED}


def claim(feed: ParsedFeed) -> Claim:
    """Sure by titles that say which monitor is down or up."""
    share = share_of(feed, lambda entry: _TITLE.fullmatch(entry.title))
    return Claim(0.95 * share, "titles of UptimeRobot: a monitor that is DOWN or UP")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every time that a monitor was down as an incident of `provider`."""
    outage_of = {entry.position: identity for identity, entry in _outages(feed.entries)}

    def identify(entry: Entry) -> str:
        if entry.position not in outage_of:
            raise EntryError("It does not tell when which monitor went down or came up.")
        return outage_of[entry.position]

    return read_groups(feed, identify, partial(_incident, provider))


def _outages(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Each item with the outage that it belongs to, oldest first."""
    lasting: dict[str, str] = {}
    told = [
        (found, at, entry)
        for entry in oldest_first(entries)
        if (found := _transition(entry)) and (at := time_of(entry))
    ]
    for found, at, entry in told:
        monitor = found["monitor"]
        identity = lasting.get(monitor) or _named(monitor, at)
        if found["state"] == "UP":
            lasting.pop(monitor, None)
        else:
            lasting[monitor] = identity
        yield identity, entry


def _transition(entry: Entry) -> re.Match[str] | None:
    return _TITLE.fullmatch(entry.title)


def _named(monitor: str, at: datetime) -> str:
    return f"{fingerprint(monitor)}_{int(at.timestamp())}"


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    told = [(found, entry) for entry in entries if (found := _transition(entry))]
    newest = told[-1][0]
    monitor = newest["monitor"]
    return Incident(
        provider=provider,
        id=identity,
        title=monitor,
        url=web_address(newest["address"]),
        components=(monitor,),
        updates=tuple(_update(monitor, found["state"], entry) for found, entry in told),
        partial=True,
    )


def _update(monitor: str, state: str, entry: Entry) -> IncidentUpdate:
    at = time_of(entry)
    return IncidentUpdate(at, _PHASES[state], text_of(entry.body), id=_named(monitor, at) if at else "")


UPTIMEROBOT = Dialect(NAME, claim, read)
