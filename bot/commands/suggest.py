"""What a platform can offer while somebody types a parameter."""

from dataclasses import dataclass

from adapters.catalogue import STARTER
from adapters.clouds import vocabulary_of
from adapters.errors import UnknownProviderError
from adapters.model import Provider
from bot.commands.channel import Here, here, name_of
from bot.commands.components import named_lately
from bot.commands.going_on import open_here
from bot.commands.request import Command, Desk, Fits, Param, Request
from bot.render.literal import line
from bot.store.database import Transaction

MOST = 25  # Discord shows no more: https://docs.discord.com/developers/interactions/application-commands#autocomplete
LENGTHS = ("30 minutes", "1 hour", "2 hours", "4 hours", "8 hours", "1 day", "3 days", "1 week")
SPANS = ("7 days", "30 days", "90 days", "365 days")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: what is shown, and what is then said."""

    label: str
    value: str


async def suggest(command: Command, param: Param, typed: str, request: Request, desk: Desk) -> tuple[Suggestion, ...]:
    """What may be meant by what was typed so far, best first; `request` has what was said of the other parameters."""
    match param.kind:
        case Fits.PROVIDER if command.name in {"subscribe", "playbook", "history"}:
            found = [provider.slug for provider in desk.catalogue.search(typed, MOST)] if typed else STARTER
            parts = _parts_in(typed, desk) if command.name == "subscribe" else []
            offers = [*parts, *(Suggestion(name_of(slug, desk), slug) for slug in found)]
        case Fits.REGION:
            known = _said_provider(request, desk)
            offers = _like(
                typed, [Suggestion(name, name) for name in vocabulary_of(known.slug).regions] if known else []
            )
        case Fits.PROVIDER | Fits.COMPONENT | Fits.OPEN_INCIDENT | Fits.PROVIDER_OR_INCIDENT:
            async with desk.database.transaction() as tx:
                offers = await _from_memory(tx, param, request, desk)
            offers = _like(typed, offers)
        case Fits.DURATION:
            offers = _like(typed, [Suggestion(said, said) for said in (SPANS if param.name == "days" else LENGTHS)])
        case Fits.TEXT | Fits.IMPACT | Fits.CHOICE:
            offers = _like(typed, [Suggestion(choice, choice) for choice in param.choices])
    return tuple(offers[:MOST])


def _parts_in(typed: str, desk: Desk) -> list[Suggestion]:
    """What was typed, where it names parts of a provider."""
    try:
        meant = desk.catalogue.meant(typed)
    except UnknownProviderError:
        return []
    named = [*sorted(meant.parts.services), *sorted(meant.parts.regions)]
    return [Suggestion(f"{meant.provider.name}: {', '.join(named)}", typed)] if named else []


def _said_provider(request: Request, desk: Desk) -> Provider | None:
    """The provider that was said so far."""
    try:
        return desk.catalogue.find(request.arguments.get("provider", ""))
    except UnknownProviderError:
        return None


async def _from_memory(tx: Transaction, param: Param, request: Request, desk: Desk) -> list[Suggestion]:
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
    known = _said_provider(request, desk)
    if known is None:
        return []
    names = {*await named_lately(tx, known.slug, desk.clock.now()), *vocabulary_of(known.slug).services}
    return [Suggestion(name, name) for name in sorted(names, key=str.casefold)]


def _like(typed: str, offers: list[Suggestion]) -> list[Suggestion]:
    """Those that have what was typed in them, those that begin with it first."""
    wanted = typed.strip().casefold()
    within = [offer for offer in offers if wanted in offer.label.casefold()]
    return sorted(within, key=lambda offer: not offer.label.casefold().startswith(wanted))
