"""What was read or looked up a moment ago: so not every keystroke costs a transaction, or every question a poll."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

V = TypeVar("V")
Key: TypeAlias = tuple[str, ...]  # what it is, and of whom

MOST = 1000  # things; each is small


@dataclass
class Memory:
    """Keeps values by key, with the time (UTC) at which they were true; the oldest is forgotten first."""

    _kept: OrderedDict[Key, tuple[datetime, object]] = field(default_factory=OrderedDict)

    def keep(self, key: Key, value: object, *, now: datetime) -> None:
        """Remember a value in place of an older one."""
        self._kept.pop(key, None)
        self._kept[key] = (now, value)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def recall(self, key: Key, shape: type[V], *, since: datetime | None = None) -> V | None:
        """The value, if it is of that shape and was kept at `since` or later."""
        at, value = self._kept.get(key, (None, None))
        if at is None or not isinstance(value, shape) or (since and at < since):
            return None
        return value

    def forget(self, *beginning: str) -> None:
        """Forget all whose keys begin so: it has changed."""
        for key in [key for key in self._kept if key[: len(beginning)] == beginning]:
            del self._kept[key]
