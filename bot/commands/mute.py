"""`mute` and `unmute`: quiet about one incident or one provider, with an end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rapidfuzz import fuzz, process

from bot.commands.channel import FIRST_STEP, Here, here, name_of, note, offered, slug_of
from bot.commands.duration import duration
from bot.commands.prose import joined, moment, paragraph, quoted, reply
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core.record import Record
from bot.core.router import route
from bot.render import words
from bot.render.literal import line
from bot.store import deliveries, incidents, mutes
from bot.store.database import Transaction
from bot.store.mutes import Mute

USUAL = timedelta(hours=24)
LONGEST = timedelta(days=30)
LIKENESS = 75  # of 100: how much of what was typed must stand in a title
SHORTEST = 3  # letters; fewer stand in many titles
OFFERED = 3


@dataclass(frozen=True, slots=True)
class _Meant:
    """What is to be muted: a provider, or one incident of it by our key."""

    provider: str
    name: str
    incident: str = ""


async def mute(request: Request, desk: Desk) -> Reply:
    """Post and edit nothing here about it until the end of the mute; then bring everything up to date once."""
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
        paragraph(f"Nothing of it is posted or changed here until {moment(muted.until, place.zone)}."),
        paragraph("What happens meanwhile is kept, and follows then at once."),
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
    going_on = await incidents.open_now(tx, place.providers)
    wanted = {key: record for key, record in going_on.items() if route(record.incident, place.wishes)}
    keys = _keys_of(said, wanted)
    if len(keys) == 1:
        return _Meant(wanted[keys[0]].incident.provider, quoted(wanted[keys[0]].incident.title), keys[0])
    if keys:
        raise CommandError(
            f"{len(keys)} open incidents are like {quoted(said)}. Which one?",
            choices=tuple(_choice(key, wanted[key]) for key in keys[:OFFERED]),
        )
    raise CommandError(
        f"Neither a provider that is followed here nor an open incident is called {quoted(said)}.",
        choices=(
            *(_choice(key, record) for key, record in list(wanted.items())[:OFFERED]),
            *offered(place.providers[:OFFERED], desk, command="mute", parameter="what"),
        ),
    )


def _keys_of(said: str, wanted: Mapping[str, Record]) -> list[str]:
    """The incidents that are meant by our key, an address, or a part of the title, however it is spelt."""
    plain = line(said).casefold()
    exact = [key for key, record in wanted.items() if plain in {key, (record.incident.url or "").casefold()}]
    if exact or len(plain) < SHORTEST:
        return exact
    titles = {key: line(record.incident.title).casefold() for key, record in wanted.items()}
    within = [key for key, title in titles.items() if plain in title]
    if within:
        return within
    alike = process.extract(plain, titles, scorer=fuzz.token_set_ratio, score_cutoff=LIKENESS, limit=OFFERED)
    return [key for _, _, key in alike]


def _choice(key: str, record: Record) -> Choice:
    return Choice(line(record.incident.title), "mute", {"what": key})


async def _ended(tx: Transaction, said: str, active: Iterable[Mute], place: Here, desk: Desk) -> tuple[Mute, ...]:
    """The mutes that are meant; without a word, all. A provider's name ends those of its incidents too."""
    active = tuple(active)
    if not said:
        return active
    slug = slug_of(said, place, desk)
    if ended := tuple(mute for mute in active if mute.provider == slug):
        return ended
    records = {it.incident: await incidents.get(tx, it.incident) for it in active if it.incident}
    keys = _keys_of(said, {key: record for key, record in records.items() if record})
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
    kind=Fits.OPEN_INCIDENT,
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
            kind=Fits.OPEN_INCIDENT,
            aliases=("incident", "provider"),
            leads=True,
        ),
    ),
    changes=True,
    aliases=("unsilence", "unsnooze"),
    examples=("unmute", "unmute cloudflare"),
)
