"""What somebody may mean who has typed a part of it: looked up in what we know already, never fetched."""

from collections.abc import Iterable
from datetime import timedelta

from bot.commands.channel import Here, here, name_of
from bot.commands.request import Asker, Desk, Fits, Place, Request
from bot.core.router import route
from bot.render.literal import line
from bot.store import incidents

MOST = 25  # no platform shows more
LOOK_BACK = timedelta(days=90)  # in which a component was named
_NOBODY = Asker("", "")


async def suggest(kind: Fits, typed: str, place: Place, desk: Desk) -> tuple[str, ...]:
    """Words that can stand for a parameter of this kind, the likeliest first; none where anything can."""
    match kind:
        case Fits.PROVIDER:
            return await _providers(typed, place, desk)
        case Fits.COMPONENT:
            return await _components(typed, place, desk)
        case Fits.OPEN_INCIDENT:
            return await _open(typed, place, desk)
        case _:
            return ()


async def _providers(typed: str, place: Place, desk: Desk) -> tuple[str, ...]:
    """Those that are meant; before anything is typed, those that are followed here, and then any."""
    if typed.strip():
        return tuple(provider.name for provider in desk.catalogue.search(typed, limit=MOST))
    followed = await _followed(place, desk)
    return _first([*followed, *(provider.name for provider in desk.catalogue)])


async def _components(typed: str, place: Place, desk: Desk) -> tuple[str, ...]:
    """What the providers here have named, for the last member of a list; those before it stand as they are."""
    before, comma, last = typed.rpartition(",")
    said = f"{before}{comma} " if comma else ""
    async with desk.database.transaction() as tx:
        known = await here(tx, Request(place, _NOBODY))
        if not known.providers:
            return ()
        recent = await incidents.recent(tx, known.providers, desk.clock.now() - LOOK_BACK)
    names = sorted({line(name) for record in recent.values() for name in record.incident.components})
    return _first(f"{said}{name}" for name in _matching(last, names))


async def _open(typed: str, place: Place, desk: Desk) -> tuple[str, ...]:
    """The open incidents that are told here, and then the providers that are followed."""
    async with desk.database.transaction() as tx:
        known = await here(tx, Request(place, _NOBODY))
        if not known.providers:
            return ()
        going_on = await incidents.open_now(tx, known.providers)
    titles = [line(it.incident.title) for it in going_on.values() if route(it.incident, known.wishes)]
    return _first(_matching(typed, [*titles, *_names(known, desk)]))


async def _followed(place: Place, desk: Desk) -> list[str]:
    async with desk.database.transaction() as tx:
        return _names(await here(tx, Request(place, _NOBODY)), desk)


def _names(known: Here, desk: Desk) -> list[str]:
    return sorted((name_of(slug, desk) for slug in known.providers), key=str.casefold)


def _matching(typed: str, names: Iterable[str]) -> list[str]:
    """The names that have it in them, those that begin with it first."""
    wanted = line(typed).casefold()
    within = [name for name in names if wanted in name.casefold()]
    return sorted(within, key=lambda name: not name.casefold().startswith(wanted))


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))[:MOST]
