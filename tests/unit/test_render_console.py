"""What stands in a terminal: readable at 80 columns, without colours, whatever a feed holds."""

import io
from dataclasses import replace
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import given
from rich.console import Console

from adapters.model import Phase, Text, Window
from bot.core.message import Fact, Message
from bot.render.console import BODY_LIMIT, edited, render
from tests.incidents import at, incident, investigating, resolved
from tests.unit.renderings.samples import SAMPLES, root
from tests.unit.renderings.texts import messages, tried

WIDTH = 80


def printed(message: Message, *, zone: tzinfo = UTC, width: int = WIDTH, colours: bool = False) -> str:
    """What a terminal is sent, without the blanks at the ends of lines."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colours, color_system="truecolor" if colours else None
    )
    with console.capture() as captured:
        console.print(render(message, zone=zone))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def edit_line(message: Message, *, news: bool) -> str:
    console = Console(file=io.StringIO(), width=WIDTH)
    with console.capture() as captured:
        console.print(edited(message, news=news))
    return captured.get()


def test_an_incident_reads_like_this() -> None:
    assert (
        printed(SAMPLES["investigating"])
        == """
● Acme: Errors in the API
  Investigating, major impact · 2 Mar 2026, 09:00 UTC

  We look into errors.

  Started     2 Mar 2026, 09:00 UTC
  Components  API, Console, DNS, Logs, Mail and 2 more
  https://status.acme.example/incidents/abc123"""
    )


def test_a_storm_reads_like_this() -> None:
    assert (
        printed(SAMPLES["storm_over"])
        == """
✓ 3 more incidents at 3 providers
  All 3 over after 1 h 22 m

  ✓ Resolved after 1 h 22 m: GitHub: Actions start late
  ✓ Resolved after 1 h 22 m: Cloudflare: Global network experiencing issues
  ✓ Resolved after 1 h 22 m: OpenAI: Elevated error rates"""
    )


def test_a_reply_stands_below_the_name_of_its_incident() -> None:
    assert (
        printed(SAMPLES["update"])
        == """
  └ Acme: Errors in the API
    Identified · 2 Mar 2026, 09:30 UTC
    A bad release. It is being taken back."""
    )


def test_an_announcement_is_one_line() -> None:
    assert printed(SAMPLES["announcement"]) == "\n✓ Resolved after 7 h 40 m: Acme: Errors in the API"


def test_a_notice_is_our_own() -> None:
    assert (
        printed(SAMPLES["notice"])
        == """
* Acme's status page does not answer

  Since 09:00 UTC: HTTP 503.

  It is asked again."""
    )


def test_lists_quotes_and_code_are_told_apart_without_colours() -> None:
    shown = printed(SAMPLES["rich"])

    assert (
        """
  • Europe
    • Frankfurt
    • Paris
  • Asia

  Until then:

  3. Wait
  4. Try again

  │ We are sorry.
    Truly.

      curl --retry 3 \\
        https://api.acme.example # ```@everyone```
"""
        in shown
    )


def test_a_link_shows_its_host() -> None:  # P11
    assert "our blog (blog.acme.example)" in " ".join(printed(SAMPLES["rich"]).split())


def test_times_are_those_of_the_readers_zone() -> None:
    shown = printed(SAMPLES["investigating"], zone=ZoneInfo("America/New_York"))

    assert "Investigating, major impact · 2 Mar 2026, 04:00 EST" in shown


def test_a_window_within_a_day_names_the_day_once() -> None:
    message = replace(SAMPLES["notice"], facts=(Fact("Window", Window(at("22:00"), at("23:30"))),))

    assert "Window  2 Mar 2026, 22:00 to 23:30 UTC" in printed(message)


def test_a_window_over_midnight_or_without_an_end_is_clear() -> None:
    over = replace(SAMPLES["notice"], facts=(Fact("Window", Window(at("22:00"), at("02:00", day=3))),))
    open_ended = replace(SAMPLES["notice"], facts=(Fact("Window", Window(at("22:00"))),))

    assert "2 Mar 2026, 22:00 UTC to 3 Mar 2026, 02:00 UTC" in printed(over)
    assert "from 2 Mar 2026, 22:00 UTC" in printed(open_ended)


def test_an_address_is_whole_however_long_it_is() -> None:
    url = "https://status.acme.example/" + "x" * 100

    assert url in printed(replace(SAMPLES["investigating"], url=url)).replace("\n  ", "")


def test_an_edit_is_one_line_that_begins_with_the_news() -> None:
    message = replace(root(incident(investigating("09:00"), resolved("16:40"))), title="Errors " * 20)

    assert edit_line(message, news=True).startswith("~ edited  Resolved after 7 h 40 m: Acme: Errors")
    assert edit_line(message, news=False).startswith("~ edited  Acme: Errors")
    assert edit_line(message, news=True).count("\n") == 1


def test_a_long_text_says_where_the_rest_is() -> None:  # P9
    message = replace(SAMPLES["investigating"], body=Text.of("word " * BODY_LIMIT))

    shown = " ".join(printed(message).split())

    assert "… shortened, full text at https://status.acme.example/incidents/abc123" in shown
    assert shown.count("word") < BODY_LIMIT


def test_markup_of_the_terminal_is_shown_and_not_obeyed() -> None:  # P11
    message = replace(SAMPLES["investigating"], title="[red]x[/red] [link=http://evil.example]y[/link] [/] :fire:")

    assert "[red]x[/red] [link=http://evil.example]y[/link] [/] :fire:" in printed(message)


@tried
@given(messages)
def test_no_text_moves_the_cursor_or_rings(message: Message) -> None:  # P11
    shown = printed(message)

    assert not [char for char in shown if char != "\n" and (ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0)]
    assert not {"\u202e", "\u2066", "\u200b"} & set(shown)


def test_colours_change_no_word() -> None:
    plain, coloured = printed(SAMPLES["resolved"]), printed(SAMPLES["resolved"], colours=True)

    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    assert "Resolved after 7 h 40 m" in coloured


def test_no_sample_is_wider_than_the_terminal() -> None:
    for name, message in SAMPLES.items():
        assert all(len(line) <= WIDTH for line in printed(message).splitlines()), name


def test_every_phase_can_be_read_without_colours() -> None:
    for phase in Phase:
        message = replace(SAMPLES["update"], phase=phase, status=phase.value)

        assert phase.value in printed(message)
