"""What goes wrong on Discord, what it means to us, and that none of it takes long or spreads."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord as library
import pytest

from adapters.model import Text
from bot.chat.base import (
    ChannelGoneError,
    ChatError,
    MessageGoneError,
    RefusedError,
    RetryError,
    UnsureError,
)
from bot.chat.discord.sending import DiscordChat
from bot.core.message import Attachment, Message, Part
from tests.fakes import discord_forms as forms
from tests.fakes.discord import CHANNEL, TOKEN, FakeDiscord, Trouble
from tests.fakes.discord_world import FORUM

OTHER = "42"
LOGIN = frozenset({"me"})
ROOT = Message(part=Part.ROOT, title="Errors", body=Text.of("We look into it."), url="https://status.acme.example/1")
SOON = 0.1  # seconds; the deadline where a test waits for it

ChatMaker = Callable[..., DiscordChat]


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        server.add_channel(OTHER, "other")
        yield server


@pytest.fixture
async def make(discord: FakeDiscord) -> AsyncIterator[ChatMaker]:
    made: list[DiscordChat] = []

    def chat(token: str = TOKEN, *, timeout: float = 5.0) -> DiscordChat:
        made.append(DiscordChat(token, api_url=discord.api_url, gateway_url=discord.gateway_url, timeout=timeout))
        return made[-1]

    yield chat
    for chat_made in made:
        await chat_made.close()


def page(status: int) -> Trouble:
    return Trouble(status, text="<html>The proxy has a bad day.</html>", via=False)


# Each refusal has its meaning


@pytest.mark.parametrize(
    ("trouble", "meaning", "words"),
    [
        (Trouble.refused(404, 10003), ChannelGoneError, "deleted"),
        (Trouble.refused(404, 10004), ChannelGoneError, "invite it again"),
        (Trouble.refused(403, 50001), ChannelGoneError, "'View Channel', 'Send Messages'"),
        (Trouble.refused(403, 50013), ChannelGoneError, "'Embed Links' and 'Read Message History'"),
        (Trouble.refused(400, 50008), ChannelGoneError, "choose another one"),
        (Trouble.refused(403, 160002), ChannelGoneError, "'Read Message History'"),
        (Trouble.refused(401, 0, "401: Unauthorized"), ChannelGoneError, "DISCORD_TOKEN"),
        (Trouble.refused(401, 50014), ChannelGoneError, "DISCORD_TOKEN"),
        (Trouble.refused(403, 40002, "Verify your account"), ChannelGoneError, "Verify your account"),
        (Trouble.refused(404, 0, "404: Not Found"), ChannelGoneError, "404: Not Found"),
        (Trouble.refused(400, 50035, "Invalid Form Body"), RefusedError, "Invalid Form Body"),
        (Trouble.refused(400, 30046), RefusedError, "older than an hour"),
        (Trouble.refused(400, 20022), RefusedError, "announcement"),
        (Trouble.refused(403, 200000), RefusedError, "automatic moderation"),
        (Trouble.refused(403, 240000), RefusedError, "a link"),
        (page(413), RefusedError, "413"),
        (page(403), RetryError, "before Discord"),
        (page(503), UnsureError, "503"),
        (page(520), UnsureError, "520"),
        (Trouble.refused(408, 0), UnsureError, "408"),
        (page(200), UnsureError, "cannot be understood"),
        (Trouble(200, {"surprise": True}), UnsureError, "cannot be understood"),
        (Trouble(), UnsureError, "connection"),
    ],
)
async def test_every_refusal_has_a_meaning_and_words_that_help(
    discord: FakeDiscord, make: ChatMaker, trouble: Trouble, meaning: type[ChatError], words: str
) -> None:
    chat = make()
    discord.fail(trouble)

    with pytest.raises(meaning) as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert words in str(raised.value)
    assert len(str(raised.value)) < 400


async def test_a_deleted_message_is_gone_and_not_its_channel(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    discord.delete(discord.messages()[0].id)

    with pytest.raises(MessageGoneError):
        await chat.edit(ref, ROOT)
    with pytest.raises(MessageGoneError):
        await chat.reply(ref, ROOT, key="k2", threaded=False)


async def test_what_breaks_a_limit_of_discord_is_refused_and_says_which(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()

    with pytest.raises(RefusedError, match=r"nonce.*25 or fewer"):  # P9
        await chat.post(CHANNEL, ROOT, key="k" * 26)

    assert discord.messages() == []


# Rate limits


async def test_a_long_rate_limit_is_told_at_once_instead_of_slept(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make(timeout=SOON)
    discord.fail(Trouble.rate_limited(3600))  # P9

    with pytest.raises(RetryError) as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert raised.value.after == timedelta(hours=1)


async def test_the_wait_is_the_one_in_the_body_where_the_header_is_wrong(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    discord.fail(Trouble.rate_limited(1163, code=20028))

    with pytest.raises(RetryError) as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert raised.value.after == timedelta(seconds=1163)


async def test_cloudflares_rate_limit_counts_too(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    discord.fail(Trouble.rate_limited(2285, via=False))  # F146

    with pytest.raises(RetryError) as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert raised.value.after == timedelta(seconds=2285)


@pytest.mark.parametrize("header", [{}, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, {"Retry-After": "-5"}])
async def test_a_rate_limit_without_a_wait_that_can_be_read_is_taken_as_a_long_one(
    discord: FakeDiscord, make: ChatMaker, header: dict[str, str]
) -> None:
    chat = make()
    discord.fail(Trouble(429, {}, header, via=False))

    with pytest.raises(RetryError) as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert raised.value.after >= timedelta(minutes=5)


async def test_a_short_rate_limit_costs_a_moment_and_posts_once(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    discord.fail(Trouble.rate_limited(0.01), times=2)

    await chat.post(CHANNEL, ROOT, key="k1")

    assert len(discord.called("post")) == 3
    assert len(discord.messages()) == 1


@pytest.mark.parametrize(
    "call", ["me", "channel", "post", "edit", "thread", "thread edit", "history", "forum post", "active threads"]
)
async def test_a_short_rate_limit_on_any_call_costs_a_moment_and_nothing_is_done_twice(
    discord: FakeDiscord, make: ChatMaker, call: str
) -> None:
    discord.add_channel(FORUM, "incidents", kind=forms.FORUM)
    discord.fail(Trouble.rate_limited(0.01), times=2, on=frozenset({call}))
    chat, begun = make(timeout=20.0), datetime.now(UTC)

    for channel in (CHANNEL, FORUM):
        root = await chat.post(channel, ROOT, key="k1")
        await chat.reply(root, replace(ROOT, part=Part.UPDATE), key="k2")
        await chat.edit(root, replace(ROOT, title="Errors everywhere"))
        assert await chat.find(channel, "k1", since=begun) == root
        assert len(discord.messages(channel)) == 2

    assert len(discord.called(call)) > 2


async def test_the_limit_on_edits_of_an_old_message_holds_nothing_else_back(
    discord: FakeDiscord, make: ChatMaker
) -> None:
    chat = make()
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    discord.fail(Trouble.rate_limited(1500, code=30046))

    with pytest.raises(RefusedError, match="1500 s"):
        await chat.edit(ref, ROOT)


async def test_a_bucket_that_is_empty_for_long_is_told_before_anything_is_sent(
    discord: FakeDiscord, make: ChatMaker
) -> None:
    chat = make()
    discord.headers = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "1", "X-RateLimit-Reset-After": "600"}
    await chat.post(CHANNEL, ROOT, key="k1")

    with pytest.raises(RetryError) as raised:
        await chat.post(CHANNEL, ROOT, key="k2")

    assert raised.value.after > timedelta(minutes=9)
    assert len(discord.called("post")) == 1


# Everything has an end


async def test_an_answer_that_does_not_come_ends_with_the_deadline(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make(timeout=SOON)
    begun = datetime.now(UTC)
    discord.fail(Trouble(done=True, hangs=True))  # P9

    with pytest.raises(UnsureError, match="in time"):
        await chat.post(CHANNEL, ROOT, key="k1")

    assert await chat.find(CHANNEL, "k1", since=begun)


async def test_the_librarys_patience_with_an_outage_ends_with_the_deadline(
    discord: FakeDiscord, make: ChatMaker
) -> None:
    chat = make(timeout=SOON)
    discord.fail(page(502), times=5)  # P9: 25 seconds of pauses

    with pytest.raises(UnsureError):
        await chat.post(CHANNEL, ROOT, key="k1")

    assert len(discord.called("post")) == 1


async def test_the_librarys_pause_after_a_deadline_is_cut_short(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make(timeout=SOON)
    discord.headers = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "1", "X-RateLimit-Reset-After": "20"}
    await chat.post(CHANNEL, ROOT, key="k1")
    discord.fail(Trouble(hangs=True))

    async with asyncio.timeout(5):  # P9: it would sleep until the bucket is full again
        with pytest.raises(UnsureError, match="in time"):
            await chat.post(CHANNEL, ROOT, key="k2")


async def test_a_global_rate_limit_that_outlasts_the_deadline_does_not_silence_the_bot_for_ever(
    discord: FakeDiscord, make: ChatMaker
) -> None:
    chat = make(timeout=SOON)
    discord.fail(Trouble.rate_limited(20, everywhere=True))  # P7

    with pytest.raises(UnsureError):
        await chat.post(CHANNEL, ROOT, key="k1")

    await chat.post(OTHER, ROOT, key="k2")
    assert [sent.nonce for sent in discord.messages(OTHER)] == ["k2"]


async def test_a_send_that_is_cancelled_in_a_global_rate_limit_silences_nothing(
    discord: FakeDiscord, make: ChatMaker
) -> None:
    chat = make(timeout=2)
    await chat.start()
    discord.fail(Trouble.rate_limited(20, everywhere=True))  # P7
    sending = asyncio.create_task(chat.post(CHANNEL, ROOT, key="k1"))
    await discord.arrival("post")
    await asyncio.sleep(0.05)  # the answer is read, and the pause begun

    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending

    await chat.post(OTHER, ROOT, key="k2")
    assert len(discord.messages(OTHER)) == 1


async def test_one_channel_in_trouble_does_not_hold_up_another(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make(timeout=0.5)
    await chat.start()
    discord.fail(Trouble(hangs=True))  # P7
    stuck = asyncio.create_task(chat.post(CHANNEL, ROOT, key="k1"))
    await discord.arrival("post")

    await chat.post(OTHER, ROOT, key="k2")

    assert not stuck.done()
    with pytest.raises(UnsureError):
        await stuck


async def test_where_nothing_listens_the_send_surely_did_not_happen(make: ChatMaker, discord: FakeDiscord) -> None:
    chat = make()
    await chat.start()
    await discord.__aexit__()

    with pytest.raises((RetryError, UnsureError)):
        await chat.post(CHANNEL, ROOT, key="k1")  # the connection that was kept alive is found to be dead
    with pytest.raises(RetryError, match="cannot be reached") as raised:
        await chat.post(CHANNEL, ROOT, key="k1")

    assert raised.value.after > timedelta(0)


# Logging in


@pytest.mark.parametrize("token", ["another.token", "", "line\nbreak", "tok\N{EURO SIGN}n"])
async def test_a_refused_token_ends_the_start_and_says_what_to_do(make: ChatMaker, token: str) -> None:
    chat = make(token)

    async with asyncio.timeout(2):
        with pytest.raises(ChannelGoneError, match="set DISCORD_TOKEN"):
            await chat.start()


@pytest.mark.parametrize("trouble", [page(503), page(200), Trouble(hangs=True), page(403)])
async def test_an_outage_at_the_start_is_survived(discord: FakeDiscord, make: ChatMaker, trouble: Trouble) -> None:
    chat = make(timeout=SOON)
    discord.fail(trouble, on=LOGIN)

    with pytest.raises(RetryError):
        await chat.start()

    await chat.post(CHANNEL, ROOT, key="k1")
    assert len(discord.messages()) == 1


async def test_many_first_posts_log_in_once(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()

    await asyncio.gather(*(chat.post(CHANNEL, ROOT, key=f"k{number}") for number in range(5)))

    assert len(discord.called("me")) == 1
    assert len(discord.messages()) == 5


async def test_a_token_that_is_withdrawn_later_stops_the_channel(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    await chat.start()
    discord.token = "fake.newer.token"

    with pytest.raises(ChannelGoneError, match="set DISCORD_TOKEN"):
        await chat.post(CHANNEL, ROOT, key="k1")


async def test_after_the_end_nothing_is_sent(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    await chat.post(CHANNEL, ROOT, key="k1")
    await chat.close()

    with pytest.raises(RetryError, match="closed"):
        await chat.post(CHANNEL, ROOT, key="k2")

    assert len(discord.messages()) == 1


async def test_the_token_is_told_to_nobody(
    discord: FakeDiscord, make: ChatMaker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = make()
    told: list[object] = [chat, ROOT]
    for trouble in (Trouble.refused(401, 0), page(503), Trouble(), Trouble.rate_limited(99)):  # P11
        discord.fail(trouble)
        with pytest.raises(ChatError) as raised:
            await chat.post(CHANNEL, replace(ROOT, title=f"{trouble.status}"), key="k1")
        told += [raised.value, raised.value.__cause__]

    assert TOKEN not in "".join(f"{thing!s} {thing!r}" for thing in told)
    assert TOKEN not in caplog.text


async def test_the_library_does_not_lament_that_it_cannot_speak(
    make: ChatMaker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.VoiceClient, "warn_nacl", True)  # it says so once in a process
    monkeypatch.setattr(library.VoiceClient, "warn_dave", True)
    caplog.set_level(logging.INFO)

    await make().start()

    assert "logging in" in caplog.text
    assert "voice" not in caplog.text


async def test_a_picture_for_a_message_that_was_deleted_is_shown_nowhere(discord: FakeDiscord, make: ChatMaker) -> None:
    chat = make()
    ref = await chat.post(CHANNEL, ROOT, key="k1")
    discord.delete(discord.messages()[0].id)

    with pytest.raises(MessageGoneError):
        await chat.upload(ref, Attachment("timeline.png", b"picture", "A timeline."))

    assert discord.messages() == []
