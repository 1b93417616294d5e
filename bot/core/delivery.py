"""What a channel lacks: the difference between an incident as it is and the posts that show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PostState(StrEnum):
    """What we know of a post: begun and unanswered, there, refused for good, or removed by somebody."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of ours in a channel.

    `part` names it within its delivery ("root", "update:<update id>", "told:<update id>"); `key` is what it carries
    so that it can be found again; `digest` is a hash of the content last sent; `at` (UTC) is when it was begun or last
    changed; `ref` is the platform's reference, None while unanswered.
    """

    part: str
    key: str
    state: PostState
    digest: str
    at: datetime
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A standing order: make `destination` show `incident` (our opaque key of it) as it is now.

    `wanted` and `done` are revisions; it is fulfilled when they are equal. `already_open` says that the channel joined
    when the incident was under way. `tries` counts failures in a row.
    """

    destination: str
    incident: str
    wanted: int
    done: int = 0
    already_open: bool = False
    tries: int = 0
    due_at: datetime | None = None
