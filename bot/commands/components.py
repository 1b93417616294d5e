"""`components`: which parts of a provider are followed here, to be picked from those that it has named."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.commands.channel import FILE, followed_here, here, name_of
from bot.commands.prose import joined, paragraph, reply, told
from bot.commands.request import Choice, Command, Desk, Fits, Param, Reply, Request
from bot.core.message import Menu, Option
from bot.render.literal import line
from bot.render.pressing import listed
from bot.store import incidents
from bot.store.database import Transaction

NAMED_WITHIN = timedelta(days=90)  # a part that was not named for longer may be gone
NAMED_IN_LABEL = 3  # parts; a button is no longer


async def components(request: Request, desk: Desk) -> Reply:
    """Show which parts are followed, and let some be picked; first those that an incident is about, if it was said."""
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        slug = followed_here(request.arguments["provider"], place, desk, command="components")
        known = await named_lately(tx, slug, desk.clock.now())
        about = await incidents.get(tx, request.arguments.get("incident", ""))
    wishes = [followed.subscription.filters for followed in place.follows if followed.subscription.provider == slug]
    name, hears = name_of(slug, desk), paragraph(f"This channel hears of {joined(map(told, wishes))}.")
    title = f"Which parts of {name} are followed here"
    if place.declares(slug):
        return reply(title, hears, paragraph(f"This is set in {FILE}; change it there."))
    concerned = about.incident.components if about and about.incident.provider == slug else ()
    chosen = frozenset(part for wish in wishes for part in wish.components)
    menu = menu_of(slug, (*concerned, *sorted(chosen, key=str.casefold), *known), chosen)
    if not menu.options:
        nothing = f"{name} has not named any part so far. To follow one all the same: {_by_word(slug)}"
        return reply(title, hears, paragraph(nothing))
    more = f"To follow all of them, pick none. A part that does not stand here: {_by_word(slug)}"
    return reply(title, hears, paragraph(more), menus=[menu], choices=_ways_on(slug, name, concerned, chosen))


async def named_lately(tx: Transaction, provider: str, now: datetime) -> list[str]:
    """The parts that a provider has named lately, in the order of the alphabet."""
    seen = await incidents.recent(tx, [provider], now - NAMED_WITHIN)
    return sorted({name for record in seen.values() for name in record.incident.components}, key=str.casefold)


def menu_of(provider: str, names: Iterable[str], chosen: frozenset[str] = frozenset()) -> Menu:
    """Parts of a provider to follow alone, each once however it is written."""
    are_chosen = {name.casefold() for name in chosen}
    different = {name.casefold(): name for name in names if line(name)}
    options = [Option(name, name, plain in are_chosen) for plain, name in different.items()]
    return Menu(
        "Follow only these components",
        "subscribe",
        "components",
        tuple(options),
        (("provider", provider),),
        several=True,
    )


def _by_word(slug: str) -> str:
    return f"subscribe {slug} components followed by its name"


def _ways_on(slug: str, name: str, concerned: tuple[str, ...], chosen: frozenset[str]) -> Iterator[Choice]:
    if concerned:
        label = joined(concerned) if len(concerned) <= NAMED_IN_LABEL else f"the {len(concerned)} of this incident"
        yield Choice(f"Only {label}", "subscribe", {"provider": slug, "components": listed(concerned)})
    if chosen:
        yield Choice(f"All of {name}", "subscribe", {"provider": slug, "components": "all"})


COMPONENTS = Command(
    "components",
    "Which parts of a provider are followed here, to be picked from those that it has named.",
    components,
    params=(
        Param("provider", "Whose parts.", required=True, kind=Fits.PROVIDER, leads=True),
        Param("incident", "First the parts that this open incident is about.", kind=Fits.OPEN_INCIDENT),
    ),
    aliases=("parts",),
    examples=("components cloudflare",),
)
