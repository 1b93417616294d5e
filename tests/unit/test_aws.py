"""How items of AWS become incidents: nothing in its feed names one."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from adapters.dialects.aws import AWS, SILENCE, claim, components_of, is_end, read, subject_of
from adapters.model import Entry, Impact, Incident, ParsedFeed, Phase
from bot.core.record import Record
from bot.core.tracker import track

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOOKING = "We are investigating increased error rates."
WORKING = "We continue to work towards recovery."
OVER = "The issue has been resolved and the service is operating normally."
OPEN = "Service disruption: Increased Error Rates"
DONE = "Service disruption: [RESOLVED] Increased Error Rates"


def item(hours: float, title: str, text: str, *, place: str = "s3-us-east-1", scheme: str = "https") -> Entry:
    at = NINE + timedelta(hours=hours)
    guid = f"{scheme}://status.aws.amazon.com/#{place}_{int(at.timestamp())}"
    return Entry(0, guid, "https://status.aws.amazon.com/", title, (text,), published=at)


def feed(*items: Entry) -> ParsedFeed:
    return ParsedFeed("https://status.aws.amazon.com/rss/all.rss", "rss20", "AWS", entries=items[::-1])


def incidents(*items: Entry) -> tuple[Incident, ...]:
    """The incidents in a feed of these items, told oldest first, in the order of their ids."""
    return tuple(sorted(read(feed(*items), "aws").incidents, key=lambda incident: incident.id))


def phases(incident: Incident) -> list[Phase]:
    return [update.phase for update in incident.updates]


def test_items_of_one_service_and_region_are_one_incident() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(1, OPEN, WORKING), item(2, DONE, OVER))

    assert phases(incident) == [Phase.INVESTIGATING, Phase.UPDATE, Phase.RESOLVED]
    assert incident.duration == timedelta(hours=2)
    assert incident.partial


def test_items_of_two_regions_are_two_incidents() -> None:
    east, west = incidents(item(0, OPEN, LOOKING), item(0, OPEN, LOOKING, place="s3-us-west-2"))

    assert (east.components, west.components) == (("s3", "us-east-1"), ("s3", "us-west-2"))


def test_a_new_incident_starts_after_an_end() -> None:
    first, second = incidents(item(0, OPEN, LOOKING), item(1, DONE, OVER), item(1.5, OPEN, LOOKING))

    assert phases(first) == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert phases(second) == [Phase.INVESTIGATING]


def test_a_summary_within_hours_after_the_end_is_no_new_incident() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(1, DONE, OVER), item(5, DONE, "From 1 to 2 AM it failed."))

    assert incident.resolved_at == NINE + timedelta(hours=1)


def test_an_end_told_in_hindsight_days_later_is_a_new_incident() -> None:
    late = SILENCE.total_seconds() / 3600 + 2

    assert len(incidents(item(0, OPEN, LOOKING), item(1, DONE, OVER), item(late, DONE, OVER))) == 2


def test_an_event_that_stays_open_for_months_is_one_incident() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(24 * 30, OPEN, WORKING), item(24 * 90, OPEN, WORKING))

    assert incident.is_open


def test_another_subject_after_long_silence_is_a_new_incident() -> None:
    assert len(incidents(item(0, OPEN, LOOKING), item(48, "Performance issues: Slow Reads", LOOKING))) == 2


def test_a_subject_that_is_reworded_while_it_goes_on_is_the_same_incident() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(2, "Service impact: Region Availability", WORKING))

    assert incident.title == "Region Availability"


def test_a_title_that_says_resolved_ends_nothing_while_the_text_says_that_work_goes_on() -> None:  # P3
    (incident,) = incidents(item(0, DONE, LOOKING), item(1, DONE, WORKING))

    assert phases(incident) == [Phase.INVESTIGATING, Phase.UPDATE]
    assert incident.is_open


def test_titles_that_are_changed_later_move_no_boundary_and_no_id() -> None:  # P2
    before = incidents(item(0, OPEN, LOOKING), item(1, DONE, OVER), item(3, OPEN, LOOKING))
    after = incidents(item(0, DONE, LOOKING), item(1, DONE, OVER), item(3, DONE, LOOKING), item(4, DONE, OVER))

    assert [incident.id for incident in before] == [incident.id for incident in after]
    assert [incident.phase for incident in after] == [Phase.RESOLVED, Phase.RESOLVED]


def test_the_id_is_the_place_and_the_second_of_the_first_item() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(1, OPEN, WORKING))

    assert incident.id == incident.updates[0].id == f"s3-us-east-1_{int(NINE.timestamp())}"


def test_http_and_https_name_the_same_incident() -> None:  # P2
    (old,) = incidents(item(0, OPEN, LOOKING, scheme="http"))
    (new,) = incidents(item(0, OPEN, LOOKING))

    assert old == new


def test_when_its_oldest_items_fall_out_an_incident_is_named_by_an_update_that_was_known() -> None:
    items = [item(0, OPEN, LOOKING), item(2, OPEN, WORKING), item(30, OPEN, WORKING), item(40, DONE, OVER)]
    (whole,) = incidents(*items)

    for left in range(1, len(items)):
        (cut,) = incidents(*items[left:])

        assert cut.id == whole.updates[left].id
        assert [update.id for update in cut.updates] == [update.id for update in whole.updates[left:]]


def test_no_cut_of_the_feed_moves_the_boundaries_that_are_left() -> None:
    items = [
        item(0, OPEN, LOOKING),
        item(1, DONE, OVER),
        item(4, DONE, OVER),
        item(6, OPEN, LOOKING),
        item(60, OPEN, WORKING),
        item(61, DONE, OVER),
        item(62, OPEN, LOOKING),
    ]
    whole = {update.id: incident.updates[-1].id for incident in incidents(*items) for update in incident.updates}

    for left in range(1, len(items)):
        cut = {u.id: incident.updates[-1].id for incident in incidents(*items[left:]) for u in incident.updates}

        assert all(whole[update] == last for update, last in cut.items())


def test_the_order_of_the_items_does_not_matter() -> None:
    items = [item(0, OPEN, LOOKING), item(1, OPEN, WORKING), item(2, DONE, OVER), item(3, OPEN, LOOKING)]
    expected = incidents(*items)

    for first, second in combinations(range(len(items)), 2):
        items[first], items[second] = items[second], items[first]

        assert incidents(*items) == expected


def test_an_item_that_stands_twice_is_one_update() -> None:
    (incident,) = incidents(item(0, OPEN, LOOKING), item(0, OPEN, LOOKING))

    assert len(incident.updates) == 1


def test_followed_over_its_life_it_is_told_once_and_ended_once() -> None:  # P2 P4
    items = [item(0, OPEN, LOOKING), item(1, OPEN, WORKING), item(2, DONE, OVER)]
    record: Record | None = None
    reasons: list[str] = []

    for shown in (items[:1], items[:2], items[:2], items[1:2], items, items):
        for incident in incidents(*shown):
            known = record if record and incident.id in {update.id for update in record.incident.updates} else None
            tracked = track(known, incident, now=NINE + timedelta(hours=3))
            record = tracked.record
            reasons.extend([tracked.change.reason] if tracked.change else [])

    assert [reason for reason in reasons if reason != "edited"] == ["opened", "updated", "resolved"]


@pytest.mark.parametrize(
    ("place", "components"),
    [
        ("ec2-us-east-1", ("ec2", "us-east-1")),
        ("multipleservices-me-central-1", ("multipleservices", "me-central-1")),
        ("acm-pca-ap-southeast-3", ("acm-pca", "ap-southeast-3")),
        ("internetconnectivity-us-gov-west-1", ("internetconnectivity", "us-gov-west-1")),
        ("s3-us-iso-east-1", ("s3", "us-iso-east-1")),
        ("ec2-eusc-de-east-1", ("ec2", "eusc-de-east-1")),
        ("s3-us-standard", ("s3", "us-standard")),
        ("billingconsole", ("billingconsole",)),
        ("route53", ("route53",)),
        ("", ()),
    ],
)
def test_service_and_region_are_told_apart_though_both_have_hyphens(place: str, components: tuple[str, ...]) -> None:
    assert components_of(place) == components


@pytest.mark.parametrize(
    ("title", "text", "end"),
    [
        (DONE, OVER, True),
        (DONE, "Between 1:05 AM and 2:50 AM PST launches failed.", True),
        ("Service is operating normally: Errors", "All requests succeed.", True),
        ("Informational message: [RESOLVED] Errors", "All requests succeed.", True),
        ("[解決済] 何か | [RESOLVED] Errors", OVER, True),
        (DONE, f"{OVER} We continue to look for the root cause.", True),
        (DONE, "We are still working on the rest.", False),
        (DONE, "Most is well. We will provide another update by 3 PM.", False),
        (OPEN, OVER, False),
        ("Service is operating normally: Errors", "We are currently investigating errors.", False),
        ("Resolved errors", OVER, False),
    ],
)
def test_the_end_is_told_by_the_title_and_not_denied_by_the_text(title: str, text: str, *, end: bool) -> None:
    assert is_end(title, text) is end


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        (DONE, "Increased Error Rates"),
        ("Informational message: A: B", "A: B"),
        ("[RESOLVED] Models", "Models"),
        ("[解決済み] エラー率の上昇 | [RESOLVED] Increased errors", "エラー率の上昇 | Increased errors"),
        ("No prefix: at all", "No prefix: at all"),
    ],
)
def test_the_subject_is_the_title_without_its_state(title: str, subject: str) -> None:
    assert subject_of(title) == subject


@pytest.mark.parametrize(
    ("prefix", "impact"),
    [
        ("Informational message", Impact.UNKNOWN),
        ("Service impact", Impact.UNKNOWN),
        ("Performance issues", Impact.MINOR),
        ("Service degradation", Impact.MINOR),
        ("Service disruption", Impact.MAJOR),
    ],
)
def test_the_impact_is_said_as_far_as_aws_says_it(prefix: str, impact: Impact) -> None:  # P3
    (incident,) = incidents(item(0, f"{prefix}: Errors", LOOKING))

    assert incident.impact is impact


def test_a_guid_of_another_kind_costs_only_its_item() -> None:  # P7
    stray = Entry(1, "https://status.aws.amazon.com/#s3", None, OPEN, (LOOKING,))

    reading = read(feed(item(0, OPEN, LOOKING), stray), "aws")

    assert len(reading.incidents) == 1
    assert [skipped.entry for skipped in reading.skipped] == [OPEN]


def test_guids_alone_do_not_make_a_feed_aws_s() -> None:
    assert claim(feed(item(0, "Errors", LOOKING))).certainty == 0
    assert claim(feed(item(0, OPEN, LOOKING))).certainty > 0.9
    assert AWS.absence == "nothing"
