"""Workspaces are apart: whom people of one have brought by an address, nobody in another learns of."""

from dataclasses import replace

import pytest

from bot.commands.request import Place, Request
from bot.commands.suggest import suggest
from bot.commands.table import COMMANDS, find
from bot.overview import overview
from bot.store import incidents, providers
from tests.fakes.console_world import readable
from tests.incidents import investigating, record
from tests.integration.team import HERE, MANAGER, MEMBER, Team

NEXT_DOOR = replace(HERE, channel="C1OTHER")
ELSEWHERE = Place("slack", "T2", "T2/C0STATUS")
PAGE = "/secret/history.atom"
WORD = "secret"


@pytest.fixture
async def apart(team: Team) -> Team:
    """A team whose workspace follows a page that no catalogue knows, and one that follows only whom everybody knows."""
    url = team.world.server.serve(PAGE, team.world.page.atom())
    assert "is followed here now" in await team.say(f"subscribe {url}")
    assert "is followed here now" in await team.say("subscribe acme", place=ELSEWHERE)
    return team


def brought(team: Team) -> str:
    """The slug of whom the workspace brought."""
    (slug,) = team.desk.directory.catalogue.brought
    return slug


async def offers(team: Team, command: str, param: str, typed: str, place: Place, **said: str) -> list[str]:
    meant = next(each for each in find(command).params if each.name == param)
    return [it.value for it in await suggest(find(command), meant, typed, Request(place, MEMBER, said), team.desk)]


@pytest.mark.parametrize("command", ["subscribe", "playbook", "history"])
async def test_whom_a_workspace_brought_is_offered_there_alone(apart: Team, command: str) -> None:
    slug = brought(apart)

    assert slug in await offers(apart, command, "provider", WORD, HERE)
    assert slug in await offers(apart, command, "provider", WORD, NEXT_DOOR)
    assert slug not in await offers(apart, command, "provider", WORD, ELSEWHERE)
    assert slug not in await offers(apart, command, "provider", WORD, replace(HERE, platform="discord"))


@pytest.mark.parametrize("command", [each.name for each in COMMANDS if each.params])
async def test_no_command_tells_another_workspace_of_them(apart: Team, command: str) -> None:
    slug = brought(apart)
    name = apart.desk.directory[slug].name

    for said in (slug, name, f"{slug} secret", f"{WORD} {name}", slug[: len(slug) // 2]):
        answered = await apart.say(f"{command} {said} off", place=ELSEWHERE)
        for word in said.split():
            answered = answered.replace(word, "")
        assert slug not in answered
        assert name not in answered

    assert [it.provider for it in await apart.followed() if it.destination == ELSEWHERE.id] == ["acme"]


async def test_what_stood_on_their_page_is_told_to_nobody_else(apart: Team) -> None:
    begun = apart.world.clock.now()
    slug = brought(apart)
    apart.world.page.open("new000000001", "Trouble inside", begun, "We look into it.")
    apart.world.server.serve(PAGE, apart.world.page.atom())
    apart.world.feed = apart.desk.directory[slug].feeds[0]
    await apart.world.look_again()

    ours = [await apart.say(f"history {slug}", place=it) for it in (HERE, NEXT_DOOR)]
    theirs = [
        await apart.say(text, place=ELSEWHERE) for text in ("status", "history", "subscriptions", f"history {slug}")
    ]

    assert all("Trouble inside" in each for each in ours)
    assert not any("Trouble inside" in each for each in theirs)


async def test_their_parts_are_not_offered_elsewhere(apart: Team) -> None:
    slug = brought(apart)
    seen = record(investigating("08:00"))
    named = replace(seen, incident=replace(seen.incident, provider=slug, components=("Vault",)))
    async with apart.world.database.transaction() as tx:
        await incidents.save(tx, apart.world.server.at(PAGE), [named], now=apart.world.clock.now())

    assert await offers(apart, "subscribe", "components", "", HERE, provider=slug) == ["Vault"]
    assert await offers(apart, "subscribe", "components", "", ELSEWHERE, provider=slug) == []


async def test_the_board_of_a_workspace_is_of_its_own(apart: Team) -> None:
    ours, theirs = [readable(await overview("slack", workspace, apart.desk)) for workspace in ("T1", "T2")]

    assert "1 provider" in ours
    assert "1 provider" in theirs
    assert brought(apart) not in theirs


async def test_who_changed_what_is_told_in_that_channel_alone(apart: Team) -> None:
    assert MANAGER.name in await apart.say("settings")
    assert MANAGER.name not in await apart.say("settings", place=replace(ELSEWHERE, channel="T2/C1OTHER"))


async def test_a_guest_in_a_channel_learns_of_what_that_channel_follows(apart: Team) -> None:
    slug = brought(apart)

    assert slug in await offers(apart, "history", "provider", WORD, replace(HERE, guest=True))
    assert slug not in await offers(apart, "history", "provider", WORD, replace(NEXT_DOOR, guest=True))


async def test_whoever_gives_the_same_address_follows_the_same(apart: Team) -> None:
    slug = brought(apart)
    apart.world.server.fail(PAGE, 503)

    answered = await apart.say(f"subscribe {apart.world.server.at(PAGE)}", place=ELSEWHERE)

    assert "is followed here now" in answered
    assert {it.destination for it in await apart.followed() if it.provider == slug} == {HERE.id, ELSEWHERE.id}
    assert slug in await offers(apart, "history", "provider", WORD, ELSEWHERE)


@pytest.mark.parametrize("path", ["/secret/feed/rss.xml", "/secret/feed", "/secret_"])
async def test_whoever_brings_an_address_that_is_much_alike_leaves_theirs_as_it_is(apart: Team, path: str) -> None:
    slug = brought(apart)
    before = apart.desk.directory[slug]
    alike = apart.world.server.serve(path, apart.world.page.atom())

    answered = await apart.say(f"subscribe {alike}", place=ELSEWHERE)
    async with apart.world.database.transaction() as tx:
        apart.restart(await providers.met(tx))

    (other,) = {it.provider for it in await apart.followed() if it.destination == ELSEWHERE.id} - {"acme"}
    assert "is followed here now" in answered
    assert apart.desk.directory[slug] == before
    assert apart.desk.directory[other].feeds[0].url == alike
    assert apart.desk.directory[other].feeds[0].provider == other
    assert [it.provider for it in await apart.followed() if it.destination == HERE.id] == [slug]


async def test_a_provider_whose_feed_was_found_is_still_everybodys(team: Team) -> None:
    known = replace(team.desk.catalogue.find("mute"), page=team.world.server.at("/mute/history.atom"))
    team.others = [known]
    team.restart()
    team.world.server.serve("/mute/history.atom", team.world.page.atom())
    await team.say("subscribe mute")

    assert "Mutely" in await team.say("subscribe mute", place=ELSEWHERE)


async def test_whom_nobody_follows_any_more_is_found_by_nobody(apart: Team) -> None:
    slug = brought(apart)
    await apart.say(f"unsubscribe {slug}")

    assert await offers(apart, "subscribe", "provider", WORD, HERE) == []
    assert "No provider is called" in await apart.say(f"history {slug}")


async def test_whom_a_channel_has_just_left_it_can_follow_again(apart: Team) -> None:
    left = await apart.asks(f"unsubscribe {brought(apart)}")

    assert "is followed here now" in await apart.click(left)
