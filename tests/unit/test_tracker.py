from dataclasses import replace
from datetime import timedelta

from adapters.model import Incident, Kind, Phase, Text, Window
from bot.core.record import Reason, Record
from bot.core.tracker import Tracked, is_stale, track
from tests.incidents import at, identified, incident, investigating, monitoring, record, resolved, said


def after(known: Record, seen: Incident, clock: str = "10:00") -> Tracked:
    return track(known, seen, now=at(clock))


def reason(tracked: Tracked) -> Reason | None:
    return tracked.change.reason if tracked.change else None


def phases(tracked: Tracked) -> list[Phase]:
    return [update.phase for update in tracked.record.incident.updates]


def test_an_incident_never_seen_before_is_opened() -> None:
    tracked = track(None, incident(investigating("09:00")), now=at("09:01"))

    assert reason(tracked) is Reason.OPENED
    assert tracked.record.first_seen == at("09:01")
    assert not tracked.record.after_the_fact


def test_an_incident_that_was_over_when_first_seen_is_known_as_told_after_the_fact() -> None:
    tracked = track(None, incident(investigating("09:00"), resolved("09:20")), now=at("09:30"))

    assert reason(tracked) is Reason.OPENED
    assert tracked.record.after_the_fact


def test_the_same_again_is_no_change() -> None:  # P2
    known = record(investigating("09:00"))

    assert after(known, incident(investigating("09:00"))) == Tracked(known)


def test_a_new_update_is_told_once_by_its_id() -> None:
    known = record(investigating("09:00"))

    tracked = after(known, incident(investigating("09:00"), identified("09:10")))

    assert reason(tracked) is Reason.UPDATED
    assert tracked.change is not None
    assert tracked.change.updates == ("2026-03-02T09:10Z identified",)


def test_a_reworded_update_edits_and_alerts_nobody() -> None:
    known = record(investigating("09:00", "We look into errors."))

    tracked = after(known, incident(investigating("09:00", "We look into elevated errors.")))

    assert reason(tracked) is Reason.EDITED
    assert tracked.change is not None
    assert not tracked.change.alerts
    assert tracked.record.incident.updates[0].text == Text.of("We look into elevated errors.")


def test_a_re_dated_update_is_the_same_update() -> None:
    known = record(investigating("09:00"), monitoring("09:20"))

    tracked = after(known, incident(investigating("09:00"), monitoring("09:25")))

    assert reason(tracked) is Reason.EDITED
    assert [update.at for update in tracked.record.incident.updates] == [at("09:00"), at("09:25")]
    assert tracked.record.incident.updates[1].id == known.incident.updates[1].id


def test_an_update_whose_page_tells_no_time_any_more_keeps_the_one_it_had() -> None:
    known = record(investigating("09:00"))

    tracked = after(known, incident(investigating(None), resolved("09:20")))

    assert reason(tracked) is Reason.RESOLVED
    assert [update.at for update in tracked.record.incident.updates] == [at("09:00"), at("09:20")]
    assert after(tracked.record, incident(investigating(None), resolved("09:20"))).change is None


def test_what_an_undated_stale_copy_undid_is_done_again_by_the_page() -> None:  # P1 P4
    corrected = incident(investigating("09:00"), said(Phase.RESOLVED, "09:20", "A fix is out."))
    former = incident(investigating("09:00"), said(Phase.MONITORING, "09:20", "A fix is out."))
    known = track(None, corrected, now=at("09:30")).record

    for seen in (former, incident(former.updates[0], said(Phase.RESOLVED, "09:20", "A fix is out, and works."))):
        known = after(known, seen).record

    assert [(update.at, update.phase) for update in known.incident.updates[1:]] == [(at("09:20"), Phase.RESOLVED)]
    assert known.incident.updates[-1].text == Text.of("A fix is out, and works.")


def test_a_whole_entry_moved_by_an_hour_is_no_news() -> None:  # P13
    known = record(investigating("09:00"), monitoring("09:20"))

    tracked = after(known, incident(investigating("08:00"), monitoring("08:20")))

    assert reason(tracked) is Reason.EDITED
    assert len(tracked.record.incident.updates) == 2


def test_the_same_words_said_again_beside_the_first_are_a_new_update() -> None:
    known = record(investigating("09:00"), monitoring("09:20", "We continue to monitor."))
    again = monitoring("09:40", "We continue to monitor.")

    tracked = after(known, incident(*known.incident.updates[:1], monitoring("09:20", "We continue to monitor."), again))

    assert reason(tracked) is Reason.UPDATED
    assert len(tracked.record.incident.updates) == 3


def test_an_update_whose_phase_was_put_right_is_the_same_update() -> None:
    known = record(investigating("09:00"), said(Phase.UPDATE, "09:20", "A fix is out."))

    tracked = after(known, incident(investigating("09:00"), monitoring("09:20", "A fix is out.")))

    assert reason(tracked) is Reason.EDITED
    assert phases(tracked) == [Phase.INVESTIGATING, Phase.MONITORING]


def test_two_updates_of_one_minute_and_phase_are_two() -> None:
    tracked = track(None, incident(monitoring("09:00", "One."), monitoring("09:00", "Two.")), now=at("09:01"))

    assert [update.id for update in tracked.record.incident.updates] == [
        "2026-03-02T09:00Z monitoring",
        "2026-03-02T09:00Z monitoring #2",
    ]


def test_the_very_same_paragraph_twice_in_an_entry_is_one_update() -> None:
    tracked = track(None, incident(monitoring("09:00"), monitoring("09:00")), now=at("09:01"))

    assert len(tracked.record.incident.updates) == 1


def test_a_truncated_entry_un_says_nothing() -> None:  # P1
    known = record(investigating("09:00"), identified("09:10"), monitoring("09:20"))

    tracked = after(known, incident(monitoring("09:20")))

    assert tracked.change is None
    assert phases(tracked) == [Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING]


def test_a_stale_copy_brings_back_neither_old_words_nor_an_old_title() -> None:
    known = track(None, incident(investigating("09:00", "New."), revised_at=at("09:30")), now=at("09:31")).record
    stale = incident(investigating("09:00", "Old."), title="Old title", revised_at=at("09:05"))

    tracked = after(known, stale)

    assert tracked.change is None
    assert tracked.record.incident.title == "Errors in the API"


def test_a_stale_copy_may_still_bring_an_update_that_was_missed() -> None:  # P1
    known = track(None, incident(monitoring("09:20"), revised_at=at("09:20"), partial=True), now=at("09:31")).record

    tracked = after(known, incident(identified("09:10"), revised_at=at("09:10"), partial=True))

    assert reason(tracked) is Reason.UPDATED
    assert phases(tracked) == [Phase.IDENTIFIED, Phase.MONITORING]


def test_a_feed_that_shows_only_the_newest_update_loses_none_of_the_earlier() -> None:
    known = track(None, incident(investigating("09:00"), partial=True), now=at("09:01")).record

    tracked = after(known, incident(identified("09:10"), partial=True))

    assert reason(tracked) is Reason.UPDATED
    assert phases(tracked) == [Phase.INVESTIGATING, Phase.IDENTIFIED]


def test_the_resolution_is_told_with_what_came_before_it_unseen() -> None:
    known = record(investigating("09:00"))

    tracked = after(known, incident(investigating("09:00"), monitoring("09:20"), resolved("09:40")))

    assert reason(tracked) is Reason.RESOLVED
    assert tracked.change is not None
    assert len(tracked.change.updates) == 2


def test_an_update_after_the_resolution_reopens_the_same_incident() -> None:  # P4
    known = record(investigating("09:00"), resolved("09:40"))

    tracked = after(known, incident(investigating("09:00"), resolved("09:40"), investigating("09:50", "Back again.")))

    assert reason(tracked) is Reason.REOPENED
    assert tracked.record.incident.is_open


def test_a_postmortem_after_the_resolution_reopens_nothing() -> None:
    known = record(investigating("09:00"), resolved("09:40"))
    postmortem = said(Phase.POSTMORTEM, "12:00", "What happened.")

    tracked = after(known, incident(investigating("09:00"), resolved("09:40"), postmortem), "12:01")

    assert reason(tracked) is Reason.UPDATED
    assert tracked.record.incident.phase is Phase.RESOLVED
    assert tracked.record.incident.resolved_at == at("09:40")


def test_an_update_dated_before_the_resolution_reopens_nothing() -> None:
    known = record(investigating("09:00"), resolved("09:40"))

    tracked = after(known, incident(investigating("09:00"), monitoring("09:30"), resolved("09:40")))

    assert reason(tracked) is Reason.UPDATED
    assert not tracked.record.is_open


def test_a_time_in_the_future_is_kept_as_text_and_orders_by_place() -> None:  # P13
    tracked = track(None, incident(investigating("09:00"), monitoring("23:00"), resolved("09:30")), now=at("09:31"))

    middle = tracked.record.incident.updates[1]
    assert (middle.at, middle.said) == (None, "2026-03-02T23:00Z")
    assert phases(tracked) == [Phase.INVESTIGATING, Phase.MONITORING, Phase.RESOLVED]


def test_a_time_that_was_in_the_future_and_has_come_is_no_news() -> None:
    known = track(None, incident(investigating("09:00"), monitoring("11:00")), now=at("09:01")).record

    tracked = after(known, incident(investigating("09:00"), monitoring("11:00")), "11:30")

    assert reason(tracked) is Reason.EDITED
    assert tracked.record.incident.updates[1].at == at("11:00")


def test_a_time_before_any_status_page_is_not_believed() -> None:
    ancient = replace(investigating("09:00"), at=at("09:00").replace(year=1970))

    tracked = track(None, incident(ancient), now=at("09:01"))

    assert tracked.record.incident.updates[0].at is None


def test_updates_without_any_time_keep_their_order_and_are_known_again() -> None:
    known = record(investigating(None, "One."), monitoring(None, "Two."))

    tracked = after(known, incident(investigating(None, "One."), monitoring(None, "Two."), resolved(None, "Three.")))

    assert reason(tracked) is Reason.RESOLVED
    assert phases(tracked) == [Phase.INVESTIGATING, Phase.MONITORING, Phase.RESOLVED]


def test_the_providers_own_ids_outlive_a_change_of_time_words_and_phase() -> None:
    known = record(said(Phase.INVESTIGATING, "09:00", "Errors.", id_="u1"))

    tracked = after(known, incident(said(Phase.IDENTIFIED, "09:07", "Errors in Paris.", id_="u1")))

    assert reason(tracked) is Reason.EDITED
    assert len(tracked.record.incident.updates) == 1


def test_what_a_later_entry_leaves_out_stays() -> None:
    window = Window(at("22:00"), at("23:00"))
    first = replace(incident(said(Phase.SCHEDULED, "09:00", "Planned."), kind=Kind.MAINTENANCE), window=window)
    known = track(None, replace(first, components=("DNS",)), now=at("09:01")).record

    tracked = after(known, incident(said(Phase.SCHEDULED, "09:00", "Planned."), said(Phase.IN_PROGRESS, "09:30")))

    assert tracked.record.incident.window == window
    assert tracked.record.incident.components == ("DNS",)
    assert tracked.record.incident.kind is Kind.MAINTENANCE


def test_the_same_components_in_another_order_are_no_change() -> None:  # P2
    first = replace(incident(investigating("09:00")), components=("API", "DNS"))
    known = track(None, first, now=at("09:01")).record

    tracked = after(known, replace(first, components=("DNS", "API")))

    assert tracked.change is None


def test_an_incident_without_a_word_for_three_days_is_stale_and_a_plan_is_not() -> None:
    planned = replace(
        incident(said(Phase.SCHEDULED, "09:00"), kind=Kind.MAINTENANCE), window=Window(at("22:00", day=20), None)
    )
    plan = track(None, planned, now=at("09:01")).record

    assert is_stale(record(investigating("09:00")), now=at("09:01", day=5), stale_after=timedelta(hours=72))
    assert not is_stale(record(investigating("09:00")), now=at("08:59", day=5), stale_after=timedelta(hours=72))
    assert not is_stale(plan, now=at("09:01", day=9), stale_after=timedelta(hours=72))


def test_an_end_that_the_page_puts_last_is_the_end_even_if_it_is_dated_before_the_beginning() -> None:  # P13
    odd = incident(investigating("04:08"), resolved("03:42"))

    tracked = track(None, odd, now=at("09:01"))
    again = track(tracked.record, odd, now=at("09:02"))

    assert phases(tracked) == [Phase.INVESTIGATING, Phase.RESOLVED]
    assert again.change is None


def test_a_shuffled_entry_changes_nothing() -> None:
    known = record(investigating("09:00"), identified("09:10"), resolved("09:20"))

    tracked = after(known, incident(resolved("09:20"), investigating("09:00"), identified("09:10")))

    assert tracked.change is None
    assert not tracked.record.is_open
