"""Times amid a text: each reader sees their own clock, and where that cannot be, that of the channel."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from adapters.model import Incident, Kind, Phase, Text, Window
from bot.commands.prose import incident_line, item, paragraph, parted, reader_moment
from bot.core.message import Message, Part
from bot.render import discord, slack
from tests.fakes.console_world import readable
from tests.incidents import at, incident, investigating, resolved, said

BERLIN = ZoneInfo("Europe/Berlin")
NINE = at("09:00")
PLAN = incident(said(Phase.SCHEDULED, "09:00"), kind=Kind.MAINTENANCE)
SAID = Message(
    Part.NOTICE, "Muted", body=Text((paragraph("Until ", reader_moment(NINE, BERLIN), ", then all of it."),))
)


def test_discord_shows_a_timestamp() -> None:
    (embed,) = discord.render(SAID)["embeds"]

    assert embed["description"] == f"Until <t:{int(NINE.timestamp())}:f>, then all of it."


def test_slack_shows_a_date_and_says_what_it_is_where_it_cannot() -> None:
    shown = slack.render(SAID)

    (date,) = [
        each
        for block in shown.blocks
        if block["type"] == "rich_text"
        for section in block["elements"]
        for each in section["elements"]
        if each["type"] == "date"
    ]
    assert (date["timestamp"], date["fallback"]) == (int(NINE.timestamp()), "2 Mar 2026, 10:00 CET")
    assert "Until 2 Mar 2026, 10:00 CET, then all of it." in shown.text


def test_where_no_reader_has_a_zone_of_their_own_it_is_the_channels() -> None:
    assert "Until 2 Mar 2026, 10:00 CET, then all of it." in readable(SAID)


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        (incident(investigating("09:00")), ["09:00"]),
        (incident(investigating("09:00"), resolved("10:00")), ["09:00"]),
        (replace(PLAN, window=Window(at("11:00"), at("12:00"))), ["11:00", "12:00"]),
    ],
)
def test_the_line_of_an_incident_has_its_times_so(shown: Incident, times: list[str]) -> None:
    line = incident_line(shown, zone=BERLIN)
    message = Message(Part.NOTICE, "Open", body=Text((line,)))

    (embed,) = discord.render(message)["embeds"]
    assert [f"<t:{int(at(clock).timestamp())}:f>" in embed["description"] for clock in times] == [True] * len(times)
    assert "CET" not in embed["description"]
    assert "CET" in readable(message)


def test_a_time_in_a_long_list_is_shown_whole_or_not_at_all() -> None:
    lines = tuple(item("since ", reader_moment(NINE, BERLIN), head=f"{number} {'words ' * 40}") for number in range(60))

    (embed,) = discord.render(Message(Part.NOTICE, "Open", body=Text(lines)))["embeds"]

    assert embed["description"].count("<t:") == embed["description"].count(":f>") > 1
    assert len(embed["description"]) <= discord.DESCRIPTION_LIMIT


def test_groups_of_words_are_parted() -> None:
    assert list(parted([("since ", "nine"), ("open",)], ", ")) == ["since ", "nine", ", ", "open"]
