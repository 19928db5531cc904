"""What tabs, offices, groups and signs without width set apart or join: each an invented twin of a kind of minutes."""

# ruff: noqa: E501, ISC004 - a roll stands here as it is written

from __future__ import annotations

import io

import docx
import pytest

from sna.facts import Affiliation, Attendance
from sna.names.titles import before_surname

HEAD = "# Fen Board 5 March 2024\n\n"


def word(*paragraphs: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


COLUMNS = (
    "Present:\t\t\t\t\tExcused:",
    "Ann Smith-Fairweather, Director\t\t Cat Wu, Secretary",
    "Bob Ray\t\t\t\t\tDan Fox",
    "Eve Orr (Associate)",
    "\t\t\t\t\tFlo Ash",
    "Guest:   Gil Moss",
    "Minutes of the last meeting",
    "Hal Pike",
)


def test_a_long_name_takes_fewer_tabs_to_the_column_of_the_excused(read):
    found = read(word("Fen Board 5 March 2024", *COLUMNS), "a.docx")
    assert found.names() == ["Ann Smith-Fairweather", "Bob Ray", "Eve Orr", "Gil Moss"]
    assert found.names("apologies") == ["Cat Wu", "Dan Fox", "Flo Ash"]


def test_paragraphs_behind_a_tab_go_on_with_the_people_beside_the_label(read):
    names = "Bob Ray, Vice-person", "Xanthe Okoro,", "Cat , FENCO member", "Dan Fox", "Maria Munoz del Prado"
    below = "Apologies:\tEve Orr", "\tFlo Ash", "Matters arising", "\tRoad safety was talked about."
    lines = "Members Present:\tAnn Lee, Chairperson", *(f"\t{name}" for name in names), *below
    found = read(word("Fen Association 5 March 2024", *lines), "a.docx")
    assert found.names() == ["Ann Lee", "Bob Ray", "Xanthe Okoro", "Cat", "Dan Fox", "Maria Munoz del Prado"]
    assert found.names("apologies") == ["Eve Orr", "Flo Ash"]


@pytest.mark.parametrize("heads", ["Present:\tApologies:", "Present\tApologies", "Present\t\t\tApologies"])
def test_columns_by_tabs_in_a_text(read, heads):
    rows = "\n".join((heads, "Ann Smith\tCat Wu", "Bob Ray\t\t\t\tDan Fox", "Eve Orr"))
    found = read(f"Fen Board 5 March 2024\n\n{rows}\n\nAgenda\n", "a.txt")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray", "Eve Orr"], ["Cat Wu", "Dan Fox"])


def test_labels_with_colons_above_the_columns_of_a_table(read):
    table = "| Present: | Apologies: |\n|---|---|\n| Ann Smith | Cat Wu |\n| Bob Ray | |\n"
    found = read(f"{HEAD}{table}\nAgenda\n")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_signs_without_width_are_nothing(read, sign):
    found = read(f"{HEAD}Attendees: Ann Smith (editor), Bob Ray {sign}\n(editor), C{sign}at Wu, Dan Fox {sign}\n")
    assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu", "Dan Fox"]


def test_a_line_in_a_frame_that_begins_with_a_bracket_goes_on_with_the_one_above(read):
    document, file = docx.Document(), io.BytesIO()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    lines = (
        "Fen Board 5 March 2024",
        "Attendees: Ann Smith (editor), Bob Ray",
        "(editor), Cat Wu",
        "Agenda",
        *"abcdefghij",
    )
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)
    document.save(file)
    assert read(file.getvalue(), "a.docx").names() == ["Ann Smith", "Bob Ray", "Cat Wu"]


@pytest.mark.parametrize(
    ("roll", "roles"),
    [
        ("Chair Fenn, Vice Chair Rudd, Board Members Hollis, Jasper, and Lindt", "Chair,Vice Chair,Board Members,,"),
        (
            "Mayor Fenn, Mayor Pro Tem Rudd, Councilmembers Hollis, Jasper and Lindt",
            "Mayor,Mayor Pro Tem,Councilmembers,,",
        ),
        (
            "Chair Fenn; Vice-Chair Rudd; Committee Members Hollis, Jasper and Lindt",
            "Chair,Vice-Chair,Committee Members,,",
        ),
        (
            "Commissioner Fenn, Alderman Rudd, Council Member Hollis, Town Manager Jasper, City Clerk Lindt",
            "Commissioner,Alderman,Council Member,Town Manager,City Clerk",
        ),
    ],
)
def test_surnames_behind_their_offices_are_people(read, roll, roles):
    found = read(f"{HEAD}Present: {roll}\n\nThe meeting opened.\n")
    assert found.names() == ["Fenn", "Rudd", "Hollis", "Jasper", "Lindt"]
    assert [fact.role for fact in found.of(Attendance)] == roles.split(",")
    assert not found.of(Affiliation)


@pytest.mark.parametrize(
    "line", ["Treasurer Report", "Member Organisations", "Chair Elect", "Town Clerk Update", "Board Members Only"]
)
def test_what_stands_behind_an_office_may_be_no_surname(line):
    assert before_surname(line) == ""


def test_an_office_behind_a_full_name_is_still_theirs(read):
    found = read(
        f"{HEAD}Present: Ann Smith, Board Member, Bob Ray, Vice Chair, Cat Wu, Chair Elect, Dan Fox, Director Finance\n"
    )
    assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu", "Dan Fox"]


@pytest.mark.parametrize("label", ["Core Group", "Core", "Reed", "C Core"])
def test_a_group_before_the_colon_of_several_people_is_nobody(read, label):
    found = read(
        f"{HEAD}## Present\n\n{label}: Ann Smith, Bob Ray\nFen Trust: Cat Wu\nOthers: Dan Fox, Eve Orr\n\n## Agenda\n"
    )
    assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu", "Dan Fox", "Eve Orr"]


@pytest.mark.parametrize("kinds", ["trainees, tutors, Fen core team", "Students, parents, teachers"])
def test_kinds_of_people_are_nobody(read, kinds):
    found = read(
        f"{HEAD}Attendees: Ann Smith, Bob Ray\n\n## Notes\n\n### Summer school\n\n* Participants: {kinds}\n* date: June\n"
    )
    assert [name for name in found.names() if "team" not in name] == ["Ann Smith", "Bob Ray"]


def test_a_heading_of_a_kind_of_people_ends_a_roll(read):
    found = read(f"{HEAD}## Attendees\n\n- Ann Smith\n- Bob Ray\n\n## Contributors\n\n- Cat Wu\n")
    assert found.names() == ["Ann Smith", "Bob Ray"]


@pytest.mark.parametrize(
    "heading", ["### by proxy", "### Represented by proxy", "### Present by proxy", "Voting by proxy:"]
)
def test_who_only_votes_by_proxy_is_not_there(read, heading):
    found = read(
        f"{HEAD}## Present\n\n- Ann Smith\n- Bob Ray\n\n{heading}\n\n- Cat Wu\n- Dan Fox\n\n## Motions\n\nCarried.\n"
    )
    assert (found.names(), found.names("absent")) == (["Ann Smith", "Bob Ray"], ["Cat Wu", "Dan Fox"])


def test_by_proxy_beside_a_name(read):
    found = read(f"{HEAD}Present: Ann Smith, Bob Ray (by proxy), Cat Wu\n")
    assert (found.names(), found.names("absent")) == (["Ann Smith", "Cat Wu"], ["Bob Ray"])


@pytest.mark.parametrize(
    ("lines", "present", "apologies"),
    [
        (
            "PRESIDING\tCouncillor G Orr\tChairman of the Council\n\nPARISH COUNCILLORS\tCouncillor A Smith\tCouncillor B Ray\n"
            "PRESENT\tCouncillor C Wu\tCouncillor D Fox\n",
            ["Councillor A Smith", "Councillor B Ray", "Councillor C Wu", "Councillor D Fox", "Councillor G Orr"],
            [],
        ),
        (
            "Present:\tAnn Smith\tBob Ray\n\nApologies for\tCat Wu\nabsence\tDan Fox\n",
            ["Ann Smith", "Bob Ray"],
            ["Cat Wu", "Dan Fox"],
        ),
        ("Date\t5 March\nPresent\tAnn Smith\tBob Ray\n\nApologies\tCat Wu\n", ["Ann Smith", "Bob Ray"], ["Cat Wu"]),
    ],
)
def test_a_label_wrapped_beside_names_is_one(read, lines, present, apologies):
    found = read(f"Fen Council 5 March 2024\n\n{lines}\nThe meeting opened.\n", "a.txt")
    assert (found.names(), found.names("apologies")) == (present, apologies)


@pytest.mark.parametrize("tail", ["and sanctioned", "were accepted", "noted"])
def test_what_was_done_about_apologies_is_no_name(read, tail):
    found = read(f"{HEAD}Present: Ann Smith\n\nApologies: Bob Ray and Cat Wu {tail}\n")
    assert (found.names("apologies"), found.codes()) == (["Bob Ray", "Cat Wu"], [])
