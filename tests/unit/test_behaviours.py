"""Which tests hold each of the 52 behaviours that status feeds were seen to have, and that a parser must survive."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent

HELD: dict[int, tuple[str, ...]] = {  # none by captures alone: they are not part of this repository
    1: (
        "tracker::test_a_truncated_entry_un_says_nothing",
        "behaviours_statuspage::test_a_date_that_moves_with_each_update_moves_none_that_was_there",
    ),
    2: ("behaviours_hosted::test_a_feed_that_shows_only_the_newest_update_tells_each_once",),
    3: ("behaviours_clouds::test_one_item_an_update_and_no_id_of_the_incident",),
    4: (
        "behaviours_clouds::test_one_item_an_update_and_all_with_one_guid",
        "betterstack::test_the_two_events_of_a_monitor_are_one_incident",
    ),
    5: ("behaviours_hosted::test_items_whose_ids_differ_behind_one_link_are_one_incident",),
    6: ("behaviours_hosted::test_an_id_that_is_new_at_every_update_is_the_same_incident",),
    7: ("goldens::test_rss_and_atom_of_one_page_say_the_same",),
    8: (
        "behaviours_hosted::test_whichever_update_stands_first_the_oldest_is_told_first",
        "statuspage::test_updates_stand_oldest_first",
        "statusio::test_the_oldest_update_stands_first",
        "lambstatus::test_the_newest_update_stands_first",
    ),
    9: (
        "behaviours_statuspage::test_the_year_turns_within_one_incident",
        "instatus::test_a_long_incident_is_dated_forwards_from_its_start",
    ),
    10: (
        "times::test_a_shown_time_is_read_as_it_stands",
        "statuspage::test_a_banner_is_a_window_and_not_an_update",
    ),
    11: (
        "statusio::test_an_abbreviation_names_the_zone_of_the_page_and_not_the_offset_of_the_day",
        "times::test_a_zone_is_known_by_its_name",
        "times::test_an_ambiguous_name_is_decided_by_the_instant",
    ),
    12: ("behaviours_clouds::test_a_time_of_day_without_a_date_goes_on_to_the_next_day",),
    13: (
        "behaviours_hosted::test_updates_without_times_are_told_once_each",
        "behaviours_hosted::test_the_times_of_a_page_that_dates_its_newest_update_alone_are_kept",
    ),
    14: (
        "statuspage::test_the_date_of_a_scheduled_rss_item_is_its_start_and_no_revision",
        "tracker::test_a_time_in_the_future_is_kept_as_text_and_orders_by_place",
    ),
    15: (
        "behaviours_hosted::test_an_entry_whose_date_never_moves_still_grows",
        "behaviours_statuspage::test_a_date_that_moves_with_each_update_moves_none_that_was_there",
    ),
    16: ("statuspage::test_a_silent_edit_a_year_later_moves_no_update",),
    17: ("tracker::test_a_reworded_update_edits_and_alerts_nobody",),
    18: (
        "behaviours_hosted::test_a_feed_that_is_dated_anew_says_nothing_new",
        "fetch::test_the_same_body_under_a_new_etag_is_unchanged_and_the_etag_is_kept",
    ),
    19: (
        "behaviours_statuspage::test_in_whatever_order_the_incidents_stand_each_says_the_same",
        "statuspage::test_the_page_s_order_stands_where_authors_chose_other_times",
    ),
    20: ("statuspage::test_the_markup_of_2026_says_what_that_of_2025_said",),
    21: ("statuspage::test_small_print_and_bold_words_in_prose_part_nothing",),
    22: (
        "behaviours_statuspage::test_phases_may_be_kept_left_out_repeated_reversed_and_come_back",
        "tracker::test_an_update_after_the_resolution_reopens_the_same_incident",
    ),
    23: (
        "behaviours_statuspage::test_what_was_only_ever_told_as_over_has_an_end_and_no_length",
        "tracker::test_an_incident_that_was_over_when_first_seen_is_known_as_told_after_the_fact",
    ),
    24: (
        "behaviours_clouds::test_a_report_after_the_end_reopens_nothing",
        "tracker::test_a_postmortem_after_the_resolution_reopens_nothing",
    ),
    25: (
        "behaviours_statuspage::test_a_maintenance_ends_when_it_is_said_to_and_not_when_it_was_planned_to",
        "behaviours_statuspage::test_a_window_may_go_on_past_midnight_with_its_blanks_escaped_twice",
    ),
    26: (
        "behaviours_clouds::test_elements_that_no_standard_names_are_used",
        "statuspage::test_a_planned_end_alone_makes_a_maintenance",
        "parse::test_what_an_rss_feed_has_besides_its_standard_is_read_past",
    ),
    27: (
        "parse::test_a_body_that_is_told_twice_is_one",
        "parse::test_an_atom_entry_is_read_whole",
        "statuspage::test_an_entry_without_updates_is_skipped_and_not_guessed",
    ),
    28: (
        "text::test_html_that_was_escaped_twice_is_read",
        "text::test_plain_text_keeps_its_lines",
        "behaviours_hosted::test_whichever_update_stands_first_the_oldest_is_told_first",
    ),
    29: (
        "text::test_broken_nesting_is_survived",
        "text::test_paragraphs_are_blocks_and_a_break_is_a_new_line",
    ),
    30: ("statuspage::test_quotes_that_are_escaped_say_the_same",),
    31: (
        "incidentio::test_the_id_is_the_ulid_and_the_address_has_single_slashes",
        "parse::test_links_are_whole_and_lead_to_the_web",
        "betterstack::test_reports_under_the_link_of_the_page_are_told_apart_by_their_ids",
        "statusio::test_the_links_are_what_it_is_known_by",
    ),
    32: (
        "generic::test_a_link_identifies_where_no_id_does",
        "generic::test_a_nameless_entry_stays_the_same_when_its_phase_moves_on",
    ),
    33: (
        "behaviours_clouds::test_an_empty_channel_means_well_on_one_page_and_nothing_on_another",
        "source::test_where_absence_means_the_end_two_good_polls_without_it_end_it",
    ),
    34: (
        "source::test_an_open_incident_that_fell_off_the_end_of_the_feed_is_not_withdrawn",
        "source::test_an_open_incident_gone_twice_while_older_ones_stand_was_withdrawn",
    ),
    35: ("source::test_the_first_look_remembers_everything_and_tells_only_what_is_under_way",),
    36: ("behaviours_hosted::test_titles_that_repeat_or_hold_other_words_decide_nothing",),
    37: (
        "behaviours_hosted::test_a_title_that_carries_the_state_changes_neither_title_nor_identity",
        "behaviours_clouds::test_a_state_in_the_title_changes_neither_title_nor_identity",
    ),
    38: ("behaviours_clouds::test_one_event_in_several_regions_is_one_incident_each",),
    39: ("aws::test_service_and_region_are_told_apart_though_both_have_hyphens",),
    40: ("behaviours_clouds::test_resolved_in_the_title_while_work_continues_is_no_end",),
    41: (
        "times::test_the_date_of_an_entry_keeps_its_offset",
        "behaviours_clouds::test_dates_with_a_z_and_with_pacific_time_are_understood",
    ),
    42: (
        "incidentio::test_components_lose_their_state_and_their_repetitions",
        "incidentio::test_an_empty_list_of_components_is_none",
    ),
    43: (
        "cachet::test_labels_are_read_in_the_languages_that_the_platform_speaks",
        "words::test_each_phase_has_its_word_in_the_languages_that_platforms_write",
        "hund::test_the_word_in_brackets_is_the_phase_and_no_part_of_the_title",
    ),
    44: (
        "betterstack::test_an_all_clear_in_prose_is_no_end",
        "behaviours_clouds::test_an_all_clear_in_prose_is_not_believed",
        "slack::test_only_a_sentence_about_the_whole_issue_ends_it",
    ),
    45: (
        "poll::test_an_answer_that_is_no_feed_is_a_failure_and_never_a_recovery",
        "fetch_failures::test_a_status_without_a_feed_is_a_failure",
        "fetch_redirects::test_a_feed_has_moved_as_far_as_its_redirects_are_permanent",
        "tracker::test_a_stale_copy_brings_back_neither_old_words_nor_an_old_title",
    ),
    46: (
        "fetch::test_we_say_who_we_are_and_what_we_take",
        "fetch::test_the_same_body_without_validators_is_unchanged",
        "fetch::test_an_etag_is_sent_back_and_304_means_unchanged",
    ),
    47: (
        "behaviours_clouds::test_utf_16_and_numbers_as_strings_are_read_and_null_is_an_empty_list",
        "behaviours_clouds::test_null_for_no_incidents_is_no_incident",
    ),
    48: (
        "behaviours_hosted::test_rss_under_the_name_of_atom_is_rss",
        "source::test_a_feed_written_as_another_platform_is_held",
    ),
    49: ("behaviours_hosted::test_an_announcement_of_no_state_is_neither_open_nor_over",),
    50: (
        "behaviours_hosted::test_look_alikes_and_raw_line_breaks_are_kept",
        "text::test_too_long_a_text_is_cut_where_it_can_be_seen",
    ),
    51: (
        "parse::test_what_a_server_prints_before_the_feed_is_skipped",
        "parse::test_an_empty_body_is_said_to_be_empty",
    ),
    52: ("aws::test_an_event_that_stays_open_for_months_is_one_incident",),
}


@pytest.mark.parametrize(("number", "places"), HELD.items())
def test_every_behaviour_is_held_by_a_test(number: int, places: tuple[str, ...]) -> None:
    for place in places:
        file, name = place.split("::")
        assert f"def {name}(" in (HERE / f"test_{file}.py").read_text(encoding="utf-8")

    assert number in range(1, 53)
    assert len(HELD) == 52
