"""The channel where something was asked: what it follows, how it is told, who changed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from adapters.catalogue import Catalogue
from adapters.errors import UnknownProviderError
from adapters.model import Provider
from bot.commands.filters import EVERYTHING
from bot.commands.prose import joined, quoted, zone_of
from bot.commands.request import Choice, CommandError, Desk, Request
from bot.core.destination import Destination, Subscription
from bot.store import audit, settings, subscriptions
from bot.store.audit import Entry
from bot.store.database import Transaction
from bot.store.subscriptions import Followed

FILE = "statuswire.toml"


@dataclass(frozen=True, slots=True)
class Here:
    """A channel as the database has it; `declared` says that statuswire.toml names it, `known` that anything does."""

    destination: Destination
    declared: bool = False
    known: bool = False
    follows: tuple[Followed, ...] = ()

    @property
    def zone(self) -> tzinfo:
        """The zone that its people live in."""
        return zone_of(self.destination.timezone)

    @property
    def wishes(self) -> tuple[Subscription, ...]:
        """What it follows."""
        return tuple(followed.subscription for followed in self.follows)

    @property
    def providers(self) -> tuple[str, ...]:
        """The slugs of those that it follows, each once."""
        return tuple(dict.fromkeys(wish.provider for wish in self.wishes))

    def declares(self, provider: str) -> bool:
        """Whether it is the file that lets this channel follow a provider."""
        return any(it.declared and it.subscription.provider == provider for it in self.follows)


async def here(tx: Transaction, request: Request) -> Here:
    """The channel of a request, known or not."""
    place = request.place
    channel = await settings.channel(tx, place.id)
    if channel is None:
        return Here(Destination(place.id, place.platform, place.channel, workspace=place.workspace or None))
    return Here(channel.destination, channel.declared, known=True, follows=await subscriptions.of(tx, place.id))


async def keep(
    tx: Transaction, request: Request, place: Here, after: Destination, command: str, what: str, *, now: datetime
) -> None:
    """Remember a channel as it is to be, and who wanted it so."""
    if not place.known:
        await settings.add(tx, after)
    await settings.change(tx, after)
    await note(tx, request, command, what, now=now)


def refuse_declared(place: Here, names: Sequence[str]) -> None:
    """Raise CommandError where the file says what somebody wants to change here."""
    if place.declared and names:
        raise CommandError(f"This is set in {FILE}: {joined(names)} of this channel can be changed there alone.")


async def note(
    tx: Transaction, request: Request, command: str, what: str, *, now: datetime, provider: str | None = None
) -> None:
    """Remember who changed what."""
    asker = request.asker
    await audit.note(tx, Entry(now, request.place.id, asker.id, asker.name, command, what, provider))


def one_said(request: Request) -> str:
    """The provider that was said; nothing where none was, or all are meant."""
    word = request.arguments.get("provider", "")
    return "" if word.casefold() in EVERYTHING else word


def named(
    word: str, desk: Desk, *, command: str, parameter: str = "provider", among: Catalogue | None = None
) -> Provider:
    """The provider that is meant among these, or all; raises CommandError that offers the nearest."""
    try:
        return (among or desk.catalogue).find(word)
    except UnknownProviderError as error:
        choices = offered(error.nearest, desk, command=command, parameter=parameter)
        raise CommandError(str(error), choices=choices) from None


def offered(slugs: Iterable[str], desk: Desk, *, command: str, parameter: str = "provider") -> tuple[Choice, ...]:
    """Providers to choose from."""
    return tuple(Choice(name_of(slug, desk), command, {parameter: slug}) for slug in slugs)


def name_of(slug: str, desk: Desk) -> str:
    """What a provider is called; its slug where it is known no more."""
    return desk.directory.names.get(slug, slug)


def followed_here(word: str, place: Here, desk: Desk, *, command: str, parameter: str = "provider") -> str:
    """The slug that is meant among those that the channel follows; raises CommandError that names them."""
    slug = slug_of(word, place, desk)
    if slug in place.providers:
        return slug
    if not place.providers:
        raise CommandError(f"This channel follows nobody yet. {FIRST_STEP}")
    meant = desk.catalogue.get(slug)
    said = (
        f"{meant.name} is not followed here."
        if meant
        else f"No provider that is followed here is called {quoted(word)}."
    )
    known = joined(name_of(it, desk) for it in sorted(place.providers)[:MOST_NAMED])
    more = len(place.providers) - MOST_NAMED
    raise CommandError(
        f"{said} This channel follows {known}{f' and {more} more' if more > 0 else ''}.",
        choices=offered(_likely(word, place, desk), desk, command=command, parameter=parameter),
    )


def slug_of(word: str, place: Here, desk: Desk) -> str:
    """The slug of a provider that is known or followed; the word itself where it is nobody's name."""
    plain = word.strip().lower()
    if plain in place.providers:
        return plain
    try:
        return desk.catalogue.find(word).slug
    except UnknownProviderError:
        return plain


def _likely(word: str, place: Here, desk: Desk) -> tuple[str, ...]:
    near = [provider.slug for provider in desk.catalogue.search(word, limit=50) if provider.slug in place.providers]
    return tuple(near[:3])


FIRST_STEP = "Say what to follow, for example: subscribe github"
MOST_NAMED = 8
