"""Long lists in questions of a size that both databases take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# SQLite takes 32,766 values in one statement (https://sqlite.org/limits.html), PostgreSQL 65,535; two belong to a pair.
BATCH = 10_000


def batches(keys: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The keys, or whatever it is, in lists that fit into one statement; no list where there are none."""
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch
