"""Oracle Cloud (OCI), RSS, in both of its feeds: an imitation of Statuspage's, with no blanks within a time.

    <title>Compute | Germany Central (Frankfurt) | ab12cd34</title>
    <guid>ocid1.oraclecloudincident.oc1.phx.amaaaaaa...</guid>
    <p><small>Oct<var data-var='date'>04</var><var data-var='time'>09:12</var> UTC</small><br>
       <strong>Identified</strong> - We found it.</p>

The title tells the service and the region, and the guid the incident. Known from another reader's notes and the test of
a third, both of 2026, not from a capture; what it writes of a maintenance is not known.
"""

import re
from dataclasses import replace

from adapters.dialects import statuspage
from adapters.dialects.components import unique
from adapters.dialects.dialect import Claim, Dialect, read_each, share_of
from adapters.model import Entry, Incident, ParsedFeed, Reading

NAME = "oracle"

_OCID = re.compile(r"ocid1\.oraclecloudincident\.[\w.\-]+")
_TITLE = re.compile(r"(?P<service>[^|]+) \| (?P<region>[^|]+) \| [0-9a-f]{4,12}")
_PART_OF_TIME = re.compile(r"(?=<var\b)|(?<=</var>)")


def claim(feed: ParsedFeed) -> Claim:
    """Certain where the guids are Oracle's."""
    share = share_of(feed, lambda entry: _OCID.fullmatch(entry.id or ""))
    return Claim(0.98 * share, f"ids of Oracle's incidents in {share:.0%} of the items")


def read(feed: ParsedFeed, provider: str) -> Reading:
    """Every item as an incident of `provider`."""
    return read_each(feed, lambda entry: _incident(provider, entry))


def _incident(provider: str, entry: Entry) -> Incident:
    """An item read as Statuspage's are, once its times have their blanks."""
    spaced = replace(entry, bodies=tuple(_PART_OF_TIME.sub(" ", body) for body in entry.bodies))
    read_so = statuspage.read_entry(provider, spaced)
    return replace(read_so, id=entry.id or read_so.id, components=_components(entry.title))


def _components(title: str) -> tuple[str, ...]:
    """The service and the region; "Multiple Regions" is the name of none."""
    found = _TITLE.fullmatch(title)
    names = (found["service"], found["region"]) if found else ()
    return unique([name for name in names if not name.startswith("Multiple ")])


ORACLE = Dialect(NAME, claim, read)
