"""What our posts are on Discord: their keys, their threads, and how they are found again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.model import Phase, Text
from bot.chat.base import ChannelGoneError, MessageGoneError, RefusedError, ThreadRefusedError, UnsureError
from bot.chat.discord.sending import DiscordChat
from bot.core.message import Message, Part
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, FakeDiscord, Trouble
from tests.fakes.discord_forms import Permission

KEY = "0123456789abcdef01234567"
URL = "https://status.acme.example/incidents/k1"
ROOT = Message(
    part=Part.ROOT,
    title="Errors in the control panel",
    status="Investigating",
    provider="Acme",
    phase=Phase.INVESTIGATING,
    body=Text.of("We look into elevated errors."),
    url=URL,
)
UPDATE = replace(ROOT, part=Part.UPDATE, status="Identified", phase=Phase.IDENTIFIED, body=Text.of("A cause is found."))
NOTICE = Message(part=Part.NOTICE, title="The feed of Acme is dark", body=Text.of("Nothing was heard for a while."))


@pytest.fixture
async def chat(discord: FakeDiscord) -> AsyncIterator[DiscordChat]:
    chat = DiscordChat(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url)
    yield chat
    await chat.close()


def just_now() -> datetime:
    return datetime.now(UTC)


def thread_of(discord: FakeDiscord) -> forms.Place:
    return next(place for place in discord.places.values() if place.parent)


# The key, and what it is good for


async def test_a_key_goes_out_as_a_nonce_that_discord_enforces(discord: FakeDiscord, chat: DiscordChat) -> None:
    await chat.post(CHANNEL, ROOT, key=KEY)

    (body,) = discord.called("post")
    assert (body["nonce"], body["enforce_nonce"]) == (KEY, True)


async def test_the_same_key_within_the_window_is_the_same_message(discord: FakeDiscord, chat: DiscordChat) -> None:
    first = await chat.post(CHANNEL, ROOT, key=KEY)  # P2

    again = await chat.post(CHANNEL, ROOT, key=KEY)

    assert again == first
    assert len(discord.messages()) == 1


async def test_a_post_whose_answer_was_lost_is_found_after_the_window(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.nonce_window = 0  # P2
    begun = just_now()
    discord.fail(Trouble(done=True))

    with pytest.raises(UnsureError):
        await chat.post(CHANNEL, ROOT, key=KEY)

    (sent,) = discord.messages()
    assert await chat.find(CHANNEL, KEY, since=begun) == f"{CHANNEL}/{sent.id}#{KEY}"


@pytest.mark.parametrize("message", [ROOT, UPDATE, replace(UPDATE, part=Part.ANNOUNCEMENT)])
async def test_where_there_is_an_address_no_reader_sees_the_key(
    discord: FakeDiscord, chat: DiscordChat, message: Message
) -> None:
    ref = await chat.post(CHANNEL, message, key=KEY)

    (sent,) = discord.messages()
    assert KEY not in sent.readable
    assert sent.embeds[0]["url"].startswith(URL)
    assert await chat.find(CHANNEL, KEY, since=just_now()) == ref


@pytest.mark.parametrize("message", [NOTICE, replace(ROOT, url=None), replace(UPDATE, url=None)])
async def test_where_there_is_no_address_the_key_is_at_the_end_of_the_footer(
    discord: FakeDiscord, chat: DiscordChat, message: Message
) -> None:
    ref = await chat.post(CHANNEL, message, key=KEY)

    (sent,) = discord.messages()
    assert sent.embeds[0]["footer"]["text"].endswith(f"sw-{KEY}")
    assert await chat.find(CHANNEL, KEY, since=just_now()) == ref


async def test_a_link_that_leads_to_a_place_in_a_page_still_leads_there(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, replace(ROOT, url=f"{URL}#latest"), key=KEY)

    (sent,) = discord.messages()
    assert sent.embeds[0]["url"] == f"{URL}#latest"
    assert await chat.find(CHANNEL, KEY, since=just_now()) == ref


async def test_mentions_are_forbidden_in_whatever_is_sent(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")  # P11
    await chat.reply(ref, UPDATE, key="k2")
    await chat.reply(ref, UPDATE, key="k3", threaded=False)
    await chat.edit(ref, ROOT)

    bodies = discord.called("post") + discord.called("edit")
    assert len(bodies) == 5  # one of them found that there was no thread yet
    assert all(body["allowed_mentions"] == {"parse": []} for body in bodies)


async def test_only_those_are_called_whom_the_channel_wants_called(discord: FakeDiscord, chat: DiscordChat) -> None:
    await chat.post(CHANNEL, replace(ROOT, mentions=("<@&42>", "<@7>", "@nobody")), key="k1")  # P11

    (body,) = discord.called("post")
    assert body["content"] == "<@&42> <@7>"
    assert body["allowed_mentions"] == {"parse": [], "roles": [42], "users": [7]}


@pytest.mark.parametrize("ref", ["", "1", "a/b", "1/2/3/4", "C1:1700000000.0001", "1/"])
async def test_what_is_no_reference_of_discord_is_no_message(chat: DiscordChat, ref: str) -> None:
    assert not chat.announces(ref)
    with pytest.raises(MessageGoneError, match="no reference to a Discord message"):
        await chat.edit(ref, ROOT)


# Looking for what was perhaps posted


async def test_what_somebody_else_wrote_is_never_taken_for_ours(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.say(f"look\n-# sw-{KEY}")

    assert await chat.find(CHANNEL, KEY, since=just_now()) is None


async def test_a_busy_channel_is_read_page_by_page(discord: FakeDiscord, chat: DiscordChat) -> None:
    begun = just_now()
    for number in range(250):
        discord.say(f"Is it me, or is it down? {number}")
    ref = await chat.post(CHANNEL, ROOT, key=KEY)

    assert await chat.find(CHANNEL, KEY, since=begun) == ref
    assert len([name for name, _ in discord.calls if name == "history"]) == 3


async def test_an_empty_channel_holds_nothing_of_ours(chat: DiscordChat) -> None:
    assert await chat.find(CHANNEL, KEY, since=just_now()) is None


async def test_a_history_that_may_not_be_read_is_not_taken_for_an_empty_one(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    await chat.post(CHANNEL, ROOT, key=KEY)  # P2: Discord shows no error there, only no messages
    discord.deny(Permission.READ_MESSAGE_HISTORY)

    with pytest.raises(ChannelGoneError, match="'Read Message History' in #status"):
        await chat.find(CHANNEL, KEY, since=just_now())


async def test_a_reply_is_looked_for_in_the_channel_where_there_is_no_thread(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    reply = await chat.reply(ref, UPDATE, key="k2", threaded=False)

    assert await chat.find(CHANNEL, "k2", since=just_now(), root=ref) == reply
    assert [place.id for place in discord.places.values()] == [CHANNEL]


async def test_an_outage_while_looking_is_no_answer(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.fail(Trouble(503), on=frozenset({"history"}))

    with pytest.raises(UnsureError):
        await chat.find(CHANNEL, KEY, since=just_now())


async def test_a_clock_that_is_a_little_ahead_of_discords_hides_nothing(chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key=KEY)

    assert await chat.find(CHANNEL, KEY, since=just_now() + timedelta(seconds=4)) == ref


# Threads


async def test_the_first_reply_makes_the_thread_and_the_next_one_uses_it(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")

    await chat.reply(ref, UPDATE, key="k2")
    await chat.reply(ref, UPDATE, key="k3")

    assert [body["name"] for body in discord.called("thread")] == ["Errors in the control panel"]
    assert [sent.nonce for sent in discord.messages() if sent.place == thread_of(discord).id] == ["k2", "k3"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Errors " * 30, f"{('Errors ' * 14).strip()}…"),
        ("Up\x00 \N{RIGHT-TO-LEFT OVERRIDE}and\ndown", "Up and down"),
        ("\N{ZERO WIDTH SPACE}", "Updates"),
        ("", "Updates"),
    ],
)
async def test_a_thread_is_named_after_the_incident_within_its_limit(
    discord: FakeDiscord, chat: DiscordChat, title: str, name: str
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")

    await chat.reply(ref, replace(UPDATE, title=title), key="k2")

    assert thread_of(discord).name == name
    assert len(name) <= 100


async def test_a_thread_that_was_made_in_the_meantime_is_used(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    await chat.reply(ref, UPDATE, key="k2")
    discord.fail(Trouble.refused(404, 10003), on=frozenset({"post"}))

    await chat.reply(ref, UPDATE, key="k3")

    assert len(discord.called("thread")) == 2
    assert [sent.nonce for sent in discord.messages()] == ["k1", "k2", "k3"]


async def test_a_thread_whose_making_was_not_answered_is_made_once(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")  # P2
    discord.fail(Trouble(done=True), on=frozenset({"thread"}))

    with pytest.raises(UnsureError):
        await chat.reply(ref, UPDATE, key="k2")
    await chat.reply(ref, UPDATE, key="k2")

    assert len(discord.called("thread")) == 1
    assert [sent.nonce for sent in discord.messages()] == ["k1", "k2"]


@pytest.mark.parametrize("permission", [Permission.CREATE_PUBLIC_THREADS, Permission.SEND_MESSAGES_IN_THREADS])
async def test_without_the_permission_for_threads_a_reply_in_the_channel_works(
    discord: FakeDiscord, chat: DiscordChat, permission: Permission
) -> None:
    discord.deny(permission)
    ref = await chat.post(CHANNEL, ROOT, key="k1")

    with pytest.raises(ThreadRefusedError, match="'Create Public Threads' or 'Send Messages in Threads'"):
        await chat.reply(ref, UPDATE, key="k2")
    await chat.reply(ref, UPDATE, key="k2", threaded=False)

    assert [sent.place for sent in discord.messages()] == [CHANNEL, CHANNEL]


async def test_a_kind_of_channel_that_has_no_threads_says_so(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.add_channel("42", "lounge", kind=forms.VOICE)
    ref = await chat.post("42", ROOT, key="k1")

    with pytest.raises(ThreadRefusedError, match="no threads"):
        await chat.reply(ref, UPDATE, key="k2")


@pytest.mark.parametrize("code", [50024, 160006])
async def test_a_thread_that_discord_will_not_make_leaves_the_channel_usable(
    discord: FakeDiscord, chat: DiscordChat, code: int
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    discord.fail(Trouble.refused(400, code), on=frozenset({"thread"}))

    with pytest.raises(ThreadRefusedError):
        await chat.reply(ref, UPDATE, key="k2")


async def test_a_reply_opens_an_archived_thread_again(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    await chat.reply(ref, UPDATE, key="k2")
    thread_of(discord).archived = True

    await chat.reply(ref, UPDATE, key="k3")

    assert not thread_of(discord).archived


async def test_a_message_in_an_archived_thread_can_be_edited(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")  # F170
    reply = await chat.reply(ref, UPDATE, key="k2")
    thread_of(discord).archived = True

    await chat.edit(reply, replace(UPDATE, body=Text.of("The cause is known.")))

    assert "The cause is known." in discord.messages()[-1].readable


async def test_a_locked_thread_refuses_and_nothing_else_does(discord: FakeDiscord, chat: DiscordChat) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")  # F171, F172
    reply = await chat.reply(ref, UPDATE, key="k2")
    thread_of(discord).archived = thread_of(discord).locked = True

    with pytest.raises(ThreadRefusedError, match="locked"):
        await chat.reply(ref, UPDATE, key="k3")
    with pytest.raises(RefusedError) as raised:
        await chat.edit(reply, UPDATE)
    await chat.edit(ref, ROOT)

    assert not isinstance(raised.value, ThreadRefusedError)  # other threads of the channel are well
    assert discord.messages()[0].edits == 1


async def test_a_message_of_a_deleted_thread_is_gone_but_its_channel_is_not(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    reply = await chat.reply(ref, UPDATE, key="k2")
    discord.delete_channel(thread_of(discord).id)

    with pytest.raises(MessageGoneError, match="thread"):
        await chat.edit(reply, UPDATE)


async def test_a_deleted_thread_that_cannot_be_made_anew_is_refused_once_and_for_all(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    discord.fail(Trouble.refused(400, 160004), on=frozenset({"thread"}))

    with pytest.raises(ThreadRefusedError, match="deleted"):
        await chat.reply(ref, UPDATE, key="k2")


async def test_a_reply_where_the_channel_was_deleted_is_not_taken_for_a_matter_of_threads(
    discord: FakeDiscord, chat: DiscordChat
) -> None:
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    await chat.reply(ref, UPDATE, key="k2")
    discord.delete_channel(CHANNEL)

    with pytest.raises(ChannelGoneError, match="deleted"):
        await chat.reply(ref, UPDATE, key="k3")


# What `statuswire check` tells


async def test_the_check_says_who_the_bot_is_and_where(chat: DiscordChat) -> None:
    assert await chat.check() == "statuswire"
    assert await chat.check_channel(CHANNEL) == "#status of Acme"


async def test_the_check_names_every_permission_that_is_missing(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.deny(Permission.EMBED_LINKS | Permission.READ_MESSAGE_HISTORY)

    with pytest.raises(ChannelGoneError, match="needs 'Embed Links' and 'Read Message History' in #status of Acme"):
        await chat.check_channel(CHANNEL)


async def test_the_check_says_where_threads_will_not_work(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.deny(Permission.CREATE_PUBLIC_THREADS)

    told = await chat.check_channel(CHANNEL)

    assert told == "#status of Acme; without 'Create Public Threads' updates will be replies in the channel"


async def test_the_check_says_where_pictures_will_not_come(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.deny(Permission.ATTACH_FILES)

    told = await chat.check_channel(CHANNEL)

    assert told == "#status of Acme; without 'Attach Files' digests will have no picture"


@pytest.mark.parametrize("channel", ["#status", "C0STATUS", "", "-1", "1.5"])
async def test_what_is_no_id_of_a_channel_is_told_where_to_find_one(chat: DiscordChat, channel: str) -> None:
    with pytest.raises(ChannelGoneError, match="copy the id"):
        await chat.check_channel(channel)


async def test_a_channel_for_no_text_is_not_one_to_post_in(discord: FakeDiscord, chat: DiscordChat) -> None:
    discord.add_channel("42", "Team", kind=forms.CATEGORY)

    with pytest.raises(ChannelGoneError, match="not one for text"):
        await chat.check_channel("42")
    with pytest.raises(ChannelGoneError, match="not one for text"):
        await chat.post("42", ROOT, key=KEY)
