"""A glance at one provider, for somebody whom we meet where no channel of ours is: from memory, else from its page."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from adapters.catalogue import STARTER
from adapters.model import Block, Provider
from bot.commands.channel import named, offered
from bot.commands.news import News, is_watched, known_news, look
from bot.commands.prose import capped, counted, incident_line, paragraph, reply
from bot.commands.request import Choice, CommandError, Desk, Reply, Request

FRESH = timedelta(minutes=1)  # so often a page is asked for strangers, and not once for each of them
OFFERED = 3


async def glance(request: Request, desk: Desk) -> Reply:
    """What is open at the provider that was said; nobody learns who follows whom, or whom a team has added."""
    word = request.arguments.get("provider")
    if not word:
        raise CommandError(
            "Which provider? Say for example: status github", choices=offered(STARTER[:OFFERED], desk, command="status")
        )
    provider = named(word, desk, command="status", among=desk.catalogue.public)
    if not provider.feeds:
        where = f" Look at {provider.page}" if provider.page else ""
        raise CommandError(f"{provider.name} publishes no feed that is known.{where}")
    news = await _news(provider, desk)
    again = Choice("Look again", "status", {"provider": provider.slug})
    if news.failure and not news.open:
        return reply(f"{provider.name} cannot be seen just now", paragraph(news.failure), choices=[again])
    title = f"{counted(len(news.open), 'incident')} open" if news.open else "nothing is open"
    return reply(f"{provider.name}: {title}", *_lines(provider, news), choices=[again])


async def _news(provider: Provider, desk: Desk) -> News:
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        if await is_watched(tx, provider):
            return await known_news(tx, provider.slug, now)
    kept = desk.memory.recall(("look", provider.slug), News, since=now - FRESH)
    if kept:
        return kept
    news = await look(provider, desk)
    desk.memory.keep(("look", provider.slug), news, now=now)
    return news


def _lines(provider: Provider, news: News) -> Iterator[Block]:
    yield from capped([incident_line(incident, zone=UTC) for incident in news.open])
    if news.failure:
        yield paragraph(f"Not all of it could be seen just now: {news.failure}")
    if provider.page:
        yield paragraph(f"Everything: {provider.page}")
