"""What a channel lacks of a storm: the difference between its incidents as they are and the one message they share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import chain

from adapters.model import Impact
from bot.core import compose
from bot.core import compose_storm as composed
from bot.core.calling import called_at_opening, called_at_raise
from bot.core.delivery import (
    EDIT_PAUSE,
    Act,
    Operation,
    Order,
    Plan,
    Post,
    PostState,
    Telling,
    aloud,
    begun,
    can_wait,
    end_of,
    is_news,
    is_worse,
    replies,
    standing_root,
)
from bot.core.destination import Manner
from bot.core.message import Message
from bot.core.storm import Member

STORM_ROOTS = ("storm", "storm:2")  # as bot.core.delivery.ROOTS
OPEN, OVER = "open", "over"  # whether the channel knows that all of it has ended
ENDS_BYTES = 8


@dataclass(frozen=True, slots=True)
class Storm:
    """Incidents that share a message in a channel.

    `order` is that of the incident with which it began. Among its posts, all of which are in `posts`, stand those of
    the storm: "storm" (or "storm:2") is the message, "storm opened:<key>" and "storm raised:<key>:<impact>" tell of one
    incident aloud, and "storm over:<hash of the ends>" that all has ended. The digest of the message says which state
    it tells (`OPEN` or `OVER`), the phase and impact of each incident, and a hash of all that is visible.
    """

    order: Order
    members: tuple[Member, ...]
    posts: tuple[Post, ...] = ()

    @property
    def root(self) -> Post | None:
        """The message that counts, as for a single incident."""
        return standing_root(self.posts, STORM_ROOTS)

    @property
    def shown(self) -> dict[str, str]:
        """What the message, if only before it was deleted, last said of each incident: its phase and impact."""
        last = next((post for post in reversed(self.posts) if post.part in STORM_ROOTS), None)
        entries = _standing(last).split(";")[1:] if last else []
        return {key: said for key, _, said in (entry.partition(":") for entry in entries)}

    @property
    def is_refused(self) -> bool:
        """Whether the platform did not take its message: then each incident needs one of its own."""
        return any(post.part in STORM_ROOTS and post.state is PostState.REFUSED for post in self.posts)

    @property
    def is_unseen(self) -> bool:
        """Whether its message is never shown again: it was refused, or somebody has deleted it twice."""
        return self.is_refused or (self.root is not None and self.root.state is PostState.GONE)

    @property
    def is_closed(self) -> bool:
        """Whether it takes no incidents in: the edit of a message that nobody reads any more would tell of none."""
        return self.is_unseen or (self.root is not None and _tells_end(self.root))


def plan_in_storm(storm: Storm, order: Order, posts: Sequence[Post], telling: Telling, *, now: datetime) -> Plan:
    """What must be done so that the channel shows an incident of a storm, and the storm's message all of them.

    `order`, `posts` and `telling` are those of the incident. That all has ended is said after the last word, and before
    the message is edited: the edit forgets that nobody knew.
    """
    members = [member for member in storm.members if member.key in storm.shown or not member.muted]
    record = next((member.record for member in members if member.key == order.incident), None)
    if record is None or storm.is_unseen:
        return Plan()
    calls = tuple(_calls(storm, members, telling, now))
    topic = composed.topic(members, telling.zone)
    said = tuple(
        replace(reply, message=replace(reply.message, topic=topic))
        for reply in replies(record, order, posts, telling, now, announce=False)
    )
    if storm.root is None:
        return _plan_from_nothing(storm, members, calls, said, now)
    edit = _edit_of_root(storm, storm.root, members, order, now)
    if edit is None:
        return Plan(said)
    if can_wait(storm.root, edit, said, now=now):
        return Plan(again_at=storm.root.at + EDIT_PAUSE)
    if _tells_end(edit.post) and not _tells_end(storm.root):
        return Plan((*calls, *said, *_told_end(storm, members, telling, now), edit))
    return Plan((*calls, edit, *said))


def _plan_from_nothing(
    storm: Storm, members: Sequence[Member], calls: Sequence[Operation], said: Sequence[Operation], now: datetime
) -> Plan:
    """The message calls everybody who was not called yet: nobody else does."""
    replaced = any(post.part == STORM_ROOTS[0] for post in storm.posts)
    if not replaced and not any(is_news(member.record, now=now) for member in members):
        return Plan()
    message = composed.root(members)
    called = dict.fromkeys(chain.from_iterable(call.message.mentions for call in calls))
    digest = _digest(OVER if _all_over(members) else OPEN, members, storm.shown, message)
    post = begun(storm.order, STORM_ROOTS[int(replaced)], digest, now)
    return Plan((Operation(storm.order, Act.POST, post, replace(message, mentions=tuple(called))), *said))


def _edit_of_root(storm: Storm, root: Post, members: Sequence[Member], order: Order, now: datetime) -> Operation | None:
    """The edit of the message; where all has ended, only whoever is told of last brings it."""
    message = composed.root(members)
    ends = _all_over(members)
    others_owed = any(member.owed and not member.muted for member in members if member.key != order.incident)
    if ends and others_owed and not _tells_end(root):
        return None
    edited = replace(root, digest=_digest(OVER if ends else OPEN, members, storm.shown, message), at=now)
    if edited.digest == root.digest or root.state is not PostState.SENT:
        return None
    return Operation(storm.order, Act.EDIT, edited, message)


def _calls(storm: Storm, members: Sequence[Member], telling: Telling, now: datetime) -> Iterator[Operation]:
    """The words that call people, which no edit does: of what is new in the message, and of what is worse than it says.

    They are of all the incidents, whoever's turn it is: after the edit nothing is new or worse any more.
    """
    called, shown = {post.part for post in storm.posts}, storm.shown
    for member in members:
        part, message = _call(member, shown.get(member.key), telling)
        if message and part not in called and not member.muted:
            post = begun(storm.order, part, compose.digest(message), now)
            yield aloud(storm.order, post, message, telling)


def _call(member: Member, shown: str | None, telling: Telling) -> tuple[str, Message | None]:
    record, name = member.record, member.provider
    if shown is None:
        nobody = member.already_open or member.acknowledged
        whom = () if nobody else called_at_opening(telling.mentions, record.incident)
        message = replace(compose.opened(record, provider=name), mentions=whom) if whom else None
        return f"storm opened:{member.key}", message
    before = Impact(shown.rpartition(":")[2])
    worse = is_worse(record, before) and telling.manner is not Manner.EDIT
    whom = () if member.acknowledged else called_at_raise(telling.mentions, record.incident, before=before)
    message = replace(compose.raised(record, provider=name), mentions=whom) if worse else None
    return f"storm raised:{member.key}:{record.incident.impact}", message


def _told_end(storm: Storm, members: Sequence[Member], telling: Telling, now: datetime) -> Iterator[Operation]:
    """The word in the channel that all has ended, but where the channel is told by edits alone."""
    ends = {member.key: end_of(member.record) for member in members}
    written = ";".join(f"{key}:{end.id if end else ''}" for key, end in sorted(ends.items()))
    part = f"storm over:{blake2b(written.encode(errors='surrogatepass'), digest_size=ENDS_BYTES).hexdigest()}"
    if telling.manner is Manner.EDIT or any(post.part == part for post in storm.posts):
        return
    message = composed.over(members)
    yield aloud(storm.order, begun(storm.order, part, compose.digest(message), now), message, telling)


def _all_over(members: Sequence[Member]) -> bool:
    return all(member.record.is_over for member in members)


def _digest(state: str, members: Sequence[Member], shown: Mapping[str, str], message: Message) -> str:
    """Of what is muted it says what it said before, though the message shows it: its news is still to be told."""
    entries = [f"{member.key}:{_entry(member, shown)}" for member in members]
    return f"{';'.join([state, *entries])}.{compose.digest(message)}"


def _entry(member: Member, shown: Mapping[str, str]) -> str:
    incident = member.record.incident
    return shown[member.key] if member.muted else f"{incident.phase}:{incident.impact}"


def _tells_end(root: Post) -> bool:
    return _standing(root).partition(";")[0] == OVER


def _standing(root: Post) -> str:
    return root.digest.rpartition(".")[0]
