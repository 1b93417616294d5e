"""`subscribe` and `unsubscribe`: what a channel follows, and what of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from adapters.address import Address, slug_apart
from adapters.catalogue import Meant
from adapters.clouds import vocabulary_of
from adapters.discover import discover
from adapters.errors import DiscoveryError, UnknownPartError, UnknownProviderError
from adapters.model import Block, Provider
from bot.commands import filters
from bot.commands.channel import FILE, Here, followed_here, here, name_of, note, offered
from bot.commands.components import menu_of
from bot.commands.news import News, is_watched, known_news, look, news_of
from bot.commands.prose import capped, heading, incident_line, paragraph, quoted, reply, told
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core.destination import Filters, Subscription
from bot.core.message import Fact, Menu
from bot.core.router import wants
from bot.joining import join
from bot.store import providers, settings, subscriptions
from bot.store.database import Transaction

MOST_OFFERED = 5  # buttons; no row of Discord's has more
MOST = 250  # providers that one channel follows; nobody reads more, and each is a page that is asked every minute


async def subscribe(request: Request, desk: Desk) -> Reply:
    """Follow a provider here, or change what of it is told."""
    meant, news = await _meant(request.arguments["provider"], desk)
    provider = meant.provider
    asked = _asked(Filters(), request, meant)
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        if place.declares(provider.slug):
            raise CommandError(_declared(place, provider))
        before = _own_wish(place, provider.slug)
        if before and not meant.parts and not filters.are_said(request.arguments):
            return await _followed_already(tx, place, before, provider, desk)
        if not before and len(place.providers) >= MOST:
            raise CommandError(f"This channel follows {MOST} providers, and no more can be followed. Unsubscribe one.")
        wish = Subscription(place.destination.id, provider.slug, asked)
        if before:
            wish = replace(wish, filters=_asked(before.filters, request, meant))
        known = await is_watched(tx, provider)
        await _follow(tx, request, desk, place, wish, provider)
        if known:
            news = await known_news(tx, provider.slug, desk.clock.now())
    if not desk.directory.is_given(provider):
        desk.directory.meet(provider)
    try:
        news = news or await look(provider, desk)
    finally:
        desk.changed()
    return _welcome(provider, wish, news, place, before)


async def unsubscribe(request: Request, desk: Desk) -> Reply:
    """Follow a provider here no more."""
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        slug = followed_here(request.arguments["provider"], place, desk, command="unsubscribe")
        name = name_of(slug, desk)
        _check_all_of_it(request.arguments["provider"], place, slug, desk)
        if not await subscriptions.unfollow(tx, place.destination.id, slug):
            raise CommandError(f"That {name} is followed here is set in {FILE}; take it out there.")
        await note(tx, request, "subscribe", "unsubscribed", now=desk.clock.now(), provider=slug)
    desk.changed()
    if place.declares(slug):
        left = paragraph(f"What {FILE} says about {name} stays; only what was asked for here is gone.")
        return reply(f"{name}: your own subscription is gone", left, public=True)
    return reply(
        f"{name} is not followed here any more",
        paragraph("What was posted stays as it is, and is not brought up to date any more."),
        choices=[Choice(f"Follow {name} again", "subscribe", {"provider": _said_again(slug, desk)})],
        public=True,
    )


def _said_again(slug: str, desk: Desk) -> str:
    """How a provider can be meant by whoever follows it no more: one that was brought is found by its address alone."""
    known = desk.catalogue.get(slug)
    return known.page or slug if known and slug in desk.catalogue.brought else slug


def _check_all_of_it(word: str, place: Here, slug: str, desk: Desk) -> None:
    """Whoever names parts does not lose all that is followed; raises CommandError."""
    try:
        parts = desk.catalogue.meant(word).parts
    except UnknownProviderError:
        return
    wish = _own_wish(place, slug)
    if not parts or wish is None or (parts.services, parts.regions) == (wish.filters.components, wish.filters.regions):
        return
    name = name_of(slug, desk)
    raise CommandError(
        f"Of {name}, this channel hears of {told(wish.filters)}. To hear of other parts, name those: "
        f"subscribe {slug} {vocabulary_of(slug).example}",
        choices=(Choice(f"Follow nothing of {name}", "unsubscribe", {"provider": slug}),),
    )


def _asked(before: Filters, request: Request, meant: Meant) -> Filters:
    """`before` with the parts that were named with the provider, in place of earlier ones, and the filters said."""
    if meant.parts:
        before = replace(before, components=meant.parts.services, regions=meant.parts.regions)
    try:
        return filters.fitted(filters.changed(before, request.arguments), meant.provider.slug)
    except UnknownPartError as error:
        raise _no_such_part(error) from None


async def _meant(word: str, desk: Desk) -> tuple[Meant, News | None]:
    """Who is meant, and which parts; of a provider whose feed had to be found, what that feed says."""
    try:
        meant = desk.catalogue.meant(word)
    except UnknownPartError as error:
        raise _several(word, desk) or _no_such_part(error) from None
    except UnknownProviderError as error:
        address = Address.of(word)
        if address is None:
            raise _several(word, desk) or _not_found(word, error, desk) from None
        # Whoever gives an address knows it: another workspace may have brought the same provider.
        if (brought := desk.directory.catalogue.at(word)) and brought.feeds:
            return Meant(brought), None
        try:
            return await _met(Provider(address.slug, address.host, address.url, ()), address.url, desk)
        except DiscoveryError as nothing:
            if not error.nearest:
                raise
            near = offered(error.nearest, desk, command="subscribe")
            raise CommandError(f"{nothing} Or is one of these meant?", choices=near) from None
    if meant.provider.feeds:
        return meant, None
    if meant.provider.page is None:
        raise CommandError(f"{meant.provider.name} publishes no feed that is known. The address of one works too.")
    return await _met(meant.provider, meant.provider.page, desk)


async def _met(provider: Provider, url: str, desk: Desk) -> tuple[Meant, News | None]:
    """A provider with the feed that is found at an address, unless that is the feed of one we know.

    Where somebody else has its slug by now, as happens to addresses that are much alike, it gets another.
    """
    found = await discover(url, desk.fetcher, provider=provider.slug)
    owner = desk.directory.catalogue.owner(found.feed.url)
    if owner and owner.feeds:
        return Meant(owner), None
    news = replace(news_of(found.reading.incidents, desk.clock.now()), found=f"{found.feed.url} ({found.dialect})")
    slug = provider.slug
    if desk.directory.catalogue.get(slug) not in {None, provider}:
        slug = slug_apart(slug, found.feed.url)
    feed = replace(found.feed, provider=slug, dialect=found.dialect)
    return Meant(replace(provider, slug=slug, feeds=(feed,))), news


def _no_such_part(error: UnknownPartError) -> CommandError:
    """That a provider has no such part, with the parts that were perhaps meant to choose from."""
    near = [
        Choice(f"{error.provider}: {part}", "subscribe", {"provider": f"{error.provider} {part}"})
        for part in error.parts
    ]
    mentions = Choice(
        f"What mentions {quoted(error.word)}", "subscribe", {"provider": error.provider, "words": error.word}
    )
    return CommandError(str(error), choices=(*near, mentions))


def _several(words: str, desk: Desk) -> CommandError | None:
    """That each is asked for on its own, where several providers were named."""
    found = [known for word in re.split(r"[\s,;&]+", words) if (known := _known(word, desk))]
    slugs = list(dict.fromkeys(provider.slug for provider in found))
    if len(slugs) <= 1:
        return None
    first = f"One provider at a time, please. Say first: subscribe {slugs[0]}"
    return CommandError(first, choices=offered(slugs[:MOST_OFFERED], desk, command="subscribe"))


def _known(word: str, desk: Desk) -> Provider | None:
    try:
        return desk.catalogue.find(word)
    except UnknownProviderError:
        return None


def _not_found(word: str, error: UnknownProviderError, desk: Desk) -> CommandError:
    first, _, rest = word.strip().partition(" ")
    known = _known(first, desk) if rest else None
    if known is None:
        return CommandError(str(error), choices=offered(error.nearest, desk, command="subscribe"))
    narrowed = Choice(f"{known.name}, only {rest}", "subscribe", {"provider": known.slug, "components": rest})
    return CommandError(
        f"{quoted(rest)} was not understood behind {known.name}. To follow a part of it, say: "
        f"subscribe {known.slug} components {rest}",
        choices=(narrowed, Choice(f"All of {known.name}", "subscribe", {"provider": known.slug})),
    )


def _declared(place: Here, provider: Provider) -> str:
    declared = [it.subscription.filters for it in place.follows if it.subscription.provider == provider.slug]
    said = " and ".join(told(each) for each in declared)
    return f"{provider.name} is followed here already ({said}). This is set in {FILE}; change it there."


def _own_wish(place: Here, provider: str) -> Subscription | None:
    own = (it.subscription for it in place.follows if not it.declared)
    return next((wish for wish in own if wish.provider == provider), None)


async def _followed_already(tx: Transaction, place: Here, wish: Subscription, provider: Provider, desk: Desk) -> Reply:
    news = await known_news(tx, provider.slug, desk.clock.now())
    return reply(
        f"{provider.name} is followed here already",
        paragraph(f"This channel hears of {told(wish.filters)}."),
        *_open_now(news, wish.filters, place),
        paragraph(_how_to_narrow(provider.slug)),
    )


async def _follow(
    tx: Transaction, request: Request, desk: Desk, place: Here, wish: Subscription, provider: Provider
) -> None:
    now = desk.clock.now()
    if not place.known:
        await settings.add(tx, place.destination)
    if not desk.directory.is_given(provider):
        await providers.meet(tx, provider)
    await subscriptions.follow(tx, wish)
    await join(tx, [wish.provider], now=now)
    await note(tx, request, "subscribe", told(wish.filters), now=now, provider=wish.provider)


def _welcome(provider: Provider, wish: Subscription, news: News, place: Here, before: Subscription | None) -> Reply:
    hints = [filters.component_hint(wish.filters, news.components, provider.slug)]
    if wish.filters.impact and not news.tells_impact:
        hints.append(
            f"{provider.name}'s feed does not tell how bad an incident is; what has no impact is told as well."
        )
    title = f"{provider.name}: changed" if before else f"{provider.name} is followed here now"
    change = f"This channel hears of {told(wish.filters)}."
    if before:
        change = f"This channel now hears of {told(wish.filters)}; before, it was {told(before.filters)}."
    narrow = [] if wish.filters != Filters() else [paragraph(_how_to_narrow(provider.slug))]
    return reply(
        title,
        paragraph(change),
        *(paragraph(hint) for hint in hints if hint),
        *_open_now(news, wish.filters, place),
        *narrow,
        facts=[Fact("Feed", news.found)] if news.found else [],
        choices=_ways_on(provider, wish, before),
        menus=_parts(provider, wish, news),
        public=True,
    )


def _parts(provider: Provider, wish: Subscription, news: News) -> Iterable[Menu]:
    """The parts to follow alone, where any are known."""
    if news.components:
        yield menu_of(provider.slug, sorted(news.components, key=str.casefold), wish.filters.components)


def _open_now(news: News, wanted: Filters, place: Here) -> Sequence[Block]:
    if news.failure:
        said = f"What is open there could not be seen just now: {news.failure} It is tried again."
        return [paragraph(said)]
    shown = [incident_line(incident, zone=place.zone) for incident in news.open if wants(wanted, incident)]
    if not shown:
        return [paragraph("Nothing of that is open there now." if news.open else "Nothing is open there now.")]
    return [heading("Open now"), *capped(shown)]


def _how_to_narrow(slug: str) -> str:
    if example := vocabulary_of(slug).example:
        return f"To hear less, say for example: subscribe {slug} {example}, or subscribe {slug} impact major."
    return (
        f"To hear less, say for example: subscribe {slug} impact major, subscribe {slug} only incidents, or "
        f"subscribe {slug} components followed by the names of its parts."
    )


def _ways_on(provider: Provider, wish: Subscription, before: Subscription | None) -> Iterable[Choice]:
    if both := _both(before.filters, wish.filters) if before else None:
        yield Choice(f"{both[1]} as well", "subscribe", {"provider": provider.slug, both[0]: both[1]})
    if wish.filters == Filters():
        yield Choice("Only from major impact on", "subscribe", {"provider": provider.slug, "impact": "major"})
        yield Choice("Only incidents", "subscribe", {"provider": provider.slug, "kinds": "incidents"})
    yield Choice("Do not follow it", "unsubscribe", {"provider": provider.slug})


def _both(before: Filters, after: Filters) -> tuple[str, str] | None:
    """The name and the members of the one list that has changed, with those that it had before."""
    lists = ("components", "regions")
    changed = [name for name in lists if getattr(before, name) != getattr(after, name)]
    if len(changed) != 1 or not getattr(before, changed[0]) or not getattr(after, changed[0]):
        return None
    return changed[0], ", ".join(sorted(getattr(before, changed[0]) | getattr(after, changed[0])))


SUBSCRIBE = Command(
    "subscribe",
    "Follow a provider here, or change what of it is told.",
    subscribe,
    params=(
        Param(
            "provider",
            "Its name, or the address of its status page or feed.",
            required=True,
            kind=Fits.PROVIDER,
            aliases=("url",),
            leads=True,
        ),
        *filters.PARAMS,
    ),
    changes=True,
    aliases=("follow", "add", "watch"),
    examples=(
        "subscribe github",
        "subscribe cloudflare components DNS, CDN",
        "subscribe aws ec2 us-east-1",
        "subscribe azure regions West Europe impact major only incidents",
        "subscribe https://status.example.com",
    ),
)

UNSUBSCRIBE = Command(
    "unsubscribe",
    "Follow a provider here no more.",
    unsubscribe,
    params=(Param("provider", "Which one.", required=True, kind=Fits.PROVIDER, leads=True),),
    changes=True,
    aliases=("unfollow", "remove", "unwatch"),
    examples=("unsubscribe github",),
)
