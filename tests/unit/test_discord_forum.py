"""Forum channels: an incident is a post, tagged and titled as it stands, and found again whatever happens to it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters.model import Phase, Text
from bot.chat.base import ChannelGoneError, MessageGoneError, RefusedError, RetryError, ThreadRefusedError
from bot.chat.discord import forum as posts
from bot.chat.discord.sending import DiscordChat
from bot.core.message import Action, Message, Part
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord, Trouble
from tests.fakes.discord_forms import Permission, Place
from tests.fakes.discord_world import FORUM

KEY = "0123456789abcdef01234567"
ROOT = Message(
    part=Part.ROOT,
    title="Errors in the control panel",
    status="Investigating",
    provider="Acme",
    phase=Phase.INVESTIGATING,
    body=Text.of("We look into elevated errors."),
    url="https://status.acme.example/incidents/k1",
    actions=(Action("Mute 2 hours", "mute", (("what", "k1"),)),),
)
UPDATE = replace(ROOT, part=Part.UPDATE, status="Identified", phase=Phase.IDENTIFIED, actions=())
RESOLVED = replace(ROOT, status="Resolved", phase=Phase.RESOLVED, actions=())
TITLE_EDIT = frozenset({"thread edit"})


@pytest.fixture
def forum(discord: FakeDiscord) -> Place:
    return discord.add_channel(FORUM, "incidents", kind=forms.FORUM)


@pytest.fixture
async def chat(discord: FakeDiscord, forum: Place) -> AsyncIterator[DiscordChat]:
    del forum
    chat = DiscordChat(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url)
    yield chat
    await chat.close()


def post_in(discord: FakeDiscord, number: int = 0) -> Place:
    return [place for place in discord.places.values() if place.parent == FORUM][number]


def just_now() -> datetime:
    return datetime.now(UTC)


# A post and what follows it


async def test_an_incident_is_a_post_with_its_updates_in_it(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key=KEY)
    await chat.reply(ref, UPDATE, key="k2")
    await chat.reply(ref, replace(UPDATE, part=Part.ANNOUNCEMENT), key="k3", threaded=False)

    post = post_in(discord)
    assert post.name == "Acme: Errors in the control panel"
    assert [sent.place for sent in discord.messages(FORUM)] == [post.id] * 3
    assert list(forms.buttons(post.messages[0].components)) == ["Mute 2 hours"]
    assert chat.announces(ref)
    assert not chat.announces(await chat.post(CHANNEL, ROOT, key="k4"))


async def test_nobody_is_called_but_whom_the_channel_wants_called(discord: FakeDiscord, chat: DiscordChat) -> None:
    await chat.post(FORUM, replace(ROOT, title="@everyone", body=Text.of("@everyone <@1>")), key="k1")  # P11
    await chat.post(FORUM, replace(ROOT, mentions=("<@&42>",)), key="k2")

    assert [sent.called for sent in discord.messages(FORUM)] == [[], ["<@&42>"]]
    bodies = [body["message"]["allowed_mentions"] for body in discord.called("forum post")]
    assert bodies == [{"parse": []}, {"parse": [], "roles": [42], "users": []}]


@pytest.mark.parametrize(
    "title", ["Errors " * 40, "\N{ZERO WIDTH SPACE}", "Up\x00 \N{RIGHT-TO-LEFT OVERRIDE}and\ndown"]
)
async def test_every_title_fits(discord: FakeDiscord, chat: DiscordChat, title: str) -> None:
    await chat.post(FORUM, replace(ROOT, title=title), key="k1")  # P9

    assert 0 < len(post_in(discord).name) <= 100
    assert post_in(discord).name.isprintable()


async def test_the_title_follows_that_of_the_incident(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")

    await chat.edit(ref, replace(ROOT, title="Errors everywhere"))
    await chat.edit(ref, replace(ROOT, title="Errors everywhere", status="Identified"))

    assert post_in(discord).name == "Acme: Errors everywhere"
    assert [body for body in discord.called("thread edit") if "name" in body] == [{"name": "Acme: Errors everywhere"}]


@pytest.mark.parametrize("trouble", [Trouble.rate_limited(600), Trouble.refused(403, 50013), Trouble()])
async def test_a_title_that_discord_does_not_change_now_holds_up_no_news_and_follows_later(
    discord: FakeDiscord, chat: DiscordChat, trouble: Trouble
) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.fail(trouble, on=TITLE_EDIT)

    with capture_logs() as logs:
        await chat.edit(ref, replace(ROOT, title="Errors everywhere"))
    between = post_in(discord).name
    await chat.edit(ref, replace(ROOT, title="Errors everywhere", status="Identified"))

    assert "Identified" in post_in(discord).messages[0].readable
    assert [line["event"] for line in logs] == ["a forum post keeps its title and tags"]
    assert (between, post_in(discord).name) == ("Acme: Errors in the control panel", "Acme: Errors everywhere")


async def test_a_title_that_takes_long_holds_up_no_news(
    discord: FakeDiscord, chat: DiscordChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "FOLLOWING", 0.05)
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.fail(Trouble(hangs=True), on=TITLE_EDIT)

    await chat.edit(ref, replace(ROOT, title="Errors everywhere"))

    assert "Errors everywhere" in post_in(discord).messages[0].readable


# Tags


async def test_a_post_has_the_tag_of_its_phase(discord: FakeDiscord, forum: Place, chat: DiscordChat) -> None:
    looking, over = forum.tag("Investigating"), forum.tag(" resolved ")
    forum.tag("Urgent")

    ref = await chat.post(FORUM, ROOT, key="k1")
    begun = list(post_in(discord).applied)
    await chat.edit(ref, RESOLVED)

    assert (begun, post_in(discord).applied) == ([looking], [over])


async def test_a_phase_without_a_tag_of_its_own_is_open_or_closed(
    discord: FakeDiscord, forum: Place, chat: DiscordChat
) -> None:
    is_open, closed = forum.tag("Open"), forum.tag("Closed")

    ref = await chat.post(FORUM, ROOT, key="k1")
    tags = [list(post_in(discord).applied)]
    for phase in (Phase.MONITORING, Phase.RESOLVED, Phase.INVESTIGATING, Phase.CANCELLED):
        await chat.edit(ref, replace(ROOT, phase=phase))
        tags.append(list(post_in(discord).applied))

    assert tags == [[is_open], [is_open], [closed], [is_open], [closed]]
    assert len(discord.called("thread edit")) == 3


async def test_what_people_have_tagged_stays(discord: FakeDiscord, forum: Place, chat: DiscordChat) -> None:
    looking, over, urgent = forum.tag("Investigating"), forum.tag("Resolved"), forum.tag("Urgent")
    ref = await chat.post(FORUM, ROOT, key="k1")
    post_in(discord).applied = [looking, urgent]

    await chat.edit(ref, replace(ROOT, phase=Phase.MONITORING))
    between = list(post_in(discord).applied)
    await chat.edit(ref, RESOLVED)

    assert (between, post_in(discord).applied) == ([urgent], [urgent, over])


async def test_tags_of_people_that_leave_no_room_stay(discord: FakeDiscord, forum: Place, chat: DiscordChat) -> None:
    five = [forum.tag(f"Team {number}") for number in range(5)]
    forum.tag("Resolved")
    ref = await chat.post(FORUM, ROOT, key="k1")
    post_in(discord).applied = five

    await chat.edit(ref, RESOLVED)

    assert post_in(discord).applied == five


async def test_tags_for_moderators_are_left_to_them(discord: FakeDiscord, forum: Place, chat: DiscordChat) -> None:
    forum.tag("Investigating", moderated=True)

    await chat.post(FORUM, ROOT, key="k1")

    assert post_in(discord).applied == []


async def test_a_forum_that_wants_a_tag_gets_one(discord: FakeDiscord, forum: Place, chat: DiscordChat) -> None:
    forum.requires_tag = True
    with pytest.raises(ChannelGoneError, match="wants a tag on every post"):
        await chat.post(FORUM, ROOT, key="k1")
    first, over = forum.tag("News"), forum.tag("Resolved")

    ref = await chat.post(FORUM, ROOT, key="k1")
    begun = list(post_in(discord).applied)
    await chat.edit(ref, RESOLVED)

    assert (begun, post_in(discord).applied) == ([first], [first, over])


# Found again


async def test_a_post_whose_answer_was_lost_is_found_even_if_it_was_archived(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    begun = just_now()
    ref = await chat.post(FORUM, ROOT, key=KEY)  # P2
    post_in(discord).archived = True

    assert await chat.find(FORUM, KEY, since=begun) == ref


async def test_a_word_in_an_old_post_is_found(chat: DiscordChat) -> None:
    refs = [await chat.post(FORUM, ROOT, key=f"k{number}") for number in range(3)]
    begun = just_now() + timedelta(seconds=4)
    said = await chat.reply(refs[0], UPDATE, key=KEY)

    assert await chat.find(FORUM, KEY, since=begun) == said


async def test_posts_of_long_ago_are_not_read_again(discord: FakeDiscord, chat: DiscordChat) -> None:
    for number in range(3):
        await chat.post(FORUM, ROOT, key=f"k{number}")
    discord.say("Is it me, or is it down?", post_in(discord, 1).id)

    assert await chat.find(FORUM, KEY, since=just_now() + timedelta(minutes=1)) is None
    assert discord.called("history") == []


async def test_posts_in_other_forums_are_not_taken_for_ours(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.add_channel("42", "elsewhere", kind=forms.FORUM)
    await chat.post("42", ROOT, key=KEY)

    assert await chat.find(FORUM, KEY, since=just_now()) is None


async def test_a_forum_that_may_not_be_read_is_not_taken_for_an_empty_one(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    await chat.post(FORUM, ROOT, key=KEY)
    discord.deny(Permission.READ_MESSAGE_HISTORY, FORUM)

    with pytest.raises(ChannelGoneError, match="'Read Message History' in #incidents"):
        await chat.find(FORUM, KEY, since=just_now())


# Archived, locked, deleted


async def test_an_archived_post_is_opened_again_by_news(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")  # F170
    post_in(discord).archived = True
    await chat.edit(ref, replace(ROOT, title="Errors everywhere"))
    renamed = post_in(discord).name
    post_in(discord).archived = True

    await chat.reply(ref, UPDATE, key="k2")

    assert renamed == "Acme: Errors everywhere"
    assert not post_in(discord).archived


async def test_a_locked_post_is_left_alone_and_the_forum_is_not(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")  # F171
    post_in(discord).archived = post_in(discord).locked = True

    with pytest.raises(RefusedError, match="locked") as added:
        await chat.reply(ref, UPDATE, key="k2")
    with pytest.raises(RefusedError, match="locked"):
        await chat.edit(ref, RESOLVED)
    await chat.post(FORUM, ROOT, key="k3")

    assert not isinstance(added.value, ThreadRefusedError)  # there is no channel to turn to
    assert len(discord.messages(FORUM)) == 2


async def test_a_deleted_post_is_a_deleted_message(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.delete_channel(post_in(discord).id)

    for said in (chat.edit(ref, RESOLVED), chat.reply(ref, UPDATE, key="k2")):
        with pytest.raises(MessageGoneError, match="deleted"):
            await said


async def test_a_first_message_that_was_deleted_alone_is_gone_too(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.delete(post_in(discord).id)

    with pytest.raises(MessageGoneError, match="deleted"):
        await chat.edit(ref, RESOLVED)


async def test_a_deleted_forum_is_a_channel_that_is_gone(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.delete_channel(FORUM)

    with pytest.raises(MessageGoneError):
        await chat.reply(ref, UPDATE, key="k2")
    with pytest.raises(ChannelGoneError, match="deleted"):
        await chat.post(FORUM, ROOT, key="k3")


# Permissions and limits


async def test_without_the_right_to_speak_in_posts_the_forum_is_paused(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(FORUM, ROOT, key="k1")
    discord.deny(Permission.SEND_MESSAGES_IN_THREADS, FORUM)

    with pytest.raises(ChannelGoneError, match="'Send Messages in Posts'"):
        await chat.reply(ref, UPDATE, key="k2")
    with pytest.raises(ChannelGoneError, match="needs 'Send Messages in Threads' in #incidents of Acme"):
        await chat.check_channel(FORUM)


async def test_a_server_with_as_many_threads_as_it_may_have_is_tried_later(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    discord.fail(Trouble.refused(400, 160006), on=frozenset({"forum post"}))

    with pytest.raises(RetryError, match="as many active threads") as raised:
        await chat.post(FORUM, ROOT, key="k1")

    assert raised.value.after >= timedelta(minutes=5)


async def test_the_check_says_that_it_is_a_forum(chat: DiscordChat) -> None:
    assert await chat.check_channel(FORUM) == "#incidents of Acme, a forum: each incident is a post"


async def test_what_kind_a_channel_is_of_is_asked_once(discord: FakeDiscord, chat: DiscordChat) -> None:
    for number in range(3):
        await chat.post(CHANNEL, ROOT, key=f"k{number}")

    assert len(discord.called("channel")) == 1
