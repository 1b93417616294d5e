"""Long lists in questions of a size that both databases take."""

from collections.abc import Iterable, Iterator
from itertools import islice

# SQLite takes 32,766 values in one statement (https://sqlite.org/limits.html), PostgreSQL 65,535; two belong to a pair.
BATCH = 10_000


def batches(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys in lists that fit into one statement; no list where there are none."""
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
