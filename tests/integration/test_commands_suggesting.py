"""What is offered while somebody types."""

from dataclasses import replace

from bot.commands.request import Request
from bot.commands.suggest import Suggestion, suggest
from bot.commands.table import find
from bot.store import incidents
from tests.incidents import investigating, record
from tests.integration.conftest import NINE
from tests.integration.team import HERE, MEMBER, Team, provider


async def offered(team: Team, command: str, param: str, typed: str = "", **said: str) -> list[Suggestion]:
    meant = next(each for each in find(command).params if each.name == param)
    return list(await suggest(find(command), meant, typed, Request(HERE, MEMBER, said), team.desk))


async def test_whom_to_follow_is_looked_for_in_the_whole_catalogue(team: Team) -> None:
    assert Suggestion("Betamax", "betamax") in await offered(team, "subscribe", "provider", "bet")
    assert await offered(team, "subscribe", "provider", "qqqqqqq") == []


async def test_whom_to_leave_is_who_is_followed(team: Team) -> None:
    await team.say("subscribe acme")

    assert await offered(team, "unsubscribe", "provider") == [Suggestion("Acme", "acme")]
    assert await offered(team, "status", "provider", "beta") == []


async def test_what_to_mute_is_what_is_open_and_who_is_followed(team: Team) -> None:
    await team.with_open_incident()

    offers = await offered(team, "mute", "what", "a")
    answered = await team.say(f"mute {offers[0].value}")

    assert [offer.label for offer in offers] == ["Acme: Errors in the API", "Acme"]
    assert '"Errors in the API" is muted' in answered


async def test_what_to_acknowledge_is_what_is_open_and_nothing_else(team: Team) -> None:
    await team.with_open_incident()

    assert [it.label for it in await offered(team, "acknowledge", "what")] == ["Acme: Errors in the API"]


async def test_choices_and_lengths_are_those_that_are_understood(team: Team) -> None:
    assert [it.value for it in await offered(team, "subscribe", "impact", "m")] == ["minor", "major"]
    assert [it.value for it in await offered(team, "mute", "for", "1")] == ["1 hour", "1 day", "1 week"]
    assert "90 days" in [it.value for it in await offered(team, "history", "days")]
    assert await offered(team, "playbook", "text", "x") == []


async def test_the_parts_that_a_provider_has_named_are_offered(team: Team) -> None:
    seen = record(investigating("08:00"))
    named = replace(seen, incident=replace(seen.incident, components=("DNS", "api")))
    async with team.world.database.transaction() as tx:
        await incidents.save(tx, team.world.feed.url, [named], now=NINE)

    assert [it.value for it in await offered(team, "subscribe", "components", provider="acme")] == ["api", "DNS"]
    assert await offered(team, "subscribe", "components", provider="nobody") == []


async def test_regions_and_services_that_a_provider_is_known_to_have_are_offered(team: Team) -> None:
    team.desk.directory.meet(provider("aws", "Amazon Web Services", team.world.server.at("/aws.rss")))

    regions = await offered(team, "subscribe", "regions", "us-e", provider="aws")
    services = await offered(team, "subscribe", "components", "dynamo", provider="AWS")

    assert [it.value for it in regions] == ["us-east-1", "us-east-2"]
    assert [it.value for it in services] == ["dynamodb"]
    assert await offered(team, "subscribe", "regions", "us", provider="acme") == []
    assert await offered(team, "subscribe", "regions", "us") == []


async def test_parts_that_were_typed_with_a_name_are_offered_as_they_are(team: Team) -> None:
    team.desk.directory.meet(provider("aws", "AWS", team.world.server.at("/aws.rss")))

    offers = await offered(team, "subscribe", "provider", "aws us-east-1 ec2")

    assert offers[0] == Suggestion("AWS: ec2, us-east-1", "aws us-east-1 ec2")
    assert Suggestion("AWS", "aws") in offers
