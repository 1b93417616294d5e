"""Many digests of the same minute: all are composed, a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.briefing import AT_ONCE, Editors
from bot.core.destination import Destination
from bot.core.edition import Span
from bot.store.database import Database, Transaction
from tests.databases import blank
from tests.integration.conftest import NINE


class CountingDatabase(Database):
    """The database, with a count of those who want something of it at once."""

    there = most = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.there += 1
        self.most = max(self.most, self.there)
        try:
            async with super().transaction() as tx:
                yield tx
        finally:
            self.there -= 1


async def test_digests_of_the_same_minute_are_composed_a_few_at_a_time(tmp_path: Path) -> None:
    database = await CountingDatabase.open(blank(tmp_path / "statuswire.db"))
    places = [Destination(f"slack:{number}", "slack", str(number)) for number in range(5 * AT_ONCE)]
    editors, span = Editors(), Span(NINE - timedelta(days=1))

    briefings = await asyncio.gather(*(editors.brief(database, place, span, names={}, now=NINE) for place in places))
    await database.close()

    assert len(briefings) == 5 * AT_ONCE
    assert database.most == AT_ONCE
