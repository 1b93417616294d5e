"""The picture of a digest: an extra that comes once, after the digest, and never stands in its way."""

import asyncio
import io
import sys
from datetime import timedelta

import pytest
from PIL import Image
from structlog.testing import capture_logs

from adapters.catalogue import Catalogue
from bot.app import declare
from bot.config_file import Config
from bot.core.destination import Destination, Subscription
from bot.render.theme import Theme
from tests.fakes.discord_forms import Permission
from tests.fakes.discord_world import TROUBLES, DiscordWorld, discord_world
from tests.fakes.slack import Trouble
from tests.fakes.slack_files import SlackFile
from tests.fakes.world import Failure
from tests.integration.conftest import NINE, SmallWorld
from tests.integration.mornings import Morning, digester, look_through

MOST_BYTES = 200_000


async def trouble_at_one(world: SmallWorld) -> None:
    """At 13:00 something breaks at Acme, and an hour later it is over."""
    await world.look(minutes=60)
    world.page.open("one000000001", "Short", NINE + timedelta(hours=4), "It broke.")
    await world.look(minutes=5)
    world.page.say("one000000001", NINE + timedelta(hours=5), "Resolved", "Over.")
    await world.look(minutes=60)


def paper(png: bytes) -> bytes:
    """The red, green and blue of the corner."""
    return Image.open(io.BytesIO(png)).convert("RGB").tobytes()[:3]


def colour(theme: Theme) -> bytes:
    return bytes.fromhex(theme.ink.paper.removeprefix("#"))


# In Slack


@pytest.fixture
def morning(world: SmallWorld) -> Morning:
    return Morning(world)


def pictures(morning: Morning) -> list[tuple[str | None, SlackFile]]:
    """Each with the message in whose thread it stands."""
    return [(post.thread_ts, file) for post in morning.world.slack.messages() for file in post.files]


async def test_a_day_has_a_timeline_in_the_thread_of_its_digest_once(morning: Morning) -> None:
    await morning.begin()
    await morning.at("12:00")
    await trouble_at_one(morning.world)

    for clock in ("12:00", "12:01", "12:30"):
        _, told = await morning.at(clock, day=3)

    ((root, file),) = pictures(morning)
    assert root == told.ts
    assert file.name == "timeline.png"
    assert file.words == (
        "Timeline of incidents, 2 Mar 2026, 12:00 UTC to 3 Mar 2026, 12:00 UTC. Acme: 1 incident, unknown 1 h."
    )
    assert file.data is not None
    assert len(file.data) < MOST_BYTES
    assert paper(file.data) == colour(Theme.LIGHT)


async def test_a_week_has_its_hours(morning: Morning) -> None:
    await morning.begin("mon 12:00")
    await morning.at("12:00")
    await trouble_at_one(morning.world)

    await morning.at("12:00", day=9)

    ((_, file),) = pictures(morning)
    assert file.name == "hours.png"
    assert "Acme: unknown 1 h." in file.words


async def test_a_day_on_which_nothing_went_on_has_none(morning: Morning) -> None:
    await morning.begin()
    (quiet,) = await morning.at("12:00")
    morning.world.server.fail("/history.atom", 503)
    await morning.world.look_again()

    _, blind = await morning.at("12:00", day=3)

    assert "All quiet" in quiet.readable
    assert "1 feed not seen" in blind.readable
    assert pictures(morning) == []


@pytest.mark.parametrize(
    ("trouble", "step", "number"),
    [
        (Trouble.LOST_REPLY, "files.completeUploadExternal", 1),
        (Trouble.FATAL_ERROR, "files.completeUploadExternal", 1),
        (Trouble.RATE_LIMITED, "files.completeUploadExternal", 0),
        ("channel_not_found", "files.completeUploadExternal", 0),
        ("token_revoked", "files.getUploadURLExternal", 0),
        (Trouble.EMPTY, "files.getUploadURLExternal", 0),
        (Trouble.PROXY_PAGE, "files.getUploadURLExternal", 0),
        (Trouble.UNAVAILABLE, "upload", 0),
        (Trouble.EMPTY, "files.completeUploadExternal", 0),
    ],
)
async def test_it_is_tried_once_and_the_digest_stands_whatever_becomes_of_it(
    morning: Morning, trouble: str, step: str, number: int
) -> None:  # P2
    await morning.begin()
    await morning.at("12:00")
    await trouble_at_one(morning.world)
    morning.world.slack.fail(trouble, methods={step})

    with capture_logs() as logged:
        for clock in ("12:00", "12:01", "12:10", "13:00"):
            await morning.at(clock, day=3)

    assert len(morning.digests) == 2
    assert len(pictures(morning)) == number
    assert len(morning.world.slack.asked("files.getUploadURLExternal")) == 1
    assert await morning.why_paused() is None
    assert [line["log_level"] for line in logged if "picture" in line["event"]] == ["warning"]


async def test_a_scope_that_is_missing_is_named_with_what_to_do(morning: Morning) -> None:
    morning.world.slack.scopes -= {"files:write"}
    await morning.begin()
    await morning.at("12:00")
    await trouble_at_one(morning.world)

    with capture_logs() as logged:
        told = await morning.at("12:00", day=3)

    (line,) = [line for line in logged if "picture" in line["event"]]
    assert len(told) == 2
    assert "add the scope to the app and install it again" in line["why"]
    assert "files:write" in line["why"]
    assert await morning.why_paused() is None


async def test_without_the_extra_the_digest_comes_alone(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    await morning.begin()
    await morning.at("12:00")
    await trouble_at_one(morning.world)

    told = await morning.at("12:00", day=3)

    assert len(told) == 2
    assert morning.world.slack.asked("files.getUploadURLExternal") == []


async def test_a_digest_that_was_found_again_gets_its_picture_from_one_of_all_who_look(morning: Morning) -> None:  # P2
    await morning.begin()
    await morning.at("12:00")
    await trouble_at_one(morning.world)
    morning.world.slack.fail(Trouble.LOST_REPLY)
    await morning.at("12:00", day=3)
    before = pictures(morning)
    morning.world.clock.move(minutes=3)

    programs = [digester(morning.world.chat, morning.world.database, morning.world.clock) for _ in range(3)]
    await asyncio.gather(*(look_through(program) for program in programs))

    assert before == []
    ((root, file),) = pictures(morning)
    assert root == morning.digests[-1].ts
    assert "to 3 Mar 2026, 12:00 UTC" in file.words


# In Discord


async def a_bad_day(world: SmallWorld, there: DiscordWorld) -> None:
    """Two digests, the second of a day on which something broke."""
    place = Destination(f"discord:{there.channel}", "discord", there.channel, digest="12:00")
    config = Config(Catalogue.of([world.provider]), (place,), (Subscription(place.id, "acme"),))
    await declare(world.database, config, world.clock)
    program = digester(there.chat, world.database, world.clock)
    await world.look()
    await look_through(program)
    world.clock.move(minutes=179)
    await look_through(program)
    await trouble_at_one(world)
    world.clock.move(minutes=24 * 60 - 125)
    for minutes in (0, 1, 5, 60):
        world.clock.move(minutes=minutes)
        await look_through(program)


@pytest.mark.parametrize("failure", [None, *Failure])
async def test_in_discord_it_stands_on_the_digest_once(world: SmallWorld, failure: Failure | None) -> None:  # P2
    async with discord_world() as there:
        if failure:
            there.discord.fail(TROUBLES[failure], on=frozenset({"edit"}))

        await a_bad_day(world, there)

        quiet, told = there.shown()
        assert "All quiet" in quiet.text
        assert "1 ended" in told.text
        seen = there.pictures()
        assert len(seen) == (failure in {None, Failure.LOST_REPLY})
        assert all(picture.root == told.ref for picture in seen)
        assert all(picture.png and paper(picture.png) == colour(Theme.DARK) for picture in seen)
        assert len(there.discord.called("edit")) == 1
        assert there.pinged() == []


async def test_in_discord_a_permission_that_is_missing_is_named(world: SmallWorld) -> None:
    async with discord_world() as there:
        there.discord.deny(Permission.ATTACH_FILES)

        with capture_logs() as logged:
            await a_bad_day(world, there)

        assert len(there.shown()) == 2
        assert there.pictures() == []
        (line,) = [line for line in logged if "picture" in line["event"]]
        assert "'Attach Files'" in line["why"]
