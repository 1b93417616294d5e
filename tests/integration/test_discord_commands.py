"""Every command as people meet it on Discord: the whole program in this process, and a Discord on this machine."""

from collections.abc import Mapping

import pytest

from bot.commands.table import COMMANDS
from tests.fakes.discord import CHANNEL
from tests.fakes.discord_forms import GUILD, buttons
from tests.fakes.discord_interactions import Person
from tests.fakes.page import minutes_ago, past
from tests.integration.discord_program import CODE, MANAGER, MEMBER, SOON, TITLE, House
from tests.integration.program import until

# One way to say each command, and words of the answer.
SAID: Mapping[str, tuple[dict[str, str], str]] = {
    "subscribe": ({"provider": "acme", "impact": "major"}, "Acme"),
    "unsubscribe": ({"provider": "acme"}, "Acme"),
    "components": ({"provider": "acme"}, "has not named any part"),
    "subscriptions": ({}, "Followed here: 1"),
    "status": ({}, TITLE),
    "history": ({"days": "7"}, "7 days"),
    "acknowledge": ({"what": TITLE}, "Acknowledged by @Ada"),
    "mute": ({"what": TITLE, "for": "2h"}, "is muted"),
    "unmute": ({}, "muted no more"),
    "playbook": ({"provider": "acme", "text": "Call the plumber."}, "Call the plumber."),
    "settings": ({"updates": "reply"}, "reply"),
    "digest": ({"show": "now"}, "Digest: 1 open"),
    "accept": ({}, "there is nothing to accept"),
    "test": ({}, "All is well"),
    "help": ({}, "subscribe"),
}


def test_every_command_is_tried_here() -> None:
    assert list(SAID) == [command.name for command in COMMANDS]


async def test_every_command_is_answered(house: House) -> None:
    async with house.running():
        await house.begins()
        answers = {
            name: await house.says(name, options) for name, (options, _) in SAID.items() if name != "unsubscribe"
        }
        answers["unsubscribe"] = await house.says("unsubscribe", {"provider": "acme"})

    for name, (_, words) in SAID.items():
        assert words in answers[name].readable, name


async def test_a_living_message_can_be_acted_on_after_a_restart(house: House) -> None:
    async with house.running():
        root = await house.begins()
        labels = list(buttons(root.components))
    async with house.running():
        muted = await house.presses("Mute 2 hours")
        board = await house.says("status")
        playbook = await house.presses("Playbook", MEMBER)

    assert labels == ["Acknowledge", "Mute 2 hours", "Playbook"]
    assert f'"{TITLE}" is muted' in muted.readable
    assert "is muted until" in board.readable
    assert "playbook" in playbook.readable


async def test_whoever_acknowledges_first_is_remembered(house: House) -> None:
    async with house.running():
        await house.begins()
        first = await house.presses("Acknowledge", Person("everyone"))
        second = await house.presses("Acknowledge", MEMBER)

    assert "Acknowledged by" in first.readable
    assert "has acknowledged it already" in second.readable
    assert "@everyone" not in str([*first.embeds, *second.embeds])
    assert first.content == second.content == ""


async def test_a_feed_that_has_moved_is_accepted_by_one_click(house: House) -> None:
    async with house.running():
        house.page.incidents |= past()
        house.feeds.serve("/history.atom", house.page.atom())
        await house.begins()
        house.page.incidents = {f"x{code[1:]}": incident for code, incident in house.page.incidents.items()}
        house.feeds.serve("/history.atom", house.page.atom())
        await until(lambda: any("held as suspect" in sent.readable for sent in house.discord.messages()), SOON)
        notice = next(sent for sent in house.discord.messages() if "held as suspect" in sent.readable)
        labels = list(buttons(notice.components))
        accepted = await (await house.discord.interactions.press(notice, labels[0], MANAGER)).answered()
        await until(lambda: not notice.components, SOON)

    assert labels == ["Accept the feed as it is now"]
    assert "Acme: the feed is believed as it is now" in accepted.readable
    assert "believed again" in notice.readable


async def test_the_buttons_go_with_the_end_of_the_incident(house: House) -> None:
    async with house.running():
        root = await house.begins()
        house.page.say(CODE, minutes_ago(1), "Resolved", "All is well.")
        house.tells()
        await until(lambda: not root.components, SOON)

    assert "Resolved" in root.readable


async def test_every_button_of_a_message_works_after_a_restart(house: House) -> None:
    async with house.running():
        root = await house.begins()
    answers = {}
    for label in buttons(root.components):
        async with house.running():
            answers[label] = (await house.presses(label)).readable

    assert "Acknowledged by @Ada" in answers["Acknowledge"]
    assert "is muted" in answers["Mute 2 hours"]
    assert "playbook" in answers["Playbook"]


async def test_who_may_not_change_a_channel_is_told_who_may_at_every_command(house: House) -> None:
    changing = [command for command in COMMANDS if command.asks_for_change(SAID[command.name][0])]

    async with house.running():
        await house.begins()
        refused = {command.name: await house.says(command.name, SAID[command.name][0], MEMBER) for command in changing}
        board = await house.says("subscriptions", by=MEMBER)

    assert set(refused) >= {"subscribe", "unsubscribe", "mute", "unmute", "playbook", "settings"}
    for answer in refused.values():
        assert "by those who may manage the channel alone. Ask one of them" in answer.readable
        assert not answer.seen_by_all
    assert "everything" in board.readable


async def test_a_member_reads_and_does_not_change(house: House) -> None:
    async with house.running():
        await house.begins()
        refused = await house.says("unsubscribe", {"provider": "acme"}, MEMBER)
        clicked = await house.presses("Mute 2 hours", MEMBER)
        board = await house.says("status", by=MEMBER)

    assert "Ask one of them" in refused.readable
    assert "Ask one of them" in clicked.readable
    assert TITLE in board.readable
    assert "muted" not in board.readable
    assert not refused.seen_by_all


async def test_what_is_known_is_offered_while_somebody_types(house: House) -> None:
    async with house.running():
        await house.begins()
        providers = await (await house.discord.interactions.types("subscribe", "provider", "ac")).offered()
        going_on = await (await house.discord.interactions.types("mute", "what", "errors")).offered()
        lengths = await (await house.discord.interactions.types("mute", "for", "2")).offered()

    assert providers == ["acme"]
    assert len(going_on) == 1
    assert "2 hours" in lengths


@pytest.mark.parametrize(("event", "why"), [("CHANNEL_DELETE", "deleted"), ("GUILD_DELETE", "invite it again")])
async def test_a_channel_that_is_lost_is_paused_at_once(house: House, event: str, why: str) -> None:  # P8
    lost = house.discord.places[CHANNEL].as_json() if event == "CHANNEL_DELETE" else {"id": GUILD}

    async with house.running():
        await house.begins()
        await house.discord.gateway.tell_all(event, lost)
        told = await house.says("subscriptions")
        while "Nothing can be posted" not in told.readable:
            told = await house.says("subscriptions")

    assert why in told.readable


async def test_a_renamed_channel_is_the_same_channel(house: House) -> None:
    async with house.running():
        root = await house.begins()
        house.discord.places[CHANNEL].name = "incidents"
        await house.discord.gateway.tell_all("CHANNEL_UPDATE", house.discord.places[CHANNEL].as_json())
        house.page.say(CODE, minutes_ago(1), "Identified", "It was the disk.")
        house.tells()
        await until(lambda: "Identified" in root.readable, SOON)
        followed = await house.says("subscriptions")

    assert "Followed here: 1" in followed.readable
    assert "Nothing can be posted" not in followed.readable


async def test_words_of_a_stranger_call_nobody(house: House) -> None:
    hostile = "@everyone <@1> [free](https://evil.example)"
    async with house.running():
        answer = await house.says("status", {"provider": hostile}, Person(hostile))

    shown = answer.embeds[0].get("description", "")
    assert "@everyone" not in shown
    assert "<@1>" not in shown
    assert "](https://evil.example" not in shown
    assert answer.content == ""
