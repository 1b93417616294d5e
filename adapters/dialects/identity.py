"""Which incident an entry is of, where its link tells."""

import re

from adapters.errors import EntryError
from adapters.model import Entry

_CODE = re.compile(r"https?://[^/?#]*/(?:[^?#]*/)?(?P<code>[^/?#]+)/*(?:[?#].*)?")


def incident_code(entry: Entry) -> str:
    """The code at the end of the link: often the only identity that RSS, Atom and JSON share."""
    for address in (entry.link, entry.id):
        found = _CODE.fullmatch(address or "")
        if found:
            return found["code"]
    if entry.id:
        return entry.id
    raise EntryError("It has neither a link nor an id, so nothing tells which incident it is.")
