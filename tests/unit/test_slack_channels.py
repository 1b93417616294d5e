"""What becomes of channels and of the app on Slack is told to the house: once, and about whom it concerns."""

from typing import Any

import pytest

from bot.chat.slack.channels import EVENTS
from tests.fakes.slack import OUR_USER
from tests.fakes.slack_clerk import Clerk
from tests.fakes.slack_socket import ANNA, TEAM, ListeningSlack

HERE = "slack:C0STATUS"


async def happens(people: ListeningSlack, kind: str, **more: object) -> None:
    """Slack tells the app that this has happened in the channel."""
    about = {"type": kind, "event_ts": "17.5"}
    await people.tell("events_api", people._event(about | ({"channel": "C0STATUS"} | more)))


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("channel_archive", "archived"),
        ("group_archive", "archived"),
        ("channel_deleted", "deleted"),
        ("group_deleted", "deleted"),
    ],
)
@pytest.mark.usefixtures("heard")
async def test_a_channel_that_is_gone_is_told(people: ListeningSlack, clerk: Clerk, kind: str, why: str) -> None:
    await happens(people, kind, user=ANNA)
    told = await clerk.whereabouts.until("pause")

    assert told[:2] == ("pause", HERE)
    assert why in told[2]
    assert "dismissed" not in told


@pytest.mark.parametrize("kind", ["channel_unarchive", "group_unarchive"])
@pytest.mark.usefixtures("heard")
async def test_a_channel_that_is_back_is_told(people: ListeningSlack, clerk: Clerk, kind: str) -> None:
    await happens(people, kind, user=ANNA)

    assert await clerk.whereabouts.until("resume") == ("resume", HERE)


@pytest.mark.parametrize(
    ("kind", "who"),
    [("channel_left", {}), ("group_left", {"actor_id": ANNA}), ("member_left_channel", {"user": OUR_USER})],
)
@pytest.mark.usefixtures("heard")
async def test_that_the_bot_was_removed_from_a_channel_is_told_with_the_way_back(
    people: ListeningSlack, clerk: Clerk, kind: str, who: dict[str, str]
) -> None:
    await happens(people, kind, **who)
    told = await clerk.whereabouts.until("pause")

    assert told[:2] == ("pause", HERE)
    assert "/invite" in told[2]
    assert told[3] == "dismissed"


@pytest.mark.usefixtures("heard")
async def test_that_the_bot_was_invited_again_is_told(people: ListeningSlack, clerk: Clerk) -> None:
    await happens(people, "member_joined_channel", user=OUR_USER)

    assert await clerk.whereabouts.until("resume") == ("resume", HERE)


@pytest.mark.usefixtures("heard")
async def test_people_who_come_and_go_and_names_that_change_are_nothing_to_tell(
    people: ListeningSlack, clerk: Clerk
) -> None:
    await happens(people, "member_left_channel", user=ANNA)
    await happens(people, "member_joined_channel", user=ANNA)
    await happens(people, "channel_rename", channel={"id": "C0STATUS", "name": "renamed"})
    await happens(people, "tokens_revoked", tokens={"oauth": [ANNA]})
    await people.types("status")
    await people.answered()

    assert clerk.whereabouts.heard == []


@pytest.mark.usefixtures("heard")
async def test_a_channel_with_another_id_is_told_with_where_its_messages_are(
    people: ListeningSlack, clerk: Clerk
) -> None:
    await happens(people, "channel_id_changed", old_channel_id="G1", new_channel_id="C1", channel=None)

    assert await clerk.whereabouts.until("move") == ("move", "slack:G1", "slack:C1", "C1", "C1:17.5")


@pytest.mark.parametrize(
    "told", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [OUR_USER]}}]
)
@pytest.mark.usefixtures("heard")
async def test_a_workspace_that_removes_us_is_told(people: ListeningSlack, clerk: Clerk, told: dict[str, Any]) -> None:
    await people.tell("events_api", people._event(told))

    assert (await clerk.whereabouts.until("leave"))[:3] == ("leave", "slack", TEAM)


@pytest.mark.usefixtures("heard")
async def test_a_workspace_without_a_token_that_removes_us_is_not_home(people: ListeningSlack, clerk: Clerk) -> None:
    await people.tell("events_api", people._event({"type": "app_uninstalled"}, team="T9ELSEWHERE"))

    assert (await clerk.whereabouts.until("leave"))[:3] == ("leave", "slack", "T9ELSEWHERE")


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.usefixtures("heard")
async def test_an_event_that_lacks_everything_harms_nothing(people: ListeningSlack, clerk: Clerk, kind: str) -> None:
    await people.tell("events_api", people._event({"type": kind, "event_ts": "17.5"}))
    await people.tell("events_api", people._event({"type": kind, "channel": {}, "user": [], "tokens": 5}))
    await people.types("status")
    await people.answered()

    assert len(clerk.said) == 1
