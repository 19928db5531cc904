"""Rolls in layouts of many kinds of body: councils, governors, boards, teams, and in other languages."""

from __future__ import annotations

import pytest

from sna.facts import Attendance, Gathering


def test_a_group_with_its_names_behind_it_is_no_person(read):
    found = read("Members present: Prof Ann Smith; Dr Bob Ray\nEx officio: Mr Cat Wu (Registrar)\n")
    assert found.names() == ["Prof Ann Smith", "Dr Bob Ray", "Mr Cat Wu"]


def test_a_colon_after_a_name_and_its_organisation_is_no_group(read):
    assert read("## Present\n\n- Ann Smith, re:drawn / Pond\n- Bob Ray, Apple\n").names() == ["Ann Smith", "Bob Ray"]


def test_groups_may_stand_below_the_heading_with_first_names_only(read):
    found = read("- Attendance:\n    - Team members: Ann, Bob, Cat\n    - Others: Dee, pond, Flo\n- Meeting roles:\n")
    assert found.names() == ["Ann", "Bob", "Cat", "Dee", "pond", "Flo"]


def test_the_two_of_a_group_are_two_people(read):
    assert read("Members present: Ann Smith, Bob Ray, Cat Wu\nPublic: Dee Fox, Eve Orr\n").names()[3:] == [
        "Dee Fox",
        "Eve Orr",
    ]


def test_the_only_item_of_a_roll_may_hold_all_names(read):
    found = read("## Attendees\n\n- Ann, Bob, Cat (late), Dee\n- Absent: Eve\n")
    assert found.names() == ["Ann", "Bob", "Cat", "Dee"]
    assert found.names("absent") == ["Eve"]


def test_the_only_item_of_a_roll_may_be_one_person_with_firm_and_town(read):
    assert read("## Attendees\n\n- Ann Smith, Brightwater, York\n").names() == ["Ann Smith"]


def test_a_column_may_be_headed_by_the_marks_it_holds(read):
    table = (
        "| Name | Role | Present/Apologies |\n|---|---|---|\n| Ann Smith | Chair | Present |\n"
        "| Bob Ray | Governor | Apologies |\n| Cat Wu | Governor | Absent |\n| Dee Fox | Clerk | In attendance |\n"
    )
    found = read(table)
    assert (found.names(), found.names("apologies"), found.names("absent")) == (
        ["Ann Smith", "Dee Fox"],
        ["Bob Ray"],
        ["Cat Wu"],
    )


def test_the_header_of_the_agenda_is_nobody(read):
    text = "Present:\n\nAnn Smith\tChair\n\nApologies:\n\nBob Ray\tMember\n\nItem No.\tItem\tAction\n\n1\tWELCOME\n"
    assert read(text, "a.txt").names("apologies") == ["Bob Ray"]


def test_the_title_of_a_councillor_may_stand_for_several(read):
    found = read("Present: Councillors Ann Smith, Bob Ray and Cat Wu\n")
    assert [one.person for one in found.of(Attendance)] == ["name:ann smith", "name:bob ray", "name:cat wu"]


def test_the_one_substituting_was_there(read):
    found = read("Present: Ann Smith\n\nApologies: Councillor Bob Ray (Councillor Cat Wu substituting)\n")
    assert found.names() == ["Ann Smith", "Councillor Cat Wu"]
    assert [one.stands_in_for for one in found.of(Attendance) if one.stands_in_for] == ["name:bob ray"]


@pytest.mark.parametrize("label", ["No-shows", "No show", "Absent"])
def test_who_did_not_show_was_absent(read, label):
    assert read(f"Present: Ann Smith, Bob Ray\n{label}: Cat Wu\n").names("absent") == ["Cat Wu"]


def test_german_guests_were_there_and_the_writer_of_the_record_sent_no_apologies(read):
    found = read("Anwesend: Ann Brandt, Bob Ray\nEntschuldigt: Cat Vogt\nGäste: Otto Kranz\nProtokoll: Ann Brandt\n")
    assert found.names() == ["Ann Brandt", "Bob Ray", "Otto Kranz"]
    assert found.names("apologies") == ["Cat Vogt"]


def test_welsh_minutes_are_read(read):
    found = read("Cofnodion\n\nYn bresennol: Ann Prys, Bob Owen\nYmddiheuriadau: Cat Llwyd\n", "cofnodion.txt")
    assert found.names() == ["Ann Prys", "Bob Owen"]
    assert found.names("apologies") == ["Cat Llwyd"]


def test_a_page_titled_minutes_has_its_day_and_title_below(read):
    page = (
        "<html><head><title>Minutes</title></head><body><p><b>Ethics Committee</b></p><p>Minutes of the meeting held "
        "on 3<sup>rd</sup> October 2019</p><p>Present: Ann Smith, Bob Ray</p></body></html>"
    )
    (meeting,) = {(one.title, str(one.on)) for one in read(page, "page.html").of(Gathering)}
    assert meeting == ("Ethics Committee", "2019-10-03")


def test_one_line_may_hold_the_whole_roll(read):
    text = (
        "Present: Cllrs Ann Smith (Chair), Bob Ray and Cat Wu. In attendance: Dee Fox and 3 members of the public. "
        "Apologies: Cllr Eve Orr.\n"
    )
    found = read(text)
    assert found.names() == ["Cllrs Ann Smith", "Bob Ray", "Cat Wu", "Dee Fox"]
    assert found.names("apologies") == ["Cllr Eve Orr"]


def test_initials_and_organisation_may_share_a_bracket(read):
    found = read("Present: Ann Smith (AS, Brightwater), Bob Ray (BR, Pond Trust)\n")
    assert [one.organisation for one in found.of(Attendance)] == ["Brightwater", "Pond Trust"]


@pytest.mark.parametrize("why", ["vacation", "on leave", "sick", "travelling"])
def test_the_reason_of_an_apology_is_no_organisation(read, why):
    (_present, away) = read(f"Present: Ann Smith\nApologies: Bob Ray ({why})\n").of(Attendance)
    assert (away.status, away.organisation) == ("apologies", "")


INITIALLED = (
    "Present:\n\nAnn Smith (AS) – Nurse, Pond Trust\nK. Wren-Lunt (KWL) – Physiotherapist, Pond Trust\n"
    "Bob Ray (BR) – Chair, Pond Trust\n\nApologies:\n\nA. Fox\nB. Orr\nC. Wu\n\nAgenda\n"
)


def test_an_initial_before_a_surname_is_no_letter_of_a_list(read):
    found = read(INITIALLED, "2024-03-05.txt")
    assert found.names() == ["Ann Smith", "K. Wren-Lunt", "Bob Ray"]
    assert found.names("apologies") == ["A. Fox", "B. Orr", "C. Wu"]


@pytest.mark.parametrize("letters", ["A. B. C. D.", "a. b. c. d.", "A) B) C) D)", "1. 2. 3. 4."])
def test_the_letters_of_an_agenda_are_none_of_its_names(read, letters):
    one, two, three, four = letters.split()
    text = (
        f"{one} Present\n\nAnn Smith\nKim Lunt\n\n{two} Apologies\n\nBob Ray\n\n{three} Budget\n\nIt grew.\n\n"
        f"{four} Next meeting\n"
    )
    found = read(text, "2024-03-05.txt")
    assert found.names() == ["Ann Smith", "Kim Lunt"]
    assert found.names("apologies") == ["Bob Ray"]


def test_a_body_with_a_role_in_its_name_is_an_organisation(read):
    text = "Present: Ann Smith - Corringdale GP Federation; Bob Ray - GP, Oakdale Practice; Cat Wu - Head of Trust\n"
    told = [(one.organisation, one.role) for one in read(text).of(Attendance)]
    assert told == [("Corringdale GP Federation", ""), ("Oakdale Practice", "GP"), ("", "Head of Trust")]
