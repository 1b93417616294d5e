"""What goes on among all that a channel follows, and which of it somebody means."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from bot.commands.channel import Here
from bot.commands.prose import quoted
from bot.commands.request import Choice, CommandError
from bot.core.record import Record
from bot.core.router import route
from bot.render.literal import line
from bot.store import incidents
from bot.store.database import Transaction

LIKENESS = 75  # of 100: how much of what was typed must stand in a title
SHORTEST = 3  # letters; fewer stand in many titles
OFFERED = 3


async def open_here(tx: Transaction, place: Here) -> dict[str, Record]:
    """What is open that this channel wants to hear of, by our key."""
    known = await incidents.open_now(tx, place.providers)
    return {key: record for key, record in known.items() if route(record.incident, place.wishes)}


def meant(said: str, among: Mapping[str, Record]) -> list[str]:
    """The incidents that are meant by our key, an address, or a part of the title, however it is spelt."""
    plain = line(said).casefold()
    exact = [key for key, record in among.items() if plain in {key, (record.incident.url or "").casefold()}]
    if exact or len(plain) < SHORTEST:
        return exact
    titles = {key: line(record.incident.title).casefold() for key, record in among.items()}
    within = [key for key, title in titles.items() if plain in title]
    if within:
        return within
    alike = process.extract(plain, titles, scorer=fuzz.token_set_ratio, score_cutoff=LIKENESS, limit=OFFERED)
    return [key for _, _, key in alike]


def which(said: str, among: Mapping[str, Record], *, command: str) -> CommandError:
    """The question which of several incidents is meant."""
    return CommandError(
        f"{len(among)} open incidents are like {quoted(said)}. Which one?", choices=offered(among, command=command)
    )


def offered(among: Mapping[str, Record], *, command: str) -> tuple[Choice, ...]:
    """Incidents to choose from."""
    first = list(among.items())[:OFFERED]
    return tuple(Choice(line(record.incident.title), command, {"what": key}) for key, record in first)
