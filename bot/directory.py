"""The providers that are known at this moment, and those of their feeds that somebody follows."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

import structlog

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.core.notices import OURSELVES
from bot.store import providers, subscriptions
from bot.store.database import Database

log = structlog.get_logger()

REMEMBERED = 50  # catalogues as workspaces know them; each takes ten milliseconds to make


class Directory(Mapping[str, Provider]):
    """Providers by slug: the catalogue with the configuration's own, and those that people bring while we run."""

    def __init__(self, catalogue: Catalogue, met: Iterable[Provider] = ()) -> None:
        self._given = catalogue
        self._met = {provider.slug: provider for provider in met if _adds(catalogue, provider)}
        self._known: dict[frozenset[str], Catalogue] = {}
        self.catalogue = self._with_met()
        self.names = Names(self)

    @classmethod
    async def open(cls, database: Database, catalogue: Catalogue) -> Self:
        """The directory with everybody whom people have brought so far."""
        async with database.transaction() as tx:
            return cls(catalogue, await providers.met(tx))

    def meet(self, provider: Provider) -> None:
        """Know one more provider from now on."""
        self._met[provider.slug] = provider
        self.catalogue = self._with_met()

    def is_given(self, provider: Provider) -> bool:
        """Whether the catalogue or the configuration has exactly this provider, whatever people bring and forget."""
        return self._given.get(provider.slug) == provider

    def forget(self, slugs: Collection[str]) -> None:
        """Know those of them no more whom people brought."""
        if gone := self._met.keys() & slugs:
            for slug in gone:
                del self._met[slug]
            self.catalogue = self._with_met()

    def known_to(self, followed: Collection[str]) -> Catalogue:
        """The catalogue as those know it who follow these slugs."""
        theirs = self.catalogue.brought.intersection(followed)
        if theirs not in self._known:
            while len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[theirs] = self.catalogue.known_to(theirs)
        return self._known[theirs]

    def _with_met(self) -> Catalogue:
        self._known.clear()
        return self._given.with_brought(self._met.values())

    def __getitem__(self, slug: str) -> Provider:
        provider = self.catalogue.get(slug)
        if provider is None:
            raise KeyError(slug)
        return provider

    def __iter__(self) -> Iterator[str]:
        return (provider.slug for provider in self.catalogue)

    def __len__(self) -> int:
        return len(self.catalogue)


def _adds(catalogue: Catalogue, met: Provider) -> bool:
    """Whether the catalogue has nobody of that slug whose feed it knows; else it knows better by now."""
    known = catalogue.get(met.slug)
    return known is None or not known.feeds


class Names(Mapping[str, str]):
    """What providers are called, by slug; we ourselves are among them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def __getitem__(self, slug: str) -> str:
        return "Statuswire" if slug == OURSELVES else self._directory[slug].name

    def __iter__(self) -> Iterator[str]:
        yield OURSELVES
        yield from self._directory

    def __len__(self) -> int:
        return len(self._directory) + 1


@dataclass
class Following:
    """Whose feeds are to be polled: those of the subscriptions in the database. `changed` says that these have."""

    database: Database
    directory: Directory
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def feeds(self) -> tuple[Feed, ...]:
        """The feeds that somebody follows now; a provider that is known no more is passed over and logged."""
        async with self.database.transaction() as tx:
            slugs = await subscriptions.followed(tx)
        for slug in sorted(slugs - self.directory.keys()):
            log.warning("somebody follows a provider that is no longer known", provider=slug)
        return tuple(feed for slug in sorted(slugs & self.directory.keys()) for feed in self.directory[slug].feeds)
