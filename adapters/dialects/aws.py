"""AWS Health RSS (all.rss and one feed a service and region): one item is one update, and nothing names the incident.

    <title>Service disruption: [RESOLVED] Increased Error Rates</title>
    <guid>https://status.aws.amazon.com/#s3-us-east-1_1488319860</guid>

The guid tells the service, its region and the second of the update (http at first, https since 2023). The prefix and
`[RESOLVED]` are of the whole event, not of the update: earlier items are given new titles later, and keep their guid
and date. So `[RESOLVED]` ends an incident only where the text does not say that work goes on.

What belongs to one incident. The items of one service and region, oldest first; a new incident starts
- after an end, with an item that is no end itself;
- after an end, with a further end more than SILENCE later: a summary of the same event comes within hours;
- after more than SILENCE without a word, with another subject: events stay open for months, and keep their subject.
Each boundary lies between two neighbours, so it stands however the feed is cut, and however titles change.

The id is the fragment of the first item, as is the id of that update. When the oldest items fall out of a feed, the
incident is named after the first one left: an update that was known under the same id.

A feed forgets its items after days or weeks, also of an event that goes on, until it is empty. So absence says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

from adapters.dialects.dialect import Claim, Dialect, read_groups, share_of
from adapters.dialects.standing import standing_at
from adapters.errors import EntryError
from adapters.model import Entry, Impact, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import text_of

NAME = "aws"
GENERATOR = "AWS Service Health Dashboard RSS Generator"
SILENCE = timedelta(hours=24)  # within an event AWS speaks every few hours; the latest summary seen came after four

_GUID = re.compile(r"[^#\s]*#(?P<fragment>(?P<place>[a-z0-9][a-z0-9_\-]*)_(?P<epoch>\d{9,11}))")
_REGION = re.compile(
    r"(?P<service>[a-z0-9_\-]+?)-(?P<region>(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-gov|-iso[a-z]?|-de)?"
    r"-(?:central|(?:north|south)(?:east|west)?|east|west)-\d|us-standard)"
)
_PREFIX = re.compile(
    r"(?P<prefix>Informational message|Performance issues|Service degradation|Service disruption|Service impact"
    r"|Service is operating normally)\s*:\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_RESOLVED = re.compile(r"\[(?:RESOLVED|解決済み)\]\s*", re.IGNORECASE)  # titles of Tokyo are in both languages
_OVER = re.compile(
    r"\b(?:have|has) (?:now )?(?:been )?(?:fully )?resolved\b|\b(?:is|are) (?:now )?operating normally\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"\b(?:are|is) (?:currently |actively |still )*(?:investigating|working|seeing|experiencing|continuing)\b"
    r"|\bcontinu(?:e|es|ing) (?:to|our)\b|\bprovide (?:you )?(?:with )?(?:another|further|an) update\b",
    re.IGNORECASE,
)
_IMPACTS = {  # as far as AWS's words say; an informational message and a service impact say no degree
    "performance issues": Impact.MINOR,
    "service degradation": Impact.MINOR,
    "service disruption": Impact.MAJOR,
}
_NORMAL = "service is operating normally"


def claim(feed: ParsedFeed) -> Claim:
    """Sure by the guids, and by the generator where there is no item."""
    share = share_of(feed, lambda entry: _GUID.fullmatch(entry.id or "") and _PREFIX.fullmatch(entry.title))
    if share:
        return Claim(0.98 * share, "guids of AWS: service, region and second")
    is_ours = feed.generator == GENERATOR
    return Claim(0.7 if is_ours else 0, "no entries, but AWS's generator" if is_ours else "no guids of AWS")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The items as incidents of `provider`, put together by the rule above."""
    first_of = {fragment_of(entry): events[0] for events in _events(feed.entries) for entry in events}
    return read_groups(feed, lambda entry: fragment_of(first_of[_known(entry)]), partial(_incident, provider))


def fragment_of(entry: Entry) -> str:
    """The service, region and second that a guid tells, or nothing."""
    found = _GUID.fullmatch(entry.id or "")
    return found["fragment"] if found else ""


def components_of(place: str) -> tuple[str, ...]:
    """The service and its region: "ec2-us-east-1" is ("ec2", "us-east-1"); a global service has none."""
    found = _REGION.fullmatch(place)
    return (found["service"], found["region"]) if found else (place,) * bool(place)


def is_end(title: str, said: str) -> bool:
    """Whether an item tells the end: its title does, and its text does not say that work goes on."""
    found = _PREFIX.fullmatch(title)
    told = _RESOLVED.search(title) or (found and found["prefix"].lower() == _NORMAL)
    return bool(told) and bool(_OVER.search(said) or not _GOES_ON.search(said))


def subject_of(title: str) -> str:
    """A title without its prefix and its state."""
    found = _PREFIX.fullmatch(title)
    return _RESOLVED.sub("", found["rest"] if found else title).strip()


def _known(entry: Entry) -> str:
    fragment = fragment_of(entry)
    if not fragment:
        raise EntryError("Its guid does not tell a service and a time as AWS's do.")
    return fragment


def _events(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The items of each event, oldest first."""
    places: dict[str, list[Entry]] = {}
    for entry in entries:
        fragment = fragment_of(entry)
        if fragment:
            places.setdefault(fragment.rpartition("_")[0], []).append(entry)
    for items in places.values():
        items.sort(key=_moment)
        event = items[:1]
        for before, after in pairwise(items):
            if _starts_anew(before, after):
                yield event
                event = []
            event.append(after)
        yield event


def _starts_anew(before: Entry, after: Entry) -> bool:
    is_silent = _moment(after) - _moment(before) > SILENCE
    if is_end(before.title, before.body):
        return is_silent or not is_end(after.title, after.body)
    return is_silent and subject_of(before.title) != subject_of(after.title)


def _moment(entry: Entry) -> datetime:
    """The second in the guid, which the date repeats to the minute or better in every item seen."""
    return datetime.fromtimestamp(int(fragment_of(entry).rpartition("_")[2]), tz=UTC)


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    told = list({fragment_of(entry): entry for entry in sorted(entries, key=_moment)}.values())
    newest = told[-1]
    prefix = _PREFIX.fullmatch(newest.title)
    return Incident(
        provider=provider,
        id=identity,
        title=subject_of(newest.title),
        url=newest.link,
        impact=_IMPACTS.get(prefix["prefix"].lower(), Impact.UNKNOWN) if prefix else Impact.UNKNOWN,
        components=components_of(identity.rpartition("_")[0]),
        updates=_updates(told),
        partial=True,
    )


def _updates(told: Sequence[Entry]) -> tuple[IncidentUpdate, ...]:
    updates = [
        IncidentUpdate(
            at=_moment(entry),
            phase=Phase.RESOLVED if is_end(entry.title, entry.body) else Phase.UPDATE,
            text=text_of(entry.body),
            id=fragment_of(entry),
        )
        for entry in told
    ]
    return standing_at(updates, Phase.INVESTIGATING)


AWS = Dialect(NAME, claim, read)
