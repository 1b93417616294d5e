"""Several workspaces of Slack: what is of one is never taken for what is of another."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.model import Text
from bot.chat.base import ChannelGoneError, RetryError
from bot.chat.slack.sending import SlackChat
from bot.chat.slack.teams import Teams
from bot.chat.slack.workspaces import Workspaces
from bot.commands.request import Place, Rank
from bot.core.message import Attachment, Message, Part
from tests.fakes.slack import FakeSlack, Trouble
from tests.fakes.slack_clerk import HERE, Clerk, listening
from tests.fakes.slack_socket import ANNA, TEAM, ListeningSlack, person
from tests.fakes.whereabouts import Hearer
from tests.incidents import at

OTHER = "T1OTHER"
THERE = Place("slack", OTHER, f"{OTHER}/C0STATUS")
NOTICE = Message(Part.NOTICE, "A notice", body=Text.of("Something to know."))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def other(slack: FakeSlack) -> FakeSlack:
    return slack.neighbour(OTHER)


@pytest.fixture
def both(slack: FakeSlack, other: FakeSlack) -> Workspaces:
    return Workspaces([SlackChat(token, base_url=slack.url) for token in (slack.token, other.token)])


@pytest.fixture
def teams(slack: FakeSlack, other: FakeSlack) -> Teams:
    return Teams([slack.token, other.token], base_url=slack.url)


# What is called how


async def test_a_channel_is_called_by_its_workspace_unless_it_is_at_home(teams: Teams) -> None:
    await teams.learn()

    assert teams.place(TEAM, "C0STATUS") == HERE
    assert teams.place(OTHER, "C0STATUS") == THERE
    assert HERE.id != THERE.id
    assert [teams.workspace_of(place.channel) for place in (HERE, THERE)] == [TEAM, OTHER]


async def test_who_comes_through_a_shared_channel_is_at_home_there(teams: Teams) -> None:
    await teams.learn()

    assert teams.place("T9ELSEWHERE", "C0STATUS") == replace(HERE, guest=True)


async def test_one_workspace_needs_no_name_even_before_slack_has_told_it(slack: FakeSlack) -> None:
    alone = Teams([slack.token], base_url=slack.url)

    assert alone.place(TEAM, "C0STATUS") == HERE
    assert alone.workspace_of("C0STATUS") is None


async def test_a_bad_token_leaves_the_others_where_they_are(slack: FakeSlack, other: FakeSlack, teams: Teams) -> None:
    slack.token_fault = "invalid_auth"
    await teams.learn()

    assert teams.place(OTHER, "C0STATUS") == THERE
    assert teams.client_of(OTHER).token == other.token


async def test_a_workspace_whose_token_is_bad_is_not_taken_for_home(
    slack: FakeSlack, other: FakeSlack, teams: Teams, both: Workspaces
) -> None:
    other.token_fault = "invalid_auth"
    await teams.learn()

    assert teams.place(TEAM, "C0STATUS") == HERE
    assert teams.place(OTHER, "C0STATUS") == THERE
    with pytest.raises(ChannelGoneError, match=rf"{OTHER}.*SLACK_BOT_TOKEN"):
        await both.post(THERE.channel, NOTICE, key="k")
    assert slack.messages() == other.messages() == []


async def test_a_busy_slack_is_asked_again(slack: FakeSlack, teams: Teams) -> None:  # P9
    slack.fail(Trouble.RATE_LIMITED, methods={"auth.test"})

    with pytest.raises(RetryError):
        await teams.learn()
    await teams.learn()

    assert teams.place(OTHER, "C0STATUS") == THERE
    assert len(slack.asked("auth.test")) == 2


# Sending


async def test_each_message_goes_to_the_workspace_of_its_channel(
    slack: FakeSlack, other: FakeSlack, both: Workspaces
) -> None:
    roots = [await both.post(place.channel, NOTICE, key=place.workspace) for place in (HERE, THERE)]
    replies = [await both.reply(root, NOTICE, key=f"r{root}") for root in roots]
    for ref in (*roots, *replies):
        await both.edit(ref, NOTICE)
    found = [await both.find(place.channel, place.workspace, since=at("09:00")) for place in (HERE, THERE)]
    below = await both.find(THERE.channel, f"r{roots[1]}", since=at("09:00"), root=roots[1])
    crossed = await both.find(HERE.channel, OTHER, since=at("09:00"))

    assert [post.edits for post in slack.messages()] == [post.edits for post in other.messages()] == [1, 1]
    assert found == roots
    assert below == replies[1]
    assert crossed is None
    assert not roots[0].startswith(TEAM)
    assert roots[1].startswith(f"{OTHER}/C0STATUS:")


async def test_a_picture_goes_to_the_workspace_of_its_message(
    slack: FakeSlack, other: FakeSlack, both: Workspaces
) -> None:
    ref = await both.post(THERE.channel, NOTICE, key="k")

    await both.upload(ref, Attachment("timeline.png", b"picture", "A timeline."))

    root, shown = other.messages()
    assert shown.thread_ts == root.ts
    assert [file.data for file in shown.files] == [b"picture"]
    assert slack.messages() == []


async def test_a_channel_of_a_workspace_without_a_token_says_which_token_is_missing(both: Workspaces) -> None:
    with pytest.raises(ChannelGoneError, match=r"T9ELSEWHERE.*SLACK_BOT_TOKEN"):
        await both.post("T9ELSEWHERE/C0STATUS", NOTICE, key="k")


async def test_the_trouble_of_one_workspace_is_no_others(
    slack: FakeSlack, other: FakeSlack, both: Workspaces
) -> None:  # P7
    slack.token_fault = "token_revoked"

    ref = await both.post(THERE.channel, NOTICE, key="k")
    with pytest.raises(ChannelGoneError):
        await both.post(HERE.channel, NOTICE, key="k")

    assert len(other.messages()) == 1
    assert ref.startswith(OTHER)


async def test_the_checks_name_every_workspace_and_its_channels(other: FakeSlack, both: Workspaces) -> None:
    other.channels["C0STATUS"].name = "elsewhere"

    assert (await both.check()).count("statuswire in Acme") == 2
    assert [await both.check_channel(place.channel) for place in (HERE, THERE)] == ["#status", "#elsewhere"]


async def test_the_checks_say_which_token_is_no_good(other: FakeSlack, both: Workspaces) -> None:
    other.token_fault = "invalid_auth"

    with pytest.raises(ChannelGoneError, match=r"token 2 of SLACK_BOT_TOKEN: .*invalid_auth"):
        await both.check()


# Where we are


async def test_it_is_told_in_which_workspaces_we_are_and_which_removed_us(
    slack: FakeSlack, other: FakeSlack, teams: Teams
) -> None:
    hearer = Hearer()
    await teams.learn()
    other.token_fault = "account_inactive"

    looking = asyncio.create_task(teams.look_after(hearer))
    async with asyncio.timeout(5):
        left = await hearer.until("leave")
    looking.cancel()

    assert hearer.heard[0] == ("stay", "slack", slack.team)
    assert left[:3] == ("leave", "slack", OTHER)
    assert [hearer.where(place.channel) for place in (HERE, THERE)] == [TEAM, OTHER]


async def test_where_we_are_is_not_told_while_it_is_not_known_for_sure(
    slack: FakeSlack, other: FakeSlack, teams: Teams
) -> None:  # P3
    hearer = Hearer()
    slack.retry_after = "0.01"
    other.retry_after = "0.01"
    other.fail(Trouble.RATE_LIMITED, times=3, methods={"auth.test"})

    looking = asyncio.create_task(teams.look_after(hearer))
    async with asyncio.timeout(5):
        told = await hearer.until("stay")
    looking.cancel()

    assert hearer.heard == [told]
    assert told == ("stay", "slack", TEAM, OTHER)
    assert len(other.asked("auth.test")) == 4


# Listening


@pytest.fixture
async def elsewhere(people: ListeningSlack, clerk: Clerk) -> AsyncIterator[ListeningSlack]:
    """Another workspace whose people are heard on the same line."""
    there = people.neighbour(OTHER)
    async with listening(people, clerk):
        yield there


@pytest.mark.usefixtures("elsewhere")
async def test_the_same_id_in_two_workspaces_is_two_channels(people: ListeningSlack, clerk: Clerk) -> None:
    await people.types("status")
    await people.types("status", team=OTHER)
    await people.answered(2)

    assert [place for _, place, _ in sorted(clerk.said, key=lambda said: said[1].channel)] == [HERE, THERE]


async def test_everybody_has_the_rank_of_their_own_workspace(
    people: ListeningSlack, clerk: Clerk, elsewhere: ListeningSlack
) -> None:
    people.users[ANNA] = person(ANNA, "anna", is_restricted=True)
    elsewhere.users[ANNA] = person(ANNA, "other anna", team=OTHER, is_owner=True)

    await people.types("status")
    await people.types("status", team=OTHER)
    await people.answered(2)

    assert {(place.workspace, asker.name, asker.rank) for _, place, asker in clerk.said} == {
        (TEAM, "anna", Rank.MEMBER),
        (OTHER, "other anna", Rank.ADMIN),
    }


async def test_forms_and_the_home_tab_are_shown_where_they_were_asked_for(
    people: ListeningSlack, clerk: Clerk, elsewhere: ListeningSlack
) -> None:
    await people.types("subscribe", team=OTHER)
    await people.opens_home(team=OTHER)
    await people.until(lambda: len(elsewhere.views) == 2)

    assert people.views == {}
    assert clerk.boards == [OTHER]


async def test_a_mention_is_answered_in_its_own_workspace(people: ListeningSlack, elsewhere: ListeningSlack) -> None:
    ts = elsewhere.say("<@U0STATUS>")
    event = {"type": "app_mention", "user": ANNA, "text": "<@U0STATUS>", "ts": ts, "channel": "C0STATUS"}
    await people.tell("events_api", people._event(event, team=OTHER))
    await people.until(lambda: len(elsewhere.messages()) == 2)

    assert elsewhere.messages()[1].thread_ts == ts
    assert people.messages() == []
