"""`status`: the board of what this channel follows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from adapters.model import Block
from bot.commands.channel import Here, followed_here, here, name_of, one_said
from bot.commands.glance import glance
from bot.commands.prose import ago, capped, counted, heading, incident_line, item, paragraph, reader_moment, reply
from bot.commands.request import Choice, Command, Desk, Fits, Param, Reply, Request
from bot.commands.subscriptions import health, nothing_followed
from bot.core.board import Board, board
from bot.core.record import Record
from bot.store import deliveries, feeds, incidents, mutes
from bot.store.deliveries import Counts
from bot.store.mutes import Mute


async def status(request: Request, desk: Desk) -> Reply:
    """What is open at all that is followed here, or at one of them; elsewhere, at whatever provider was said."""
    if request.place.private:
        return await glance(request, desk)
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        if not place.follows:
            return nothing_followed()
        slugs = place.providers
        if word := one_said(request):
            slugs = (followed_here(word, place, desk, command="status"),)
        going_on = await incidents.open_now(tx, slugs)
        states = (await feeds.load(tx, slugs)).values()
        owed = await deliveries.counts(tx, place.destination.id)
        muted = await mutes.of(tx, place.destination.id, now)
    wishes = [wish for wish in place.wishes if wish.provider in slugs]
    seen = board(going_on.values(), wishes, states, now=now)
    return reply(
        _title(seen, slugs, desk),
        *_section("Open", seen.under_way, place, desk),
        *_section("Planned", seen.planned, place, desk),
        *_section("Open, but without a word for days", seen.stale, place, desk, now=now),
        *_trouble(seen, desk, now),
        *_notes(place, owed, [it for it in muted if it.provider in slugs], desk, now),
        choices=_ways_on(seen, slugs, desk),
    )


def _title(seen: Board, slugs: Sequence[str], desk: Desk) -> str:
    whose = name_of(slugs[0], desk) if len(slugs) == 1 else f"{len(slugs)} providers"
    unseen = f", {counted(len(seen.troubled), 'feed')} in trouble" if seen.troubled else ""
    if not seen.under_way:
        return f"{whose}: nothing is open{unseen}"
    return f"{whose}: {counted(len(seen.under_way), 'incident')} open{unseen}"


def _section(
    title: str, records: Iterable[Record], place: Here, desk: Desk, *, now: datetime | None = None
) -> Iterator[Block]:
    lines = [
        incident_line(
            record.incident,
            zone=place.zone,
            name=name_of(record.incident.provider, desk),
            note=f"last word {ago(record.incident.last_word or record.heard, now)}" if now else "",
        )
        for record in records
    ]
    if lines:
        yield heading(title)
        yield from capped(lines)


def _trouble(seen: Board, desk: Desk, now: datetime) -> Iterator[Block]:
    lines = [item(f"- {health(state, now)}", head=name_of(state.provider, desk)) for state in seen.troubled]
    if lines:
        yield heading("Feeds in trouble: silence there means nothing")
        yield from capped(lines)


def _notes(place: Here, owed: Counts, muted: Iterable[Mute], desk: Desk, now: datetime) -> Iterator[Block]:
    if place.destination.paused:
        yield paragraph(
            f"Nothing can be posted here: {place.destination.paused} "
            f"{counted(owed.held, 'message')} will follow when that is mended."
        )
    elif owed.oldest and owed.oldest <= now:
        yield paragraph(
            f"{counted(owed.waiting, 'message')} wait to be posted here, the first due {ago(owed.oldest, now)}."
        )
    for mute in muted:
        what = f"One incident of {name_of(mute.provider, desk)}" if mute.incident else name_of(mute.provider, desk)
        yield paragraph(f"{what} is muted until ", reader_moment(mute.until, place.zone), ".")


def _ways_on(seen: Board, slugs: Sequence[str], desk: Desk) -> Iterator[Choice]:
    if seen.under_way:
        first = seen.under_way[0].incident.provider
        yield Choice(f"Mute {name_of(first, desk)} for 2 hours", "mute", {"what": first, "for": "2 hours"})
    if len(slugs) == 1:
        yield Choice("Its history", "history", {"provider": slugs[0]})


STATUS = Command(
    "status",
    "What is open now among what this channel follows.",
    status,
    params=(Param("provider", "Only this one.", kind=Fits.PROVIDER, leads=True),),
    anywhere=True,
    aliases=("board", "now", "open"),
    examples=("status", "status github"),
)
