"""Menus and buttons on Discord, after a restart too: parts of a provider, settings, and who may choose them."""

from collections.abc import Sequence

from tests.fakes.discord_forms import Sent, buttons
from tests.fakes.page import minutes_ago, with_parts
from tests.integration.discord_program import MANAGER, MEMBER, SOON, TITLE, House, told
from tests.integration.program import until

PARTS = ("Login", "Payments, Europe", "Search")
FOLLOW = "Follow only these components"


async def begins_in_parts(house: House, parts: Sequence[str] = PARTS) -> Sent:
    """Acme is followed, and an incident begins in some of its parts; returns the message about it."""
    house.feeds.serve("/history.atom", with_parts(TITLE, minutes_ago(2), "We look into it.", parts))
    await house.says("subscribe", {"provider": "acme"})
    await until(lambda: bool(house.discord.messages()), SOON)
    return house.discord.messages()[0]


async def test_a_message_offers_its_parts_and_those_that_are_picked_are_followed(house: House) -> None:
    async with house.running():
        root = await begins_in_parts(house)
    async with house.running():
        asked = await house.presses(FOLLOW)
    async with house.running():
        picked = await house.discord.interactions.pick(asked, FOLLOW, ["Payments, Europe", "Search"], MANAGER)
        changed = await told(picked)
        shown = await house.says("components", {"provider": "acme"})

    assert list(buttons(root.components)) == ["Acknowledge", "Mute 2 hours", "Playbook", FOLLOW]
    assert asked.menus == {FOLLOW: list(PARTS)}
    assert not asked.seen_by_all
    assert "everything in Payments, Europe or Search" in changed.readable
    assert changed.seen_by_all
    assert "everything in Payments, Europe or Search" in shown.readable


async def test_a_part_that_is_left_out_is_told_no_more(house: House) -> None:
    async with house.running():
        asked = await house.says("subscribe", {"provider": "acme"})
        await begins_in_parts(house, ["Search"])
        asked = await house.says("components", {"provider": "acme"})
        await (await house.discord.interactions.pick(asked, FOLLOW, ["Search"], MANAGER)).answered()
        narrowed = await house.says("subscriptions")

    assert "everything in Search" in narrowed.readable


async def test_a_menu_that_is_emptied_follows_all_parts_again(house: House) -> None:
    async with house.running():
        await begins_in_parts(house)
        await house.says("subscribe", {"provider": "acme", "components": "Login"})
        asked = await house.says("components", {"provider": "acme"})
        emptied = await told(await house.discord.interactions.pick(asked, FOLLOW, [], MANAGER))

    assert "This channel now hears of everything; before, it was everything in Login." in emptied.readable


async def test_one_click_follows_the_parts_of_the_incident_or_all_again(house: House) -> None:
    async with house.running():
        await begins_in_parts(house)
        asked = await house.presses(FOLLOW)
        label = "Only Login, Payments, Europe and Search"
        only = await told(await house.discord.interactions.press_answer(asked, label, MANAGER))
        again = await house.presses(FOLLOW)
        everything = await told(await house.discord.interactions.press_answer(again, "All of Acme", MANAGER))

    assert "everything in Login, Payments, Europe or Search" in only.readable
    assert "now hears of everything;" in everything.readable


async def test_the_answer_to_a_subscription_offers_the_parts(house: House) -> None:
    house.feeds.serve("/history.atom", with_parts(TITLE, minutes_ago(2), "We look into it.", PARTS))

    async with house.running():
        followed = await house.says("subscribe", {"provider": "acme"})
        picked = await house.discord.interactions.pick(followed, FOLLOW, ["Login"], MANAGER)
        changed = await told(picked)

    assert followed.menus == {FOLLOW: list(PARTS)}
    assert "everything in Login" in changed.readable


async def test_a_member_may_look_at_a_menu_and_not_pick(house: House) -> None:
    async with house.running():
        await begins_in_parts(house)
        asked = await house.presses(FOLLOW, MEMBER)
        refused = await (await house.discord.interactions.pick(asked, FOLLOW, ["Login"], MEMBER)).answered()
        shown = await house.says("settings", by=MEMBER)
        kept = await (await house.discord.interactions.pick(shown, "Updates", ["edit"], MEMBER)).answered()

    for answer in (refused, kept):
        assert "those who may manage the channel alone. Ask one of them" in answer.readable
        assert not answer.seen_by_all


async def test_settings_are_picked_from_menus_that_outlive_a_restart(house: House) -> None:
    picks = {
        "Updates": "edit",
        "Time zone": "Asia/Tokyo",
        "Quiet hours": "22:00 to 07:00",
        "Who may change this": "anyone",
    }
    async with house.running():
        shown = await house.says("settings")
    async with house.running():
        answers = [
            (await told(await house.discord.interactions.pick(shown, menu, [value], MANAGER))).readable
            for menu, value in picks.items()
        ]
        after = await house.says("settings")

    assert list(shown.menus) == list(picks)
    assert all("changed" in answer for answer in answers)
    assert all(value in after.readable for value in picks.values())
    assert "Ada: settings: quiet 22:00 to 07:00" in after.readable


async def test_a_provider_of_many_parts_keeps_within_the_limits_of_discord(house: House) -> None:
    parts = [f"Region {number} {'of the large provider ' * (number % 7)}"[:150].strip() for number in range(60)]

    async with house.running():
        root = await begins_in_parts(house, parts)
        asked = await house.presses(FOLLOW)

    assert FOLLOW in buttons(root.components)
    assert len(asked.menus[FOLLOW]) == 25
    assert "subscribe acme components" in asked.readable
