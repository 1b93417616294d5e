"""All the updates of an incident, from the JSON of a page whose feed shows only the newest."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.dialects.beside import Told
from adapters.dialects.incidentio import opened_at
from adapters.dialects.incidentio_api import FEW, JUST_ENDED, added, wanted
from adapters.document import document_in
from adapters.model import Feed, Incident, ParsedDocument, Phase, Reading
from adapters.poll import read
from bot.core.record import Reason, Record
from bot.core.tracker import Tracked, track
from tests.fakes.incidentio import IncidentIoPage, ulid
from tests.incidents import at

HOST = "https://status.orbit.example"
FEED = f"{HOST}/feed.atom"
LIST = f"{HOST}/api/v2/incidents.json"


def own(identity: str) -> str:
    return f"{HOST}/proxy/status.orbit.example/incidents/{identity}"


def shown(page: IncidentIoPage) -> Reading:
    return read(page.atom(), Feed("orbit", FEED))[0]


def told(page: IncidentIoPage, bodies: Mapping[str, bytes] | None = None, *, now: str = "10:00") -> Told:
    documents = {address: document_in(body, address) for address, body in (bodies or {}).items()}
    return Told(FEED, shown(page), {address: one for address, one in documents.items() if one}, at(now))


def only(reading: Reading) -> Incident:
    (incident,) = reading.incidents
    return incident


def phases(incident: Incident) -> list[Phase]:
    return [update.phase for update in incident.updates]


THREE = [Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING]


def test_the_id_tells_when_an_incident_was_opened() -> None:
    assert opened_at("01M0G1RZER839AZXWMYKSZF3GR") == datetime.fromisoformat("2026-08-20T16:58:53.272Z")
    assert opened_at("8ZZZZZZZZZZZZZZZZZZZZZZZZZ") is None
    assert opened_at("7ZZZZZZZZZ0000000000000000") is None
    assert opened_at("abc") is None


def test_an_incident_whose_first_word_the_feed_shows_is_told_whole_and_nothing_is_wanted() -> None:
    page = IncidentIoPage()
    page.open("Logins fail", at("09:00"), "We know the cause.", phase="Identified")

    assert not only(shown(page)).partial
    assert wanted(told(page)) == ()


def test_where_the_newest_is_not_the_first_the_incident_s_own_json_is_wanted_and_then_the_list() -> None:
    page, identity = IncidentIoPage.with_story()

    assert only(shown(page)).lacks_earlier
    assert wanted(told(page)) == (own(identity), LIST)


@pytest.mark.parametrize("form", ["own", "list"])
def test_what_either_of_them_tells_is_added_and_no_more_is_wanted(form: str) -> None:
    page, identity = IncidentIoPage.with_story()
    bodies = {own(identity): page.own(identity)} if form == "own" else {LIST: page.listed()}

    seen = told(page, bodies)

    assert phases(only(added(seen))) == THREE
    assert [update.text.plain for update in only(added(seen)).updates] == [
        "We look into it.",
        "It is the cache.",
        "We watch.",
    ]
    assert not only(added(seen)).partial
    assert wanted(seen) == ()


def test_the_feed_s_own_words_stand_for_what_both_tell() -> None:
    page, identity = IncidentIoPage.with_story()
    before = page.own(identity)
    page.incidents[identity][1][-1] = (at("09:20"), "Monitoring", "We watch closely.")

    incident = only(added(told(page, {own(identity): before})))

    assert incident.updates[-1].text.plain == "We watch closely."


def test_what_the_json_tells_before_the_feed_does_is_not_left_out() -> None:
    page, identity = IncidentIoPage.with_story()
    behind = shown(page)
    page.say(identity, at("09:40"), "Resolved", "Over.")
    document = document_in(page.own(identity), own(identity))
    assert document is not None

    incident = only(added(Told(FEED, behind, {own(identity): document}, at("10:00"))))

    assert phases(incident) == [*THREE, Phase.RESOLVED]


def test_an_entry_that_is_dated_by_its_beginning_is_known_by_its_words() -> None:
    page, identity = IncidentIoPage.with_story()
    body = page.own(identity)
    page.incidents[identity][1][-1] = (at("08:52"), "Monitoring", "We  watch.")

    assert phases(only(added(told(page, {own(identity): body})))) == THREE


def older(page: IncidentIoPage, identity: str) -> bytes:
    """The JSON as it was before the newest update."""
    story = IncidentIoPage(incidents={identity: (page.incidents[identity][0], page.incidents[identity][1][:-1])})
    return story.own(identity)


def without_first(page: IncidentIoPage, identity: str) -> bytes:
    body = json.loads(page.own(identity))
    del body["incident"]["updates"][0]
    return json.dumps(body).encode()


def first_alone(page: IncidentIoPage, identity: str) -> bytes:
    body = json.loads(page.own(identity))
    del body["incident"]["updates"][1:]
    return json.dumps(body).encode()


@pytest.mark.parametrize("of", [older, without_first, first_alone])
def test_a_history_that_is_not_whole_changes_nothing_and_goes_on_being_wanted(
    of: Callable[[IncidentIoPage, str], bytes],
) -> None:  # P1
    page, identity = IncidentIoPage.with_story()

    seen = told(page, {own(identity): of(page, identity)})

    assert only(added(seen)) == only(shown(page))
    assert wanted(seen) == (own(identity), LIST)


def test_a_list_without_words_takes_none_away() -> None:
    page, _ = IncidentIoPage.with_story()

    seen = told(page, {LIST: page.listed(with_words=False)})

    assert only(added(seen)) == only(shown(page))


def test_what_has_just_ended_is_wanted_and_what_ended_long_ago_is_not() -> None:
    page, identity = IncidentIoPage.with_story()
    page.say(identity, at("09:40"), "Resolved", "Over.")

    just = Told(FEED, shown(page), {}, at("09:40") + JUST_ENDED)
    long_ago = Told(FEED, shown(page), {}, at("09:41") + JUST_ENDED)

    assert wanted(just) == (own(identity), LIST)
    assert wanted(long_ago) == ()


def test_only_the_few_newest_are_wanted_at_once() -> None:  # P10
    page = IncidentIoPage()
    for minute in range(FEW + 3):
        identity = page.open("Errors", at(f"09:{minute:02}"), "We look.")
        page.say(identity, at(f"09:{minute + 20}"), "Identified", "We know.")

    asked = wanted(told(page))

    assert asked == (*(own(identity) for identity in list(page.incidents)[: -FEW - 1 : -1]), LIST)


def test_a_page_in_a_folder_of_a_host_of_many_goes_by_the_folder_s_name() -> None:
    page, identity = IncidentIoPage.with_story()
    feed = "https://pages.orbit.example/acme/feed.atom"

    assert wanted(Told(feed, shown(page), {}, at("10:00"))) == (
        f"https://pages.orbit.example/proxy/acme/incidents/{identity}",
        "https://pages.orbit.example/acme/api/v2/incidents.json",
    )


def test_an_id_that_is_none_of_theirs_leads_nowhere() -> None:  # P11
    page, identity = IncidentIoPage.with_story()
    page.incidents["..%2Fadmin"] = page.incidents.pop(identity)

    assert wanted(told(page)) == ()


NONSENSE: list[object] = [
    None,
    [],
    {},
    {"incident": None},
    {"incident": []},
    {"incidents": {"updates": 1}},
    {"incident": {"id": 7, "updates": "none"}},
    {
        "page": {},
        "incidents": [None, 3, {"id": []}, {"id": "x", "incident_updates": [None, {"status": 3, "body": []}]}],
    },
]


@pytest.mark.parametrize("data", NONSENSE)
def test_nonsense_there_leaves_the_feed_as_it_is(data: object) -> None:  # P7
    page, identity = IncidentIoPage.with_story()
    documents = {address: ParsedDocument(address, data) for address in (own(identity), LIST)}

    seen = Told(FEED, shown(page), documents, at("10:00"))

    assert added(seen) == shown(page)


FIELDS = ["incident", "incidents", "incident_updates", "updates", "id", "status", "to_status", "published_at", "body"]
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSONS, JSONS)
def test_no_json_whatever_is_in_it_does_harm(one: object, other: object) -> None:  # P7
    page, identity = IncidentIoPage.with_story()
    data = {"incident": {"id": identity, "updates": one}}
    documents = {own(identity): ParsedDocument(own(identity), data), LIST: ParsedDocument(LIST, other)}
    seen = Told(FEED, shown(page), documents, at("10:00"))

    incident = only(added(seen))

    assert incident.updates[-1] == only(shown(page)).updates[-1]
    assert wanted(seen) == (own(identity), LIST)


# What the tracker makes of it.


def seen_of(page: IncidentIoPage, *, whole: bool) -> Incident:
    bodies = {own(identity): page.own(identity) for identity in page.incidents} if whole else {}
    return only(added(told(page, bodies)))


def looked(known: Record | None, page: IncidentIoPage, clock: str, *, whole: bool) -> Tracked:
    return track(known, seen_of(page, whole=whole), now=at(clock))


def test_a_newest_update_that_was_not_known_may_have_others_before_it() -> None:
    page, identity = IncidentIoPage.with_story()
    known = looked(None, page, "09:21", whole=True).record
    page.say(identity, at("09:30"), "Identified", "It is something else.")

    tracked = looked(known, page, "09:31", whole=False)

    assert not known.incident.partial
    assert tracked.record.incident.partial
    assert not looked(known, page, "09:31", whole=True).record.incident.partial


def test_an_incident_that_is_met_at_its_first_word_lacks_none_and_one_that_is_met_later_may() -> None:
    page = IncidentIoPage()
    identity = page.open("Logins fail", at("09:00"), "We know the cause.", phase="Identified")
    first = looked(None, page, "09:01", whole=False).record
    page.say(identity, at("09:30"), "Investigating", "We look again.")

    assert not first.incident.partial
    assert looked(None, page, "09:31", whole=False).record.incident.partial


def test_the_feed_that_shows_the_same_newest_again_loses_and_lacks_nothing() -> None:
    page, _ = IncidentIoPage.with_story()
    known = looked(None, page, "09:21", whole=True).record

    tracked = looked(known, page, "09:22", whole=False)

    assert tracked.change is None
    assert tracked.record == known


def test_a_stale_copy_that_shows_the_first_word_again_proves_nothing() -> None:
    page = IncidentIoPage()
    identity = page.open("Logins fail", at("09:00"), "We look into it.")
    stale = seen_of(page, whole=False)
    known = track(None, stale, now=at("09:01")).record
    page.say(identity, at("09:30"), "Monitoring", "We watch.")
    known = looked(known, page, "09:31", whole=False).record

    tracked = track(known, stale, now=at("09:32"))

    assert known.incident.partial
    assert tracked.record == known


def test_what_came_between_is_told_once_and_in_its_place_when_it_is_shown_after_all() -> None:  # P1 P2
    page, identity = IncidentIoPage.with_story()
    first = IncidentIoPage(incidents={identity: ("Logins fail", page.incidents[identity][1][:1])})
    known = looked(None, first, "09:01", whole=False).record
    known = looked(known, page, "09:21", whole=False).record

    tracked = looked(known, page, "09:22", whole=True)

    assert tracked.change is not None
    assert (tracked.change.reason, len(tracked.change.updates)) == (Reason.UPDATED, 1)
    assert phases(tracked.record.incident) == THREE
    assert not tracked.record.incident.partial


def test_that_nothing_came_between_is_an_edit_and_alerts_nobody() -> None:
    page = IncidentIoPage()
    identity = page.open("Logins fail", at("09:00"), "We look into it.")
    known = looked(None, page, "09:01", whole=False).record
    page.say(identity, at("09:30"), "Monitoring", "We watch.")
    known = looked(known, page, "09:31", whole=False).record

    tracked = looked(known, page, "09:32", whole=True)

    assert tracked.change is not None
    assert tracked.change.reason is Reason.EDITED
    assert not tracked.record.incident.partial


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[list[tuple[datetime, str, str]], bool]]:
    """What the page had said at each look, and whether its JSON was to be had; at the last look it was."""
    said = [(at("00:00"), "Investigating", "We look.")]
    course = [(list(said), draw(st.booleans()))] if draw(st.booleans()) else []
    for step in range(1, draw(st.integers(1, 8))):
        if draw(st.sampled_from(["say", "say", "say", "reword"])) == "say":
            phase = draw(st.sampled_from(["Investigating", "Identified", "Monitoring", "Resolved"]))
            words = draw(st.sampled_from(["We work on it.", f"Words {step}.", f"One.\nTwo {step}.\n\nThree."]))
            said.append((at("00:00") + timedelta(minutes=10 * step), phase, words))
        else:
            said[-1] = (*said[-1][:2], f"Reworded {step}.")
        course += [(list(said), draw(st.booleans())) for _ in range(draw(st.integers(0, 2)))]
    return [*course, (list(said), True)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(courses())
def test_whenever_the_json_fails_each_update_is_told_once_and_what_may_be_missing_is_known(
    course: list[tuple[list[tuple[datetime, str, str]], bool]],
) -> None:
    """P1, P2. Feed alone and then JSON, JSON and then the feed alone, and every other order."""
    identity = ulid(at("00:00"))
    known: Record | None = None
    announced: Counter[str] = Counter()

    for number, (said, whole) in enumerate(course):
        page = IncidentIoPage(incidents={identity: ("Logins fail", said)})
        now = said[-1][0] + timedelta(seconds=30 + number)
        tracked = track(known, seen_of(page, whole=whole), now=now)
        announced.update(tracked.change.updates if tracked.change else ())
        known = tracked.record

        remembered = [update.at for update in known.incident.updates]
        assert remembered == sorted({when for when, _, _ in said} & set(remembered))
        assert known.incident.partial or len(remembered) == len(said)

    assert known is not None
    assert announced == Counter(update.id for update in known.incident.updates)
    assert not known.incident.partial
    words = [update.text.plain for update in known.incident.updates]
    assert words == [words.replace("\n\n", "\n") for _, _, words in course[-1][0]]


def test_what_the_page_dates_a_minute_earlier_is_told_once_though_the_page_is_gone_later() -> None:
    page, identity = IncidentIoPage.with_story()
    dated_before = page.own(identity)
    title, said = page.incidents[identity]
    last = said[-1]
    page.incidents[identity] = (title, [*said[:-1], (last[0] + timedelta(minutes=1), *last[1:])])

    whole = track(None, only(added(told(page, {own(identity): dated_before}))), now=at("10:00"))
    later = track(whole.record, only(shown(page)), now=at("10:01"))

    assert phases(whole.record.incident) == THREE
    assert later.change is None
