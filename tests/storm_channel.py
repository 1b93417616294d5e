"""A channel in which there is a storm, without a platform or a database: what is planned there is done at once."""

from collections import defaultdict
from dataclasses import replace

from adapters.model import Impact, IncidentUpdate
from bot.core.delivery import Operation, Order, Plan, Post, PostState, Telling
from bot.core.destination import Manner, Mention
from bot.core.storm import Member
from bot.core.storm_delivery import Storm, plan_in_storm
from bot.core.tracker import track
from tests.incidents import at, incident, investigating, record

SLACK = Telling("Acme", Manner.THREAD, announces=True)
DISCORD = Telling("Acme", Manner.THREAD, announces=False)
CALLS = replace(SLACK, mentions=(Mention(Impact.MINOR, "<@U1>"), Mention(Impact.CRITICAL, "@here")))
FIRST = Order("slack:C1", "a", wanted=0)


def member(key: str, *updates: IncidentUpdate, impact: Impact = Impact.UNKNOWN, owed: bool = False) -> Member:
    plain = record(*(updates or (investigating("09:00"),)), id_=key)
    known = replace(plain, incident=replace(plain.incident, title=f"Trouble {key}", impact=impact))
    return Member(key, known, "Acme", owed=owed)


def later(known: Member, *updates: IncidentUpdate) -> Member:
    """The same incident, of which more was said."""
    seen = replace(known.record.incident, updates=(*known.record.incident.updates, *incident(*updates).updates))
    return replace(known, record=track(known.record, seen, now=at("10:00")).record)


def worse(known: Member, impact: Impact) -> Member:
    return replace(known, record=replace(known.record, incident=replace(known.record.incident, impact=impact)))


class Channel:
    """What is recorded of a channel in which a storm is, and how its orders are carried out."""

    def __init__(self, *members: Member, telling: Telling = SLACK) -> None:
        self.members = members
        self.telling = telling
        self.now = at("09:01")
        self.posts: dict[str, dict[str, Post]] = defaultdict(dict)

    @property
    def storm(self) -> Storm:
        return Storm(FIRST, self.members, tuple(self.posts["a"].values()))

    def plan(self, key: str) -> Plan:
        order = Order("slack:C1", key, wanted=1)
        return plan_in_storm(self.storm, order, tuple(self.posts[key].values()), self.telling, now=self.now)

    def carry_out(self, key: str, *, until: int | None = None) -> list[str]:
        """Do what is planned for an incident, or the first of it; returns what was done."""
        done = self.plan(key).operations[:until]
        for operation in done:
            post = operation.post
            sent = replace(post, state=PostState.SENT, ref=post.ref or f"ref {post.part}")
            self.posts[operation.order.incident][post.part] = sent
        return [shown(operation) for operation in done]


def shown(operation: Operation) -> str:
    return f"{operation.act} {operation.order.incident} {operation.post.part.split(':2026')[0]}"


def channel_with(*members: Member, telling: Telling = SLACK) -> Channel:
    """A channel that shows them all."""
    channel = Channel(*members, telling=telling)
    for each in members:
        channel.carry_out(each.key)
    return channel


def operation(planned: Plan, part: str) -> Operation:
    return next(each for each in planned.operations if each.post.part == part)
