from dataclasses import replace
from datetime import datetime

from adapters.model import Incident, IncidentUpdate, Kind, Phase
from bot.core.record import Reason, Record
from bot.core.schedule import FeedState
from bot.core.source import Look, look, the_same
from tests.incidents import at, identified, incident, investigating, resolved, said

FRESH = FeedState("https://status.acme.example/history.atom", "acme")
KNOWN = replace(FRESH, first_good_at=at("08:00"), last_good_at=at("09:30"), dialect="statuspage", entries=3)

OLD = incident(investigating("01:00"), resolved("02:00"), id_="old")
OLDER = incident(investigating("00:10"), resolved("00:20"), id_="older")
OPEN = incident(investigating("09:00"), id_="open")


def first_look(*seen: Incident, now: datetime | None = None) -> Look:
    return look(FRESH, {}, seen, dialect="statuspage", now=now or at("09:30"))


def then(known: dict[str, Record], *seen: Incident, dialect: str = "statuspage", clock: str = "10:00") -> Look:
    return look(KNOWN, known, seen, dialect=dialect, now=at(clock))


def known() -> dict[str, Record]:
    return first_look(OPEN, OLD, OLDER).records


def test_the_first_look_remembers_everything_and_tells_only_what_is_under_way() -> None:  # P5
    looked = first_look(OPEN, OLD, OLDER)

    assert set(looked.records) == {"open", "old", "older"}
    assert set(looked.changes) == {"open"}
    assert looked.already_open


def test_the_first_look_tells_of_no_plan_and_of_nothing_stale() -> None:
    plan = incident(said(Phase.SCHEDULED, "09:00"), id_="plan", kind=Kind.MAINTENANCE)

    assert first_look(plan).changes == {}
    assert first_look(OPEN, now=at("09:01", day=6)).changes == {}


def test_later_looks_tell_of_what_is_new() -> None:
    looked = then(known(), incident(investigating("09:50"), id_="new"), OPEN, OLD, OLDER)

    assert {id_: change.reason for id_, change in looked.changes.items()} == {"new": Reason.OPENED}
    assert set(looked.records) == {"new"}
    assert not looked.already_open


def test_an_incident_that_stands_twice_in_a_feed_is_one() -> None:  # P2
    longer = incident(investigating("09:00"), identified("09:40"), id_="open")

    looked = then(known(), OPEN, longer, OLD, OLDER)

    assert len(looked.records["open"].incident.updates) == 2
    assert looked.changes["open"].reason is Reason.UPDATED


def test_an_open_incident_gone_twice_while_older_ones_stand_was_withdrawn() -> None:
    once = then(known(), OLD, OLDER)
    twice = then(known() | once.records, OLD, OLDER)

    assert once.changes == {}
    assert once.unsettled
    assert twice.changes["open"].reason is Reason.WITHDRAWN
    assert twice.records["open"].withdrawn


def test_an_incident_that_comes_back_after_one_miss_was_never_gone() -> None:
    once = then(known(), OLD, OLDER)
    back = then(known() | once.records, OPEN, OLD, OLDER)

    assert back.changes == {}
    assert back.records["open"].missed == 0


def test_an_open_incident_that_fell_off_the_end_of_the_feed_is_not_withdrawn() -> None:  # P3
    newer = incident(investigating("09:40"), id_="newer")
    state = known() | {"newer": first_look(newer).records["newer"]}

    looked = then(state, newer)

    assert looked.changes == {}
    assert not looked.unsettled


def test_a_feed_gone_empty_is_held_and_ends_nothing() -> None:  # P3 P6 F035
    looked = then(known())

    assert looked.suspect == "it is empty, and told of 3 incidents before"
    assert (looked.records, looked.changes) == ({}, {})


def test_a_feed_whose_every_identity_is_new_is_held() -> None:  # P6
    moved = [replace(one, id=f"new-{one.id}") for one in (OPEN, OLD, OLDER)]

    looked = then({}, *moved)

    assert looked.suspect == "every incident in it has another identity than before"
    assert looked.changes == {}


def test_a_feed_written_as_another_platform_is_held() -> None:  # P6 F033
    looked = then(known(), OPEN, dialect="incidentio")

    assert looked.suspect == "it is now written as incidentio, and was written as statuspage before"


def test_a_feed_in_which_all_began_after_the_last_word_known_is_believed() -> None:
    new = [incident(investigating(clock), id_=clock) for clock in ("09:40", "09:41", "09:42")]

    looked = look(KNOWN, {}, new, dialect="statuspage", now=at("10:00"), spoke_last=at("09:30"))
    none_told = look(KNOWN, {}, new, dialect="statuspage", now=at("10:00"), spoke_last=at("09:41"))

    assert looked.suspect is None
    assert len(looked.changes) == 3
    assert none_told.suspect == "every incident in it has another identity than before"


def test_a_feed_that_never_said_much_may_fall_silent() -> None:
    looked = look(replace(KNOWN, entries=1), known(), (), dialect="generic", now=at("10:00"))

    assert looked == Look()


AZURE = replace(KNOWN, dialect="azure")


def by_absence(known: dict[str, Record], *seen: Incident, clock: str) -> Look:
    return look(AZURE, known, seen, dialect="azure", now=at(clock), absence_ends=True)


def test_where_absence_means_the_end_two_good_polls_without_it_end_it() -> None:
    once = by_absence(known(), OLD, clock="10:00")
    twice = by_absence(known() | once.records, clock="10:01")

    assert once.changes == {}
    assert once.unsettled
    assert twice.changes["open"].reason is Reason.RESOLVED
    assert twice.records["open"].incident.resolved_at == at("10:01")


def test_what_is_missing_where_something_could_not_be_read_is_neither_over_nor_withdrawn() -> None:  # P3
    once = by_absence(known(), OLD, clock="10:00")
    missed = known() | once.records

    for absence_ends in (True, False):
        looked = look(
            AZURE, missed, [OLD, OLDER], dialect="azure", now=at("10:01"), absence_ends=absence_ends, is_whole=False
        )
        assert looked == Look()


def test_there_an_empty_feed_is_no_reason_for_doubt() -> None:
    assert by_absence(known(), clock="10:00").suspect is None


def test_what_is_listed_again_goes_on_and_our_word_of_its_end_is_taken_back() -> None:
    gone = known() | by_absence(known(), clock="10:00").records
    ended = gone | by_absence(gone, clock="10:01").records

    back = by_absence(ended, OPEN, clock="10:05")

    assert back.changes["open"].reason is Reason.REOPENED
    assert [update.phase for update in back.records["open"].incident.updates] == [Phase.INVESTIGATING]


def test_an_incident_under_a_new_id_is_known_by_title_and_beginning_and_twins_are_not() -> None:
    twin = incident(investigating("05:00"), id_="twin", title="The same")
    other = incident(investigating("05:00"), id_="other", title="The same")
    before = first_look(OPEN, twin, other).records

    moved = [replace(one, id=f"new-{one.id}") for one in (OPEN, twin)]

    assert the_same(before, moved) == {"new-open": "open"}


def moved(one: Incident, *updates: IncidentUpdate) -> Incident:
    """An incident as a page that moved shows it: under another id, and no more than the newest word."""
    return replace(one, id=f"new-{one.id}", updates=updates or one.updates[-1:], partial=True)


def test_where_only_the_last_word_is_shown_an_incident_is_known_by_title_and_that() -> None:
    before = first_look(incident(investigating("09:00"), identified("09:20"), id_="open"), OLD).records

    assert the_same(before, [moved(incident(investigating("09:00"), identified("09:20"), id_="open")), moved(OLD)]) == {
        "new-open": "open",
        "new-old": "old",
    }


def test_the_only_one_of_its_title_that_has_spoken_since_is_the_open_one() -> None:
    before = first_look(OPEN, OLD).records

    assert the_same(before, [moved(OPEN, resolved("09:40"))]) == {"new-open": "open"}
    assert the_same(before, [moved(OPEN, resolved("08:40"))]) == {}


def test_two_of_one_title_that_have_spoken_since_are_nobody_known() -> None:
    before = first_look(OPEN).records
    one = moved(OPEN, investigating("09:40"))

    assert the_same(before, [one, replace(one, id="other", updates=(investigating("09:50"),))]) == {}


def test_what_was_over_before_a_feed_moved_is_not_told_again_however_it_is_put_now() -> None:
    before = first_look(OPEN, OLD).records
    again = incident(investigating("01:00"), identified("01:30"), resolved("02:05"), id_="old")

    looked = look(replace(KNOWN, first_good_at=None), before, [OPEN, again], dialect="incidentio", now=at("10:00"))

    assert looked.changes == {}
    assert len(looked.records["old"].incident.updates) > len(OLD.updates)


# What is older than is kept

LONG_AGO = incident(investigating("01:00", day=1), resolved("02:00", day=1), id_="long ago")
LONG_AGO_TOO = incident(investigating("03:00", day=1), resolved("04:00", day=1), id_="long ago too")
KEPT_SINCE = at("00:00")


def then_keeping(known: dict[str, Record], *seen: Incident, state: FeedState = KNOWN) -> Look:
    return look(state, known, seen, dialect="statuspage", now=at("10:00"), kept_since=KEPT_SINCE)


def test_what_was_forgotten_and_still_stands_in_the_feed_is_passed_over() -> None:
    looked = then_keeping(known(), OPEN, OLD, OLDER, LONG_AGO)

    assert looked == Look()


def test_a_first_look_remembers_nothing_that_is_older_than_is_kept() -> None:
    assert set(then_keeping({}, OPEN, OLD, LONG_AGO, state=FRESH).records) == {"open", "old"}


def test_a_feed_of_which_all_was_forgotten_is_not_suspect_for_that() -> None:
    new = incident(investigating("09:50"), id_="new")

    quiet = then_keeping({}, LONG_AGO, LONG_AGO_TOO)
    awake = then_keeping({}, new, LONG_AGO, LONG_AGO_TOO)

    assert quiet == Look()
    assert set(awake.changes) == {"new"}


def test_new_identities_for_all_that_is_kept_are_suspect_still() -> None:
    looked = look(
        KNOWN,
        {},
        [replace(OLD, id="other"), LONG_AGO],
        dialect="statuspage",
        now=at("10:00"),
        spoke_last=at("09:00"),
        kept_since=KEPT_SINCE,
    )

    assert looked.suspect


def test_what_is_open_known_or_has_no_time_is_never_passed_over() -> None:
    was = then(known(), LONG_AGO, OPEN, OLD, OLDER).records["long ago"]
    reworded = replace(LONG_AGO, title="Called otherwise")
    still_open = incident(investigating("05:00", day=1), id_="still open")
    timeless = incident(resolved(None), id_="timeless")

    looked = then_keeping(known() | {"long ago": was}, OPEN, OLD, OLDER, reworded, still_open, timeless)

    assert set(looked.records) == {"long ago", "still open", "timeless"}


def test_a_word_that_is_said_today_brings_back_what_was_forgotten() -> None:
    late = replace(LONG_AGO, updates=(*LONG_AGO.updates, said(Phase.POSTMORTEM, "09:30")))

    looked = then_keeping(known(), OPEN, OLD, OLDER, late)

    assert looked.records["long ago"].after_the_fact
