"""`mute` and `unmute`: quiet about one incident or one provider, with an end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.commands import going_on
from bot.commands.channel import FIRST_STEP, Here, here, name_of, note, offered, slug_of
from bot.commands.daytime import BOUNDS, times
from bot.commands.duration import duration
from bot.commands.prose import joined, paragraph, quoted, reader_moment, reply
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core import words
from bot.core.record import Record
from bot.store import deliveries, incidents, mutes
from bot.store.database import Transaction
from bot.store.mutes import Mute

USUAL = timedelta(hours=24)
LONGEST = timedelta(days=30)
OFFERED = 3


@dataclass(frozen=True, slots=True)
class _Meant:
    """What is to be muted: a provider, or one incident of it by our key."""

    provider: str
    name: str
    incident: str = ""


async def mute(request: Request, desk: Desk) -> Reply:
    """Post nothing here about it, and change no message of its own; when the mute ends, bring all up to date once.

    A message that it shares with others goes on for them, and its line there with it.
    """
    length = _length(request.arguments.get("for", ""))
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        meant = await _meant(tx, request.arguments["what"], place, desk)
        muted = Mute(place.destination.id, meant.provider, now + length, request.asker.name, meant.incident)
        await mutes.mute(tx, muted)
        what = f"{meant.name} for {words.duration(length)}"
        await note(tx, request, "mute", what, now=now, provider=meant.provider)
    return reply(
        f"{meant.name} is muted",
        paragraph("Nothing of it is posted here until ", reader_moment(muted.until, place.zone), "."),
        paragraph(
            "Its messages stay as they are; only its line in one that it shares with others may change, with theirs. "
            "What happens meanwhile is kept, and follows then at once."
        ),
        choices=[Choice("Unmute", "unmute", {"what": meant.incident or meant.provider})],
        public=True,
    )


async def unmute(request: Request, desk: Desk) -> Reply:
    """End a mute, or all of them, and bring the channel up to date."""
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        active = await mutes.of(tx, place.destination.id, now)
        if not active:
            raise CommandError("Nothing is muted here.")
        ended = await _ended(tx, request.arguments.get("what", ""), active, place, desk)
        names = await _names(tx, ended, desk)
        await mutes.unmute(tx, ended)
        for mute in ended:
            await deliveries.hurry(tx, place.destination.id, mute.provider, now=now)
            await note(tx, request, "mute", "unmuted", now=now, provider=mute.provider)
    desk.changed()
    said = "What happened meanwhile follows now, if anything did."
    return reply(f"{joined(names)}: muted no more", paragraph(said), public=True)


def _length(said: str) -> timedelta:
    if not said:
        return USUAL
    length = duration(said)
    if length is None:
        raise CommandError(f"{quoted(said)} is no length of time. Say for example: 30 minutes, 2 hours or 1 day.")
    if length > LONGEST:
        days = f"{LONGEST.days} days"
        raise CommandError(
            f"The longest mute is {days}: longer silence is no news at all. Unsubscribe, or mute for {days}."
        )
    return length


async def _meant(tx: Transaction, said: str, place: Here, desk: Desk) -> _Meant:
    """The provider, else the open incident, that is meant; raises CommandError that offers what there is."""
    if not place.providers:
        raise CommandError(f"This channel follows nobody yet. {FIRST_STEP}")
    slug = slug_of(said, place, desk)
    if slug in place.providers:
        return _Meant(slug, name_of(slug, desk))
    wanted = await going_on.open_here(tx, place)
    keys = going_on.meant(said, wanted)
    if len(keys) == 1:
        return _Meant(wanted[keys[0]].incident.provider, quoted(wanted[keys[0]].incident.title), keys[0])
    if keys:
        raise going_on.which(said, {key: wanted[key] for key in keys}, command="mute")
    raise _nothing_meant(said, wanted, place, desk)


def _nothing_meant(said: str, wanted: Mapping[str, Record], place: Here, desk: Desk) -> CommandError:
    """What to say instead: of quiet hours, of a length that was not understood, or of something that can be muted."""
    if len(times(said)) == BOUNDS:
        quiet = Choice(f"Quiet hours {said}", "settings", {"quiet": said})
        return CommandError(
            f"For hours in which nothing is posted, every day, say: settings quiet {said}", choices=(quiet,)
        )
    first, _, rest = said.partition(" ")
    slug = slug_of(first, place, desk)
    if rest and slug in place.providers:
        name = name_of(slug, desk)
        return CommandError(
            f"{quoted(rest)} was not understood behind {name}. Say for how long, as in: mute {slug} for 2 hours",
            choices=(Choice(f"Mute {name} for 24 hours", "mute", {"what": slug}),),
        )
    return CommandError(
        f"Neither a provider that is followed here nor an open incident is called {quoted(said)}.",
        choices=(
            *going_on.offered(wanted, command="mute"),
            *offered(place.providers[:OFFERED], desk, command="mute", parameter="what"),
        ),
    )


async def _ended(tx: Transaction, said: str, active: Iterable[Mute], place: Here, desk: Desk) -> tuple[Mute, ...]:
    """The mutes that are meant; without a word, all. A provider's name ends those of its incidents too."""
    active = tuple(active)
    if not said:
        return active
    slug = slug_of(said, place, desk)
    if ended := tuple(mute for mute in active if mute.provider == slug):
        return ended
    records = {it.incident: await incidents.get(tx, it.incident) for it in active if it.incident}
    keys = going_on.meant(said, {key: record for key, record in records.items() if record})
    if ended := tuple(mute for mute in active if mute.incident in keys and mute.incident):
        return ended
    names = await _names(tx, active, desk)
    raise CommandError(
        f"{quoted(said)} is not muted here. Muted here: {joined(names)}.",
        choices=tuple(
            Choice(f"Unmute {name}", "unmute", {"what": mute.incident or mute.provider})
            for name, mute in zip(names, active[:OFFERED], strict=False)
        ),
    )


async def _names(tx: Transaction, muted: Iterable[Mute], desk: Desk) -> list[str]:
    names = []
    for mute in muted:
        record = await incidents.get(tx, mute.incident) if mute.incident else None
        names.append(quoted(record.incident.title) if record else name_of(mute.provider, desk))
    return names


WHAT = Param(
    "what",
    "A provider, or an open incident by a part of its title.",
    required=True,
    kind=Fits.PROVIDER_OR_INCIDENT,
    aliases=("incident", "provider"),
    leads=True,
)

MUTE = Command(
    "mute",
    "Hear nothing of a provider or an incident for a while.",
    mute,
    params=(
        WHAT,
        Param("for", "How long; 24 hours where nothing is said.", kind=Fits.DURATION, aliases=("during",)),
    ),
    changes=True,
    aliases=("silence", "snooze", "quiet"),
    examples=("mute cloudflare for 2 hours", "mute 30m errors in the API"),
)

UNMUTE = Command(
    "unmute",
    "End a mute before its time.",
    unmute,
    params=(
        Param(
            "what",
            "What was muted; without it everything.",
            kind=Fits.PROVIDER_OR_INCIDENT,
            aliases=("incident", "provider"),
            leads=True,
        ),
    ),
    changes=True,
    aliases=("unsilence", "unsnooze"),
    examples=("unmute", "unmute cloudflare"),
)
