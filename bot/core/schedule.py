"""When to look at a feed again, and what its last looks say about its health."""

from dataclasses import dataclass, field
from datetime import datetime

from adapters.model import Validators


@dataclass(frozen=True, slots=True)
class FeedState:
    """What we remember of a feed; all times are ours and UTC.

    `first_good_at` is None until a good poll: the next good one is its first look. `failing_since` and `failure` say
    since when and why nothing good has come. `suspect_since` and `suspect` say since when and why its answers are
    held. `told` is set once people have been told that it is dark.
    """

    url: str
    provider: str
    dialect: str | None = None
    validators: Validators = field(default_factory=Validators)
    first_good_at: datetime | None = None
    last_good_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure: str | None = None
    suspect_since: datetime | None = None
    suspect: str | None = None
    told: bool = False
