"""Values to store, made up with as little as a test needs to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from adapters.model import Block, BlockKind, Impact, Incident, IncidentUpdate, Kind, Phase, Run, Text, Window
from bot.core.delivery import Order, Post, PostState
from bot.core.destination import Destination, Subscription
from bot.core.record import Record
from bot.store import incidents, subscriptions
from bot.store.database import Transaction

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FEED = "https://status.acme.example/history.atom"
HOSTILE = "a\x00b \ud83d half, \u202eright to left\u202c, 障害 🎉 \u241b0000 'quoted' \"twice\" %s :name \\"


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def word(minutes: float | None, phase: Phase = Phase.INVESTIGATING, text: str = "We look into it.") -> IncidentUpdate:
    """An update; without a time where `minutes` is None."""
    at = None if minutes is None else later(minutes)
    return IncidentUpdate(at=at, phase=phase, text=Text.of(text), id=f"{minutes}-{phase}", said="" if at else "soon")


def incident(id_: str = "p3jk1", *updates: IncidentUpdate, provider: str = "acme") -> Incident:
    return Incident(provider=provider, id=id_, title=f"Trouble {id_}", updates=updates or (word(0),))


def record(id_: str = "p3jk1", *updates: IncidentUpdate, provider: str = "acme") -> Record:
    return Record(incident(id_, *updates, provider=provider), first_seen=later(1), heard=later(1))


def fullest_record() -> Record:
    """A record with a value in every field, and the worst that a feed can say in every text."""
    prose = Text(
        (
            Block(BlockKind.HEADING, (Run(HOSTILE, bold=True),)),
            Block(BlockKind.ITEM, (Run(HOSTILE, link="https://example.org/?a=1&b=2"), Run("x" * 12_000)), 2, 3),
            Block(BlockKind.CODE, (Run("line\nline\ttab", code=True),)),
        )
    )
    updates = (
        IncidentUpdate(at=later(0.5), phase=Phase.SCHEDULED, text=prose, id="first" + HOSTILE),
        IncidentUpdate(at=None, phase=Phase.UPDATE, id="second", said="31 February " + HOSTILE),
        IncidentUpdate(at=later(-60), phase=Phase.IN_PROGRESS, text=Text.of("Begun."), id="third"),
    )
    return Record(
        incident=Incident(
            provider="acme",
            id="https://status.acme.example/i/" + HOSTILE,
            title="Title " + HOSTILE,
            url="https://status.acme.example/i/1",
            kind=Kind.MAINTENANCE,
            impact=Impact.CRITICAL,
            components=("DNS", HOSTILE, "DNS"),
            updates=updates,
            window=Window(later(0), later(90)),
            stated_start=later(1),
            stated_end=later(2),
            revised_at=NOW.replace(microsecond=123456),
            partial=True,
        ),
        first_seen=later(3),
        heard=later(4),
        missed=1,
        withdrawn=True,
    )


def channel(id_: str = "slack:C1") -> Destination:
    platform, _, name = id_.partition(":")
    return Destination(id=id_, platform=platform, channel=name)


def follows(destination: str = "slack:C1", provider: str = "acme") -> Subscription:
    return Subscription(destination, provider)


def post(part: str = "root", state: PostState = PostState.SENDING, ref: str | None = None) -> Post:
    return Post(part=part, key=f"k-{part}"[:24], state=state, digest="d1", at=NOW, ref=ref)


def answered(begun: Post, ref: str = "1700000000.000100") -> Post:
    return replace(begun, state=PostState.SENT, ref=ref, digest="d2", at=later(1))


def order_of(destination: str, key: str, wanted: int = 1) -> Order:
    return Order(destination=destination, incident=key, wanted=wanted)


async def an_incident_that_is_followed(tx: Transaction, id_: str = "p3jk1", destination: str = "slack:C1") -> str:
    """A channel that follows acme, and an incident there; returns the incident's key."""
    await subscriptions.declare(tx, [channel(destination)], [follows(destination)])
    return (await incidents.save(tx, FEED, [record(id_)], now=NOW))[id_]
