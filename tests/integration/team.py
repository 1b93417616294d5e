"""A team that speaks with the bot: words in, the reader's view of the reply out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.catalogue import Catalogue
from adapters.fetch import Fetcher
from adapters.model import Feed, Provider
from bot.commands.request import Asker, Desk, Place, Rank, Reply, Request
from bot.commands.table import answer, converse
from bot.core.destination import Destination, Subscription
from bot.directory import Directory
from bot.store import settings, subscriptions
from tests.fakes.console_world import readable

if TYPE_CHECKING:
    from tests.integration.conftest import SmallWorld

HERE = Place("slack", "T1", "C0STATUS")
MANAGER = Asker("U1", "Ada", Rank.MANAGER)
MEMBER = Asker("U2", "Bob")
ADMIN = Asker("U3", "Cleo", Rank.ADMIN)


def shown(reply: Reply) -> str:
    """Everything that a reader finds in a reply, the choices as the words that they stand for."""
    lines = [" ".join(readable(reply.message).split())]
    lines += [f"[{choice.label}: {choice.command} {' '.join(choice.arguments.values())}]" for choice in reply.choices]
    return "\n".join(lines)


@dataclass
class Team:
    """People in a small world, whose catalogue has Acme and some others."""

    world: "SmallWorld"
    fetcher: Fetcher
    others: Iterable[Provider] = ()
    woken: int = 0
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, met: Iterable[Provider] = ()) -> None:
        """Know nothing but the catalogue and who was met."""
        catalogue = Catalogue.of([self.world.provider, *self.others])
        directory = Directory(catalogue, met)
        self.desk = Desk(self.world.database, directory, self.fetcher, self.world.clock, self._wake)
        self.world.newsroom.providers = directory

    async def say(self, text: str, *, by: Asker = MANAGER, place: Place = HERE) -> str:
        """What is answered to these words."""
        return shown(await converse(text, place, by, self.desk))

    async def click(self, reply: Reply, number: int = 0, *, by: Asker = MANAGER, place: Place = HERE) -> str:
        """What is answered to a choice of a reply."""
        choice = reply.choices[number]
        return shown(await answer(choice.command, Request(place, by, choice.arguments), self.desk))

    async def asks(self, text: str, *, by: Asker = MANAGER, place: Place = HERE) -> Reply:
        """The reply itself."""
        return await converse(text, place, by, self.desk)

    async def followed(self) -> tuple[Subscription, ...]:
        """Everything that is followed, wherever."""
        async with self.world.database.transaction() as tx:
            return await subscriptions.subscriptions(tx)

    async def destination(self) -> Destination:
        """The channel as it is remembered."""
        async with self.world.database.transaction() as tx:
            channel = await settings.channel(tx, HERE.id)
        assert channel is not None
        return channel.destination

    async def with_open_incident(self) -> None:
        """Acme is followed here by command, and an incident has begun there."""
        began = self.world.clock.now() + timedelta(minutes=1)
        await self.say("subscribe acme")
        await self.world.look()
        self.world.page.open("new000000001", "Errors in the API", began, "We look into errors.")
        await self.world.look()

    def _wake(self) -> None:
        self.woken += 1


def provider(slug: str, name: str, url: str | None = None, *, page: str | None = None) -> Provider:
    """One more that the catalogue has."""
    return Provider(slug, name, page, (Feed(slug, url),) if url else ())
