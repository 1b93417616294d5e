"""Opaque keys: short, of one length, and the same for the same thing even after the database was lost.

They keep names that a provider chose, however long, out of every index: PostgreSQL refuses to index more than 2,704
bytes, and one hostile name would then hold up everything that is stored beside it.
"""

import base64
from hashlib import blake2b

DIGEST_BYTES = 10  # 80 bits: a chance of 1 in a billion that any two among 50 million things share a key


def incident_key(provider: str, incident: str) -> str:
    """The key of an incident, from its provider and the provider's own id."""
    return _key("incident", provider, incident)


def feed_key(url: str) -> str:
    """The key of a feed, from its address."""
    return _key("feed", url)


def post_key(destination: str, incident: str, part: str) -> str:
    """The key of the place where a part of an incident stands in a channel."""
    return _key("post", destination, incident, part)


def _key(*parts: str) -> str:
    digest = blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big"))  # so that ("ab", "c") and ("a", "bc") differ
        digest.update(content)
    return base64.b32encode(digest.digest()).decode("ascii").lower()
