"""The digest as a channel reads it: at a glance, within every platform's limits, and with all of it counted."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.model import BlockKind, Impact, Incident, IncidentUpdate, Kind, Phase, Text, Window
from bot.core.digest import Digest
from bot.core.history import Totals
from bot.core.message import Message, Part
from bot.core.record import Record
from bot.core.schedule import FeedState
from bot.render import console, discord, slack
from bot.render.digest import SECTION_SHOWN, message
from tests.fakes.console_world import readable

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NOW = SINCE + timedelta(days=1)
HOUR = timedelta(hours=1)
NAMES = {
    "acme": "Acme",
    "beta": "Beta Cloud",
    "coral": "Coral",
    **{f"p{number}": f"P {number}" for number in range(99)},
}
QUIET = Digest(SINCE, NOW, providers=("acme", "beta", "coral"))


def record(
    provider: str = "acme",
    *,
    ended: datetime | None = None,
    began: datetime = NOW - 2 * HOUR,
    title: str = "Errors in the API",
    impact: Impact = Impact.MAJOR,
    url: str | None = "https://status.acme.example/incidents/k1",
) -> Record:
    updates = [IncidentUpdate(began, Phase.INVESTIGATING, Text.of("We look into it."))]
    updates += [IncidentUpdate(ended, Phase.RESOLVED, Text.of("Over."))] if ended else []
    return Record(Incident(provider, "k1", title, url, impact=impact, updates=tuple(updates)), began, began)


def maintenance(phase: Phase, window: Window | None) -> Record:
    said = (IncidentUpdate(SINCE, phase),)
    return Record(Incident("beta", "m1", "Upgrade", kind=Kind.MAINTENANCE, updates=said, window=window), SINCE, SINCE)


def told(digest: Digest) -> Message:
    return message(digest, zone=BERLIN, names=NAMES)


def shown(digest: Digest) -> str:
    """All that a reader finds, on one line."""
    return " ".join(readable(told(digest)).split())


# What it says


def test_what_is_open_stands_with_where_it_stands_how_bad_it_is_and_its_age() -> None:
    said = shown(replace(QUIET, open=(record(),)))

    assert "Digest: 1 open" in said
    assert "1 Mar 2026, 09:00 CET to 2 Mar 2026, 09:00 CET" in said
    assert (
        "Open now • Acme: Errors in the API (status.acme.example) - Investigating, major impact, for 2 h Inci" in said
    )


def test_what_ended_stands_with_its_duration_and_its_updates() -> None:
    ended = record(began=SINCE + HOUR, ended=SINCE + 3.5 * HOUR)
    late = replace(record("coral", began=SINCE + HOUR, ended=SINCE + 2 * HOUR), after_the_fact=True)

    said = shown(replace(QUIET, ended=(ended, late)))

    assert "Digest: nothing open, 2 ended" in said
    assert "Ended since the last digest • Acme:" in said
    assert "- Resolved after 2 h 30 m, major impact, 2 updates" in said
    assert "- Resolved after 1 h, major impact, 2 updates, reported after the fact" in said


def test_maintenance_is_written_by_the_clock_of_the_channel() -> None:
    evening, open_end, undated = (
        maintenance(Phase.SCHEDULED, window)
        for window in (Window(NOW + 12 * HOUR, NOW + 14 * HOUR), Window(NOW + 12 * HOUR), None)
    )

    said = shown(replace(QUIET, planned=(evening, open_end, undated)))

    assert "Digest: nothing open, 3 planned" in said
    assert "Maintenance in the next 48 hours • Beta Cloud" in said
    assert "• Upgrade - 2 Mar 2026, 21:00 to 23:00 CET" in said
    assert "• Upgrade - from 2 Mar 2026, 21:00 CET" in said
    assert "• Upgrade - at a time that is not told" in said


def test_maintenance_that_is_in_progress_says_until_when_it_is_planned() -> None:
    said = shown(replace(QUIET, open=(maintenance(Phase.IN_PROGRESS, Window(NOW - HOUR, NOW + HOUR)),)))

    assert "Beta Cloud: Upgrade - In progress, for 1 d, planned until 2 Mar 2026, 10:00 CET" in said


def test_what_cannot_be_seen_says_since_when_and_why_in_a_line_a_provider() -> None:
    failing = FeedState("https://a.example", "acme", failing_since=NOW - 3 * HOUR, failure="The server answered 503.")
    held = FeedState("https://b.example", "beta", suspect_since=NOW - HOUR, suspect="it is empty")

    said = shown(replace(QUIET, blind=(held, failing, replace(failing, url="2"), FeedState("", "coral"))))

    assert "Digest: nothing open, 4 feeds not seen" in said
    assert "Not seen: silence there means nothing" in said
    assert (
        "• Acme - 2 feeds, among them one that cannot be read since 2 Mar 2026, 06:00 CET: The server answered 503 "
        "• Beta Cloud - is held as suspect since 2 Mar 2026, 08:00 CET: it is empty "
        "• Coral - was not read yet"
    ) in said


def test_what_was_only_reported_and_what_nobody_speaks_of_stand_apart() -> None:
    words = IncidentUpdate(SINCE + HOUR, Phase.UPDATE)
    report = Record(Incident("acme", "r", "A report", updates=(words,)), SINCE + HOUR, SINCE + HOUR)
    stale = record(began=NOW - 100 * HOUR)

    said = shown(replace(QUIET, reported=(report,), stale=(stale,)))

    assert "Reported, but not where it stands • Acme: A report - 1 Mar 2026, 10:00 CET" in said
    assert "Open, but without a word for days • Acme: Errors in the API" in said
    assert "last word 4 d 4 h ago" in said


@pytest.mark.parametrize(
    ("days", "incidents", "open_for"),
    [
        (1, "14 (5.7 a day in the 7 days before)", "5 h 10 m (2 h a day in the 7 days before)"),
        (3, "14 (5.7 a day in the 7 days before)", "5 h 10 m (2 h a day in the 7 days before)"),
        (7, "14 (40 in the 7 days before)", "5 h 10 m (14 h in the 7 days before)"),
    ],
)
def test_the_numbers_stand_beside_those_of_the_seven_days_before(days: int, incidents: str, open_for: str) -> None:
    now, before = Totals(14, open_for=timedelta(minutes=310)), Totals(40, open_for=14 * HOUR)

    facts = told(replace(QUIET, until=SINCE + days * 24 * HOUR, open=(record(),), totals=now, before=before)).facts

    assert [(fact.label, fact.value) for fact in facts] == [("Incidents", incidents), ("Time with one open", open_for)]


def test_numbers_of_nothing_are_nothing() -> None:
    facts = told(replace(QUIET, open=(record(),))).facts

    assert [fact.value for fact in facts] == [
        "0 (0 a day in the 7 days before)",
        "none (none a day in the 7 days before)",
    ]


def test_one_that_covers_two_days_says_so() -> None:
    said = shown(replace(QUIET, open=(record(),), catches_up=True))

    assert "No digest came in between: this one covers all of that time." in said


def test_what_is_muted_is_told_and_said_to_be_muted() -> None:
    said = shown(replace(QUIET, open=(record(),), muted=(("acme", NOW + HOUR),)))

    assert "Acme: Errors in the API" in said
    assert "Acme is muted until 2 Mar 2026, 10:00 CET." in said


def test_a_quiet_day_is_one_line() -> None:
    quiet = told(replace(QUIET, before=Totals(9)))
    caught_up = told(replace(QUIET, catches_up=True, stale=(record(), record())))

    assert quiet.part is Part.ANNOUNCEMENT
    assert readable(quiet).strip().splitlines() == [
        "* All quiet: nothing new at 3 providers since 1 Mar 2026, 09:00 CET; 9 incidents in the 7 days before"
    ]
    assert "since the last digest, 1 Mar 2026, 09:00 CET" in readable(caught_up)
    assert "; 2 open without a word for days" in readable(caught_up)


def test_the_buttons_lead_to_what_it_has_no_room_for() -> None:
    week = replace(QUIET, until=SINCE + 6.5 * 24 * HOUR, open=(record(),))

    assert [(it.command, it.arguments) for it in told(week).actions] == [
        ("status", ()),
        ("history", (("days", "7 days"),)),
    ]


# A bad day


def bad_day(number: int = 60, *, title: str = "Elevated error rates of the API in all regions") -> Digest:
    """Sixty incidents at seven providers, and all that can be beside them."""
    each = [
        record(
            f"p{place % 7}",
            title=f"{title} {place}",
            url=f"https://status.provider{place % 7}.example/incidents/abcdefghijkl{place}",
            ended=None if place % 4 == 0 else NOW - HOUR,
        )
        for place in range(number)
    ]
    blind = [
        FeedState("", f"p{place}", failing_since=NOW - HOUR, failure="No answer within 20 s.") for place in range(40)
    ]
    return replace(
        QUIET,
        open=tuple(it for it in each if it.is_open),
        ended=tuple(it for it in each if not it.is_open),
        planned=tuple(maintenance(Phase.SCHEDULED, Window(NOW + HOUR, NOW + 3 * HOUR)) for _ in range(20)),
        blind=tuple(blind),
        stale=tuple(each[:9]),
        muted=(("acme", NOW + HOUR),),
        catches_up=True,
    )


def is_whole(message: Message) -> bool:
    """Whether every platform shows all of it: nobody cut it short."""
    fits = (renderer.fits(message) for renderer in (slack, discord, console))
    return all(fits) and "shortened" not in str(slack.render(message)) + str(discord.render(message))


@pytest.mark.parametrize("number", [0, 1, 11, 60, 600])
def test_a_bad_day_fits_on_every_platform_and_leaves_nothing_uncounted(number: int) -> None:
    digest = bad_day(number)

    whole = told(digest)

    assert is_whole(whole)
    sections = (digest.open, {state.provider for state in digest.blind}, digest.planned, digest.ended, digest.stale)
    assert lines_of(whole) == [len(section) for section in sections if section]


def lines_of(message: Message) -> list[int]:
    """Of each section, how many lines stand there together with those that are counted."""
    found: list[int] = []
    for block in message.body.blocks:
        if block.kind is BlockKind.HEADING:
            found.append(0)
        elif more := re.match(r"\.\.\. and (\d+) more \(say \w+\): ", block.plain):
            found[-1] += int(more[1])
        elif block.kind is BlockKind.ITEM and " - " in block.plain:
            found[-1] += 1
    return found


def test_what_is_left_out_is_counted_by_provider() -> None:
    ended = tuple(record(provider, ended=NOW) for provider in ("acme",) * 9 + ("beta",) * 7 + ("coral",) * 2)

    said = shown(replace(QUIET, ended=ended))

    assert f"... and {18 - SECTION_SHOWN} more (say history): Beta Cloud 6 and Coral 2" in said


def test_of_many_providers_the_first_are_named() -> None:
    digest = replace(QUIET, ended=tuple(record(f"p{place}", ended=NOW) for place in range(30)))

    assert "P 14 1, P 15 1 and 14 other providers" in shown(digest)


def test_incidents_of_one_provider_stand_together_and_the_worst_provider_first() -> None:
    digest = replace(QUIET, open=tuple(record(slug, title=slug) for slug in ("beta", "acme", "beta")))

    items = [(block.level, block.plain.partition(" - ")[0]) for block in told(digest).body.blocks[1:]]

    assert items == [(0, "Beta Cloud"), (1, "beta"), (1, "beta"), (0, "Acme: acme")]


@pytest.mark.parametrize(
    "title", ["", "x" * 5000, "*" * 5000, "<!channel> @everyone [a](https://b.example) " * 100, "障害" * 3000]
)
def test_whatever_titles_providers_choose_it_fits(title: str) -> None:
    assert is_whole(told(bad_day(title=title)))


def test_an_address_that_is_too_long_for_a_line_is_left_out() -> None:
    digest = replace(QUIET, open=(record(url=f"https://acme.example/{'x' * 1500}"),))

    assert all(run.link is None for block in told(digest).body.blocks for run in block.runs)
    assert is_whole(told(digest))
