"""Pages that list only what goes on: that an incident is gone from two good polls in a row is how they say its end."""

import pytest

from adapters.model import Outcome
from tests.integration.conftest import CHANNEL, SmallWorld

GONE = "no longer lists it"
DAY = 24 * 60  # minutes
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{head}{items}</channel></rss>'
AZURE_ITEM = (
    "<item><guid>{0}</guid><title>{0}</title><description>We look into {0}.</description>"
    "<pubDate>Mon, 02 Mar 2026 09:00:00 Z</pubDate></item>"
)
AWS_HEAD = "<generator>AWS Service Health Dashboard RSS Generator</generator>"
AWS_ITEM = (
    "<item><guid>https://status.aws.amazon.com/#{0}-us-east-1_1772442000</guid><title>Service impact: Errors</title>"
    "<description>We are investigating.</description><pubDate>Mon, 02 Mar 2026 01:00:00 PST</pubDate></item>"
)


def azure(*titles: str) -> str:
    return RSS.format(title="Azure Status", head="", items="".join(map(AZURE_ITEM.format, titles)))


def aws(*services: str) -> str:
    items = "".join(map(AWS_ITEM.format, services))
    return RSS.format(title="Amazon Web Services Service Status", head=AWS_HEAD, items=items)


async def looked(world: SmallWorld, body: str) -> Outcome:
    world.server.serve("/history.atom", body)
    return await world.look_again()


@pytest.fixture
async def azure_open(world: SmallWorld) -> SmallWorld:
    """Two incidents go on at Azure, and the channel shows them."""
    await world.follow(CHANNEL)
    await looked(world, azure())
    await looked(world, azure("Storage", "Compute"))
    assert len(world.roots()) == 2
    return world


def ended(world: SmallWorld) -> list[str]:
    return sorted(
        name
        for name in ("Storage", "Compute")
        for root in world.roots()
        if name in root.readable and GONE in root.readable
    )


async def test_one_poll_without_an_incident_ends_nothing_and_a_second_does(azure_open: SmallWorld) -> None:
    await looked(azure_open, azure("Storage"))
    once = ended(azure_open)
    await looked(azure_open, azure("Storage"))

    assert once == []
    assert ended(azure_open) == ["Compute"]


async def test_a_channel_without_any_item_is_the_all_clear_of_azure(azure_open: SmallWorld) -> None:
    await looked(azure_open, azure())
    once = ended(azure_open)
    await looked(azure_open, azure())

    assert once == []
    assert ended(azure_open) == ["Compute", "Storage"]


async def test_an_incident_that_is_back_after_one_poll_has_not_ended(azure_open: SmallWorld) -> None:
    for _ in range(3):
        await looked(azure_open, azure())
        await looked(azure_open, azure("Storage", "Compute"))

    assert ended(azure_open) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!doctype html><title>Azure Status</title><p>One moment, please.</p>",
        azure()[:60],
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Another page</title></channel></rss>',
    ],
)
async def test_a_poll_that_is_empty_or_failed_ends_nothing_however_often(
    azure_open: SmallWorld, body: str
) -> None:  # P3
    for _ in range(4):
        await looked(azure_open, body)

    assert ended(azure_open) == []


async def test_a_failed_poll_between_two_good_ones_counts_for_neither(azure_open: SmallWorld) -> None:  # P3
    await looked(azure_open, azure("Storage"))
    azure_open.server.fail("/history.atom", 503)
    failed = await azure_open.look_again()
    then = ended(azure_open)
    azure_open.restart()
    await looked(azure_open, azure("Storage"))

    assert (failed, then) == (Outcome.FAILED, [])
    assert ended(azure_open) == ["Compute"]


async def test_an_empty_channel_of_aws_tells_nothing_and_ends_nothing(world: SmallWorld) -> None:  # P3
    await world.follow(CHANNEL)
    await looked(world, aws("sqs"))
    await looked(world, aws("sqs", "ec2"))

    for _ in range(3):
        await looked(world, aws())

    assert len(world.roots()) == 2
    assert not any(GONE in root.readable or "Resolved" in root.readable for root in world.roots())


def azure_at(stamp: str, words: str = "We look into it.") -> str:
    """A feed of Azure with one item, dated and worded so."""
    said = f"<description>{words}</description><pubDate>{stamp}</pubDate>"
    item = f"<item><guid>errors</guid><title>Errors</title>{said}</item>"
    return RSS.format(title="Azure Status", head="", items=item)


async def test_what_goes_on_over_new_year_stays_one_incident(world: SmallWorld) -> None:  # P2
    world.clock.move(minutes=304 * DAY)
    await world.follow(CHANNEL)
    await looked(world, azure())
    await looked(world, azure_at("Thu, 31 Dec 2026 08:59:00 Z"))
    world.clock.move(minutes=DAY)
    await looked(world, azure_at("Fri, 01 Jan 2027 08:58:00 Z", "We have found the cause."))
    for _ in range(3):
        await looked(world, azure_at("Fri, 01 Jan 2027 09:00:00 Z", "We watch."))

    (root,) = world.roots()
    assert GONE not in root.readable
    assert len(world.replies()) == 3


async def test_what_comes_back_a_year_after_its_end_is_another_incident(world: SmallWorld) -> None:  # P2
    await world.follow(CHANNEL)
    await looked(world, azure())
    await looked(world, azure_at("Mon, 02 Mar 2026 09:00:00 Z"))
    for _ in range(2):
        await looked(world, azure())
    world.clock.move(minutes=365 * DAY)
    await looked(world, azure_at("Tue, 02 Mar 2027 09:00:00 Z"))

    assert [GONE in root.readable for root in world.roots()] == [True, False]
