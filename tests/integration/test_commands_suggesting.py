"""What is offered while somebody types."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import structlog

from bot.commands import lately
from bot.commands.request import Place, Request
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
    team.others = [provider("aws", "Amazon Web Services", team.world.server.at("/aws.rss"))]
    team.restart()

    regions = await offered(team, "subscribe", "regions", "us-e", provider="aws")
    services = await offered(team, "subscribe", "components", "dynamo", provider="AWS")

    assert [it.value for it in regions] == ["us-east-1", "us-east-2"]
    assert [it.value for it in services] == ["dynamodb"]
    assert await offered(team, "subscribe", "regions", "us", provider="acme") == []
    assert await offered(team, "subscribe", "regions", "us") == []


async def test_parts_that_were_typed_with_a_name_are_offered_as_they_are(team: Team) -> None:
    team.others = [provider("aws", "AWS", team.world.server.at("/aws.rss"))]
    team.restart()

    offers = await offered(team, "subscribe", "provider", "aws us-east-1 ec2")

    assert offers[0] == Suggestion("AWS: ec2, us-east-1", "aws us-east-1 ec2")
    assert Suggestion("AWS", "aws") in offers


async def test_a_list_of_parts_is_continued_behind_its_last_comma(team: Team) -> None:
    seen = record(investigating("08:00"))
    parts = ("DNS", "api", "EU, West", "x" * 99)
    async with team.world.database.transaction() as tx:
        await incidents.save(
            tx, team.world.feed.url, [replace(seen, incident=replace(seen.incident, components=parts))], now=NINE
        )

    first = await offered(team, "subscribe", "components", "d", provider="Acme")
    second = await offered(team, "subscribe", "components", "dns, ", provider="ACME")
    third = await offered(team, "subscribe", "components", 'DNS, "eu', provider="acme")

    assert [it.value for it in first] == ["DNS"]
    assert [it.value for it in second] == ["dns, api", 'dns, "EU, West"']
    assert [it.value for it in third] == ['DNS, "EU, West"']


async def test_a_zone_is_offered_by_its_city(team: Team) -> None:
    assert Suggestion("America/New_York", "America/New_York") in await offered(team, "settings", "timezone", "new y")


async def test_where_no_channel_is_ours_everybody_in_the_catalogue_is_offered(team: Team) -> None:
    (provider,) = find("status").params
    away = Request(Place("discord", "", "42", private=True), MEMBER)

    assert Suggestion("Betamax", "betamax") in await suggest(find("status"), provider, "bet", away, team.desk)


@asynccontextmanager
async def busy(team: Team, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A time in which the database is at work for somebody else, and is waited for only shortly."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with team.world.database.transaction():
            begun.set()
            await over.wait()

    working = asyncio.create_task(work())
    await begun.wait()
    with monkeypatch.context() as patched:
        patched.setattr(lately, "PATIENCE", 0.05)
        yield
    over.set()
    await working


async def test_while_the_database_is_busy_what_was_known_before_is_offered(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await team.with_open_incident()
    known = await offered(team, "mute", "what", "e")
    team.world.clock.move(minutes=1)

    async with busy(team, monkeypatch):
        still = await offered(team, "mute", "what", "err")
        unknown = await offered(team, "acknowledge", "what", "err")

    assert [it.label for it in still] == ["Acme: Errors in the API"]
    assert still[0] in known
    assert unknown == []
    assert await offered(team, "acknowledge", "what", "err") == still


async def test_the_next_letters_cost_no_transaction(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    await team.say("subscribe acme")
    await offered(team, "status", "provider", "a")

    async with busy(team, monkeypatch):
        assert [it.value for it in await offered(team, "status", "provider", "ac")] == ["acme"]


@pytest.mark.parametrize(
    ("command", "param", "said"),
    [
        ("status", "provider", {}),
        ("mute", "what", {}),
        ("settings", "timezone", {}),
        ("subscribe", "provider", {}),
        ("subscribe", "regions", {"provider": "acme"}),
        ("subscribe", "components", {"provider": "acme"}),
    ],
)
async def test_a_busy_database_is_waited_for_once_at_most(
    team: Team, monkeypatch: pytest.MonkeyPatch, command: str, param: str, said: dict[str, str]
) -> None:
    team.desk.directory.meet(provider("secret", "Secret", team.world.server.at("/secret.atom")))

    async with busy(team, monkeypatch):
        with structlog.testing.capture_logs() as logged:
            await offered(team, command, param, **said)

    assert len(logged) <= 1


async def test_what_was_changed_just_now_is_offered_as_it_is(team: Team) -> None:
    before = await offered(team, "status", "provider")
    await team.say("subscribe acme")

    assert (before, [it.value for it in await offered(team, "status", "provider")]) == ([], ["acme"])
