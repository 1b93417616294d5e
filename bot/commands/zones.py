"""The time zones that the system knows, and which of them is meant."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA

LIKENESS = 0.6  # from 0 to 1, at which a zone is taken for a mistyped one
LIKELY = "Europe/Berlin"  # what is named as an example where nothing is like what was typed


@cache
def zones() -> tuple[str, ...]:
    """Every zone by its IANA name. Whoever asks first waits until hundreds of files are read: so the start does."""
    return tuple(sorted(available_timezones()))


def zone(said: str) -> str | None:
    """The zone that is meant by its name or by that of its city, however it is spelt."""
    wanted = _plain(said)
    known = {name.casefold(): name for name in zones()}
    cities = [name for plain, name in known.items() if plain.endswith(f"/{wanted}")]
    found = known.get(wanted) or (cities[0] if len(cities) == 1 else None)
    return found if found and _is_zone(found) else None


def nearest_zone(said: str) -> str:
    """The zone whose name, or that of whose city, is most like what was typed."""
    known = {name.casefold(): name for name in zones()}
    names = [*known, *(name.rpartition("/")[2] for name in known)]
    near = process.extractOne(_plain(said), names, scorer=OSA.normalized_similarity, score_cutoff=LIKENESS)
    return next((zone for name, zone in known.items() if near and name.endswith(near[0])), LIKELY)


def _plain(said: str) -> str:
    return said.strip().replace(" ", "_").casefold()


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
