"""What the store promises of acknowledgements, on every database that it runs on."""

from bot.store import acknowledgements
from bot.store.acknowledgements import Acknowledgement
from bot.store.database import Database
from tests.contract.made import HOSTILE, NOW, an_incident_that_is_followed, later


async def test_who_has_seen_an_incident_comes_back(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        seen = Acknowledgement("slack:C1", key, HOSTILE, NOW)
        assert await acknowledgements.get(tx, "slack:C1", key) is None

        await acknowledgements.keep(tx, seen)

    async with database.transaction() as tx:
        assert await acknowledgements.get(tx, "slack:C1", key) == seen
        assert await acknowledgements.get(tx, "slack:C2", key) is None
        assert await acknowledgements.names(tx, "slack:C1", [key, "other"]) == {key: HOSTILE}
        assert await acknowledgements.names(tx, "slack:C2", [key]) == {}


async def test_whoever_was_first_stays_so(database: Database) -> None:
    async with database.transaction() as tx:
        key = await an_incident_that_is_followed(tx)
        first = Acknowledgement("slack:C1", key, "Ada", NOW)
        await acknowledgements.keep(tx, first)

        await acknowledgements.keep(tx, Acknowledgement("slack:C1", key, "Bob", later(1)))

        assert await acknowledgements.get(tx, "slack:C1", key) == first
