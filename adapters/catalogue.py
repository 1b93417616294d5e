"""The providers that are known by name, and how a person's words find one of them.

Names are compared without regard to case, blanks, hyphens and dots, and to words like `status`, `is` and `down`. An
address belongs to a provider if it is the address of its page or feed, or stands on a host that no other provider has;
a bare host also if it is in the domain of one provider's page alone (`app.datadoghq.eu`), is named among the aliases
(`claude.ai`), or is a provider's slug or alias with `.com` behind it (`api.github.com`).

Words behind a provider's name, or before it, are parts of it where it has a vocabulary of them ("aws ec2 us-east-1");
so is an alias that names one ("cloudfront"), and a region that only one provider has ("us-east-1").
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any, Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.address import Address
from adapters.clouds import VOCABULARIES, parts_of_feed, unknown_part, vocabulary_of
from adapters.errors import UnknownProviderError, either, repeated
from adapters.model import Feed, Provider
from adapters.parts import EVERYTHING, Parts, plain

# What a team most probably uses; followed when nothing is configured.
STARTER = (
    "cloudflare",
    "aws",
    "azure",
    "gcp",
    "github",
    "npm",
    "openai",
    "anthropic",
    "slack",
    "stripe",
    "atlassian",
    "datadog",
)
NEAREST = 3
# The least likeness, from 0 to 1, at which a mistyped name is still taken for a hint of the right one.
LIKENESS = 0.6
# What people say of any provider, and no part of a name: "is github down?", "aws health dashboard".
SAID_OF_ALL = frozenset({
    "dashboard", "down", "for", "health", "incident", "incidents", "is", "of", "outage", "outages", "page", "status",
    "statuspage", "the", "up",
})  # fmt: skip

_PARTS_WORDS = re.compile(r"[\s,;!?]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """The provider that somebody means, and the parts of it that they named."""

    provider: Provider
    parts: Parts = EVERYTHING


@dataclass(frozen=True)  # without slots, so that the addresses are sorted out only when somebody asks for one
class Catalogue:
    """Providers, sorted by slug, and the ways to find one; made by `Catalogue.of`.

    `own` are the slugs of those that came in by configuration or by people, and are not for everybody's eyes. `brought`
    are those of them that somebody follows by an address, and nobody but them has heard of.
    """

    providers: tuple[Provider, ...]
    _slugs: Mapping[str, Provider]
    _names: Mapping[str, Provider]
    own: frozenset[str] = frozenset()
    brought: frozenset[str] = frozenset()

    @classmethod
    def of(cls, providers: Iterable[Provider], *, own: Iterable[Provider] = ()) -> Self:
        """A catalogue of these; those in `own` replace others of the same slug and win where names are alike."""
        own_by_slug = {provider.slug: provider for provider in own}
        others = [provider for provider in providers if provider.slug not in own_by_slug]
        known = sorted((*own_by_slug.values(), *others), key=lambda provider: provider.slug)
        slugs = {provider.slug: provider for provider in known}
        return cls(tuple(known), slugs, _by_name(own_by_slug.values(), others), frozenset(own_by_slug))

    @cached_property
    def _places(self) -> "_Places":
        return _Places.of(self.providers)

    def __iter__(self) -> Iterator[Provider]:
        return iter(self.providers)

    def __len__(self) -> int:
        return len(self.providers)

    def __contains__(self, slug: object) -> bool:
        return slug in self._slugs

    def with_own(self, providers: Iterable[Provider]) -> Self:
        """This catalogue with more providers, and with corrections: one of a known slug replaces the known one."""
        return replace(self._made(self.providers, providers), brought=self.brought)

    def with_brought(self, providers: Collection[Provider]) -> Self:
        """This catalogue with providers that people brought by an address; whom it knew before is not theirs alone."""
        strange = frozenset(provider.slug for provider in providers if provider.slug not in self)
        return replace(self.with_own(providers), brought=self.brought | strange)

    def known_to(self, followed: Collection[str]) -> Self:
        """This catalogue as those know it who follow these slugs: without those whom others have brought."""
        hidden = self.brought.difference(followed)
        if not hidden:
            return self
        seen = [provider for provider in self.providers if provider.slug not in hidden]
        return replace(self._made(seen), brought=self.brought - hidden)

    def _made(self, seen: Collection[Provider], more: Iterable[Provider] = ()) -> Self:
        """A catalogue of some of this one, of whom those that are own stay so, and of `more` that are own as well."""
        own = [provider for provider in seen if provider.slug in self.own]
        shipped = [provider for provider in seen if provider.slug not in self.own]
        return self.of(shipped, own=[*own, *more])

    @cached_property
    def public(self) -> "Catalogue":
        """Those of them that anybody may know of."""
        return Catalogue.of(provider for provider in self.providers if provider.slug not in self.own)

    def get(self, slug: str) -> Provider | None:
        """The provider of exactly this slug."""
        return self._slugs.get(slug)

    def at(self, typed: str) -> Provider | None:
        """The provider whose page or feed has exactly this address, or None."""
        address = Address.of(typed)
        return self._places.addresses.get(address.key) if address else None

    def find(self, word: str) -> Provider:
        """The provider that is meant by a slug, a name, an alias, or an address, whatever parts of it are named.

        Its `feeds` may be empty: some publish none. Raises UnknownProviderError with the nearest slugs.
        """
        return self.meant(word).provider

    def meant(self, words: str) -> Meant:
        """The provider that is meant, and the parts of it.

        Raises UnknownProviderError with the nearest slugs; UnknownPartError where the provider is clear, and has no
        such part.
        """
        if meant := self._surely(words):
            return meant
        named = self._with_parts(words)
        if named is None:
            nearest = tuple(provider.slug for provider in self.search(words, NEAREST))
            raise UnknownProviderError(_unknown(words, nearest), nearest=nearest)
        raise unknown_part(named.provider.slug, " ".join(named.parts.strange))

    def owner(self, typed: str) -> Provider | None:
        """The provider whose page, feed or domain this address is, or None where nobody's is known.

        A feed that stands elsewhere than the provider's known one is nobody's: it may be of another product or region.
        """
        address = Address.of(typed)
        if address is None:
            return None
        if found := self._places.addresses.get(address.key):
            return found
        tenant = _alone(self._places.hosts, address.host)
        if tenant is not None and _is_within(address, tenant):
            return tenant
        return self._in_domain(address) if address.is_bare else None

    def search(self, words: str, limit: int = 10) -> tuple[Provider, ...]:
        """Providers that may be meant, best first.

        The one that `find` would give, then by the beginning of a name, by a part of it, by single words, by likeness.
        """
        wanted = _gist(words)
        if not wanted:
            return ()
        sure = self._surely(words) or self._with_parts(words)
        ranked = sorted((rank, len(name), name) for name in self._names if (rank := _rank(name, wanted)) is not None)
        alike = process.extract(
            wanted, self._names.keys(), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=4 * limit
        )
        likely = [
            *([sure.provider] if sure else []),
            *(self._names[name] for _, _, name in ranked),
            *self._by_word(words),
            *(self._names[name] for name, _, _ in alike),
        ]
        found = {provider.slug: provider for provider in likely}
        return tuple(found.values())[:limit]

    def _by_word(self, words: str) -> list[Provider]:
        """Who is named by single words: most of them first, then the last, as in "atlassian jira"."""
        last_first = map(plain, reversed(_telling(words)))
        named = [self._names[word] for word in last_first if word in self._names]
        return sorted(named, key=named.count, reverse=True)

    def _surely(self, words: str) -> Meant | None:
        """Who is meant for certain, and which parts."""
        if whole := self._named(words) or self.owner(words):
            return Meant(whole, self._parts_in(whole, words))
        named = self._with_parts(words)
        return named if named and not named.parts.strange else self._by_region(words)

    def _parts_in(self, provider: Provider, words: str) -> Parts:
        """The parts that a provider's name or address says: "gmail", "mail.google.com", `.../rss/s3-us-east-1.rss`."""
        address = Address.of(words)
        if address and (parts := parts_of_feed(provider.slug, address)):
            return parts
        parts = vocabulary_of(provider.slug).read(words)
        return EVERYTHING if parts.strange else parts

    def _with_parts(self, words: str) -> Meant | None:
        """The provider that some of the words name, and what the others are of it; the longest name wins.

        Only of a provider with a vocabulary; what is in no vocabulary is among the strange.
        """
        typed = _telling(words)
        for length in range(len(typed) - 1, 0, -1):
            for name, rest in ((typed[:length], typed[length:]), (typed[-length:], typed[:-length])):
                provider = self._named(" ".join(name))
                if provider and provider.slug in VOCABULARIES:
                    said = vocabulary_of(provider.slug).read(" ".join(rest))
                    return Meant(provider, said | self._parts_in(provider, " ".join(name)))
        return None

    def _by_region(self, words: str) -> Meant | None:
        """Whose regions these are, where they are nobody else's: "us-east-1" is not Google's us-east1."""
        listing = [slug for slug in VOCABULARIES if slug in self._slugs and VOCABULARIES[slug].regions]
        read = {slug: VOCABULARIES[slug].read(words) for slug in listing}
        having = {slug: parts for slug, parts in read.items() if parts.regions and not parts.strange}
        exactly = {slug: parts for slug, parts in having.items() if parts.regions & set(words.casefold().split())}
        told = exactly or having
        return next((Meant(self._slugs[slug], parts) for slug, parts in told.items()), None) if len(told) == 1 else None

    def _named(self, word: str) -> Provider | None:
        exact = self._slugs.get(word.strip().lower()) or self._names.get(plain(word))
        return exact or self._names.get(plain(" ".join(_telling(word))))

    def _in_domain(self, address: Address) -> Provider | None:
        """Whose domain a bare host is in."""
        if address.is_shared:
            return None
        if named := self._named(address.host) or self._named(address.domain):
            return named
        label, _, ending = address.domain.partition(".")
        # A host called status... is a page; whose it is, only its own address can say.
        if ending == "com" and "status" not in address.host and (named := self._named(label)):
            return named
        return _alone(self._places.domains, address.domain)


@dataclass(frozen=True, slots=True)
class _Places:
    """The providers by address, and all that share a host or a domain."""

    addresses: Mapping[str, Provider]
    hosts: Mapping[str, list[Provider]]
    domains: Mapping[str, list[Provider]]

    @classmethod
    def of(cls, providers: Iterable[Provider]) -> Self:
        """The places of these providers."""
        addresses: dict[str, Provider] = {}
        hosts: defaultdict[str, list[Provider]] = defaultdict(list)
        domains: defaultdict[str, list[Provider]] = defaultdict(list)
        for provider in providers:
            known = _addresses_of(provider)
            for address in known:
                addresses.setdefault(address.key, provider)
            for host in {address.host for address in known}:
                hosts[host].append(provider)
            for domain in {address.domain for address in known if not address.is_shared}:
                domains[domain].append(provider)
        return cls(addresses, hosts, domains)


def _alone(tenants: Mapping[str, list[Provider]], place: str) -> Provider | None:
    """The provider that has a place to itself."""
    found = tenants.get(place, [])
    return found[0] if len(found) == 1 else None


@cache
def load() -> Catalogue:
    """The catalogue that comes with the program."""
    text = resources.files("adapters").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue.of(provider_from(table) for table in tomllib.loads(text)["providers"])


def provider_from(table: Mapping[str, Any]) -> Provider:
    """A provider from a `[[providers]]` table whose values have the right types; `slug` and `name` must be there."""
    slug, feed = table["slug"], table.get("feed")
    return Provider(
        slug=slug,
        name=table["name"],
        page=table.get("page"),
        feeds=(Feed(slug, feed, table.get("dialect")),) if feed else (),
        aliases=tuple(table.get("aliases", ())),
        category=table.get("category"),
        depends_on=tuple(table.get("depends_on", ())),
    )


def _telling(words: str) -> list[str]:
    """The words that are not said of every provider alike; all, where there are no others."""
    typed = [word for word in _PARTS_WORDS.split(words) if word]
    return [word for word in typed if word.casefold() not in SAID_OF_ALL] or typed


def _gist(words: str) -> str:
    """What of the typed words is worth comparing: of an address the registered name, without `status`."""
    address = Address.of(words)
    if address is None:
        return plain(" ".join(_telling(words)))
    label = address.host.partition(".")[0] if address.is_shared else address.domain.partition(".")[0]
    return plain(label.replace("status", "")) or plain(label)


def _rank(name: str, wanted: str) -> int | None:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else None


def _by_name(own: Iterable[Provider], others: Iterable[Provider]) -> dict[str, Provider]:
    """Every way to say a provider's name; a slug goes before a name, a name before an alias."""
    own, others = tuple(own), tuple(others)
    said = [(provider.slug, provider) for provider in (*own, *others)]
    for group in (own, others):
        said += [(provider.name, provider) for provider in group]
        said += [(alias, provider) for provider in group for alias in provider.aliases]
    names: dict[str, Provider] = {}
    for name, provider in said:
        if bare := plain(name):
            names.setdefault(bare, provider)
    return names


def _addresses_of(provider: Provider) -> list[Address]:
    urls = [provider.page, *(feed.url for feed in provider.feeds)]
    return [address for url in urls if url and (address := Address.of(url))]


def _is_within(address: Address, tenant: Provider) -> bool:
    """Whether an address on the host of `tenant` belongs to it: a feed beside its own, or a page below its own."""
    if address.names_feed:
        feeds = (Address.of(feed.url) for feed in tenant.feeds)
        return any(feed is not None and feed.folder == address.folder for feed in feeds)
    page = Address.of(tenant.page) if tenant.page else None
    return page is None or page.host != address.host or address.path.startswith(page.path)


def _unknown(word: str, nearest: tuple[str, ...]) -> str:
    meant = f"Did you mean {either(nearest)}? " if nearest else ""
    return f'No provider is called "{repeated(word)}". {meant}The address of a status page or feed works too.'
