"""`digest`: when it comes, and what it would say now."""

from datetime import timedelta

from bot.commands.request import Request
from bot.commands.table import answer
from bot.core.edition import EditionState
from bot.digester import Digester
from bot.store import digests
from tests.integration.conftest import CHANNEL, NINE
from tests.integration.mornings import look_through
from tests.integration.team import HERE, MEMBER, Team, shown


async def look(team: Team) -> None:
    """One look of the digester."""
    world = team.world
    names = team.desk.directory.names
    register = world.deliverer.register
    await look_through(
        Digester(world.database, {"slack": world.chat}, world.clock, names, world.owed, world.stop, register)
    )


async def test_when_it_comes_is_kept_and_told_with_the_next_time(team: Team) -> None:
    await team.say("settings timezone Berlin")
    await team.say("subscribe acme")
    before = team.woken

    answers = [
        await team.say(said)
        for said in (
            "digest at 09:00",
            "digest weekdays at 17:30",
            "digest mon,thu at 10:00 quiet nothing",
            "digest fridays at 10:00",
            "digest quiet line",
        )
    ]

    assert "Every day at 09:00 (Europe/Berlin). The next one comes 3 Mar 2026, 09:00 CET." in answers[0]
    assert "Weekdays at 17:30 (Europe/Berlin). The next one comes 2 Mar 2026, 17:30 CET." in answers[1]
    assert "Mondays and Thursdays at 10:00 (Europe/Berlin), but for quiet days. The next one comes 5" in answers[2]
    assert "Fridays at 10:00 (Europe/Berlin), but for quiet days." in answers[3]
    assert "Fridays at 10:00 (Europe/Berlin). The next" in answers[4]
    assert (await team.destination()).digest == "fri 10:00"
    assert team.woken == before + 5
    assert answers[4] == await team.say("digest")
    assert team.woken == before + 5


async def test_what_may_be_unexpected_is_told(team: Team) -> None:
    await team.say("settings quiet 22:00 to 10:30")

    answered = await team.say("digest at 10:00")

    assert "The next one comes 2 Mar 2026, 10:30 UTC, after the quiet hours." in answered
    assert "But this channel follows nobody yet." in answered


async def test_a_channel_has_what_was_asked_for_at_the_time_that_was_told(team: Team) -> None:
    await team.with_open_incident()
    await team.say("digest at 09:30")
    await look(team)
    told = await team.say("digest at 10:00")
    await look(team)

    team.world.clock.move(minutes=58)
    await look(team)

    assert "2 Mar 2026, 10:00 UTC" in told
    (digest,) = [post for post in team.world.roots() if "Digest: 1 open" in post.readable]
    assert "Acme: Errors in the API" in digest.readable


async def test_digest_now_shows_it_to_whoever_asks_and_is_not_the_one_of_the_day(team: Team) -> None:
    await team.with_open_incident()
    await team.say("digest at 10:00")
    await look(team)
    before = team.world.slack.messages()

    reply = await team.asks("digest now", by=MEMBER)
    by_option = await answer("digest", Request(HERE, MEMBER, {"show": "now"}), team.desk)
    by_when = await answer("digest", Request(HERE, MEMBER, {"when": "Now"}), team.desk)

    assert "Digest: 1 open" in shown(reply)
    assert "1 Mar 2026, 09:02 UTC to 2 Mar 2026, 09:02 UTC" in shown(reply)
    assert "[What is open now: status ]" in shown(reply)
    assert "[History: history 1 day]" in shown(reply)
    assert not reply.public
    assert by_option == by_when == reply
    assert team.world.slack.messages() == before
    async with team.world.database.transaction() as tx:
        (waiting,) = await digests.of(tx, HERE.id)
    assert waiting.state is EditionState.WAITING


async def test_digest_now_begins_where_the_last_one_ended(team: Team) -> None:
    await team.with_open_incident()
    await team.say("digest at 10:00")
    await look(team)
    team.world.clock.move(minutes=60)
    await look(team)
    team.world.page.say("new000000001", NINE + timedelta(minutes=90), "Resolved", "All is well.")
    await team.world.look(minutes=90)

    answered = await team.say("digest now")

    assert "2 Mar 2026, 10:02 to 11:32 UTC" in answered
    assert "Digest: nothing open, 1 ended" in answered


async def test_without_a_digest_the_last_day_is_shown(team: Team) -> None:
    await team.say("subscribe acme")
    await team.world.look()

    answered = await team.say("digest now")

    assert "All quiet: nothing new at 1 provider since 1 Mar 2026, 09:01 UTC" in answered


async def test_what_the_file_declares_can_be_seen_and_not_changed(team: Team) -> None:
    await team.world.follow(CHANNEL)
    await team.world.look()

    assert "statuswire.toml" in await team.say("digest at 10:00")
    assert "Off" in await team.say("digest")
    assert "All quiet" in await team.say("digest now")


async def test_digest_off_ends_it(team: Team) -> None:
    await team.with_open_incident()
    await team.say("digest at 10:00")
    await look(team)

    answered = await team.say("digest off")
    team.world.clock.move(minutes=90)
    await look(team)

    assert "Off." in answered
    assert not any("Digest" in post.readable for post in team.world.roots())
    async with team.world.database.transaction() as tx:
        assert await digests.of(tx, HERE.id) == ()
