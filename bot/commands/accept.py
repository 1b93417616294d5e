"""`accept`: a feed that is held as suspect may be believed as it is now."""

from collections.abc import Sequence

from bot.commands.channel import Here, here, name_of, note, offered, slug_of
from bot.commands.prose import joined, paragraph, reply
from bot.commands.request import Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core.notices import doubted_feed
from bot.core.schedule import FeedState
from bot.store import feeds, incidents, subscriptions
from bot.store.database import Transaction


async def accept(request: Request, desk: Desk) -> Reply:
    """Believe what is held, in a channel for notices; where there is none, in one that follows the provider."""
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        suspects = await _suspects(tx, place, desk)
        accepted = await _meant(tx, request.arguments.get("provider", ""), suspects, place, desk)
        for state in accepted:
            await feeds.accept(tx, state.url)
            await note(tx, request, "accept", f"the feed {state.url}", now=now, provider=state.provider)
    names = joined(dict.fromkeys(name_of(state.provider, desk) for state in accepted))
    return reply(
        f"{names}: the feed is believed as it is now",
        paragraph("The next look at it, within a minute or two, is taken as the first: what is open there is shown."),
        paragraph("What is known already is recognised by its title and beginning, and nothing old is told as new."),
        public=True,
    )


async def _suspects(tx: Transaction, place: Here, desk: Desk) -> list[FeedState]:
    """The feeds that are held and may be believed from here; raises CommandError that says from where else."""
    held = [state for state in (await feeds.load(tx)).values() if state.suspect]
    if place.destination.notices:
        return held
    followed = [state for state in held if state.provider in place.providers]
    if followed and any(it.notices for it in (await subscriptions.destinations(tx)).values()):
        first = followed[0].provider
        raise CommandError(
            f"{name_of(first, desk)} is held as suspect, and cannot be accepted here: that is for the channel that "
            f"Statuswire's own notices go to, and for whoever runs Statuswire (statuswire accept {first}). Ask there."
        )
    return followed


async def _meant(
    tx: Transaction, word: str, suspects: Sequence[FeedState], place: Here, desk: Desk
) -> Sequence[FeedState]:
    """The feeds that are meant by a provider, an address, our key of the notice, or by no word where one is held."""
    providers = list(dict.fromkeys(state.provider for state in suspects))
    if not providers:
        raise CommandError("No feed is held as suspect among those that are followed here: there is nothing to accept.")
    if not word and len(providers) == 1:
        return suspects
    notice = await incidents.get(tx, word)
    wanted = {word, slug_of(word, place, desk), doubted_feed(notice.incident) if notice else None}
    meant = [state for state in suspects if wanted & {state.url, state.provider}]
    if not meant:
        held = joined(name_of(slug, desk) for slug in providers)
        raise CommandError(f"Held as suspect: {held}. Which one?", choices=offered(providers, desk, command="accept"))
    return meant


ACCEPT = Command(
    "accept",
    "Believe a feed again that is held; where a channel has notices = true, in that one alone.",
    accept,
    params=(
        Param(
            "provider",
            "Whose; not needed where only one is held.",
            kind=Fits.PROVIDER,
            aliases=("feed",),
            leads=True,
        ),
    ),
    changes=True,
    aliases=("believe",),
    examples=("accept", "accept github"),
)
