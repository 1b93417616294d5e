"""`digest`: when the digest of this channel comes, what a quiet day does, and how it would be now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.briefing import brief
from bot.commands import words
from bot.commands.channel import FIRST_STEP, Here, here, keep, refuse_declared
from bot.commands.prose import joined, moment, paragraph, quoted, reply
from bot.commands.request import Choice, Command, CommandError, Desk, Fits, Param, Reply, Request
from bot.commands.rhythm import by_the_clock, rhythm, told
from bot.core.destination import Destination
from bot.core.edition import Edition, awaited, span
from bot.core.occasion import Rhythm
from bot.core.quiet import quiet_until
from bot.store import digests

NOW = "now"
LINE, NOTHING = "line", "nothing"
ON_QUIET_DAYS = (LINE, NOTHING)


async def digest(request: Request, desk: Desk) -> Reply:
    """Show the digest as it would be now; or when it comes; or say when it is to come."""
    said = request.arguments
    if "show" in said or said.get("when", "").casefold() == NOW:
        return await _now(request, desk)
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        after = place.destination
        if said:
            refuse_declared(place, ["digest"])
            after = replace(after, digest=_wanted(after, said))
            await keep(tx, request, place, after, "digest", " ".join(said.values()), now=desk.clock.now())
        editions = await digests.of(tx, after.id)
    if said:
        desk.changed()
    lines = _told(after, editions, place, now=desk.clock.now())
    return reply("The digest of this channel", paragraph(" ".join(lines)), public=bool(said))


async def _now(request: Request, desk: Desk) -> Reply:
    """The digest as it would be now, for whoever asks; it is not the one of the day, and has no picture."""
    if len(request.arguments) > 1:
        raise CommandError(
            "digest now takes nothing more. Say it alone, and when the digest is to come in another line."
        )
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        editions = await digests.of(tx, place.destination.id)
    if not place.providers:
        raise CommandError(f"This channel follows nobody yet. {FIRST_STEP}")
    covers = span(place.destination, editions, at=now)
    message = (await brief(desk.database, place.destination, covers, names=desk.directory.names, now=now)).message
    choices = tuple(Choice(it.label, it.command, dict(it.arguments)) for it in message.actions)
    return Reply(replace(message, actions=()), choices=choices)


def _wanted(before: Destination, said: Mapping[str, str]) -> str | None:
    """The rhythm that is wanted, as it is kept; what is not said stays as it was."""
    when = said.get("when", "")
    if when.casefold() in words.OFF:
        return None
    kept = Rhythm.of(before.digest) if before.digest else None
    wanted = rhythm(when) if when else kept
    if wanted is None and not when:
        raise CommandError("There is no digest here yet. Say first when it is to come, as in: digest at 09:00")
    if wanted is None:
        raise CommandError(
            f"{quoted(when)} is no time for a digest. Say for example: digest at 09:00, digest weekdays at 09:00, "
            f"digest weekly on monday at 09:00, or digest off. {by_the_clock(before)}"
        )
    silent = _is_silent(said["quiet"]) if "quiet" in said else kept is not None and kept.unless_quiet
    return str(replace(wanted, unless_quiet=silent))


def _is_silent(said: str) -> bool:
    """Whether nothing is to come on a quiet day."""
    found = NOTHING if said.casefold() in words.OFF else words.choice(said, ON_QUIET_DAYS)
    if found is None:
        raise CommandError(f"{quoted(said)} is nothing that a quiet day can do. Say {joined(ON_QUIET_DAYS, 'or')}.")
    return found == NOTHING


def _told(after: Destination, editions: Sequence[Edition], place: Here, *, now: datetime) -> Iterator[str]:
    """When it comes, and what may be unexpected about that."""
    yield f"{told(after)}."
    if after.digest is None:
        return
    at = awaited(after, editions, now=now).at
    quiet = quiet_until(after.quiet, after.timezone, now=at)
    yield f"The next one comes {moment(quiet or at, place.zone)}{', after the quiet hours' if quiet else ''}."
    if not place.providers:
        yield f"But this channel follows nobody yet. {FIRST_STEP}"


DIGEST = Command(
    "digest",
    "When the digest of this channel comes, or with `now` what it would say.",
    digest,
    params=(
        Param(
            "when",
            "As in: at 09:00, weekdays at 09:00, mon,thu at 16:30, weekly on monday, off.",
            aliases=("at",),
            leads=True,
        ),
        Param(
            "quiet",
            "What comes on a quiet day: one line, or nothing.",
            kind=Fits.CHOICE,
            choices=ON_QUIET_DAYS,
            aliases=("quiet-day", "quiet-days"),
        ),
        Param("show", "The digest as it would be now, to you alone.", kind=Fits.CHOICE, choices=(NOW,)),
    ),
    changes=True,
    shows_without=("when", "quiet"),
    shows_with=NOW,
    examples=(
        "digest now",
        "digest at 09:00",
        "digest weekdays at 09:00 quiet nothing",
        "digest mon,thu at 16:30",
        "digest weekly on monday at 09:00",
        "digest off",
    ),
)
