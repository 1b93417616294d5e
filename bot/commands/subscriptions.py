"""`subscriptions`: what this channel follows, whether we see it well, and who wanted it so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from adapters.model import Block
from bot.commands.changes import last_changes
from bot.commands.channel import FILE, FIRST_STEP, Here, here, name_of
from bot.commands.prose import Said, ago, capped, item, paragraph, parted, reader_moment, reply, told
from bot.commands.request import Choice, Command, Desk, Reply, Request
from bot.core.board import is_troubled
from bot.core.schedule import FeedState
from bot.core.words import duration
from bot.store import audit, deliveries, feeds, mutes
from bot.store.audit import Entry
from bot.store.deliveries import Refusal
from bot.store.mutes import Mute
from bot.store.subscriptions import Followed


async def subscriptions(request: Request, desk: Desk) -> Reply:
    """List what is followed here."""
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        states = await feeds.load(tx)
        changes = await audit.last(tx, place.destination.id, command="subscribe")
        muted = await mutes.of(tx, place.destination.id, now)
        refused = await deliveries.refusals(tx, place.destination.id, now=now)
        history = await last_changes(tx, place)
    if not place.follows:
        return nothing_followed(history)
    lines = [
        item(
            *parted(_facts(followed, place, desk, changes, muted, states, now), ". "),
            head=name_of(followed.subscription.provider, desk),
        )
        for followed in sorted(place.follows, key=lambda it: name_of(it.subscription.provider, desk).casefold())
    ]
    return reply(
        f"Followed here: {len(place.providers)}",
        *capped(lines, most=MOST_LISTED),
        *_pause(place),
        *_refused(refused, place),
        *history,
    )


def nothing_followed(history: Iterable[Block] = ()) -> Reply:
    """What to say where nothing is followed yet, and what was changed there before."""
    return reply(
        "This channel follows nobody yet",
        paragraph(FIRST_STEP),
        *history,
        choices=[Choice(name, "subscribe", {"provider": name.lower()}) for name in ("GitHub", "Cloudflare", "AWS")],
    )


def _pause(place: Here) -> Iterator[Block]:
    if place.destination.paused:
        yield paragraph(f"Nothing can be posted here at the moment: {place.destination.paused}")


def _refused(refused: Sequence[Refusal], place: Here) -> Iterator[Block]:
    if refused:
        last = refused[0]
        many = f"{len(refused)} messages could not be posted here lately, the last on "
        one = "One message could not be posted here on "
        said = many if len(refused) > 1 else one
        yield paragraph(said, reader_moment(last.at, place.zone), f": {last.why.rstrip('.')}.")


def _facts(
    followed: Followed,
    place: Here,
    desk: Desk,
    changes: Mapping[str | None, Entry],
    muted: Iterable[Mute],
    states: Mapping[str, FeedState],
    now: datetime,
) -> Iterator[Sequence[Said]]:
    slug = followed.subscription.provider
    yield (f"- {told(followed.subscription.filters)}",)
    provider = desk.catalogue.get(slug)
    if provider is None:
        yield ("No such provider is known any more: unsubscribe, and follow it by its address",)
    else:
        yield from ((health(states.get(feed.url), now),) for feed in provider.feeds)
    yield from (
        ("Muted until ", reader_moment(it.until, place.zone)) for it in muted if it.provider == slug and not it.incident
    )
    if followed.declared:
        yield (f"Set in {FILE}",)
    elif change := changes.get(slug):
        yield f"Set by {change.name}, ", reader_moment(change.at, place.zone)


def health(state: FeedState | None, now: datetime) -> str:
    """Whether a feed can be seen well, in a few words."""
    if state is None or (state.last_good_at is None and state.failing_since is None):
        return "Not looked at yet"
    if state.suspect_since:
        return f"Held as suspect for {duration(now - state.suspect_since)}: {state.suspect}"
    if is_troubled(state):
        length = duration(now - (state.failing_since or now))
        return f"Unreadable for {length}: {(state.failure or 'no answer').rstrip('.')}"
    return f"Well, seen {ago(state.last_good_at or now, now)}"


MOST_LISTED = 40

SUBSCRIPTIONS = Command(
    "subscriptions",
    "What this channel follows, with filters and the health of each feed.",
    subscriptions,
    aliases=("list", "subscribed", "following", "subs"),
    examples=("subscriptions",),
)
