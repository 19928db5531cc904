"""The faults of an attack, each with the test that holds it: what is not in this table is not claimed."""

import ast
from pathlib import Path

import pytest

HELD = {
    "test_codes.py": {
        "a list of members undoes codes": "whoever_knows_the_members_and_every_order_does_no_better_than_guessing",
        "somebody is alone beside their code": "who_would_be_alone_in_a_role_has_none_and_who_still_is_is_counted",
    },
    "test_funder.py": {
        "a withheld count is worked out": "enumeration_finds_no_withheld_count",
        "two releases tell of a joiner": "two_releases_that_differ_by_a_joiner_do_not_tell_where_they_belong",
        "what is remembered is read by others": "what_is_remembered_is_for_its_owner_alone_and_holds_no_name",
    },
    "test_left_out.py": {
        "somebody left out stays in a file": "nobody_left_out_is_in_a_byte_of_a_file_or_of_the_screen",
        "another spelling of them stays": "every_spelling_is_theirs_and_goes_or_resembles_them_and_stops_the_run",
        "the list of those left out has another name": "what_looks_like_a_list_of_them_and_is_not_read_stops_the_run",
    },
    "test_erasure.py": {
        "somebody erased comes back": "who_is_erased_is_in_no_result_nor_remembered_and_no_later_run_brings_them_back",
    },
    "test_sizes.py": {
        "more people than a drawing bears": "a_map_of_any_number_of_people_and_groups_is_drawn",
        "a drawing fails": "a_drawing_that_fails_costs_no_table_and_says_so",
    },
    "test_fuzz.py": {
        "a bit is flipped": "a_flipped_bit_in_a_workbook_or_a_document_loses_nothing_without_a_word",
        "a PDF is repaired in silence": "a_pdf_that_had_to_be_repaired_says_so",
        "an input is mutated": "mutated_inputs_neither_crash_nor_lose_records",
    },
    "test_patterns.py": {
        "a pattern takes for ever": "no_pattern_takes_more_than_in_proportion_to_the_text",
    },
    "test_formulas.py": {
        "a spreadsheet runs a name as a formula": "no_csv_of_any_command_holds_a_formula",
    },
    "test_publishing.py": {
        "killed while publishing": "killed_at_every_move_the_next_command_leaves_old_or_new_whole",
        "killed again while putting things right": "killed_again_while_putting_things_right_it_still_ends_whole",
        "a result is open elsewhere": "a_file_that_is_open_elsewhere_is_named_and_the_earlier_results_stay",
        "a file of ours was changed": "a_file_of_ours_that_was_changed_is_kept_and_the_new_one_stands_beside_it",
        "two runs write to one folder": "two_runs_at_once_do_not_mix",
        "results are read as data": "results_in_the_studys_own_folder_are_not_read_and_overwrite_nothing",
    },
    "test_settings.py": {
        "a value of a setting is out of bounds": "a_setting_out_of_bounds_is_one_line_and_exit_2",
        "a settings file is damaged": "no_mutation_of_a_settings_file_ends_in_a_traceback",
        "a declared file is not as expected": "no_declared_file_ends_in_a_traceback",
        "periods share a folder": "periods_whose_tables_would_overwrite_others_are_refused",
        "the name of a file is no Unicode": "a_name_of_a_file_that_is_no_unicode_is_written_with_escapes",
        "an argument is hostile": "no_argument_ends_in_a_traceback",
        "something unforeseen": "something_unforeseen_is_a_sentence_and_the_name_of_a_log",
        "the screen is closed or full": "a_screen_that_is_closed_or_full_is_no_traceback",
        "an API answers in a circle": "an_api_that_names_the_same_page_twice_is_not_asked_for_ever",
    },
    "test_supply.py": {
        "a package has a known fault": "what_had_known_faults_is_newer",
    },
    "../page/test_server.py": {
        "an upload never ends": "what_streams_in_pieces_without_a_length_is_bounded",
        "another page sends a form": "a_form_from_another_page_or_without_an_origin_is_refused",
        "another host is asked for": "another_host_is_refused",
        "two servers of one folder": "the_link_opens_a_page_of_this_computer_and_a_second_server_is_refused",
    },
    "../page/test_edits.py": {
        "an archive leads out of the folder": "a_zip_that_leads_out_of_the_folder_writes_nothing_there",
    },
    "../page/test_project.py": {
        "killed between two clicks": "killed_at_any_moment_the_folder_is_readable_and_can_be_undone",
        "the disk is full": "a_full_disk_and_a_file_open_elsewhere_are_said",
        "making is stopped": "stop_ends_the_making_and_leaves_no_half_results",
    },
}

FAULTS = [(file, fault, name) for file, faults in HELD.items() for fault, name in faults.items()]


@pytest.mark.parametrize(("file", "fault", "name"), FAULTS)
def test_a_fault_that_is_held_has_its_test(file, fault, name):
    tree = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8"))
    assert f"test_{name}" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, fault


def test_those_that_waited_for_the_local_page_are_among_them():
    assert len(FAULTS) >= 32
    assert sum(file.startswith("../page") for file, _fault, _name in FAULTS) == 8
