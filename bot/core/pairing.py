"""Which of the updates that a feed shows are which of those we know.

An update is known again by the provider's own id; else by its time to the minute and its phase, as they are or as they
first were; else, where all else that was known is there too, by its text: then it was re-dated, or its phase was put
right. The same words said again while the first still stand are a new update.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from adapters.model import IncidentUpdate


def token(update: IncidentUpdate) -> str:
    """The time of an update to the minute, UTC, or what the provider wrote in place of one that can be believed."""
    return update.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if update.at else update.said


@dataclass(frozen=True, slots=True)
class Pairing:
    """`known` and `seen`, each oldest first, and `known_of`: for each seen one the index of the known, or None."""

    known: tuple[IncidentUpdate, ...]
    seen: tuple[IncidentUpdate, ...]
    known_of: tuple[int | None, ...]

    @property
    def lacks_newest(self) -> bool:
        """Whether the newest that was known is not among the seen."""
        return bool(self.known) and len(self.known) - 1 not in self.known_of

    def merged(self, *, outdated: bool) -> tuple[IncidentUpdate, ...]:
        """All the updates, each with an id, oldest first; of an outdated poll only what it adds is taken."""
        ids = _ids(update.id for update in self.known)
        known = list(self.known)
        shown: list[IncidentUpdate] = []
        for update, index in zip(self.seen, self.known_of, strict=True):
            if index is None:
                shown.append(replace(update, id=ids(update)))
                continue
            if not outdated:
                known[index] = _restated(known[index], update)
            shown.append(known[index])
        if not outdated and _is_in_order(shown, known):
            return _by_time(_woven(shown, known), {**_moments(known), **_moments(shown)})
        return _by_time(_woven(known, shown), {**_moments(shown), **_moments(known)})


def pair(known: Sequence[IncidentUpdate], seen: Sequence[IncidentUpdate], *, partial: bool) -> Pairing:
    """Recognise the seen among the known; `partial` says that the feed shows only the newest of the updates."""
    found = _Found(known, seen)
    found.match(lambda update: update.id or None)
    found.match(lambda update: (token(update), update.phase, update.text))
    found.match(lambda update: (token(update), update.phase) if token(update) or not partial else None)
    found.match(_own_id, known_sign=lambda update: update.id)
    if not partial:
        found.match_re_dated(
            lambda update: (update.phase, update.text),
            lambda update: (token(update), update.text),
        )
    return Pairing(tuple(known), tuple(seen), tuple(found.known_of))


Sign = Callable[[IncidentUpdate], Hashable | None]


class _Found:
    """The pairs found so far."""

    def __init__(self, known: Sequence[IncidentUpdate], seen: Sequence[IncidentUpdate]) -> None:
        self._known = known
        self._seen = seen
        self.known_of: list[int | None] = [None] * len(seen)

    def match(self, sign: Sign, *, known_sign: Sign | None = None) -> None:
        """Pair those not yet paired that bear the same sign, in their order; None is no sign."""
        for at, index in self._matches(sign, known_sign or sign, self.known_of):
            self.known_of[at] = index

    def match_re_dated(self, *signs: Sign) -> None:
        """Pair by these signs if no known one is left over then: a shortened entry proves nothing.

        A stale copy, that lacks the newest of the known, is shortened and brings hardly anything new: there the words
        alone suffice, and what is new after all is seen as such when it next stands beside the rest.
        """
        trial = list(self.known_of)
        for sign in signs:
            for at, index in self._matches(sign, sign, trial):
                trial[at] = index
        is_stale = len(self._known) - 1 not in trial
        if is_stale or len(self._known) == sum(index is not None for index in trial):
            self.known_of = trial

    def _matches(self, sign: Sign, known_sign: Sign, known_of: Sequence[int | None]) -> Iterable[tuple[int, int]]:
        taken = set(known_of)
        free: dict[Hashable, list[int]] = {}
        for index, update in enumerate(self._known):
            if index not in taken:
                free.setdefault(known_sign(update), []).append(index)
        for at, update in enumerate(self._seen):
            mark = sign(update)
            if known_of[at] is None and mark is not None and free.get(mark):
                yield at, free[mark].pop(0)


def _own_id(update: IncidentUpdate) -> str:
    """The id that we give an update: it keeps the time at which it was first seen to be, whatever becomes of that."""
    return f"{token(update) or 'undated'} {update.phase}"


def _restated(known: IncidentUpdate, seen: IncidentUpdate) -> IncidentUpdate:
    """A known update as it is shown now; where none stands any more (DatoCMS) it keeps its time."""
    if seen.at or seen.said:
        return replace(seen, id=known.id)
    return replace(seen, id=known.id, at=known.at, said=known.said)


def _ids(taken: Iterable[str]) -> Callable[[IncidentUpdate], str]:
    """A giver of ids that are not yet taken: the provider's, else ours from time and phase."""
    used = set(taken)

    def give(update: IncidentUpdate) -> str:
        base = update.id or _own_id(update)
        names = (base if number == 1 else f"{base} #{number}" for number in count(1))
        name = next(name for name in names if name not in used)
        used.add(name)
        return name

    return give


def _woven(main: Sequence[IncidentUpdate], other: Sequence[IncidentUpdate]) -> list[IncidentUpdate]:
    """`main` in its order, with what only `other` has put in behind the one it follows there."""
    sequence = list(main)
    places = {update.id for update in main}
    behind = ""
    for update in other:
        if update.id not in places:
            position = next((at + 1 for at, there in enumerate(sequence) if there.id == behind), 0)
            sequence.insert(position, update)
        behind = update.id
    return sequence


def _is_in_order(shown: Sequence[IncidentUpdate], known: Sequence[IncidentUpdate]) -> bool:
    """Whether the order of a poll can be believed: it goes up in time, or it does not contradict the one we know."""
    times = [update.at for update in shown if update.at]
    if times == sorted(times):
        return True
    place = {update.id: number for number, update in enumerate(known)}
    places = [place[update.id] for update in shown if update.id in place]
    return places == sorted(places)


def _moments(sequence: Sequence[IncidentUpdate]) -> dict[str, datetime]:
    """By id the time that orders each update: its own, but never before that of the one it follows.

    So an update without a time, and one that its page put last with an earlier time, keep their places.
    """
    moments: dict[str, datetime] = {}
    last = min((update.at for update in sequence if update.at), default=datetime.min.replace(tzinfo=UTC))
    for update in sequence:
        last = max(last, update.at or last)
        moments[update.id] = last
    return moments


def _by_time(sequence: Sequence[IncidentUpdate], moments: Mapping[str, datetime]) -> tuple[IncidentUpdate, ...]:
    """Oldest first; those of one moment stay as they are."""
    return tuple(sorted(sequence, key=lambda update: moments[update.id]))
