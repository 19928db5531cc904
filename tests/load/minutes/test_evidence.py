"""Who spoke, and who took something on."""

from __future__ import annotations

import pytest

from sna.facts import Attendance, Interaction, Person

ROLL = "# Reed group\n\nChair: Ann Smith\n\n## Present\n\n- Ann Smith (AS)\n- Bob Ray (BR)\n- Cat Wu\n\n## Talk\n\n"
TALK = "BR: good morning.\n\nZed: who am I?\n\nNOV: I am new.\n\nNOV: Still here.\n\nTODO: labels\n\nNOTE: cold.\n"


def test_those_on_the_roll_who_spoke_are_said_to(read):
    found = read(ROLL + TALK)
    assert found.names("present", "spoke") == ["Bob Ray"]
    assert found.names("present", "listed") == ["Ann Smith", "Bob Ray", "Cat Wu"]


def test_a_speaker_not_on_the_roll_is_reported_but_not_present(read):
    found = read(ROLL + TALK)
    assert "NOV" not in found.names("present", "spoke", "listed")
    excluded = [entry for entry in found.entries if entry.fate == "excluded"]
    assert [(entry.reason.code, entry.origin.place) for entry in excluded] == [("X-SPOKE", "line 17 speaker")]


def test_the_setting_makes_speakers_present(read):
    assert read(ROLL + TALK, spoke_is_present=True).names("present", "spoke") == ["Bob Ray", "NOV"]


def test_without_a_roll_speakers_are_present_unless_the_study_says_no(read):
    said = ["MW: full.", "AB: more.", "MW: yes.", "AB: no.", "TODO: labels.", "TODO: more labels."]
    text = "# Stock group 5 March 2024\n\n" + "\n\n".join(said)
    assert read(text).names("present", "spoke") == ["MW", "AB"]
    refused = read(text, spoke_is_present=False)
    assert refused.names("present", "spoke") == []
    assert refused.codes("excluded") == ["X-SPOKE", "X-SPOKE"]


@pytest.mark.parametrize(
    "line",
    [
        "ACTION: BR to send the list.",
        "**Action item: Bob to send the list**",
        "- [BR] Send the list",
        "- [ ] Bob Ray: send the list",
        "Action 3 - Bob Ray to send the list",
        "- Send the list (BR)",
        "- NEW: BR: send the list",
        "- @Bob: send the list",
        "| Action | Owner |\n|---|---|\n| Send the list | BR |",
    ],
)
def test_an_action_goes_from_the_chair_to_its_owner(read, line):
    found = read(ROLL + "### Actions\n\n" + line + "\n")
    assert found.actions() == [("name:ann smith", "name:bob ray")]
    said = found.of(Interaction)[0]
    assert (said.kind, said.at, said.channel) == ("action", "2024-03-05", "gathering:2024-03-05 reed group")
    assert "list" not in str(found.entries).replace("listed", "").replace("LISTED", "")


def test_without_a_chair_the_meeting_gives_the_action(read):
    found = read("# Reed group\n\nPresent: Ann Smith, Bob Ray\n\nACTION: Bob Ray to send the list.\n")
    source = "unidentified:gathering:2024-03-05 reed group#meeting"
    assert found.actions() == [(source, "name:bob ray")]
    assert next(person.kind for person in found.of(Person) if person.id == source) == "unidentified"


def test_the_chairs_own_action_comes_from_the_meeting(read):
    found = read(ROLL + "ACTION: AS to send the list.\n")
    assert found.actions() == [("unidentified:gathering:2024-03-05 reed group#meeting", "name:ann smith")]


@pytest.mark.parametrize(
    "line",
    [
        "ACTION: the team to send it.",
        "- Data Strategy Team to check",
        "ACTION: all",
        "- ask the Reed Board to pay",
        "- [x] done",
    ],
)
def test_nobody_in_particular_owns_no_action(read, line):
    assert read(ROLL + "### Actions\n\n" + line + "\n").actions() == []


def test_two_owners_are_two_records(read):
    found = read(ROLL + "ACTION: BR / Cat to meet.\n")
    assert [target for _source, target in found.actions()] == ["name:bob ray", "name:cat wu"]


def test_who_sent_apologies_may_own_an_action_but_was_not_there(read):
    found = read(ROLL.replace("- Cat Wu", "") + "Regrets: Dan Fox\n\nACTION: Dan Fox to write.\n")
    assert [target for _source, target in found.actions()] == ["name:dan fox"]
    assert not [one for one in found.of(Attendance) if one.evidence == "action"]
