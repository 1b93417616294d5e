"""How the program starts where it cannot, and how it ends when it is asked to (P7, P12)."""

import os
import socket
from pathlib import Path

import pytest

from tests.fakes.discord import CHANNEL, SENDING, FakeDiscord
from tests.fakes.discord import Trouble as DiscordTrouble
from tests.fakes.feeds import ATOM, FeedServer
from tests.fakes.page import Page, minutes_ago
from tests.fakes.slack import FakeSlack, Trouble
from tests.integration.program import Program, asked_to_stop, config, to_discord, to_slack, until

STOPPED_WITHIN = 10.0  # seconds: docs/design.md, "Outside the process"


def page() -> bytes:
    """One incident that goes on, with two updates."""
    page = Page()
    page.open("open00000001", "Errors in the API", minutes_ago(30), "We look into it.")
    page.say("open00000001", minutes_ago(20), "Identified", "It was the disk.")
    return page.atom()


def nowhere(folder: Path) -> Program:
    """A program whose feed and Slack are not there: it is not to come so far as to ask them."""
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "STATUSWIRE_SLACK_API_URL": "http://127.0.0.1:1/api/"}
    return Program(folder, config({"acme": "http://127.0.0.1:1/history.atom"}, [("slack", "C0STATUS")]), slack)


def complaint(program: Program) -> str:
    """The one line that says why it did not start."""
    (said,) = [line for line in program.log.splitlines() if line.startswith("error: ")]
    assert "Traceback" not in program.log
    return said


async def test_sigterm_ends_it_while_slack_hangs_and_the_next_one_finds_what_was_sent(tmp_path: Path) -> None:  # P1 P2
    async with FeedServer() as feeds, FakeSlack() as slack:
        slack.fail(Trouble.SLOW_REPLY)
        url = feeds.serve("/history.atom", page(), content_type=ATOM)
        program = Program(tmp_path, config({"acme": url}, [("slack", "C0STATUS")]), to_slack(slack))

        async with program.running() as process:
            await until(lambda: bool(slack.messages()))
            seconds = await asked_to_stop(process)
        async with program.running():
            await until(lambda: len(slack.messages()) >= 3)
            again = [post.readable for post in slack.messages() if post.thread_ts in (None, post.ts)]

    assert process.returncode == 0, program.log
    assert seconds < STOPPED_WITHIN
    assert len(again) == 1, program.log
    assert "Traceback" not in program.log


async def test_sigterm_ends_it_while_discord_hangs(tmp_path: Path) -> None:
    async with FeedServer() as feeds, FakeDiscord() as discord:
        discord.fail(DiscordTrouble(done=True, hangs=True), on=SENDING)
        url = feeds.serve("/history.atom", page(), content_type=ATOM)
        program = Program(tmp_path, config({"acme": url}, [("discord", CHANNEL)]), to_discord(discord))

        async with program.running() as process:
            await until(lambda: bool(discord.messages()))
            seconds = await asked_to_stop(process)

    assert process.returncode == 0, program.log
    assert seconds < STOPPED_WITHIN
    assert "Traceback" not in program.log


async def test_sigterm_waits_neither_for_a_feed_that_never_answers_nor_for_an_idle_one(tmp_path: Path) -> None:
    async with FeedServer() as feeds, FakeSlack() as slack:
        program = Program(
            tmp_path, config({"acme": feeds.hang("/history.atom")}, [("slack", "C0STATUS")]), to_slack(slack)
        )

        async with program.running() as process:
            await until(lambda: feeds.requests("/history.atom") > 0)
            seconds = await asked_to_stop(process)

    assert process.returncode == 0, program.log
    assert seconds < 3.0
    assert "Traceback" not in program.log


async def test_a_second_program_on_the_same_file_refuses_and_the_first_goes_on(tmp_path: Path) -> None:
    async with FeedServer() as feeds, FakeSlack() as slack:
        url = feeds.serve("/history.atom", page(), content_type=ATOM)
        program = Program(tmp_path, config({"acme": url}, [("slack", "C0STATUS")]), to_slack(slack))
        async with program.running() as first:
            await until(lambda: bool(slack.messages()))

            code = await program.ended()

            assert first.returncode is None

    assert code == 1
    assert "Another Statuswire has" in complaint(program)


async def test_a_database_that_is_no_database_is_named(tmp_path: Path) -> None:
    program = nowhere(tmp_path)
    program.database.write_bytes(b"this was never a database" * 400)

    code = await program.ended()

    assert code == 1
    assert str(program.database) in complaint(program)
    assert program.database.read_bytes().startswith(b"this was never")


async def test_a_damaged_database_is_refused_at_the_start_and_left_as_it_is(tmp_path: Path) -> None:
    async with FeedServer() as feeds, FakeSlack() as slack:
        url = feeds.serve("/history.atom", page(), content_type=ATOM)
        program = Program(tmp_path, config({"acme": url}, [("slack", "C0STATUS")]), to_slack(slack))
        async with program.running() as process:
            await until(lambda: bool(slack.messages()))
            await asked_to_stop(process)
        content = bytearray(program.database.read_bytes())
        content[len(content) // 4 : len(content) * 3 // 4] = b"\xa5" * (len(content) * 3 // 4 - len(content) // 4)
        program.database.write_bytes(content)

        code = await program.ended()

    assert code == 1
    assert "damaged" in complaint(program)
    assert program.database.read_bytes() == content


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    program = nowhere(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)

    code = await program.ended(STATUSWIRE_DATA_DIR=str(closed))

    assert code == 1
    assert "closed" in complaint(program)


async def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    program = nowhere(tmp_path)
    (tmp_path / "taken").write_text("not a folder")

    code = await program.ended(STATUSWIRE_DATA_DIR=str(tmp_path / "taken"))

    assert code == 1
    assert "taken" in complaint(program)


async def test_a_postgresql_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:  # P11
    program = nowhere(tmp_path)

    code = await program.ended(STATUSWIRE_DATABASE_URL="postgresql://me:pa55word@127.0.0.1:1/statuswire")

    assert code == 1
    assert "127.0.0.1" in complaint(program)
    assert "pa55word" not in program.log


async def test_a_postgresql_that_accepts_and_says_nothing_is_given_up(tmp_path: Path) -> None:  # P7
    program = nowhere(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]

        code = await program.ended(
            STATUSWIRE_DATABASE_URL=f"postgresql://me:pa55word@127.0.0.1:{port}/statuswire?connect_timeout=2"
        )

    assert code == 1
    assert "timeout" in complaint(program)
