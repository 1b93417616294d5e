"""Pages polled one after another as one feed, and what a channel is told: exactly what changed between them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.store import feeds, incidents
from tests.captures import CAPTURES, only_with_captures
from tests.fakes.clock import HandClock
from tests.fakes.page import past
from tests.integration.conftest import CHANNEL, NINE, SmallWorld

DIGITALOCEAN = (
    ("01-statuspage-digitalocean-20191030.atom.xml", datetime(2019, 10, 30, 23, 59, tzinfo=UTC)),
    ("05-statuspage-digitalocean-20200111.rss.xml", datetime(2020, 1, 11, 23, 59, tzinfo=UTC)),
    ("07-statuspage-digitalocean-20200121.rss.xml", datetime(2020, 1, 21, 23, 58, tzinfo=UTC)),
    ("08-statuspage-digitalocean-20200121.atom.xml", datetime(2020, 1, 21, 23, 59, tzinfo=UTC)),
)


class Channel:
    """A channel that follows one page, as its readers see it."""

    def __init__(self, world: SmallWorld, now: datetime = NINE) -> None:
        self.world = world
        self._seen: dict[str, str] = {}
        world.clock = HandClock(now)
        world.restart()

    async def look(self, page: bytes, now: datetime) -> list[str]:
        """What is posted or edited after a look at the page as it was then."""
        self.world.server.serve("/history.atom", page)
        await self.world.look_again(minutes=(now - self.world.clock.now()).total_seconds() / 60)
        before, self._seen = self._seen, {post.ts: post.readable for post in self.world.slack.messages()}
        return [" ".join(said.split()) for ts, said in self._seen.items() if before.get(ts) != said]

    async def accept(self) -> None:
        """Believe the feed as it is now."""
        async with self.world.database.transaction() as tx:
            await feeds.accept(tx, self.world.feed.url)


def capture(name: str) -> bytes:
    return (CAPTURES / name).read_bytes()


def heads(said: list[str]) -> list[str]:
    """What each message begins with: the incident, where it stands, and since when."""
    return [each.partition(" UTC")[0] for each in said]


@only_with_captures
async def test_digitalocean_from_2019_to_2020_through_rss_and_atom(world: SmallWorld) -> None:
    await world.follow(CHANNEL)
    channel = Channel(world, DIGITALOCEAN[0][1])

    history, months_later, ten_days_later, as_atom = [
        heads(await channel.look(capture(name), at)) for name, at in DIGITALOCEAN
    ]

    assert history == []
    assert months_later == [  # what goes on, and what ended on that very day; all else is long over
        "🔧 Acme: Block Storage Maintenance In progress · 8 Jan 2020, 00:00",
        "📅 Scheduled · 7 Jan 2020, 23:59",
        "🔧 In progress · 8 Jan 2020, 00:00",
        "✅ Acme: Disruption of DigitalOcean Email Notifications Completed after 5 h 56 m · 11 Jan 2020, 11:57",
        "📅 Scheduled · 9 Jan 2020, 14:27",
        "🔧 In progress · 11 Jan 2020, 06:01",
        "🔧 Verifying · 11 Jan 2020, 10:56",
        "✅ Completed · 11 Jan 2020, 11:57",
    ]
    assert ten_days_later == [
        "✅ Acme: Block Storage Maintenance Completed after 6 d 22 h · 14 Jan 2020, 22:20",
        "✅ Completed · 14 Jan 2020, 22:20",
        "🔧 Acme: AMS3 Region Network Maintenance In progress · 21 Jan 2020, 21:00",
        "📅 Scheduled · 21 Jan 2020, 20:59",
        "🔧 In progress · 21 Jan 2020, 21:00",
    ]
    assert as_atom == []


@only_with_captures
async def test_a_correction_without_a_new_date_is_an_edit_and_what_is_new_is_told(world: SmallWorld) -> None:
    await world.follow(CHANNEL)
    channel = Channel(world, datetime(2026, 8, 21, 18, 0, tzinfo=UTC))
    earlier, later = capture("59-custom-orvay-20260821a.atom.xml"), capture("60-custom-orvay-20260821b.atom.xml")
    newest = earlier[earlier.index(b"  <entry>") : earlier.index(b"</entry>") + len(b"</entry>\n")]

    history = await channel.look(earlier.replace(newest, b""), datetime(2026, 8, 21, 18, 30, tzinfo=UTC))
    outage = await channel.look(earlier, datetime(2026, 8, 21, 19, 0, tzinfo=UTC))
    corrected = await channel.look(later, datetime(2026, 8, 21, 21, 0, tzinfo=UTC))

    assert history == []
    assert heads(outage) == [
        "🔵 Acme: Company control plane is now a partial outage Reported · 21 Aug 2026, 18:53",
        "🔵 Update · 21 Aug 2026, 18:53",
    ]
    assert heads(corrected) == [
        "🔵 Acme: Company control plane: a fault in our own checking, not in the service Reported · 21 Aug 2026, 18:53",
        "🔵 Update · 21 Aug 2026, 18:53",
        "🔵 Acme: Company control plane is now operational Reported · 21 Aug 2026, 20:51",
        "🔵 Update · 21 Aug 2026, 20:51",
    ]
    assert len(world.roots()) == 2


@pytest.mark.parametrize("speaks", [False, True], ids=["silent", "with news"])
async def test_a_page_that_changes_platform_goes_on_where_it_was(world: SmallWorld, *, speaks: bool) -> None:
    page = world.page
    page.incidents |= past(NINE)
    await world.follow(CHANNEL)
    channel = Channel(world)
    await channel.look(page.atom(), at(0))
    page.open("new000000001", "Errors in the API", at(1), "We look into errors.")
    opened = await channel.look(page.atom(), at(2))

    if speaks:
        page.say("new000000001", at(3), "Identified", "It was the disk.")
    held = await channel.look(page.incidentio(), at(4))
    held_still = await channel.look(page.incidentio(), at(5))
    await channel.accept()
    accepted = await channel.look(page.incidentio(), at(6))
    page.say("new000000001", at(7), "Resolved", "All is well.")
    page.open("new000000002", "Slow logins", at(7), "We look into it.")
    later = await channel.look(page.incidentio(), at(8))

    assert len(opened) == len(held) == 2
    assert all("Acme's feed no longer fits" in said for said in held)
    assert held_still == []
    assert heads([said for said in accepted if "Acme's feed" not in said]) == (
        ["🟠 Acme: Errors in the API Identified · 2 Mar 2026, 09:03", "🟠 Identified · 2 Mar 2026, 09:03"]
        if speaks
        else []
    )
    assert heads(later) == [
        "✅ Acme: Errors in the API Resolved after 6 m · 2 Mar 2026, 09:07",
        "✅ Resolved · 2 Mar 2026, 09:07",
        "🔴 Acme: Slow logins Investigating · 2 Mar 2026, 09:07",
        "🔴 Investigating · 2 Mar 2026, 09:07",
    ]
    assert len(world.roots()) == 3
    async with world.database.transaction() as tx:
        assert len(await incidents.recent(tx, ["acme"], NINE - timedelta(days=9))) == len(page.incidents)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)
