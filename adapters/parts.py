"""The parts of a provider that people follow by name: services, and regions or instances, of those that have many.

One summary feed carries them all; what an incident says of its parts decides whom it concerns. A few providers have a
vocabulary (adapters/clouds.py). Names are compared as in the catalogue: by their letters and digits alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from unicodedata import normalize

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_NAME = 4  # words: "north central us", "us gov east 1"
NEAREST = 3
# The least likeness, from 0 to 1, at which a mistyped part is taken for a hint of the right one.
LIKENESS = 0.6

# Components that leave open which service or region it is.
_VAGUE = re.compile(r"global|multi-?regions?\b.*|(?:all|multiple) ?(?:regions|services)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_BETWEEN = re.compile(r"[\s,;]+")
# What people say around the names of parts: "ec2 and s3 in the us-east-1 region".
_FILLERS = frozenset({
    "and", "at", "components", "for", "in", "instance", "instances", "of", "only", "or", "region", "regions", "service",
    "services", "the", "zone", "zones",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of one provider, by the names of its vocabulary; empty means all. `strange` are words that are no part."""

    services: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    strange: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.services or self.regions)

    def __or__(self, other: Self) -> "Parts":
        return Parts(self.services | other.services, self.regions | other.regions, self.strange + other.strange)


EVERYTHING = Parts()


@dataclass(frozen=True)  # without slots, so that the names are sorted out only when somebody asks for one
class Vocabulary:
    """What the parts of a provider are called: the name that is shown and kept, and others that people use.

    `shape` is what a region looks like, where there are more than can be listed. `example` names a part or two.
    `makers` are the words that a provider puts before the names of its services: "Amazon", "Google Cloud".
    """

    example: str = ""
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shape: re.Pattern[str] | None = None
    makers: tuple[str, ...] = ()

    def read(self, words: str) -> Parts:
        """The parts that words name: "ec2 us-east-1", "api gateway in frankfurt"."""
        typed = [word for word in _BETWEEN.split(words.strip()) if word and word.casefold() not in _FILLERS]
        services, regions, strange = set[str](), set[str](), list[str]()
        while typed:
            for length in range(min(LONGEST_NAME, len(typed)), 0, -1):
                said = " ".join(typed[:length])
                if service := self._services.get(plain(said)):
                    services.add(service)
                elif region := self.region(said):
                    regions.add(region)
                elif length > 1:
                    continue
                else:
                    strange.append(said)
                del typed[:length]
                break
        return Parts(frozenset(services), frozenset(regions), tuple(strange))

    def fit(self, components: Iterable[str], regions: Iterable[str]) -> Parts:
        """Components and regions that somebody named, in the words of the vocabulary, and each for what it is.

        What is in no vocabulary stays as it is; a region that is not known is strange, where any are.
        """
        fitted = EVERYTHING
        for name in components:
            said = self.read(name)
            fitted |= Parts(frozenset({name})) if said.strange or not said else said
        for name in regions:
            said = self.read(name)
            unknown = (name,) if self.has_regions else ()
            fitted |= Parts(regions=frozenset({name}), strange=unknown) if said.strange or not said else said
        return fitted

    def service(self, name: str) -> str | None:
        """The service that is called so."""
        return self._services.get(plain(name))

    def region(self, name: str) -> str | None:
        """The region that is called so; where none are listed, one that looks like one."""
        if found := self._regions.get(plain(name)):
            return found
        looks_right = not self.regions and self.shape and self.shape.fullmatch(name)
        return name.upper() if looks_right else None

    def services_in(self, component: str) -> frozenset[str]:
        """The services that a component's name names, by any of their names, with or without the maker's before it.

        A longer name may have the whole name of one in it ("Vertex Gemini API"), but not what people say for short:
        "Step Functions" are no "functions". What stands in brackets at the end says where, as in "AWS Lambda (Ohio)".
        """
        whole = _BRACKETS.sub("", component)
        makers = (maker for maker in self.makers if whole.casefold().startswith(f"{maker.casefold()} "))
        for name in (component, whole, *(whole[len(maker) :] for maker in makers)):
            if exact := self.service(name):
                return frozenset({exact})
        return frozenset(self._services[plain(found)] for found in _found(self._services_named, component))

    def regions_in(self, text: str) -> frozenset[str]:
        """The regions that a component or a title names, listed or not."""
        if exact := self.region(text):
            return frozenset({exact})
        return frozenset(self.region(found) or found for found in _found(self._regions_named, text))

    def nearest(self, word: str) -> tuple[str, ...]:
        """Names of parts that were perhaps meant by a mistyped one, best first."""
        known = {**self._services, **self._regions}
        alike = process.extract(
            plain(word), known.keys(), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=2 * NEAREST
        )
        return tuple(dict.fromkeys(known[name] for name, _, _ in alike))[:NEAREST]

    @property
    def has_regions(self) -> bool:
        """Whether it is known what regions are called."""
        return bool(self.regions or self.shape)

    @property
    def kinds(self) -> str:
        """What there are parts of, in words."""
        return " or ".join([*(["service"] if self.services else []), *(["region"] if self.has_regions else [])])

    @cached_property
    def _services(self) -> dict[str, str]:
        return _by_plain(self.services)

    @cached_property
    def _regions(self) -> dict[str, str]:
        return _by_plain(self.regions)

    @cached_property
    def _services_named(self) -> re.Pattern[str] | None:
        return _mention(service for service in self.services if not service.islower())  # codes are no words of a name

    @cached_property
    def _regions_named(self) -> re.Pattern[str] | None:
        return _mention(self.regions, self.shape)


def is_vague(component: str) -> bool:
    """Whether a component leaves open which service or region it is."""
    return _VAGUE.fullmatch(component) is not None


def plain(name: str) -> str:
    """A name as it is compared: its letters and digits, without regard to case, width and accents."""
    return "".join(character for character in normalize("NFKD", name).casefold() if character.isalnum())


def _by_plain(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(name): shown for shown, others in names.items() for name in (shown, *others)}


def _mention(names: Iterable[str], shape: re.Pattern[str] | None = None) -> re.Pattern[str] | None:
    """What finds these names in a text, the longest first: "East US 2" is not "East US"."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    wanted = [*longest_first, *([shape.pattern] if shape else [])]
    return re.compile(rf"(?<![a-z0-9-])(?:{'|'.join(wanted)})(?!\d|[a-z]{{2}})", re.IGNORECASE) if wanted else None


def _found(names: re.Pattern[str] | None, text: str) -> Iterator[str]:
    return (match[0] for match in names.finditer(text)) if names else iter(())
