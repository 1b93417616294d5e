"""`playbook`: what a team does when a provider is down; it stands in every incident of it."""

from bot.commands.channel import here, name_of, named, note, slug_of
from bot.commands.prose import paragraph, reply
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.store import deliveries, incidents, playbooks, settings
from bot.store.database import Transaction

LONGEST = 1000  # characters; Discord's field holds 1,024 (render/discord.py), and a crisis no more either
GONE = frozenset({"off", "none", "remove", "delete", "clear"})


async def playbook(request: Request, desk: Desk) -> Reply:
    """Show the playbook of a provider, or write or remove it."""
    word, text = request.arguments["provider"], request.arguments.get("text", "").strip()
    if len(text) > LONGEST:
        raise CommandError(
            f"A playbook is at most {LONGEST} characters, and this has {len(text)}. "
            "Write the long form elsewhere, and give its address."
        )
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        slug = slug_of(word, place, desk)
        if slug not in place.providers:
            slug = named(word, desk, command="playbook").slug
        name = name_of(slug, desk)
        before = await playbooks.get(tx, place.destination.id, slug)
        if not text:
            return _shown(slug, name, before)
        if text.casefold() in GONE and before is None:
            raise CommandError(f"There is no playbook for {name} that could be removed.")
        if not place.known:
            await settings.add(tx, place.destination)
        after = None if text.casefold() in GONE else text
        await playbooks.write(tx, place.destination.id, slug, after)
        await note(tx, request, "playbook", after or "removed", now=desk.clock.now(), provider=slug)
        await _show_in_open(tx, place.destination.id, slug, desk)
    desk.changed()
    if after is None:
        return reply(f"{name}: the playbook is removed", paragraph(f"It was: {before}"), public=True)
    where = "It stands in every incident of it here, in those that are open too."
    return reply(f"{name}: the playbook is kept", paragraph(after), paragraph(where), public=True)


def _shown(slug: str, name: str, text: str | None) -> Reply:
    if text is None:
        said = f"There is none yet. Write what to do when it is down: playbook {slug} followed by words or an address."
        return reply(f"{name}: playbook", paragraph(said))
    remove = Choice("Remove it", "playbook", {"provider": slug, "text": "off"})
    return reply(f"{name}: playbook", paragraph(text), choices=[remove])


async def _show_in_open(tx: Transaction, destination: str, provider: str, desk: Desk) -> None:
    """Let the channel's messages about what is open there show it."""
    going_on = await incidents.open_now(tx, [provider])
    followers = await deliveries.followers(tx, going_on)
    shown = [(destination, key, False) for key in going_on if destination in followers.get(key, frozenset())]
    await deliveries.want(tx, shown, now=desk.clock.now())


PLAYBOOK = Command(
    "playbook",
    "What to do when a provider is down; shown in every incident of it.",
    playbook,
    params=(
        Param("provider", "Whose.", required=True, kind=Fits.PROVIDER, leads=True),
        Param("text", "Words or an address; off removes it; without it, it is shown.", rest=True),
    ),
    changes=True,
    shows_without=("text",),
    aliases=("runbook",),
    examples=("playbook cloudflare Switch the DNS, see https://wiki.example.com/dns", "playbook cloudflare off"),
)
