"""The terminal as a chat."""

import io
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from rich.console import Console

from bot.chat.base import RetryError
from bot.chat.console import REMEMBERED, ConsoleChat
from bot.core.message import Part
from tests.fakes.console_world import ConsoleWorld
from tests.fakes.world import Failure
from tests.incidents import at, identified, incident, investigating
from tests.unit.renderings.samples import SAMPLES, root

OPENED = root(incident(investigating("09:00")))
IDENTIFIED = root(incident(investigating("09:00"), identified("09:30")))
REWORDED = root(incident(investigating("09:00"), identified("09:30", "We found the true cause.")))


def since(world: ConsoleWorld, before: str) -> str:
    """What was printed after `before`."""
    return world.printed.removeprefix(before)


async def test_a_reference_is_the_same_after_a_restart() -> None:
    first, second = ConsoleWorld(), ConsoleWorld()

    refs = [await world.chat.post("terminal", OPENED, key="k1") for world in (first, second)]

    assert refs[0] == refs[1]


async def test_references_differ_by_key_and_by_root() -> None:
    chat = ConsoleWorld().chat

    one = await chat.post("terminal", OPENED, key="k1")
    two = await chat.post("terminal", OPENED, key="k2")
    replies = {await chat.reply(ref, SAMPLES["update"], key="u1") for ref in (one, two)}

    assert len({one, two} | replies) == 4


async def test_an_edit_tells_a_new_status_once() -> None:
    world = ConsoleWorld()
    ref = await world.chat.post("terminal", OPENED, key="k1")

    before = world.printed
    await world.chat.edit(ref, IDENTIFIED)
    first = since(world, before)
    before = world.printed
    await world.chat.edit(ref, REWORDED)
    second = since(world, before)

    assert first == "~ edited  Identified: Acme: Errors in the API\n"
    assert second == ""


async def test_a_reworded_reply_is_said_to_be_edited() -> None:
    world = ConsoleWorld()
    ref = await world.chat.post("terminal", OPENED, key="k1")
    reply = await world.chat.reply(ref, replace(IDENTIFIED, part=Part.UPDATE), key="k2")

    before = world.printed
    await world.chat.edit(reply, replace(REWORDED, part=Part.UPDATE))

    assert since(world, before) == "~ edited  Acme: Errors in the API\n"


async def test_an_edit_of_a_message_from_before_a_restart_is_printed() -> None:
    world = ConsoleWorld()

    await world.chat.edit("terminal:k1", IDENTIFIED)

    assert world.printed == "~ edited  Identified: Acme: Errors in the API\n"


async def test_nothing_is_found() -> None:
    world = ConsoleWorld()
    await world.chat.post("terminal", OPENED, key="k1")

    assert await world.chat.find("terminal", "k1", since=at("00:00") - timedelta(days=1)) is None


async def test_what_cannot_be_printed_is_tried_again_and_printed_once() -> None:  # P1
    world = ConsoleWorld()
    world.fail(Failure.SERVER_ERROR)

    with pytest.raises(RetryError, match="No space left on device"):
        await world.chat.post("terminal", OPENED, key="k1")
    await world.chat.post("terminal", OPENED, key="k1")

    assert world.printed.count("Errors in the API") == 1


async def test_a_terminal_of_another_encoding_shows_question_marks() -> None:  # P7
    raw = io.BytesIO()
    chat = ConsoleChat(Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80), UTC)

    await chat.post("terminal", SAMPLES["emoji"], key="k1")

    assert b"? Acme: ? API :fire:" in raw.getvalue()


async def test_no_line_ends_in_blanks() -> None:
    world = ConsoleWorld()

    await world.chat.post("terminal", OPENED, key="k1")

    assert not [line for line in world.printed.splitlines() if line != line.rstrip()]


async def test_the_memory_of_statuses_is_bounded() -> None:  # P14
    chat = ConsoleWorld().chat

    for number in range(REMEMBERED + 10):
        await chat.edit(f"terminal:{number}", OPENED)

    assert len(chat._statuses) == REMEMBERED
