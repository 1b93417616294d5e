"""Google's status dashboards (Cloud, Workspace, Firebase, Ads, Play, Search): Atom, one entry is one update.

    <title>RESOLVED: Global: Metrics are late</title>
    <id>tag:status.cloud.google.com,2022:feed:INCIDENT.UPDATE</id>
    <summary>&lt;p&gt; Incident began at &lt;strong&gt;2022-03-31 08:30&lt;/strong&gt; and ended at ...
        (all times are &lt;strong&gt;US/Pacific&lt;/strong&gt;). ... &lt;hr&gt;
        &lt;p&gt;Affected products: A, B&lt;/p&gt;&lt;p&gt;Affected locations: Global&lt;/p&gt;</summary>

Start and end are stated in the text, in a zone that is named there. Not certain: whether older updates of an incident
stay in the feed beside its newest, so that it counts as partial; and the words of feeds in other languages.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.dialects.dialect import Claim, Dialect, incident_in, part_of, read_groups, share_of, time_of
from adapters.dialects.standing import standing_at
from adapters.document import distinct
from adapters.model import Entry, Incident, IncidentUpdate, ParsedFeed, Phase, Reading
from adapters.text import Token, characters_of, markup, text_from, text_of
from adapters.times import believable, to_utc

NAME = "gcp"

_ID = re.compile(r"tag:[^,\s]+,\d{4}:feed:(?P<incident>[A-Za-z0-9_\-]+)(?:\.(?P<update>[A-Za-z0-9_\-]+))?")
_PREFIX = re.compile(r"(?P<word>RESOLVED|UPDATE|INVESTIGATING)\s*:\s*(?P<rest>.+)", re.IGNORECASE)
_HEAD = re.compile(
    r"\s*Incident began at (?P<start>\d{4}-\d\d-\d\d \d\d:\d\d)(?: and ended at (?P<end>\d{4}-\d\d-\d\d \d\d:\d\d))?"
    r" ?\(all times are (?P<zone>[A-Za-z]+(?:/[A-Za-z_]+)*)\)\.?"
)
_AFFECTED = re.compile(r"Affected (?:products|locations): (?P<names>.*)")
_PHASES = {"resolved": Phase.RESOLVED, "update": Phase.UPDATE, "investigating": Phase.INVESTIGATING}


def claim(feed: ParsedFeed) -> Claim:
    """Sure by the ids; half sure of an empty feed with a dashboard's name."""
    share = share_of(feed, lambda entry: _ID.fullmatch(entry.id or ""))
    if share:
        return Claim(0.97 * share, "ids of Google's dashboards: incident and update")
    is_ours = not feed.entries and re.search(r"\.google\.com/", feed.id) is not None
    return Claim(0.6 if is_ours else 0, "no entries, but the id of one of Google's dashboards" if is_ours else "no ids")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """The entries of one incident as that incident of `provider`."""
    return read_groups(feed, partial(incident_in, _ID), partial(_incident, provider))


def _incident(provider: str, identity: str, entries: Sequence[Entry]) -> Incident:
    newest = entries[-1]
    start, end = _span(newest)
    updates = tuple(_update(entry) for entry in entries)
    prefix = _PREFIX.fullmatch(newest.title)
    return Incident(
        provider=provider,
        id=identity,
        title=prefix["rest"] if prefix else newest.title,
        url=newest.link,
        components=_components(newest),
        updates=standing_at(updates, Phase.RESOLVED if end else Phase.INVESTIGATING) if start else updates,
        stated_start=start,
        stated_end=end,
        partial=True,
    )


def _update(entry: Entry) -> IncidentUpdate:
    word = part_of(_PREFIX, "word", entry.title).lower()
    tokens, _ = _parted(entry)
    return IncidentUpdate(
        at=time_of(entry),
        phase=_PHASES.get(word, Phase.UPDATE),
        text=text_from(_without_head(tokens)) if tokens else text_of(entry.body),
        id=part_of(_ID, "update", entry.id),
    )


def _parted(entry: Entry) -> tuple[Sequence[Token], Sequence[Token]]:
    """The body above its last rule and what stands below it; a text may have rules of its own."""
    tokens = markup(entry.body)
    rules = [at for at, token in enumerate(tokens) if token.opens("hr")]
    tail = rules[-1] if rules else len(tokens)
    return tokens[:tail], tokens[tail:]


def _without_head(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens after the paragraph that tells when it began."""
    end = next((at + 1 for at, token in enumerate(tokens) if token.closes("p")), 0)
    return tokens[end:] if _HEAD.match(characters_of(tokens[:end])) else tokens


def _span(entry: Entry) -> tuple[datetime | None, datetime | None]:
    head = _HEAD.match(characters_of(markup(entry.body)))
    if head is None:
        return None, None
    try:
        zone = ZoneInfo(head["zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None, None
    return _utc(head["start"], zone), _utc(head["end"], zone)


def _utc(clock: str | None, zone: ZoneInfo) -> datetime | None:
    try:
        at = to_utc(datetime.strptime(clock, "%Y-%m-%d %H:%M"), zone) if clock else None  # noqa: DTZ007
    except (ValueError, OverflowError):
        return None
    return at.astimezone(UTC) if at and believable(at) else None


def _components(entry: Entry) -> tuple[str, ...]:
    """The products and the locations below the text."""
    _, below = _parted(entry)
    lines = (_AFFECTED.fullmatch(block.plain) for block in text_from(below).blocks)
    return distinct(name.strip() for line in lines if line for name in line["names"].split(","))


GCP = Dialect(NAME, claim, read)
