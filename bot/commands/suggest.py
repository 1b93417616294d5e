"""What a platform can offer while somebody types a parameter."""

from dataclasses import dataclass
from typing import TypeAlias

from adapters.catalogue import STARTER
from adapters.clouds import vocabulary_of
from adapters.errors import UnknownProviderError
from adapters.model import Provider
from bot.commands.channel import Here, here, name_of
from bot.commands.components import named_lately
from bot.commands.going_on import open_here
from bot.commands.lately import lately
from bot.commands.request import Command, Desk, Fits, Param, Request
from bot.commands.sight import glimpsed_from, seen_within
from bot.commands.zones import zones
from bot.render.literal import line
from bot.render.pressing import listed
from bot.render.shorten import units
from bot.store.database import Transaction

# Discord shows no more, and none that is longer: docs.discord.com/developers/interactions/application-commands
MOST = 25
LONGEST = 100
LENGTHS = ("30 minutes", "1 hour", "2 hours", "4 hours", "8 hours", "1 day", "3 days", "1 week")
SPANS = ("7 days", "30 days", "90 days", "365 days")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: what is shown, and what is then said."""

    label: str
    value: str


Offers: TypeAlias = tuple[Suggestion, ...]


async def suggest(command: Command, param: Param, typed: str, request: Request, desk: Desk) -> Offers:
    """What may be meant by what was typed so far, best first; `request` has what was said of the other parameters."""
    match param.kind:
        case Fits.PROVIDER if request.place.private or command.name in {"subscribe", "playbook", "history"}:
            desk = await glimpsed_from(request.place, desk)
            among = desk.catalogue.public if request.place.private else desk.catalogue
            found = [provider.slug for provider in among.search(typed, MOST)] if typed else STARTER
            parts = _parts_in(typed, desk) if command.name == "subscribe" else ()
            offers = (*parts, *(Suggestion(name_of(slug, desk), slug) for slug in found))
        case Fits.REGION:
            known = _said_provider(request, await glimpsed_from(request.place, desk))
            offers = _one_more(typed, _words(tuple(vocabulary_of(known.slug).regions)) if known else ())
        case Fits.COMPONENT:
            offers = _one_more(typed, await _known(param, request, desk))
        case Fits.PROVIDER | Fits.OPEN_INCIDENT | Fits.PROVIDER_OR_INCIDENT:
            offers = _like(typed, await _known(param, request, desk))
        case Fits.DURATION:
            offers = _like(typed, _words(SPANS if param.name == "days" else LENGTHS))
        case Fits.ZONE:
            offers = _like(typed.replace(" ", "_"), _words(zones()))
        case Fits.TEXT | Fits.IMPACT | Fits.CHOICE:
            offers = _like(typed, _words(param.choices))
    return offers[:MOST]


def _parts_in(typed: str, desk: Desk) -> Offers:
    """What was typed, where it names parts of a provider."""
    try:
        meant = desk.catalogue.meant(typed)
    except UnknownProviderError:
        return ()
    named = [*sorted(meant.parts.services), *sorted(meant.parts.regions)]
    return (Suggestion(f"{meant.provider.name}: {', '.join(named)}", typed),) if named else ()


def _said_provider(request: Request, desk: Desk) -> Provider | None:
    """The provider that was said so far."""
    try:
        return desk.catalogue.find(request.arguments.get("provider", ""))
    except UnknownProviderError:
        return None


async def _known(param: Param, request: Request, desk: Desk) -> Offers:
    """What can be offered of what we know."""
    about = request.arguments.get("provider", "") if param.kind is Fits.COMPONENT else ""
    key = ("offers", request.place.id, param.kind, about)

    async def read(tx: Transaction) -> Offers:
        return tuple(await _read(tx, param, request, desk))

    return await lately(key, read, desk, otherwise=())


async def _read(tx: Transaction, param: Param, request: Request, desk: Desk) -> list[Suggestion]:
    place = await here(tx, request)
    if param.kind is Fits.COMPONENT:
        return await _components(tx, request, desk)
    followed = [Suggestion(name_of(slug, desk), slug) for slug in sorted(place.providers)]
    if param.kind is Fits.PROVIDER:
        return followed
    going_on = await _open(tx, place, desk)
    return going_on if param.kind is Fits.OPEN_INCIDENT else [*going_on, *followed]


async def _open(tx: Transaction, place: Here, desk: Desk) -> list[Suggestion]:
    return [
        Suggestion(f"{name_of(record.incident.provider, desk)}: {line(record.incident.title)}", key)
        for key, record in (await open_here(tx, place)).items()
    ]


async def _components(tx: Transaction, request: Request, desk: Desk) -> list[Suggestion]:
    """The parts that the provider that was said has named lately."""
    known = _said_provider(request, await seen_within(tx, request.place, desk))
    if known is None:
        return []
    names = {*await named_lately(tx, known.slug, desk.clock.now()), *vocabulary_of(known.slug).services}
    return [Suggestion(name, name) for name in sorted(names, key=str.casefold)]


def _one_more(typed: str, offers: Offers) -> Offers:
    """One more member for a list: what stands before the last comma stays, and none of it is offered again."""
    before, comma, last = typed.rpartition(",")
    said = {member.strip(' "').casefold() for member in before.split(",")}
    beginning = f"{before.strip()}, " if comma else ""
    longer = (
        Suggestion(f"{beginning}{it.label}", f"{beginning}{listed([it.value])}")
        for it in _like(last.strip(' "'), offers)
        if it.value.casefold() not in said
    )
    return tuple(it for it in longer if units(it.value) <= LONGEST)


def _words(said: tuple[str, ...]) -> Offers:
    return tuple(Suggestion(word, word) for word in said)


def _like(typed: str, offers: Offers) -> Offers:
    """Those that have what was typed in them, those that begin with it first."""
    wanted = typed.strip().casefold()
    within = [offer for offer in offers if wanted in offer.label.casefold()]
    return tuple(sorted(within, key=lambda offer: not offer.label.casefold().startswith(wanted)))
