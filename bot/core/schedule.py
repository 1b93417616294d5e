"""When to look at a feed again, and what its last looks say about its health."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.model import Outcome, Poll, Validators

INTERVAL = timedelta(seconds=60)
INTERVAL_WHILE_OPEN = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
DARK_AFTER = timedelta(minutes=15)
FEW = 3  # of fewer feeds nothing can be said about ourselves
JITTER = 0.1  # a tenth of the interval to either side, so that a restart is no storm


@dataclass(frozen=True, slots=True)
class FeedState:
    """What we remember of a feed; all times are ours and UTC.

    `dialect` is the one that its first good poll was written in. `first_good_at` is None until then: the next good
    poll is its first look. `entries` is how many incidents the last good reading had, `is_open` whether one of them
    goes on. `failing_since` and `failure` say since when and why nothing good has come; `suspect_since` and `suspect`,
    since when and why its answers are held. `told` is set once people have been told that it is dark.
    """

    url: str
    provider: str
    dialect: str | None = None
    validators: Validators = field(default_factory=Validators)
    first_good_at: datetime | None = None
    last_good_at: datetime | None = None
    due_at: datetime | None = None
    entries: int = 0
    is_open: bool = False
    failures: int = 0
    failing_since: datetime | None = None
    failure: str | None = None
    suspect_since: datetime | None = None
    suspect: str | None = None
    told: bool = False

    @property
    def awaits_first_look(self) -> bool:
        """Whether nothing good has been seen there yet."""
        return self.first_good_at is None

    def is_dark(self, now: datetime) -> bool:
        """Whether it has failed for so long that its silence is news."""
        return self.failing_since is not None and now - self.failing_since >= DARK_AFTER


def is_cut_off(states: Iterable[FeedState]) -> bool:
    """Whether so many feeds fail at once that the trouble is most likely our own, and no news of any provider."""
    failing = [state.failing_since is not None for state in states]
    return len(failing) >= FEW and sum(failing) * 2 > len(failing)


def after_poll(state: FeedState, poll: Poll, *, now: datetime) -> FeedState:
    """The health of a feed after a poll; when to look again is `next_look`'s to say."""
    if poll.outcome is Outcome.FAILED:
        return replace(
            state,
            failures=state.failures + 1,
            failing_since=state.failing_since or now,
            failure=poll.failure,
        )
    return replace(
        state,
        validators=poll.validators,
        last_good_at=now,
        failures=0,
        failing_since=None,
        failure=None,
    )


def next_look(
    state: FeedState, *, now: datetime, interval: timedelta | None, wait: timedelta | None, chance: float
) -> datetime:
    """When to poll a feed again.

    `interval` is the operator's own, which nothing undercuts; `wait` is what the server asked for; `chance`, from 0
    to 1, spreads feeds over time.
    """
    base = interval or (INTERVAL_WHILE_OPEN if state.is_open else INTERVAL)
    if state.failures:
        longest = max(LONGEST_PAUSE, base)
        base = min(base * 2 ** min(state.failures - 1, 10), longest)
    jittered = base * (1 + JITTER * (2 * chance - 1))
    return now + max(jittered, wait or timedelta(0))
