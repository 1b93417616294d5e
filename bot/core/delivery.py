"""What a channel lacks: the difference between an incident as it is and the posts that show it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from hashlib import blake2b

from adapters.model import Impact, IncidentUpdate
from bot.core import compose
from bot.core.calling import called_at_opening, called_at_raise
from bot.core.destination import Manner, Mention
from bot.core.message import Message
from bot.core.record import Record

MAX_AGE = timedelta(hours=24)  # older news, never shown before, goes to history alone
EDIT_PAUSE = timedelta(seconds=30)  # between edits that only reword
KEY_BYTES = 12  # 24 hexadecimal characters: Discord's nonce holds 25
ROOTS = ("root", "root:2")  # a root that was deleted or refused is posted once more, and not again


class PostState(StrEnum):
    """What we know of a post: begun and unanswered, there, refused for good, or removed by somebody."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of ours in a channel.

    `part` names it within its delivery ("root", "update:<update id>", "told:<update id>", "raised:<impact>", and what
    bot.core.storm_delivery has); `key` is what it carries so that it can be found again; `digest` says what was last
    sent: phase, impact and a hash of all that is visible; `at` (UTC) is when it was begun or last changed; `ref` is the
    platform's reference, None while unanswered; `why` is what it said where it refused.
    """

    part: str
    key: str
    state: PostState
    digest: str
    at: datetime
    ref: str | None = None
    why: str | None = None


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


class Act(StrEnum):
    """What is to be done with a message."""

    POST = "post"
    REPLY = "reply"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do in a channel; `post` is the record of it as it will stand while it is being done.

    It is kept among the posts of `order`: that of the incident, or that of the incident with which its storm began.
    `announce` shows a threaded reply in the channel too; without `threaded` the reply stands in the channel itself.
    """

    order: Order
    act: Act
    post: Post
    message: Message
    threaded: bool = True
    announce: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Operations in the order in which to do them; `again_at` is when what was put off for now is due."""

    operations: tuple[Operation, ...] = ()
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How this channel is told: its manner, as far as the platform permits it; `announces`: it can show replies.

    `zone` is that of the clock on its wall, for where no reader can be shown their own.
    """

    provider: str
    manner: Manner
    announces: bool
    playbook: str | None = None
    acknowledged: str | None = None
    mentions: tuple[Mention, ...] = ()
    zone: tzinfo = UTC


def plan(record: Record, order: Order, posts: Sequence[Post], telling: Telling, *, now: datetime) -> Plan:
    """What must be done so that the channel shows the incident as it is. Posts whose fate is unknown come first."""
    root = standing_root(posts)
    if root is None:
        return _plan_from_nothing(record, order, posts, telling, now)
    if root.state is PostState.GONE or root.ref is None:
        return Plan()
    edit = _edit_of_root(record, order, root, telling, now)
    said = tuple(replies(record, order, posts, telling, now, announce=True))
    if edit is None:
        return Plan(said)
    if can_wait(root, edit, said, now=now):
        return Plan(again_at=root.at + EDIT_PAUSE)
    return Plan((*_raised(record, order, root, posts, telling, now), edit, *said))


def key_of(order: Order, part: str) -> str:
    """What a post carries so that it can be recognised: the same for the same part of the same order, always."""
    return key_from(order.destination, order.incident, part)


def key_from(*names: str) -> str:
    """A key of its own for whatever has these names."""
    return blake2b("|".join(names).encode(), digest_size=KEY_BYTES).hexdigest()


def standing_root(posts: Sequence[Post], roots: tuple[str, str] = ROOTS) -> Post | None:
    """The root that counts; None where one must be posted: there is none, or the only one was deleted or refused.

    `roots` are the parts that it has the first and the second time.
    """
    by_part = {post.part: post for post in posts}
    first, second = (by_part.get(part) for part in roots)
    if second is not None:
        return second
    return None if first is None or first.state in (PostState.GONE, PostState.REFUSED) else first


def _plan_from_nothing(record: Record, order: Order, posts: Sequence[Post], telling: Telling, now: datetime) -> Plan:
    replaced = any(post.part == ROOTS[0] for post in posts)
    if not replaced and not is_news(record, now=now):
        return Plan()
    message = _root_message(record, order, telling)
    quiet = order.already_open or replaced
    called = () if quiet else called_at_opening(telling.mentions, record.incident)
    post = begun(order, ROOTS[int(replaced)], _digest(record, telling, message), now)
    root = Operation(order, Act.POST, post, replace(message, mentions=called))
    return Plan((root, *replies(record, order, posts, telling, now, announce=False)))


def is_news(record: Record, *, now: datetime) -> bool:
    """Whether a channel that has never shown it should: it goes on, or it is over (or undecided) but fresh."""
    if record.withdrawn:
        return False
    if record.is_open:
        return True
    ended = record.incident.resolved_at or record.incident.last_word or record.first_seen
    return now - ended <= MAX_AGE


def _edit_of_root(record: Record, order: Order, root: Post, telling: Telling, now: datetime) -> Operation | None:
    message = _root_message(record, order, telling)
    edited = replace(root, digest=_digest(record, telling, message), at=now)
    if edited.digest == root.digest or root.state is not PostState.SENT:
        return None
    return Operation(order, Act.EDIT, edited, message)


def can_wait(root: Post, edit: Operation, replies: Iterable[Operation], *, now: datetime) -> bool:
    """Whether an edit of the root, made so shortly after the last one, only rewords it, and nothing is said besides."""
    rewords = root.digest.rpartition(".")[0] == edit.post.digest.rpartition(".")[0]
    says_more = any(reply.act is Act.REPLY for reply in replies)
    return rewords and not says_more and now < root.at + EDIT_PAUSE


def replies(
    record: Record, order: Order, posts: Sequence[Post], telling: Telling, now: datetime, *, announce: bool
) -> Iterator[Operation]:
    """The updates that the channel lacks, oldest first, and those that it shows otherwise than they are.

    `announce` lets the end be seen in the channel too, where a thread would hide it.
    """
    if telling.manner is Manner.EDIT:
        return
    by_part = {post.part: post for post in posts}
    threaded = telling.manner is Manner.THREAD
    end = end_of(record)
    for update in record.incident.updates:
        message = compose.update(record, update, provider=telling.provider)
        digest = _digest_of_update(update, message)
        post = by_part.get(f"update:{update.id}")
        if post and post.state is PostState.SENT and post.digest != digest:
            yield Operation(order, Act.EDIT, replace(post, digest=digest, at=now), message)
        if post:
            continue
        ends = announce and threaded and update == end
        if ends and not telling.announces and f"told:{update.id}" not in by_part:
            # Before the reply: a reply that is there says that all of this was done, should it fail in between.
            yield _told_in_channel(record, order, update, telling, now)
        new = begun(order, f"update:{update.id}", digest, now)
        yield Operation(order, Act.REPLY, new, message, threaded=threaded, announce=ends and telling.announces)


def _raised(
    record: Record, order: Order, root: Post, posts: Sequence[Post], telling: Telling, now: datetime
) -> Iterator[Operation]:
    """The word that an incident is worse than its root says: before the root is edited, for the edit forgets it."""
    impact = record.incident.impact
    part = f"raised:{impact}"
    shown = _impact_of(root)
    if telling.manner is Manner.EDIT or not is_worse(record, shown) or any(post.part == part for post in posts):
        return
    message = compose.raised(record, provider=telling.provider)
    called = () if telling.acknowledged else called_at_raise(telling.mentions, record.incident, before=shown)
    post = begun(order, part, _digest(record, telling, message), now)
    yield aloud(order, post, replace(message, mentions=called), telling)


def is_worse(record: Record, shown: Impact) -> bool:
    """Whether an incident goes on with more impact than it was last said to have."""
    return record.is_open and shown is not Impact.UNKNOWN and record.incident.impact.rank > shown.rank


def aloud(order: Order, post: Post, message: Message, telling: Telling) -> Operation:
    """A reply that is seen in the channel, and in the thread too where the platform can show it in both."""
    threaded = telling.manner is Manner.THREAD and telling.announces
    return Operation(order, Act.REPLY, post, message, threaded=threaded, announce=threaded)


def _impact_of(root: Post) -> Impact:
    """The impact that a root was last said to have."""
    return Impact(root.digest.split(".")[1])


def _told_in_channel(
    record: Record, order: Order, update: IncidentUpdate, telling: Telling, now: datetime
) -> Operation:
    message = compose.announcement(record, update, provider=telling.provider)
    post = begun(order, f"told:{update.id}", _digest(record, telling, message), now)
    return Operation(order, Act.REPLY, post, message, threaded=False)


def end_of(record: Record) -> IncidentUpdate | None:
    """The update that ended the incident, while it stands."""
    if not record.incident.phase.is_final:
        return None
    return next((update for update in reversed(record.incident.updates) if update.phase.is_final), None)


def _root_message(record: Record, order: Order, telling: Telling) -> Message:
    return compose.root(
        record,
        provider=telling.provider,
        already_open=order.already_open,
        late=record.after_the_fact,
        playbook=telling.playbook,
        key=order.incident,
        acknowledged=telling.acknowledged,
    )


def begun(order: Order, part: str, digest: str, now: datetime) -> Post:
    """A post that is about to be sent."""
    return Post(part, key_of(order, part), PostState.SENDING, digest, now)


def _digest(record: Record, telling: Telling, message: Message) -> str:
    """Phase, impact, whether somebody is at it, and a hash of what is visible."""
    in_hand = "in hand" if telling.acknowledged else ""
    return f"{record.incident.phase}.{record.incident.impact}.{in_hand}.{compose.digest(message)}"


def _digest_of_update(update: IncidentUpdate, message: Message) -> str:
    """Its phase and a hash of its own words: that its incident has another title now is no edit of it."""
    own = replace(message, title="", url=None, impact=Impact.UNKNOWN)
    return f"{update.phase}..{compose.digest(own)}"
