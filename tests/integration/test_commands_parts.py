"""Following regions and services of a provider that has thousands of feeds, and polling one."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Feed, Provider, Validators
from adapters.poll import poll
from bot.commands.request import Choice
from bot.core.destination import Filters, Subscription
from bot.core.schedule import FeedState
from bot.directory import Following
from bot.store import feeds
from tests.integration.conftest import NINE
from tests.integration.team import HERE, Team, shown

PATH = "/aws.rss"


@pytest.fixture
def aws(team: Team) -> Team:
    """A team that knows AWS too."""
    feed = Feed("aws", team.world.server.serve(PATH, summary()))
    team.others = [Provider("aws", "Amazon Web Services", None, (feed,), aliases=("cloudfront",))]
    team.restart()
    return team


def summary(*places: str, at: datetime = NINE) -> str:
    """AWS's summary feed with one new event in each of these places."""
    items = "".join(
        f"<item><title>Service disruption: Errors in {place}</title><description>We are investigating.</description>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f'<guid isPermaLink="false">https://status.aws.amazon.com/#{place}_{at:%s}</guid></item>'
        for place in places
    )
    return f'<rss version="2.0"><channel><title>Amazon Web Services</title>{items}</channel></rss>'


async def look(team: Team) -> None:
    """One look at the summary feed, and what follows from it."""
    world = team.world
    world.clock.move(minutes=1)
    feed = Feed("aws", world.server.at(PATH))
    async with world.database.transaction() as tx:
        state = (await feeds.load(tx)).get(feed.url) or FeedState(feed.url, "aws")
    await world.newsroom.take_in(feed, state, await poll(feed, team.fetcher, Validators()))
    await world.deliver()


def only(components: str = "", regions: str = "") -> Subscription:
    return Subscription(HERE.id, "aws", Filters(frozenset(components.split()), regions=frozenset(regions.split())))


async def test_a_service_in_a_region_is_followed_by_its_name_through_one_feed(aws: Team) -> None:
    answered = await aws.say("subscribe aws ec2 us-east-1")
    await look(aws)
    soon = (NINE + timedelta(minutes=1)).astimezone(UTC)
    places = ("ec2-us-east-1", "ec2-eu-west-1", "s3-us-east-1", "multipleservices-us-east-1")
    aws.world.server.serve(PATH, summary(*places, at=soon))
    await look(aws)

    assert "hears of everything in ec2 in us-east-1" in answered
    assert await aws.followed() == (only("ec2", "us-east-1"),)
    assert len(await Following(aws.world.database, aws.desk.directory).feeds()) == 1
    told = " ".join(root.readable for root in aws.world.roots())
    assert [place for place in places if place in told] == ["ec2-us-east-1", "multipleservices-us-east-1"]


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        ("subscribe aws us-east-1", only("", "us-east-1")),
        ("subscribe aws ec2", only("ec2")),
        ("subscribe cloudfront", only("cloudfront")),
        ("subscribe aws components S3, Ireland", only("s3", "eu-west-1")),
        ("subscribe aws ec2 region N. Virginia", only("ec2", "us-east-1")),
        ("subscribe aws regions us-east-1 eu-west-1", only("", "us-east-1 eu-west-1")),
        ("subscribe aws regions ec2, us-east-1", only("ec2", "us-east-1")),
        ("subscribe aws", only()),
    ],
)
async def test_parts_are_followed_in_whatever_words(aws: Team, said: str, followed: Subscription) -> None:
    await aws.say(said)

    assert await aws.followed() == (followed,)


async def test_a_mistyped_region_is_answered_with_the_nearest_to_click(aws: Team) -> None:
    reply = await aws.asks("subscribe aws us-eats-1")

    assert 'aws knows no region "us-eats-1"; nearest: us-east-1 or us-east-2.' in shown(reply)
    assert await aws.followed() == ()
    await aws.click(reply)
    assert await aws.followed() == (only("", "us-east-1"),)


async def test_a_mistyped_region_behind_its_word_is_answered_so_too(aws: Team) -> None:
    reply = await aws.asks("subscribe aws regions us-eats-1")

    assert "aws knows no region" in shown(reply)
    assert reply.choices[-1] == Choice(
        'What mentions "us-eats-1"', "subscribe", {"provider": "aws", "words": "us-eats-1"}
    )
    assert await aws.followed() == ()


async def test_other_parts_take_the_place_of_earlier_ones_and_both_are_one_click_away(aws: Team) -> None:
    await aws.say("subscribe aws us-east-1")

    reply = await aws.asks("subscribe aws eu-west-1")

    assert "now hears of everything in eu-west-1; before, it was everything in us-east-1" in shown(reply)
    assert reply.choices[0].label == "eu-west-1, us-east-1 as well"
    await aws.click(reply)
    assert await aws.followed() == (only("", "eu-west-1 us-east-1"),)


async def test_a_service_after_a_region_is_followed_everywhere_and_not_in_that_region_alone(aws: Team) -> None:
    await aws.say("subscribe aws us-east-1")

    await aws.say("subscribe aws ec2")

    assert await aws.followed() == (only("ec2"),)


async def test_nobody_loses_all_by_leaving_a_part(aws: Team) -> None:
    await aws.say("subscribe aws regions us-east-1, eu-west-1")

    refused = await aws.asks("unsubscribe aws us-east-1")
    kept = await aws.followed()
    await aws.click(refused)

    assert "this channel hears of everything in eu-west-1 or us-east-1" in shown(refused)
    assert kept == (only("", "us-east-1 eu-west-1"),)
    assert await aws.followed() == ()
