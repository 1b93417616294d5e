"""The digest of every day: once, whatever becomes of the program, the answer or the channel."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from adapters.catalogue import Catalogue
from adapters.model import Feed, Provider
from bot.app import declare, serve
from bot.briefing import AT_ONCE
from bot.chat.console import ConsoleChat
from bot.clock import FastClock
from bot.config import Settings
from bot.config_file import Config
from bot.core.destination import Destination, QuietHours, Subscription
from bot.core.edition import LOST_AFTER, EditionState
from bot.store import departures, digests, subscriptions
from bot.store.database import Database
from tests.databases import blank
from tests.fakes.clock import HandClock
from tests.fakes.discord_world import discord_world
from tests.fakes.feeds import FeedServer
from tests.fakes.page import Page
from tests.fakes.slack import Trouble
from tests.fakes.wall import Mishap
from tests.fakes.world import Failure
from tests.integration.conftest import CHANNEL, NINE, SmallWorld
from tests.integration.mornings import ID, Hall, Morning, digester, look_through
from tests.integration.program import until

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")


# On a wall: the real loop and the real database


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    database = await Database.open(blank(tmp_path / "statuswire.db"))
    yield Hall(database, HandClock(NINE))
    await database.close()


@pytest.mark.parametrize("mishap", Mishap)
async def test_whatever_happens_as_it_is_sent_it_stands_there_once(hall: Hall, mishap: Mishap) -> None:  # P2
    await hall.follow([Destination(ID, "slack", CHANNEL, digest="12:00")])
    hall.wall.mishaps.append(mishap)

    await hall.live_until(NINE + timedelta(days=2))

    assert [pinned.at.date() for pinned in hall.wall.pinned] == [date(2026, 3, 2), date(2026, 3, 3)]
    assert len({pinned.key for pinned in hall.wall.pinned}) == 2
    async with hall.database.transaction() as tx:
        told, waiting = await digests.of(tx, ID)
    assert (told.state, told.ref) == (EditionState.SENT, hall.wall.pinned[-1].key)
    assert (waiting.state, waiting.day) == (EditionState.WAITING, date(2026, 3, 4))


async def test_of_two_programs_at_once_one_sends_it(hall: Hall) -> None:  # P2
    await hall.follow([Destination(f"slack:{number}", "slack", str(number), digest="12:00") for number in range(5)])
    programs = [digester(hall.wall, hall.database, hall.clock) for _ in range(3)]
    await asyncio.gather(*(look_through(program) for program in programs))
    hall.clock.move(minutes=180)

    await asyncio.gather(*(look_through(program) for program in programs))

    assert sorted(pinned.channel for pinned in hall.wall.pinned) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("start", [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)])
async def test_days_on_which_clocks_change_have_one_digest_as_any_other(hall: Hall, start: datetime) -> None:
    hall.clock.move(seconds=(start - NINE).total_seconds())
    await hall.follow([Destination(f"slack:{zone}", "slack", zone, timezone=zone, digest="02:30") for zone in ZONES])
    hall.wall.mishaps += [Mishap.DEATH_AFTER, Mishap.DEATH_BEFORE] * 2

    await hall.live_until(start + timedelta(days=4))

    for zone in ZONES:
        there = [it.at.astimezone(ZoneInfo(zone)) for it in hall.wall.pinned if it.channel == zone]
        assert [(moment.date() - there[0].date()).days for moment in there] == [0, 1, 2, 3], zone
        assert all(time(2, 30) <= moment.time() <= time(3, 35) for moment in there), zone


# In Slack


@pytest.fixture
def morning(world: SmallWorld) -> Morning:
    return Morning(world)


async def test_it_tells_what_happened_since_the_last_one(morning: Morning) -> None:
    world = morning.world
    await morning.begin()
    first = await morning.at("12:00")
    world.page.open("one000000001", "Short", NINE + timedelta(hours=4), "It broke.")
    await world.look(minutes=65)
    world.page.say("one000000001", NINE + timedelta(hours=5), "Resolved", "Over.")
    await world.look(minutes=60)
    world.page.open("two000000001", "Long", NINE + timedelta(hours=6), "It broke.")
    await world.look(minutes=60)

    _, second = await morning.at("12:00", day=3)
    third = await morning.at("12:00", day=4)

    assert len(first) == 1
    assert "All quiet: nothing new at 1 provider since 1 Mar 2026, 12:00 UTC" in first[0].readable
    assert "Digest: 1 open, 1 ended" in second.readable
    assert "Acme: Short" in second.readable
    assert "Resolved after 1 h, 2 updates" in second.readable
    assert "Acme: Long" in second.readable
    assert "Short" not in third[-1].readable
    assert "actions" not in {block["type"] for block in second.blocks}  # where nobody listens there are no buttons


async def test_nothing_more_is_sent_however_often_it_is_looked_at(morning: Morning) -> None:  # P2
    await morning.begin()

    for clock in ("11:59", "12:00", "12:00", "12:01", "18:00", "23:59"):
        await morning.at(clock)

    assert len(morning.digests) == 1


async def test_what_cannot_be_seen_is_no_quiet_day(morning: Morning) -> None:  # P3
    await morning.begin()
    morning.world.server.fail("/history.atom", 503)
    await morning.world.look_again()

    (told,) = await morning.at("12:00")

    assert "Digest: nothing open, 1 feed not seen" in told.readable
    assert "cannot be read since 2 Mar 2026, 11:01 UTC" in told.readable
    assert "503" in told.readable


async def test_a_lost_answer_is_looked_for_and_not_sent_again(morning: Morning) -> None:  # P2
    await morning.begin()
    morning.world.slack.fail(Trouble.LOST_REPLY)

    for clock in ("12:00", "12:01", "12:03", "12:10"):
        await morning.at(clock)

    assert len(morning.digests) == 1
    async with morning.world.database.transaction() as tx:
        told, _ = await digests.of(tx, ID)
    assert told.ref == f"{CHANNEL}:{morning.digests[0].ts}"


async def test_a_limited_channel_waits_as_long_as_it_is_told(morning: Morning) -> None:  # P9
    await morning.begin()
    morning.world.slack.fail(Trouble.RATE_LIMITED)

    limited = await morning.at("12:00")
    after = await morning.at("12:01")

    assert (len(limited), len(after)) == (0, 1)


@pytest.mark.parametrize(("back", "number"), [("17:59", 1), ("18:00", 0)])
async def test_an_archived_channel_is_paused_and_has_it_yet_when_it_is_back_in_time(
    morning: Morning, back: str, number: int
) -> None:  # P8
    await morning.begin()
    morning.world.slack.channels[CHANNEL].archived = True
    await morning.at("12:00")
    await morning.at("13:00")
    paused = await morning.why_paused()

    morning.world.slack.channels[CHANNEL].archived = False
    async with morning.world.database.transaction() as tx:
        await subscriptions.resume(tx, ID)
    await morning.at(back)

    assert paused is not None
    assert "archived" in paused
    assert len(morning.digests) == number


async def test_a_digest_that_finds_the_workspace_gone_is_a_departure_as_any_other(morning: Morning) -> None:
    await morning.begin()
    async with morning.world.database.transaction() as tx:
        await departures.place(tx, "slack", {CHANNEL: "T1"})
    morning.world.slack.token_fault = "token_revoked"

    await morning.at("12:00")

    async with morning.world.database.transaction() as tx:
        left = await departures.departed(tx, morning.world.clock.now())
    assert [(it.platform, it.workspace) for it in left] == [("slack", "T1")]
    assert await morning.why_paused() is not None


async def test_one_that_was_missed_or_refused_is_made_up_for_by_the_next_which_says_so(morning: Morning) -> None:
    await morning.begin()
    await morning.at("12:00")
    await morning.world.look()
    morning.world.page.open("one000000001", "Long", NINE + timedelta(hours=4), "It broke.")
    await morning.world.look(minutes=65)
    morning.world.slack.fail("msg_too_long")
    await morning.at("12:00", day=3)
    await morning.at("18:00", day=4)  # nobody was there at its time

    _, told = await morning.at("12:00", day=5)

    assert "2 Mar 2026, 12:00 UTC to 5 Mar 2026, 12:00 UTC" in told.readable
    assert "this one covers all of that time" in told.readable
    assert "Acme: Long" in told.readable
    (after,) = (await morning.at("12:00", day=6))[2:]
    assert "this one covers" not in after.readable


async def test_a_channel_that_wants_no_word_of_a_quiet_day_hears_of_the_others(morning: Morning) -> None:
    await morning.begin("12:00 unless quiet")
    quiet = await morning.at("12:00")
    morning.world.page.open("one000000001", "Long", NINE + timedelta(hours=4), "It broke.")
    await morning.world.look(minutes=65)

    (told,) = await morning.at("12:00", day=3)

    assert quiet == []
    assert "2 Mar 2026, 12:00 UTC to 3 Mar 2026, 12:00 UTC" in told.readable


async def test_quiet_hours_end_before_it_comes(morning: Morning) -> None:
    await morning.begin(quiet=QuietHours(time(11, 30), time(13)))

    within = await morning.at("12:00")
    after = await morning.at("13:00")

    assert (len(within), len(after)) == (0, 1)


async def test_a_rhythm_that_changes_counts_from_then_on(morning: Morning) -> None:
    await morning.begin()
    await morning.begin("14:00")

    noon, two = await morning.at("12:00"), await morning.at("14:00")

    assert (len(noon), len(two)) == (0, 1)


async def test_a_channel_without_a_digest_or_with_nobody_to_follow_has_none(morning: Morning) -> None:
    await morning.begin()
    nobody = Destination(ID, "slack", CHANNEL, digest="12:00")
    never = Destination("slack:C1OTHER", "slack", "C1OTHER")
    config = Config(Catalogue.of([morning.world.provider]), (nobody, never), (Subscription(never.id, "acme"),))
    await declare(morning.world.database, config, morning.world.clock)

    await morning.at("12:00")

    assert morning.world.slack.messages() == []
    assert morning.world.roots("C1OTHER") == []


async def test_an_error_of_our_own_in_one_channel_is_no_trouble_of_another(hall: Hall) -> None:  # P7
    broken = Destination("slack:broken", "slack", "broken", timezone="Nowhere/AtAll", digest="12:00")
    await hall.follow([broken, Destination(ID, "slack", CHANNEL, digest="12:00")])

    await look_through(digester(hall.wall, hall.database, hall.clock))
    hall.clock.move(minutes=180)
    await look_through(digester(hall.wall, hall.database, hall.clock))

    assert [pinned.channel for pinned in hall.wall.pinned] == [CHANNEL]


async def test_a_slow_channel_holds_up_no_other_and_is_finished_before_the_end(hall: Hall) -> None:  # P7
    await hall.follow([Destination(f"slack:{name}", "slack", name, digest="12:00") for name in ("slow", "quick")])
    answer = hall.wall.slow["slow"] = asyncio.Event()
    program = digester(hall.wall, hall.database, hall.clock)
    await look_through(program)
    hall.clock.move(minutes=180)

    running = asyncio.create_task(program.run())
    await until(lambda: len(hall.wall.pinned) == 1, 20)
    hall.clock.move(minutes=24 * 60)
    await until(lambda: len(hall.wall.pinned) == 2, 20)
    program.stop.set()
    answer.set()
    await running

    assert [pinned.channel for pinned in hall.wall.pinned] == ["quick", "quick", "slow"]


async def test_what_is_being_written_as_the_program_ends_is_left_to_the_next_one(hall: Hall) -> None:
    await hall.follow([Destination(ID, "slack", CHANNEL, digest="12:00")])
    program = digester(hall.wall, hall.database, hall.clock)
    await look_through(program)
    hall.clock.move(minutes=180)
    for _ in range(AT_ONCE):
        await program._editors._free.acquire()  # all are at work on others

    running = asyncio.create_task(program.run())
    await until(lambda: bool(program._busy), 20)
    program.stop.set()
    for _ in range(AT_ONCE):
        program._editors._free.release()
    await running
    before = len(hall.wall.pinned)
    await look_through(digester(hall.wall, hall.database, hall.clock))

    assert (before, len(hall.wall.pinned)) == (0, 1)


async def test_the_answer_to_what_waited_long_to_be_written_is_waited_for_as_long_as_any(hall: Hall) -> None:
    await hall.follow([Destination(ID, "slack", CHANNEL, digest="12:00")])
    hall.wall.mishaps.append(Mishap.LOST_ANSWER)
    program = digester(hall.wall, hall.database, hall.clock)
    await look_through(program)
    hall.clock.move(minutes=180)
    for _ in range(AT_ONCE):
        await program._editors._free.acquire()

    running = asyncio.create_task(program.run())
    await until(lambda: bool(program._busy), 20)
    hall.clock.move(minutes=10)
    for _ in range(AT_ONCE):
        program._editors._free.release()
    await until(lambda: bool(hall.wall.pinned), 20)
    program.stop.set()
    await running
    async with hall.database.transaction() as tx:
        (edition,) = await digests.of(tx, ID)

    assert edition.due_at == hall.clock.now() + LOST_AFTER


# In Discord


@pytest.mark.parametrize("failure", [None, Failure.LOST_REPLY, Failure.RATE_LIMITED, Failure.SERVER_ERROR])
async def test_it_stands_in_discord_once_whatever_becomes_of_the_answer(hall: Hall, failure: Failure | None) -> None:
    async with discord_world() as world:
        place = Destination(f"discord:{world.channel}", "discord", world.channel, digest="12:00")
        await hall.follow([place])
        program = digester(world.chat, hall.database, hall.clock)
        await look_through(program)
        if failure:
            world.fail(failure)

        for minutes in (180, 1, 2, 3, 60):
            hall.clock.move(minutes=minutes)
            await look_through(program)

        (shown,) = world.shown()
        assert "Digest: nothing open, 1 feed not seen" in shown.text
        assert world.pinged() == []


# In the whole program

DIGEST = re.compile(r"\* (?:All quiet|Digest):")  # quiet if the feed was read by then


async def test_the_program_sends_it_beside_everything_else_and_ends_when_asked(tmp_path: Path) -> None:
    page, screen, stop = Page(), StringIO(), asyncio.Event()
    place = Destination("console:terminal", "console", "terminal", digest="09:00")
    settings = Settings(
        _env_file=None, slack_bot_token=None, discord_token=None, data_dir=tmp_path, fetch_allow=("127.0.0.1",)
    )
    async with FeedServer() as server:
        feed = Feed("acme", server.serve("/history.atom", page.atom()))
        catalogue = Catalogue.of([Provider("acme", "Acme", "https://status.acme.example", (feed,))])
        config = Config(catalogue, (place,), (Subscription(place.id, "acme"),))
        await as_before(NINE - timedelta(minutes=9), settings, config)
        clock = FastClock(NINE - timedelta(minutes=1), speed=100)
        program = serve(settings, config, clock=clock, console=Console(file=screen, width=200), zone=UTC, stop=stop)
        serving = asyncio.create_task(program)

        try:
            await until(lambda: DIGEST.search(screen.getvalue()) is not None, 60)
        finally:
            stop.set()
            await asyncio.wait_for(serving, 20)

    assert len(DIGEST.findall(screen.getvalue())) == 1


async def as_before(now: datetime, settings: Settings, config: Config) -> None:
    """What a program has left behind that ended at `now`."""
    clock = HandClock(now)
    database = await Database.open(settings.database_url)
    await declare(database, config, clock)
    await look_through(digester(ConsoleChat(Console(file=StringIO()), UTC), database, clock))
    await database.close()
