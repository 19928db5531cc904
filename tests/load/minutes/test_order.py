"""Entries that name the body first, answers behind the people they are of, offices and titles below one another."""

from __future__ import annotations

import pytest

from sna.facts import Affiliation, Attendance

HEAD, BELOW = "# Fen Forum, 5 March 2024\n\n", "\n\n## Agenda\n\nHello.\n"


def bodies(found):
    return {(fact.person.removeprefix("name:"), fact.organisation) for fact in found.of(Affiliation)}


@pytest.mark.parametrize(
    "text",
    [
        "Present:\n\nFen Trust, Chair, Ann Lee\nPond Council, Clerk, Bob Ray\nVale NHS, Nurse, Xia Wu",
        "## Attendees\n\n- Fen Trust, Chair, Ann Lee\n- Pond Council, Clerk, Bob Ray\n- Vale NHS, Nurse, Xia Wu",
        "Attendees: Fen Trust, Chair, Ann Lee; Pond Council, Clerk, Bob Ray; Vale NHS, Nurse, Xia Wu",
        "Attendees: Fen Trust, Chair, Ann Lee, Pond Council, Clerk, Bob Ray, Vale NHS, Nurse, Xia Wu",
    ],
)
def test_names_behind_body_and_office(read, text):
    found = read(HEAD + text + BELOW)
    assert found.names() == ["Ann Lee", "Bob Ray", "Xia Wu"]
    assert bodies(found) == {("ann lee", "Fen Trust"), ("bob ray", "Pond Council"), ("xia wu", "Vale NHS")}
    assert [fact.role for fact in found.of(Attendance)] == ["Chair", "Clerk", "Nurse"]


def test_names_in_front_stay_there(read):
    text = (
        "## Attendees\n\n- Xia Wu, Nurse, Rose Hill School\n- Bo Pek, Clerk, Vale Council\n- Zo Ash, Chair, Fen Trust"
    )
    found = read(HEAD + text + BELOW)
    assert found.names() == ["Xia Wu", "Bo Pek", "Zo Ash"]
    assert found.warned() == []


def test_an_order_that_nothing_shows_is_told(read):
    text = "## Attendees\n\n- Pond, Data Lead, Xia Wu\n- Vale, Nurse, Zofi Kiss\n- Reed, Chair, Odal Pek"
    assert read(HEAD + text + BELOW).warned() == ["W-ROLL"]


@pytest.mark.parametrize("label", ["## Attendance\n\n", "Attendance: ", ""])
def test_answers_behind_several_people(read, label):
    found = read(f"{HEAD}{label}Lee, Ray, Wu - present; Fox - absent; Orr, Ash - apologies{BELOW}")
    assert found.names() == ["Lee", "Ray", "Wu"]
    assert found.names("absent") == ["Fox"]
    assert found.names("apologies") == ["Orr", "Ash"]


def test_papers_that_are_present_are_nobody(read):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray{BELOW}\nThe 2 budgets, 3 plans - present; the report - absent\n")
    assert found.names() == ["Ann Lee", "Bob Ray"]
    assert found.names("absent") == []


def test_labels_in_capitals_are_bodies_and_sides_of_the_table_are_none(read):
    lines = (
        "UFEN: Ann, Bob",
        "POND: Pam Lee",
        "ALW: Ann Lee Wu",
        "STAFF: Gil Hay, Hal Ito",
        "Practice: Ida Ash, Jo Elm",
    )
    found = read(HEAD + "## Present\n\n" + "".join(f"- {line}\n" for line in lines) + BELOW)
    assert found.names() == ["Ann", "Bob", "Pam Lee", "Ann Lee Wu", "Gil Hay", "Hal Ito", "Ida Ash", "Jo Elm"]
    assert bodies(found) == {("ann", "UFEN"), ("bob", "UFEN"), ("pam lee", "POND")}


@pytest.mark.parametrize(
    "text", ["Apologies: see attached", "## Apologies\n\nSee attached list", "Apologies: as per the attendance sheet"]
)
def test_apologies_in_another_document_are_told(read, text):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray\n\n{text}{BELOW}")
    assert found.warned() == ["W-NOBODY"]
    assert found.names() == ["Ann Lee", "Bob Ray"]
    assert found.names("apologies") == []


def test_an_office_below_a_dash_is_that_of_the_name_above(read):
    found = read(f"{HEAD}Present:\n\nAnn Lee-\n\nVice Chair Parish Council\n\nBob Ray- Clerk\n\nCat Wu- Nurse{BELOW}")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    assert [fact.role for fact in found.of(Attendance)] == ["Vice Chair Parish Council", "Clerk", "Nurse"]


def test_an_office_alone_is_nobody_in_particular(read):
    found = read(f"{HEAD}## Present\n\n- Ann Lee\n- Bob Ray\n- Vice Chair Parish Council{BELOW}")
    assert [fact.person.partition(":")[0] for fact in found.of(Attendance)] == ["name", "name", "unidentified"]


def test_titles_of_columns_laid_down_in_lines_are_nobody(read):
    rows = ("Ann Lee", "Present", "Bob Ray", "Apologies", "Cat Wu", "Present", "Dan Fox", "Present")
    lines = ("Attendance", "Name", "Governor", "Associate Member", "Present/Absent/Apologies", *rows)
    found = read("\n\n".join(["Fen School, 5 March 2024", *lines, "1. Welcome"]), "2024-03-05.txt")
    assert found.names() == ["Ann Lee", "Cat Wu", "Dan Fox"]
    assert found.names("apologies") == ["Bob Ray"]


def test_a_mark_without_a_legend_is_rejected(read):
    marks = {"Ann Lee": "P", "Bob Ray": "P", "Cat Wu": "A", "Dan Fox": "E", "Eve Orr": "P"}
    rows = "".join(f"| {name} | {mark} |\n" for name, mark in marks.items())
    found = read(f"{HEAD}| Name | Attendance |\n|---|---|\n{rows}")
    assert found.codes() == ["R-MARK"]
    assert found.names() == ["Ann Lee", "Bob Ray", "Eve Orr"]
