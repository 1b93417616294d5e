"""What of a provider's news is wanted, from the words in which somebody asked for it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from adapters.clouds import unknown_part, vocabulary_of
from adapters.model import Impact, Kind
from bot.commands import words
from bot.commands.prose import joined, quoted
from bot.commands.request import CommandError, Fits, Param
from bot.core.destination import Filters

# `unknown` and `maintenance` are no steps between minor and critical.
IMPACTS = (Impact.MINOR, Impact.MAJOR, Impact.CRITICAL)
EVERYTHING = frozenset({"all", "any", "every", "everything", "*"})
_KINDS = {
    "incidents": frozenset({Kind.INCIDENT}),
    "maintenance": frozenset({Kind.MAINTENANCE}),
    "both": frozenset[Kind](),
}
LONGEST = 30  # members of one filter
LONGEST_MEMBER = 200  # characters

PARAMS = (
    Param(
        "components",
        "Only these parts of it, with commas between; all takes every part again.",
        kind=Fits.COMPONENT,
        aliases=("component", "services", "service", "parts", "part"),
    ),
    Param(
        "regions",
        "Only these regions of it, with commas between; all takes every region again.",
        kind=Fits.REGION,
        aliases=("region", "instances", "instance"),
    ),
    Param(
        "impact",
        "Nothing that is known to be less than this; all takes everything again.",
        kind=Fits.IMPACT,
        choices=tuple(IMPACTS),
        aliases=("severity", "least"),
    ),
    Param(
        "kinds",
        "Only what goes wrong, or only what is planned.",
        kind=Fits.CHOICE,
        choices=tuple(_KINDS),
        aliases=("kind", "type"),
    ),
    Param(
        "words",
        "Only what mentions one of these words, with commas between; all takes everything again.",
        aliases=("word", "keywords", "keyword", "containing", "mentioning"),
    ),
)


def changed(before: Filters, arguments: Mapping[str, str]) -> Filters:
    """`before` with what was said; a filter that was not mentioned stays. Raises CommandError."""
    after = before
    if said := arguments.get("components"):
        after = replace(after, components=_members(said, "components"))
    if said := arguments.get("regions"):
        after = replace(after, regions=_members(said, "regions"))
    if said := arguments.get("impact"):
        after = replace(after, impact=_impact(said))
    if said := arguments.get("kinds"):
        after = replace(after, kinds=_kinds(said))
    if said := arguments.get("words"):
        after = replace(after, words=_members(said, "words"))
    return after


def fitted(filters: Filters, provider: str) -> Filters:
    """Filters in the words that the provider has for its parts; raises UnknownPartError for an unknown region."""
    parts = vocabulary_of(provider).fit(filters.components, filters.regions)
    if parts.strange:
        raise unknown_part(provider, parts.strange[0])
    return replace(filters, components=parts.services, regions=parts.regions)


def are_said(arguments: Mapping[str, str]) -> bool:
    """Whether any filter was mentioned."""
    return any(param.name in arguments for param in PARAMS)


def _members(said: str, name: str) -> frozenset[str]:
    members = frozenset(words.items(said))
    if {member.casefold() for member in members} <= EVERYTHING:
        return frozenset()
    if len(members) > LONGEST or any(len(member) > LONGEST_MEMBER for member in members):
        raise CommandError(
            f"That is more than {name} can hold: {LONGEST} of {LONGEST_MEMBER} characters each. Name fewer."
        )
    return members


def _impact(said: str) -> Impact | None:
    """The impact among words like `at least major`."""
    if said.casefold() in EVERYTHING or said.casefold() == Impact.NONE:
        return None
    found = [each for word in said.split() if (each := words.choice(word.strip("=<>+"), IMPACTS))]
    if not found:
        raise CommandError(f"{quoted(said)} is no impact. Say {joined(IMPACTS, 'or')}; all takes everything.")
    return Impact(found[-1])


def _kinds(said: str) -> frozenset[Kind]:
    found = [_kind(word) for word in said.replace(",", " ").split() if word not in {"and", "only"}]
    known = [kind for kind in found if kind]
    if not known or len(known) < len(found):
        raise CommandError(f"{quoted(said)} is no kind of news. Say {joined(_KINDS, 'or')}.")
    return _KINDS[known[0]] if len(set(known)) == 1 else frozenset()


def _kind(word: str) -> str | None:
    if word.casefold() in EVERYTHING:
        return "both"
    return words.choice(word, _KINDS)


def component_hint(filters: Filters, seen: Iterable[str], provider: str) -> str:
    """A word of warning where a part was asked for that the provider never named, while it named others."""
    names = sorted(set(seen))
    known = {name.casefold() for name in names}
    service = vocabulary_of(provider).service
    strange = sorted(name for name in filters.components if name.casefold() not in known and not service(name))
    if not strange or not names:
        return ""
    shown = joined(names[:8])
    more = " among others" if len(names) > 8 else ""  # noqa: PLR2004 - a line is not longer
    return f"So far it never named {joined(map(quoted, strange), 'or')}; it named {shown}{more}."
