"""`history`: what was, how long it took, and what it adds up to."""

from datetime import timedelta

from bot.commands.channel import FIRST_STEP, Here, here, name_of, named, one_said
from bot.commands.duration import duration
from bot.commands.prose import capped, counted, incident_line, paragraph, quoted, reply
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.core import words
from bot.core.history import totals
from bot.core.period import Period
from bot.core.record import Record
from bot.core.router import route
from bot.render.numbers import facts
from bot.store import incidents

USUAL = timedelta(days=30)
LONGEST = timedelta(days=366)


async def history(request: Request, desk: Desk) -> Reply:
    """Past incidents of all that is followed here, or of one provider, and their totals."""
    back = _days(request.arguments.get("days", ""))
    period = Period.last(back, desk.clock.now())
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        slugs = _whose(request, place, desk)
        found = await incidents.recent(tx, slugs, period.since)
    told = [record for record in found.values() if period.holds(record) and _is_wanted(record, place)]
    told.sort(key=lambda record: record.incident.started_at or record.first_seen, reverse=True)
    whose = name_of(slugs[0], desk) if len(slugs) == 1 else counted(len(slugs), "provider")
    title = f"{whose}: {_span(back)}"
    if not told:
        return _nothing(title, slugs, place, desk)
    lines = [
        incident_line(
            record.incident,
            zone=place.zone,
            name="" if len(slugs) == 1 else name_of(record.incident.provider, desk),
            note="withdrawn" if record.withdrawn else "",
        )
        for record in told
    ]
    return reply(title, *capped(lines), facts=facts(totals(told, period)))


def _days(said: str) -> timedelta:
    if not said:
        return USUAL
    back = duration(said, bare=timedelta(days=1))
    if back is None:
        raise CommandError(f"{quoted(said)} is no number of days. Say for example: history 30 days")
    return min(max(back, timedelta(hours=1)), LONGEST)


def _whose(request: Request, place: Here, desk: Desk) -> tuple[str, ...]:
    if word := one_said(request):
        plain = word.strip().lower()
        return (plain if plain in place.providers else named(word, desk, command="history").slug,)
    if not place.providers:
        raise CommandError(f"This channel follows nobody yet. {FIRST_STEP}")
    return place.providers


def _is_wanted(record: Record, place: Here) -> bool:
    """Whether it passes the channel's filters; a provider that it does not follow has none."""
    if record.incident.provider not in place.providers:
        return True
    return bool(route(record.incident, place.wishes))


def _span(back: timedelta) -> str:
    return f"the last {back.days} days" if back.days > 1 else f"the last {words.duration(back)}"


def _nothing(title: str, slugs: tuple[str, ...], place: Here, desk: Desk) -> Reply:
    if len(slugs) == 1 and slugs[0] not in place.providers:
        name = name_of(slugs[0], desk)
        said = f"Nothing is remembered of {name}: what a page says is kept from the day on which somebody follows it."
        choices = [Choice(f"Follow {name}", "subscribe", {"provider": slugs[0]})]
        return reply(title, paragraph(said), choices=choices)
    return reply(title, paragraph("No incident is remembered of that time."))


HISTORY = Command(
    "history",
    "Past incidents with their duration, and the totals.",
    history,
    params=(
        Param("provider", "Only this one; without it all that are followed here.", kind=Fits.PROVIDER, leads=True),
        Param(
            "days",
            "How far back; 30 days where nothing is said.",
            kind=Fits.DURATION,
            aliases=("last", "past", "since"),
        ),
    ),
    aliases=("past", "incidents"),
    examples=("history", "history github 90 days"),
)
